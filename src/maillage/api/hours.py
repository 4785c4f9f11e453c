"""Hours in common with a place, and when an account may be called."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.core.geography.hours import Hours, seasons
from maillage.core.geography.zones import time_zone
from maillage.domain.accounts.calling import call_times
from maillage.models import Account
from maillage.permissions import Action

router = Router(tags=["accounts"])
ZONE = Field(max_length=60, description="IANA name, such as Europe/Paris.")


class OverlapQuery(Schema):
    """Two places, and what is worked at each."""

    home: str = ZONE
    there: str = ZONE
    year: int = Field(ge=1970, le=2100)
    home_from: time = time(9)
    home_to: time = time(17)
    there_from: time = time(9)
    there_to: time = time(17)


class SeasonRow(Schema):
    """Days in a row, both included, with the same minutes in common."""

    first: date
    last: date
    minutes: int


class WindowRow(Schema):
    """When to call, on both clocks."""

    opens: datetime
    closes: datetime
    opens_for_caller: datetime
    closes_for_caller: datetime
    minutes: int


class CallView(Schema):
    """What the clock of an account says; `early`: outside of its business hours."""

    zone: str
    now: datetime
    early: bool
    window: WindowRow | None = Field(description="Null where no hour suits both, and on days off.")


@router.get("/{workspace}/hours/overlap", response=list[SeasonRow])
@allowed(Action.VIEW)
def overlap(request: HttpRequest, workspace: str, query: Query[OverlapQuery]) -> Any:  # noqa: ARG001
    """Give the minutes two places work at the same time through a year (A-21)."""
    mine, theirs = Hours(query.home_from, query.home_to), Hours(query.there_from, query.there_to)
    return seasons(query.home, query.there, query.year, home_hours=mine, hours=theirs)


@router.get("/{workspace}/accounts/{account}/calls", response=CallView)
@allowed(Action.VIEW)
def calls(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    account: str,
    home: str = "UTC",
    at: datetime | None = None,
) -> Any:
    """Say when an account may be called from a place (A-02); 404 where its zone is not known."""
    found = get_object_or_404(Account.objects.all(), external_id=account)
    time_zone(home)
    moment = at or timezone.now()
    aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    answer = call_times(account=found, home=home, at=aware)
    if answer is None:
        raise Http404
    return answer
