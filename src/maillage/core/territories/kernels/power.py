"""Balanced power diagrams: every node to the territory with the least cost plus price.

For fixed centres, the assignment that minimises inertia under balance is a power diagram whose
prices are the dual values of the balance constraints (Aurenhammer, Hoffmann and Aronov 1998). The
prices are found by Rprop, which looks only at the sign of each deviation and so needs no scale.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def price_list(position, weight, centres, table, nearby, fixed, barred, previous, continuity):
    """(n, c) territories a node may go to and (n, c) what that costs before prices.

    These are its ``nearby`` (n, c) ones and its present one, or any where all of these are barred;
    ``table`` (n, k) is what each node costs in each territory, its weighted squared distance to the
    centre where the table is empty; ``continuity`` (n,) what leaving the present owner costs.
    The cost is infinite, and the territory 0, where a place in the list is not used.
    """
    size = len(weight)
    wide = nearby.shape[1] + 1
    choices = np.zeros((size, max(wide, len(centres)) if len(barred) > 0 else wide), dtype=np.int32)
    costs = np.full(choices.shape, np.inf)
    for node in range(size):
        count = 0
        for place in range(wide):
            territory = previous[node] if place == wide - 1 else nearby[node, place]
            if fixed[node] >= 0:
                territory = fixed[node] if place == 0 else -1
            elif territory >= 0 and len(barred) > 0 and barred[node, territory]:
                territory = -1
            if territory >= 0:
                choices[node, count] = territory
                costs[node, count] = _cost(
                    node, territory, position, weight, centres, table, previous, continuity
                )
                count += 1
        if count == 0:
            for territory in range(len(centres)):
                if not barred[node, territory]:
                    choices[node, count] = territory
                    costs[node, count] = _cost(
                        node, territory, position, weight, centres, table, previous, continuity
                    )
                    count += 1
    return choices, costs


@njit(cache=True)
def _cost(node, territory, position, weight, centres, table, previous, continuity):
    if len(table) > 0:
        cost = table[node, territory]
    else:
        square = 0.0
        for axis in range(3):
            square += (position[node, axis] - centres[territory, axis]) ** 2
        cost = weight[node] * square
    if previous[node] >= 0 and territory != previous[node]:
        cost += continuity[node]
    return cost


@njit(cache=True)
def cheapest(choices, costs, amounts, prices):
    """(n,) the territory of each node with the least cost plus price.

    ``prices`` (k, q) are in objective units per unit of measure.
    """
    size, wide = choices.shape
    measures = amounts.shape[1]
    label = np.empty(size, dtype=np.int32)
    for node in range(size):
        best, best_cost = choices[node, 0], np.inf
        for place in range(wide):
            cost = costs[node, place]
            for measure in range(measures):
                cost += amounts[node, measure] * prices[choices[node, place], measure]
            if cost < best_cost:
                best, best_cost = choices[node, place], cost
        label[node] = best
    return label


@njit(cache=True)
def adjust(prices, step, sign, totals, target, low, high):
    """One Rprop step on every price; returns the largest relative deviation from the bounds' middle."""
    worst = 0.0
    for territory in range(prices.shape[0]):
        for measure in range(prices.shape[1]):
            deviation = totals[territory, measure] / target[territory, measure] - 1.0
            worst = max(worst, abs(deviation))
            inside = (
                low[territory, measure] <= totals[territory, measure] <= high[territory, measure]
            )
            direction = 0.0 if inside and prices.shape[1] > 1 else np.sign(deviation)
            if direction * sign[territory, measure] > 0:
                step[territory, measure] *= 1.2
            elif direction * sign[territory, measure] < 0:
                step[territory, measure] *= 0.5
            prices[territory, measure] += direction * step[territory, measure]
            sign[territory, measure] = direction
    return worst


@njit(cache=True)
def settle(
    position, weight, amounts, centres, table, prices, step, nearby, fixed, barred, previous,
    continuity, target, low, high, steps, close,
):  # fmt: skip
    """Adjust the prices until every deviation is under ``close`` or ``steps`` have been made.

    Changes ``prices`` and ``step``; returns the last labelling.
    """
    sign = np.zeros_like(prices)
    choices, costs = price_list(
        position, weight, centres, table, nearby, fixed, barred, previous, continuity
    )
    label = cheapest(choices, costs, amounts, prices)
    for _ in range(steps):
        totals = np.zeros_like(prices)
        for node in range(len(label)):
            for measure in range(amounts.shape[1]):
                totals[label[node], measure] += amounts[node, measure]
        if adjust(prices, step, sign, totals, target, low, high) < close:
            break
        label = cheapest(choices, costs, amounts, prices)
    return label
