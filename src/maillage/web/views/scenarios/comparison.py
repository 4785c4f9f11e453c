"""Scenarios side by side, and what one moves and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.domain.territories.comments import open_by_part, open_comments
from maillage.domain.territories.comparing import (
    Column,
    UnitMove,
    compare_scenarios,
    frontier_points,
    unit_moves,
    units_apart,
)
from maillage.domain.territories.lifecycle import scenario_seen, visible_scenarios
from maillage.domain.territories.owners import account_moves
from maillage.domain.territories.words import measure_word
from maillage.errors import InputError
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.interfaces.lists import Cell
from maillage.models import Comment, Scenario
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.scenarios.comments import comments_cell, said

SHOWN = 200
MOST, LONGEST_KEY = 20, 18
WIDTH, HEIGHT, MARGIN = 640, 320, 48
"""Of the plot, in its own units."""


@needs(Action.VIEW)
def compare(request: HttpRequest) -> HttpResponse:
    """Show several scenarios side by side."""
    asked = request.GET.getlist("scenario")
    keys = [text for text in asked if text.isdecimal() and len(text) <= LONGEST_KEY][:MOST]
    visible = visible_scenarios(member=request.member).filter(pk__in=keys)
    columns = compare_scenarios(scenarios=list(visible.order_by("pk")))
    first = columns[0].scenario
    context = {
        "table": figures_table(request, columns),
        "said": [found for found in (said(each.scenario) for each in columns) if found["open"]],
        "apart": [apart_table(first, each.scenario) for each in columns[1:]],
        "plot": plot([point_of(each) for each in columns if each.point]),
        "maps": [
            {
                "title": each.scenario.name,
                "state_url": address(request, "scenario_state", pk=each.scenario.pk),
                "topology": "counties" if each.scenario.unit_level == "county" else "states",
                "places_url": ""
                if each.scenario.unit_level == "county"
                else address(request, "scenario_places", pk=each.scenario.pk),
            }
            for each in columns
        ],
        "header": {
            "title": _("Comparison"),
            "crumbs": [{"label": _("Scenarios"), "url": address(request, "scenarios")}],
        },
    }
    return render(request, "maillage/scenarios/compare.html", context)


def figures_table(request: HttpRequest, columns: tuple[Column, ...]) -> dict[str, Any]:
    """The same figures of each scenario, a row for each."""
    measures = list(dict.fromkeys(name for each in columns for name in each.variation))
    heads = [
        _("Scenario"), _("Territories"), _("Largest deviation"),
        *(_("Spread of %(measure)s") % {"measure": measure_word(name)} for name in measures),
        _("Changes owner"), _("Accounts that move"), _("Their potential"), _("Mean km"),
        _("In pieces"), _("In no territory"), _("Warnings"), _("Open comments"),
    ]  # fmt: skip
    return {
        "id": "figures",
        "caption": _("Figures"),
        "columns": [{"label": label, "number": place > 0} for place, label in enumerate(heads)],
        "rows": [row_of(request, each, measures) for each in columns],
    }


def row_of(request: HttpRequest, each: Column, measures: list[str]) -> dict[str, Any]:
    """The figures of one scenario."""
    found, pk = each.indicators, each.scenario.pk
    texts = [
        number(len(found.territories), 0),
        percent(found.largest_deviation, 1),
        *(percent(each.variation.get(name), 1) for name in measures),
        percent(found.disruption, 1),
        number(each.moved, 0),
        compact(each.potential),
        number(found.mean_km, 0),
        number(found.disconnected, 0),
        number(found.unassigned, 0),
        number(len(found.warnings), 0),
        number(open_comments(each.scenario).count()),
    ]
    links = {
        len(measures) + 3: address(request, "scenario_moves", pk=pk),
        len(texts) - 1: address(request, "scenario_comments", pk=pk),
    }
    name = Cell(each.scenario.name, url=address(request, "scenario", pk=pk))
    cells = [Cell(text, url=links.get(place, ""), number=True) for place, text in enumerate(texts)]
    return {"key": pk, "cells": [name, *cells]}


def apart_table(one: Scenario, other: Scenario) -> dict[str, Any]:
    """The units that are not with the same rep in two scenarios."""
    found = units_apart(one=one, other=other)
    title = _("%(one)s and %(other)s: %(count)s units differ")
    names = {"one": one.name, "other": other.name, "count": number(len(found), 0)}
    return {
        "id": f"apart-{other.pk}",
        "caption": title % names,
        "columns": [{"label": _("Unit")}, {"label": one.name}, {"label": other.name}],
        "rows": [
            {"key": unit, "cells": [Cell(unit), Cell(first or "–"), Cell(second or "–")]}
            for unit, first, second in found[:SHOWN]
        ],
        "empty": {"icon": "check", "title": title % names},
    }


def point_of(each: Column) -> dict[str, Any]:
    """A scenario's point in the plot."""
    assert each.point is not None
    disruption, mean_km = each.point
    return {"name": each.scenario.name, "disruption": disruption, "mean_km": mean_km}


