"""A server of one scenario over real counties: what the Django side answers, in small."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from maillage.core.territories.colours import territory_colours
from tests.web.pages import STATIC, Answer, Page, html, render

NORTH_EAST = {"09", "23", "25", "33", "36", "44", "50"}
TEMPLATE = "maillage/components/map_example.html"


def counties(states: set[str] | None = None) -> list[tuple[str, str]]:
    """Codes and names of counties, in the order of their codes."""
    topology = json.loads((STATIC / "maillage/build/counties.json").read_text("utf-8"))
    shapes = topology["objects"]["counties"]["geometries"]
    all_ = sorted((shape["id"], shape["properties"]["name"]) for shape in shapes)
    return [each for each in all_ if states is None or each[0][:2] in states]


@dataclass
class Scenario:
    """An alignment with a revision, an undo stack and somebody else."""

    units: list[tuple[str, str]]
    territories: int = 5
    places: tuple[list[float], list[float]] | None = None
    revision: int = 1
    labels: list[int] = field(default_factory=list)
    locked: set[int] = field(default_factory=set)
    done: list[dict[int, tuple[int, int]]] = field(default_factory=list)
    undone: list[dict[int, tuple[int, int]]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    broken: bool = False
    last: tuple[str, str] = ("Jo Tremblay", "2026-03-02T14:05:00Z")

    def __post_init__(self) -> None:
        count = len(self.units)
        self.labels = [1 + at * self.territories // count for at in range(count)]
        self.values = [(at * 7919) % 1000 + 1 for at in range(count)]

    def state(self) -> dict[str, Any]:
        numbers = range(1, self.territories + 1)
        target = sum(self.values) / self.territories
        return {
            "revision": self.revision,
            "units": [code for code, _ in self.units],
            "names": [name for _, name in self.units],
            "labels": self.labels,
            "reference": [
                1 + at * self.territories // len(self.units) for at in range(len(self.units))
            ],
            "locked": sorted(self.locked),
            "territories": [
                {
                    "number": number,
                    "name": f"Region {number}",
                    "colour": colour,
                    "rep": f"Rep {number}",
                }
                for number, colour in zip(numbers, territory_colours(self.territories), strict=True)
            ],
            "measures": [
                {
                    "name": "potential",
                    "label": "Potential",
                    "unit": "k$",
                    "values": self.values,
                    "targets": [target] * self.territories,
                    "tolerance": 0.1,
                },
                {"name": "units", "label": "Units", "values": [1] * len(self.units)},
            ],
            "undo": bool(self.done),
            "redo": bool(self.undone),
        }

    def write(self, change: dict[int, int]) -> dict[int, tuple[int, int]]:
        before = {unit: (self.labels[unit], label) for unit, label in change.items()}
        for unit, label in change.items():
            self.labels[unit] = label
        self.revision += 1
        return before

    def answer(self, units: list[int]) -> Answer:
        said = self.state() | {
            "changed": {
                "units": [self.units[unit][0] for unit in units],
                "labels": [self.labels[unit] for unit in units],
            },
            "indicators": self.indicators(),
            "warnings": [],
        }
        return reply(200, {name: said[name] for name in ANSWERED})

    def indicators(self) -> list[dict[str, Any]]:
        totals = [0] * (self.territories + 1)
        for label, value in zip(self.labels, self.values, strict=True):
            totals[label] += value
        return [
            {"territory": number, "measure": "potential", "value": total, "deviation": 0.0123}
            for number, total in enumerate(totals)
        ]

    def post(self, path: str, body: bytes) -> Answer:
        asked = json.loads(body)
        name = path.rsplit("/", 1)[1]
        self.asked.append((name, asked))
        if self.broken:
            return reply(500, {"message": "The database is away.", "remedy": "Try again."})
        if asked["revision"] != self.revision:
            by, at = self.last
            return reply(409, {"revision": self.revision, "by": by, "at": at})
        return getattr(self, name)(asked)

    def move(self, asked: dict[str, Any]) -> Answer:
        index = {code: at for at, (code, _) in enumerate(self.units)}
        change = {index[code]: asked["territory"] for code in asked["units"]}
        self.done.append(self.write(change))
        self.undone.clear()
        return self.answer(list(change))

    def undo(self, _asked: dict[str, Any]) -> Answer:
        step = self.done.pop()
        self.undone.append(step)
        self.write({unit: before for unit, (before, _) in step.items()})
        return self.answer(list(step))

    def redo(self, _asked: dict[str, Any]) -> Answer:
        step = self.undone.pop()
        self.done.append(step)
        self.write({unit: after for unit, (_, after) in step.items()})
        return self.answer(list(step))

    def lock(self, asked: dict[str, Any]) -> Answer:
        index = {code: at for at, (code, _) in enumerate(self.units)}
        chosen = {index[code] for code in asked["units"]}
        self.locked = self.locked | chosen if asked["locked"] else self.locked - chosen
        self.write({})
        return self.answer([])

    def page(self, **changes: Any) -> Page:
        given = {
            "title": "Spring redesign",
            "state_url": "/state",
            "topology": "states" if self.places else "counties",
            "places_url": "/places" if self.places else "",
            "accounts_url": "/accounts",
            "move_url": "/move",
            "undo_url": "/undo",
            "redo_url": "/redo",
            "lock_url": "/lock",
            "compare": True,
        }
        context = {"map": given | changes, "table": self.table(), "csrf_token": "token-of-the-page"}
        return html(render(TEMPLATE, context))

    def table(self) -> dict[str, Any]:
        rows = [
            {"key": code, "cells": [{"text": name}, {"text": code}]}
            for code, name in self.units[:6]
        ]
        columns = [{"label": "County"}, {"label": "Code"}]
        return {
            "id": "units",
            "caption": "Counties",
            "columns": columns,
            "rows": rows,
            "selectable": True,
        }

    def pages(self, **changes: Any) -> dict[str, Page]:
        codes = [code for code, _ in self.units]
        lon, lat = self.places or ([], [])
        points = [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {"type": "Point", "coordinates": [x, y]},
            }
            for x, y in zip([-71.1, -71.2, -73.9], [42.3, 42.4, 40.7], strict=True)
        ]
        return {
            "/": self.page(**changes),
            "/state": lambda *_: reply(200, self.state()),
            "/places": lambda *_: reply(200, {"codes": codes, "lon": lon, "lat": lat}),
            "/accounts": lambda *_: reply(200, {"type": "FeatureCollection", "features": points}),
            **{f"/{name}": self.post for name in ("move", "undo", "redo", "lock")},
        }


ANSWERED = ("revision", "changed", "locked", "indicators", "warnings", "undo", "redo")


def reply(status: int, content: Any) -> Answer:
    return status, "application/json", json.dumps(content).encode()
