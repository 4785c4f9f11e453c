"""What people say of a scenario and its parts: said, found again, settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from maillage.domain.territories.comments import (
    add_comment,
    check_subject,
    comments_on,
    may_settle,
    names_of,
    open_comments,
    remarks,
    settle_comment,
)
from maillage.domain.territories.lifecycle import scenario_seen
from maillage.errors import InputError, NotFoundError
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.forms.scenarios import LONGEST_PART, CommentForm
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists.scenarios import comments as listing_of
from maillage.models import Comment, Scenario
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.selection import keys

SHOWN = 10

type Part = tuple[str, str]
"""A part of a scenario as an address names it, such as ``account:A12``, and its name."""


def said(scenario: Scenario) -> dict[str, Any]:
    """What is open of a scenario's comments, for said.html."""
    waiting = open_comments(scenario)
    return {
        "scenario": scenario,
        "anchor": f"comments-{scenario.pk}",
        "open": remarks(waiting[:SHOWN]),
        "all": comments_on(scenario=scenario).count(),
    }


def comment_form(request: HttpRequest, scenario: Scenario, part: Part | None = None) -> CommentForm:
    """Give the form that says something of a scenario; it begins with a part."""
    parts = [
        (f"territory:{each}", name)
        for each, name in scenario.territories.values_list("number", "name")
    ]
    if part is not None and part[0] not in dict(parts):
        parts.insert(0, part)
    initial = {"about": part[0]} if part else {}
    return CommentForm(request.POST or None, initial=initial, parts=parts)


def comments_cell(
    request: HttpRequest, scenario: Scenario, subject: str, reference: str, waiting: dict[str, int]
) -> Cell:
    """How many open comments a part has, leading to them and to where one is written."""
    url = address(request, "scenario_comments", {"about": f"{subject}:{reference}"}, pk=scenario.pk)
    count = waiting.get(reference, 0)
    return Cell(number(count) if count else _("Comment"), url=url, number=bool(count))


@needs(Action.VIEW)
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """List what was said of a scenario, or of one part of it."""
    found = scenario_seen(pk=pk, member=request.member)
    part = part_asked(request, found)
    rows = comments_on(scenario=found)
    if part is not None:
        subject, _colon, reference = part[0].partition(":")
        rows = rows.filter(subject=subject, reference=reference)
    names = names_of(found, rows)
    settles = may(request.member, Action.COMMENT)
    bulk = [
        {"name": "do", "value": "settle", "label": _("Settle"), "icon": "check", "kind": "primary"},
        {"name": "do", "value": "reopen", "label": _("Open again"), "icon": "undo-2"},
    ]
    listing = listing_of(
        lambda row: f"{row.get_subject_display()} {names.get((row.subject, row.reference), '')}",
        lambda row: link_of(request, found, row),
        bulk if settles else [],
    )
    return show_list(
        request,
        listing,
        rows,
        "maillage/scenarios/comments.html",
        kept={"about": part[0]} if part else {},
        scenario=found,
        part=part,
        comment=comment_form(request, found, part),
        header={
            "title": _("Comments on %(name)s") % {"name": found.name},
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": found.name, "url": address(request, "scenario", pk=pk)},
            ],
        },
    )


def part_asked(request: HttpRequest, scenario: Scenario) -> Part | None:
    """Read the part an address asks about; None where it is the whole scenario or nothing known."""
    asked = request.GET.get("about", "")[:LONGEST_PART]
    subject, _colon, reference = asked.partition(":")
    try:
        check_subject(scenario=scenario, subject=subject, reference=reference)
    except (InputError, NotFoundError):
        return None
    spoken = Comment(scenario=scenario, subject=subject, reference=reference)
    name = names_of(scenario, [spoken]).get((subject, reference), "")
    return (asked, f"{spoken.get_subject_display()} {name}") if reference else None


def link_of(request: HttpRequest, scenario: Scenario, row: Comment) -> str:
    """Where what a comment speaks of is shown."""
    kinds = Comment.Subject
    if row.subject == kinds.SCENARIO:
        return address(request, "scenario", pk=scenario.pk)
    if row.subject == kinds.ACCOUNT:
        return address(request, "accounts", {"q": row.reference})
    query = {"territory": row.reference} if row.subject == kinds.TERRITORY else {"q": row.reference}
    return address(request, "scenario_units", query, pk=scenario.pk)


@require_POST
@needs(Action.COMMENT)
def comment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say something of a scenario or a part of it."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise InputError(next(iter(form.errors.values()))[0])
    subject, reference = form.cleaned_data["about"]
    add_comment(
        scenario=scenario_seen(pk=pk, member=request.member),
        text=form.cleaned_data["text"],
        subject=subject,
        reference=reference,
        by=request.member,
    )
    if not reference:
        return redirect(address(request, "scenario", pk=pk) + "#comments")
    about = {"about": f"{subject}:{reference}"}
    return redirect(address(request, "scenario_comments", about, pk=pk))


@require_POST
@needs(Action.COMMENT)
def settle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Settle the ticked comments, or open them again; those that are so already stay."""
    found = scenario_seen(pk=pk, member=request.member)
    reopens = request.POST.get("do") == "reopen"
    ticked = found.comments.filter(pk__in=keys(request.POST.getlist("row")))
    wanted = list(ticked.filter(settled_at__isnull=not reopens).select_related("by__user"))
    allowed = [each for each in wanted if may_settle(request.member, each)]
    for each in allowed:
        settle_comment(comment=each, by=request.member)
    if len(allowed) < len(wanted):
        messages.warning(request, _("Comments of others stay: ask somebody who edits scenarios."))
    about = {"about": request.POST.get("about", "")[:LONGEST_PART]}
    return redirect(address(request, "scenario_comments", about, pk=pk))
