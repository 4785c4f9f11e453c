"""Two matrices that are kept apart (X-07): which segments come first, and what is worth its time.

The first compares potential with the probability of closing and gives gold, silver and bronze
(L-04); the second compares potential with effort and gives quick wins, major projects, fill-ins and
what to drop (K-04). Unknown is never read as low.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final

from maillage.errors import ParameterError
from maillage.texts import _


class Level(StrEnum):
    """Where a number stands against two bounds."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The middle, bounds included: above it is high, below it low (X-24)."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse bounds in the wrong order."""
        if not 0 <= self.low <= self.high:
            raise ParameterError(
                _("The bounds are %(low)s and %(high)s.") % {"low": self.low, "high": self.high},
                remedy=_("Give the lower one first; neither is below 0."),
            )

    def level(self, value: float) -> Level:
        """Where a number stands."""
        if value > self.high:
            return Level.HIGH
        return Level.LOW if value < self.low else Level.MIDDLE


POTENTIAL: Final = Bounds(100_000, 500_000)
"""Of an account, in the currency of the plan (K-03)."""
PROBABILITY: Final = Bounds(0.25, 0.5)


class Tier(StrEnum):
    """How much a segment comes first."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"


def tier_of(
    potential: float | None,
    probability: float | None,
    *,
    potentials: Bounds = POTENTIAL,
    probabilities: Bounds = PROBABILITY,
) -> Tier | None:
    """Place a segment by the potential of one account and the probability of closing.

    Gold is high in both; bronze is low in one of them; the rest is silver.

    Returns
    -------
    Tier or None
        None where what is unknown could change the answer.
    """
    levels = [
        bounds.level(value) if value is not None else None
        for bounds, value in ((potentials, potential), (probabilities, probability))
    ]
    if Level.LOW in levels:
        return Tier.BRONZE
    if None in levels:
        return None
    return Tier.GOLD if levels == [Level.HIGH, Level.HIGH] else Tier.SILVER


class Worth(StrEnum):
    """What is worth its time."""

    QUICK_WIN = "quick_win"
    MAJOR_PROJECT = "major_project"
    FILL_IN = "fill_in"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Middle:
    """What splits potential and effort in two: the medians of what is compared."""

    potential: float
    effort: float


def middle_of(rows: Iterable[tuple[float | None, float | None]]) -> Middle | None:
    """The medians of potential and effort, over the rows that know both; None without one."""
    known = [(one, other) for one, other in rows if one is not None and other is not None]
    if not known:
        return None
    return Middle(median(one for one, _o in known), median(other for _o, other in known))


def worth_of(potential: float | None, effort: float | None, middle: Middle | None) -> Worth | None:
    """Place what is compared; what is at the middle counts as much potential and little effort.

    Returns
    -------
    Worth or None
        None where potential or effort is unknown.
    """
    if potential is None or effort is None or middle is None:
        return None
    if potential >= middle.potential:
        return Worth.QUICK_WIN if effort <= middle.effort else Worth.MAJOR_PROJECT
    return Worth.FILL_IN if effort <= middle.effort else Worth.DROP
