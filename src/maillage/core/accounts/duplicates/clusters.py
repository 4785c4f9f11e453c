"""Groups of accounts that are one, without chains: everybody in a group resembles everybody."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray

LARGEST: Final = 40
"""Accounts in a chain above which its missing pairs are not looked at: it is no one account."""


def missing_pairs(count: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the pairs within chains of ``pairs`` that are not among them, the lower row first."""
    chain = _chains(count, pairs)
    rows = np.unique(pairs)
    rows = rows[np.argsort(chain[rows], kind="stable")]
    size = np.bincount(chain[rows])[chain[rows]]
    rows = rows[(size > 2) & (size <= LARGEST)]
    code, found = chain[rows], []
    for step in range(1, LARGEST):
        same = np.flatnonzero(code[step:] == code[:-step])
        if not len(same):
            break
        found.append(np.stack([rows[same], rows[same + step]], axis=1))
    if not found:
        return np.empty((0, 2), dtype=np.int64)
    inner = np.sort(np.concatenate(found), axis=1)
    known = np.isin(inner[:, 0] * count + inner[:, 1], pairs[:, 0] * count + pairs[:, 1])
    return inner[~known]


def clusters(count: int, pairs: NDArray[np.int64], grades: FloatArray, *, least: float) -> IntArray:
    """Group accounts from the surest pair down.

    Two groups become one only where every pair between them is graded ``least`` or more (complete
    linkage), so that A like B and B like C never put A and C together that are unlike.

    Returns
    -------
    numpy.ndarray
        (count,) the lowest row number of the group each account is in.
    """
    group = np.arange(count, dtype=np.int32)
    sure = np.flatnonzero(grades >= least)
    order = sure[np.lexsort((pairs[sure, 1], pairs[sure, 0], -grades[sure]))]
    alike = {(int(one), int(other)) for one, other in pairs[sure]}
    members: dict[int, list[int]] = {}
    for one, other in pairs[order]:
        left, right = int(group[one]), int(group[other])
        if left == right:
            continue
        lefts, rights = members.get(left, [left]), members.get(right, [right])
        if all((min(a, b), max(a, b)) in alike for a in lefts for b in rights):
            low = min(left, right)
            members[low] = lefts + rights
            group[members[low]] = low
    return group


def _chains(count: int, pairs: NDArray[np.int64]) -> IntArray:
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _number, chain = connected_components(graph, directed=False)
    return chain.astype(np.int32)
