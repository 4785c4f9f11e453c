"""Lagrangian bound of the centre-unit problem, and what it lets us leave out.

The assignment of every unit (multipliers ``alpha``) and the bounds of every centre (``price``) are
relaxed; what is left is to choose the k cheapest centres, each with the units that pay (Validi,
Buchanan and Lykhovyd, Operations Research 70(2), 2022). Costs are infinite where a unit may not go
to a centre.
"""

from __future__ import annotations

import numpy as np
from numba import njit

EPSILON = 2.3e-16
"""Relative rounding error of one operation; bounds are lowered by what it can add up to."""

DEFLECTION = 0.3
"""Share of the last direction that a step keeps."""


@njit(cache=True)
def evaluate(cost, homes, opened, amounts, low, high, territories, alpha, price, value, chosen):
    """The bound for given multipliers, safe from rounding; fills the value of each centre (m,) and which are chosen.

    ``cost`` (n, m) · ``homes`` (m,) unit of each centre · ``opened`` (m,) whether it must be chosen
    · ``amounts`` (n, q) · ``low``, ``high`` (q,) · ``alpha`` (n,) · ``price`` (m, q), positive where
    the upper bound presses.
    """
    size, width = cost.shape
    measures = amounts.shape[1]
    for j in range(width):
        value[j] = 0.0
        for q in range(measures):
            p = price[j, q]
            value[j] -= p * high[q] if p > 0.0 else p * low[q]
    total = 0.0
    row = np.empty(width)
    for i in range(size):
        a = alpha[i]
        total += a
        for j in range(width):
            row[j] = cost[i, j] - a
        for q in range(measures):
            amount = amounts[i, q]
            for j in range(width):
                row[j] += price[j, q] * amount
        for j in range(width):
            if row[j] < 0.0:
                value[j] += row[j]
    for j in range(width):
        reduced = reduced_cost(cost, amounts, alpha, price, homes[j], j)
        if reduced > 0.0:
            value[j] += reduced
    bound = total + choose(value, opened, territories, chosen)
    return bound - size * EPSILON * _magnitude(alpha, price, high, value, chosen)


@njit(cache=True)
def _magnitude(alpha, price, high, value, chosen):
    """Sum of the absolute terms of a bound: what its rounding error is a tiny share of."""
    total = np.abs(alpha).sum()
    for j in range(len(value)):
        if chosen[j] and value[j] < np.inf:
            total += abs(value[j])
            for q in range(len(high)):
                total += abs(price[j, q]) * high[q]
    return total


@njit(cache=True, inline="always")
def reduced_cost(cost, amounts, alpha, price, i, j):
    """What unit i costs at centre j beyond its multiplier."""
    reduced = cost[i, j] - alpha[i]
    for q in range(amounts.shape[1]):
        reduced += price[j, q] * amounts[i, q]
    return reduced


@njit(cache=True)
def choose(value, opened, territories, chosen):
    """Sum of the k smallest values among which the opened; infinite where there are too few."""
    total = 0.0
    left = territories
    for j in range(len(value)):
        chosen[j] = opened[j]
        if opened[j]:
            total += value[j]
            left -= 1
    if left < 0:
        return np.inf
    for _ in range(left):
        best = -1
        for j in range(len(value)):
            if not chosen[j] and (best < 0 or value[j] < value[best]):
                best = j
        if best < 0:
            return np.inf
        chosen[best] = True
        total += value[best]
    return total


