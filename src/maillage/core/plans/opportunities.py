"""The opportunities of a plan, and which come first (K-04)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from maillage.core.plans.findings import check_amounts


class Horizon(StrEnum):
    """Whether an opportunity is a quick win or a long project."""

    QUICK_WIN = "quick_win"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One opportunity of a segment.

    Parameters
    ----------
    segment
        The segment it is in.
    amount
        What it would be worth, in the currency of the plan.
    probability
        Of closing, 0 to 1.
    effort_hours
        Hours of selling it takes; None where unknown.
    account
        The account it is at, where that is known.
    """

    segment: str
    name: str
    amount: float
    probability: float
    horizon: Horizon
    effort_hours: float | None = None
    account: int | None = None

    @property
    def expected(self) -> float:
        """Amount x probability."""
        return self.amount * self.probability

    @property
    def hourly(self) -> float | None:
        """What it is expected to return for each hour; None where the hours are not known."""
        return return_of(self.expected, self.effort_hours)

    def __post_init__(self) -> None:
        """Refuse an amount, a probability or hours that are none."""
        check_amounts(
            self.name, potential=self.amount, probability=self.probability,
            effort_hours=self.effort_hours,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """The opportunities of a segment, the best first: quick wins, and long projects."""

    segment: str
    amount: float
    expected: float
    quick_wins: tuple[Opportunity, ...]
    projects: tuple[Opportunity, ...]


def chosen(segment: str, opportunities: Iterable[Opportunity]) -> Chosen:
    """Sort the opportunities of a segment by what an hour is expected to return."""
    rows = in_order(each for each in opportunities if each.segment == segment)
    return Chosen(
        segment,
        math.fsum(each.amount for each in rows),
        math.fsum(each.expected for each in rows),
        tuple(each for each in rows if each.horizon is Horizon.QUICK_WIN),
        tuple(each for each in rows if each.horizon is Horizon.PROJECT),
    )


def in_order(opportunities: Iterable[Opportunity]) -> list[Opportunity]:
    """The best first: by what an hour returns, then those of unknown effort by what is expected."""
    return sorted(opportunities, key=lambda each: order_of(each.expected, each.hourly))


def order_of(expected: float, hourly: float | None) -> tuple[bool, float, float]:
    """What sorts the best first; unknown effort comes last."""
    return (hourly is None, -(hourly or 0.0), -expected)


def return_of(expected: float, hours: float | None) -> float | None:
    """What an hour returns: None where the hours are not known, infinite where it takes none."""
    if hours is None:
        return None
    return expected / hours if hours else math.inf
