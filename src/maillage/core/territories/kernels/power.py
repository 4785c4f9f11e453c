"""Balanced power diagrams: every node to the territory with the least cost plus price.

For fixed centres, the assignment that minimises inertia under balance is a power diagram whose
prices are the dual values of the balance constraints (Aurenhammer, Hoffmann and Aronov 1998). The
prices are found by Rprop, which looks only at the sign of each deviation and so needs no scale.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def assign(position, weight, amounts, centres, prices, nearby, fixed, barred, previous, continuity):
    """(n,) cheapest territory of each node among its ``nearby`` (n, c) ones and its present one.

    ``prices`` (k, q) in objective units per unit of measure; ``continuity`` (n,) what leaving the
    present owner costs.
    """
    size, choices = nearby.shape
    label = np.empty(size, dtype=np.int32)
    for node in range(size):
        if fixed[node] >= 0:
            label[node] = fixed[node]
            continue
        best, best_cost = -1, np.inf
        for choice in range(choices + 1):
            territory = previous[node] if choice == choices else nearby[node, choice]
            cost = _cost(node, territory, position, weight, amounts, centres, prices, barred)
            if previous[node] >= 0 and territory != previous[node]:
                cost += continuity[node]
            if cost < best_cost:
                best, best_cost = territory, cost
        if best < 0:
            for territory in range(len(centres)):
                cost = _cost(node, territory, position, weight, amounts, centres, prices, barred)
                if cost < best_cost:
                    best, best_cost = territory, cost
        label[node] = best
    return label


@njit(cache=True)
def _cost(node, territory, position, weight, amounts, centres, prices, barred):
    """What placing a node in a territory costs; infinite where it may not be placed."""
    if territory < 0 or (len(barred) > 0 and barred[node, territory]):
        return np.inf
    square = 0.0
    for axis in range(3):
        square += (position[node, axis] - centres[territory, axis]) ** 2
    cost = weight[node] * square
    for measure in range(amounts.shape[1]):
        cost += amounts[node, measure] * prices[territory, measure]
    return cost


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
