"""The best centre unit of every territory."""

from __future__ import annotations

import numpy as np
from numba import njit

TIE = 1e-12
"""Relative difference of two costs that rounding may have made."""


@njit(cache=True)
def cheapest_sites(label, node, matrix, territories, heat):
    """(k,) the unit of each territory from which its nodes cost least, -1 where it has none.

    ``label`` (n,) territory of each node, or -1 · ``node`` (m,) node of each unit ·
    ``matrix`` (m, n) cost of each node at each unit · ``heat`` 0, or the temperature in mean cost
    per node at which a unit is drawn instead, by Boltzmann's law (as the least of the costs with
    Gumbel noise). Of equals, the first.
    """
    start = np.zeros(territories + 1, dtype=np.int64)
    for number in label:
        if number >= 0:
            start[number + 1] += 1
    for number in range(territories):
        start[number + 1] += start[number]
    filled = start.copy()
    members = np.empty(start[territories], dtype=np.int64)
    for one in range(len(label)):
        if label[one] >= 0:
            members[filled[label[one]]] = one
            filled[label[one]] += 1
    chosen = np.full(territories, -1, dtype=np.int32)
    least = np.full(territories, np.inf)
    costs = np.full(len(node), np.inf)
    for site in range(len(node)):
        territory = label[node[site]]
        if territory < 0:
            continue
        cost = 0.0
        for place in range(start[territory], start[territory + 1]):
            cost += matrix[site, members[place]]
            if heat <= 0.0 and cost >= least[territory] * (1 - TIE):
                break
        costs[site] = cost
        if cost < least[territory] * (1 - TIE):
            least[territory], chosen[territory] = cost, site
    if heat > 0.0:
        _draw(label, node, costs, heat * least / np.maximum(1, np.diff(start)), chosen)
    return chosen


@njit(cache=True)
def _draw(label, node, costs, warmth, chosen):
    """Draw a unit for every territory at its temperature ``warmth`` (k,)."""
    least = np.full(len(chosen), np.inf)
    for site in range(len(node)):
        territory = label[node[site]]
        if territory >= 0:
            noise = -np.log(-np.log(1.0 - np.random.random()))
            value = costs[site] - warmth[territory] * noise
            if value < least[territory]:
                least[territory], chosen[territory] = value, site
