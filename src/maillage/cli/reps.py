"""``maillage reps``: who there is, and what each owns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maillage.texts import _, number

if TYPE_CHECKING:
    import pandas as pd


def register(app: typer.Typer) -> None:
    """Add the command to those of the program."""
    described = _("List the reps: id, name, e-mail, home, capacity and the accounts each owns.")
    app.command("reps", help=described)(show_reps)


def show_reps(
    *, as_json: Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))] = False
) -> None:
    """List the reps: id, name, e-mail, home, capacity and the accounts each owns."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.territories.queries import books_of_reps  # noqa: PLC0415

    reps = books_of_reps(on=timezone.localdate())
    if as_json:
        typer.echo(json.dumps(reps.to_dict("records"), ensure_ascii=False, indent=2))
    elif reps.empty:
        typer.echo(_("No reps yet: import some with `maillage import reps FILE --apply`."))
    else:
        Console().print(as_table(reps))


def as_table(reps: pd.DataFrame) -> Table:
    """Draw the reps, one a line."""
    table = Table()
    for heading in (_("Id"), _("Name"), _("E-mail"), _("City"), _("State")):
        table.add_column(heading)
    table.add_column(_("Capacity"), justify="right")
    table.add_column(_("Active"))
    table.add_column(_("Accounts"), justify="right")
    for rep in reps.itertuples(index=False):
        texts = (rep.id, rep.name, rep.email, rep.city, rep.state)
        figures = (number(rep.capacity, 2), _("yes") if rep.active else _("no"))
        table.add_row(*(escape(text) for text in texts), *figures, number(rep.accounts))
    return table
