"""The accounts of a rep in groups, to begin the segments of a plan with (K-03)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.core.plans.matrices import POTENTIAL, Bounds
from maillage.domain.people.members import rep_called
from maillage.domain.plans.grouping import groups_of
from maillage.interfaces.exporters.plans.groups import group_rows
from maillage.permissions import Action

router = Router(tags=["plans"])
type LevelName = Literal["low", "middle", "high"]


class GroupQuery(Schema):
    """Whose accounts, on which day, and which potential is a middle one, bounds included."""

    rep: str = Field(max_length=100)
    on: date | None = None
    low: float = Field(POTENTIAL.low, ge=0, le=1e13)
    high: float = Field(POTENTIAL.high, ge=0, le=1e13)


class AccountGroup(Schema):
    """Accounts that have all four in common; null is not known."""

    potential: LevelName | None
    engagement: Literal["active", "dormant", "cold"] | None
    cycle: LevelName | None = Field(description="Middle is from 90 to 180 days.")
    decision: Literal["single_buyer", "committee", "influencers"] | None
    accounts: list[str]
    amount: float = Field(description="The sum of what is known of their potential.")


@router.get("/{workspace}/plans/groups", response=list[AccountGroup])
@allowed(Action.VIEW)
def list_groups(request: HttpRequest, workspace: str, query: Query[GroupQuery]) -> Any:  # noqa: ARG001
    """Group the accounts of a rep by potential, engagement, cycle and who decides."""
    found = groups_of(
        rep=rep_called(query.rep),
        on=query.on or timezone.localdate(),
        potentials=Bounds(query.low, query.high),
    )
    return group_rows(found)
