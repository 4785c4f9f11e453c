"""Running totals of every territory, and what a change of them costs.

The moment of inertia of a territory about its free centre is ``spread - |moment|² / weight``; about
a fixed home h it is ``spread - 2 h·moment + |h|² weight``. Both follow from totals, so a move of any
set of nodes is priced in constant time. Where a table says what each node costs in each territory,
the spread adds up its entries and weights are zero: the inertia is then the spread itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from maillage.core.arrays import FloatArray, IntArray


class Totals(NamedTuple):
    """Per territory: weight (k,), moment (k, 3), spread (k,), amounts (k, q), nodes (k,).

    ``moved`` (2,): stake and toll of what has left its present owner.
    """

    weight: FloatArray
    moment: FloatArray
    spread: FloatArray
    amounts: FloatArray
    nodes: IntArray
    moved: FloatArray


@njit(cache=True)
def tally(label, data, limits, territories):
    """Totals of a whole labelling; nodes labelled -1 are left out.

    ``data`` (position, weight, spread, amounts), spread (n, 1), or (n, k) where it is that of a
    table · ``limits`` (fixed, barred, previous, stakes, apart), stakes (n, 2) with the tolls,
    apart the compressed rows of the pairs to keep apart: where each row starts in this very array,
    then the rows; empty without such pairs.
    """
    previous, stakes = limits[2], limits[3]
    totals = Totals(
        np.zeros(territories),
        np.zeros((territories, 3)),
        np.zeros(territories),
        np.zeros((territories, data[3].shape[1])),
        np.zeros(territories, dtype=np.int32),
        np.zeros(2),
    )
    for node in range(len(label)):
        if label[node] >= 0:
            put(totals, node, label[node], 1.0, data)
            totals.nodes[label[node]] += 1
            if previous[node] >= 0 and label[node] != previous[node]:
                totals.moved[0] += stakes[node, 0]
                totals.moved[1] += stakes[node, 1]
    return totals


@njit(cache=True)
def put(totals, node, territory, sign, data):
    """Add (sign 1) or take away (sign -1) one node; counts are the caller's."""
    position, weight, spread, amounts = data
    totals.weight[territory] += sign * weight[node]
    totals.spread[territory] += sign * spread[node, min(territory, spread.shape[1] - 1)]
    for axis in range(3):
        totals.moment[territory, axis] += sign * weight[node] * position[node, axis]
    for measure in range(amounts.shape[1]):
        totals.amounts[territory, measure] += sign * amounts[node, measure]


@njit(cache=True)
def inertia_of(weight, mx, my, mz, spread, homes, territory):
    """Moment of inertia for given totals; without weight, the spread."""
    if weight <= 0.0:
        return max(0.0, spread)
    if len(homes) == 0:
        return max(0.0, spread - (mx * mx + my * my + mz * mz) / weight)
    hx, hy, hz = homes[territory, 0], homes[territory, 1], homes[territory, 2]
    return spread - 2.0 * (hx * mx + hy * my + hz * mz) + (hx * hx + hy * hy + hz * hz) * weight


@njit(cache=True)
def inertia(totals, homes, territory):
    """Moment of inertia of one territory."""
    return inertia_of(
        totals.weight[territory],
        totals.moment[territory, 0],
        totals.moment[territory, 1],
        totals.moment[territory, 2],
        totals.spread[territory],
        homes,
        territory,
    )


@njit(cache=True)
def inertia_with(totals, homes, territory, sign, change):
    """Moment of inertia of one territory after a change.

    ``change`` holds weight, moment x 3, spread in the territory left (sign -1), spread in the one
    joined (sign 1), amounts...
    """
    return inertia_of(
        totals.weight[territory] + sign * change[0],
        totals.moment[territory, 0] + sign * change[1],
        totals.moment[territory, 1] + sign * change[2],
        totals.moment[territory, 2] + sign * change[3],
        totals.spread[territory] + (change[5] if sign > 0 else -change[4]),
        homes,
        territory,
    )


@njit(cache=True)
def violation(totals, territory, low, high, target):
    """How far one territory is outside its bounds: sum over measures, in shares of the target."""
    total = 0.0
    for measure in range(low.shape[1]):
        amount = totals.amounts[territory, measure]
        outside = max(0.0, amount - high[territory, measure], low[territory, measure] - amount)
        total += outside / target[territory, measure]
    return total


@njit(cache=True)
def violation_with(totals, territory, low, high, target, sign, change):
    """The same after a change."""
    total = 0.0
    for measure in range(low.shape[1]):
        amount = totals.amounts[territory, measure] + sign * change[6 + measure]
        outside = max(0.0, amount - high[territory, measure], low[territory, measure] - amount)
        total += outside / target[territory, measure]
    return total


@njit(cache=True)
def objective(totals, homes, price):
    """Sum of the moments of inertia plus the price and the toll of what moved."""
    value = price * totals.moved[0] + totals.moved[1]
    for territory in range(len(totals.weight)):
        value += inertia(totals, homes, territory)
    return value


@njit(cache=True)
def total_violation(totals, low, high, target):
    """Sum of all violations."""
    value = 0.0
    for territory in range(len(totals.weight)):
        value += violation(totals, territory, low, high, target)
    return value


@njit(cache=True)
def conflicts(label, indptr, indices):
    """Number of pairs to keep apart, each in the compressed rows twice, that share a territory."""
    found = 0
    for node in range(len(label)):
        for place in range(indptr[node], indptr[node + 1]):
            other = indices[place]
            if other > node and label[node] >= 0 and label[other] == label[node]:
                found += 1
    return found
