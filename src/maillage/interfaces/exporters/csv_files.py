"""Units and accounts as CSV (RFC 4180), in UTF-8 with the mark that makes Excel see it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.safety import neutralised
from maillage.interfaces.exporters.wording import clean, known


def write_units(outcome: DesignOutcome, path: Path) -> None:
    """Write one line per unit, with the name and the rep of its territory."""
    territories = outcome.territories.set_index("number")
    units = outcome.units.assign(
        territory_name=outcome.units["territory"].map(territories["name"]),
        rep=outcome.units["territory"].map(territories["rep"]),
    )
    _write(units, path)


def write_accounts(outcome: DesignOutcome, path: Path) -> None:
    """Write one line per account, with its owner before and after."""
    _write(outcome.accounts, path)


def _write(table: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.columns)
        columns: Iterable[list[Any]] = (table[key].tolist() for key in table.columns)
        writer.writerows(zip(*(map(_cell, column) for column in columns), strict=True))


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value) if known(value) and not value.is_integer() else _whole(value)
    return value if isinstance(value, int) else neutralised(clean(value))


def _whole(value: float) -> str:
    return str(int(value)) if known(value) else ""