def plot(points: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Lay a plot of disruption against distance out; None with fewer than two points."""
    if len(points) < 2:
        return None
    across = [each["disruption"] for each in points]
    up = [each["mean_km"] for each in points]

    def placed(value: float, values: list[float], low: float, high: float) -> float:
        span = max(values) - min(values)
        share = 0.5 if span <= 0 else (value - min(values)) / span
        return round(low + share * (high - low), 1)

    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": MARGIN,
        "bottom": HEIGHT - MARGIN,
        "right": WIDTH - MARGIN,
        "points": [
            {
                "x": placed(each["disruption"], across, MARGIN * 1.5, WIDTH - MARGIN * 1.5),
                "y": placed(each["mean_km"], up, HEIGHT - MARGIN * 1.5, MARGIN),
                "text": _("%(name)s: %(share)s changes owner, %(km)s km on average")
                % {
                    "name": each["name"],
                    "share": percent(each["disruption"], 1),
                    "km": number(each["mean_km"], 0),
                },
                "url": each.get("url", ""),
                "knee": each.get("knee", False),
            }
            for each in points
        ],
    }


@needs(Action.VIEW)
def moves(request: HttpRequest, pk: int) -> HttpResponse:
    """List what a scenario moves against today, and why; and the plans of its frontier."""
    found = scenario_seen(pk=pk, member=request.member)
    try:
        reasons, problem = unit_moves(scenario=found), ""
    except InputError as error:
        reasons, problem = (), str(error)
    accounts = account_moves(scenario=found)
    points = [
        each | {"url": address(request, "scenario", pk=each["scenario"])}
        for each in frontier_points(scenario=found)
        if visible_scenarios(member=request.member).filter(pk=each["scenario"]).exists()
    ]
    context = {
        "scenario": found,
        "problem": problem,
        "units": units_table(request, found, reasons),
        "accounts": accounts_table(request, found, accounts),
        "plot": plot(points),
        "header": {
            "title": _("Moves of %(name)s") % {"name": found.name},
            "lead": _("Against who owns what today."),
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": found.name, "url": address(request, "scenario", pk=pk)},
            ],
        },
    }
    return render(request, "maillage/scenarios/moves.html", context)


def units_table(
    request: HttpRequest, scenario: Scenario, found: tuple[UnitMove, ...]
) -> dict[str, Any]:
    """The units that change hands, with the reasons."""
    heads = [_("Unit"), _("State"), _("From"), _("To"), _("Why"), _("Comments")]
    waiting = open_by_part(scenario=scenario, subject=Comment.Subject.MOVE)
    caption = _("%(count)s units change hands") % {"count": number(len(found), 0)}
    return {
        "id": "unit-moves",
        "caption": caption,
        "columns": [{"label": label} for label in heads],
        "rows": [
            {
                "key": each.units[0],
                "cells": [
                    *(
                        Cell(text)
                        for text in (each.name, each.state, each.former, each.receiver, each.text)
                    ),
                    comments_cell(request, scenario, Comment.Subject.MOVE, each.units[0], waiting),
                ],
            }
            for each in found[:SHOWN]
        ],
        "empty": {"icon": "check", "title": _("No unit changes hands")},
    }


def accounts_table(request: HttpRequest, scenario: Scenario, found: Any) -> dict[str, Any]:
    """The accounts that change owner, the richest first."""
    heads = [
        _("Account"), _("Name"), _("State"), _("From"), _("To"), _("Potential"), _("Reason"),
        _("Comments"),
    ]  # fmt: skip
    waiting = open_by_part(scenario=scenario, subject=Comment.Subject.ACCOUNT)
    caption = _("%(count)s accounts change owner") % {"count": number(len(found), 0)}
    shown = found.head(SHOWN)[
        ["account", "name", "state", "from_rep", "to_rep", "potential", "reason"]
    ]
    return {
        "id": "account-moves",
        "caption": caption,
        "columns": [{"label": label, "number": place == 5} for place, label in enumerate(heads)],
        "rows": [
            {
                "key": account,
                "cells": [
                    *(Cell(text or "–") for text in texts),
                    Cell(compact(potential), number=True),
                    Cell(reason_word(reason)),
                    comments_cell(request, scenario, Comment.Subject.ACCOUNT, account, waiting),
                ],
            }
            for account, *texts, potential, reason in (
                (row[0], *row) for row in shown.itertuples(index=False, name=None)
            )
        ],
        "empty": {"icon": "check", "title": _("No account changes owner")},
    }


def reason_word(code: str) -> str:
    """A reason in words."""
    known = {
        "no_owner": _("nobody answered for it"),
        "owner_left": _("its owner left"),
        "balance": _("balance"),
        "distance": _("nearer"),
        "contiguity": _("one piece"),
        "parent": _("goes with its parent"),
        "not_located": _("not located"),
        "no_territory": _("in no territory"),
        "no_rep": _("its territory has no rep"),
        "agreed": _("agreed by name"),
    }
    return known.get(code, code)
