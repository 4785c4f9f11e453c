"""Where reps stand: the forecast of a period, the accepted plan, and the three questions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.opportunities import following, questions
from maillage.domain.opportunities.actuals import actuals
from maillage.domain.people.members import rep_called
from maillage.interfaces.exporters.plans.followed import (
    answers_as_data,
    measured_as_data,
    standing_as_data,
)
from maillage.interfaces.importers.plans.in_force import in_force
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.standing import answered, standing
from maillage.interfaces.importers.plans.tracking import (
    planned_shares,
    tracked,
    with_measures,
    year_of,
)
from maillage.models import Rep
from maillage.permissions import Action

router = Router(tags=["opportunities"])
Days = Annotated[date | None, Field(None, description="Today by default.")]


class StepView(Schema):
    """A conversion counted; ``own`` of ``trials`` are the rep's, the rest the team's weight."""

    before: str
    after: str
    rate: float
    trials: float
    own: int
    lag_days: float


class MeasuredView(Schema):
    """What the opportunities of one source say."""

    name: str
    steps: list[StepView]
    lag_weeks: float
    mean: float | None
    cv: float
    won: int
    lost: int
    open: int


class ForecastView(Schema):
    """Sales of the period: 8 times of 10 between low and high."""

    low: float
    mean: float
    median: float
    high: float
    from_open: float
    from_coming: float


class CoverageView(Schema):
    """What is open against what is to be sold while it turns over; ``wanted`` is 1 / win rate."""

    worth: float
    win_rate: float
    monthly: float
    months: float
    coverage: float
    wanted: float


class OpenStageView(Schema):
    """What is open in a stage."""

    stage: str
    count: int
    worth: float
    unknown: int = Field(description="How many have no amount.")
    oldest: int = Field(description="Days.")
    chance: float


class AgeView(Schema):
    """How many are open for so many days."""

    days: str
    count: int


class AlertView(Schema):
    """What a segment does."""

    segment: str
    trend: Literal["dries_up", "explodes", "steady"]
    count: int
    expected: float
    probability: float
    text: str


class FollowedView(Schema):
    """Where a rep, or all, stand."""

    on: date
    since: date
    until: date
    objective: float | None
    pace_index: float | None
    probability: float | None
    sold: float
    forecast: ForecastView
    open: int
    opened_weekly: float
    pipeline: CoverageView | None
    stages: list[OpenStageView]
    ages: list[AgeView]
    false_alarms: float = Field(description="Probability of any alarm while nothing changed.")
    alerts: list[AlertView]


class SourceProgress(Schema):
    """A source of the plan: planned, done, its conversion learned, and the pace from now on."""

    name: str
    target: float
    expected: float = Field(description="Of the target by that day, with the seasons of the year.")
    sold: float
    pace_index: float | None
    opened: int
    won: int
    resolved: int
    open: int
    planned_rate: float | None = Field(description="From the first stage to the sale.")
    rate: float | None = Field(description="The same, with what was won and lost.")
    probability: float | None = Field(description="Of the target with the planned activity.")
    planned_weekly: float | None
    needed_weekly: float | None = Field(description="From now on, for the confidence wanted.")


class ActivityProgress(Schema):
    """A regular activity against the plan."""

    name: str
    yearly: float
    expected: float
    reached: float
    pace_index: float | None


class PlannedDealView(Schema):
    """A quick win or a project of the plan, and what became of it."""

    name: str
    segment: str
    horizon: Literal["quick_win", "project"]
    amount: float
    account: str | None
    stand: Literal["won", "open", "lost", "not_opened"]


class PlanProgress(Schema):
    """How far the accepted plan is."""

    plan: int
    version: int
    name: str
    rep: str
    since: date
    until: date
    on: date
    objective: float
    currency: str
    sold: float
    expected: float
    pace_index: float | None
    sources: list[SourceProgress]
    beside: float = Field(description="Sold from sources that the plan does not have.")
    activities: list[ActivityProgress]
    opportunities: list[PlannedDealView]
    findings: list[str]


class StandingView(FollowedView):
    """Where a rep, or all, stand, against the accepted plan where there is one."""

    objective_from: Literal["plan", "handed_down", "asked"] | None
    plan: PlanProgress | None


class QuietAccount(Schema):
    """An account that comes first and was not contacted this month."""

    account: str
    name: str
    potential: float | None
    owner: str | None
    last_contact: date | None


class ShareView(Schema):
    """A part: its planned share, the one there is, and whether more or less is planned."""

    name: str
    planned: float | None
    actual: float
    number: float
    advice: Literal["more", "less", "as_planned", "not_planned"]


class AnsweredQuestions(Schema):
    """The three standing questions, answered."""

    since: date
    priority: int
    not_contacted: list[QuietAccount]
    pipeline_by_source: list[ShareView]
    pipeline_by_segment: list[ShareView]
    time_by_segment: list[ShareView]
    weeks: int


class TrackingQuery(Schema):
    """Whose, and when."""

    rep: str = Field("", max_length=100, description="Id of a rep; all by default.")
    on: Days

    @property
    def day(self) -> date:
        """The day asked."""
        return self.on or timezone.localdate()

    @property
    def whose(self) -> Rep | None:
        """The rep asked."""
        return rep_called(self.rep) if self.rep else None


class FollowQuery(TrackingQuery):
    """Which period; the year of the plan by default, else that of the day."""

    since: date | None = None
    until: date | None = Field(None, description="The first day after the period.")
    objective: float | None = Field(
        None, gt=0, le=1e13, description="In place of what plan or objectives say."
    )
    opened_weekly: float | None = Field(None, ge=0, le=1e4)


@router.get("/{workspace}/tracking", response=StandingView)
@allowed(Action.VIEW)
def follow(request: HttpRequest, workspace: str, query: Query[FollowQuery]) -> Any:  # noqa: ARG001
    """Say where a rep stands: pace, pipeline, forecast, alarms, and how far the plan in force is.

    The objective is that of the accepted plan, else what was handed down.
    """
    found = standing(
        rep=query.whose,
        on=query.day,
        member=request.member,
        since=query.since,
        until=query.until,
        objective=query.objective,
        opened_weekly=query.opened_weekly,
    )
    return standing_as_data(found)


@router.get("/{workspace}/tracking/measured", response=list[MeasuredView])
@allowed(Action.VIEW)
def show_measured(request: HttpRequest, workspace: str, query: Query[TrackingQuery]) -> Any:  # noqa: ARG001
    """Count conversions, lags and amounts by source: a rep's weighed with the team's."""
    return measured_as_data(following.measured(on=query.day, rep=query.whose))


@router.get("/{workspace}/tracking/questions", response=AnsweredQuestions)
@allowed(Action.VIEW)
def show_questions(request: HttpRequest, workspace: str, query: Query[TrackingQuery]) -> Any:  # noqa: ARG001
    """Answer the three standing questions, against the rep's accepted plan where there is one."""
    found, _plan = answered(rep=query.whose, on=query.day, member=request.member)
    return answers_as_data(found)


