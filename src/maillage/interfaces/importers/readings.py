"""What reading one cell may give besides a value, and the options a mapping file sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Wrong:
    """The cell cannot be used: why, and what to do."""

    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Assumed:
    """A value that needed a decision, and the decision in words."""

    value: Any
    note: str


@dataclass(frozen=True, slots=True)
class Options:
    """How a file writes numbers, dates and words; empty means: find out."""

    decimal: str = ""
    date: str = ""
    values: dict[str, str] = field(default_factory=dict)


CellReader = Callable[[str], Any]
"""Turns the text of one cell, stripped and not empty, into a value, ``Wrong`` or ``Assumed``."""

ColumnReader = Callable[[Sequence[str], Options], CellReader]
"""Looks at all the different texts of a column, then returns the reader of its cells."""


def each(reader: CellReader) -> ColumnReader:
    """Make a column reader of a cell reader that needs no view of the whole column."""
    return lambda _texts, _options: reader
