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
from maillage.interfaces.lists import opportunities as lists
from maillage.models import Opportunity
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
    run = apply_import(plan=plan, by=request.member)
    counts = {name: getattr(run, name) for name in ("created", "updated", "unchanged")}
    return Status(201, {"run": run.pk} | counts)


@router.get("/{workspace}/opportunities/{opportunity}", response=OpportunityRow)
@allowed(Action.VIEW)
def show_opportunity(request: HttpRequest, workspace: str, opportunity: str) -> Any:  # noqa: ARG001
    """Show one with its stages in time."""
    known = Opportunity.objects.none() if "\0" in opportunity else lists.all_opportunities()
    return get_object_or_404(known, external_id=opportunity)
