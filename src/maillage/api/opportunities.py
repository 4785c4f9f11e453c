"""Opportunities: listed, told by programs, and what they say of the period and of a plan."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal

import pandas as pd
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.imports import Kind, apply_import, plan_import
from maillage.domain.imports.batch import Batch
from maillage.domain.opportunities import following, questions
from maillage.domain.opportunities.actuals import actuals
from maillage.domain.people.members import rep_called
from maillage.interfaces.exporters.plans.followed import (
    answers_as_data,
    followed_as_data,
    measured_as_data,
)
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.tracking import (
    planned_shares,
    tracked,
    with_measures,
    year_of,
)
from maillage.interfaces.lists import opportunities as lists
from maillage.models import Opportunity, Rep
from maillage.permissions import Action

router = Router(tags=["opportunities"])
MOST = 1_000
Days = Annotated[date | None, Field(None, description="Today by default.")]


class StageDay(Schema):
    """The day a stage was entered."""

    stage: str
    entered_on: date


class OpportunityRow(Schema):
    """An opportunity; accounts and reps by their id."""

    id: str = Field(alias="external_id")
    account: str | None = None
    rep: str = Field(alias="rep.external_id")
    name: str
    product: str
    source: str
    amount: float | None
    stage: str
    opened_on: date | None
    expected_on: date | None
    closed_on: date | None
    outcome: str
    lost_reason: str
    stages: list[StageDay]

    @staticmethod
    def resolve_account(row: Opportunity) -> str | None:
        """Give the id of the account, where one is known."""
        return row.account.external_id if row.account else None

    @staticmethod
    def resolve_stages(row: Opportunity) -> list[Any]:
        """Give the stages in time."""
        return list(row.entries.all())


class OpportunityPage(Page):
    """A page of opportunities."""

    items: list[OpportunityRow]


class OpportunityQuery(ListQuery):
    """What opportunities may be asked."""

    rep: str = Field("", max_length=100, description="Id of a rep.")
    outcome: Literal["", "open", "won", "lost"] = ""
    stage: str = Field("", max_length=60, description="Its name; - for none.")
    source: str = Field("", max_length=40, description="Its name; - for none.")
    segment: str = Field("", max_length=40, description="Of the account; - for none.")
    opened: str = Field("", max_length=7, description="month, quarter, year, or a year.")
    closed: str = Field("", max_length=7, description="The same, or late.")


class ToldOpportunity(Schema):
    """An opportunity as it is now; what is left out stays as it is stored."""

    external_id: str = Field(min_length=1, max_length=100)
    account: str | None = Field(None, max_length=100)
    rep: str | None = Field(None, max_length=150, description="Id, e-mail or name.")
    name: str | None = Field(None, max_length=200)
    product: str | None = Field(None, max_length=120)
    source: str | None = Field(None, max_length=40)
    amount: float | None = Field(None, ge=0, le=1e15, allow_inf_nan=False)
    stage: str | None = Field(None, max_length=60)
    stage_on: date | None = None
    opened_on: date | None = None
    expected_on: date | None = None
    closed_on: date | None = None
    outcome: Literal["open", "won", "lost"] | None = None
    lost_reason: str | None = Field(None, max_length=200)


class ToldOpportunities(Schema):
    """Many at once: all are taken, or none."""

    opportunities: list[ToldOpportunity] = Field(min_length=1, max_length=MOST)
    seen_on: Days


class TakenIn(Schema):
    """What became of them; ``POST /imports/{run}/undo`` takes them back."""

    run: int
    created: int
    updated: int
    unchanged: int


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
    """Which period; the year of the day by default."""

    since: date | None = None
    until: date | None = Field(None, description="The first day after the period.")
    objective: float | None = Field(None, gt=0, le=1e13)
    opened_weekly: float | None = Field(None, ge=0, le=1e4)


@router.get("/{workspace}/opportunities", response=OpportunityPage)
@allowed(Action.VIEW)
def list_opportunities(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    query: Query[OpportunityQuery],
) -> Any:
    """List opportunities with their stages in time."""
    rows = lists.all_opportunities().prefetch_related("entries")
    listing = lists.opportunities(str, timezone.localdate())
    return paged(request, listing, rows, query)


@router.post("/{workspace}/opportunities", response={201: TakenIn})
@allowed(Action.IMPORT)
def tell_opportunities(request: HttpRequest, workspace: str, told: ToldOpportunities) -> Any:  # noqa: ARG001
    """Tell how opportunities are now, as a file would: all are taken, or none."""
    rows = [each.dict() for each in told.opportunities]
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    content = json.dumps(rows, default=str).encode()
    batch = Batch(
        kind=Kind.OPPORTUNITIES,
        file="API",
        sha256=hashlib.sha256(content).hexdigest(),
        columns={name: name for name in names},
        rows=pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype=object)[names],
    )
    plan = plan_import(batch=batch, starts_on=told.seen_on)
    run = apply_import(plan=plan, by=request.member.user.email)
    counts = {name: getattr(run, name) for name in ("created", "updated", "unchanged")}
    return Status(201, {"run": run.pk} | counts)


@router.get("/{workspace}/opportunities/{opportunity}", response=OpportunityRow)
@allowed(Action.VIEW)
def show_opportunity(request: HttpRequest, workspace: str, opportunity: str) -> Any:  # noqa: ARG001
    """Show one with its stages in time."""
    known = Opportunity.objects.none() if "\0" in opportunity else lists.all_opportunities()
    return get_object_or_404(known, external_id=opportunity)


@router.get("/{workspace}/tracking", response=FollowedView)
@allowed(Action.VIEW)
def follow(request: HttpRequest, workspace: str, query: Query[FollowQuery]) -> Any:  # noqa: ARG001
    """Say where a rep stands: pace, pipeline, forecast with its range, alarms."""
    day = query.day
    found = following.follow(
        on=day,
        since=query.since or date(day.year, 1, 1),
        until=query.until or date(day.year + 1, 1, 1),
        rep=query.whose,
        objective=query.objective,
        opened_weekly=query.opened_weekly,
    )
    return followed_as_data(found)


@router.get("/{workspace}/tracking/measured", response=list[MeasuredView])
@allowed(Action.VIEW)
def show_measured(request: HttpRequest, workspace: str, query: Query[TrackingQuery]) -> Any:  # noqa: ARG001
    """Count conversions, lags and amounts by source: a rep's weighed with the team's."""
    return measured_as_data(following.measured(on=query.day, rep=query.whose))


@router.get("/{workspace}/tracking/questions", response=AnsweredQuestions)
@allowed(Action.VIEW)
def show_questions(request: HttpRequest, workspace: str, query: Query[TrackingQuery]) -> Any:  # noqa: ARG001
    """Answer the three standing questions; shares of a plan are not known here."""
    return answers_as_data(questions.answer(on=query.day, rep=query.whose))


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
