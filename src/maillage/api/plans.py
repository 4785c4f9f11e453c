"""Plans of reps put to the test."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from maillage.api.calling import allowed
from maillage.api.files import answers_file
from maillage.api.plan_steps import SevenSteps
from maillage.core.plans.examining import examine
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.minutes import ICS
from maillage.interfaces.exporters.plans.blocks_ics import plan_calendar
from maillage.interfaces.exporters.plans.calculator import calculator
from maillage.interfaces.exporters.plans.words import as_data
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.permissions import Action

router = Router(tags=["plans"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StageNeed(Schema):
    """How many of a stage the target needs on average."""

    stage: str
    yearly: float
    weekly: float = Field(description="Per worked week.")
    hours: float = Field(description="In the year; 0 where they are not known.")


class ChanceView(Schema):
    """How likely the planned activity reaches the target, and how much would."""

    planned: float
    probability: float
    low: float = Field(description="Sales that are passed 9 years of 10.")
    median: float
    high: float = Field(description="Sales that are passed 1 year of 10.")
    for_half: int = Field(description="Activities with which the odds are even.")
    for_confidence: int
    confidence: float


class AheadView(Schema):
    """The rest of the year."""

    rate: float = Field(description="Conversion from the first stage to the sale, as seen so far.")
    open: int
    probability: float
    pace_index: float | None
    weeks_left: float
    needed: float | None = Field(description="Null where nothing closes any more.")
    needed_weekly: float | None


class SourceView(Schema):
    """A source of sales."""

    name: str
    target: float
    in_time: float | None = Field(
        description="Share of the year's activity that closes in the year; null without a funnel."
    )
    stages: list[StageNeed]
    chance: ChanceView | None
    ahead: AheadView | None


class PlannedActivity(Schema):
    """What is done regularly."""

    name: str
    count: float
    per: Literal["week", "month", "quarter", "year"]
    yearly: float


class SalesOutlook(Schema):
    """The sales of all funnels together."""

    mean: float
    low: float
    median: float
    high: float


class PlanFinding(Schema):
    """What is wrong: its figure, and the one it should be at."""

    kind: Literal[
        "coin_flip", "unlikely", "thin_pipeline", "time_against_return", "over_capacity", "behind",
        "effort_over_hours", "week_too_full", "week_without_room", "week_off_shares",
    ]  # fmt: skip
    about: str
    figure: float
    wanted: float
    text: str


class ExaminedPlan(SevenSteps):
    """A plan put to the test; amounts in its currency."""

    sources: list[SourceView]
    activities: list[PlannedActivity]
    together: SalesOutlook | None
    pace_index: float | None
    findings: list[PlanFinding]


@router.post("/{workspace}/plans/examine", response=ExaminedPlan)
@allowed(Action.VIEW, "read")
def examine_plan(request: HttpRequest, workspace: str, plan: WrittenPlan) -> Any:  # noqa: ARG001
    """Say what a plan needs, how likely it is, and where it is weak. Nothing is stored."""
    return as_data(examine(plan.read()))


@router.post("/{workspace}/plans/calculator", **answers_file(XLSX))
@allowed(Action.VIEW, "read")
def write_calculator(request: HttpRequest, workspace: str, plan: WrittenPlan) -> HttpResponse:  # noqa: ARG001
    """Give the calculator of a plan: a workbook with live formulas. Nothing is stored."""
    return attached(calculator(plan, examine(plan.read())), XLSX, "plan.xlsx")


@router.post("/{workspace}/plans/calendar", **answers_file(ICS))
@allowed(Action.VIEW, "read")
def write_calendar(request: HttpRequest, workspace: str, plan: WrittenPlan) -> HttpResponse:  # noqa: ARG001
    """Give the week and the reviews of a plan as a calendar file. Nothing is stored."""
    content = plan_calendar(plan, examine(plan.read()), made_at=timezone.now())
    return attached(content, ICS, "plan.ics")
