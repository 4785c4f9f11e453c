"""Reviews: what is due, agendas from data, decisions, minutes, dates for calendars."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.files import answers_file
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.people.members import rep_called
from maillage.domain.reviews import holding
from maillage.domain.reviews.agenda import agenda_of
from maillage.domain.reviews.holding import hold_review, settle_decision, start_review
from maillage.domain.reviews.timers import Timer, cadence, call_for_review, set_cadence, timers
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.minutes import DOCX, ICS, minutes_docx, next_ics
from maillage.interfaces.lists import reviews as lists
from maillage.models import Decision, Membership, Review
from maillage.permissions import Action

router = Router(tags=["reviews"])
LayerName = Literal["plan", "assignment", "structure"]


class NewReview(Schema):
    """A review to be held; of one rep, or of all."""

    layer: LayerName
    rep: str | None = Field(None, max_length=100, description="Id of a rep; null: all.")
    due_on: date
    note: str = Field("", max_length=4_000)


class Call(Schema):
    """Something happened that calls for a review."""

    trigger: Literal["merger", "product", "potential", "headcount"]
    note: str = Field(min_length=1, max_length=4_000)


class Holding(Schema):
    """A review was held."""

    held_on: date
    minutes: str = Field("", max_length=4_000)


class NewDecision(Schema):
    """What was decided: who does it, until when."""

    text: str = Field(min_length=1, max_length=4_000)
    owner: int = Field(ge=1, le=2**53, description="Id of a member.")
    due_on: date


class Settling(Schema):
    """What became of a decision."""

    state: Literal["open", "done", "dropped"]


class DecisionRow(Schema):
    """A decision."""

    id: int = Field(alias="pk")
    review: int = Field(alias="review_id")
    text: str
    owner: str
    due_on: date
    state: str
    settled_at: datetime | None

    @staticmethod
    def resolve_owner(row: Decision) -> str:
        """Name who does it."""
        return str(row.owner)


class ReviewRow(Schema):
    """A review, held or to come."""

    id: int = Field(alias="pk")
    layer: str = Field(description="plan, assignment, structure or meeting")
    meeting: str | None = Field(None, alias="ritual.rhythm", description="Its rhythm.")
    rep: str | None = None
    trigger: str
    due_on: date
    note: str
    held_on: date | None
    next_on: date | None
    minutes: str

    @staticmethod
    def resolve_rep(row: Review) -> str | None:
        """Give the id of the rep it is of."""
        return row.rep.external_id if row.rep else None


class ReviewPage(Page):
    """A page of reviews."""

    items: list[ReviewRow]


class ReviewQuery(ListQuery):
    """What the reviews may be asked."""

    layer: LayerName | Literal["meeting", ""] = ""
    state: Literal["", "late", "to_come", "held"] = ""


class ItemRow(Schema):
    """A point of an agenda."""

    heading: str
    lines: list[str]


class ReviewView(Schema):
    """A review with its agenda, filled from today's data until it is held."""

    review: ReviewRow
    agenda: list[ItemRow]
    decisions: list[DecisionRow]


class DueRow(Schema):
    """When something has to be reviewed; after ``limit`` it is stale."""

    layer: str
    rep: str | None
    territory: str
    last: date | None
    due: date
    limit: date
    overdue: bool
    stale: bool


class Rhythm(Schema):
    """How often is reviewed."""

    plan_days: int = Field(ge=1, le=366)
    assignment_days: int = Field(ge=1, le=183)
    assignment_most_days: int = Field(ge=1, le=183)
    structure_months: int = Field(ge=1, le=24)
    potential_percent: int = Field(10, ge=1, le=100, description="A change that calls for one.")


def found_reviews() -> QuerySet[Review]:
    """The reviews of the workspace."""
    rows: QuerySet[Review] = Review.objects.select_related("rep", "ritual", "by__user", "workspace")
    return rows


@router.get("/{workspace}/reviews", response=ReviewPage)
@allowed(Action.VIEW_DRAFTS)
def list_reviews(request: HttpRequest, workspace: str, query: Query[ReviewQuery]) -> Any:  # noqa: ARG001
    """List reviews held and to come, those due first first."""
    return paged(request, lists.reviews(str, timezone.localdate()), found_reviews(), query)


@router.post("/{workspace}/reviews", response={201: ReviewRow})
@allowed(Action.HOLD_REVIEWS)
def plan(request: HttpRequest, workspace: str, review: NewReview) -> Any:  # noqa: ARG001
    """Plan a review; the one of the calendar that is planned already is moved there."""
    rep = rep_called(review.rep) if review.rep else None
    return Status(201, start_review(**review.dict() | {"rep": rep}, by=request.member))


