"""A rep's plan put to the test: whether its sums hold and its activities are enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from maillage.core.plans.ahead import Ahead, SoFar, ahead_of
from maillage.core.plans.amounts import Number, check_whole, split_by_shares
from maillage.core.plans.answers import Answers, answers_of
from maillage.core.plans.checklist import Check, Good, benefits, checklist
from maillage.core.plans.findings import (
    Finding,
    Pipeline,
    Segment,
    capacity_findings,
    effort_findings,
    odds_findings,
    pace_finding,
    pipeline_findings,
    time_findings,
    week_findings,
)
from maillage.core.plans.funnel import Chance, Need, Rep, Source, chance_of, need_of, together
from maillage.core.plans.matrices import POTENTIAL, PROBABILITY, Bounds
from maillage.core.plans.odds import Outlook
from maillage.core.plans.opportunities import Opportunity
from maillage.core.plans.seven import Seven, seven_of
from maillage.core.plans.week import Block, Week
from maillage.core.plans.year import Frequency, Per, SalesYear
from maillage.errors import ParameterError
from maillage.texts import _, quoted

QUARTERS: Final = 4
NEW_YEAR: Final = Rep()
"""A rep who began before the year, at full strength."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A part of the objective, and how it is to be reached where that is said.

    Parameters
    ----------
    name
        Its name, of which there is one.
    share
        Its share of the objective; all of them make 1.
    source
        Its funnel, None where none is given; its target is the share of the objective.
    planned
        How often the first stage of the funnel is planned.
    so_far
        What it brought until a day of the year.
    """

    name: str
    share: Number
    source: Source | None = None
    planned: Frequency | None = None
    so_far: SoFar | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """What is done regularly (X-05)."""

    name: str
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class Count:
    """A number that was reached by a day, and what the plan implies for the whole year."""

    name: str
    on: date
    reached: float
    yearly: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is watched: its target, in which unit, and over what time (K-06).

    ``per`` is None for what is so at all times, such as a rate.
    """

    name: str
    target: float
    unit: str = ""
    per: Per | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for a year (K-01 to K-07).

    ``objective`` is in cents; ``weekly_hours`` are hours of selling, None where unknown; ``sold``
    is what the whole plan sold by a day; ``quarters`` and ``products`` are shares of the objective,
    none where it is not split so.
    """

    objective: int
    year: SalesYear
    streams: Sequence[Stream]
    rep: Rep = NEW_YEAR
    segments: Sequence[Segment] = ()
    activities: Sequence[Activity] = ()
    pipeline: Pipeline | None = None
    weekly_hours: float | None = None
    counts: Sequence[Count] = ()
    sold: tuple[date, float] | None = None
    confidence: float = 0.8
    quarters: Sequence[Number] = ()
    products: Mapping[str, Number] = field(default_factory=dict)
    opportunities: Sequence[Opportunity] = ()
    blocks: Sequence[Block] = ()
    indicators: Sequence[Indicator] = ()
    review_weeks: int = 6
    potential_bounds: Bounds = POTENTIAL
    probability_bounds: Bounds = PROBABILITY


@dataclass(frozen=True, slots=True)
class Step:
    """A stream examined: what it is to bring in cents, what it needs, its odds, the rest."""

    stream: Stream
    target: int
    need: Need | None
    chance: Chance | None
    ahead: Ahead | None


@dataclass(frozen=True, slots=True)
class Examination:
    """What came out."""

    steps: tuple[Step, ...]
    yearly: tuple[tuple[Activity, float], ...]
    """Times in a year of each activity."""
    together: Outlook | None
    """The sales of all funnels with planned activities, None where there is none."""
    pace_index: float | None
    """Sold / what the objective expects by that day."""
    findings: tuple[Finding, ...]
    seven: Seven
    answers: Answers
    checks: tuple[Check, ...]
    goods: tuple[Good, ...]


def examine(plan: Plan, *, discussed: bool | None = None) -> Examination:
    """Examine a plan.

    Parameters
    ----------
    discussed
        Whether rep and manager worked on it together; None where that is not known.

    Raises
    ------
    ParameterError
        If shares do not make a whole, a name comes twice, blocks overlap, or a funnel cannot be.
    """
    check_names(plan)
    check_shares(plan)
    targets = split_by_shares(plan.objective, {each.name: each.share for each in plan.streams})
    steps = tuple(step_of(plan, each, targets[each.name]) for each in plan.streams)
    seven = seven_of(plan, steps)
    findings = tuple(findings_of(plan, steps, seven.week))
    played = [(step.need, step.chance.planned) for step in steps if step.need and step.chance]
    sales = (
        together([need for need, _count in played], [count for _need, count in played])
        if played
        else None
    )
    target = sum(need.source.target for need, _count in played)
    return Examination(
        steps,
        tuple((each, each.frequency.yearly(plan.year.worked_weeks)) for each in plan.activities),
        sales,
        pace_of(plan.year, *plan.sold, plan.objective / 100) if plan.sold else None,
        findings,
        seven,
        answers_of(plan, steps, seven, findings),
        tuple(checklist(plan, findings, discussed=discussed)),
        tuple(benefits(plan, sales, target, discussed=discussed)),
    )


def check_names(plan: Plan) -> None:
    """Refuse a name that comes twice, or a plan without a stream."""
    for row in (plan.streams, plan.segments, plan.activities, plan.indicators):
        names = [each.name for each in row]
        for name in names:
            if names.count(name) > 1:
                raise ParameterError(_("%(name)s comes twice.") % {"name": quoted(name)})
    used = [*(each.segment for each in plan.opportunities), *(each.segment for each in plan.blocks)]
    for name in used:
        if name not in {each.name for each in plan.segments}:
            raise ParameterError(
                _("The plan has no segment %(name)s.") % {"name": quoted(name)},
                remedy=_("Give each opportunity and block a segment of the plan."),
            )
    if not plan.streams:
        raise ParameterError(
            _("The plan has no source of sales."),
            remedy=_("Say where sales come from: existing clients, new ones, references."),
        )


def check_shares(plan: Plan) -> None:
    """Refuse quarters, products or segments whose shares make no whole, with the difference."""
    if plan.quarters:
        check_whole(dict(enumerate(plan.quarters)))
        if len(plan.quarters) != QUARTERS:
            raise ParameterError(
                _("A year has 4 quarters; the plan has %(count)d.") % {"count": len(plan.quarters)},
                remedy=_("Give the share of each of the four, 0 where nothing is expected."),
            )
    if plan.products:
        check_whole(plan.products)
    if plan.segments:
        check_whole({each.name: each.sales for each in plan.segments})
        check_whole({each.name: each.time for each in plan.segments})


def step_of(plan: Plan, stream: Stream, target: int) -> Step:
    """Examine one stream."""
    if stream.source is None:
        return Step(stream, target, None, None, None)
    need = need_of(stream.source, plan.year, plan.rep)
    if stream.planned is None:
        return Step(stream, target, need, None, None)
    planned = stream.planned.yearly(plan.year.worked_weeks)
    chance = chance_of(need, planned, confidence=plan.confidence)
    ahead = (
        ahead_of(need, planned, stream.so_far, plan.year, confidence=plan.confidence)
        if stream.so_far
        else None
    )
    return Step(stream, target, need, chance, ahead)


def pace_of(year: SalesYear, on: date, reached: float, yearly: float) -> float:
    """What was reached / what the year, with its seasons, expects by that day."""
    passed = 1 - year.effective(on=on)
    if not passed or not yearly:
        raise ParameterError(
            _("Nothing is expected by %(day)s yet.") % {"day": on},
            remedy=_("Give a day after the first of the year, and an objective above 0."),
        )
    return reached / (yearly * passed)


def findings_of(plan: Plan, steps: Sequence[Step], week: Week | None) -> Iterator[Finding]:
    """All that is wrong with a plan."""
    needs = [step.need for step in steps if step.need]
    known = [(step.need, step.chance) for step in steps if step.need and step.chance]
    yield from odds_findings([need for need, _c in known], [chance for _n, chance in known])
    if plan.pipeline:
        yield from pipeline_findings(plan.pipeline)
    yield from time_findings(plan.segments, plan.objective / 100)
    if plan.weekly_hours is not None:
        hours = {"worked_weeks": plan.year.worked_weeks, "weekly_hours": plan.weekly_hours}
        yield from capacity_findings(needs, **hours)
        yield from effort_findings(plan.segments, **hours)
        if week:
            yield from week_findings(week, plan.segments, plan.weekly_hours)
    for count in plan.counts:
        yield from pace_finding(
            count.name, pace_of(plan.year, count.on, count.reached, count.yearly), 1.0
        )
