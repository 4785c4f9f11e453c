"""Objectives from a file: one row for each part of the company (CSV or XLSX)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from maillage.domain.imports.names import key
from maillage.domain.plans.objectives import Given
from maillage.errors import CellProblem, FileError, RowError
from maillage.interfaces.importers.numbers import number_reader
from maillage.interfaces.importers.readings import Options, Wrong
from maillage.interfaces.importers.tables import Table, read_table
from maillage.texts import _, quoted

NAMES: Final = {
    "name": ("name", "nom", "node"),
    "parent": ("parent", "under", "sous", "rattachement"),
    "kind": ("kind", "type", "level", "niveau", "genre"),
    "rep": ("rep", "repid", "commercial", "owner"),
    "pinned": ("pinned", "amount", "objective", "montant", "objectif", "fixe"),
    "over": ("over", "overassignment", "surattribution"),
}
"""What the columns may be called; every other column is a measure."""


def read_objectives(path: Path) -> list[Given]:
    """Read the parts of a company from a file.

    Raises
    ------
    FileError
        If it cannot be read, or has no column of names.
    RowError
        Naming row, column and value of each cell that cannot be.
    """
    table = read_table(path)
    known = {
        field: column
        for field, names in NAMES.items()
        for column in table.columns
        if key(column) in names
    }
    if "name" not in known:
        raise FileError(
            _("%(file)s has no column of names.") % {"file": quoted(path.name)},
            remedy=_("Give the columns name, parent, kind and rep, and one for each measure."),
        )
    measures = [column for column in table.columns if column not in known.values()]
    problems: list[CellProblem] = []
    numbers = {
        column: figures(table, column, problems)
        for column in (*measures, *filter(None, (known.get("pinned"), known.get("over"))))
    }
    if problems:
        raise RowError(path.name, problems)
    rows = table.cells.to_pylist()
    return [given(row, known, {c: numbers[c][at] for c in numbers}, measures)
            for at, row in enumerate(rows)]  # fmt: skip


def given(
    row: dict[str, Any],
    known: dict[str, str],
    numbers: dict[str, float | None],
    measures: list[str],
) -> Given:
    """A part of the company from a row."""

    def text(field: str) -> str:
        return str(row.get(known.get(field, "")) or "").strip()

    pinned, over = (numbers.get(known.get(field, "")) for field in ("pinned", "over"))
    return Given(
        name=text("name"),
        kind=text("kind").lower() or kind_of(text("parent"), text("rep")),
        parent=text("parent"),
        rep=text("rep"),
        measures={column: numbers[column] or 0.0 for column in measures},
        pinned=None if pinned is None else Decimal(str(pinned)),
        over=Decimal(str(over or 0)),
    )  # fmt: skip


def kind_of(parent: str, rep: str) -> str:
    """What a node is where the file does not say."""
    if rep:
        return "rep"
    return "team" if parent else "company"


def figures(table: Table, column: str, problems: list[CellProblem]) -> list[float | None]:
    """The numbers of a column, None where a cell is empty; what is none is a problem."""
    texts = [str(each or "").strip() for each in table.cells[column].to_pylist()]
    read = number_reader([text for text in texts if text], Options())
    found: list[float | None] = []
    for row, text in zip(table.row_numbers, texts, strict=True):
        value = read(text) if text else None
        if isinstance(value, Wrong) or (isinstance(value, float) and value < 0):
            problems.append(
                CellProblem(int(row), column, text, _("it is no number of 0 or more."),
                            _("Write an amount, or leave the cell empty."))
            )  # fmt: skip
            value = None
        found.append(None if value is None else float(str(value)))
    return found