@router.post("/{workspace}/reviews/call", response={201: ReviewRow})
@allowed(Action.HOLD_REVIEWS)
def call(request: HttpRequest, workspace: str, call: Call) -> Any:  # noqa: ARG001
    """Have the assignment reviewed because something happened (B-05)."""
    made = call_for_review(**call.dict(), by=request.member, on=timezone.localdate())
    return Status(201, made)


@router.get("/{workspace}/reviews/due", response=list[DueRow])
@allowed(Action.VIEW_DRAFTS)
def list_due(request: HttpRequest, workspace: str, on: date | None = None) -> Any:  # noqa: ARG001
    """List all that has to be reviewed, what is due first on top (X-01)."""
    return [due(each) for each in timers(on=on or timezone.localdate())]


def due(timer: Timer) -> dict[str, Any]:
    """Write a timer for a program."""
    return {
        "layer": timer.layer.value,
        "rep": timer.rep.external_id if timer.rep else None,
        "territory": timer.territory,
        "last": timer.last,
        "due": timer.due,
        "limit": timer.limit,
        "overdue": timer.overdue,
        "stale": timer.stale,
    }


@router.get("/{workspace}/reviews/rhythm", response=Rhythm)
@allowed(Action.VIEW_DRAFTS)
def read_rhythm(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Read how often is reviewed."""
    return cadence()


@router.put("/{workspace}/reviews/rhythm", response=Rhythm)
@allowed(Action.MANAGE_WORKSPACE)
def write_rhythm(request: HttpRequest, workspace: str, rhythm: Rhythm) -> Any:  # noqa: ARG001
    """Change how often is reviewed."""
    return set_cadence(**rhythm.dict(), by=request.member)


@router.get("/{workspace}/reviews/{int:review}", response=ReviewView)
@allowed(Action.VIEW_DRAFTS)
def read_review(request: HttpRequest, workspace: str, review: int) -> Any:  # noqa: ARG001
    """Read a review with its agenda and decisions."""
    found = get_object_or_404(found_reviews(), pk=review)
    agenda = agenda_of(found, on=timezone.localdate())
    return {
        "review": found,
        "agenda": [each.stored() for each in agenda],
        "decisions": found.decisions.select_related("owner__user"),
    }


@router.post("/{workspace}/reviews/{int:review}/hold", response=ReviewRow)
@allowed(Action.HOLD_REVIEWS)
def hold(request: HttpRequest, workspace: str, review: int, held: Holding) -> Any:  # noqa: ARG001
    """Close a review that was held; the next one is planned."""
    found = get_object_or_404(found_reviews(), pk=review)
    return hold_review(review=found, **held.dict(), by=request.member)


@router.post("/{workspace}/reviews/{int:review}/decisions", response={201: DecisionRow})
@allowed(Action.HOLD_REVIEWS)
def decide(request: HttpRequest, workspace: str, review: int, decision: NewDecision) -> Any:  # noqa: ARG001
    """Write down what a review decided."""
    found = get_object_or_404(found_reviews(), pk=review)
    members = Membership.objects.filter(workspace=request.member.workspace, active=True)
    owner = get_object_or_404(members, pk=decision.owner)
    values = decision.dict() | {"owner": owner}
    return Status(201, holding.decide(review=found, **values, by=request.member))


@router.post("/{workspace}/decisions/{int:decision}", response=DecisionRow)
@allowed(Action.HOLD_REVIEWS)
def settle(request: HttpRequest, workspace: str, decision: int, settling: Settling) -> Any:  # noqa: ARG001
    """Say what became of a decision; one that was settled can be opened again."""
    found = get_object_or_404(Decision.objects.select_related("owner__user"), pk=decision)
    return settle_decision(decision=found, state=settling.state, by=request.member)


@router.get("/{workspace}/reviews/{int:review}/minutes.docx", **answers_file(DOCX))
@allowed(Action.VIEW_DRAFTS)
def minutes(request: HttpRequest, workspace: str, review: int) -> HttpResponse:  # noqa: ARG001
    """Give the minutes as a Word file; the agenda where it is still to be held."""
    found = get_object_or_404(found_reviews(), pk=review)
    content = minutes_docx(
        review=found,
        agenda=agenda_of(found, on=timezone.localdate()),
        decisions=found.decisions.select_related("owner__user"),
    )
    return attached(content, DOCX, f"review-{review}.docx")


@router.get("/{workspace}/reviews/{int:review}/next.ics", **answers_file(ICS))
@allowed(Action.VIEW_DRAFTS)
def calendar(request: HttpRequest, workspace: str, review: int) -> HttpResponse:  # noqa: ARG001
    """Give the next date as a calendar file."""
    found = get_object_or_404(found_reviews(), pk=review)
    return attached(next_ics(review=found, made_at=timezone.now()), ICS, f"review-{review}.ics")
