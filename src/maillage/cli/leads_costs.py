"""``maillage leads costs``: what winning customers costs, by period."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_rows
from maillage.texts import _

DAY = "%Y-%m-%d"


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    costs = typer.Typer(help=_("What marketing and sales cost, by period."), no_args_is_help=True)
    costs.command("list", help=_("List the costs."))(listed)
    costs.command("add", help=_("Record what marketing or sales cost from day to day."))(add)
    costs.command("import", help=_("Record costs from a CSV or XLSX file."))(import_costs)
    costs.command("remove", help=_("Remove what was recorded of a period."))(remove)
    leads.add_typer(costs, name="costs")


def listed(*, as_json: AsJson = False) -> None:
    """List the costs."""
    from maillage.models import AcquisitionCost  # noqa: PLC0415 - needs Django set up

    rows = [
        {
            "id": each.pk,
            "kind": each.get_kind_display(),
            "starts_on": each.starts_on,
            "ends_on": each.ends_on,
            "amount": float(each.amount),
        }
        for each in AcquisitionCost.objects.all()
    ]
    heads = {
        "id": _("Id"),
        "kind": _("Kind"),
        "starts_on": _("From day"),
        "ends_on": _("To day"),
        "amount": _("Amount"),
    }
    none = _("No cost yet: see `maillage leads costs add --help`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def add(
    kind: Annotated[str, typer.Argument(metavar=_("KIND"), help=_("marketing or sales."))],
    first: Annotated[datetime, typer.Argument(metavar=_("FROM"), formats=[DAY])],
    last: Annotated[datetime, typer.Argument(metavar=_("UNTIL"), formats=[DAY])],
    amount: Annotated[float, typer.Argument(metavar=_("AMOUNT"))],
) -> None:
    """Record what marketing or sales cost from one day to another; known, it is replaced."""
    from maillage.domain.leads.costs import Cost, record_costs  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415 - same

    by = whoever(Action.EDIT_SCORING)
    cost = Cost(kind, first.date(), last.date(), Decimal(str(amount)))
    kept = record_costs(costs=[cost], by=by)
    typer.echo(_("Costs recorded: %(count)d.") % {"count": len(kept)})


def import_costs(
    file: Annotated[
        Path,
        typer.Argument(metavar=_("FILE"), help=_("Columns kind, from, to, amount; a line each.")),
    ],
) -> None:
    """Record costs from a file."""
    from maillage.domain.leads.costs import record_costs  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.importers.leads.costs import read_costs  # noqa: PLC0415 - same
    from maillage.permissions import Action  # noqa: PLC0415 - same

    by = whoever(Action.EDIT_SCORING)
    kept = record_costs(costs=read_costs(file), by=by)
    typer.echo(_("Costs recorded: %(count)d.") % {"count": len(kept)})


def remove(
    cost: Annotated[int, typer.Argument(metavar=_("ID"), help=_("As `list` shows it."))],
) -> None:
    """Remove what was recorded of a period.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.domain.leads.costs import remove_cost  # noqa: PLC0415 - needs Django set up
    from maillage.errors import NotFoundError  # noqa: PLC0415 - same
    from maillage.models import AcquisitionCost  # noqa: PLC0415 - same
    from maillage.permissions import Action  # noqa: PLC0415 - same

    by = whoever(Action.EDIT_SCORING)
    found = AcquisitionCost.objects.filter(pk=cost).first()
    if found is None:
        raise NotFoundError(
            _("There is no cost %(number)d.") % {"number": cost},
            remedy=_("`maillage leads costs list` lists them."),
        )
    remove_cost(cost=found, by=by)
    typer.echo(_("The cost is removed."))
