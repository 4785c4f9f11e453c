"""``maillage transfers``: accounts given at once, and back; a rep who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, day_of, show_json, show_rows
from maillage.errors import NotFoundError
from maillage.texts import _, number

if TYPE_CHECKING:
    from maillage.models import Transfer

Number = Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in the list."))]


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    transfers = typer.Typer(
        help=_("Accounts given at once: list, undo, and let a rep leave."), no_args_is_help=True
    )
    transfers.command("list", help=_("List what was given at once, the newest first."))(show)
    transfers.command("undo", help=_("Give every account of a transfer back, as it was."))(undo)
    leaving = _("Let a rep leave: their accounts go to a colleague, their roles end.")
    transfers.command("leave", help=leaving)(leave)
    app.add_typer(transfers, name="transfers")


def row_of(row: Transfer) -> dict[str, object]:
    """A transfer as plain values."""
    return {
        "id": row.pk,
        "title": row.title,
        "kind": row.kind,
        "accounts": row.figures.get("accounts", 0),
        "starts_on": row.starts_on,
        "made_at": row.made_at,
        "made_by": row.made_by,
        "undone_at": row.undone_at,
    }


def show(*, as_json: AsJson = False) -> None:
    """List what was given at once, the newest first."""
    from maillage.models import Transfer  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW_DRAFTS)
    heads = {
        "id": _("Number"),
        "title": _("What"),
        "accounts": _("Accounts"),
        "starts_on": _("From the day"),
        "made_at": _("When"),
        "made_by": _("Who"),
        "undone_at": _("Undone"),
    }
    rows = [row_of(row) for row in Transfer.objects.all()]
    none = _("Nothing was given at once yet: see `maillage rules apply`.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def show_transfer(made: Transfer, *, as_json: bool) -> None:
    """Say how many accounts changed owner, and how to take that back."""
    if as_json:
        show_json(row_of(made))
        return
    count = number(made.figures["accounts"])
    typer.echo(_("%(accounts)s accounts changed owner.") % {"accounts": count})
    back = _("`maillage transfers undo %(number)d` takes it back.")
    typer.echo(back % {"number": made.pk})


def undo(transfer: Number) -> None:
    """Give every account of a transfer back, as it was."""
    from maillage.domain.accounts.transfers import undo_transfer, undone_by  # noqa: PLC0415
    from maillage.models import Transfer  # noqa: PLC0415 - needs Django set up

    found = Transfer.objects.filter(pk=transfer).first()
    if found is None:
        raise NotFoundError(
            _("There is no transfer %(number)d.") % {"number": transfer},
            remedy=_("`maillage transfers list` lists them."),
        )
    undo_transfer(transfer=found, by=whoever(undone_by(found)))
    typer.echo(_("Undone: every account is as it was."))


def leave(
    rep: Annotated[str, typer.Argument(metavar=_("REP"), help=_("Id of the rep who leaves."))],
    *,
    to: Annotated[
        str, typer.Option("--to", help=_("Id of the rep who takes over; nobody if left out."))
    ] = "",
    on: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help=_("First day without them; today by default.")),
    ] = None,
    reason: Annotated[str, typer.Option(help=_("Why, for the history of each account."))] = "",
    as_json: AsJson = False,
) -> None:
    """Let a rep leave: their accounts go to a colleague, their roles end."""
    from maillage.domain.accounts.leaving import hand_over  # noqa: PLC0415
    from maillage.domain.people.members import rep_called  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    made = hand_over(
        rep=rep_called(rep),
        successor=rep_called(to) if to else None,
        leaves_on=day_of(on),
        reason=reason,
        by=whoever(Action.EDIT_ACCOUNTS),
    )
    if made is not None:
        show_transfer(made, as_json=as_json)
    elif as_json:
        show_json(None)
    else:
        typer.echo(_("%(rep)s held no account.") % {"rep": rep})