@njit(cache=True)
def ascend(
    cost, homes, opened, amounts, low, high, territories, alpha, price, upper, iterations, patience
):
    """Improve the multipliers in place by a deflected subgradient; returns the best bound.

    The step aims at ``upper`` (Polyak) and halves after ``patience`` evaluations without gain; it
    stops as soon as the bound reaches ``upper``.
    """
    size, width = cost.shape
    measures = amounts.shape[1]
    value = np.empty(width)
    chosen = np.zeros(width, dtype=np.bool_)
    best = evaluate(
        cost, homes, opened, amounts, low, high, territories, alpha, price, value, chosen
    )
    best_alpha, best_price = alpha.copy(), price.copy()
    toward_alpha, toward_price = np.zeros(size), np.zeros((width, measures))
    step, stale, bound = 1.0, 0, best
    for _ in range(iterations):
        if bound >= upper or not np.isfinite(bound):
            break
        norm = _direction(
            cost, homes, amounts, low, high, alpha, price, chosen, toward_alpha, toward_price
        )
        if norm <= 1e-20:
            break
        aim = upper if np.isfinite(upper) else bound + 0.05 * abs(bound)
        length = step * max(aim - bound, 1e-12 * abs(aim)) / norm
        for i in range(size):
            alpha[i] += length * toward_alpha[i]
        for j in range(width):
            for q in range(measures):
                before = price[j, q]
                after = before + length * toward_price[j, q]
                price[j, q] = 0.0 if before * after < 0.0 else after
        bound = evaluate(
            cost, homes, opened, amounts, low, high, territories, alpha, price, value, chosen
        )
        if bound > best:
            stale = 0 if bound > best + 1e-6 * abs(best) else stale + 1
            best = bound
            best_alpha[:] = alpha
            best_price[:] = price
        else:
            stale += 1
        if stale >= patience:
            stale = 0
            step *= 0.5
            alpha[:] = best_alpha
            price[:] = best_price
            toward_alpha[:] = 0.0
            toward_price[:] = 0.0
            bound = evaluate(
                cost, homes, opened, amounts, low, high, territories, alpha, price, value, chosen
            )
            if step < 1e-3:
                break
    alpha[:] = best_alpha
    price[:] = best_price
    return best


@njit(cache=True)
def _direction(cost, homes, amounts, low, high, alpha, price, chosen, toward_alpha, toward_price):
    """Deflect the direction by the subgradient at the multipliers; returns the step's divisor."""
    size, width = cost.shape
    measures = amounts.shape[1]
    cover = np.zeros(size)
    square = 0.0
    load = np.empty(measures)
    for j in range(width):
        if not chosen[j]:
            for q in range(measures):
                toward_price[j, q] = 0.0
            continue
        load[:] = 0.0
        for i in range(size):
            if i == homes[j] or reduced_cost(cost, amounts, alpha, price, i, j) < 0.0:
                cover[i] += 1.0
                for q in range(measures):
                    load[q] += amounts[i, q]
        for q in range(measures):
            p = price[j, q]
            slope = 0.0
            if p > 0.0 or (p == 0.0 and load[q] > high[q]):
                slope = load[q] - high[q]
            elif p < 0.0 or load[q] < low[q]:
                slope = load[q] - low[q]
            toward_price[j, q] = slope + DEFLECTION * toward_price[j, q]
            square += toward_price[j, q] ** 2
    for i in range(size):
        slope = 1.0 - cover[i]
        toward_alpha[i] = slope + DEFLECTION * toward_alpha[i]
        square += toward_alpha[i] ** 2
    return square


@njit(cache=True)
def exclude(cost, homes, opened, amounts, low, high, territories, alpha, price, upper):
    """Set costs to infinity where the bound proves that using them costs ``upper`` or more.

    Opens centres that no cheaper plan can do without. Returns the bound; a centre left out has an
    infinite cost to its own unit.
    """
    size, width = cost.shape
    value = np.empty(width)
    chosen = np.zeros(width, dtype=np.bool_)
    bound = evaluate(
        cost, homes, opened, amounts, low, high, territories, alpha, price, value, chosen
    )
    if not np.isfinite(bound):
        return bound
    dearest, next_best = -np.inf, np.inf
    for j in range(width):
        if chosen[j] and not opened[j]:
            dearest = max(dearest, value[j])
        if not chosen[j]:
            next_best = min(next_best, value[j])
    for j in range(width):
        entry = bound if chosen[j] else bound - dearest + value[j]
        if chosen[j] and not opened[j] and bound - value[j] + next_best >= upper:
            opened[j] = True
        if entry >= upper:
            cost[:, j] = np.inf
            continue
        for i in range(size):
            if i != homes[j] and np.isfinite(cost[i, j]):
                reduced = reduced_cost(cost, amounts, alpha, price, i, j)
                if entry + reduced >= upper and reduced > 0.0:
                    cost[i, j] = np.inf
    return bound
