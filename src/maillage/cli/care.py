"""``maillage backup``, ``restore`` and ``doctor``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from maillage.cli.workspace import make_directory, set_up_django
from maillage.texts import _

MARKS = {"good": "[green]✓[/]", "warning": "[yellow]![/]", "bad": "[red]✗[/]"}


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    app.command("backup", help=_("Write everything into one file."))(backup)
    app.command("restore", help=_("Fill an empty database with a backup."))(restore)
    app.command("doctor", help=_("Look at the installation and say what to do."))(doctor)


def backup(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("A new ZIP file."))],
) -> None:
    """Write everything into one file."""
    from maillage.domain.backup import back_up  # noqa: PLC0415 - needs Django set up

    summary = back_up(to=file)
    typer.echo(_("%(count)d rows are in %(file)s.") % {"count": summary.total, "file": file})
    typer.echo(_("It also holds the key of this installation: keep it as safe as a password."))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("A backup."))],
) -> None:
    """Fill an empty database with a backup."""
    make_directory(context.obj)
    set_up_django()
    from maillage.domain.backup import restore as fill  # noqa: PLC0415

    summary = fill(file=file)
    typer.echo(
        _("%(count)d rows of %(day)s are restored.")
        % {"count": summary.total, "day": summary.made_at[:10]}
    )


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))] = False
) -> None:
    """Look at the installation and say what to do."""
    from maillage.domain.doctor import Health, examine  # noqa: PLC0415 - needs Django set up

    signs = examine()
    if as_json:
        typer.echo(json.dumps([asdict(sign) for sign in signs], ensure_ascii=False, indent=2))
    else:
        table = Table(show_header=False, box=None)
        for sign in signs:
            text = f"{sign.detail}\n[dim]{sign.remedy}[/]" if sign.remedy else sign.detail
            table.add_row(MARKS[sign.health], sign.name, text)
        Console().print(table)
    if any(sign.health is Health.BAD for sign in signs):
        raise typer.Exit(1)
