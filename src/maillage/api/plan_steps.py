"""The seven steps of a plan as programs read them; amounts in its currency."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Field, Schema

Share = Field(description="From 0 to 1.")


class PlanMilestone(Schema):
    """What a quarter is to bring, and what is to be reached by its last day."""

    on: date
    amount: float
    cumulated: float


class PlanPart(Schema):
    """A part of the objective."""

    name: str
    amount: float


class PlanObjectives(Schema):
    """The objective and its parts; each row of parts sums to it, to the cent."""

    total: float
    milestones: list[PlanMilestone]
    products: list[PlanPart]
    segments: list[PlanPart]
    table: list[list[float]] = Field(description="Per quarter, what each product is to bring.")


class PlacedSegment(Schema):
    """A segment in both matrices, in the order of importance; null is what cannot be told."""

    name: str
    accounts: int
    sales: float = Share
    time: float = Share
    amount_each: float | None
    potential: float | None
    potential_each: float | None
    probability: float | None
    effort_hours: float | None
    expected: float | None = Field(description="Potential x probability.")
    hourly: float | None = Field(description="What an hour of effort is expected to return.")
    tier: Literal["gold", "silver", "bronze"] | None = Field(
        description="By potential and probability."
    )
    worth: Literal["quick_win", "major_project", "fill_in", "drop"] | None = Field(
        description="By potential and effort."
    )
    priorities: list[str]


class PlannedOpportunity(Schema):
    """An opportunity of a plan."""

    name: str
    amount: float
    probability: float
    effort_hours: float | None
    expected: float
    hourly: float | None
    account: int | None


class SegmentOpportunities(Schema):
    """The opportunities of a segment, the best first."""

    segment: str
    amount: float
    expected: float
    quick_wins: list[PlannedOpportunity]
    projects: list[PlannedOpportunity]


class AllocatedTime(Schema):
    """The planned and the recommended share of time of a segment, and what both sell."""

    segment: str
    planned: float = Share
    recommended: float = Share
    sales: float
    expected: float


class TimeAllocation(Schema):
    """Time by return; low, base and high are shares of sales gained: an order of magnitude."""

    rows: list[AllocatedTime]
    low: float
    base: float
    high: float


class PlanBlock(Schema):
    """Time that is kept for a segment every week."""

    segment: str
    weekday: int = Field(description="0 is Monday.")
    starts: str
    hours: float


class PlanWeek(Schema):
    """The week; what found no place in it is in the unplaced hours."""

    hours: float
    unplaced_hours: float
    blocks: list[PlanBlock]


class PlanIndicator(Schema):
    """What is watched."""

    name: str
    target: float
    unit: str
    per: Literal["week", "month", "quarter", "year"] | None


class ScenarioPart(Schema):
    """A funnel in a scenario: what its changed target needs, and how likely the plan reaches it."""

    source: str
    stage: str
    planned: float
    needed: float
    probability: float


class PlanScenario(Schema):
    """More or less than the objective; low to high is sold if the activity changes by as much."""

    change: float
    sales: float
    parts: list[ScenarioPart]
    low: float
    median: float
    high: float
    probability: float = Field(description="That the funnels then reach their planned target.")


class PlanQuestion(Schema):
    """One of the four questions of a plan, and its answer."""

    question: str
    answer: str


class PlanCheck(Schema):
    """An error of plans, and whether this one has it."""

    error: Literal["only_geography", "arbitrary_split", "past_only", "frozen", "silo"]
    state: Literal["found", "avoided", "not_known"]
    figure: float | None
    text: str


class PlanBenefit(Schema):
    """What a plan is good for; the figure is null where the plan does not tell."""

    benefit: Literal["clarity", "productivity", "alignment", "tracking", "predictability"]
    figure: float | None
    about: str
    text: str


class SevenSteps(Schema):
    """The seven steps of a plan, its four questions and its checklist."""

    objectives: PlanObjectives
    segments: list[PlacedSegment]
    opportunities: list[SegmentOpportunities]
    allocation: TimeAllocation | None
    week: PlanWeek | None
    indicators: list[PlanIndicator]
    reviews: list[date]
    scenarios: list[PlanScenario]
    questions: list[PlanQuestion]
    checks: list[PlanCheck]
    benefits: list[PlanBenefit]
