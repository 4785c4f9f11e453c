"""Makes every territory connected: fragments are given up and grown over by their neighbours."""

from __future__ import annotations

import heapq

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.kernels.connect import pieces_of
from maillage.core.territories.model import Model


def connect(model: Model, label: IntArray, centres: FloatArray) -> IntArray:
    """(n,) labelling in which every territory is connected, as near ``label`` as is simple.

    Each territory keeps its locked nodes, joined by shortest paths, with the heaviest piece; all
    else is given to the territories that grow over it from the nearest centre.
    """
    label = label.copy()
    seeds = _locked_trees(model, label)
    fill_empty(model, label, centres)
    piece, count = pieces_of(label, model.indptr, model.indices)
    weight = np.bincount(piece, weights=model.weight, minlength=count)
    weight += np.bincount(piece, weights=seeds * (1.0 + model.weight.sum()), minlength=count)
    owner = np.empty(count, dtype=np.int32)
    owner[piece] = label
    best = np.full(model.territories, -1)
    for number in np.argsort(weight):
        best[owner[number]] = number
    label[best[label] != piece] = -1
    grow(model, label, centres)
    return label


def _locked_trees(model: Model, label: IntArray) -> FloatArray:
    """Label shortest paths that join the locked nodes of each territory; (n,) 1 on those trees."""
    seeds = np.where(model.fixed >= 0, 1.0, 0.0)
    for territory in np.unique(model.fixed[model.fixed >= 0]):
        nodes = np.flatnonzero(model.fixed == territory).tolist()
        if len(nodes) > 1:
            for node in _tree(model, nodes, int(territory)):
                label[node] = territory
                seeds[node] = 1.0
    return seeds


def _tree(model: Model, nodes: list[int], territory: int) -> list[int]:
    """Nodes on shortest paths from the first locked node to the others, avoiding other locks."""
    usable = (model.fixed < 0) | (model.fixed == territory)
    if len(model.barred):
        usable &= ~model.barred[:, territory]
    starts = np.repeat(np.arange(model.size), np.diff(model.indptr))
    keep = usable[starts] & usable[model.indices]
    length = np.linalg.norm(model.position[starts] - model.position[model.indices], axis=1) + 1e-6
    graph = csr_array(
        (length[keep], (starts[keep], model.indices[keep])), shape=(model.size, model.size)
    )
    _, before = dijkstra(graph, indices=nodes[0], return_predecessors=True)
    path: list[int] = []
    for node in nodes[1:]:
        current = node
        while current >= 0:
            path.append(current)
            current = int(before[current])
    return path


def fill_empty(model: Model, label: IntArray, centres: FloatArray) -> None:
    """Plant every territory without a node on the movable node nearest to its centre."""
    present = np.bincount(label[label >= 0], minlength=model.territories)
    for territory in np.flatnonzero(present == 0):
        distance = np.linalg.norm(model.position - centres[territory], axis=1)
        distance[model.fixed >= 0] = np.inf
        if len(model.barred):
            distance[model.barred[:, territory]] = np.inf
        distance[(label >= 0) & (present[label] <= 1)] = np.inf
        node = int(np.argmin(distance))
        if not np.isfinite(distance[node]):
            continue
        if label[node] >= 0:
            present[label[node]] -= 1
        label[node] = territory
        present[territory] = 1


def grow(model: Model, label: IntArray, centres: FloatArray) -> None:
    """Give every free node to an adjacent territory, nearest centre first."""
    heap: list[tuple[float, int, int]] = []

    def offer(node: int) -> None:
        for other in model.indices[model.indptr[node] : model.indptr[node + 1]]:
            if label[other] < 0 and _may(model, int(other), int(label[node])):
                distance = np.linalg.norm(model.position[other] - centres[label[node]])
                heapq.heappush(heap, (float(distance), int(other), int(label[node])))

    for free in np.flatnonzero(label < 0):
        for other in model.indices[model.indptr[free] : model.indptr[free + 1]]:
            if label[other] >= 0:
                offer(int(other))
    while heap:
        _, nearest, territory = heapq.heappop(heap)
        if label[nearest] < 0:
            label[nearest] = territory
            offer(nearest)
    for node in np.flatnonzero(label < 0):
        distance = np.linalg.norm(centres - model.position[node], axis=1)
        label[node] = int(np.argmin(np.where(open_to(model, int(node)), distance, np.inf)))


def open_to(model: Model, node: int) -> BoolArray:
    """(k,) territories a node may belong to."""
    may = np.ones(model.territories, dtype=np.bool_)
    if len(model.barred):
        may &= ~model.barred[node]
    if model.fixed[node] >= 0:
        may &= np.arange(model.territories) == model.fixed[node]
    return may


def _may(model: Model, node: int, territory: int) -> bool:
    if model.fixed[node] >= 0:
        return bool(model.fixed[node] == territory)
    return not (len(model.barred) and model.barred[node, territory])
