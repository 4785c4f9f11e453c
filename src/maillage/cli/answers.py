"""Answers of commands: a table for people, JSON for programs; files by their ending."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maillage.errors import FileError, ParameterError
from maillage.texts import _, quoted

AsJson = Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))]
On = Annotated[
    str | None, typer.Option(metavar="YYYY-MM-DD", help=_("Day to look at; today by default."))
]
Rows = Sequence[Mapping[str, Any]]


def day_of(on: str | None) -> date:
    """The day named, today where none is."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.cli import options  # noqa: PLC0415 - loads pandas

    return timezone.localdate() if on is None else options.day(on)


def show_rows(rows: Rows, heads: Mapping[str, str], *, as_json: bool, empty: str) -> None:
    """Show rows under heads, or as JSON with all they hold; where there are none say what to do."""
    if as_json:
        show_json(rows)
    elif not rows:
        typer.echo(empty)
    else:
        Console().print(table_of(rows, heads))


def table_of(rows: Rows, heads: Mapping[str, str], title: str | None = None) -> Table:
    """Draw rows, one a line; numbers to the right, what is not known as a dash."""
    from maillage.interfaces.lists.columns import written  # noqa: PLC0415 - needs Django set up

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for key, head in heads.items():
        amounts = all(isinstance(row[key], int | float) for row in rows)
        table.add_column(head, justify="right" if amounts else "left")
    for row in rows:
        table.add_row(*(escape(written(row[key], 1)) for key in heads))
    return table


def show_json(found: object) -> None:
    """Print plain values as JSON; days and moments as ISO 8601."""
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file that is not there yet, unless forced, and say so.

    Raises
    ------
    FileError
        If it is there, or cannot be written.
    """
    try:
        with path.open("wb" if force else "xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise FileError(
            _("%(file)s is there already.") % {"file": path},
            remedy=_("Name another one, or add --force to overwrite it."),
        ) from None
    except OSError as error:
        raise FileError(
            _("%(file)s cannot be written: %(reason)s.") % {"file": path, "reason": error.strerror},
            remedy=_("Name another one."),
        ) from error
    typer.echo(_("Written: %(file)s") % {"file": path})


def ending(path: Path, among: Sequence[str]) -> str:
    """The ending of a file name, which says what is written.

    Raises
    ------
    FileError
        If it is none of those.
    """
    found = path.suffix.lower().removeprefix(".")
    if found not in among:
        raise FileError(
            _("The ending of %(file)s does not say what to write.") % {"file": quoted(path.name)},
            remedy=_("End it with one of: %(endings)s.")
            % {"endings": ", ".join(f".{each}" for each in among)},
        )
    return found


def amount(text: str) -> Decimal:
    """Read an amount.

    Raises
    ------
    ParameterError
        If it is none.
    """
    try:
        return Decimal(text.replace("_", "").replace(" ", ""))
    except InvalidOperation:
        raise ParameterError(
            _("%(value)s is no number.") % {"value": quoted(text[:40])},
            remedy=_("Write it with a point: 1200000.50"),
        ) from None
