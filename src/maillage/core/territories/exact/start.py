"""A good plan to begin with: its cost decides how much of the search tree is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.instance import Instance, Scaled, fits, plan_cost
from maillage.core.territories.kernels.exact_anneal import anneal, balanced_start, start_centres
from maillage.core.territories.kernels.exact_reach import reached

ROUNDS = 8
"""Times that the first centres are moved to the middle of a balanced labelling."""

STARTS = 12
"""Annealing runs from different first centres."""

PROPOSALS_PER_UNIT, PROPOSALS, STAGES = 10_000, 1_000_000, 60
"""Moves tried in a run, for each unit and at most, and steps of its temperature."""

TEMPERATURES = ((1.0, 0.01), (0.3, 0.003))
"""First and last temperature, relative to the mean cost of a unit in the territories concerned."""

PENALTIES = (3.0, 300.0)
"""First and last price of leaving the bounds, relative to the cost of a territory."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan: (n,) labels, its cost (infinite where it is not feasible) and (k,) its centres."""

    label: IntArray
    cost: float
    centres: IntArray


def start_plan(instance: Instance, scaled: Scaled, *, seed: int) -> Plan:
    """One annealing run from random first centres; even and odd seeds cool differently."""
    graph = (instance.indptr, instance.indices, instance.contiguous)
    balance = (scaled.amounts, scaled.low, scaled.high)
    centres = start_centres(instance.cost, instance.territories, seed)
    label = balanced_start(instance.cost, instance.homes, *balance, *graph, centres, ROUNDS)
    best = label.copy()
    proposals = min(PROPOSALS, PROPOSALS_PER_UNIT * instance.size)
    value = anneal(
        label, centres, instance.cost, instance.homes, *balance, *graph, seed, STAGES,
        proposals // STAGES, *TEMPERATURES[seed % len(TEMPERATURES)], *PENALTIES, best,
    )  # fmt: skip
    if not np.isfinite(value):
        return Plan(label, np.inf, centres)
    return plan_of(instance, best)


def plan_of(instance: Instance, label: IntArray) -> Plan:
    """A labelling about its best centres; its cost is infinite where it is not feasible."""
    cost, centres = plan_cost(instance, label)
    feasible = np.isfinite(cost) and fits(instance, label) and connected(instance, label, centres)
    return Plan(label, cost if feasible else np.inf, centres)


def connected(instance: Instance, label: IntArray, centres: IntArray) -> bool:
    """Whether every unit is linked to its centre within its territory, where that is asked."""
    if not instance.contiguous:
        return True
    homes = instance.homes[centres]
    return bool(reached(label, homes, instance.indptr, instance.indices).all())


def best_start(instance: Instance, scaled: Scaled, *, seed: int, clock: Clock) -> Plan:
    """The cheapest of several annealing runs; at least one is made."""
    best = start_plan(instance, scaled, seed=seed)
    for number in range(1, STARTS):
        if clock.left() <= 0:
            break
        plan = start_plan(instance, scaled, seed=seed + number)
        if plan.cost < best.cost:
            best = plan
    return best
