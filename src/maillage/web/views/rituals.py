"""Meetings that come again, and the ninety days of taking them up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.http import require_POST

from maillage.domain.reviews.rituals import end_ritual, rituals, set_ritual
from maillage.domain.reviews.rollout import begin_rollout, progress, tick
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.meetings import meetings_ics
from maillage.interfaces.exporters.minutes import ICS
from maillage.interfaces.forms.reviews import RitualForm, RolloutForm
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists.columns import written
from maillage.models import Review, Ritual
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.taking import taken


@needs(Action.VIEW_DRAFTS)
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the meetings that come again, and the ninety days."""
    return show(request)


def show(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of meetings; ``forms`` replace the empty ones."""
    holds = may(request.member, Action.HOLD_REVIEWS)
    found = rituals()
    context = {
        "table": table(request, found),
        "rituals": found,
        "steps": progress(on=timezone.localdate()),
        "holds": holds,
        "setting": RitualForm(initial=beginning()) if holds else None,
        "beginning": RolloutForm() if holds else None,
        "header": {
            "title": _("Meetings"),
            "lead": _(
                "What comes again: ten minutes a day, three quarters of an hour a week, two hours"
                " a month, half a day a quarter; each with an agenda filled from the data."
            ),
            "actions": [
                {"label": _("All in my calendar"), "icon": "calendar",
                 "url": address(request, "meetings_calendar")}
            ] if found else [],
        },
    }  # fmt: skip
    return render(request, "maillage/reviews/meetings.html", context | forms, status=status)


def beginning() -> dict[str, Any]:
    """What a form of a meeting begins with."""
    known = Ritual.objects.order_by("-pk").first()
    return {
        "at": known.at if known else "09:00",
        "time_zone": known.time_zone if known else timezone.get_current_timezone_name(),
    }


def table(request: HttpRequest, found: list[Ritual]) -> dict[str, Any]:
    """The meetings with the day of the next."""
    to_come = {
        each.ritual_id: each
        for each in Review.objects.filter(ritual__in=found, held_on=None).select_related("ritual")
    }
    heads = [
        _("Meeting"), _("Next time"), _("Begins at"), _("Duration in minutes"),
        _("Place"),
    ]  # fmt: skip
    return {
        "id": "meetings",
        "caption": _("Meetings that come again"),
        "columns": [{"label": head} for head in heads],
        "rows": [
            {
                "key": each.rhythm,
                "cells": [
                    Cell(str(each), url=address(request, "review", pk=to_come[each.pk].pk)),
                    Cell(written(to_come[each.pk].due_on)),
                    Cell(f"{time_format(each.at, 'TIME_FORMAT')} ({each.time_zone})"),
                    Cell(str(each.minutes)),
                    Cell(each.place),
                ],
            }
            for each in found
        ],
        "empty": {"icon": "calendar", "title": _("No meeting comes again yet.")},
    }


@require_POST
@needs(Action.HOLD_REVIEWS)
def meeting_set(request: HttpRequest) -> HttpResponseBase:
    """Have a meeting come again, or move the one of the same rhythm."""
    form = RitualForm(request.POST)
    if taken(form, set_ritual, by=request.member, today=timezone.localdate()):
        messages.success(request, _("Saved."))
        return redirect(address(request, "meetings"))
    return show(request, 422, setting=form)


@require_POST
@needs(Action.HOLD_REVIEWS)
def meeting_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a meeting up."""
    end_ritual(ritual=get_object_or_404(Ritual.objects.all(), pk=pk), by=request.member)
    messages.success(request, _("It no longer comes again; what was held is kept."))
    return redirect(address(request, "meetings"))


@needs(Action.VIEW_DRAFTS)
def meetings_calendar(_request: HttpRequest) -> HttpResponse:
    """Give all meetings as a calendar file, each with the agenda of the next."""
    content = meetings_ics(on=timezone.localdate(), made_at=timezone.now())
    return attached(content, ICS, "meetings.ics")


@require_POST
@needs(Action.HOLD_REVIEWS)
def rollout_begin(request: HttpRequest) -> HttpResponseBase:
    """Begin the ninety days."""
    form = RolloutForm(request.POST)
    if taken(form, begin_rollout, by=request.member):
        return redirect(address(request, "meetings") + "#rollout")
    return show(request, 422, beginning=form)


@require_POST
@needs(Action.HOLD_REVIEWS)
def rollout_tick(request: HttpRequest) -> HttpResponse:
    """Tick a step of the ninety days, or take the tick back."""
    step, done = request.POST.get("step", ""), request.POST.get("done") == "yes"
    tick(step=step, done=done, by=request.member, today=timezone.localdate())
    return redirect(address(request, "meetings") + "#rollout")
