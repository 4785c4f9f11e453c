"""Exact re-assignment of a few neighbouring territories, by a small mixed-integer program.

Every territory keeps one parcel as its root; a parcel may join a root only with a neighbour that is
a step nearer to it (Zoltners and Sinha, Management Science 29(11), 1983), so that territories are
connected by construction. What is outside the bounds counts first, compactness little. Where
territories differ in their targets only, the program also decides which root gets which target.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_array, csr_array, eye_array, kron
from scipy.sparse.csgraph import dijkstra

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.model import Model, adjacency
from maillage.core.territories.starts import centroids

PARCEL = 0.03
"""Largest share of a mean target that light nodes of one territory are put together to."""

DRAWN = 0.3
"""Share of the roots that are drawn by their load; the others are the heaviest parcels."""

COMPACTNESS = 0.02
"""What the present inertia counts, in shares of a target outside the bounds."""

MARGIN = 0.005
"""Share of the tolerance kept in hand."""

GAP, NODES = 0.08, 200
"""Gap at which the program is solved well enough, and nodes of its tree at most."""


MOST = 2_000
"""Pairs of a parcel and a root at most: above, the program takes too long."""


@dataclass(frozen=True, eq=False)
class Parcels:
    """Nodes of one territory put together: connected, and light unless a single node.

    ``number`` (n,) parcel of each node · ``label`` (b,) its territory · ``amounts`` (b, q) ·
    ``cost`` (b, k) of each parcel about the present centres · ``open`` (b, k) where it may go ·
    ``graph`` (b, b) neighbours.
    """

    number: IntArray
    label: IntArray
    amounts: FloatArray
    cost: FloatArray
    open: BoolArray
    graph: csr_array


def reassign(
    model: Model, label: IntArray, generator: np.random.Generator, *, exchange: bool = False
) -> IntArray | None:
    """Assign the nodes of a few territories anew, as near to their bounds as the program can.

    Parameters
    ----------
    model
        A handful of territories: the program grows with their number times that of the parcels.
    label
        (n,) present labelling, every territory connected and present.
    exchange
        Whether territories may exchange their targets: only where nothing else tells them apart.

    Returns
    -------
    (n,) array or None
        A labelling in which every territory is connected; None where none was found or the program
        would be too large. Continuity and units to keep apart are not looked at.
    """
    parcels = parcels_of(model, label)
    if parcels.cost.size > MOST:
        return None
    roots = _roots(model, parcels, generator)
    taken = _solve(model, parcels, roots, exchange=exchange)
    return None if taken is None else taken[parcels.number]


def parcels_of(model: Model, label: IntArray) -> Parcels:
    """Put light nodes together, heaviest first, each with the nearest nodes that still fit."""
    number = _grown(model, label)
    count = int(number.max()) + 1
    starts = number[np.repeat(np.arange(model.size), np.diff(model.indptr))]
    indptr, indices = adjacency(np.column_stack([starts, number[model.indices]]), count)
    own = np.zeros(count, dtype=np.int32)
    own[number] = label
    amounts = np.zeros((count, model.amounts.shape[1]))
    np.add.at(amounts, number, model.amounts)
    cost = np.zeros((count, model.territories))
    np.add.at(cost, number, _costs(model, label))
    open_to = np.ones((count, model.territories), dtype=np.bool_)
    if len(model.barred):
        np.logical_and.at(open_to, number, ~model.barred)
    held = np.flatnonzero(model.fixed >= 0)
    open_to[number[held]] = np.arange(model.territories) == model.fixed[held][:, None]
    graph = csr_array((np.ones(len(indices)), indices, indptr), shape=(count, count))
    return Parcels(number, own, amounts, cost, open_to, graph)


def _grown(model: Model, label: IntArray) -> IntArray:
    """(n,) parcel of each node; those under a rule stay alone."""
    load = _loads(model, model.amounts)
    bound = model.fixed >= 0
    if len(model.barred):
        bound = bound | model.barred.any(axis=1)
    load = np.where(bound, np.inf, load)
    number = np.full(model.size, -1, dtype=np.int32)
    count = 0
    for seed in np.argsort(-load, kind="stable"):
        if number[seed] < 0:
            free = (number < 0) & (label == label[seed])
            number[_grow(model, load, free, int(seed))] = count
            count += 1
    return number


def _grow(model: Model, load: FloatArray, free: BoolArray, seed: int) -> list[int]:
    """The nodes of a parcel that begins at one node and takes in what is free around it."""
    members, total = [seed], load[seed]
    free[seed] = False
    for node in members:
        for other in model.indices[model.indptr[node] : model.indptr[node + 1]]:
            if free[other] and total + load[other] <= PARCEL:
                free[other] = False
                total += load[other]
                members.append(int(other))
    return members


def _loads(model: Model, amounts: FloatArray) -> FloatArray:
    """(b,) largest share of a mean target over the measures."""
    load: FloatArray = (amounts / np.maximum(model.target.mean(axis=0), 1e-300)).max(axis=1)
    return load


def _costs(model: Model, label: IntArray) -> FloatArray:
    """(n, k) weight x distance² to the present centres, in shares of the present inertia."""
    centres = model.homes if len(model.homes) else centroids(model, label, model.position[:1])
    cost = model.table
    if not len(cost):
        away = ((model.position[:, None] - centres[None]) ** 2).sum(axis=2)
        cost = model.weight[:, None] * away
    present = cost[np.arange(model.size), label].sum()
    share: FloatArray = cost / max(float(present), 1e-300)
    return share


def _roots(model: Model, parcels: Parcels, generator: np.random.Generator) -> IntArray:
    """(k,) a parcel of each territory: mostly its heaviest, or one drawn by its load."""
    load = _loads(model, parcels.amounts) + 1e-12
    roots = np.empty(model.territories, dtype=np.int32)
    for territory in range(model.territories):
        own = np.flatnonzero(parcels.label == territory)
        roots[territory] = own[np.argmax(load[own])]
        if generator.random() < DRAWN:
            roots[territory] = generator.choice(own, p=load[own] / load[own].sum())
    return roots


def _solve(model: Model, parcels: Parcels, roots: IntArray, *, exchange: bool) -> IntArray | None:
    """(b,) territory of each parcel.

    Columns: parcel to root (b x k), root to target (k x k), then what each root has too little and
    too much of each measure (2 x k x q).
    """
    count, territories = parcels.cost.shape
    measures = parcels.amounts.shape[1]
    pairs, matches, slacks = count * territories, territories**2, 2 * territories * measures
    most = parcels.open.copy()
    most[roots] = np.eye(territories, dtype=np.bool_)
    least = np.zeros(most.shape)
    least[roots, np.arange(territories)] = 1.0
    match = np.ones((territories, territories)) if exchange else np.eye(territories)
    lower = [least.ravel(), np.zeros(matches) if exchange else match.ravel(), np.zeros(slacks)]
    upper = [most.ravel(), match.ravel(), np.full(slacks, np.inf)]
    found = milp(
        np.concatenate([COMPACTNESS * parcels.cost.ravel(), np.zeros(matches), np.ones(slacks)]),
        integrality=np.repeat([1, 0], [pairs + matches, slacks]),
        bounds=Bounds(np.concatenate(lower), np.concatenate(upper)),
        constraints=[
            *_once(count, territories, slacks),
            *_balance(model, parcels),
            _steps(parcels, roots, most, matches + slacks),
        ],
        options={"mip_rel_gap": GAP, "node_limit": NODES},
    )
    if found.x is None:
        return None
    root = found.x[:pairs].reshape(count, territories).argmax(axis=1)
    target = found.x[pairs : pairs + matches].reshape(territories, territories).argmax(axis=1)
    label: IntArray = target[root].astype(np.int32)
    return label


def _once(count: int, territories: int, slacks: int) -> list[LinearConstraint]:
    """Every parcel has one root, every root one target and every target one root."""
    ones = np.ones((1, territories))
    parcel = kron(eye_array(count), ones)
    row = kron(eye_array(territories), ones)
    column = kron(ones, eye_array(territories))
    nothing = csr_array((count + 2 * territories, slacks))
    return [
        LinearConstraint(
            block_array([[block_array([[parcel, None], [None, row], [None, column]]), nothing]]),
            1.0,
            1.0,
        )
    ]


def _balance(model: Model, parcels: Parcels) -> list[LinearConstraint]:
    """What each root gets is within the bounds of its target, but for what it lacks or exceeds."""
    territories = model.territories
    each = eye_array(territories)
    scale = np.maximum(model.target.mean(axis=0), 1e-300)
    margin = MARGIN * (model.high - model.target)
    made = []
    for measure, unit in enumerate(scale):
        amount = kron(parcels.amounts[None, :, measure] / unit, each)
        own = np.zeros((1, 2 * parcels.amounts.shape[1]))
        for place, bound, sign in (
            (2 * measure, model.low + margin, 1.0),
            (2 * measure + 1, model.high - margin, -1.0),
        ):
            slack = own.copy()
            slack[0, place] = 1.0
            given = kron(each, bound[None, :, measure] / unit)
            row = block_array([[sign * amount, -sign * given, kron(slack, each)]])
            made.append(LinearConstraint(row, 0.0, np.inf))
    return made


def _steps(parcels: Parcels, roots: IntArray, usable: BoolArray, others: int) -> LinearConstraint:
    """A parcel goes to a root only with a neighbour that is nearer to it by one step."""
    count, territories = parcels.cost.shape
    steps = np.column_stack(
        [
            _distances(parcels.graph, int(root), within)
            for root, within in zip(roots, usable.T, strict=True)
        ]
    )
    starts, ends = parcels.graph.nonzero()
    edge, root = np.nonzero(steps[ends] < steps[starts])
    rows = starts[edge] * territories + root
    columns = ends[edge] * territories + root
    size = count * territories
    nearer = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    free = np.ones((count, territories))
    free[roots] = 0.0
    matrix = block_array([[nearer.tocsr() - eye_array(size), csr_array((size, others))]])
    return LinearConstraint(matrix, np.where(free.ravel() > 0, 0.0, -np.inf), np.inf)


def _distances(graph: csr_array, root: int, within: BoolArray) -> FloatArray:
    """(b,) steps from a root over parcels that may go there; infinite where there is no way."""
    kept = graph.multiply(within[:, None]).multiply(within[None, :]).tocsr()
    steps: FloatArray = dijkstra(kept, unweighted=True, indices=root)
    return steps
