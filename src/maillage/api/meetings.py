"""Meetings that come again, and the ninety days of taking them up."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.files import answers_file
from maillage.domain.reviews.rituals import LONGEST, PLACE, SHORTEST, end_ritual, rituals
from maillage.domain.reviews.rituals import set_ritual as set_one
from maillage.domain.reviews.rollout import begin_rollout, progress, tick
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.meetings import meetings_ics
from maillage.interfaces.exporters.minutes import ICS
from maillage.models import Ritual
from maillage.permissions import Action

router = Router(tags=["reviews"])
RhythmName = Literal["daily", "weekly", "monthly", "quarterly"]


class MeetingTimes(Schema):
    """When a meeting comes again; ``minutes`` null: what is usual for its rhythm."""

    first_on: date
    at: time
    time_zone: str = Field(max_length=40, examples=["Europe/Paris"])
    minutes: int | None = Field(None, ge=SHORTEST, le=LONGEST)
    place: str = Field("", max_length=PLACE)


class MeetingRow(MeetingTimes):
    """A meeting that comes again; ``next_on`` is the day of review ``next``."""

    rhythm: str
    next: int | None
    next_on: date | None


class StepRow(Schema):
    """A step of the ninety days."""

    step: str
    label: str
    due: date
    done_on: date | None
    ticked: bool
    seen: str
    late: bool


class NinetyDays(Schema):
    """When the ninety days begin."""

    starts_on: date


class Ticked(Schema):
    """Whether a step is done."""

    done: bool


def row_of(ritual: Ritual) -> dict[str, Any]:
    """A meeting for a program."""
    coming = ritual.meetings.filter(held_on=None).first()
    return {
        "rhythm": ritual.rhythm,
        "first_on": ritual.first_on,
        "at": ritual.at,
        "time_zone": ritual.time_zone,
        "minutes": ritual.minutes,
        "place": ritual.place,
        "next": coming.pk if coming else None,
        "next_on": coming.due_on if coming else None,
    }


@router.get("/{workspace}/meetings", response=list[MeetingRow])
@allowed(Action.VIEW_DRAFTS)
def list_meetings(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List the meetings that come again; `GET /reviews/{next}` gives the agenda of the next."""
    return [row_of(each) for each in rituals()]


@router.get("/{workspace}/meetings/calendar.ics", **answers_file(ICS))
@allowed(Action.VIEW_DRAFTS)
def meetings_calendar(request: HttpRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Give all meetings as a calendar file, each with the agenda of the next (G-07)."""
    content = meetings_ics(on=timezone.localdate(), made_at=timezone.now())
    return attached(content, ICS, "meetings.ics")


@router.put("/{workspace}/meetings/{rhythm}", response=MeetingRow)
@allowed(Action.HOLD_REVIEWS)
def set_meeting(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    rhythm: RhythmName,
    times: MeetingTimes,
) -> Any:
    """Have a meeting come again, or move the one of the same rhythm (G-01 to G-04)."""
    found = set_one(rhythm=rhythm, **times.dict(), by=request.member, today=timezone.localdate())
    return row_of(found)


@router.delete("/{workspace}/meetings/{rhythm}", response={204: None})
@allowed(Action.HOLD_REVIEWS)
def end_meeting(request: HttpRequest, workspace: str, rhythm: RhythmName) -> Any:  # noqa: ARG001
    """Give a meeting up; what was held is kept."""
    found = get_object_or_404(Ritual.objects.filter(active=True), rhythm=rhythm)
    end_ritual(ritual=found, by=request.member)
    return Status(204, None)


@router.get("/{workspace}/rollout", response=list[StepRow])
@allowed(Action.VIEW_DRAFTS)
def read_rollout(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Read where the ninety days stand (G-08); empty where they did not begin."""
    return progress(on=timezone.localdate())


@router.put("/{workspace}/rollout", response=list[StepRow])
@allowed(Action.HOLD_REVIEWS)
def begin(request: HttpRequest, workspace: str, days: NinetyDays) -> Any:  # noqa: ARG001
    """Begin the ninety days, or move their first day."""
    begin_rollout(starts_on=days.starts_on, by=request.member)
    return progress(on=timezone.localdate())


@router.post("/{workspace}/rollout/{step}", response=list[StepRow])
@allowed(Action.HOLD_REVIEWS)
def tick_step(request: HttpRequest, workspace: str, step: str, ticked: Ticked) -> Any:  # noqa: ARG001
    """Say that a step is done, or that it is not."""
    on = timezone.localdate()
    tick(step=step, done=ticked.done, by=request.member, today=on)
    return progress(on=on)
