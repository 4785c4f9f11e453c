"""How probable it is that two accounts are one, given how their fields agree."""

from __future__ import annotations

import numpy as np

from maillage.core.accounts.duplicates.evidence import FIELDS, Levels
from maillage.core.accounts.duplicates.weights import START, WEIGHTS
from maillage.core.arrays import FloatArray, IntArray


def grade(levels: dict[str, Levels]) -> FloatArray:
    """Grade pairs: the share of pairs that agree like this and are one account.

    The logarithm of the odds is a sum of weights, as by Fellegi and Sunter (1969); since fields
    depend on each other (sites of a chain share name and domain and not the place), a weight
    belongs to a pair of fields. They are fitted by logistic regression on generated accounts.

    Returns
    -------
    numpy.ndarray
        (pairs,) between 0 and 1.
    """
    odds = np.full(len(levels["name"]), START)
    for (one, other), rows in WEIGHTS.items():
        odds += np.array([float(cell) for row in rows for cell in row.split()])[
            together(levels, one, other)
        ]
    graded: FloatArray = 1.0 / (1.0 + np.exp(-odds))
    return graded


def together(levels: dict[str, Levels], one: str, other: str) -> IntArray:
    """Number the combinations of the levels of two fields, the first changing slowest."""
    width = len(FIELDS[other])
    return levels[one].astype(np.int32) * width + levels[other]
