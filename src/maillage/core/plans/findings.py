"""What is wrong with a plan, each with its figures (L-11)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from maillage.core.plans.funnel import Chance, Need
from maillage.core.plans.week import Week
from maillage.errors import ParameterError
from maillage.texts import _, quoted

COIN_FLIP: Final = (0.35, 0.65)
BEHIND: Final = 0.8
"""A pace index below which a source is behind."""
AGAINST: Final = 0.9
"""A return per share of time, over that of a segment with less time, below which time is wasted."""

NOTICED: Final = 1.0
"""Hours of a week by which blocks may miss the share of time: a whole half hour may be lost."""


class Kind(StrEnum):
    """What is wrong."""

    COIN_FLIP = "coin_flip"
    UNLIKELY = "unlikely"
    THIN_PIPELINE = "thin_pipeline"
    TIME_AGAINST_RETURN = "time_against_return"
    OVER_CAPACITY = "over_capacity"
    BEHIND = "behind"
    EFFORT_OVER_HOURS = "effort_over_hours"
    WEEK_TOO_FULL = "week_too_full"
    WEEK_WITHOUT_ROOM = "week_without_room"
    WEEK_OFF_SHARES = "week_off_shares"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: about what, its figure, and the one it should be at."""

    kind: Kind
    about: str
    figure: float
    wanted: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of accounts: the share of sales it is to bring, and of time it is to get (X-03).

    Parameters
    ----------
    potential
        What its accounts could buy in the year, in all; None where unknown.
    probability
        Of closing, 0 to 1; None where unknown.
    effort_hours
        Hours of selling it takes in the year; None where unknown.
    priorities
        The accounts or sectors that come first in it.
    """

    name: str
    accounts: int
    sales: float
    time: float
    potential: float | None = None
    probability: float | None = None
    effort_hours: float | None = None
    priorities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what are no shares, and amounts below 0."""
        check_amounts(
            self.name, potential=self.potential, probability=self.probability,
            effort_hours=self.effort_hours,
        )  # fmt: skip
        if not (0 <= self.sales <= 1 and 0 <= self.time <= 1 and self.accounts >= 0):
            raise ParameterError(
                _("%(segment)s has %(accounts)s accounts, %(sales)s of sales and %(time)s of time.")
                % {
                    "segment": quoted(self.name),
                    "accounts": self.accounts,
                    "sales": self.sales,
                    "time": self.time,
                },
                remedy=_("Shares are from 0 to 1, accounts 0 or more."),
            )


def check_amounts(
    name: str, *, potential: float | None, probability: float | None, effort_hours: float | None
) -> None:
    """Refuse a potential or effort below 0, or a probability that is none; unknown is allowed.

    Raises
    ------
    ParameterError
        The message names what it is about and all three.
    """
    amounts = (potential or 0.0, effort_hours or 0.0)
    if not (all(0 <= each < math.inf for each in amounts) and 0 <= (probability or 0.0) <= 1):
        raise ParameterError(
            _("%(name)s: an amount of %(amount)s, closed at %(rate)s, in %(hours)s hours.")
            % {
                "name": quoted(name),
                "amount": potential,
                "rate": probability,
                "hours": effort_hours,
            },
            remedy=_("Amounts and hours are 0 or more, a probability is from 0 to 1."),
        )


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Open opportunities: their worth, the share of them that is won, and what a month must sell.

    ``months`` is how long an opportunity stays open.
    """

    worth: float
    win_rate: float
    monthly: float
    months: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no pipeline."""
        if not (self.worth >= 0 and 0 < self.win_rate <= 1 and self.monthly > 0 < self.months):
            raise ParameterError(
                _("A pipeline of %(worth)s, won at %(rate)s, for %(monthly)s a month.")
                % {"worth": self.worth, "rate": self.win_rate, "monthly": self.monthly},
                remedy=_("Worth is 0 or more, the rate above 0 and at most 1, the rest above 0."),
            )

    @property
    def coverage(self) -> float:
        """Worth of the pipeline over what is to be sold while it turns over once."""
        return self.worth / (self.monthly * self.months)

    @property
    def wanted(self) -> float:
        """The coverage that is needed on average: 1 / win rate."""
        return 1 / self.win_rate


def odds_findings(needs: Sequence[Need], chances: Sequence[Chance]) -> Iterator[Finding]:
    """Sources whose target is a coin flip, or less likely than one."""
    low, high = COIN_FLIP
    for need, chance in zip(needs, chances, strict=True):
        if chance.probability < high:
            kind = Kind.COIN_FLIP if chance.probability >= low else Kind.UNLIKELY
            yield Finding(kind, need.source.name, chance.probability, chance.confidence)


def pipeline_findings(pipeline: Pipeline) -> Iterator[Finding]:
    """A pipeline that covers less than 1 / win rate."""
    if pipeline.coverage < pipeline.wanted:
        yield Finding(Kind.THIN_PIPELINE, "", pipeline.coverage, pipeline.wanted)


def time_findings(segments: Sequence[Segment], objective: float) -> Iterator[Finding]:
    """Segments that get more time than another one and return less for each percent of it."""
    timed = [each for each in segments if each.time > 0]
    for segment in timed:
        rivals = [rate(each, objective) for each in timed if each.time < segment.time]
        best = max(rivals, default=0.0)
        if rate(segment, objective) < AGAINST * best:
            yield Finding(Kind.TIME_AGAINST_RETURN, segment.name, rate(segment, objective), best)


def rate(segment: Segment, objective: float) -> float:
    """What a segment returns for each percent of the time it gets."""
    return segment.sales * objective / (segment.time * 100)


def capacity_findings(
    needs: Sequence[Need], *, worked_weeks: float, weekly_hours: float
) -> Iterator[Finding]:
    """Activities that take more hours than there are for selling."""
    wanted = sum(volume.hours for need in needs for volume in need.volumes)
    there = worked_weeks * weekly_hours
    if wanted > there:
        yield Finding(Kind.OVER_CAPACITY, "", wanted, there)


def effort_findings(
    segments: Sequence[Segment], *, worked_weeks: float, weekly_hours: float
) -> Iterator[Finding]:
    """Segments that take more hours together than there are for selling."""
    wanted = math.fsum(each.effort_hours or 0.0 for each in segments)
    there = worked_weeks * weekly_hours
    if wanted > there and not math.isclose(wanted, there):
        yield Finding(Kind.EFFORT_OVER_HOURS, "", wanted, there)


def week_findings(
    week: Week, segments: Sequence[Segment], weekly_hours: float
) -> Iterator[Finding]:
    """Blocks beyond the hours of selling, without room, or off the share of time; in hours."""
    if week.minutes > weekly_hours * 60:
        yield Finding(Kind.WEEK_TOO_FULL, "", week.minutes / 60, weekly_hours)
    if week.unplaced:
        yield Finding(Kind.WEEK_WITHOUT_ROOM, "", week.unplaced / 60, 0.0)
    for each in segments:
        hours, wanted = week.minutes_of(each.name) / 60, each.time * weekly_hours
        if abs(hours - wanted) >= NOTICED and not week.unplaced:
            yield Finding(Kind.WEEK_OFF_SHARES, each.name, hours, wanted)


def pace_finding(name: str, done: float, planned: float) -> Iterator[Finding]:
    """A count that is behind what the plan implies by now."""
    if planned > 0 and done / planned < BEHIND:
        yield Finding(Kind.BEHIND, name, done / planned, 1.0)
