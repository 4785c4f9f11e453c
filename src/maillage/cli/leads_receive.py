"""``maillage leads receive``: leads and events of a file, kept for good, each once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json
from maillage.texts import _, ngettext

FILES = "files"


def register(leads: typer.Typer) -> None:
    """Add the command to those of leads."""
    leads.command("receive", help=_("Keep the leads and events of a file, each once."))(receive)


def receive(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("Leads or events."))],
    *,
    source: Annotated[str, typer.Option(help=_("Key of the source whose they are."))] = FILES,
    zone: Annotated[
        str, typer.Option(help=_("Time zone of instants that do not name theirs."))
    ] = "UTC",
    apply: Annotated[
        bool, typer.Option("--apply", help=_("Keep them; without it, only say so."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep the leads and events of a file."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.receiving import receive_events  # noqa: PLC0415
    from maillage.interfaces.importers.leads.receiving import read_file  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by = whoever(Action.IMPORT)
    now = timezone.now()
    found = receive_events(
        key=source, events=read_file(file, zone, now), apply=apply, by=by, now=now
    )
    if as_json:
        show_json({"new": found.new, "known": found.known, "applied": apply})
        return
    text = ngettext("%(new)d event is new", "%(new)d events are new", found.new) % {
        "new": found.new
    }
    known = _("known already: %(known)d.") % {"known": found.known}
    typer.echo(f"{text}, {known}")
    if not apply:
        typer.echo(_("Nothing was kept: add --apply."))
