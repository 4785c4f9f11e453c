"""Shows on screen what an import read, would change, assumed and refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table as Grid

from maillage.cli import enrichment
from maillage.domain.imports.batch import Findings
from maillage.domain.imports.batch import Progress as Report
from maillage.domain.imports.plan import ImportPlan
from maillage.interfaces.importers import Mapping, Table, telling


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Report]:
    """Show the stage of the work and the time left, on the error stream."""
    stages = {"read": _("Reading"), "convert": _("Converting"), "write": _("Writing")}
    console = Console(stderr=True)
    look = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*look, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(stages["read"], total=1.0)

        def report(stage: str, share: float) -> None:
            bar.update(task, description=stages[stage], completed=share)

        yield report


def as_json(plan: ImportPlan, table: Table, mapping: Mapping, *, applied: bool) -> str:
    """Write the plan for machines."""
    answer = {
        **plan.as_dict(problems=Findings.LISTED),
        "encoding": table.encoding or "UTF-8",
        "ignored_columns": list(mapping.ignored),
        "applied": applied,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, default=str)


def show(plan: ImportPlan, table: Table, mapping: Mapping, *, applied: bool, refused: bool) -> None:
    """Print everything a person needs to decide."""
    console = Console()
    console.print(mapping_grid(mapping))
    for line in telling.notes(plan, table, mapping):
        console.print(escape(line), highlight=False)
    console.print(counts_grid(plan))
    if plan.enrichment:
        for line in enrichment.lines(plan.enrichment):
            console.print(escape(line), highlight=False)
        for shown in enrichment.grids(plan.enrichment):
            console.print(shown)
    if plan.findings.assumptions:
        console.print(assumptions_grid(plan))
    if len(plan.changes):
        console.print(changes_grid(plan))
    if plan.findings.problems:
        console.print(problems_grid(plan))
    console.print(next_step(plan, applied=applied, refused=refused), highlight=False)


def grid(title: str, *columns: str) -> Grid:
    """Make an empty table with a title above its left edge."""
    made = Grid(title=title, title_justify="left", title_style="bold")
    for column in columns:
        made.add_column(column)
    return made


def mapping_grid(mapping: Mapping) -> Grid:
    """Show which column was read as what, and why."""
    made = grid(_("How the columns are read"), _("Field"), _("Column"), _("Why"))
    for column in mapping.columns:
        made.add_row(column.target, escape(column.source), column.explain())
    return made


def counts_grid(plan: ImportPlan) -> Grid:
    """Show how many rows are new, changed, the same, or wrong."""
    made = grid(escape(plan.batch.file), _("Rows"), "")
    for name, count in (
        (_("new"), plan.created),
        (_("changed"), plan.updated),
        (_("unchanged"), plan.unchanged),
        (_("wrong"), plan.rejected),
    ):
        made.add_row(name, f"{count:,}")
    return made


def assumptions_grid(plan: ImportPlan) -> Grid:
    """Show what was decided without being asked."""
    made = grid(_("What was assumed"), _("Rows"), _("Assumption"))
    for note, count in plan.findings.assumptions.most_common():
        made.add_row(f"{count:,}", escape(note))
    return made


def changes_grid(plan: ImportPlan) -> Grid:
    """Show the first changes, before and after."""
    made = grid(_("First changes"), _("Row"), "Id", _("Field"), _("Before"), _("After"))
    for change in telling.changes(plan):
        made.add_row(*map(escape, change))
    return made


def problems_grid(plan: ImportPlan) -> Grid:
    """Show the first problems with their remedies."""
    made = grid(_("What is wrong"), _("Row"), _("Column"), _("Value"), _("Problem"), _("Remedy"))
    for problem in telling.problems(plan.findings.problems):
        made.add_row(*map(escape, problem))
    return made


def next_step(plan: ImportPlan, *, applied: bool, refused: bool) -> str:
    """Say what happened, or what to do next."""
    if applied:
        return _("Imported.") if plan.writes else _("Nothing to change.")
    if refused:
        return ngettext(
            "Nothing was imported: %(count)d row is wrong. Correct it, or add --keep-good-rows.",
            "Nothing was imported: %(count)d rows are wrong."
            " Correct them, or add --keep-good-rows.",
            plan.rejected,
        ) % {"count": plan.rejected}
    if not plan.writes:
        return _("Nothing to import: the workspace already holds all of it.")
    return _("This was a trial: nothing was written. Add --apply to import.")
