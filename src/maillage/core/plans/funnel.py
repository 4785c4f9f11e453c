"""From an objective to what has to be done each week, and how likely that is to be enough.

The formulas of the trade: deals = target / mean deal; the volume of each stage above is what the
stage below needs / the conversion between them; per week = per year / worked weeks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from maillage.core.plans.conversion import Conversion, overall
from maillage.core.plans.odds import Deals, Outlook, Play, activities_for, outlook
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError
from maillage.texts import _, quoted


@dataclass(frozen=True, slots=True)
class Source:
    """Where sales come from: existing clients, new ones, references (K-02).

    Parameters
    ----------
    name
        Its name, of which there is one in a plan.
    target
        What it is to bring in a year.
    deals
        What a won deal is worth.
    conversions
        From the activity that is planned to the sale, in order.
    lag_weeks
        From that activity to the signature.
    hours
        Hours of selling that one of each stage takes, the sale among them; none where unknown.
    """

    name: str
    target: float
    deals: Deals
    conversions: tuple[Conversion, ...]
    lag_weeks: float = 0.0
    hours: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no funnel."""
        if not 0 <= self.target < math.inf:
            raise ParameterError(
                _("The target of %(source)s is %(target)s.")
                % {"source": quoted(self.name), "target": self.target},
                remedy=_("Give an amount of 0 or more."),
            )
        broken = [
            (one.after, other.before)
            for one, other in zip(self.conversions, self.conversions[1:], strict=False)
            if one.after != other.before
        ]
        if broken or not self.conversions:
            after, before = broken[0] if broken else ("", "")
            raise ParameterError(
                _("The stages of %(source)s do not follow each other: %(after)s, then %(before)s.")
                % {"source": quoted(self.name), "after": quoted(after), "before": quoted(before)},
                remedy=_("Each conversion begins at the stage where the one before ends."),
            )
        if self.hours and (len(self.hours) != len(self.conversions) + 1 or min(self.hours) < 0):
            raise ParameterError(
                _("%(source)s has %(count)d hours for %(stages)d stages.")
                % {
                    "source": quoted(self.name),
                    "count": len(self.hours),
                    "stages": len(self.conversions) + 1,
                },
                remedy=_("Give hours of 0 or more for each stage, the sale among them."),
            )

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages from the activity to the sale."""
        return (self.conversions[0].before, *(each.after for each in self.conversions))

    def play(self, activities: float) -> Play:
        """A number of activities of this source, rounded to whole ones."""
        return Play(round(activities), self.conversions, self.deals)


@dataclass(frozen=True, slots=True)
class Rep:
    """What makes the year of a rep: when they began, and how long they took to full strength."""

    since: date | None = None
    ramp_months: float = 0.0


@dataclass(frozen=True, slots=True)
class Volume:
    """How many of a stage a target needs on average: in the year, and per worked week."""

    stage: str
    yearly: float
    weekly: float
    hours: float


@dataclass(frozen=True, slots=True)
class Need:
    """What a source needs."""

    source: Source
    rep: Rep
    volumes: tuple[Volume, ...]
    in_time: float
    """Share of a year's activity that closes within the year."""


def need_of(source: Source, year: SalesYear, rep: Rep | None = None) -> Need:
    """Compute what a source needs on average.

    Raises
    ------
    ParameterError
        If nothing that is done in the year closes in it.
    """
    began = rep or Rep()
    in_time = year.effective(
        lag_weeks=source.lag_weeks, ramp_months=began.ramp_months, since=began.since
    )
    if not in_time:
        raise ParameterError(
            _("Nothing done for %(source)s this year closes this year.")
            % {"source": quoted(source.name)},
            remedy=_("Its lag of %(weeks)s weeks is longer than the time there is.")
            % {"weeks": source.lag_weeks},
        )
    count = source.target / source.deals.mean / overall(source.conversions) / in_time
    counts = [count]
    for each in source.conversions:
        counts.append(counts[-1] * each.rate)
    hours = source.hours or (0.0,) * len(counts)
    return Need(
        source,
        began,
        tuple(
            Volume(stage, number, number / year.worked_weeks, number * each)
            for stage, number, each in zip(source.stages, counts, hours, strict=True)
        ),
        in_time,
    )


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely planned activities reach a target, and how many would, with a confidence."""

    planned: float
    target: float
    probability: float
    low: float
    median: float
    high: float
    """Sales that are passed with a probability of 90, 50 and 10 %."""
    for_half: int
    for_confidence: int
    confidence: float


@lru_cache(maxsize=512)
def chance_of(need: Need, planned: float, *, confidence: float = 0.8) -> Chance:
    """Compute how likely a number of activities of a source reaches its target.

    Parameters
    ----------
    planned
        Activities of the first stage in the year.
    """
    source = need.source
    found = outlook([source.play(planned * need.in_time)])
    half, sure = (
        math.ceil(activities_for(source.play(0), source.target, share) / need.in_time)
        for share in (0.5, confidence)
    )
    return Chance(
        planned, source.target, found.at_least(source.target),
        found.quantile(0.1), found.quantile(0.5), found.quantile(0.9), half, sure, confidence,
    )  # fmt: skip


def together(needs: Sequence[Need], planned: Sequence[float]) -> Outlook:
    """The sales of all sources together."""
    parts = zip(needs, planned, strict=True)
    return played(tuple(need.source.play(count * need.in_time) for need, count in parts))


@lru_cache(maxsize=64)
def played(plays: tuple[Play, ...]) -> Outlook:
    """The sales of plays, once for the same ones."""
    return outlook(plays)
