"""The problem as the kernels see it: groups contracted to single nodes, plain contiguous arrays."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.problem import Problem
from maillage.core.territories.sites import Sites, unit_sites
from maillage.core.territories.sphere import EARTH_RADIUS_KM, sphere_points

__all__ = [
    "EARTH_RADIUS_KM",
    "WEIGHT_FLOOR",
    "Model",
    "adjacency",
    "build_model",
    "sphere_points",
]

WEIGHT_FLOOR = 0.05
"""Share of the mean weight that a unit counts at least, so that empty units go somewhere near.

Not where costs are measured by travel or to a centre unit: there weights count as given.
"""


@dataclass(frozen=True, eq=False)
class Model:
    """Arrays of the contracted problem: n nodes, k territories, q measures.

    ``unit_node`` (n_units,) node of each unit · ``position`` (n, 3) weighted mean place of the node
    in km from the Earth's centre · ``weight`` (n,) · ``spread`` (n,) weighted square sum of its
    members' positions · ``amounts`` (n, q) · ``target``, ``low``, ``high`` (k, q) ·
    ``indptr``, ``indices`` adjacency in compressed rows · ``fixed`` (n,) locked territory or -1 ·
    ``barred`` (n, k) forbidden pairs, or (0, 0) when there are none · ``previous`` (n,) today's
    territory or -1 · ``stake`` (n,) what it has there · ``rival`` (n,) the most that another
    territory has of the node, which is a group shared today · ``homes`` (k, 3), or (0, 3) when
    centres are free · ``table`` (n, k) cost of each node in each territory where travel to fixed
    centres was given, or (0, 0) · ``sites`` the units that can be centres, or None · ``price``
    objective units per unit of stake · ``toll`` (n,) what leaving today's territory costs besides,
    or (0,) where no measure has a price · ``cap`` largest stake that may move · ``apart_indptr``,
    ``apart_indices`` pairs of nodes to keep apart in compressed rows.
    """

    unit_node: IntArray
    position: FloatArray
    weight: FloatArray
    spread: FloatArray
    amounts: FloatArray
    target: FloatArray
    low: FloatArray
    high: FloatArray
    indptr: IntArray
    indices: IntArray
    fixed: IntArray
    barred: BoolArray
    previous: IntArray
    stake: FloatArray
    rival: FloatArray
    homes: FloatArray
    price: float
    cap: float
    contiguous: bool
    table: FloatArray
    sites: Sites | None
    toll: FloatArray
    apart_indptr: IntArray
    apart_indices: IntArray

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.weight)

    @property
    def territories(self) -> int:
        """Number of territories."""
        return len(self.target)

    @property
    def measured(self) -> bool:
        """Whether costs come from a table or from centre units, not from moments."""
        return self.sites is not None or len(self.table) > 0

    @property
    def continuity(self) -> bool:
        """Whether it matters who has a node today."""
        return self.price > 0 or len(self.toll) > 0 or bool(np.isfinite(self.cap))

    def departures(self, price: float) -> FloatArray:
        """(n,) what leaving today's territory costs at a price per unit of stake."""
        cost: FloatArray = price * self.stake
        return cost + self.toll if len(self.toll) else cost


def build_model(problem: Problem) -> Model:
    """Contract groups and lay the problem out in arrays.

    The squared distance to free centres and homes used by the search is that of the chord, which
    differs from the great-circle arc by less than 0.4 % under 1,000 km.
    """
    unit_node, size = _contract(problem)
    weight = problem.weight_array()
    weight = np.maximum(weight, WEIGHT_FLOOR * (weight.mean() or 1.0))
    points = sphere_points(problem.coordinates())
    node_weight = _sum(unit_node, weight, size)
    position = np.column_stack([_sum(unit_node, weight * axis, size) for axis in points.T])
    position /= node_weight[:, None]
    target, low, high = _targets(problem)
    indptr, indices = adjacency(_node_edges(problem, unit_node), size)
    previous, stake, rival = _previous(problem, unit_node, size)
    paid = problem.weight_array() if problem.measured else weight
    price, cap = _terms(problem, paid)
    table, sites = _costs(problem, unit_node, size)
    apart_indptr, apart_indices = adjacency(_apart(problem, unit_node), size)
    cap -= problem.stakes().sum() - stake.sum()
    return Model(
        unit_node=unit_node,
        position=np.ascontiguousarray(position),
        weight=node_weight,
        spread=_sum(unit_node, weight * (points**2).sum(axis=1), size),
        amounts=np.column_stack(
            [_sum(unit_node, measure.array(), size) for measure in problem.measures]
        ),
        target=target,
        low=low,
        high=high,
        indptr=indptr,
        indices=indices,
        fixed=_fixed(problem, unit_node, size),
        barred=_barred(problem, unit_node, size),
        previous=previous,
        stake=stake,
        rival=rival,
        homes=np.empty((0, 3))
        if problem.homes is None
        else sphere_points(np.asarray(problem.homes, dtype=np.float64)),
        price=price,
        cap=cap,
        contiguous=problem.contiguity,
        table=table,
        sites=sites,
        toll=_toll(problem, paid, unit_node, previous),
        apart_indptr=apart_indptr,
        apart_indices=apart_indices,
    )


