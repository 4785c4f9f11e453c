"""Scenarios side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.domain.territories.comments import open_comments
from maillage.domain.territories.comparing import (
    Column,
    compare_scenarios,
    units_apart,
)
from maillage.domain.territories.lifecycle import visible_scenarios
from maillage.domain.territories.words import measure_word
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.interfaces.lists import Cell
from maillage.models import Scenario
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.scenarios.comments import said

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
