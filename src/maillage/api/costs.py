"""What winning customers costs, by period (I-08)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.leads.costs import LARGEST, MOST, Cost, record_costs, remove_cost
from maillage.interfaces.lists import costs as lists
from maillage.models import AcquisitionCost
from maillage.permissions import Action

router = Router(tags=["costs"])
KindOfCost = Literal["marketing", "sales"]


class NewCost(Schema):
    """What marketing or sales cost from one day to another, both included."""

    kind: KindOfCost
    starts_on: date
    ends_on: date
    amount: Decimal = Field(ge=0, le=LARGEST, decimal_places=2)


class CostRow(Schema):
    """A cost that is recorded."""

    id: int = Field(alias="pk")
    kind: KindOfCost
    starts_on: date
    ends_on: date
    amount: Decimal


class CostPage(Page):
    """A page of costs."""

    items: list[CostRow]


class CostQuery(ListQuery):
    """What the costs may be asked."""

    kind: KindOfCost | Literal[""] = ""


@router.get("/{workspace}/costs", response=CostPage)
@allowed(Action.VIEW)
def list_costs(request: HttpRequest, workspace: str, query: Query[CostQuery]) -> Any:  # noqa: ARG001
    """List the costs, the latest first."""
    return paged(request, lists.costs(), AcquisitionCost.objects.all(), query)


@router.post("/{workspace}/costs", response={201: list[CostRow]})
@allowed(Action.EDIT_SCORING)
def record(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    sent: list[NewCost],
) -> Any:
    """Record costs, all or none of them; those of a period that is known replace it."""
    found = [Cost(**each.dict()) for each in sent[: MOST + 1]]
    return Status(201, record_costs(costs=found, by=request.member))


@router.delete("/{workspace}/costs/{int:cost}", response={204: None})
@allowed(Action.EDIT_SCORING)
def remove(request: HttpRequest, workspace: str, cost: int) -> Any:  # noqa: ARG001
    """Remove what was recorded of a period."""
    found = get_object_or_404(AcquisitionCost.objects.all(), pk=cost)
    remove_cost(cost=found, by=request.member)
    return Status(204, None)
