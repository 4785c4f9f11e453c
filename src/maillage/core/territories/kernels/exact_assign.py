"""The best assignment to centres that are all chosen: depth-first branch and bound.

Each open node of the tree is a cost matrix (n, k), infinite where a unit may not go to a centre. Its
bound relaxes the balance of the territories only: every unit goes where cost plus price is least.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from maillage.core.territories.kernels.exact_bound import EPSILON
from maillage.core.territories.kernels.exact_reach import force, propagate, reached

DONE, OPEN, FULL = 0, 1, 2


@njit(cache=True)
def search_assignment(
    costs, prices, bounds, depth, homes, amounts, low, high, indptr, indices, connected, paths,
    upper, best, nodes, iterations,
):  # fmt: skip
    """Work off the open nodes on the stack, up to ``nodes`` of them.

    ``costs`` (s, n, k), ``prices`` (s, k, q), ``bounds`` (s,) the stack, of which ``depth[0]`` are
    in use · ``upper`` (1,) what a plan must be cheaper than; lowered with ``best`` (n,), the
    cheapest plan, whenever one is found. Returns (DONE, OPEN or FULL when the stack is too small,
    nodes worked off).
    """
    width = costs.shape[2]
    opened = np.ones(width, dtype=np.bool_)
    worked = 0
    while depth[0] > 0:
        if worked >= nodes:
            return OPEN, worked
        if depth[0] + width > len(costs):
            return FULL, worked
        top = depth[0] - 1
        depth[0] = top
        if bounds[top] >= upper[0]:
            continue
        worked += 1
        cost, price = costs[top], prices[top]
        if not propagate(
            cost, homes, opened, amounts, low, high, indptr, indices, connected, paths
        ):
            continue
        bound = _bound(
            cost, price, homes, amounts, low, high, indptr, indices, connected, upper, best,
            iterations,
        )  # fmt: skip
        if bound >= upper[0]:
            continue
        unit = _branching_unit(cost, price, amounts, high, bound, upper[0])
        if unit < 0:
            continue
        _branch(costs, prices, bounds, depth, top, unit, bound, amounts)
    return DONE, worked


@njit(cache=True)
def _bound(
    cost, price, homes, amounts, low, high, indptr, indices, connected, upper, best, iterations
):
    """Raise the bound by a subgradient on the prices, kept in place; notes feasible plans."""
    size, width = cost.shape
    measures = amounts.shape[1]
    label = np.empty(size, dtype=np.int64)
    load = np.empty((width, measures))
    step = 1.0
    stale = 0
    best_bound = -np.inf
    best_price = price.copy()
    toward = np.zeros((width, measures))
    for _ in range(iterations):
        bound, value = relax(cost, price, amounts, low, high, label, load)
        if value < upper[0] and _allowed(label, load, homes, low, high, indptr, indices, connected):
            upper[0] = value
            best[:] = label
        if bound > best_bound:
            stale = 0 if bound > best_bound + 1e-7 * abs(best_bound) else stale + 1
            best_bound = bound
            best_price[:] = price
        else:
            stale += 1
        if best_bound >= upper[0]:
            return best_bound
        if stale >= 4:
            stale = 0
            step *= 0.5
            price[:] = best_price
            toward[:] = 0.0
            bound, value = relax(cost, price, amounts, low, high, label, load)
        square, inner = 0.0, 0.0
        for j in range(width):
            for q in range(measures):
                slope = 0.0
                if price[j, q] > 0.0 or load[j, q] > high[q]:
                    slope = load[j, q] - high[q]
                elif price[j, q] < 0.0 or load[j, q] < low[q]:
                    slope = load[j, q] - low[q]
                toward[j, q] = slope + 0.3 * toward[j, q]
                square += toward[j, q] ** 2
                inner += slope * toward[j, q]
        if square <= 1e-20:
            break
        aim = upper[0] if np.isfinite(upper[0]) else bound + 0.05 * abs(bound)
        length = step * max(aim - bound, 1e-9 * abs(aim)) / square
        for j in range(width):
            for q in range(measures):
                before = price[j, q]
                after = before + length * toward[j, q]
                price[j, q] = 0.0 if before * after < 0.0 else after
    price[:] = best_price
    return best_bound


@njit(cache=True)
def relax(cost, price, amounts, low, high, label, load):
    """Every unit to its cheapest centre with prices: the bound, safe from rounding, and the true cost of that labelling."""
    size, width = cost.shape
    measures = amounts.shape[1]
    bound, value, magnitude = 0.0, 0.0, 0.0
    for j in range(width):
        for q in range(measures):
            load[j, q] = 0.0
            p = price[j, q]
            bound -= p * high[q] if p > 0.0 else p * low[q]
            magnitude += abs(p) * high[q]
    for i in range(size):
        least, chosen = np.inf, 0
        for j in range(width):
            reduced = cost[i, j]
            for q in range(measures):
                reduced += price[j, q] * amounts[i, q]
            if reduced < least:
                least, chosen = reduced, j
        label[i] = chosen
        bound += least
        magnitude += abs(least)
        value += cost[i, chosen]
        for q in range(measures):
            load[chosen, q] += amounts[i, q]
    return bound - size * EPSILON * magnitude, value


@njit(cache=True)
def _allowed(label, load, homes, low, high, indptr, indices, connected):
    """Whether a labelling keeps the bounds and, where asked, contiguity."""
    for j in range(load.shape[0]):
        for q in range(load.shape[1]):
            if load[j, q] > high[q] or load[j, q] < low[q]:
                return False
    return not connected or reached(label, homes, indptr, indices).all()


@njit(cache=True)
def _branching_unit(cost, price, amounts, high, bound, upper):
    """Take away what the bound excludes; the heaviest unit among the least decided, -1 for none."""
    size, width = cost.shape
    measures = amounts.shape[1]
    chosen, score = -1, -np.inf
    for i in range(size):
        first, second = np.inf, np.inf
        for j in range(width):
            if cost[i, j] < np.inf:
                reduced = _reduced(cost, price, amounts, i, j)
                if reduced < first:
                    first, second = reduced, first
                elif reduced < second:
                    second = reduced
        if second == np.inf:
            continue
        for j in range(width):
            if cost[i, j] < np.inf:
                reduced = _reduced(cost, price, amounts, i, j)
                if bound + reduced - first >= upper and reduced > first:
                    cost[i, j] = np.inf
        if bound + second - first >= upper:
            continue
        share = 0.0
        for q in range(measures):
            share = max(share, amounts[i, q] / high[q])
        here = share * (1.0 - (second - first) / (upper - bound)) if upper < np.inf else share
        if here > score:
            chosen, score = i, here
    return chosen


@njit(cache=True, inline="always")
def _reduced(cost, price, amounts, i, j):
    reduced = cost[i, j]
    for q in range(amounts.shape[1]):
        reduced += price[j, q] * amounts[i, q]
    return reduced


@njit(cache=True)
def _branch(costs, prices, bounds, depth, top, unit, bound, amounts):
    """Put one child per centre of the unit on the stack, the most promising on top."""
    width = costs.shape[2]
    cost, price = costs[top].copy(), prices[top].copy()
    reduced = np.empty(width)
    least = np.inf
    for j in range(width):
        reduced[j] = _reduced(cost, price, amounts, unit, j)
        least = min(least, reduced[j])
    place = top
    for j in np.argsort(-reduced):
        if cost[unit, j] == np.inf:
            continue
        costs[place] = cost
        force(costs[place], unit, j)
        prices[place] = price
        bounds[place] = bound + reduced[j] - least
        place += 1
    depth[0] = place
