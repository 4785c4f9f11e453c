"""Good plans for the centre-unit problem: balanced start, then annealing about recentred units."""

from __future__ import annotations

import numpy as np
from numba import njit

from maillage.core.territories.kernels.connect import cut_off
from maillage.core.territories.kernels.exact_assign import relax
from maillage.core.territories.kernels.exact_reach import pull_together

BLOCK = 64
"""Largest number of units that move with an articulation unit."""

TRIES = 8
"""Candidates among which the next first centre is chosen."""


@njit(cache=True)
def start_centres(cost, territories, seed):
    """(k,) first centres: greedily the most saving of a few random ones."""
    np.random.seed(seed)
    size, width = cost.shape
    largest = 0.0
    for i in range(size):
        for j in range(width):
            if np.isfinite(cost[i, j]):
                largest = max(largest, cost[i, j])
    near = np.full(size, 2.0 * largest + 1.0)
    centres = np.empty(territories, dtype=np.int64)
    for place in range(territories):
        best, best_sum = -1, np.inf
        for attempt in range(TRIES + width):
            if attempt >= TRIES and best >= 0:
                break
            j = np.random.randint(width) if attempt < TRIES else attempt - TRIES
            if (centres[:place] == j).any():
                continue
            total = 0.0
            for i in range(size):
                total += min(near[i], cost[i, j])
            if total < best_sum:
                best, best_sum = j, total
        centres[place] = best
        for i in range(size):
            near[i] = min(near[i], cost[i, best])
    return centres


@njit(cache=True)
def recentre(label, cost, homes, centres):
    """Move every centre to the cheapest one of its own territory; the plan's cost."""
    size = len(label)
    territories = len(centres)
    best = np.full(territories, np.inf)
    for j in range(cost.shape[1]):
        territory = label[homes[j]]
        total = 0.0
        for i in range(size):
            if label[i] == territory:
                total += cost[i, j]
                if total >= best[territory]:
                    break
        if total < best[territory]:
            best[territory] = total
            centres[territory] = j
    return best.sum()


@njit(cache=True)
def balanced_start(cost, homes, amounts, low, high, indptr, indices, connected, centres, rounds):
    """(n,) labels nearly in balance about ``centres`` (k,), which are moved along."""
    size = cost.shape[0]
    territories = len(centres)
    label = np.empty(size, dtype=np.int64)
    load = np.empty((territories, amounts.shape[1]))
    for _ in range(rounds):
        chosen = np.empty((size, territories))
        for t in range(territories):
            chosen[:, t] = cost[:, centres[t]]
        for t in range(territories):
            home = homes[centres[t]]
            keep = chosen[home, t]
            chosen[home, :] = np.inf
            chosen[home, t] = keep
        price = np.zeros((territories, amounts.shape[1]))
        _balance(chosen, price, amounts, low, high, label, load)
        if connected:
            pull_together(label, homes[centres], chosen, indptr, indices)
        recentre(label, cost, homes, centres)
    return label


@njit(cache=True)
def _balance(cost, price, amounts, low, high, label, load):
    """Prices that nearly balance the cheapest labelling: the sign of each deviation, as in Rprop."""
    size, width = cost.shape
    measures = amounts.shape[1]
    scale = 0.0
    for i in range(size):
        scale += cost[i].min()
    step = np.empty((width, measures))
    last = np.zeros((width, measures))
    for q in range(measures):
        step[:, q] = 0.1 * scale / max(amounts[:, q].sum(), 1e-300) / measures
    for _ in range(60):
        relax(cost, price, amounts, low, high, label, load)
        for j in range(width):
            for q in range(measures):
                sign = 0.0
                if load[j, q] > high[q]:
                    sign = 1.0
                elif load[j, q] < low[q]:
                    sign = -1.0
                if sign * last[j, q] < 0.0:
                    step[j, q] *= 0.5
                elif sign * last[j, q] > 0.0:
                    step[j, q] *= 1.2
                last[j, q] = sign
                price[j, q] += sign * step[j, q]


@njit(cache=True)
def outside_by(load, low, high):
    """How far one territory's load (q,) is outside its bounds, in shares of the upper bound."""
    total = 0.0
    for q in range(len(load)):
        total += max(0.0, load[q] - high[q], low[q] - load[q]) / high[q]
    return total


