"""Reviews: what is due, the agenda of each, its decisions, minutes and next date."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.reviews.agenda import agenda_of
from maillage.domain.reviews.holding import decide, hold_review, settle_decision, start_review
from maillage.domain.reviews.timers import Timer, cadence, call_for_review, set_cadence, timers
from maillage.errors import InputError
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.minutes import DOCX, ICS, facts, minutes_docx, next_ics, title_of
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.forms.reviews import (
    CadenceForm,
    CallForm,
    DecisionForm,
    HoldForm,
    ReviewForm,
)
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists import reviews as lists
from maillage.interfaces.lists.columns import written
from maillage.models import LAYERS, Decision, Review
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.taking import taken

SETTINGS = (
    "plan_days", "assignment_days", "assignment_most_days", "structure_months",
    "potential_percent",
)  # fmt: skip


def found_reviews() -> QuerySet[Review]:
    """The reviews of the workspace."""
    rows: QuerySet[Review] = Review.objects.select_related("rep", "ritual", "by__user", "workspace")
    return rows


@needs(Action.VIEW_DRAFTS)
def reviews(request: HttpRequest) -> HttpResponse:
    """List reviews, with what is past its date and how often is reviewed."""
    return show(request)


def show(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    """The list of reviews; ``forms`` replace the empty ones."""
    on = timezone.localdate()
    clocks = timers(on=on)
    listing = lists.reviews(lambda row: address(request, "review", pk=row.pk), on)
    rules = cadence()
    answer = show_list(
        request,
        listing,
        found_reviews(),
        "maillage/reviews/list.html",
        tiles=tiles(clocks),
        clocks=clock_table(clocks),
        **{
            "planning": ReviewForm(),
            "calling": CallForm(),
            "settings": CadenceForm(initial={name: getattr(rules, name) for name in SETTINGS}),
        }
        | forms,
        header={
            "title": _("Reviews"),
            "lead": _("Plans every six weeks, assignments every quarter, the structure within two"
                      " years."),
        },
    )  # fmt: skip
    answer.status_code = status
    return answer


def tiles(clocks: list[Timer]) -> list[dict[str, Any]]:
    """How much of each layer is past its date."""
    found = []
    for layer in LAYERS:
        own = [each for each in clocks if each.layer == layer]
        late = sum(each.overdue for each in own)
        found.append(
            {
                "label": str(layer.label).capitalize(),
                "figure": number(late if own else None),
                "unit": _("of %(count)s") % {"count": number(len(own))} if own else "",
                "note": note_of(late, len(own)),
                "state": state_of(own, late),
                "url": "#timers",
            }
        )
    return found


def note_of(late: int, count: int) -> str:
    """What a layer's figure means."""
    if not count:
        return _("nothing to review yet")
    return _("past their date") if late else _("all in time")


def state_of(own: list[Timer], late: int) -> str:
    """How bad a layer is."""
    if not own:
        return ""
    return "bad" if any(each.stale for each in own) else "warn" if late else "good"


def clock_table(clocks: list[Timer]) -> dict[str, Any]:
    """What has to be reviewed, what is due first on top."""
    heads = [_("What"), _("Of"), _("Territory"), _("Last"), _("Due"), _("State")]
    return {
        "id": "timers",
        "caption": _("What is to be reviewed"),
        "columns": [{"label": head} for head in heads],
        "rows": [
            {
                "key": f"{each.layer}-{each.rep.pk if each.rep else 0}",
                "cells": [
                    Cell(str(each.layer.label)),
                    Cell(each.rep.name if each.rep else _("all reps")),
                    Cell(each.territory),
                    Cell(written(each.last)),
                    Cell(written(each.due)),
                    clock_state(each),
                ],
            }
            for each in clocks
        ],
        "empty": {"icon": "calendar", "title": _("There is no rep whose work could be reviewed.")},
    }


def clock_state(each: Timer) -> Cell:
    """Whether something is past its date."""
    if each.stale:
        return Cell(_("past its last date"), badge="bad")
    return Cell(_("late"), badge="warn") if each.overdue else Cell(_("in time"), badge="good")


