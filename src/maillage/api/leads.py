"""Leads listed, with all that was told of each, what it scored when, and what it is owed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, Paging, page_of, paged
from maillage.domain.leads.queries import events_of, lead_now, leads, promises_of
from maillage.interfaces.lists import leads as lists
from maillage.models import Lead, Promise
from maillage.permissions import Action

router = Router(tags=["leads"])


class OfLead(Schema):
    """A lead's own number, and its account and owner by their ids."""

    id: int = Field(alias="pk")
    account: str | None
    owner: str | None

    @staticmethod
    def resolve_account(row: Lead) -> str | None:
        """Give the id of its account."""
        return row.account.external_id if row.account else None

    @staticmethod
    def resolve_owner(row: Lead) -> str | None:
        """Give the id of its owner."""
        return row.owner.external_id if row.owner else None


class LeadListed(OfLead):
    """A lead in a list."""

    name: str
    email: str
    company: str
    life: str
    total: float
    potential: float
    band: str
    stage: str
    dimensions: dict[str, float]
    mql_at: datetime | None
    handed_over_at: datetime | None
    contacted_at: datetime | None
    accepted_at: datetime | None
    sql_at: datetime | None
    last_event_at: datetime | None


class LeadListPage(Page):
    """A page of leads."""

    items: list[LeadListed]


class LeadListQuery(ListQuery):
    """What leads may be asked."""

    life: str = Field("", max_length=11, description="raw, mql, accepted, rejected, sql, …")
    owner: str = Field("", max_length=100, description="Id of a rep; - for none.")
    band: str = Field("", max_length=8, description="A1 to C3.")
    account: str = Field("", max_length=100, description="Id of an account.")


class LeadEventTold(Schema):
    """What was told of a lead, or of its company."""

    at: datetime
    kind: str
    of: str
    subject: str
    source: str = Field(alias="source.key")
    key: str
    carried: Any
    received_at: datetime
    digested_at: datetime | None


class LeadEventPage(Page):
    """A page of what was told, the latest first."""

    items: list[LeadEventTold]


class LeadScored(Schema):
    """What a lead scored when that changed, and why (D-06)."""

    at: datetime
    version: int = Field(alias="model.version")
    dimensions: dict[str, float]
    total: float
    potential: float
    band: str
    stage: str
    reasons: list[Any]


class PromiseStep(Schema):
    """One thing that happened to a promise."""

    kind: str
    at: datetime
    calendar: str
    version: int


class PromiseOwed(Schema):
    """What is or was owed to a lead, and how it went."""

    policy: str
    direction: str
    life: int = Field(description="How often the lead was recycled before.")
    owner: str | None
    status: str
    began_at: datetime | None
    original_due_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    used_seconds: float
    breached: bool
    late_seconds: float
    incomplete: list[str]
    next_at: datetime | None = Field(description="When somebody is told next.")
    events: list[PromiseStep]

    @staticmethod
    def resolve_owner(row: Promise) -> str | None:
        """Give the id of who owes it."""
        return row.owner.external_id if row.owner else None

    @staticmethod
    def resolve_events(row: Promise) -> list[Any]:
        """Give what happened, in time."""
        return list(row.events.all())


@router.get("/{workspace}/leads", response=LeadListPage)
@allowed(Action.VIEW)
def list_leads(request: HttpRequest, workspace: str, query: Query[LeadListQuery]) -> Any:  # noqa: ARG001
    """List leads, each person once, the highest score first."""
    return paged(request, lists.leads(str, account=query.account), leads(), query)


@router.get("/{workspace}/leads/{int:lead}/events", response=LeadEventPage)
@allowed(Action.VIEW)
def list_lead_events(request: HttpRequest, workspace: str, lead: int, query: Query[Paging]) -> Any:  # noqa: ARG001
    """List all that was told of a lead, the latest first."""
    return page_of(request, events_of(asked_lead(lead)), query)


@router.get("/{workspace}/leads/{int:lead}/scores", response=list[LeadScored])
@allowed(Action.VIEW)
def list_lead_scores(request: HttpRequest, workspace: str, lead: int) -> Any:  # noqa: ARG001
    """List what a lead scored each time that changed, and why."""
    return list(asked_lead(lead).snapshots.select_related("model"))


@router.get("/{workspace}/leads/{int:lead}/promises", response=list[PromiseOwed])
@allowed(Action.VIEW)
def list_lead_promises(request: HttpRequest, workspace: str, lead: int) -> Any:  # noqa: ARG001
    """List what is and was owed to a lead, with its events."""
    return list(promises_of(asked_lead(lead)).prefetch_related("events"))


def asked_lead(number: int) -> Lead:
    """Give the lead that is asked for, or what it turned out to be."""
    return lead_now(get_object_or_404(Lead.objects.select_related("merged_into"), pk=number))