@njit(cache=True)
def anneal(
    label, centres, cost, homes, amounts, low, high, indptr, indices, connected, seed, stages,
    proposals, hot, cold, soft, hard, best,
):  # fmt: skip
    """Anneal ``label`` (n,) in place; the cheapest plan within bounds goes to ``best`` (n,).

    Temperature and penalty fall and rise from ``hot`` to ``cold`` and ``soft`` to ``hard`` over the
    stages, relative to the mean cost of the two territories a move concerns. Returns the cost of
    ``best``, infinite when no plan within bounds was met.
    """
    np.random.seed(seed)
    size = len(label)
    territories = len(centres)
    measures = amounts.shape[1]
    load = np.zeros((territories, measures))
    spent = np.zeros(territories)
    count = np.zeros(territories, dtype=np.int64)
    stamp = np.zeros(size, dtype=np.int64)
    mark = np.zeros(1, dtype=np.int64)
    queue = np.empty(size + 1, dtype=np.int32)
    moving = np.empty(size + 1, dtype=np.int64)
    change = np.empty(measures)
    best_value = np.inf
    for stage in range(stages):
        recentre(label, cost, homes, centres)
        _tally(label, centres, cost, amounts, load, spent, count)
        progress = stage / max(1, stages - 1)
        temperature = hot * (cold / hot) ** progress
        penalty = soft * (hard / soft) ** progress
        outside = 0.0
        for t in range(territories):
            outside += outside_by(load[t], low, high)
        value = spent.sum()
        if outside < 1e-12 and value < best_value:
            best_value = value
            best[:] = label
        for _ in range(proposals):
            u = np.random.randint(size)
            if connected:
                degree = indptr[u + 1] - indptr[u]
                if degree == 0:
                    continue
                v = indices[indptr[u] + np.random.randint(degree)]
            else:
                v = np.random.randint(size)
            a, b = label[u], label[v]
            if a == b or homes[centres[a]] == u:
                continue
            moving[0] = u
            leaving = 1
            extra = 0
            if connected:
                extra = cut_off(u, label, indptr, indices, stamp, mark, queue, BLOCK)
                if extra < 0:
                    continue
                if extra > 0 and np.random.random() < 0.5:
                    continue
                for place in range(extra):
                    moving[leaving] = queue[place]
                    leaving += 1
            swap = extra == 0 and homes[centres[b]] != v and np.random.random() < 0.5
            if swap and connected:
                label[u] = b
                swap = cut_off(v, label, indptr, indices, stamp, mark, queue, 0) == 0
                swap = swap and _borders(v, a, label, indptr, indices)
                label[u] = a
            cost_a, cost_b = 0.0, 0.0
            change[:] = 0.0
            blocked = False
            for place in range(leaving):
                i = moving[place]
                if homes[centres[a]] == i or cost[i, centres[b]] == np.inf:
                    blocked = True
                    break
                cost_a -= cost[i, centres[a]]
                cost_b += cost[i, centres[b]]
                for q in range(measures):
                    change[q] += amounts[i, q]
            if swap:
                cost_a += cost[v, centres[a]]
                cost_b -= cost[v, centres[b]]
                for q in range(measures):
                    change[q] -= amounts[v, q]
            if blocked or not (cost_a < np.inf and cost_b < np.inf):
                continue
            before = outside_by(load[a], low, high) + outside_by(load[b], low, high)
            for q in range(measures):
                load[a, q] -= change[q]
                load[b, q] += change[q]
            worse = outside_by(load[a], low, high) + outside_by(load[b], low, high) - before
            scale = 0.5 * (spent[a] + spent[b]) + 1e-300
            delta = cost_a + cost_b + penalty * scale * worse
            mean = 0.5 * (count[a] + count[b])
            if delta > 0.0 and np.random.random() >= np.exp(-delta * mean / (temperature * scale)):
                for q in range(measures):
                    load[a, q] += change[q]
                    load[b, q] -= change[q]
                continue
            for place in range(leaving):
                label[moving[place]] = b
            count[a] -= leaving
            count[b] += leaving
            if swap:
                label[v] = a
                count[a] += 1
                count[b] -= 1
            spent[a] += cost_a
            spent[b] += cost_b
            value += cost_a + cost_b
            outside += worse
            if outside < 1e-12 and value < best_value - 1e-9 * abs(value):
                best_value = value
                best[:] = label
    return best_value


@njit(cache=True)
def _tally(label, centres, cost, amounts, load, spent, count):
    load[:] = 0.0
    spent[:] = 0.0
    count[:] = 0
    for i in range(len(label)):
        t = label[i]
        count[t] += 1
        spent[t] += cost[i, centres[t]]
        for q in range(amounts.shape[1]):
            load[t, q] += amounts[i, q]


@njit(cache=True)
def _borders(node, territory, label, indptr, indices):
    for edge in range(indptr[node], indptr[node + 1]):
        if label[indices[edge]] == territory:
            return True
    return False
