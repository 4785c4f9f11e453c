"""The figures of a scenario, which follow every change; repairs; names and reps of territories."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.territories.comments import open_by_part
from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.editing.changes import Edit, edit_of
from maillage.domain.territories.editing.indicators import Indicators, TerritoryFigures
from maillage.domain.territories.editing.moves import (
    fill_gaps,
    give_rep,
    move_several,
    post_of,
    rename_territory,
)
from maillage.domain.territories.editing.repairs import suggest_repairs
from maillage.domain.territories.lifecycle import EDITABLE, scenario_seen
from maillage.domain.territories.words import measure_word
from maillage.errors import InputError, MaillageError
from maillage.interfaces.exporters.wording import compact, number, percent, signed_percent
from maillage.interfaces.forms.scenarios import TerritoryForm
from maillage.interfaces.lists import Cell
from maillage.models import Comment, Rep, Scenario
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.scenarios.comments import comments_cell


@needs(Action.VIEW)
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the figures of a scenario as it is now."""
    found = scenario_seen(pk=pk, member=request.member)
    edits = may(request.member, Action.EDIT_SCENARIOS) and found.status in EDITABLE
    context = shown_figures(request, found, edit_of(found, bench_of(found), {}))
    context |= {"scenario": found, "edits": edits}
    return render(request, "maillage/scenarios/figures.html", context)


def shown_figures(request: HttpRequest, found: Scenario, edit: Edit) -> dict[str, Any]:
    """What a page shows of the figures."""
    now = edit.indicators
    return {
        "revision": edit.revision,
        "tiles": tiles(request, found, now),
        "warnings": now.warnings,
        "unassigned": now.unassigned,
        "territories": territories(request, found, now),
    }


def tiles(request: HttpRequest, found: Scenario, now: Indicators) -> list[dict[str, Any]]:
    """The figures at the top, each leading to the rows behind it."""
    outside = sum(each.code == "tolerance" for each in now.warnings)
    share = now.disruption
    here = address(request, "scenario", pk=found.pk)
    units = address(request, "scenario_units", pk=found.pk)
    shown = [
        {
            "label": _("Largest deviation"),
            "figure": percent(now.largest_deviation, 1),
            "note": _("%(count)d outside tolerance") % {"count": outside},
            "state": "warn" if outside else "good",
            "url": f"{here}#territories",
        },
        {
            "label": _("Changes owner"),
            "figure": "–" if share is None else percent(share, 1),
            "note": _("of what is owned today"),
            "state": "",
            "url": address(request, "scenario_moves", pk=found.pk),
        },
        {
            "label": _("Territories in pieces"),
            "figure": number(now.disconnected, 0),
            "state": "warn" if now.disconnected else "good",
            "url": f"{here}#territories",
        },
        {
            "label": _("Mean distance to the centre"),
            "figure": number(now.mean_km, 0),
            "unit": "km",
            "url": f"{here}#territories",
        },
    ]
    if now.unassigned:
        shown.append(
            {
                "label": _("In no territory"),
                "figure": number(now.unassigned, 0),
                "note": _("of the basic units"),
                "state": "warn",
                "url": f"{units}?territory=0",
            }
        )
    return shown


def territories(request: HttpRequest, found: Scenario, now: Indicators) -> dict[str, Any]:
    """The table of territories: see components/table.html."""
    waiting = open_by_part(scenario=found, subject=Comment.Subject.TERRITORY)
    columns = [_("Territory"), _("Rep"), _("Units"), _("Accounts"), _("Pieces")]
    measured = [measure_word(each["name"]).capitalize() for each in now.measures]
    return {
        "id": "territories",
        "caption": _("Territories"),
        "columns": [
            {"label": label, "number": place > 1}
            for place, label in enumerate([*columns, *measured, _("Mean km")])
        ]
        + [{"label": _("Comments")}],
        "rows": [
            {
                "key": each.number,
                "cells": [
                    *cells(request, found, each),
                    comments_cell(request, found, "territory", str(each.number), waiting),
                ],
            }
            for each in now.territories
        ],
        "empty": {"title": _("No territory")},
    }


