"""The parts of a scenario as files."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.indicators import indicators
from maillage.errors import ParameterError
from maillage.interfaces.exporters.map_layers import as_geojson, territory_features, unit_features
from maillage.interfaces.exporters.scenario_tables import move_table, unit_table
from maillage.interfaces.lists.files import as_file
from maillage.models import Scenario
from maillage.texts import _


class Part(StrEnum):
    """What of a scenario a file holds."""

    UNITS = "units"
    TERRITORIES = "territories"
    MOVES = "moves"


def scenario_file(scenario: Scenario, part: Part, kind: str) -> bytes:
    """Write a part of a scenario as ``csv``, ``xlsx`` or ``geojson``.

    Raises
    ------
    ParameterError
        If moves were to be drawn.
    """
    bench = bench_of(scenario)
    if kind == "geojson":
        return drawn(scenario, bench, part)
    rows = {
        Part.UNITS: lambda: unit_table(bench, range(len(bench.place))),
        Part.TERRITORIES: lambda: territory_table(bench),
        Part.MOVES: lambda: move_table(scenario),
    }[part]()
    return as_file(rows, kind, scenario.name)


def drawn(scenario: Scenario, bench: Bench, part: Part) -> bytes:
    """Draw the units or the territories of a scenario."""
    if part is Part.MOVES:
        raise ParameterError(
            _("Moves have no shape."), remedy=_("Write them to a .csv or .xlsx file.")
        )
    features = unit_features if part is Part.UNITS else territory_features
    return as_geojson(scenario.name, features(scenario, bench))


def territory_table(bench: Bench) -> list[list[Any]]:
    """The territories, one a row with amount and deviation of each measure, the heads first."""
    now = indicators(bench)
    heads = ["number", "name", "rep", "rep_name", "units", "accounts", "pieces", "mean_km"]
    names = [str(each["name"]) for each in now.measures]
    measured = [f"{name}{mark}" for name in names for mark in ("", "_target", "_deviation")]
    rows = [
        [
            *(getattr(each, head) for head in heads),
            *(
                value
                for balance in each.balances
                for value in (balance.amount, balance.target, balance.deviation)
            ),
        ]
        for each in now.territories
    ]
    return [[*heads, *measured], *rows]