@router.post("/{workspace}/tracking/questions", response=AnsweredQuestions)
@allowed(Action.VIEW, "read")
def answer_questions(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    plan: WrittenPlan,
    query: Query[TrackingQuery],
) -> Any:
    """Answer the three standing questions against a plan. Nothing is stored."""
    found = questions.answer(on=query.day, rep=query.whose, **planned_shares(plan))
    return answers_as_data(found)


@router.get("/{workspace}/tracking/plan", response=WrittenPlan)
@allowed(Action.VIEW)
def show_tracked_plan(request: HttpRequest, workspace: str, query: Query[TrackingQuery]) -> Any:  # noqa: ARG001
    """Give the accepted plan of a rep filled with what was reached until a day; 404 without one."""
    found = in_force(rep=query.whose, on=query.day, member=request.member)
    if found is None:
        raise Http404
    return found.written


@router.post("/{workspace}/tracking/plan", response=WrittenPlan)
@allowed(Action.VIEW, "read")
def track_plan(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    plan: WrittenPlan,
    query: Query[TrackingQuery],
    measure: bool = False,
) -> Any:
    """Fill a plan with what was reached until a day, and with what was measured. Nothing is stored.

    With ``measure`` the deals, conversions and lags of its sources are those counted as well.
    """
    rep = query.whose
    if measure:
        plan = with_measures(plan, following.measured(on=query.day, rep=rep))
    return tracked(plan, actuals(on=query.day, since=year_of(plan)[0], rep=rep))
