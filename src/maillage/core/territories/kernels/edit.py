"""Connectivity of a few territories, and what units cut off: for plans changed by hand."""

from __future__ import annotations

import numpy as np
from numba import njit

from maillage.core.territories.kernels.connect import cut_off


@njit(cache=True)
def pieces_among(units, label, indptr, indices, piece):
    """(m,) number of the connected piece of each unit, and how many pieces there are.

    ``units`` are all the units of some territories. ``piece`` (n,) is work space that holds -1
    everywhere, before and after.
    """
    queue = np.empty(len(units), dtype=np.int32)
    count = 0
    for seed in units:
        if piece[seed] >= 0:
            continue
        piece[seed] = count
        queue[0] = seed
        end, place = 1, 0
        while place < end:
            current = queue[place]
            place += 1
            for edge in range(indptr[current], indptr[current + 1]):
                other = indices[edge]
                if piece[other] < 0 and label[other] == label[seed]:
                    piece[other] = count
                    queue[end] = other
                    end += 1
        count += 1
    found = piece[units]
    piece[units] = -1
    return found, count


@njit(cache=True)
def ties(nodes, label, indptr, indices):
    """(m,) nodes that each given node cuts off from its territory by leaving it.

    0 where it is no articulation point, the number of nodes outside the largest remaining piece
    where it is one, -1 where it is the last of its territory or has no neighbour there.
    """
    size = len(label)
    stamp = np.zeros(size, dtype=np.int64)
    mark = np.zeros(1, dtype=np.int64)
    queue = np.empty(size + 1, dtype=np.int32)
    found = np.empty(len(nodes), dtype=np.int32)
    for place in range(len(nodes)):
        found[place] = cut_off(nodes[place], label, indptr, indices, stamp, mark, queue, size)
    return found