def adjacency(edges: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Compressed rows ``(indptr, indices)`` of a symmetric graph without loops or repeats."""
    edges = edges[edges[:, 0] != edges[:, 1]]
    both = np.concatenate([edges, edges[:, ::-1]])
    matrix = coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(size, size)).tocsr()
    matrix.sum_duplicates()
    return matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)


def _contract(problem: Problem) -> tuple[IntArray, int]:
    index = {unit: number for number, unit in enumerate(problem.ids)}
    pairs = [
        (index[group[0]], index[member])
        for group in problem.group_members()
        for member in group[1:]
    ]
    if not pairs:
        return np.arange(problem.size, dtype=np.int32), problem.size
    rows, columns = np.array(pairs).T
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(problem.size, problem.size))
    count, labels = connected_components(graph, directed=False)
    return labels.astype(np.int32), int(count)


def _sum(unit_node: IntArray, values: FloatArray, size: int) -> FloatArray:
    return np.bincount(unit_node, weights=values, minlength=size)


def _node_edges(problem: Problem, unit_node: IntArray) -> IntArray:
    edges = problem.edge_array()
    return np.column_stack([unit_node[edges[:, 0]], unit_node[edges[:, 1]]])


def _targets(problem: Problem) -> tuple[FloatArray, FloatArray, FloatArray]:
    count = problem.territories
    target = np.column_stack([measure.targets(count) for measure in problem.measures])
    bounds = [measure.bounds(count) for measure in problem.measures]
    low = np.column_stack([pair[0] for pair in bounds])
    high = np.column_stack([pair[1] for pair in bounds])
    return target, low, high


def _fixed(problem: Problem, unit_node: IntArray, size: int) -> IntArray:
    fixed = np.full(size, -1, dtype=np.int32)
    index = {unit: number for number, unit in enumerate(problem.ids)}
    for unit, territory in problem.locks.items():
        fixed[unit_node[index[unit]]] = territory
    return fixed


def _barred(problem: Problem, unit_node: IntArray, size: int) -> BoolArray:
    if not problem.forbidden:
        return np.zeros((0, 0), dtype=np.bool_)
    index = {unit: number for number, unit in enumerate(problem.ids)}
    barred = np.zeros((size, problem.territories), dtype=np.bool_)
    for unit, territory in problem.forbidden:
        barred[unit_node[index[unit]], territory] = True
    return barred


def _previous(
    problem: Problem, unit_node: IntArray, size: int
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Today's territory of each node, that of most of its stake; this stake, and the next most."""
    if problem.reference is None:
        return np.full(size, -1, dtype=np.int32), np.zeros(size), np.zeros(size)
    labels = np.asarray(problem.reference.labels)
    stakes = problem.stakes()
    owned = labels >= 0
    held = coo_array(
        (stakes[owned] + 1e-12, (unit_node[owned], labels[owned])),
        shape=(size, problem.territories),
    ).tocsr()
    stake = np.asarray(held.max(axis=1).todense()).ravel()
    previous = np.asarray(held.argmax(axis=1)).ravel()
    rows = np.repeat(np.arange(size), np.diff(held.indptr))
    held.data[held.indices == previous[rows]] = 0.0
    rival = np.asarray(held.max(axis=1).todense()).ravel()
    return np.where(stake > 0, previous, -1).astype(np.int32), stake, rival


def _costs(problem: Problem, unit_node: IntArray, size: int) -> tuple[FloatArray, Sites | None]:
    """(n, k) costs at fixed centres, or (0, 0); the units that can be centres, or None."""
    nothing = np.empty((0, 0))
    if not problem.measured:
        return nothing, None
    if problem.centres == "unit":
        return nothing, unit_sites(problem, unit_node, size).kept(size)
    costs = problem.weight_array()[:, None] * np.asarray(problem.travel) ** problem.power
    return np.column_stack([_sum(unit_node, column, size) for column in costs.T]), None


def _apart(problem: Problem, unit_node: IntArray) -> IntArray:
    """(m, 2) pairs of nodes that must not share a territory."""
    index = {unit: number for number, unit in enumerate(problem.ids)}
    pairs = [
        (unit_node[index[one]], unit_node[index[other]])
        for units in problem.separate_sets()
        for one, other in combinations(units, 2)
    ]
    return np.array(pairs, dtype=np.int32).reshape(-1, 2)


def _terms(problem: Problem, weight: FloatArray) -> tuple[float, float]:
    """Price per unit of stake, and the largest stake that may move."""
    reference = problem.reference
    if reference is None:
        return 0.0, np.inf
    stakes = problem.stakes()
    total = stakes.sum()
    if total <= 0:
        return 0.0, np.inf
    price = reference.price_km**problem.power * weight[stakes > 0].sum() / total
    cap = np.inf if reference.cap is None else reference.cap * total
    return float(price), float(cap)


def _toll(
    problem: Problem, weight: FloatArray, unit_node: IntArray, previous: IntArray
) -> FloatArray:
    """(n,) what leaving costs by the prices of measures, each scaled like ``price_km``."""
    prices = {} if problem.reference is None else problem.reference.prices
    if problem.reference is None or not any(prices.values()):
        return np.empty(0)
    held = problem.held()
    toll = np.zeros(problem.size)
    for measure in problem.measures:
        amounts = np.where(held, measure.array(), 0.0)
        if amounts.any():
            scale = weight[amounts > 0].sum() / amounts.sum()
            toll += prices.get(measure.name, 0.0) ** problem.power * scale * amounts
    toll[np.asarray(problem.reference.labels) != previous[unit_node]] = 0.0
    return _sum(unit_node, toll, len(previous))
