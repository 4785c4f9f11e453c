"""``maillage leads sources``: who may tell events, and how they prove who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.errors import NotFoundError
from maillage.texts import _, quoted

if TYPE_CHECKING:
    from maillage.models import LeadSource

Key = Annotated[str, typer.Argument(metavar=_("KEY"), help=_("Key of the source."))]
Secret = Annotated[
    str,
    typer.Option(envvar="MAILLAGE_SOURCE_SECRET", help=_("HubSpot: the client secret of the app.")),
]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    group = typer.Typer(help=_("Who may tell events of leads."), no_args_is_help=True)
    group.command("list", help=_("List the sources of events."))(listed)
    group.command("add", help=_("Make a source; its token is shown once."))(add)
    group.command("rotate", help=_("Give a source a new token or secret."))(rotate)
    group.command("off", help=_("Take no more events of a source."))(off)
    group.command("on", help=_("Take events of a source again."))(on)
    leads.add_typer(group, name="sources")


def listed(*, as_json: AsJson = False) -> None:
    """List the sources."""
    from maillage.domain.leads.sources import sources  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.lead_examples import address_of  # noqa: PLC0415

    rows = [
        {
            "key": each.key,
            "name": each.name,
            "kind": each.kind,
            "active": each.active,
            "address": address_of(each),
        }
        for each in sources()
    ]
    heads = {
        "key": _("Key"),
        "name": _("Name"),
        "kind": _("Kind"),
        "active": _("Active"),
        "address": _("Address"),
    }
    show_rows(rows, heads, as_json=as_json, empty=_("No source yet: `maillage leads sources add`."))


def add(
    key: Key,
    *,
    kind: Annotated[str, typer.Option(help=_("rest, hubspot, salesforce, hmac or file."))] = "rest",
    name: Annotated[str, typer.Option(help=_("Name shown to others."))] = "",
    secret: Secret = "",
    organisation: Annotated[
        str, typer.Option(help=_("Salesforce: the id of the organisation that sends."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make a source."""
    from maillage.domain.leads.sources import add_source  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.MANAGE_SOURCES)
    made, told = add_source(
        key=key, name=name or key, kind=kind, secret=secret, organisation=organisation, by=by
    )
    show(made, told, as_json=as_json)


def rotate(key: Key, *, secret: Secret = "", as_json: AsJson = False) -> None:
    """Give a source a new token or secret."""
    from maillage.domain.leads.sources import rotate_source  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.MANAGE_SOURCES)
    found = called(key)
    show(found, rotate_source(source=found, secret=secret, by=by), as_json=as_json)


def off(key: Key) -> None:
    """Take no more events of a source."""
    switch(key, active=False)


def on(key: Key) -> None:
    """Take events of a source again."""
    switch(key, active=True)


def switch(key: str, *, active: bool) -> None:
    """Switch a source, and say so."""
    from maillage.domain.leads.sources import switch_source  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.MANAGE_SOURCES)
    found = switch_source(source=called(key), active=active, by=by)
    text = _("%(name)s is switched on.") if active else _("%(name)s is switched off.")
    typer.echo(text % {"name": found.name})


def called(key: str) -> LeadSource:
    """Find a source by its key.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.domain.leads.sources import sources  # noqa: PLC0415 - needs Django set up

    found = sources().filter(key=key).first()
    if found is None:
        raise NotFoundError(
            _("There is no source %(key)s.") % {"key": quoted(key)},
            remedy=_("`maillage leads sources list` names them."),
        )
    return found


def show(source: LeadSource, told: str, *, as_json: bool) -> None:
    """Show what was made, this once, and where to send."""
    from maillage.interfaces.lead_examples import address_of  # noqa: PLC0415 - needs Django set up

    if as_json:
        show_json({"key": source.key, "secret": told, "address": address_of(source)})
        return
    if told:
        typer.echo(_("Token or secret, shown this once: %(text)s") % {"text": told})
    if address_of(source):
        typer.echo(_("It sends to %(address)s") % {"address": address_of(source)})
