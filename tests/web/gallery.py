"""An example for every component, as a view would give it."""

from __future__ import annotations

from typing import Any

from django import forms

NAMES = ("Bergen", "Champlain", "Delaware", "Erie", "Finger Lakes", "Green Mountains")
COLOURS = ("#79a6d8", "#d8a55f", "#8fc39a", "#c9a0c9", "#d5cf7a", "#9ab0b8")


class TerritoryForm(forms.Form):
    name = forms.CharField(help_text="Seen by everyone in the workspace.")
    tolerance = forms.FloatField(label="Balance tolerance")
    level = forms.ChoiceField(choices=[("county", "County"), ("postal", "Postal code")])


class Said:
    """A message as Django's framework gives it."""

    def __init__(self, level_tag: str, text: str) -> None:
        self.level_tag = level_tag
        self.text = text

    def __str__(self) -> str:
        return self.text


def action(label: str, **options: str) -> dict[str, str]:
    return {"label": label} | options


def territory(number: int) -> dict[str, Any]:
    deviation = (number * 37 % 23 - 11) / 100
    state = "bad" if abs(deviation) > 0.09 else "warn" if abs(deviation) > 0.05 else ""
    return {
        "key": str(number),
        "cells": [
            {"text": NAMES[number], "url": "#territory", "swatch": COLOURS[number]},
            {"text": f"{1200 + number * 331:,}", "number": True},
            {
                "text": f"{deviation:+.1%}",
                "number": True,
                "share": abs(deviation) * 8,
                "meter": state,
            },
            {
                "text": "Open" if number % 3 else "Locked",
                "badge": "accent" if number % 3 else "warn",
            },
        ],
    }


def columns() -> list[dict[str, Any]]:
    return [
        {"label": "Territory", "sort_url": "?sort=name", "sorted": "ascending"},
        {"label": "Accounts", "number": True, "sort_url": "?sort=accounts"},
        {"label": "From target", "number": True, "hint": "Against the balance target"},
        {"label": "State"},
    ]


def table(identity: str = "territories") -> dict[str, Any]:
    return {
        "id": identity,
        "caption": "Territories",
        "columns": columns(),
        "rows": [territory(number) for number in range(len(NAMES))],
        "totals": ["Total", "13,165", "", ""],
        "selectable": True,
        "bulk": [action("Lock", icon="lock", name="do", value="lock")],
        "pages": {
            "first": 1,
            "last": 6,
            "total": 42,
            "links": [
                {"label": "1", "current": True},
                {"label": "2", "url": "?page=2"},
                {"gap": True},
                {"label": "7", "url": "?page=7"},
            ],
            "next": "?page=2",
        },
    }


def context(**changes: Any) -> dict[str, Any]:
    """Everything the style guide shows."""
    rooms = {"house": "Coverage", "map": "Territories", "building-2": "Accounts", "target": "Plans"}
    form = TerritoryForm({"name": "", "tolerance": "ten", "level": "county"})
    given = {
        "workspace": "Northern Freight",
        "sections": [
            {
                "title": "",
                "rooms": [
                    {"icon": icon, "label": label, "current": icon == "map"}
                    for icon, label in rooms.items()
                ],
            }
        ],
        "header": {
            "title": "Spring redesign",
            "lead": "Six territories over the north-east, balanced on revenue and workload.",
            "crumbs": [{"label": "Territories", "url": "#"}, {"label": "Scenarios", "url": "#"}],
            "actions": [
                action("Export", icon="download", url="#"),
                action("Publish…", icon="check", kind="primary", opens="confirm-example"),
            ],
        },
        "page_tabs": [
            {"label": "Map", "url": "#", "current": True},
            {"label": "Changes", "url": "#", "count": 14},
            {"label": "History", "url": "#"},
        ],
        "tiles": [
            {
                "label": "Accounts covered",
                "figure": "98.2",
                "unit": "%",
                "note": "1,204 of 1,226",
                "url": "#",
            },
            {
                "label": "Largest deviation",
                "figure": "11.0",
                "unit": "%",
                "note": "Above 10 %",
                "state": "bad",
            },
            {
                "label": "Disruption",
                "figure": "6.4",
                "unit": "%",
                "note": "Within the limit",
                "state": "good",
            },
            {
                "label": "Open territories",
                "figure": "3",
                "note": "One since 42 days",
                "state": "warn",
            },
        ],
        "filters": {
            "action": "",
            "target": "territories",
            "placeholder": "Find a territory",
            "fields": [
                {
                    "name": "state",
                    "label": "State",
                    "choices": [("", "All"), ("open", "Open"), ("locked", "Locked")],
                    "value": "open",
                }
            ],
            "clear": "?",
        },
        "table": table(),
        "empty_table": {
            "id": "none",
            "rows": [],
            "empty": {
                "title": "No scenario yet",
                "text": "A scenario is an alignment being worked on. Begin with today's, or from none.",
                "action": action("New scenario", icon="plus", kind="primary", url="#"),
            },
        },
        "form": form,
        "progresses": [
            {
                "id": "p1",
                "label": "Design",
                "detail": "Round 12, gap 3.1 %",
                "share": 0.42,
                "cancel": "#stop",
            },
            {"id": "p2", "label": "Import", "detail": "reading", "share": None},
        ],
        "badges": [
            {"text": "Effective", "state": "good", "icon": "circle-check"},
            {"text": "Draft", "state": "accent"},
            {"text": "Too heavy", "state": "warn"},
            {"text": "Refused", "state": "bad"},
            {"text": "Archived", "state": ""},
        ],
        "people": [
            {"initials": "AM", "name": "Ada Moreau", "colour": COLOURS[0]},
            {"initials": "JT", "name": "Jo Tremblay", "colour": ""},
        ],
        "panel_tabs": [
            {"label": "Facts", "panel": "facts", "current": True, "text": "Six territories"},
            {"label": "Reasons", "panel": "reasons", "text": "Why each moved"},
        ],
        "confirm": {
            "title": "Publish “Spring redesign”?",
            "text": "212 accounts change owner on 1 March. Owners are told by mail. It can be undone until then.",
            "submit": "Publish",
        },
        "messages": [
            Said("warning", "Somebody else moved 3 counties: the page shows the newest state."),
            Said("error", "Row 12 of accounts.xlsx: “Quebecc” is no state."),
        ],
    }
    return given | changes
