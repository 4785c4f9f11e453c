"""What importing a kept file would do, planned anew as often as somebody asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from django.utils import timezone

from maillage.domain.imports import ImportPlan, Kind, apply_import, plan_import
from maillage.domain.imports.uploads import Planner
from maillage.domain.leads.events import NewEvent, Recorded
from maillage.domain.leads.receiving import FILES, receive_events
from maillage.interfaces.importers import (
    Mapping,
    Overrides,
    Table,
    convert,
    map_columns,
    read_overrides,
    read_table,
)
from maillage.interfaces.importers.leads.receiving import read_file
from maillage.interfaces.uploads.accepting import laid_out
from maillage.models import ImportRun, Membership, UploadKind
from maillage.texts import _

MAPPING_FILE = "mapping.yaml"
type Terms = dict[str, Any]


class RowsWork:
    """Rows of accounts, reps and the like: compared with what is stored."""

    def __init__(self, table: Table, mapping: Mapping, terms: Terms) -> None:
        self.table, self.mapping = table, mapping
        batch = convert(table, mapping, overrides_in(terms))
        self.plan = plan_import(batch=batch, starts_on=date.fromisoformat(terms["starts_on"]))

    @cached_property
    def digest(self) -> str:
        """What tells it from importing anything else."""
        return digest_of(self.plan)

    @property
    def counts(self) -> str:
        """How many rows it would create, change, leave alone and refuse, in words."""
        plan = self.plan
        return counted(plan.created, plan.updated, plan.unchanged, plan.rejected)

    def apply(self, *, by: Membership, keep_good_rows: bool) -> ImportRun:
        """Do it."""
        return apply_import(plan=self.plan, by=by, keep_good_rows=keep_good_rows)


@dataclass(frozen=True)
class EventsWork:
    """Events of leads: new, or known already."""

    events: list[NewEvent]
    source: str
    found: Recorded

    @property
    def digest(self) -> str:
        """What tells it from importing anything else."""
        told = [self.source, self.found.new, *sorted(each.key for each in self.events)]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    @property
    def counts(self) -> str:
        """How many are new and known, in words."""
        return counted(self.found.new, 0, self.found.known, 0)

    def apply(self, *, by: Membership, keep_good_rows: bool) -> dict[str, int]:  # noqa: ARG002 - all or none
        """Do it."""
        now = timezone.now()
        kept = receive_events(key=self.source, events=self.events, apply=True, by=by, now=now)
        return {"new": kept.new, "known": kept.known}


def counted(created: int, updated: int, unchanged: int, rejected: int) -> str:
    """Write the counts of an import."""
    return _(
        "new %(created)d, changed %(updated)d, unchanged %(unchanged)d, wrong %(rejected)d"
    ) % {"created": created, "updated": updated, "unchanged": unchanged, "rejected": rejected}


def planner(path: Path, kind: str, terms: Terms) -> Planner:
    """Read a file once, so that it can be planned now and again.

    Raises
    ------
    InputError
        If it cannot be read as it is.
    """
    if kind == UploadKind.LEAD_EVENTS:
        return lambda: events_work(path, terms)
    overrides = overrides_in(terms)
    table = read_table(path, sheet=terms.get("sheet") or None, encoding=overrides.encoding)
    mapping = map_columns(
        kind=Kind(kind), file=table.file, columns=table.columns, overrides=overrides
    )
    return lambda: RowsWork(table, mapping, terms)


def events_work(path: Path, terms: Terms) -> EventsWork:
    """Read events, and count which of them are new."""
    now, source = timezone.now(), terms.get("source") or FILES
    events = read_file(path, terms.get("zone") or "UTC", now, terms.get("sheet") or None)
    found = receive_events(key=source, events=events, apply=False, by="", now=now)
    return EventsWork(events, source, found)


def overrides_in(terms: Terms) -> Overrides:
    """How a file is to be read: as its mapping file says, and the columns that were chosen.

    Raises
    ------
    MappingError
        If the mapping file cannot be used.
    """
    said = Overrides()
    if terms.get("mapping"):
        with laid_out(MAPPING_FILE, terms["mapping"].encode()) as path:
            said = read_overrides(path)
    columns = said.columns | terms.get("columns", {})
    return Overrides(columns, said.defaults, said.values, said.decimal, said.date, said.encoding)


def digest_of(plan: ImportPlan) -> str:
    """Give what tells a plan from every other: all that it writes, and the rows it refuses."""
    found = hashlib.sha256()
    for part in parts_of(plan):
        found.update(repr(part).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def parts_of(plan: ImportPlan) -> Iterator[Any]:
    """Give all that a plan says, as plain values."""
    yield plan.kind.value, plan.starts_on, sorted(map(int, plan.findings.rows))
    yield plan.created, plan.updated, plan.unchanged
    frames = [plan.written, plan.changes, plan.entries]
    if plan.ownership is not None:
        frames += [plan.ownership.opened, plan.ownership.closed, plan.ownership.corrected]
    for frame in frames:
        yield None if frame is None else values_in(frame)
    yield plan.is_new.tolist()


def values_in(frame: pd.DataFrame) -> tuple[list[Any], list[Any], list[Any]]:
    """Give the columns, the rows' names and the cells of a table."""
    return list(frame.columns), frame.index.tolist(), frame.to_numpy(object).tolist()
