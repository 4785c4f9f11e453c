"""The rest of a year: what the conversions turned out to be, and the pace that is needed now."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from maillage.core.plans.conversion import Conversion, overall, rate_nodes
from maillage.core.plans.funnel import Need, Source
from maillage.core.plans.odds import activities_for, outlook
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a source brought until a day.

    Parameters
    ----------
    on
        The day.
    done
        Activities of the first stage since the year began.
    resolved, won
        Of them, those that were won or lost, and those that were won.
    sold
        What those that were won are worth.
    """

    on: date
    done: int
    resolved: int
    won: int
    sold: float

    def __post_init__(self) -> None:
        """Refuse counts that do not fit each other."""
        if not 0 <= self.won <= self.resolved <= self.done or not 0 <= self.sold < math.inf:
            raise ParameterError(
                _("%(done)d done, %(resolved)d resolved, %(won)d won, %(sold)s sold do not fit.")
                % {
                    "done": self.done,
                    "resolved": self.resolved,
                    "won": self.won,
                    "sold": self.sold,
                },
                remedy=_("What was won is part of what was resolved, and that of what was done."),
            )


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is left of a year: the odds with the planned pace, and the pace that is needed."""

    rate: float
    """The conversion, with what was seen this year."""
    open: int
    """Activities of this year that are neither won nor lost yet."""
    probability: float
    pace_index: float
    """Sold so far / what the plan expects by now."""
    weeks_left: float
    needed: float
    """Further activities that reach the target with the confidence, infinite where none closes."""
    needed_weekly: float


def ahead_of(
    need: Need, planned: float, so_far: SoFar, year: SalesYear, *, confidence: float = 0.8
) -> Ahead:
    """Look at the rest of a year.

    The conversions learn from what was resolved; a funnel of several stages as a whole, by the
    first of those that are not taken as known.

    Raises
    ------
    ParameterError
        If the day is not in the year, or nothing done from now on closes in it.
    """
    months = year.months()
    if not months[0] <= so_far.on < months[-1]:
        raise ParameterError(
            _("%(day)s is not in the year that begins on %(first)s.")
            % {"day": so_far.on, "first": months[0]}
        )
    passed = 1 - year.effective(on=so_far.on)
    in_time = year.effective(
        lag_weeks=need.source.lag_weeks, ramp_months=need.rep.ramp_months,
        since=need.rep.since, on=so_far.on,
    )  # fmt: skip
    source = learned(need.source, so_far)
    waiting = so_far.done - so_far.resolved
    rest = outlook([source.play(waiting + planned * in_time)], so_far.sold)
    enough = activities_for(source.play(0), source.target, confidence, sure=so_far.sold)
    weeks = year.worked_weeks * (1 - passed)
    more = max(0, enough - waiting)
    needed = math.ceil(more * (1 - passed) / in_time) if in_time else math.inf if more else 0
    expected = source.target * passed
    return Ahead(
        overall(source.conversions), waiting, rest.at_least(source.target),
        so_far.sold / expected if expected else math.nan, weeks, needed,
        needed / weeks if weeks else needed,
    )  # fmt: skip


def learned(source: Source, so_far: SoFar) -> Source:
    """Give a source whose conversion, from the first stage to the sale, learned from what it saw.

    A conversion of several stages is one beta distribution with the mean and the variance of
    their product.
    """
    if all(each.known for each in source.conversions):
        return source
    rates, weights = rate_nodes(source.conversions)
    mean = float(weights @ rates)
    variance = float(weights @ (rates - mean) ** 2)
    trials = mean * (1 - mean) / variance - 1
    whole = Conversion(source.stages[0], source.stages[-1], mean, trials)
    seen = whole.after_seeing(so_far.won, so_far.resolved)
    return replace(source, conversions=(seen,), hours=())
