"""The opportunities of a plan (K-04)."""

from __future__ import annotations

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

    def __post_init__(self) -> None:
        """Refuse an amount, a probability or hours that are none."""
        check_amounts(
            self.name, potential=self.amount, probability=self.probability,
            effort_hours=self.effort_hours,
        )  # fmt: skip
