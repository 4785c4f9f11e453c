"""How well marketing and sales work together, for both to see (I-01 to I-10, E-05 to E-08)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.leads.alignment.behind import behind
from maillage.domain.leads.alignment.board import board
from maillage.domain.leads.alignment.comparing import asked_periods, compare
from maillage.domain.leads.alignment.figures import MONTHS
from maillage.domain.leads.alignment.losses import losses
from maillage.domain.leads.alignment.periods import part_of_leads, period_asked
from maillage.domain.leads.alignment.telling import (
    alignment,
    behind_told,
    comparison_told,
    losses_told,
)
from maillage.permissions import Action

router = Router(tags=["alignment"])
OF = "workspace, rep:ID, source:KEY or segment:NUMBER-PLACE; everybody may see all of them."
Judged = Literal["reached", "missed", "open"]


class AlignmentQuery(Schema):
    """Of which leads, and when."""

    of: str = Field("", max_length=120, description=OF)
    since: date | None = Field(None, description="First day; of the month if left out.")
    until: date | None = Field(None, description="Last day; of the month if left out.")


class MonthsQuery(AlignmentQuery):
    """How many months of each."""

    months: int = Field(MONTHS, ge=1, le=24)


class CompareQuery(Schema):
    """Two periods, or the day of a change with as many days before it as since."""

    of: str = Field("", max_length=120, description=OF)
    change: date | None = Field(None, description="The day of a change.")
    before_since: date | None = None
    before_until: date | None = None
    since: date | None = None
    until: date | None = None


class LossQuery(Schema):
    """Own figures that claims are applied to."""

    revenue: float | None = Field(None, ge=0, le=1e15)
    budget: float | None = Field(None, ge=0, le=1e15, description="Of marketing.")
    leads: float | None = Field(None, ge=0, le=1e15, description="From marketing.")


class RateView(Schema):
    """A share with its interval of 95 % (Wilson)."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


class ReadingView(Schema):
    """A figure in one reading; what is not recorded is null, never 0."""

    key: str
    name: str
    value: float | None
    low: float | None = Field(description="Of an interval of 95 %, null where none can be told.")
    high: float | None
    count: float | None = Field(description="Numerator of a share, or what was spent.")
    of: int


class ChangeView(Schema):
    """What changed, relative to the first period, in the wanted direction."""

    before: float | None
    after: float | None
    improvement: float | None
    low: float | None
    high: float | None
    at_least: float
    verdict: Judged = Field(description="Of the whole interval; open where it cannot be told.")


class FigureMonth(Schema):
    """The first reading of a figure in a month."""

    month: date
    value: float | None


class FigureView(Schema):
    """A figure with its definition, target, readings and months."""

    key: str
    requirement: str
    name: str
    numerator: str
    denominator: str
    window: str
    source: str
    unit: Literal["hours", "percent", "days", "money", "minutes"]
    target: str
    verdict: Judged
    change: ChangeView | None = Field(description="From the period before, where it is the target.")
    missing: str
    readings: list[ReadingView]
    series: list[FigureMonth]


class KeptView(RateView):
    """A promise, in how many cases it was kept, runs or is late."""

    policy: str
    name: str
    late: int
    open: int
    incomplete: int = Field(description="Ended without what they should carry (E-02).")


class SideView(RateView):
    """What one side owes the other."""

    direction: Literal["marketing_to_sales", "sales_to_marketing"]
    name: str
    policies: list[KeptView]


class ToldOften(Schema):
    """A text and how often it was told."""

    text: str
    count: int


class FunnelStepView(Schema):
    """A step of the funnel: who came to it, and of those who did not go on, why."""

    key: str
    name: str
    of_first: RateView
    of_previous: RateView
    lost: int
    waiting: int
    reasons: list[ToldOften]


class HeardView(Schema):
    """What sales tells marketing of the leads (E-04, E-06)."""

    refused: list[ToldOften]
    quality: list[ToldOften]
    notes: list[str]
    asked: RateView = Field(description="Leads handed over of which sales told anything.")


class AlignmentView(Schema):
    """All that both teams look at."""

    of: str
    name: str
    since: date
    until: date
    figures: list[FigureView]
    sides: list[SideView]
    funnel: list[FunnelStepView]
    heard: HeardView


class DaysView(Schema):
    """Days, both included."""

    since: date
    until: date


class FigureChange(ChangeView):
    """A figure before and after."""

    key: str
    requirement: str
    name: str
    unit: str
    aimed: bool = Field(description="Whether at_least is a target; else to be better at all.")


class BeforeAfterView(Schema):
    """Two periods compared."""

    before: DaysView
    after: DaysView
    changes: list[FigureChange]


class OthersClaimView(Schema):
    """What somebody claims: quoted, not checked."""

    id: str
    text: str
    figure: float
    source: str
    translated: bool = Field(description="Whether it was written in another language.")
    verified: bool


class ClaimedLossView(Schema):
    """What would be lost if a claim were true of a figure that was typed in."""

    of: Literal["revenue", "budget", "leads"]
    typed: float
    amount: float
    said: str
    claim: OthersClaimView


class LossesView(Schema):
    """Claims applied to own figures, and those that no amount is made of."""

    losses: list[ClaimedLossView]
    quoted: list[OthersClaimView]


class BehindAlignmentView(Schema):
    """The rows behind a number: leads by number, or opportunities by id."""

    name: str
    leads: list[int]
    opportunities: list[str]


@router.get("/{workspace}/alignment", response=AlignmentView)
@allowed(Action.VIEW)
def read_alignment(request: HttpRequest, workspace: str, query: Query[MonthsQuery]) -> Any:  # noqa: ARG001
    """Give the figures of both teams, the promises in both directions, and the funnel."""
    found = board(
        part=part_of_leads(query.of),
        period=period_asked(query.since, query.until, timezone.localdate()),
        now=timezone.now(),
        months=query.months,
    )
    return alignment(found)


@router.get("/{workspace}/alignment/compare", response=BeforeAfterView)
@allowed(Action.VIEW)
def compare_alignment(request: HttpRequest, workspace: str, query: Query[CompareQuery]) -> Any:  # noqa: ARG001
    """Compare two periods: relative improvement, its interval, and what it says of the target."""
    periods = asked_periods(
        change=query.change,
        before=(query.before_since, query.before_until),
        after=(query.since, query.until),
        today=timezone.localdate(),
    )
    part, now = part_of_leads(query.of), timezone.now()
    return comparison_told(compare(part=part, before=periods[0], after=periods[1], now=now))


@router.get("/{workspace}/alignment/losses", response=LossesView)
@allowed(Action.VIEW)
def read_losses(request: HttpRequest, workspace: str, query: Query[LossQuery]) -> Any:  # noqa: ARG001
    """Apply what others claim to own figures; these are claims, not figures of Maillage."""
    return losses_told(losses(**query.dict()))


@router.get("/{workspace}/alignment/{key}/rows", response=BehindAlignmentView)
@allowed(Action.VIEW)
def read_alignment_rows(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    key: str,
    query: Query[AlignmentQuery],
    reading: str = Query("", max_length=240),
) -> Any:
    """Name what is behind a number: of a figure, of the ``funnel`` or of the ``promises``."""
    found = behind(
        key,
        reading,
        part=part_of_leads(query.of),
        period=period_asked(query.since, query.until, timezone.localdate()),
        now=timezone.now(),
    )
    return behind_told(found)
