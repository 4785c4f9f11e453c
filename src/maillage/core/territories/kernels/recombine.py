"""Tree-split recombination: two neighbouring territories are merged and cut anew.

A random spanning tree of the union is grown (DeFord, Duchin and Solomon 2021 use the same proposal
to sample plans); here every edge of the tree is priced exactly, from totals added up along the
tree, and the best cut is offered to the annealing rule. Both sides are connected by construction.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from maillage.core.territories.kernels.state import inertia, inertia_of, put, violation

EXTRA = 11
"""Columns of a tree node before the amounts: weight, moment x 3, spread in a, spread in b, nodes locked
to or barred from the other territory when placed in a, the same in b, stake, that held by a, by b."""

RARE = 5
"""Columns after the amounts, where there are tolls or pairs to keep apart: toll, that due to a, to b,
partners to keep apart from in the tree, such pairs within the subtree."""


@njit(cache=True)
def recombine(label, totals, data, graph, limits, bounds, homes, terms, tries, stamp, mark):
    """Try ``tries`` recombinations under the annealing terms; returns those taken."""
    indptr, indices = graph
    size = len(label)
    order = np.empty(size, dtype=np.int32)
    parent = np.empty(size, dtype=np.int32)
    frontier = np.empty((len(indices) + 1, 2), dtype=np.int32)
    rare = RARE if len(limits[4]) > 0 or limits[3][:, 1].any() else 0
    rows = np.empty((size, EXTRA + data[3].shape[1] + rare))
    place = np.empty(size, dtype=np.int32)
    taken = 0
    for _ in range(tries):
        u = np.random.randint(size)
        degree = indptr[u + 1] - indptr[u]
        if degree == 0:
            continue
        v = indices[indptr[u] + np.random.randint(degree)]
        a, b = label[u], label[v]
        if a == b:
            continue
        count = _grow_tree(
            u, a, b, label, indptr, indices, stamp, mark, order, parent, frontier, place
        )
        if rare > 0:
            _fill_rare(
                count, order, parent, place, stamp, mark, a, b, limits, rows, data[3].shape[1]
            )
        away = _add_up(count, order, parent, a, b, label, data, limits, rows)
        cut, flip, value = _best_cut(count, a, b, away[0], rows, totals, bounds, homes, terms)
        if cut < 0 or not _accept(a, b, value, away, totals, bounds, homes, terms):
            continue
        _apply(cut, flip, count, a, b, order, parent, label, totals, data, limits)
        taken += 1
    return taken


@njit(cache=True)
def _grow_tree(root, a, b, label, indptr, indices, stamp, mark, order, parent, frontier, place):
    """Grow a random tree over a and b; ``order`` lists nodes parents first, ``parent`` by place."""
    mark[0] += 1
    stamp[root] = mark[0]
    order[0] = root
    parent[0] = -1
    place[root] = 0
    count, waiting = 1, 0
    node = root
    while True:
        for edge in range(indptr[node], indptr[node + 1]):
            other = indices[edge]
            if (label[other] == a or label[other] == b) and stamp[other] != mark[0]:
                frontier[waiting, 0] = node
                frontier[waiting, 1] = other
                waiting += 1
        found = False
        while waiting > 0 and not found:
            pick = np.random.randint(waiting)
            start, node = frontier[pick, 0], frontier[pick, 1]
            waiting -= 1
            frontier[pick, 0] = frontier[waiting, 0]
            frontier[pick, 1] = frontier[waiting, 1]
            found = stamp[node] != mark[0]
        if not found:
            return count
        stamp[node] = mark[0]
        order[count] = node
        parent[count] = place[start]
        place[node] = count
        count += 1


@njit(cache=True)
def _add_up(count, order, parent, a, b, label, data, limits, rows):
    """Totals of every subtree, by place in the order.

    Returns the stake that is away today, its toll, and the pairs in conflict.
    """
    position, weight, spread, amounts = data
    fixed, barred, previous, stakes, apart = limits
    last = spread.shape[1] - 1
    away, due, clashes = 0.0, 0.0, 0
    for number in range(count):
        node = order[number]
        if previous[node] >= 0 and label[node] != previous[node]:
            away += stakes[node, 0]
            due += stakes[node, 1]
        if len(apart) > 0:
            for edge in range(apart[node], apart[node + 1]):
                clashes += label[apart[edge]] == label[node]
        row = rows[number]
        row[0] = weight[node]
        for axis in range(3):
            row[1 + axis] = weight[node] * position[node, axis]
        row[4] = spread[node, min(a, last)]
        row[5] = spread[node, min(b, last)]
        row[6] = 1.0 * (fixed[node] == b or (len(barred) > 0 and barred[node, a]))
        row[7] = 1.0 * (fixed[node] == a or (len(barred) > 0 and barred[node, b]))
        row[8] = stakes[node, 0] * (previous[node] >= 0)
        row[9] = stakes[node, 0] * (previous[node] == a)
        row[10] = stakes[node, 0] * (previous[node] == b)
        for measure in range(amounts.shape[1]):
            row[EXTRA + measure] = amounts[node, measure]
    for number in range(count - 1, 0, -1):
        for column in range(rows.shape[1]):
            rows[parent[number], column] += rows[number, column]
    return away, due, clashes // 2


@njit(cache=True)
def _fill_rare(count, order, parent, place, stamp, mark, a, b, limits, rows, measures):
    """Tolls and pairs to keep apart of every tree node; a pair is within from where its paths meet."""
    previous, stakes, apart = limits[2:]
    first = EXTRA + measures
    rows[:count, first:] = 0.0
    for number in range(count):
        node = order[number]
        row = rows[number]
        row[first] = stakes[node, 1] * (previous[node] >= 0)
        row[first + 1] = stakes[node, 1] * (previous[node] == a)
        row[first + 2] = stakes[node, 1] * (previous[node] == b)
        if len(apart) == 0:
            continue
        for edge in range(apart[node], apart[node + 1]):
            other = apart[edge]
            if stamp[other] != mark[0]:
                continue
            row[first + 3] += 1.0
            one, two = number, place[other]
            if two < one:
                while one != two:
                    if one > two:
                        one = parent[one]
                    else:
                        two = parent[two]
                rows[one, first + 4] += 1.0


@njit(cache=True)
def _side(row, whole, sign, territory, spread, bounds, homes, penalty_scale):
    """Inertia plus penalty of one side: the subtree (sign 1) or the rest (sign -1).

    ``spread`` is the column of what its nodes cost in ``territory``.
    """
    low, high, target = bounds
    base = 0.0 if sign > 0 else 1.0
    value = inertia_of(
        base * whole[0] + sign * row[0],
        base * whole[1] + sign * row[1],
        base * whole[2] + sign * row[2],
        base * whole[3] + sign * row[3],
        base * whole[spread] + sign * row[spread],
        homes,
        territory,
    )
    for measure in range(low.shape[1]):
        amount = base * whole[EXTRA + measure] + sign * row[EXTRA + measure]
        outside = max(0.0, amount - high[territory, measure], low[territory, measure] - amount)
        value += penalty_scale * outside / target[territory, measure]
    return value


@njit(cache=True)
def _scale(a, b, totals, homes, terms):
    return max(0.5 * (inertia(totals, homes, a) + inertia(totals, homes, b)), terms[4])


@njit(cache=True)
def _best_cut(count, a, b, away, rows, totals, bounds, homes, terms):
    """Place of the best subtree to cut, whether it goes to b, and the value of the result."""
    temperature, penalty, price, cap, floor = terms[:5]
    penalty_scale = penalty * _scale(a, b, totals, homes, terms)
    whole = rows[0]
    rare = EXTRA + bounds[0].shape[1] if rows.shape[1] > EXTRA + bounds[0].shape[1] else 0
    best, best_flip, best_value = -1, False, np.inf
    for number in range(1, count):
        row = rows[number]
        for flip in (False, True):
            first, second = (b, a) if flip else (a, b)
            blocked = row[7] if flip else row[6]
            blocked += (whole[6] - row[6]) if flip else (whole[7] - row[7])
            if blocked > 0:
                continue
            kept = row[10] + whole[9] - row[9] if flip else row[9] + whole[10] - row[10]
            moved = whole[8] - kept
            if moved > away and totals.moved[0] + moved - away > cap:
                continue
            value = (
                _side(row, whole, 1.0, first, 5 if flip else 4, bounds, homes, penalty_scale)
                + _side(row, whole, -1.0, second, 4 if flip else 5, bounds, homes, penalty_scale)
                + price * moved
            )
            if rare > 0:
                value += _rare_costs(row, whole, rare, flip, penalty_scale)
            if value < best_value:
                best, best_flip, best_value = number, flip, value
    return best, best_flip, best_value


@njit(cache=True)
def _rare_costs(row, whole, first, flip, penalty_scale):
    """Toll of a cut, and penalty for the pairs to keep apart that it does not cut."""
    one, two = (first + 2, first + 1) if flip else (first + 1, first + 2)
    toll = whole[first] - row[one] - (whole[two] - row[two])
    crossing = row[first + 3] - 2.0 * row[first + 4]
    return toll + penalty_scale * (0.5 * whole[first + 3] - crossing)


@njit(cache=True)
def _accept(a, b, value, away, totals, bounds, homes, terms):
    """Whether to take a cut; ``away`` (stake moved, toll paid, pairs in conflict) before it."""
    temperature, penalty, price, cap, floor = terms[:5]
    low, high, target = bounds
    scale = _scale(a, b, totals, homes, terms)
    present = inertia(totals, homes, a) + inertia(totals, homes, b)
    present += price * away[0] + away[1]
    present += (
        penalty
        * scale
        * (
            violation(totals, a, low, high, target)
            + violation(totals, b, low, high, target)
            + away[2]
        )
    )
    delta = value - present
    if delta <= 0.0:
        return delta < -1e-9 * scale
    mean_count = 0.5 * (totals.nodes[a] + totals.nodes[b])
    return np.random.random() < np.exp(-delta * mean_count / (temperature * scale))


@njit(cache=True)
def _apply(cut, flip, count, a, b, order, parent, label, totals, data, limits):
    """Label the subtree and the rest."""
    previous, stakes = limits[2], limits[3]
    inside = np.zeros(count, dtype=np.bool_)
    inside[cut] = True
    for number in range(count):
        if number > 0 and inside[parent[number]]:
            inside[number] = True
        node = order[number]
        end = b if inside[number] == flip else a
        start = label[node]
        if start == end:
            continue
        put(totals, node, start, -1.0, data)
        put(totals, node, end, 1.0, data)
        totals.nodes[start] -= 1
        totals.nodes[end] += 1
        if previous[node] >= 0:
            back = (start == previous[node]) * 1.0 - (end == previous[node]) * 1.0
            totals.moved[0] += stakes[node, 0] * back
            totals.moved[1] += stakes[node, 1] * back
        label[node] = end
