"""Slow plain-Python twins of the compiled kernels."""

from __future__ import annotations

import numpy as np

from maillage.core.territories.kernels.state import tally
from maillage.core.territories.search import Search, loads_of


def around(model, node):
    return [int(other) for other in model.indices[model.indptr[node] : model.indptr[node + 1]]]


def pieces_within(model, nodes):
    """Connected pieces of a set of nodes by breadth-first search, largest first."""
    left, pieces = set(nodes), []
    while left:
        seed = min(left)
        left.remove(seed)
        piece, queue = {seed}, [seed]
        while queue:
            for other in around(model, queue.pop(0)):
                if other in left:
                    left.remove(other)
                    piece.add(other)
                    queue.append(other)
        pieces.append(piece)
    return sorted(pieces, key=len, reverse=True)


def members(label, territory):
    return [node for node, own in enumerate(label) if own == territory]


def all_connected(model, label):
    return all(
        len(pieces_within(model, members(label, territory))) == 1
        for territory in range(model.territories)
    )


def slow_inertia(model, label, territory):
    """Moment of inertia of a territory from the distances themselves, or its cost by the table."""
    nodes = members(label, territory)
    if not nodes:
        return 0.0
    if len(model.table):
        return float(model.table[nodes, territory].sum())
    if model.sites is not None:
        costs = model.sites.costs(np.arange(len(model.sites.node)), model.size)
        return min(
            float(costs[nodes, site].sum())
            for site, node in enumerate(model.sites.node)
            if node in nodes
        )
    weight, position = model.weight[nodes], model.position[nodes]
    centre = (
        model.homes[territory] if len(model.homes) else np.average(position, axis=0, weights=weight)
    )
    inner = model.spread[nodes] - weight * (position**2).sum(axis=1)
    return float((weight * ((position - centre) ** 2).sum(axis=1) + inner).sum())


def slow_violation(model, label, territory):
    total = 0.0
    for column in range(model.amounts.shape[1]):
        amount = model.amounts[members(label, territory), column].sum()
        high, low = model.high[territory, column], model.low[territory, column]
        total += max(0.0, amount - high, low - amount) / model.target[territory, column]
    return total


def slow_moved(model, label):
    return sum(
        float(model.stake[node])
        for node in range(model.size)
        if model.previous[node] >= 0 and label[node] != model.previous[node]
    )


def slow_paid(model, label):
    return sum(
        float(model.toll[node])
        for node in range(model.size if len(model.toll) else 0)
        if model.previous[node] >= 0 and label[node] != model.previous[node]
    )


def slow_conflicts(model, label):
    """Pairs of nodes that should be apart and share a territory."""
    starts = np.repeat(np.arange(model.size), np.diff(model.apart_indptr))
    pairs = zip(starts.tolist(), model.apart_indices.tolist(), strict=True)
    return sum(one < other and label[one] == label[other] for one, other in pairs)


def slow_objective(model, label):
    inertia = sum(slow_inertia(model, label, number) for number in range(model.territories))
    return inertia + model.price * slow_moved(model, label) + slow_paid(model, label)


def terms(model, *, temperature=0.5, penalty=10.0):
    """Temperature, penalty, price, cap, floor and loads for a kernel call."""
    return (temperature, penalty, model.price, model.cap, 1e-9, loads_of(model))


def search_of(model, label):
    """The running state that the kernels work on."""
    from tests.core.territories.problems import QUICK

    return Search(model, QUICK, np.asarray(label, dtype=np.int32).copy())


def assert_totals_are_fresh(search):
    """Running totals equal those of a new tally of the labels, about the same centres."""
    fresh = tally(search.label, search.data, search.limits, search.model.territories)
    for running, counted in zip(search.totals, fresh, strict=True):
        scale = max(1.0, float(np.abs(counted).max(initial=0.0)))
        assert np.abs(running - counted).max(initial=0.0) <= 1e-9 * scale
