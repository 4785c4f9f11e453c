"""The units and the moves of a scenario as tables, for files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maillage.domain.territories.editing.bench import Bench
from maillage.domain.territories.editing.finding import units_told
from maillage.domain.territories.owners import account_moves
from maillage.models import Scenario

UNIT = ("unit", "name", "state", "latitude", "longitude", "territory", "locked", "accounts")
MOVE = ("account", "name", "state", "from_rep", "to_rep", "potential", "reason")


def unit_table(bench: Bench, places: Sequence[int]) -> list[list[Any]]:
    """Some units of a scenario, one a row with its measures, the heads first."""
    measures = [each.name for each in bench.ground.measures]
    rows = [
        [*(row[field] for field in UNIT), *(row["measures"][name] for name in measures)]
        for row in units_told(bench, places)
    ]
    return [[*UNIT, *measures], *rows]


def moves_told(scenario: Scenario) -> list[dict[str, Any]]:
    """The accounts a scenario moves against today; what is not known is None."""
    frame = account_moves(scenario=scenario)[list(MOVE)]
    known = frame.astype(object).where(frame.notna(), None)
    found: list[dict[str, Any]] = known.to_dict("records")
    return found


def move_table(scenario: Scenario) -> list[list[Any]]:
    """The accounts a scenario moves against today, one a row, the heads first."""
    return [list(MOVE), *(list(row.values()) for row in moves_told(scenario))]
