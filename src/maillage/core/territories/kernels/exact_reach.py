"""What bounds and contiguity force: units that cannot, or must, go to a centre.

A cost matrix (n, m) is infinite where a unit may not go to a centre; forcing a unit to one centre
makes its other costs infinite. Only assignments that no feasible plan has are taken away.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def only_choice(cost, i):
    """The one centre left to unit i; -1 for several, -2 for none."""
    found = -2
    for j in range(cost.shape[1]):
        if cost[i, j] < np.inf:
            if found >= 0:
                return -1
            found = j
    return found


@njit(cache=True)
def force(cost, i, j):
    """Leave unit i only centre j; whether that changed anything."""
    changed = False
    for other in range(cost.shape[1]):
        if other != j and cost[i, other] < np.inf:
            cost[i, other] = np.inf
            changed = True
    return changed


@njit(cache=True)
def propagate(cost, homes, opened, amounts, low, high, indptr, indices, connected, paths):
    """Take away until nothing more follows; False when no feasible plan is left.

    ``opened`` (m,) centres that are surely used · ``connected`` whether territories must be ·
    ``paths`` whether to price the lightest way to each unit. A centre given up has an infinite cost
    everywhere.
    """
    size, width = cost.shape
    forced = np.empty(size, dtype=np.int64)
    again = True
    while again:
        again = False
        for i in range(size):
            forced[i] = only_choice(cost, i)
            if forced[i] == -2:
                return False
            if forced[i] >= 0:
                opened[forced[i]] = True
        for j in range(width):
            if opened[j]:
                if cost[homes[j], j] == np.inf:
                    return False
                if force(cost, homes[j], j):
                    forced[homes[j]] = j
                    again = True
            elif cost[homes[j], j] == np.inf:
                continue
            outcome = _balance(cost, homes, opened, amounts, low, high, forced, j)
            if outcome >= 0 and connected:
                more = _connect(
                    cost, homes, opened, amounts, low, high, indptr, indices, forced, j, paths
                )
                outcome = -1 if more < 0 else outcome + more
            if outcome < 0:
                if opened[j]:
                    return False
                cost[:, j] = np.inf
                again = True
            elif outcome > 0:
                again = True
    return True


@njit(cache=True)
def _balance(cost, homes, opened, amounts, low, high, forced, j):
    """Units too heavy for what is left at centre j, or without which it stays too light.

    Returns how many were decided, -1 when the centre cannot keep its bounds.
    """
    size = cost.shape[0]
    decided = 0
    for q in range(amounts.shape[1]):
        held, most = 0.0, 0.0
        for i in range(size):
            if cost[i, j] < np.inf:
                most += amounts[i, q]
                if forced[i] == j or i == homes[j]:
                    held += amounts[i, q]
        if held > high[q] or most < low[q]:
            return -1
        for i in range(size):
            if cost[i, j] == np.inf or forced[i] == j or i == homes[j]:
                continue
            if held + amounts[i, q] > high[q]:
                cost[i, j] = np.inf
                most -= amounts[i, q]
                decided += 1
                if most < low[q]:
                    return -1
        if not opened[j]:
            continue
        for i in range(size):
            if cost[i, j] < np.inf and most - amounts[i, q] < low[q] and force(cost, i, j):
                forced[i] = j
                decided += 1
    return decided


@njit(cache=True)
def _connect(cost, homes, opened, amounts, low, high, indptr, indices, forced, j, paths):
    """Units out of reach of centre j, and units that it cannot do without to reach others.

    Returns how many were decided, -1 when the centre cannot keep its bounds.
    """
    size = cost.shape[0]
    measures = amounts.shape[1]
    order = np.full(size, -1, dtype=np.int64)
    lowest = np.empty(size, dtype=np.int64)
    parent = np.full(size, -1, dtype=np.int64)
    place = np.empty(size, dtype=np.int64)
    visited = np.empty(size, dtype=np.int64)
    root = homes[j]
    count = 1
    order[root] = lowest[root] = 0
    place[root] = indptr[root]
    visited[0] = root
    current = root
    while current >= 0:
        if place[current] < indptr[current + 1]:
            other = indices[place[current]]
            place[current] += 1
            if cost[other, j] == np.inf:
                continue
            if order[other] < 0:
                order[other] = lowest[other] = count
                visited[count] = other
                count += 1
                parent[other] = current
                place[other] = indptr[other]
                current = other
            elif other != parent[current]:
                lowest[current] = min(lowest[current], order[other])
        else:
            above = parent[current]
            if above >= 0:
                lowest[above] = min(lowest[above], lowest[current])
            current = above
    decided = 0
    total = np.zeros(measures)
    for i in range(size):
        if cost[i, j] == np.inf:
            continue
        if order[i] < 0:
            if forced[i] == j:
                return -1
            cost[i, j] = np.inf
            decided += 1
        else:
            for q in range(measures):
                total[q] += amounts[i, q]
    for q in range(measures):
        if total[q] < low[q]:
            return -1
    if opened[j]:
        decided += _bridges(
            cost, amounts, low, forced, j, order, lowest, parent, visited, count, total
        )
    if paths:
        more = _lightest_ways(cost, amounts, high, indptr, indices, forced, j, root)
        return -1 if more < 0 else decided + more
    return decided


@njit(cache=True)
def _bridges(cost, amounts, low, forced, j, order, lowest, parent, visited, count, total):
    """Force the units whose loss would cut centre j off from a forced unit or from its lower bound."""
    size = cost.shape[0]
    measures = amounts.shape[1]
    below = np.zeros((size, measures))
    lost = np.zeros((size, measures))
    holds = np.zeros(size, dtype=np.bool_)
    cuts = np.zeros(size, dtype=np.bool_)
    decided = 0
    for step in range(count - 1, -1, -1):
        i = visited[step]
        for q in range(measures):
            below[i, q] += amounts[i, q]
            lost[i, q] += amounts[i, q]
        holds[i] |= forced[i] == j
        above = parent[i]
        if above < 0:
            continue
        for q in range(measures):
            below[above, q] += below[i, q]
        holds[above] |= holds[i]
        if lowest[i] >= order[above]:
            cuts[above] |= holds[i]
            for q in range(measures):
                lost[above, q] += below[i, q]
    for step in range(1, count):
        i = visited[step]
        if forced[i] == j:
            continue
        needed = cuts[i]
        for q in range(measures):
            needed |= total[q] - lost[i, q] < low[q]
        if needed and force(cost, i, j):
            forced[i] = j
            decided += 1
    return decided


@njit(cache=True)
def _lightest_ways(cost, amounts, high, indptr, indices, forced, j, root):
    """Take away units that no connected way reaches within the upper bounds of centre j.

    Forced units weigh nothing on the way: their amount is counted once for all.
    """
    size = cost.shape[0]
    decided = 0
    weigh = np.empty(size)
    queue = np.empty(size + 1, dtype=np.int64)
    waiting = np.zeros(size, dtype=np.bool_)
    for q in range(amounts.shape[1]):
        held = 0.0
        for i in range(size):
            if forced[i] == j or i == root:
                held += amounts[i, q]
            weigh[i] = np.inf
        weigh[root] = 0.0
        queue[0] = root
        start, end = 0, 1
        while start != end:
            i = queue[start]
            start = (start + 1) % (size + 1)
            waiting[i] = False
            for edge in range(indptr[i], indptr[i + 1]):
                other = indices[edge]
                if cost[other, j] == np.inf:
                    continue
                weight = weigh[i] + (0.0 if forced[other] == j else amounts[other, q])
                if weight < weigh[other] and held + weight <= high[q]:
                    weigh[other] = weight
                    if not waiting[other]:
                        waiting[other] = True
                        queue[end] = other
                        end = (end + 1) % (size + 1)
        for i in range(size):
            if cost[i, j] < np.inf and weigh[i] == np.inf:
                if forced[i] == j or i == root:
                    return -1
                cost[i, j] = np.inf
                decided += 1
    return decided


@njit(cache=True)
def reached(label, homes, indptr, indices):
    """(n,) whether each unit is linked to its centre within its territory."""
    size = len(label)
    seen = np.zeros(size, dtype=np.bool_)
    queue = np.empty(size, dtype=np.int64)
    end = 0
    for home in homes:
        seen[home] = True
        queue[end] = home
        end += 1
    start = 0
    while start < end:
        i = queue[start]
        start += 1
        for edge in range(indptr[i], indptr[i + 1]):
            other = indices[edge]
            if not seen[other] and label[other] == label[i]:
                seen[other] = True
                queue[end] = other
                end += 1
    return seen


@njit(cache=True)
def pull_together(label, homes, cost, indptr, indices):
    """Give every unit that is cut off from its centre to the cheapest territory beside it."""
    seen = reached(label, homes, indptr, indices)
    again = True
    while again:
        again = False
        for i in range(len(label)):
            if seen[i]:
                continue
            best, best_cost = -1, np.inf
            for edge in range(indptr[i], indptr[i + 1]):
                other = indices[edge]
                if seen[other] and (best < 0 or cost[i, label[other]] < best_cost):
                    best, best_cost = label[other], cost[i, label[other]]
            if best >= 0:
                label[i] = best
                seen[i] = True
                again = True
