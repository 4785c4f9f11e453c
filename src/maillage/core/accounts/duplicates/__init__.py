"""Accounts that are there twice: found by a fast pass that gives the same answer every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from maillage.core.accounts.duplicates.blocking import candidate_pairs
from maillage.core.accounts.duplicates.clusters import clusters, missing_pairs
from maillage.core.accounts.duplicates.evidence import compare
from maillage.core.accounts.duplicates.grading import grade
from maillage.core.accounts.duplicates.records import comparable
from maillage.core.accounts.duplicates.splinking import Splink
from maillage.core.arrays import IntArray

REVIEW: Final = 0.80
"""From this grade on a person is asked."""

SURE: Final = 0.99
"""From this grade on many may be merged at once."""


@dataclass(frozen=True, eq=False)
class Duplicates:
    """Pairs of accounts that may be one, and the groups they form.

    ``pairs``, surest first, has the columns first · second (row numbers, the lower first) · grade
    (0 to 1) · name · domain · phone · place (levels of
    :mod:`maillage.core.accounts.duplicates.evidence`). ``group`` (accounts,) holds the lowest row
    number of the group each account is in: its own where it is alone.
    """

    pairs: pd.DataFrame
    group: IntArray


def find_duplicates(
    accounts: pd.DataFrame,
    *,
    least: float = REVIEW,
    splink: bool = False,
    progress: Callable[[float], None] = lambda _share: None,
) -> Duplicates:
    """Find the accounts that are there twice.

    Parameters
    ----------
    accounts
        One row each, with the texts name, country, state, city, postal_code, street, domain, phone.
    least
        Pairs of a lower grade are left out.
    splink
        Ask :class:`~maillage.core.accounts.duplicates.splinking.Splink` for a second opinion.
    progress
        Told how far the work is, from 0 to 1.

    Raises
    ------
    ParameterError
        If a column is missing, or Splink is asked for and not installed, or has nothing to learn.
    """
    progress(0.0)
    records = comparable(accounts)
    progress(0.2)
    second = Splink(records) if splink else None
    progress(0.5)
    pairs = candidate_pairs(records)
    progress(0.6)
    found = graded(records, pairs, least, second)
    progress(0.9)
    rest = missing_pairs(len(records), found[["first", "second"]].to_numpy(np.int64))
    found = pd.concat([found, graded(records, rest, least, second)], ignore_index=True)
    found = found.sort_values(
        ["grade", "first", "second"], ascending=[False, True, True], ignore_index=True
    )
    rows = found[["first", "second"]].to_numpy(np.int64)
    group = clusters(len(records), rows, found["grade"].to_numpy(), least=least)
    return Duplicates(found, group)


def graded(
    records: pd.DataFrame, pairs: np.ndarray, least: float, second: Splink | None
) -> pd.DataFrame:
    """Compare pairs and keep those of a grade, after a second opinion where there is one."""
    levels = compare(records, pairs)
    grades = grade(levels)
    if second is not None:
        grades = second.graded(pairs, grades)
    table = pd.DataFrame({"first": pairs[:, 0], "second": pairs[:, 1], "grade": grades, **levels})
    return table[table["grade"] >= least]