@require_POST
@needs(Action.HOLD_REVIEWS)
def review_new(request: HttpRequest) -> HttpResponseBase:
    """Plan a review."""
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            review = start_review(**form.cleaned_data, by=request.member)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            return redirect(address(request, "review", pk=review.pk))
    return show(request, 422, planning=form)


@require_POST
@needs(Action.HOLD_REVIEWS)
def review_call(request: HttpRequest) -> HttpResponseBase:
    """Call for a review because something happened."""
    form = CallForm(request.POST)
    if form.is_valid():
        review = call_for_review(**form.cleaned_data, by=request.member, on=timezone.localdate())
        return redirect(address(request, "review", pk=review.pk))
    return show(request, 422, calling=form)


@require_POST
@needs(Action.MANAGE_WORKSPACE)
def review_settings(request: HttpRequest) -> HttpResponseBase:
    """Change how often is reviewed."""
    form = CadenceForm(request.POST)
    if taken(form, set_cadence, by=request.member):
        messages.success(request, _("Saved."))
        return redirect(address(request, "reviews"))
    return show(request, 422, settings=form)


@needs(Action.VIEW_DRAFTS)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review: its agenda, its decisions, and what follows."""
    return show_review(request, pk)


def show_review(request: HttpRequest, pk: int, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a review; ``forms`` replace the empty ones."""
    found = get_object_or_404(found_reviews(), pk=pk)
    on = timezone.localdate()
    holds = may(request.member, Action.HOLD_REVIEWS)
    context = {
        "review": found,
        "badge": lists.state(found, on),
        "facts": facts(found),
        "agenda": agenda_of(found, on=on),
        "decisions": found.decisions.select_related("owner__user"),
        "holds": holds,
        "holding": HoldForm() if holds and not found.held_on else None,
        "deciding": DecisionForm(member=request.member) if holds else None,
        "header": {
            "title": title_of(found),
            "crumbs": [{"label": _("Reviews"), "url": address(request, "reviews")}],
            "actions": [
                {"label": _("Minutes (Word)"), "icon": "file-text",
                 "url": address(request, "review_minutes", pk=pk)},
                {"label": _("Next date (calendar)"), "icon": "calendar",
                 "url": address(request, "review_calendar", pk=pk)},
            ],
        },
    }  # fmt: skip
    return render(request, "maillage/reviews/review.html", context | forms, status=status)


@require_POST
@needs(Action.HOLD_REVIEWS)
def review_hold(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close a review that was held."""
    form = HoldForm(request.POST)
    found = get_object_or_404(found_reviews(), pk=pk)
    if taken(form, hold_review, review=found, by=request.member):
        messages.success(request, _("Saved; the next review is planned."))
        return redirect(address(request, "review", pk=pk))
    return show_review(request, pk, 422, holding=form)


@require_POST
@needs(Action.HOLD_REVIEWS)
def review_decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write down a decision."""
    form = DecisionForm(request.POST, member=request.member)
    found = get_object_or_404(found_reviews(), pk=pk)
    if form.is_valid():
        decide(review=found, **form.cleaned_data, by=request.member)
        return redirect(address(request, "review", pk=pk) + "#decisions")
    return show_review(request, pk, 422, deciding=form)


@require_POST
@needs(Action.HOLD_REVIEWS)
def decision_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a decision."""
    found = get_object_or_404(Decision.objects.all(), pk=pk)
    settle_decision(decision=found, state=request.POST.get("state", ""), by=request.member)
    return redirect(address(request, "review", pk=found.review_id) + "#decisions")


@needs(Action.VIEW_DRAFTS)
def review_minutes(_request: HttpRequest, pk: int) -> HttpResponse:
    """Give the minutes as a Word file."""
    found = get_object_or_404(found_reviews(), pk=pk)
    content = minutes_docx(
        review=found,
        agenda=agenda_of(found, on=timezone.localdate()),
        decisions=found.decisions.select_related("owner__user"),
    )
    return attached(content, DOCX, f"review-{pk}.docx")


@needs(Action.VIEW_DRAFTS)
def review_calendar(_request: HttpRequest, pk: int) -> HttpResponse:
    """Give the next date as a calendar file."""
    found = get_object_or_404(found_reviews(), pk=pk)
    content = next_ics(review=found, made_at=timezone.now())
    return attached(content, ICS, f"review-{pk}.ics")
