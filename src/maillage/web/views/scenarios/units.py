"""The table that does what the map does: find units, give them to a territory, lock them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.territories.comments import open_by_part
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.changes import redo, undo
from maillage.domain.territories.editing.finding import units_found
from maillage.domain.territories.editing.moves import lock_units, move_units
from maillage.domain.territories.lifecycle import EDITABLE, scenario_seen
from maillage.domain.territories.words import measure_word
from maillage.errors import InputError
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.lists import Cell
from maillage.models import Comment, Scenario
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.scenarios.comments import comments_cell
from maillage.web.views.scenarios.figures import revision_sent

ROWS = 50
STEPS = {"undo": undo, "redo": redo}


@needs(Action.VIEW)
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """List the units of a scenario, narrowed by words, territory and state."""
    found = scenario_seen(pk=pk, member=request.member)
    bench = bench_of(found)
    asked = {name: request.GET.get(name, "") for name in ("q", "territory", "state", "sort")}
    number = asked["territory"][:9]
    chosen = units_found(
        bench,
        words=asked["q"],
        territory=int(number) if number.isdecimal() else None,
        state=asked["state"],
        sort=asked["sort"],
    )
    page = Paginator(chosen, ROWS).get_page(request.GET.get("page"))
    path = address(request, "scenario_units", pk=pk)
    edits = may(request.member, Action.EDIT_SCENARIOS) and found.status in EDITABLE
    context = {
        "scenario": found,
        "edits": edits,
        "revision": found.revision,
        "posts": bench.posts,
        "asked": request.GET.urlencode(),
        "table": table(request, bench, page, asked, selectable=edits, scenario=found),
        "filters": {
            "action": path,
            "target": "units",
            "query": asked["q"],
            "placeholder": _("Name or code"),
            "kept": {"sort": asked["sort"]} if asked["sort"] else {},
            "fields": [territory_field(bench, asked), state_field(bench, asked)],
            "clear": path if any(asked.values()) else "",
        },
        "header": {
            "title": _("Units of %(name)s") % {"name": found.name},
            "lead": _("All that the map does, in a table."),
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": found.name, "url": address(request, "scenario", pk=pk)},
            ],
        },
    }
    return render(request, "maillage/scenarios/units.html", context)


def territory_field(bench: Bench, asked: dict[str, str]) -> dict[str, Any]:
    """The filter by territory."""
    choices = [("", _("All")), ("0", _("none"))]
    choices += [(str(post.number), post.name) for post in bench.posts]
    return {
        "name": "territory",
        "label": _("Territory"),
        "choices": choices,
        "value": asked["territory"],
    }


def state_field(bench: Bench, asked: dict[str, str]) -> dict[str, Any]:
    """The filter by state."""
    states = sorted(set(bench.ground.units["state"]))
    choices = [("", _("All")), *((state, state) for state in states)]
    return {"name": "state", "label": _("State"), "choices": choices, "value": asked["state"]}


def table(
    request: HttpRequest,
    bench: Bench,
    page: Any,
    asked: dict[str, str],
    *,
    selectable: bool,
    scenario: Scenario,
) -> dict[str, Any]:
    """The table of a page of units: see components/table.html."""
    waiting = open_by_part(scenario=scenario, subject=Comment.Subject.MOVE)
    here = address(
        request, "scenario_units", {k: v for k, v in asked.items() if k != "sort"}, pk=scenario.pk
    )
    mark = "&" if "?" in here else "?"
    measured = [each.name for each in bench.ground.measures]
    heads = [
        ("name", _("Unit"), False),
        ("unit", _("Code"), False),
        ("state", _("State"), False),
        ("", _("Territory"), False),
        *((name, measure_word(name).capitalize(), True) for name in measured),
        ("", _("Accounts"), True),
        ("", _("Locked"), False),
        ("", _("Comments"), False),
    ]

    def column(name: str, label: str, right: bool) -> dict[str, Any]:
        now = asked["sort"] or "name"
        sorted_ = {name: "ascending", f"-{name}": "descending"}.get(now, "") if name else ""
        turned = f"-{name}" if sorted_ == "ascending" else name
        url = f"{here}{mark}sort={turned}" if name else ""
        return {"label": label, "number": right, "sort_url": url, "sorted": sorted_}

    return {
        "id": "units",
        "caption": _("Units"),
        "field": "unit",
        "selectable": selectable,
        "columns": [column(*head) for head in heads],
        "rows": [
            row(bench, index, lambda unit: comments_cell(request, scenario, "move", unit, waiting))
            for index in page.object_list
        ],
        "empty": {"title": _("No unit fits"), "text": _("Ask for less.")},
        "pages": pages(request, page, asked, scenario.pk),
    }


def pages(request: HttpRequest, page: Any, asked: dict[str, str], pk: int) -> dict[str, Any] | None:
    """Where the other pages are: see components/pagination.html."""
    if page.paginator.num_pages < 2:
        return None

    def at(number: int) -> str:
        return address(request, "scenario_units", asked | {"page": number}, pk=pk)

    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "total": page.paginator.count,
        "previous": at(page.previous_page_number()) if page.has_previous() else "",
        "next": at(page.next_page_number()) if page.has_next() else "",
    }


def row(bench: Bench, index: int, comments: Callable[[str], Cell]) -> dict[str, Any]:
    """One unit; ``comments`` gives its cell of comments."""
    unit = bench.ground.units.iloc[index]
    label = bench.labels[index]
    held = (
        Cell(bench.posts[label].name, swatch=bench.posts[label].colour)
        if label >= 0
        else Cell(_("none"), badge="warn")
    )
    measured = [each.values.to_numpy()[index] for each in bench.ground.measures]
    return {
        "key": unit["unit"],
        "cells": [
            Cell(unit["name"]),
            Cell(unit["unit"]),
            Cell(unit["state"]),
            held,
            *(Cell(number(value, 0), number=True) for value in measured),
            Cell(number(int(bench.ground.accounts_by_unit[index]), 0), number=True),
            Cell(_("locked"), badge="accent") if bench.locked[index] else Cell(""),
            comments(unit["unit"]),
        ],
    }


@require_POST
@needs(Action.EDIT_SCENARIOS)
def units_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the ticked units to a territory, lock or unlock them; undo or redo."""
    found = scenario_seen(pk=pk, member=request.member)
    ticked, what = request.POST.getlist("unit"), request.POST.get("do", "")
    revision = revision_sent(request)
    if what == "assign":
        goal = request.POST.get("territory", "")
        if not goal.isdecimal() or len(goal) > 9:
            raise InputError(_("No territory was chosen."), remedy=_("Choose one."))
        move_units(
            scenario=found, units=ticked, territory=int(goal), revision=revision, by=request.member
        )
    elif what in {"lock", "unlock"}:
        lock_units(
            scenario=found, units=ticked, locked=what == "lock", revision=revision,
            by=request.member,
        )  # fmt: skip
    elif what in STEPS:
        STEPS[what](scenario=found, revision=revision, by=request.member)
    else:
        raise InputError(_("This request cannot be read."))
    asked = request.GET.urlencode()
    return redirect(address(request, "scenario_units", pk=pk) + (f"?{asked}" if asked else ""))
