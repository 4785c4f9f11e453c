"""Business calendars: the company's, those of places and of reps (X-16, X-17)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.api.score_models import PlaceDifference
from maillage.domain.leads.calendar_versions import (
    CalendarVersion,
    calendar_row,
    calendar_rows,
    give_up_calendar,
    save_calendar,
    versions_of,
    written_calendar,
)
from maillage.domain.leads.opening_hours import month_of, shortages
from maillage.domain.leads.written import WrittenCalendar
from maillage.interfaces.lists import calendars as lists
from maillage.models import BusinessCalendar, Rep
from maillage.permissions import Action

router = Router(tags=["calendars"])


class NewCalendar(Schema):
    """A calendar of a place or a rep; of the company where neither is named."""

    calendar: WrittenCalendar
    country: str = Field("", max_length=2)
    state: str = Field("", max_length=3)
    rep: str = Field("", max_length=100, description="Id of the rep.")


class CalendarRow(Schema):
    """A calendar in its latest version."""

    key: str
    version: int
    name: str
    country: str
    state: str
    rep: str | None
    author: str | None
    created_at: datetime
    calendar: WrittenCalendar

    @staticmethod
    def resolve_rep(row: BusinessCalendar) -> str | None:
        """Name the rep by their id."""
        return row.rep.external_id if row.rep else None

    @staticmethod
    def resolve_author(row: BusinessCalendar) -> str | None:
        """Name who wrote it."""
        return str(row.by) if row.by else None

    @staticmethod
    def resolve_calendar(row: BusinessCalendar) -> WrittenCalendar:
        """Give what it says."""
        return written_calendar(row)


class CalendarPage(Page):
    """A page of calendars."""

    items: list[CalendarRow]


class CalendarDay(Schema):
    """A day: when it is open, on the clock of the place, and why it differs."""

    day: date
    spans: list[tuple[str, str]]
    name: str


class CalendarVersionRow(Schema):
    """A version of a calendar; it held until the next one was written."""

    version: int
    name: str
    created_at: datetime
    author: str | None
    given_up: bool = Field(description="Whether the calendar governs nothing from here on.")
    changes: list[PlaceDifference] = Field(description="Against the version before.")

    @staticmethod
    def of(each: CalendarVersion) -> dict[str, Any]:
        """Lay a version out."""
        row = each.row
        return {
            "version": row.version,
            "name": row.name,
            "created_at": row.created_at,
            "author": CalendarRow.resolve_author(row),
            "given_up": each.given_up,
            "changes": each.changes,
        }


class ShortageRow(Schema):
    """A rep who shares less than an hour a day with a calendar that governs."""

    rep: str
    name: str
    calendar: str
    minutes: int = Field(description="In common on a usual day.")


@router.get("/{workspace}/calendars", response=CalendarPage)
@allowed(Action.VIEW)
def list_calendars(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List the calendars in their latest versions."""
    return paged(request, lists.calendars(str), calendar_rows(), query)


@router.post("/{workspace}/calendars", response={201: CalendarRow})
@allowed(Action.EDIT_SCORING)
def write_calendar(request: HttpRequest, workspace: str, sent: NewCalendar) -> Any:  # noqa: ARG001
    """Write a calendar, or the next version of one; what is owed keeps its deadline."""
    rep = get_object_or_404(Rep.objects.all(), external_id=sent.rep) if sent.rep else None
    made = save_calendar(
        written=sent.calendar, country=sent.country, state=sent.state, rep=rep, by=request.member
    )
    return Status(201, made)


@router.get("/{workspace}/calendars/overlaps", response=list[ShortageRow])
@allowed(Action.VIEW)
def list_overlaps(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Name the reps who share less than an hour a day with where they sell (X-16)."""
    return [
        {
            "rep": each.rep.external_id,
            "name": each.rep.name,
            "calendar": each.calendar.id,
            "minutes": each.shared.usual,
        }
        for each in shortages(timezone.localdate().year)
    ]


@router.get("/{workspace}/calendars/{key}", response=CalendarRow)
@allowed(Action.VIEW)
def read_calendar(request: HttpRequest, workspace: str, key: str) -> Any:  # noqa: ARG001
    """Read a calendar: company, us, us-ca, or rep- with a number."""
    return calendar_row(key)


@router.get("/{workspace}/calendars/{key}/versions", response=list[CalendarVersionRow])
@allowed(Action.VIEW)
def calendar_history(request: HttpRequest, workspace: str, key: str) -> Any:  # noqa: ARG001
    """Give the versions of a calendar, also of one that was given up, the latest first."""
    found = versions_of(key) or versions_of(calendar_row(key).key)
    return [CalendarVersionRow.of(each) for each in found]


@router.delete("/{workspace}/calendars/{key}", response={204: None})
@allowed(Action.EDIT_SCORING)
def end_calendar(request: HttpRequest, workspace: str, key: str) -> Any:  # noqa: ARG001
    """Let a calendar govern nothing any more."""
    give_up_calendar(calendar=calendar_row(key), by=request.member)
    return Status(204, None)


@router.get("/{workspace}/calendars/{key}/month", response=list[CalendarDay])
@allowed(Action.VIEW)
def read_month(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    key: str,
    year: int = Query(ge=1971, le=2099),
    month: int = Query(ge=1, le=12),
) -> Any:
    """Say when a calendar is open, day by day."""
    return month_of(written_calendar(calendar_row(key)).read(), year, month)
