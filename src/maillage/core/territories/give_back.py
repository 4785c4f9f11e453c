"""Filling a territory that closes or opens, and giving back what need not change hands."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.model import Model, sphere_points
from maillage.core.territories.settle import node_labels
from maillage.errors import ParameterError
from maillage.texts import _

SLACK = 1e-9


def take_over(model: Model, own: IntArray) -> IntArray:
    """(n,) a territory for every unit: those without one (-1) go to the least loaded beside them.

    Units that no territory reaches over edges go to the nearest territory.
    """
    label = np.where(model.fixed >= 0, model.fixed, _node_owner(model, own)).astype(np.int32)
    load = _load(model, label)
    open_nodes = set(np.flatnonzero(label < 0).tolist())
    while open_nodes:
        options = [
            (load[territory], node, territory)
            for node in open_nodes
            for territory in _beside(model, label, node)
        ]
        if options:
            _least, node, territory = min(options)
        else:
            node = min(open_nodes)
            territory = _nearest(model, label, node)
        label[node] = territory
        load[territory] += _weight_of(model, node, territory)
        open_nodes.remove(node)
    return label[model.unit_node]


def grow(model: Model, labels: IntArray, home: tuple[float, float] | None) -> IntArray:
    """(n,) labels with the last territory, empty until now, grown to its target.

    It begins at the unit nearest to a home, or between the two neighbouring territories with the
    most work, and takes the nearest units that leave the others in one piece.

    Raises
    ------
    ParameterError
        When no unit can begin the territory.
    """
    label = node_labels(model, labels)
    new = model.territories - 1
    point = _crossroads(model, label) if home is None else _place(home)
    distance = np.linalg.norm(model.position - point, axis=1)
    target, held = model.target[new], np.zeros(model.amounts.shape[1])
    while held[0] < target[0]:
        node = _next_node(model, label, distance)
        if node is None:
            break
        label[node] = new
        held = held + model.amounts[node]
    if not (label == new).any():
        raise ParameterError(
            _("No unit can begin a new territory."),
            remedy=_("Unlock some units, or add smaller ones."),
        )
    return label[model.unit_node]


def give_back(model: Model, labels: IntArray, own: IntArray) -> IntArray:
    """(n,) labels after returning every unit to its owner that can return alone.

    A unit returns where both territories stay connected and no farther outside their bounds; those
    with the most at stake come first.
    """
    label, owner = node_labels(model, labels), _node_owner(model, own)
    amounts = np.zeros_like(model.target)
    np.add.at(amounts, label, model.amounts)
    changed = True
    while changed:
        away = np.flatnonzero((owner >= 0) & (label != owner) & (model.fixed < 0))
        changed = False
        for node in away[np.argsort(-model.weight[away], kind="stable")]:
            if _may_return(model, label, amounts, int(node), int(owner[node])):
                amounts[label[node]] -= model.amounts[node]
                amounts[owner[node]] += model.amounts[node]
                label[node] = owner[node]
                changed = True
    return label[model.unit_node]


def clashes(model: Model, label: IntArray, node: int, territory: int) -> bool:
    """Whether a territory holds a node that must be kept apart from this one."""
    start, end = model.apart_indptr[node], model.apart_indptr[node + 1]
    return bool((label[model.apart_indices[start:end]] == territory).any())


def pieces(model: Model, nodes: IntArray) -> int:
    """Connected pieces of a set of nodes."""
    graph = csr_array(
        (np.ones(len(model.indices)), model.indices, model.indptr), shape=(model.size, model.size)
    )
    return int(connected_components(graph[nodes][:, nodes], directed=False)[0])


def _may_return(model: Model, label: IntArray, amounts: FloatArray, node: int, owner: int) -> bool:
    holder = int(label[node])
    if _shut(model, label, node, owner):
        return False
    change = model.amounts[node]
    for territory, after in ((holder, amounts[holder] - change), (owner, amounts[owner] + change)):
        if _outside(model, territory, after) > _outside(model, territory, amounts[territory]):
            return False
    if model.contiguous and owner not in _beside(model, label, node):
        return False
    return _can_spare(model, label, node)


def _outside(model: Model, territory: int, amounts: FloatArray) -> float:
    """How far amounts are outside a territory's bounds, in targets."""
    target = model.target[territory]
    over = np.maximum(amounts - model.high[territory], model.low[territory] - amounts) / target
    return float(np.maximum(over - SLACK, 0.0).sum())


