"""`maillage import accounts|reps|owners|touches|...`: a plan first, then the change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from maillage.texts import _

FileArgument = Annotated[Path, typer.Argument(help=_("CSV or XLSX file."))]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", help=_("YAML file that says how columns, words and dates are read.")),
]
SheetOption = Annotated[str | None, typer.Option(help=_("Sheet of the workbook to read."))]
StartsOption = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help=_("Day from which new owners answer; today by default.")
    ),
]
ApplyOption = Annotated[bool, typer.Option("--apply", help=_("Import it; without, only look."))]
KeepOption = Annotated[
    bool, typer.Option("--keep-good-rows", help=_("Import the good rows and leave the wrong ones."))
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]
HELP = {
    "accounts": _("Import accounts: new ones are created, known ones updated by identifier."),
    "reps": _("Import reps: new ones are created, known ones updated by identifier."),
    "owners": _("Import who answers for which account, from when."),
    "touches": _("Import recorded contacts of reps with accounts."),
    "signals": _("Import intent and technology signals, each with its day and source."),
    "opportunities": _("Import opportunities, their stages in time, and what came of them."),
}
REFUSED = 3


def register(import_app: typer.Typer) -> None:
    """Add the commands to ``maillage import``."""
    for kind, text in HELP.items():
        import_app.command(kind, help=text)(command(kind))


def command(kind: str) -> Callable[..., None]:
    """Make the command of one kind of file."""

    def import_file(
        file: FileArgument,
        *,
        mapping: MappingOption = None,
        sheet: SheetOption = None,
        starts_on: StartsOption = None,
        apply: ApplyOption = False,
        keep_good_rows: KeepOption = False,
        as_json: JsonOption = False,
    ) -> None:
        from maillage.cli import imports_output as output  # noqa: PLC0415 - needs Django set up
        from maillage.domain.imports import Kind, apply_import, plan_import  # noqa: PLC0415
        from maillage.interfaces.importers import read_file  # noqa: PLC0415

        with output.progress_bar(shown=not as_json) as progress:
            table, columns, batch = read_file(
                file, kind=Kind(kind), mapping_file=mapping, sheet=sheet, progress=progress
            )
            day = starts_on.date() if starts_on else None
            plan = plan_import(batch=batch, starts_on=day)
            refused = bool(plan.rejected) and not keep_good_rows
            if apply and not refused:
                apply_import(plan=plan, keep_good_rows=keep_good_rows, progress=progress)
        applied = apply and not refused
        if as_json:
            typer.echo(output.as_json(plan, table, columns, applied=applied))
        else:
            output.show(plan, table, columns, applied=applied, refused=refused)
        if refused:
            raise typer.Exit(REFUSED)

    return import_file
