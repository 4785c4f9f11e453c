"""Simulated annealing over shifts, swaps and cut-off blocks.

Temperature and penalty are local: they scale with the inertia of the two territories concerned, so
that dense city territories are neither torn apart nor frozen while wide rural ones still move. The
temperature is also in proportion to the load of what moves: at one common temperature heavy units
would freeze from the start while light ones are still shuffled.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from maillage.core.territories.kernels.connect import NONE, cut_off, touches
from maillage.core.territories.kernels.state import (
    inertia,
    inertia_with,
    put,
    violation,
    violation_with,
)

BLOCK_LIMIT = np.int64(64)
"""Largest number of nodes that move with an articulation point."""


@njit(cache=True)
def seed_kernels(seed):
    """Seed the compiled random generator."""
    np.random.seed(seed)


@njit(cache=True)
def _add(change, node, sign, a, b, data):
    """Add one node that goes from a to b (sign 1) or back (sign -1) to a change."""
    position, weight, spread, amounts = data
    change[0] += sign * weight[node]
    for axis in range(3):
        change[1 + axis] += sign * weight[node] * position[node, axis]
    last = spread.shape[1] - 1
    change[4] += sign * spread[node, min(a, last)]
    change[5] += sign * spread[node, min(b, last)]
    for measure in range(amounts.shape[1]):
        change[6 + measure] += sign * amounts[node, measure]


@njit(cache=True)
def _moved(node, start, end, limits):
    """Change of the stake that has left its present owner."""
    previous, stakes = limits[2], limits[3]
    if previous[node] < 0:
        return 0.0
    return stakes[node, 0] * ((start == previous[node]) * 1.0 - (end == previous[node]) * 1.0)


@njit(cache=True)
def _paid(node, start, end, limits):
    """Change of the toll for leaving the present owner."""
    previous, stakes = limits[2], limits[3]
    if previous[node] < 0:
        return 0.0
    return stakes[node, 1] * ((start == previous[node]) * 1.0 - (end == previous[node]) * 1.0)


@njit(cache=True)
def _clashes(node, start, end, label, limits):
    """Change of the number of pairs to keep apart that share a territory."""
    apart = limits[4]
    found = 0
    if len(apart) > 0:
        for place in range(apart[node], apart[node + 1]):
            other = label[apart[place]]
            found += (other == end) * 1 - (other == start) * 1
    return found


@njit(cache=True)
def _allowed(node, territory, fixed, barred):
    return fixed[node] < 0 and (len(barred) == 0 or not barred[node, territory])


@njit(cache=True)
def _accept(totals, a, b, change, left, load, terms, bounds, homes):
    """Whether to take ``change`` from a to b.

    ``left`` (change of the stake moved, of the toll paid, of the pairs in conflict) · ``load`` of
    what moves, in shares of a mean territory · ``terms`` (temperature, penalty, price, cap, floor,
    loads).
    """
    temperature, penalty, price, cap, floor = terms[:5]
    low, high, target = bounds
    moved, paid, clashes = left
    if moved > 0.0 and totals.moved[0] + moved > cap:
        return False
    inertia_a, inertia_b = inertia(totals, homes, a), inertia(totals, homes, b)
    scale = max(0.5 * (inertia_a + inertia_b), floor)
    delta = (
        inertia_with(totals, homes, a, -1.0, change)
        + inertia_with(totals, homes, b, 1.0, change)
        - inertia_a
        - inertia_b
    )
    outside = (
        violation_with(totals, a, low, high, target, -1.0, change)
        + violation_with(totals, b, low, high, target, 1.0, change)
        - violation(totals, a, low, high, target)
        - violation(totals, b, low, high, target)
        + clashes
    )
    delta += penalty * scale * outside + price * moved + paid
    if delta <= 0.0:
        return True
    return np.random.random() < np.exp(-delta / (load * temperature * scale))


@njit(cache=True)
def _take(totals, node, a, b, label, data, limits):
    put(totals, node, a, -1.0, data)
    put(totals, node, b, 1.0, data)
    totals.nodes[a] -= 1
    totals.nodes[b] += 1
    totals.moved[0] += _moved(node, a, b, limits)
    totals.moved[1] += _paid(node, a, b, limits)
    label[node] = b


@njit(cache=True)
def anneal_connected(label, totals, data, graph, limits, bounds, homes, terms, proposals, work):
    """Run ``proposals`` random moves that keep every territory connected; returns those taken.

    ``data`` (position, weight, spread, amounts) and ``limits`` (fixed, barred, previous, stakes,
    apart) as for ``tally`` · ``graph`` (indptr, indices) · ``bounds`` (low, high, target) ·
    ``terms`` (temperature, penalty, price, cap, floor, loads), the loads (n,) in shares of a mean
    territory · ``work`` (stamp, mark, queue, change).
    """
    indptr, indices = graph
    fixed, barred = limits[0], limits[1]
    size = len(label)
    taken = 0
    for _ in range(proposals):
        u = np.int32(np.random.randint(size))
        degree = indptr[u + 1] - indptr[u]
        if degree == 0 or fixed[u] >= 0:
            continue
        v = indices[indptr[u] + np.random.randint(degree)]
        a, b = label[u], label[v]
        if a == b or not _allowed(u, b, fixed, barred):
            continue
        draw = np.random.random()
        if draw < 0.5:
            taken += _try_swap(
                u, v, a, b, label, totals, data, graph, limits, bounds, homes, terms, work
            )
        elif draw < 0.65:
            taken += _try_block(
                u, a, b, label, totals, data, graph, limits, bounds, homes, terms, work
            )
        else:
            taken += _try_shift(
                u, a, b, label, totals, data, graph, limits, bounds, homes, terms, work
            )
    return taken


@njit(cache=True)
def _try_shift(u, a, b, label, totals, data, graph, limits, bounds, homes, terms, work):
    """Move one node; 1 when taken."""
    stamp, mark, queue, change = work
    change[:] = 0.0
    _add(change, u, 1.0, a, b, data)
    left = (_moved(u, a, b, limits), _paid(u, a, b, limits), _clashes(u, a, b, label, limits))
    if not _accept(totals, a, b, change, left, terms[5][u], terms, bounds, homes):
        return 0
    if cut_off(u, label, graph[0], graph[1], stamp, mark, queue, NONE) != 0:
        return 0
    _take(totals, u, a, b, label, data, limits)
    return 1


@njit(cache=True)
def _try_block(u, a, b, label, totals, data, graph, limits, bounds, homes, terms, work):
    """Move one node with all that it cuts off; 1 when taken."""
    stamp, mark, queue, change = work
    leaving = cut_off(u, label, graph[0], graph[1], stamp, mark, queue, BLOCK_LIMIT)
    if leaving < 0:
        return 0
    queue[leaving] = u
    change[:] = 0.0
    moved, paid, clashes, load = 0.0, 0.0, NONE, 0.0
    for place in range(leaving + 1):
        if not _allowed(queue[place], b, limits[0], limits[1]):
            return 0
    for place in range(leaving + 1):
        node = queue[place]
        _add(change, node, 1.0, a, b, data)
        moved += _moved(node, a, b, limits)
        paid += _paid(node, a, b, limits)
        clashes += _clashes(node, a, b, label, limits)
        load += terms[5][node]
        label[node] = b
    for place in range(leaving + 1):
        label[queue[place]] = a
    if not _accept(totals, a, b, change, (moved, paid, clashes), load, terms, bounds, homes):
        return 0
    for place in range(leaving + 1):
        _take(totals, queue[place], a, b, label, data, limits)
    return 1


@njit(cache=True)
def _try_swap(u, v, a, b, label, totals, data, graph, limits, bounds, homes, terms, work):
    """Exchange two neighbours; 1 when taken."""
    indptr, indices = graph
    stamp, mark, queue, change = work
    if (
        not _allowed(v, a, limits[0], limits[1])
        or not touches(u, b, label, indptr, indices, v)
        or not touches(v, a, label, indptr, indices, u)
    ):
        return 0
    left = _exchange(u, v, a, b, label, data, limits, change)
    load = max(terms[5][u], terms[5][v])
    if not _accept(totals, a, b, change, left, load, terms, bounds, homes):
        return 0
    if (
        cut_off(u, label, indptr, indices, stamp, mark, queue, NONE) != 0
        or cut_off(v, label, indptr, indices, stamp, mark, queue, NONE) != 0
    ):
        return 0
    _take(totals, u, a, b, label, data, limits)
    _take(totals, v, b, a, label, data, limits)
    return 1


@njit(cache=True)
def _exchange(u, v, a, b, label, data, limits, change):
    """Fill ``change`` for u from a to b and v from b to a; what this leaves (see ``_accept``)."""
    change[:] = 0.0
    _add(change, u, 1.0, a, b, data)
    _add(change, v, -1.0, a, b, data)
    clashes = _clashes(u, a, b, label, limits)
    label[u] = b
    clashes += _clashes(v, b, a, label, limits)
    label[u] = a
    moved = _moved(u, a, b, limits) + _moved(v, b, a, limits)
    return moved, _paid(u, a, b, limits) + _paid(v, b, a, limits), clashes


@njit(cache=True)
def anneal_free(
    label, totals, data, nearby, members, limits, bounds, homes, terms, proposals, work
):
    """Run ``proposals`` random moves without contiguity; returns those taken.

    ``nearby`` (n, c) territories worth trying for each node · ``members`` (lists, place):
    (k, n) nodes of each territory, filled up to its count, and (n,) their place in it.
    """
    fixed, barred = limits[0], limits[1]
    lists, place = members
    change = work[3]
    size, choices = nearby.shape
    taken = 0
    for _ in range(proposals):
        u = np.random.randint(size)
        if fixed[u] >= 0:
            continue
        a, b = label[u], nearby[u, np.random.randint(choices)]
        if a == b or not _allowed(u, b, fixed, barred):
            continue
        swap = np.random.random() < 0.5 and totals.nodes[b] > 0
        v = u
        if swap:
            v = lists[b, np.random.randint(totals.nodes[b])]
            if not _allowed(v, a, fixed, barred):
                continue
            left = _exchange(u, v, a, b, label, data, limits, change)
        elif totals.nodes[a] <= 1:
            continue
        else:
            change[:] = 0.0
            _add(change, u, 1.0, a, b, data)
            clashes = _clashes(u, a, b, label, limits)
            left = (_moved(u, a, b, limits), _paid(u, a, b, limits), clashes)
        load = max(terms[5][u], terms[5][v])
        if not _accept(totals, a, b, change, left, load, terms, bounds, homes):
            continue
        _relist(u, a, b, lists, place, totals.nodes)
        _take(totals, u, a, b, label, data, limits)
        if swap:
            _relist(v, b, a, lists, place, totals.nodes)
            _take(totals, v, b, a, label, data, limits)
        taken += 1
    return taken


@njit(cache=True)
def _relist(node, a, b, lists, place, count):
    last = lists[a, count[a] - 1]
    lists[a, place[node]] = last
    place[last] = place[node]
    lists[b, count[b]] = node
    place[node] = count[b]


@njit(cache=True)
def list_members(label, territories):
    """(k, n) nodes of each territory and (n,) their place in it."""
    size = len(label)
    lists = np.empty((territories, size), dtype=np.int32)
    place = np.empty(size, dtype=np.int32)
    count = np.zeros(territories, dtype=np.int32)
    for node in range(size):
        territory = label[node]
        lists[territory, count[territory]] = node
        place[node] = count[territory]
        count[territory] += 1
    return lists, place
