"""Leads as they are worked on: the inbox, the hot ones of the day, one with all that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.api.lead_routing import PassedOver
from maillage.api.leads import OfLead
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.leads.breaches import median_hours
from maillage.domain.leads.deadlines import deadlines
from maillage.domain.leads.explaining import Found, found_by, how_chosen
from maillage.domain.leads.hot import hot
from maillage.domain.leads.inbox import everything, inbox
from maillage.domain.leads.predicting import Prediction, prediction_of
from maillage.domain.leads.queries import BoardRow, board
from maillage.domain.leads.words import match_words, passed_word
from maillage.interfaces.lists import lead_inbox as lists
from maillage.models import Handoff, Lead
from maillage.permissions import Action

router = Router(tags=["leads"])


class LeadDeadline(Schema):
    """Something that is owed to a lead, and when it becomes more pressing."""

    policy: str
    owed: str = Field(description="The kind of event that fulfils it.")
    status: str
    due_at: datetime
    half_at: datetime | None
    nearly_at: datetime | None
    pressure: Literal["fine", "half", "nearly", "late", "paused"]


class InboxLead(OfLead):
    """A lead, what is due first, why now and what to do."""

    name: str
    email: str
    phone: str
    title: str
    company: str
    life: str
    total: float
    potential: float
    band: str
    stage: str
    mql_at: datetime | None
    contacted_at: datetime | None
    version: int
    deadlines: list[LeadDeadline]
    why_now: str
    what_to_do: str

    @staticmethod
    def resolve_deadlines(row: Lead) -> list[dict[str, Any]]:
        """Give what is owed, the first that is due first."""
        now = timezone.now()
        return [
            {
                "policy": each.promise.policy,
                "owed": each.owed,
                "status": each.promise.status,
                "due_at": each.due_at,
                "half_at": each.half_at,
                "nearly_at": each.nearly_at,
                "pressure": each.pressure(now).value,
            }
            for each in deadlines(row.owed)
        ]

    @staticmethod
    def resolve_why_now(row: Lead) -> str:
        """Say what made it an MQL."""
        return lists.why_now(row)

    @staticmethod
    def resolve_what_to_do(row: Lead) -> str:
        """Say what to do next."""
        return lists.what_to_do(row)


class InboxPage(Page):
    """A page of the inbox, what is due first, first."""

    items: list[InboxLead]


class InboxQuery(ListQuery):
    """What the inbox may be asked."""

    owner: str = Field("", max_length=100, description="Id of a rep; - for leads of nobody.")
    life: str = Field("", max_length=11, description="Those to be worked on by default; or all.")
    band: str = Field("", max_length=8)
    late: Literal["", "yes"] = ""
    account: str = Field("", max_length=100, description="Id of an account.")


class PointsBecause(Schema):
    """A reason of the score (D-06)."""

    dimension: str
    group: str
    rule: str
    points: float
    at: datetime | None
    source: str


class LackedPart(Schema):
    """What the next stage lacks."""

    stage: str
    points: float
    field: str
    event: str
    known: bool


class PredictedBecause(Schema):
    """A field that speaks for a lead, or against it, by its weight in log-odds."""

    field: str
    value: str
    weight: float


class LeadPrediction(Schema):
    """The probability that a lead is won, by which version, and why."""

    probability: float
    version: int
    reasons: list[PredictedBecause]


class LeadMatch(Schema):
    """By what the account of a lead was found, and which it may be where that is not clear."""

    by: str
    place: str
    grade: float = Field(description="How likely it is right, from 0 to 1.")
    candidates: list[str] = Field(description="Ids of accounts.")
    text: str

    @staticmethod
    def resolve_candidates(found: Found) -> list[str]:
        """Give the ids of the accounts it may be."""
        return [each.external_id for each in found.candidates]

    @staticmethod
    def resolve_text(found: Found) -> str:
        """Say it in words."""
        return match_words(found)


class HandedOver(Schema):
    """How a lead came to a rep and why not to others, with its brief and what to do next (E-02)."""

    at: datetime
    rep: str
    why: str
    rule: str = Field(description="By which it was chosen; empty where by none, or it is no more.")
    instead_of: str | None
    passed: list[PassedOver]
    brief: dict[str, Any]
    next_action: dict[str, Any]


def handed_over(came: Sequence[Handoff]) -> list[dict[str, Any]]:
    """Tell how a lead came to its reps."""
    return [
        {
            "at": each.at,
            "rep": each.rep.external_id,
            "why": each.why,
            "rule": how.rule,
            "instead_of": how.instead_of.external_id if how.instead_of else None,
            "passed": [
                {
                    "rule": passed.rule,
                    "rep": passed.rep.external_id if passed.rep else None,
                    "why": passed.why,
                    "text": passed_word(passed.why),
                }
                for passed in how.passed
            ],
            "brief": each.brief,
            "next_action": each.next_action,
        }
        for each, how in zip(came, how_chosen(came), strict=True)
    ]


class LeadInFull(InboxLead):
    """A lead with its score, each reason, and how it came to its rep."""

    dimensions: dict[str, float]
    reasons: list[PointsBecause]
    unknown: list[str]
    missing: list[LackedPart]
    match: LeadMatch | None = Field(None, description="None where the account is chosen by hand.")
    handoffs: list[HandedOver]
    rejected_why: str
    recycled: int
    prediction: LeadPrediction | None = Field(
        None, description="Where a predictive score is switched on; it changes no other score."
    )

    @staticmethod
    def resolve_match(row: Lead) -> Found | None:
        """Say by what its account was found."""
        return found_by(row)

    @staticmethod
    def resolve_handoffs(row: Lead) -> list[dict[str, Any]]:
        """Tell how it came to its reps."""
        return handed_over(row.came)

    @staticmethod
    def resolve_prediction(row: Lead) -> Prediction | None:
        """Give what is predicted of it."""
        return prediction_of(row)


class BoardLine(Schema):
    """What a rep, or nobody yet, owes under a promise; ``median_hours`` is of all reps."""

    policy: str
    direction: str
    owner: str | None
    running: int
    warned: int
    late: int
    kept: int
    decided: int
    low: float = Field(description="Of the share that was kept: the interval of 95 %.")
    high: float
    median_hours: float | None


@router.get("/{workspace}/leads/inbox", response=InboxPage)
@allowed(Action.VIEW)
def list_inbox(request: HttpRequest, workspace: str, query: Query[InboxQuery]) -> Any:  # noqa: ARG001
    """List leads to be worked on with their deadlines, why now and what to do."""
    rows = everything() if query.life else inbox()
    return paged(request, lists.inbox(str, timezone.now(), account=query.account), rows, query)


@router.get("/{workspace}/leads/hot", response=InboxPage)
@allowed(Action.VIEW)
def list_hot(request: HttpRequest, workspace: str, query: Query[InboxQuery]) -> Any:  # noqa: ARG001
    """List the hot leads of the day (G-01)."""
    now = timezone.now()
    return paged(request, lists.inbox(str, now, account=query.account), hot(now), query)


@router.get("/{workspace}/leads/board", response=list[BoardLine])
@allowed(Action.VIEW)
def show_board(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    days: int = Query(30, ge=1, le=3660),
) -> Any:
    """Count what is owed by promise and rep, of promises that began in the last days (E-08)."""
    now = timezone.now()
    since = now - timedelta(days=days)
    hours = median_hours(since=since)
    return [line_of(row, hours.get(row.policy)) for row in board(now=now, since=since)]


def line_of(row: BoardRow, hours: float | None) -> dict[str, Any]:
    """Give a line of the board as data."""
    low, high = row.rate.interval
    names = ("policy", "direction", "running", "warned", "late", "kept", "decided")
    found = {name: getattr(row, name) for name in names}
    owner = row.owner.external_id if row.owner else None
    return found | {"owner": owner, "low": low, "high": high, "median_hours": hours}


@router.get("/{workspace}/leads/{int:lead}", response=LeadInFull)
@allowed(Action.VIEW)
def show_lead(request: HttpRequest, workspace: str, lead: int) -> Any:  # noqa: ARG001
    """Show a lead with its deadlines, brief, score and every reason."""
    return get_object_or_404(everything(), pk=lead)
