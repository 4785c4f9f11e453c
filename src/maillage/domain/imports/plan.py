"""The plan of an import: what would be created, changed, left alone or refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from maillage.domain.accounts.signals import Comparison
from maillage.domain.imports.batch import Batch, Findings, Kind
from maillage.models import ImportRun

if TYPE_CHECKING:
    from maillage.domain.imports.enrichment.planning import Enrichment

CHANGE_COLUMNS = ("row", "key", "field", "before", "after")


@dataclass(slots=True)
class OwnershipPlan:
    """Which ownerships to close, correct and open; each frame is indexed by the file's rows.

    ``opened``     account (external id) · rep (primary key) · starts_on · ends_on · locked · reason
    ``closed``     ownership (primary key) · ends_on
    ``corrected``  ownership (primary key) · rep (primary key) · starts_on · locked · reason
    """

    opened: pd.DataFrame
    closed: pd.DataFrame
    corrected: pd.DataFrame

    def only(self, rows: pd.Index) -> OwnershipPlan:
        """Leave out what comes from other rows of the file."""
        return OwnershipPlan(
            *(part[part.index.isin(rows)] for part in (self.opened, self.closed, self.corrected))
        )


@dataclass(slots=True, kw_only=True)
class ImportPlan:
    """What applying an import would do.

    ``written`` holds the complete new state of every row to create or update, ``is_new`` tells
    them apart; ``changes`` lists every differing field (row · key · field · before · after).
    ``entries`` are stages entered by opportunities, to be written: external_id, stage, entered_on.
    ``run`` is the record of the import, once it is being written.
    """

    batch: Batch
    written: pd.DataFrame
    is_new: pd.Series
    changes: pd.DataFrame
    created: int
    updated: int
    unchanged: int
    starts_on: date
    ownership: OwnershipPlan | None = None
    located: dict[str, int] = field(default_factory=dict)
    signals: Comparison | None = None
    enrichment: Enrichment | None = None
    entries: pd.DataFrame | None = None
    run: ImportRun | None = None

    @property
    def kind(self) -> Kind:
        """What the file holds."""
        return self.batch.kind

    @property
    def findings(self) -> Findings:
        """What is wrong and what was assumed."""
        return self.batch.findings

    @property
    def rejected(self) -> int:
        """How many rows are refused."""
        return len(self.findings.rows)

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return len(self.batch.rows)

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        told = bool(self.enrichment and self.enrichment.signals)
        return bool(self.created or self.updated or told)

    def as_dict(self, *, problems: int = 20) -> dict[str, object]:
        """Return counts, assumptions and the first problems, for machines."""
        more = {"enrichment": self.enrichment.as_dict()} if self.enrichment else {}
        return more | {
            "kind": self.kind.value,
            "file": self.batch.file,
            "sha256": self.batch.sha256,
            "columns": self.batch.columns,
            "rows": self.total,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "located": self.located,
            "assumptions": dict(self.findings.assumptions),
            "problems": [
                {
                    "row": problem.row,
                    "column": problem.column,
                    "value": problem.value,
                    "message": problem.message,
                    "remedy": problem.remedy,
                }
                for problem in self.findings.problems[:problems]
            ],
        }


def no_changes() -> pd.DataFrame:
    """Return an empty list of changes."""
    return pd.DataFrame(columns=list(CHANGE_COLUMNS), dtype=object)
