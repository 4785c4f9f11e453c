"""Transport by the min-cost flow of OR-tools, centres moved to the centroids in between.

Units send their weight to centres whose load is bounded on both sides; a unit that is split goes
where most of it went. That can break the bounds: of all rounds the plan nearest to balance counts.
The flow is in whole parts of a territory's target.
"""

from __future__ import annotations

import numpy as np
from cases import Case
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from peers.centres import candidates, centroids, first_centres, squares, vectors

ROUNDS = 8
PARTS = 100_000
COSTS = 1_000_000
SHARE = 0.5
"""Of the tolerance: what is left is for the rounding of split units."""


def design(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """Free centres."""
    del seconds
    points = vectors(case.latitude, case.longitude)
    centres = first_centres(case, points, seed)
    plans = []
    for _ in range(ROUNDS):
        costs = squares(points, centres)
        plans.append(transport(case, costs, max(12, case.territories * 6 // 25)))
        centres = centroids(case, points, plans[-1])
    return min(plans, key=lambda labels: imbalance(case, labels))


def imbalance(case: Case, labels: np.ndarray) -> float:
    """Largest relative deviation from the mean."""
    amounts = np.bincount(labels, weights=case.weight, minlength=case.territories)
    return float(np.abs(amounts / amounts.mean() - 1).max())


def transport(case: Case, costs: np.ndarray, nearest: int) -> np.ndarray:
    """The cheapest plan at these costs, of shape (units, territories); more arcs if need be."""
    near = candidates(costs, nearest)
    units, territories = costs.shape
    supply = np.maximum(1, np.round(case.weight / case.weight.sum() * territories * PARTS))
    low, high = (int(PARTS * (1 + sign * SHARE * case.tolerance)) for sign in (-1, 1))
    tail = np.repeat(np.arange(units), near.shape[1])
    head = near.ravel()
    scaled = np.take_along_axis(costs, near, axis=1).ravel()
    scaled = np.round(scaled / scaled.max() * COSTS)
    network = SimpleMinCostFlow()
    amounts = np.repeat(supply, near.shape[1])
    arcs = add(network, tail, units + head, amounts, scaled)
    ends, sink = units + np.arange(territories), units + territories
    add(network, ends, sink, low, -10 * COSTS)
    add(network, ends, sink, high - low, 0)
    nodes = np.append(np.arange(units), sink)
    network.set_nodes_supplies(nodes, np.append(supply, -supply.sum()).astype(int))
    if network.solve() != network.OPTIMAL:
        if nearest >= territories:
            raise RuntimeError("no flow meets the bounds")
        return transport(case, costs, 2 * nearest)
    sent = network.flows(arcs).reshape(near.shape)
    return near[np.arange(units), sent.argmax(axis=1)]


def add(network: SimpleMinCostFlow, tail, head, capacity, cost) -> np.ndarray:
    """Arcs, any argument a number for all."""
    rows = [
        np.asarray(each, dtype=np.int64) for each in np.broadcast_arrays(tail, head, capacity, cost)
    ]
    return network.add_arcs_with_capacity_and_unit_cost(*rows)
