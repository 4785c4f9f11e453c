"""Connectivity of a few territories, with and without some units: for plans changed by hand."""

from __future__ import annotations

import numpy as np
from numba import njit

from maillage.core.territories.kernels.connect import cut_off, flood


@njit(cache=True)
def pieces_among(units, label, indptr, indices, piece):
    """(m,) number of the connected piece of each unit, and how many pieces there are.

    ``units`` are all the units of some territories. ``piece`` (n,) is work space that holds -1
    everywhere, before and after.
    """
    queue = np.empty(len(units), dtype=np.int32)
    count = 0
    for seed in units:
        if piece[seed] < 0:
            flood(seed, count, label, indptr, indices, piece, queue)
            count += 1
    found = piece[units]
    piece[units] = -1
    return found, count


@njit(cache=True)
def splits(starts, nodes, homes, label, indptr, indices):
    """(m,) whether the rest of each set's territory is in pieces, or nothing, without the set.

    Set ``s`` is ``nodes[starts[s]:starts[s + 1]]``, all of territory ``homes[s]``.
    """
    size = len(label)
    order = np.argsort(label, kind="mergesort")
    ordered = label[order]
    stamp = np.full(size, -1, dtype=np.int32)
    queue = np.empty(size, dtype=np.int32)
    found = np.zeros(len(homes), dtype=np.bool_)
    for number in range(len(homes)):
        gone = nodes[starts[number] : starts[number + 1]]
        for node in gone:
            stamp[node] = number
        first = np.searchsorted(ordered, homes[number])
        last = np.searchsorted(ordered, homes[number], side="right")
        left = last - first - len(gone)
        reached = 0
        for member in range(first, last):
            if stamp[order[member]] != number:
                reached = flood(order[member], number, label, indptr, indices, stamp, queue)
                break
        found[number] = left == 0 or reached < left
    return found


@njit(cache=True)
def blocks(nodes, label, indptr, indices, limit):
    """Each node with all that it cuts off from its territory, as sets: (starts, members).

    A node that would cut off more than ``limit`` others, or is the last of its territory, stands
    alone. The node comes first in its set.
    """
    size = len(label)
    stamp = np.zeros(size, dtype=np.int64)
    mark = np.zeros(1, dtype=np.int64)
    queue = np.empty(size + 1, dtype=np.int32)
    starts = np.zeros(len(nodes) + 1, dtype=np.int32)
    members = np.empty(len(nodes) * (limit + 1), dtype=np.int32)
    end = 0
    for place in range(len(nodes)):
        members[end] = nodes[place]
        end += 1
        cut = cut_off(nodes[place], label, indptr, indices, stamp, mark, queue, limit)
        for number in range(cut):
            members[end] = queue[number]
            end += 1
        starts[place + 1] = end
    return starts, members[:end].copy()
