"""The five benefits and the five errors of a plan, as far as it tells them itself (K-09, K-10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from maillage.core.plans.findings import Finding, Kind

if TYPE_CHECKING:
    from maillage.core.plans.examining import Plan
    from maillage.core.plans.odds import Outlook

SELDOM: Final = 13
"""Weeks of a quarter: a plan that is reviewed less often is frozen."""
ONE: Final = 1


class Error(StrEnum):
    """What plans get wrong."""

    ONLY_GEOGRAPHY = "only_geography"
    ARBITRARY_SPLIT = "arbitrary_split"
    PAST_ONLY = "past_only"
    FROZEN = "frozen"
    SILO = "silo"


class State(StrEnum):
    """Whether an error is there."""

    FOUND = "found"
    AVOIDED = "avoided"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a plan has an error; ``figure`` is what tells it, None where nothing does."""

    error: Error
    state: State
    figure: float | None = None


class Benefit(StrEnum):
    """What a plan is good for."""

    CLARITY = "clarity"
    PRODUCTIVITY = "productivity"
    ALIGNMENT = "alignment"
    TRACKING = "tracking"
    PREDICTABILITY = "predictability"


@dataclass(frozen=True, slots=True)
class Good:
    """A benefit and its figure, None where the plan does not tell.

    Clarity is the largest share of time, and about its segment; productivity the sales of an hour;
    alignment 1 where rep and manager worked on it together; tracking the number of indicators;
    predictability the probability that the funnels reach their targets together.
    """

    benefit: Benefit
    figure: float | None
    about: str = ""


def benefits(
    plan: Plan, together: Outlook | None, target: float, *, discussed: bool | None = None
) -> Iterator[Good]:
    """Tell the five benefits.

    Parameters
    ----------
    together
        The sales of all funnels with planned activities.
    target
        What they are to bring, in the currency of the plan.
    """
    if plan.segments:
        first = max(plan.segments, key=lambda each: each.time)
        yield Good(Benefit.CLARITY, first.time, first.name)
    else:
        yield Good(Benefit.CLARITY, None)
    hours = (plan.weekly_hours or 0.0) * plan.year.worked_weeks
    yield Good(Benefit.PRODUCTIVITY, plan.objective / 100 / hours if hours else None)
    yield Good(Benefit.ALIGNMENT, None if discussed is None else float(discussed))
    yield Good(Benefit.TRACKING, len(plan.indicators) or None)
    yield Good(Benefit.PREDICTABILITY, together.at_least(target) if together else None)


def checklist(
    plan: Plan, findings: Sequence[Finding], *, discussed: bool | None = None
) -> Iterator[Check]:
    """Look for the five errors.

    Parameters
    ----------
    discussed
        Whether rep and manager worked on the plan together; None where that is not known.
    """
    yield only_geography(plan)
    yield arbitrary_split(plan, findings)
    yield past_only(plan)
    frozen = plan.review_weeks > SELDOM
    yield Check(Error.FROZEN, State.FOUND if frozen else State.AVOIDED, plan.review_weeks)
    yield Check(Error.SILO, state_of(None if discussed is None else not discussed))


def state_of(wrong: bool | None) -> State:
    """The state of an error that is there, is not, or cannot be told."""
    if wrong is None:
        return State.NOT_KNOWN
    return State.FOUND if wrong else State.AVOIDED


def only_geography(plan: Plan) -> Check:
    """A plan without segments knows only where its accounts are."""
    known = [each for each in plan.segments if each.potential is not None]
    wrong = False if known else None if len(plan.segments) > ONE else True
    return Check(Error.ONLY_GEOGRAPHY, state_of(wrong), len(plan.segments))


def arbitrary_split(plan: Plan, findings: Sequence[Finding]) -> Check:
    """Time that is split evenly or against its return follows habit; without figures who knows."""
    against = sum(each.kind is Kind.TIME_AGAINST_RETURN for each in findings)
    even = len(plan.segments) > ONE and len({each.time for each in plan.segments}) == ONE
    if even or against:
        return Check(Error.ARBITRARY_SPLIT, State.FOUND, against)
    told = plan.segments and all(
        each.potential is not None and each.probability is not None for each in plan.segments
    )
    return Check(Error.ARBITRARY_SPLIT, State.AVOIDED if told else State.NOT_KNOWN)


def past_only(plan: Plan) -> Check:
    """A plan looks ahead by funnels, opportunities, a pipeline or the potential of its segments."""
    ahead = sum(each.source is not None for each in plan.streams) + len(plan.opportunities)
    ahead += sum(each.potential is not None for each in plan.segments) + bool(plan.pipeline)
    return Check(Error.PAST_ONLY, state_of(not ahead), ahead)
