"""Connectivity of a territory when some of its nodes leave."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

NONE: Any = np.int64(0)
"""Of a count; typed, for a kernel is compiled once more for every literal it is given."""


@njit(cache=True)
def cut_off(node, label, indptr, indices, stamp, mark, queue, limit):
    """What else must leave so that the rest of the node's territory stays connected.

    Fills ``queue`` with the nodes (the given one excluded) outside the largest remaining piece and
    returns their number: 0 when the node is no articulation point, -1 when more than ``limit``
    would have to leave or the node is the last of its territory. ``stamp`` (n,) holds the marks of
    earlier calls; ``mark`` (1,) the last mark used.
    """
    home = label[node]
    mark[0] += 1
    first_mark = mark[0]
    stamp[node] = first_mark
    neighbours = 0
    for edge in range(indptr[node], indptr[node + 1]):
        if label[indices[edge]] == home:
            neighbours += 1
    if neighbours <= 1:
        return 0 if neighbours == 1 else -1
    pieces, end = NONE, NONE
    largest_start, largest_end = 0, 0
    for edge in range(indptr[node], indptr[node + 1]):
        seed = indices[edge]
        if label[seed] != home or stamp[seed] >= first_mark:
            continue
        start = end
        end = _flood(
            seed, home, label, indptr, indices, stamp, first_mark, queue, end, node, pieces
        )
        if end < 0:
            return 0
        pieces += 1
        if end - start > largest_end - largest_start:
            largest_start, largest_end = start, end
    leaving = end - (largest_end - largest_start)
    if leaving > limit:
        return -1
    for place in range(largest_end, end):
        queue[largest_start + place - largest_end] = queue[place]
    return leaving


@njit(cache=True)
def _flood(seed, home, label, indptr, indices, stamp, mark, queue, end, node, pieces):
    """Flood one piece from ``seed``; -1 as soon as the first piece meets every neighbour."""
    waiting = 0
    if pieces == 0:
        for edge in range(indptr[node], indptr[node + 1]):
            other = indices[edge]
            if label[other] == home and other != seed:
                waiting += 1
    place = end
    queue[end] = seed
    end += 1
    stamp[seed] = mark
    while place < end:
        current = queue[place]
        place += 1
        for edge in range(indptr[current], indptr[current + 1]):
            other = indices[edge]
            if label[other] != home or stamp[other] >= mark:
                continue
            stamp[other] = mark
            queue[end] = other
            end += 1
            if pieces == 0 and _adjacent(other, node, indptr, indices):
                waiting -= 1
                if waiting == 0:
                    return -1
    return end


@njit(cache=True)
def _adjacent(one, other, indptr, indices):
    for edge in range(indptr[one], indptr[one + 1]):
        if indices[edge] == other:
            return True
    return False


@njit(cache=True)
def touches(node, territory, label, indptr, indices, but):
    """Whether a neighbour of the node, other than ``but``, belongs to the territory."""
    for edge in range(indptr[node], indptr[node + 1]):
        other = indices[edge]
        if other != but and label[other] == territory:
            return True
    return False


@njit(cache=True)
def flood(seed, number, label, indptr, indices, stamp, queue):
    """Stamp with ``number`` what is linked to ``seed`` within its territory; how many nodes.

    Nodes with a stamp of ``number`` or more count as stamped already. ``queue`` is work space.
    """
    stamp[seed] = number
    queue[0] = seed
    end, place = 1, 0
    while place < end:
        current = queue[place]
        place += 1
        for edge in range(indptr[current], indptr[current + 1]):
            other = indices[edge]
            if stamp[other] < number and label[other] == label[seed]:
                stamp[other] = number
                queue[end] = other
                end += 1
    return end


@njit(cache=True)
def pieces_of(label, indptr, indices):
    """(n,) number of the connected piece of each node within its territory, and how many there are."""
    size = len(label)
    piece = np.full(size, -1, dtype=np.int32)
    queue = np.empty(size, dtype=np.int32)
    count = 0
    for seed in range(size):
        if piece[seed] < 0 and label[seed] >= 0:
            flood(seed, count, label, indptr, indices, piece, queue)
            count += 1
    return piece, count
