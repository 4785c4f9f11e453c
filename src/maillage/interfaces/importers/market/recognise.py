"""Telling which official layout a file has, from the names of its columns."""

from __future__ import annotations

import csv

from maillage.interfaces.importers.market.catalogue import LAYOUTS
from maillage.interfaces.importers.market.json_tables import JSON, is_json, json_table
from maillage.interfaces.importers.market.layouts import Recognised
from maillage.interfaces.importers.market.sources import Source, head_of, opened

SEPARATORS = ",;\t|"
BOM = "ï»¿"


def recognise(source: Source, year: int | None = None) -> Recognised | None:
    """Tell the layout of a file; None if it is none of those known."""
    head = head_of(source)
    if is_json(head):
        with opened(source) as stream:
            names = json_table(stream, source.name)[0]
        return matching(names, JSON, 1, year)
    first, second = [*head.decode("latin-1").removeprefix(BOM).splitlines()[:2], "", ""][:2]
    labels = second.lstrip('"').startswith("Geographic identifier")
    for separator in SEPARATORS:
        header = column_names(first, separator)
        found = matching(header, separator, 2 if labels else 1, year)
        if found is not None:
            return found
    return None


def matching(
    header: list[str], separator: str, header_lines: int, year: int | None
) -> Recognised | None:
    """Find the first layout that a header has the columns of."""
    for layout in LAYOUTS:
        columns = layout.columns(header, year)
        if columns:
            return Recognised(layout, header, separator, header_lines, columns)
    return None


def column_names(line: str, separator: str) -> list[str]:
    """Read the header; a column without a name, as after a trailing comma, is named by place."""
    names = next(csv.reader([line], delimiter=separator), [])
    return [name.strip().lower() or f"column {place}" for place, name in enumerate(names, 1)]