def cells(request: HttpRequest, found: Scenario, each: TerritoryFigures) -> list[Cell]:
    """The cells of a territory."""
    page = address(request, "scenario_territory", pk=found.pk, number=each.number)
    units = address(request, "scenario_units", {"territory": each.number}, pk=found.pk)
    pieces = (
        Cell(number(each.pieces, 0), badge="warn")
        if each.pieces > 1
        else Cell(number(each.pieces, 0), number=True)
    )
    return [
        Cell(each.name, url=page, swatch=each.colour),
        Cell(each.rep_name or "–"),
        Cell(number(each.units, 0), url=units, number=True),
        Cell(number(each.accounts, 0), number=True),
        pieces,
        *(
            Cell(
                f"{compact(balance.amount)} ({signed_percent(balance.deviation, 1)})",
                number=True,
                badge=None if balance.within else "warn",
            )
            for balance in each.balances
        ),
        Cell(number(each.mean_km, 0), number=True),
    ]


@needs(Action.VIEW)
def repairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Suggest counter-moves."""
    found = scenario_seen(pk=pk, member=request.member)
    try:
        offered, problem = suggest_repairs(scenario=found), ""
    except InputError as error:
        offered, problem = (), str(error)
    context = {
        "scenario": found,
        "problem": problem,
        "repairs": [
            {
                "text": each.text,
                "resolves": each.resolves,
                "deviation": percent(each.deviation, 1),
                "accounts": each.accounts,
                "moves": [f"{goal} {unit}" for goal, units in each.moves.items() for unit in units],
            }
            for each in offered
        ],
    }
    return render(request, "maillage/scenarios/repairs.html", context)


@require_POST
@needs(Action.EDIT_SCENARIOS)
def repair(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a suggested counter-move."""
    moves: dict[int, list[str]] = {}
    for each in request.POST.getlist("move"):
        goal, _space, unit = each.partition(" ")
        if not goal.isdecimal() or len(goal) > 9:
            raise InputError(_("This request cannot be read."))
        moves.setdefault(int(goal), []).append(unit)
    move_several(
        scenario=scenario_seen(pk=pk, member=request.member),
        moves=moves,
        revision=revision_sent(request),
        by=request.member,
        kind="repair",
    )
    return redirect(address(request, "scenario", pk=pk))


@require_POST
@needs(Action.EDIT_SCENARIOS)
def fill(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give every unit that is in no territory to the nearest."""
    fill_gaps(
        scenario=scenario_seen(pk=pk, member=request.member),
        revision=revision_sent(request),
        by=request.member,
    )
    return redirect(address(request, "scenario", pk=pk))


@needs(Action.EDIT_SCENARIOS)
def territory(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Name a territory and give it a rep."""
    found = scenario_seen(pk=pk, member=request.member)
    post = post_of(bench_of(found), number)
    rep = Rep.objects.filter(external_id=post.rep).first() if post.rep else None
    initial = {"name": post.name, "rep": rep, "revision": found.revision}
    form = TerritoryForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            save_territory(request, found, number, form.cleaned_data)
        except MaillageError as error:
            form.add_error(None, str(error))
        else:
            return redirect(address(request, "scenario", pk=pk) + "#territories")
    context = {
        "form": form,
        "submit": _("Save"),
        "back": address(request, "scenario", pk=pk),
        "header": {
            "title": post.name,
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": found.name, "url": address(request, "scenario", pk=pk)},
            ],
        },
    }
    return render(request, "maillage/form.html", context, status=422 if form.errors else 200)


def save_territory(
    request: HttpRequest, found: Scenario, number: int, given: dict[str, Any]
) -> None:
    """Save the name, then the rep, each as a change of its own."""
    edit = rename_territory(
        scenario=found,
        territory=number,
        name=given["name"],
        revision=given["revision"],
        by=request.member,
    )
    give_rep(
        scenario=found,
        territory=number,
        rep=given["rep"],
        revision=edit.revision,
        by=request.member,
    )


def revision_sent(request: HttpRequest) -> int:
    """Read the revision a form was made for.

    Raises
    ------
    InputError
        If there is none.
    """
    text = request.POST.get("revision", "")
    if not text.isdecimal() or len(text) > 9:
        raise InputError(_("This request cannot be read."))
    return int(text)
