"""Annealing of an assignment with fixed costs: shifts and chains among promising pairs only.

At the prices of the relaxed problem most nodes have one sensible territory. What is left is to pack
the nodes whose second or third choice is about as good, heavy ones first: at a falling temperature
heavy nodes freeze one after the other, and light ones fill up what they leave.
"""

from __future__ import annotations

import numpy as np
from numba import njit

PROMISING = 0.7
"""Share of the moves that are drawn among the promising pairs."""


@njit(cache=True, inline="always")
def _left(node, territory, owned):
    """Stake that leaves its owner when the node belongs to the territory."""
    starts, owners, held, stake = owned
    left = stake[node]
    for entry in range(starts[node], starts[node + 1]):
        if owners[entry] == territory:
            left -= held[entry]
    return left


@njit(cache=True, inline="always")
def _outside(amount, low, high):
    return max(0.0, amount - high, low - amount)


@njit(cache=True, inline="always")
def _worse(territory, node, sign, totals, amounts, low, high, penalty):
    """Change of the penalty for a territory's bounds when it gains (1) or loses (-1) a node."""
    change = 0.0
    for measure in range(amounts.shape[1]):
        before = totals[territory, measure]
        after = before + sign * amounts[node, measure]
        bottom, top = low[territory, measure], high[territory, measure]
        change += penalty[territory, measure] * (
            _outside(after, bottom, top) - _outside(before, bottom, top)
        )
    return change


@njit(cache=True, inline="always")
def _put(node, territory, label, totals, counts, amounts):
    for measure in range(amounts.shape[1]):
        totals[label[node], measure] -= amounts[node, measure]
        totals[territory, measure] += amounts[node, measure]
    counts[label[node]] -= 1
    counts[territory] += 1
    label[node] = territory


@njit(cache=True, inline="always")
def _clashes(node, territory, label, apart):
    """Whether the territory holds a node to be kept apart from this one."""
    starts, others = apart
    for entry in range(starts[node], starts[node + 1]):
        if label[others[entry]] == territory:
            return True
    return False


@njit(cache=True)
def pack(label, state, question, limits, terms, pairs, active, proposals):
    """Try ``proposals`` moves at one temperature; changes ``label`` and ``state``, counts those taken.

    ``state`` (totals (k, q), counts (k,), moved (1,)) · ``question`` (costs, amounts, owned,
    apart), the last in compressed rows · ``limits`` (low, high, cap) · ``terms`` (temperature,
    penalty (k, q), toll): what an amount beyond the bounds and the cap costs · ``pairs`` (nodes,
    places, first) are worth trying: grouped by territory from ``first`` (k + 1,), most promising
    first, and ``active`` (k,) says how many of each group are favoured.
    """
    totals, counts, moved = state
    costs, amounts, owned, apart = question
    low, high, cap = limits
    temperature, penalty, toll = terms
    nodes, places, first = pairs
    ends = np.cumsum(active)
    every = len(nodes)
    taken = 0
    for _ in range(proposals):
        if ends[-1] > 0 and np.random.random() < PROMISING:
            draw = np.random.randint(ends[-1])
            end = np.searchsorted(ends, draw, side="right")
            node = nodes[first[end] + active[end] - (ends[end] - draw)]
        else:
            draw = np.random.randint(every)
            node, end = nodes[draw], places[draw]
        start = label[node]
        if start == end or _clashes(node, end, label, apart):
            continue
        change = costs[node, end] - costs[node, start]
        leaving = _left(node, end, owned) - _left(node, start, owned)
        change += _worse(start, node, -1.0, totals, amounts, low, high, penalty)
        change += _worse(end, node, 1.0, totals, amounts, low, high, penalty)
        alone = change + toll * (max(0.0, moved[0] + leaving - cap) - max(0.0, moved[0] - cap))
        if counts[start] > 1 and (
            alone <= 0.0 or np.random.random() < np.exp(-alone / temperature)
        ):
            _put(node, end, label, totals, counts, amounts)
            moved[0] += leaving
            taken += 1
            continue
        others = active[start]
        if others == 0 or np.random.random() >= PROMISING:
            others = first[start + 1] - first[start]
            if others == 0:
                continue
        other = nodes[first[start] + np.random.randint(others)]
        origin = label[other]
        if origin == start or other == node:
            continue
        if origin != end and counts[origin] <= 1:
            continue
        if _clashes(other, start, label, apart):
            continue
        before = moved[0]
        _put(node, end, label, totals, counts, amounts)
        change += costs[other, start] - costs[other, origin]
        leaving += _left(other, start, owned) - _left(other, origin, owned)
        change += _worse(origin, other, -1.0, totals, amounts, low, high, penalty)
        change += _worse(start, other, 1.0, totals, amounts, low, high, penalty)
        change += toll * (max(0.0, before + leaving - cap) - max(0.0, before - cap))
        if change <= 0.0 or np.random.random() < np.exp(-change / temperature):
            _put(other, start, label, totals, counts, amounts)
            moved[0] += leaving
            taken += 1
        else:
            _put(node, start, label, totals, counts, amounts)
    return taken
