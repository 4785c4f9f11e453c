"""Prices of balance and disruption when every node has a fixed cost in every territory.

Relaxing the bounds of the territories and the cap on disruption leaves one free choice per node, so
the relaxed problem is solved by looking at each node alone (Fisher, Management Science 27(1), 1981).
The dual function is concave with corners; it is climbed with the choice softened to a logit of a
falling temperature, which makes it smooth enough for Newton's method.

An owner's share of a node is given in compressed rows: ``starts`` (n + 1,), ``owners`` and ``held``
are the stakes that territories hold of each node today, ``stake`` (n,) their sum. What leaves when
the node goes to territory t is ``stake - held by t``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

NEGLIGIBLE = 30.0
"""Costs so many temperatures above the least have no weight in a softened choice."""


@njit(cache=True, inline="always")
def _price_row(row, node, costs, amounts, owned, prices, toll):
    """Fill ``row`` with what each territory costs the node, prices included; returns the cheapest."""
    starts, owners, held, stake = owned
    best = 0
    for territory in range(costs.shape[1]):
        cost = costs[node, territory] + toll * stake[node]
        for measure in range(amounts.shape[1]):
            cost += amounts[node, measure] * prices[territory, measure]
        row[territory] = cost
    for entry in range(starts[node], starts[node + 1]):
        row[owners[entry]] -= toll * held[entry]
    for territory in range(1, costs.shape[1]):
        if row[territory] < row[best]:
            best = territory
    return best


@njit(cache=True)
def relaxed(costs, amounts, owned, prices, toll):
    """Cheapest territory (n,) of every node at these prices, and what it costs with them (n,)."""
    size, count = costs.shape
    label = np.empty(size, dtype=np.int32)
    value = np.empty(size)
    row = np.empty(count)
    for node in range(size):
        best = _price_row(row, node, costs, amounts, owned, prices, toll)
        label[node], value[node] = best, row[best]
    return label, value


@njit(cache=True)
def softened(costs, amounts, owned, prices, toll, heat, curve):
    """Value, slope and curvature of the softened choice; ``heat`` (n,) is each node's temperature.

    The slope (k*q + 1,) is the expected amount of each territory and measure, and what leaves its
    owner; ``curve`` (k*q + 1, k*q + 1), unless it is empty, gets minus the second derivatives.
    """
    size, count = costs.shape
    measures = amounts.shape[1]
    last = count * measures
    starts, owners, held, stake = owned
    slope = np.zeros(last + 1)
    row, share, left = np.empty(count), np.empty(count), np.empty(count)
    near = np.empty(count, dtype=np.int32)
    total = 0.0
    curve[:] = 0.0
    for node in range(size):
        best = _price_row(row, node, costs, amounts, owned, prices, toll)
        least, temperature = row[best], heat[node]
        weight, found = 0.0, 0
        for territory in range(count):
            height = (row[territory] - least) / temperature
            if height < NEGLIGIBLE:
                share[found] = np.exp(-height)
                weight += share[found]
                near[found] = territory
                left[found] = stake[node]
                found += 1
        total += least - temperature * np.log(weight)
        gone = 0.0
        for one in range(found):
            share[one] /= weight
            for entry in range(starts[node], starts[node + 1]):
                if owners[entry] == near[one]:
                    left[one] -= held[entry]
            gone += share[one] * left[one]
            for measure in range(measures):
                slope[near[one] * measures + measure] += share[one] * amounts[node, measure]
        slope[last] += gone
        if len(curve) == 0 or found == 1:
            continue
        for one in range(found):
            for other in range(found):
                joint = -share[one] * share[other]
                if one == other:
                    joint += share[one]
                joint /= temperature
                for measure in range(measures):
                    for second in range(measures):
                        curve[near[one] * measures + measure, near[other] * measures + second] += (
                            joint * amounts[node, measure] * amounts[node, second]
                        )
            pull = share[one] * (left[one] - gone) / temperature
            for measure in range(measures):
                curve[near[one] * measures + measure, last] += pull * amounts[node, measure]
                curve[last, near[one] * measures + measure] += pull * amounts[node, measure]
            curve[last, last] += share[one] * (left[one] - gone) ** 2 / temperature
    return total, slope


@njit(cache=True)
def toll_of(point, low, high):
    """What bounds cost at a point: the upper one per positive, the lower one per negative price."""
    value = 0.0
    for place in range(len(point)):
        if point[place] > 0.0:
            value += point[place] * high[place]
        elif point[place] < 0.0:
            value += point[place] * low[place]
    return value


@njit(cache=True)
def newton_step(point, slope, curve, low, high, sweeps, close):
    """(m,) the step that maximises the quadratic model of the dual, by coordinate descent.

    The model is slope·d - d·curve·d/2 minus what the bounds cost at ``point + d``, whose corner at
    a price of 0 makes each coordinate a threshold. A lower bound of -inf keeps the price positive.
    """
    size = len(point)
    step = np.zeros(size)
    force = slope.copy()
    for _ in range(sweeps):
        largest = 0.0
        for place in range(size):
            stiff = curve[place, place]
            middle = point[place] + step[place] + force[place] / stiff
            up, down = middle - high[place] / stiff, middle - low[place] / stiff
            aim = up if up > 0.0 else min(0.0, down)
            change = aim - point[place] - step[place]
            if change != 0.0:
                step[place] += change
                for other in range(size):
                    force[other] -= curve[other, place] * change
                largest = max(largest, abs(change) * np.sqrt(stiff))
        if largest < close:
            break
    return step
