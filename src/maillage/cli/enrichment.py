"""`maillage import enrichment|list|undo`: files of suppliers of data, and taking imports back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.cli.imports import (
    REFUSED,
    ApplyOption,
    FileArgument,
    JsonOption,
    KeepOption,
    MappingOption,
    SheetOption,
)
from maillage.errors import NotFoundError
from maillage.texts import _, quoted

if TYPE_CHECKING:
    from rich.table import Table as Grid

    from maillage.domain.imports.enrichment.planning import Enrichment

SHOWN = 10
SourceOption = Annotated[
    str, typer.Option("--source", help=_("Supplier of the file; recognised by its header."))
]
SeenOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=_("Day the values were seen; today by default.")),
]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help=_("Take the file's value where it conflicts."))
]
AddOption = Annotated[
    bool, typer.Option("--add-new", help=_("Create accounts of the rows that are of none."))
]


def register(import_app: typer.Typer) -> None:
    """Add the commands to ``maillage import``."""
    for name, does, text in (
        (
            "enrichment",
            enrich,
            _("Complete accounts by a file of Apollo, ZoomInfo, Sales Navigator or others."),
        ),
        ("list", listed, _("List the files that were taken in, the newest first.")),
        (
            "undo",
            undo,
            _("Take back an import: all it added and changed."),
        ),
    ):
        import_app.command(name, help=text)(does)


def enrich(
    file: FileArgument,
    *,
    source: SourceOption = "",
    seen_on: SeenOption = None,
    overwrite: OverwriteOption = False,
    add_new: AddOption = False,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
    apply: ApplyOption = False,
    keep_good_rows: KeepOption = False,
    as_json: JsonOption = False,
) -> None:
    """Complete accounts by a supplier's file: what it would change, and with --apply the change."""
    from django.utils.timezone import localdate  # noqa: PLC0415 - needs Django set up

    from maillage.cli import imports_output as output  # noqa: PLC0415
    from maillage.domain.imports import Kind, apply_import  # noqa: PLC0415
    from maillage.domain.imports.enrichment import Terms, plan_enrichment  # noqa: PLC0415
    from maillage.interfaces.importers import read_file  # noqa: PLC0415
    from maillage.interfaces.importers.enrichment import supplier_of  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.IMPORT)
    with output.progress_bar(shown=not as_json) as progress:
        table, columns, batch = read_file(
            file, kind=Kind.ENRICHMENT, mapping_file=mapping, sheet=sheet, progress=progress
        )
        terms = Terms(
            source=source or supplier_of(table.columns),
            seen_on=seen_on.date() if seen_on else localdate(),
            overwrite=overwrite,
            add_new=add_new,
        )
        plan = plan_enrichment(batch=batch, terms=terms)
        refused = bool(plan.rejected) and not keep_good_rows
        applied = apply and not refused
        if applied:
            apply_import(plan=plan, by=str(by), keep_good_rows=keep_good_rows, progress=progress)
    if as_json:
        typer.echo(output.as_json(plan, table, columns, applied=applied))
    else:
        output.show(plan, table, columns, applied=applied, refused=refused)
    if refused:
        raise typer.Exit(REFUSED)


def lines(told: Enrichment) -> list[str]:
    """Say whose file it is, how its rows were matched, and what it leaves alone."""
    ways = {
        "id": _("by id"),
        "supplier_id": _("by the supplier's id"),
        "domain": _("by domain"),
        "name": _("by name and place"),
    }
    found = ", ".join(f"{count} {ways[how]}" for how, count in told.matched.most_common())
    said = [
        _("File of %(source)s, seen on %(day)s.")
        % {"source": told.terms.source, "day": told.terms.seen_on},
        _("Rows matched: %(matched)s.") % {"matched": found or "0"},
        _("Signals told: %(count)d.") % {"count": len(told.signals)},
    ]
    if told.new and not told.terms.add_new:
        said.append(
            _("Rows of no account: %(count)d, left out; --add-new creates their accounts.")
            % {"count": len(told.new)}
        )
    if told.conflicts and not told.terms.overwrite:
        said.append(
            _("Conflicts: %(count)d, what is held stays; --overwrite takes the file's values.")
            % {"count": len(told.conflicts)}
        )
    return said


def grids(told: Enrichment) -> list[Grid]:
    """Show the first rows of no account, those that could be several, and the conflicts."""
    from maillage.cli.answers import table_of  # noqa: PLC0415 - needs Django set up

    place = {"row": _("Row"), "company": _("Company"), "website": _("Website"), "place": _("Place")}
    unsure = [row | {"could_be": ", ".join(row["could_be"])} for row in told.unsure[:SHOWN]]
    conflicts = [
        {"account": account, "field": each.field, "held": each.held, "told": each.told}
        for account, each in told.conflicts[:SHOWN]
    ]
    heads = {
        "account": _("Account"),
        "field": _("Field"),
        "held": _("What is held"),
        "told": _("What is told"),
    }
    shown = (
        (told.new[:SHOWN], place, _("Rows of no account")),
        (unsure, place | {"could_be": _("Could be")}, _("Rows that could be of several accounts")),
        (conflicts, heads, _("Conflicts")),
    )
    return [table_of(rows, columns, title) for rows, columns, title in shown if rows]


def listed(*, as_json: AsJson = False) -> None:
    """List the files that were taken in, the newest first."""
    from maillage.models import ImportRun  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.IMPORT)
    names = ("pk", "kind", "file_name", "created", "updated", "unchanged", "at", "undone_at")
    rows = [dict(zip(names, row, strict=True)) for row in ImportRun.objects.values_list(*names)]
    heads = {
        "pk": _("Number"),
        "kind": _("Kind"),
        "file_name": _("File"),
        "created": _("new"),
        "updated": _("changed"),
        "at": _("When"),
        "undone_at": _("Undone"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("Nothing was imported yet."))


def undo(
    number: Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in the list."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Take back an import: all it added and changed."""
    from maillage.domain.imports.undo import undo_import  # noqa: PLC0415 - needs Django set up
    from maillage.models import ImportRun  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by, found = whoever(Action.IMPORT), ImportRun.objects.filter(pk=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no import %(number)d.") % {"number": number},
            remedy=_("`maillage import list` lists them."),
        )
    undone = undo_import(run=found, by=by)
    if as_json:
        show_json({"number": undone.pk, "undone_at": undone.undone_at})
        return
    typer.echo(_("Undone: %(file)s.") % {"file": quoted(undone.file_name)})