def _can_spare(model: Model, label: IntArray, node: int) -> bool:
    """Whether a node's territory stays, in one piece, without it."""
    rest = np.flatnonzero(label == label[node])
    rest = rest[rest != node].astype(np.int32)
    if not len(rest):
        return False
    return not model.contiguous or pieces(model, rest) == 1


def _node_owner(model: Model, own: IntArray) -> IntArray:
    """(nodes,) owner of each node, that of the last of its units that has one, or -1."""
    owner = np.full(model.size, -1, dtype=np.int32)
    owned = own >= 0
    owner[model.unit_node[owned]] = own[owned]
    return owner


def _around(model: Model, node: int) -> IntArray:
    return model.indices[model.indptr[node] : model.indptr[node + 1]]


def _beside(model: Model, label: IntArray, node: int) -> set[int]:
    """Territories next to a node that it may join."""
    found = {int(territory) for territory in label[_around(model, node)] if territory >= 0}
    return {territory for territory in found if not _shut(model, label, node, territory)}


def _shut(model: Model, label: IntArray, node: int, territory: int) -> bool:
    """Whether a territory is forbidden to a node, or holds one to be kept apart from it."""
    if len(model.barred) and model.barred[node, territory]:
        return True
    return clashes(model, label, node, territory)


def _nearest(model: Model, label: IntArray, node: int) -> int:
    """Territory of the nearest node that has one."""
    placed = np.flatnonzero(label >= 0)
    distance = np.linalg.norm(model.position[placed] - model.position[node], axis=1)
    return int(label[placed[distance.argmin()]])


def _load(model: Model, label: IntArray) -> FloatArray:
    """(k,) mean over measures of the amount per target."""
    load = np.zeros(model.territories)
    for node in np.flatnonzero(label >= 0):
        load[label[node]] += _weight_of(model, int(node), int(label[node]))
    return load


def _weight_of(model: Model, node: int, territory: int) -> float:
    return float((model.amounts[node] / model.target[territory]).mean())


def _place(home: tuple[float, float]) -> FloatArray:
    point: FloatArray = sphere_points(np.asarray([home], dtype=np.float64))[0]
    return point


def _crossroads(model: Model, label: IntArray) -> FloatArray:
    """Place between the two neighbouring territories with the most work together."""
    load = np.append(_load(model, label), 0.0)
    rows = np.repeat(np.arange(model.size), np.diff(model.indptr))
    across = label[rows] != label[model.indices]
    if not across.any():
        heaviest = label == load[:-1].argmax()
        middle: FloatArray = np.average(
            model.position[heaviest], axis=0, weights=model.weight[heaviest]
        )
        return middle
    one, other = rows[across], model.indices[across]
    both = load[label[one]] + load[label[other]]
    border = one[both >= both.max() * (1 - 1e-9)]
    border_middle: FloatArray = model.position[border].mean(axis=0)
    return border_middle


def _next_node(model: Model, label: IntArray, distance: FloatArray) -> int | None:
    """Nearest free node that the last territory can take."""
    new = model.territories - 1
    free = (model.fixed < 0) & (label != new)
    mine = np.flatnonzero(label == new)
    if model.contiguous and len(mine):
        beside = np.unique(np.concatenate([_around(model, int(node)) for node in mine]))
        free &= np.isin(np.arange(model.size), beside)
    candidates = np.flatnonzero(free)
    for node in candidates[np.argsort(distance[candidates], kind="stable")]:
        if not _shut(model, label, int(node), new) and _can_spare(model, label, int(node)):
            return int(node)
    return None
