"""The time a rep has in a year, and how much of what is done in it closes in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.errors import ParameterError
from maillage.texts import _, decimal

WEEKS: Final = 52
MONTHS: Final = 12
EVEN: Final = (1.0,) * MONTHS


class Per(StrEnum):
    """What a frequency counts in (X-05): a quantity without a unit means nothing."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Frequency:
    """So many times per week, month, quarter or year."""

    count: float
    per: Per

    def yearly(self, worked_weeks: float) -> float:
        """Times in a year; what is done every week is done in the weeks that are worked."""
        times = {Per.WEEK: worked_weeks, Per.MONTH: 12, Per.QUARTER: 4, Per.YEAR: 1}
        return self.count * times[self.per]


@dataclass(frozen=True, slots=True)
class SalesYear:
    """A year of selling.

    Parameters
    ----------
    starts_on
        Its first day; it ends 12 months later.
    worked_weeks
        52 less vacation, holidays and training.
    seasonality
        What each of its 12 months weighs; only the proportions count.
    """

    starts_on: date
    worked_weeks: float = 45.0
    seasonality: Sequence[float] = EVEN

    def __post_init__(self) -> None:
        """Refuse what is no year."""
        if not 0 < self.worked_weeks <= WEEKS:
            raise ParameterError(
                _("A year has %(weeks)s worked weeks.") % {"weeks": decimal(self.worked_weeks, 1)},
                remedy=_("Give 52 less vacation, holidays and training."),
            )
        weights = self.seasonality
        if len(weights) != MONTHS or min(weights) < 0 or not 0 < sum(weights) < np.inf:
            raise ParameterError(
                _("The seasonality has %(count)d months and sums to %(sum)s.")
                % {"count": len(weights), "sum": sum(weights)},
                remedy=_("Give 12 weights of 0 or more, not all of them 0."),
            )

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.months()[-1] - timedelta(days=1)

    def months(self) -> list[date]:
        """The first day of each month, and of the next year: 13 dates."""
        first = self.starts_on.year * MONTHS + self.starts_on.month - 1
        day = min(self.starts_on.day, 28)
        return [date(*divmod_month(first + ahead), day) for ahead in range(MONTHS + 1)]

    def weights(self) -> FloatArray:
        """The share of the year's activity on each of its days; they sum to 1."""
        months = self.months()
        days = [(end - start).days for start, end in pairwise(months)]
        shares = np.asarray(self.seasonality, dtype=float) / sum(self.seasonality)
        return np.repeat(shares / days, days)

    def effective(
        self, *, lag_weeks: float = 0.0, ramp_months: float = 0.0,
        since: date | None = None, on: date | None = None,
    ) -> float:  # fmt: skip
        """The share of the year's activity that brings sales within the year.

        Parameters
        ----------
        lag_weeks
            From the activity to the signature: later activity counts for the next year.
        ramp_months
            Months in which a new rep grows, in a straight line, from nothing to full strength.
        since
            The day the rep began; the first of the year where it is left out.
        on
            Only what is done from that day on; the whole year where it is left out.

        Raises
        ------
        ParameterError
            If the lag or the ramp is negative.
        """
        if lag_weeks < 0 or ramp_months < 0:
            raise ParameterError(
                _("A lag of %(lag)s weeks and a ramp of %(ramp)s months: neither is below 0.")
                % {"lag": lag_weeks, "ramp": ramp_months}
            )
        weights = self.weights()
        place = np.arange(len(weights))
        first = self.months()[0]
        begun = ((since or first) - first).days
        strength = np.clip((place + 0.5 - begun) / max(ramp_months * 365.25 / 12, 0.5), 0.0, 1.0)
        in_time = place + lag_weeks * 7 < len(weights)
        to_come = place >= ((on or first) - first).days
        return float(weights @ (strength * in_time * to_come))


def divmod_month(count: int) -> tuple[int, int]:
    """The year and month of a count of months since year 0."""
    year, month = divmod(count, MONTHS)
    return year, month + 1
