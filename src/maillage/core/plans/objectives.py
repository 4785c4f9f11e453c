"""The objective of a plan split by quarter, product and segment, each exact to the cent (K-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate

from maillage.core.plans.amounts import Number, apportion, exactly, money
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError
from maillage.texts import _

QUARTER = 3
"""Months."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a quarter is to bring, and what is to be reached by its last day; in cents."""

    on: date
    amount: int
    cumulated: int


@dataclass(frozen=True, slots=True)
class Objectives:
    """An objective and its parts, in cents; each row of parts sums to it.

    Parameters
    ----------
    milestones
        One per quarter.
    products, segments
        What each is to bring, none where the plan does not split so.
    table
        Per quarter, what each product is to bring.
    """

    total: int
    milestones: tuple[Milestone, ...]
    products: dict[str, int]
    segments: dict[str, int]
    table: tuple[tuple[int, ...], ...]


def objectives_of(
    total: int,
    year: SalesYear,
    *,
    quarters: Sequence[Number] = (),
    products: Mapping[str, Number] | None = None,
    segments: Mapping[str, Number] | None = None,
) -> Objectives:
    """Split an objective.

    Parameters
    ----------
    total
        In cents.
    quarters
        The share of each of the four; those of the seasons of the year where it is left out.
    products, segments
        The share of each.

    Raises
    ------
    ParameterError
        If shares are negative or all zero.
    """
    amounts = apportion(total, quarters or seasons(year))
    by_product, by_segment = (
        dict(zip(each, apportion(total, list(each.values())), strict=True)) if each else {}
        for each in (products, segments)
    )
    table = split_both_ways(amounts, list(by_product.values())) if by_product else []
    return Objectives(
        total,
        tuple(map(Milestone, quarter_ends(year), amounts, accumulate(amounts))),
        by_product,
        by_segment,
        tuple(map(tuple, table)),
    )


def seasons(year: SalesYear) -> list[Fraction]:
    """What each quarter weighs by the seasons of its months."""
    weights = [exactly(each) for each in year.seasonality]
    return [sum(weights[at : at + QUARTER], Fraction()) for at in range(0, len(weights), QUARTER)]


def quarter_ends(year: SalesYear) -> list[date]:
    """The last day of each quarter."""
    return [first - timedelta(days=1) for first in year.months()[QUARTER::QUARTER]]


def split_both_ways(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """Split a total by two rows of parts at once, so that both sums hold to the cent.

    Each row in turn is split in proportion to what is left of the columns, by largest remainders.
    What is left is never overdrawn, as no part exceeds its quota rounded up; so the last row takes
    exactly the rest. Cells are within a cent for each row of row x column / total.

    Parameters
    ----------
    rows, columns
        Cents, not negative, with one sum.

    Returns
    -------
    list of list of int
        Cents per row and column.

    Raises
    ------
    ParameterError
        If the sums differ.
    """
    if sum(rows) != sum(columns):
        raise ParameterError(
            _("The rows sum to %(rows)s, the columns to %(columns)s.")
            % {"rows": money(sum(rows)), "columns": money(sum(columns))},
            remedy=_("Both are parts of one amount."),
        )
    left = list(columns)
    table = []
    for total in rows:
        parts = apportion(total, left) if total else [0] * len(left)
        left = [rest - part for rest, part in zip(left, parts, strict=True)]
        table.append(parts)
    return table
