"""``maillage leads aside``: events that could not be digested, and trying them again."""

from __future__ import annotations

from typing import Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_rows
from maillage.cli.leads_stored import digest_now
from maillage.texts import _


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    group = typer.Typer(help=_("Events that could not be digested."), no_args_is_help=True)
    group.command("list", help=_("List the events that are set aside, with why."))(listed)
    group.command("again", help=_("Try events again that are set aside."))(again)
    leads.add_typer(group, name="aside")


def listed(*, as_json: AsJson = False) -> None:
    """List them."""
    from maillage.domain.leads.asides import asides  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415 - same

    whoever(Action.MANAGE_SOURCES)
    rows = [
        {
            "id": each.pk,
            "source": each.event.source.key,
            "event": each.event.key,
            "kind": each.event.kind,
            "of": each.event.of,
            "subject": each.event.subject,
            "at": each.at,
            "why": each.why,
        }
        for each in asides()
    ]
    heads = {
        "id": _("Id"),
        "source": _("Source"),
        "event": _("Event"),
        "kind": _("Kind"),
        "of": _("Told of"),
        "subject": _("Key"),
        "at": _("Set aside on"),
        "why": _("Reason"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("No event is set aside."))


def again(
    ids: Annotated[
        list[int] | None,
        typer.Argument(metavar=_("[ID]..."), help=_("Of the list; all of them without.")),
    ] = None,
) -> None:
    """Try events again, and say what came of it."""
    from maillage.domain.leads.asides import try_again  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415 - same

    by = whoever(Action.MANAGE_SOURCES)
    count = try_again(only=ids or None, by=by)
    typer.echo(_("Events that are tried again: %(count)d.") % {"count": count})
    digest_now()
