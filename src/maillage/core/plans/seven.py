"""The seven steps of a plan, computed (K-01 to K-07), and the questions it answers (K-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from maillage.core.plans.allocation import Allocation, allocation_of
from maillage.core.plans.findings import Segment
from maillage.core.plans.matrices import Middle, Tier, Worth, middle_of, tier_of, worth_of
from maillage.core.plans.objectives import Objectives, objectives_of
from maillage.core.plans.opportunities import Chosen, chosen, order_of, return_of
from maillage.core.plans.scenarios import Scenario, scenarios
from maillage.core.plans.week import Week, week_of
from maillage.core.plans.year import SalesYear

if TYPE_CHECKING:
    from maillage.core.plans.examining import Plan, Step

SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment in both matrices; None is what cannot be told.

    Parameters
    ----------
    each
        Sales that one of its accounts is to bring, in the currency of the plan.
    potential
        Of one of its accounts.
    expected
        Potential x probability, of all its accounts.
    hourly
        What an hour of effort is expected to return.
    """

    segment: Segment
    each: float | None
    potential: float | None
    expected: float | None
    hourly: float | None
    tier: Tier | None
    worth: Worth | None


@dataclass(frozen=True, slots=True)
class Deals:
    """How many sales a source needs on average; None where it has no funnel."""

    source: str
    count: float | None


@dataclass(frozen=True, slots=True)
class Seven:
    """What the seven steps of a plan give.

    ``deals`` says how many sales are needed, ``segments`` and ``opportunities`` stand with those
    first that come first, ``reviews`` are the days on which the plan is adjusted.
    """

    objectives: Objectives
    deals: tuple[Deals, ...]
    segments: tuple[Placed, ...]
    opportunities: tuple[Chosen, ...]
    allocation: Allocation | None
    week: Week | None
    reviews: tuple[date, ...]
    scenarios: tuple[Scenario, ...]


def seven_of(plan: Plan, steps: Sequence[Step]) -> Seven:
    """Compute the seven steps of a plan whose streams were examined.

    Raises
    ------
    ParameterError
        If blocks overlap.
    """
    objective = plan.objective / 100
    placed = placed_of(plan, objective)
    played = [(step.need, step.chance) for step in steps if step.need and step.chance]
    return Seven(
        objectives_of(
            plan.objective, plan.year, quarters=plan.quarters, products=plan.products,
            segments={each.name: each.sales for each in plan.segments},
        ),
        tuple(
            Deals(step.stream.name, step.need.volumes[-1].yearly if step.need else None)
            for step in steps
        ),
        placed,
        tuple(chosen(each.segment.name, plan.opportunities) for each in placed),
        allocation_of(plan.segments, objective),
        week_of(
            {each.name: each.time for each in plan.segments}, plan.weekly_hours, plan.blocks
        ) if plan.segments else None,
        tuple(reviews_of(plan.year, plan.review_weeks)),
        scenarios(objective, [need for need, _c in played], [chance for _n, chance in played]),
    )  # fmt: skip


def placed_of(plan: Plan, objective: float) -> tuple[Placed, ...]:
    """Place the segments in both matrices; those that come first stand first."""
    middle = middle_of(
        (share_of(each.potential, each), share_of(each.effort_hours, each))
        for each in plan.segments
    )
    rows = [place(each, objective, middle, plan) for each in plan.segments]
    return tuple(sorted(rows, key=precedence))


def place(segment: Segment, objective: float, middle: Middle | None, plan: Plan) -> Placed:
    """Place one segment; both matrices compare what an account of it is worth."""
    potential = share_of(segment.potential, segment)
    expected = None
    if segment.potential is not None and segment.probability is not None:
        expected = segment.potential * segment.probability
    return Placed(
        segment,
        share_of(segment.sales * objective, segment),
        potential,
        expected,
        None if expected is None else return_of(expected, segment.effort_hours),
        tier_of(
            potential,
            segment.probability,
            potentials=plan.potential_bounds,
            probabilities=plan.probability_bounds,
        ),
        worth_of(potential, share_of(segment.effort_hours, segment), middle),
    )


def precedence(placed: Placed) -> tuple[int, tuple[bool, float, float]]:
    """Gold first, then silver, bronze and unknown; in each of them what returns most per hour."""
    tiers = [*Tier, None]
    return tiers.index(placed.tier), order_of(placed.expected or 0.0, placed.hourly)


def share_of(amount: float | None, segment: Segment) -> float | None:
    """An amount for each account of a segment, None where either is unknown."""
    return amount / segment.accounts if amount is not None and segment.accounts else None


def reviews_of(year: SalesYear, weeks: int) -> list[date]:
    """The days of the reviews in a year; one on a weekend is held on Monday."""
    days = []
    day = year.months()[0] + timedelta(weeks=weeks)
    while day <= year.ends_on:
        held = day + timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)
        days.append(held)
        day += timedelta(weeks=weeks)
    return [each for each in days if each <= year.ends_on]
