"""A look at a kept file: how it is read, what importing it would do, what is wrong.

Nothing is written. A look is plain values. Its ``step`` says what comes next: ``sheet``, one of
several sheets is to be chosen; ``columns``, the columns are not understood yet; ``wrong``, the file
is to be corrected; ``ready``, it can be imported, ``partly`` where rows are wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from maillage.domain.imports import Kind
from maillage.domain.imports.plan import ImportPlan
from maillage.errors import MappingError, RowError
from maillage.interfaces.importers import Overrides, Table, read_table, telling
from maillage.interfaces.importers.files import FileFormat, recognise
from maillage.interfaces.importers.leads import tables
from maillage.interfaces.importers.mapping import MappedColumn, recognised
from maillage.interfaces.importers.workbooks import filled_sheets
from maillage.interfaces.uploads.accepting import opened
from maillage.interfaces.uploads.labels import label_of
from maillage.interfaces.uploads.working import (
    EventsWork,
    RowsWork,
    Terms,
    events_work,
    overrides_in,
    planner,
)
from maillage.models import Upload, UploadKind
from maillage.texts import _, language

SAMPLES, SAMPLE_LENGTH = 3, 60
type Look = dict[str, Any]
type Stage = Callable[[str, float], None]


def look_at(upload: Upload, stage: Stage = lambda _name, _share: None) -> Look:
    """Look at a kept file.

    Raises
    ------
    FileError
        If it cannot be read at all.
    """
    with opened(upload) as path:
        return clean(looked(path, upload.kind, upload.terms, stage))


def looked(path: Path, kind: str, terms: Terms, stage: Stage) -> Look:
    """Look at a file, as far as it can be read."""
    sheets = filled_sheets(path) if recognise(path) is FileFormat.WORKBOOK else []
    look: Look = {"language": language(), "sheets": sheets, "sheet": terms.get("sheet", "")}
    if len(sheets) > 1 and not look["sheet"]:
        return look | {"step": "sheet"}
    stage("reading", 0.2)
    if kind == UploadKind.LEAD_EVENTS:
        return look | events_seen(path, terms)
    return look | rows_seen(path, kind, terms, stage)


def events_seen(path: Path, terms: Terms) -> Look:
    """Say which events of a file are new."""
    try:
        columns = event_columns(path, terms)
        work = events_work(path, terms)
    except MappingError as error:
        return {"step": "wrong", "problem": str(error)}
    except RowError as error:
        found = list(error.problems)
        counts = {"created": 0, "updated": 0, "unchanged": 0,
                  "rejected": len({each.row for each in found})}  # fmt: skip
        return {"step": "wrong", "problems": telling.problems(found), "counts": counts}
    return {"step": "ready", "columns": columns} | events_told(work)


def events_told(work: EventsWork) -> Look:
    """Give what keeping events would do."""
    counts = {"created": work.found.new, "updated": 0, "unchanged": work.found.known,
              "rejected": 0}  # fmt: skip
    return {"digest": work.digest, "counts": counts, "writes": bool(work.found.new),
            "partly": False}  # fmt: skip


def event_columns(path: Path, terms: Terms) -> list[dict[str, Any]]:
    """Say as what the columns of a file of events are read."""
    reader = tables.Reader(path, terms.get("zone") or "UTC", terms.get("sheet") or None)
    known = {
        reader.column(names): label
        for names, label in (
            (tables.OWN_ID, _("Identifier of the event")), (tables.SOURCE, _("Source")),
            (tables.AT, _("Day")), (tables.EVENT, _("Event")), (tables.LEAD, _("Lead")),
        )
    }  # fmt: skip
    return [
        {"name": name, "samples": samples(reader.table, name),
         "label": known.get(name, _("Told with it"))}
        for name in reader.table.columns
    ]  # fmt: skip


def rows_seen(path: Path, kind: str, terms: Terms, stage: Stage) -> Look:
    """Say how a file is read, and what importing it would do."""
    try:
        overrides = overrides_in(terms)
    except MappingError as error:
        overrides, problem = Overrides(), str(error)
    else:
        problem = ""
    table = read_table(path, sheet=terms.get("sheet") or None, encoding=overrides.encoding)
    try:
        look = how_read(table, Kind(kind), overrides)
    except MappingError as error:
        look, problem = how_read(table, Kind(kind), Overrides()), str(error)
    if problem:
        return look | {"step": "columns", "problem": problem}
    stage("comparing", 0.5)
    try:
        work = planner(path, kind, terms)()
    except MappingError as error:
        return look | {"step": "columns", "problem": missing_in(look, table.file) or error.message}
    return look | {"step": "ready"} | rows_told(work) if isinstance(work, RowsWork) else look


def missing_in(look: Look, file: str) -> str:
    """Say which fields every row needs and no column is read as."""
    read = {each["field"] for each in look["columns"]}
    found = [
        each["label"]
        for each in look["fields"]
        if each["required"] and not {each["name"], *each["instead"]} & read
    ]
    text = _("%(file)s: no column was recognised as %(fields)s.")
    return text % {"file": file, "fields": ", ".join(found)} if found else ""


def how_read(table: Table, kind: Kind, overrides: Overrides) -> Look:
    """Say which column is read as which field, and which fields there are.

    Raises
    ------
    MappingError
        If the fields that were chosen are not there.
    """
    fields, found = recognised(kind, table.file, table.columns, overrides)
    return {
        "fields": [
            {
                "name": each.name,
                "label": label_of(kind, each.name),
                "required": each.required,
                "instead": list(each.instead),
            }
            for each in fields
        ],
        "columns": [column_read(table, name, kind, found) for name in table.columns],
    }


def column_read(
    table: Table, name: str, kind: Kind, found: dict[str, MappedColumn]
) -> dict[str, Any]:
    """Say as what a column is read, why, and what its first rows hold."""
    read = [each for each in found.values() if each.source == name]
    return {
        "name": name,
        "samples": samples(table, name),
        "field": read[0].target if read else "",
        "label": ", ".join(label_of(kind, each.target) for each in read),
        "why": read[0].explain() if read else "",
    }


def samples(table: Table, name: str) -> list[str]:
    """Give what the first rows hold in a column."""
    first = table.cells.slice(0, SAMPLES)[name].to_pylist()
    return [(text or "")[:SAMPLE_LENGTH] for text in first]


def rows_told(work: RowsWork) -> Look:
    """Give what importing rows would do."""
    plan = work.plan
    return {
        "digest": work.digest,
        "starts_on": plan.starts_on.isoformat(),
        "notes": telling.notes(plan, work.table, work.mapping),
        "counts": counts_of(plan),
        "assumptions": [list(each) for each in plan.findings.assumptions.most_common()],
        "changes": [
            [row, key, label_of(plan.kind, field), before, after]
            for row, key, field, before, after in telling.changes(plan)
        ],
        "problems": [list(each) for each in telling.problems(plan.findings.problems)],
        "writes": plan.writes,
        "partly": bool(plan.rejected),
    }


def counts_of(plan: ImportPlan) -> dict[str, int]:
    """Count the rows by what becomes of them."""
    return {
        "created": plan.created, "updated": plan.updated,
        "unchanged": plan.unchanged, "rejected": plan.rejected,
    }  # fmt: skip


def clean(value: Any) -> Any:
    """Leave out the signs that no database keeps in a text."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: clean(each) for name, each in value.items()}
    return [clean(each) for each in value] if isinstance(value, list | tuple) else value
