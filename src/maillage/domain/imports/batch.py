"""What an import is made of: rows read from a file, what was assumed, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

import pandas as pd

from maillage.errors import CellProblem

Progress = Callable[[str, float], None]
"""Told the stage of a long piece of work and the share of it that is done."""


class Kind(StrEnum):
    """What a file holds."""

    ACCOUNTS = "accounts"
    REPS = "reps"
    OWNERS = "owners"
    TOUCHES = "touches"
    SIGNALS = "signals"
    OPPORTUNITIES = "opportunities"
    ENRICHMENT = "enrichment"


@dataclass(slots=True)
class Findings:
    """What is wrong in which rows, and what was assumed how many times."""

    LISTED: ClassVar[int] = 1000

    rows: set[int] = field(default_factory=set)
    problems: list[CellProblem] = field(default_factory=list)
    assumptions: Counter[str] = field(default_factory=Counter)

    def reject(self, row: int, column: str, value: Any, message: str, remedy: str) -> None:
        """Refuse a row; the first thousand problems are kept in full."""
        self.rows.add(row)
        if len(self.problems) < self.LISTED:
            text = "" if value is None else str(value)
            self.problems.append(CellProblem(row, column, text, message, remedy))

    def assume(self, text: str, count: int = 1) -> None:
        """Count something that was decided without being asked."""
        if count:
            self.assumptions[text] += count


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A file read and converted: one column per field, one row per row of the file.

    ``rows`` is indexed by the file's row numbers; its cells are Python values, ``None`` where the
    file's cell is empty. ``columns`` maps each field to the file's column name. ``defaults`` fill
    the empty fields of what is created.
    """

    kind: Kind
    file: str
    sha256: str
    columns: dict[str, str]
    rows: pd.DataFrame
    defaults: dict[str, Any] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)

    def column(self, name: str) -> str:
        """Return the file's name of a field's column, for messages."""
        return self.columns.get(name, name)

    def refuse(self, row: int, name: str, value: Any, message: str, remedy: str) -> None:
        """Refuse a row because of one of its fields."""
        self.findings.reject(int(row), self.column(name), value, message, remedy)
