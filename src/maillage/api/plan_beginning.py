"""A plan to begin with, made from the accounts of a rep."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.people.members import rep_called
from maillage.domain.plans.beginning import begun_plan
from maillage.domain.plans.writing import check_writes
from maillage.interfaces.importers.plans.schema import LARGEST, WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.permissions import Action

router = Router(tags=["plans"])


class BeginningQuery(Schema):
    """Whose plan, for which year."""

    rep: str = Field("", max_length=100, description="Id of the rep; the caller where left out.")
    starts_on: date
    objective: Decimal | None = Field(
        None, gt=0, le=LARGEST, max_digits=16, decimal_places=2,
        description="What was handed down to the rep where left out.",
    )  # fmt: skip


@router.get("/{workspace}/plans/proposal", response=WrittenPlan)
@allowed(Action.WRITE_PLAN)
def propose_beginning(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    query: Query[BeginningQuery],
) -> Any:
    """Propose a plan: sources 60/30/10, the rep's accounts as segments. Nothing is stored."""
    own = request.member.rep
    rep = rep_called(query.rep or (own.external_id if own else ""))
    check_writes(request.member, rep)
    return stored_plan(begun_plan(rep=rep, starts_on=query.starts_on, objective=query.objective))
