"""``maillage leads``: scores, business time, promises and figures of leads in files."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from maillage.cli import (
    lead_asides,
    lead_sources,
    leads_acts,
    leads_alignment,
    leads_costs,
    leads_inbox,
    leads_models,
    leads_predictor,
    leads_receive,
    leads_routing,
    leads_stored,
    leads_terms,
)
from maillage.cli.answers import AsJson, show_json, write_file
from maillage.cli.leads_files import AgreementFile, Force, agreed, instant, local, write_rows
from maillage.cli.leads_promises import show_metrics, show_promises
from maillage.cli.leads_scores import score_leads
from maillage.cli.workspace import HELP_FLAGS, open_workspace
from maillage.errors import ParameterError
from maillage.texts import _, number


def register(app: typer.Typer) -> None:
    """Add the commands of leads to those of the program."""
    leads = typer.Typer(
        help=_("Score leads, and say what is owed to them, from files."), no_args_is_help=True
    )
    described = {
        "example": (write_example, _("Write a month of leads, a score model and an agreement.")),
        "score": (score_leads, _("Score leads with reasons, or compare two score models.")),
        "clock": (show_clock, _("Add business time to an instant, or measure it between two.")),
        "sla": (show_promises, _("Say which promises to leads run, are kept or late.")),
        "metrics": (show_metrics, _("Show the figures of marketing and sales.")),
    }
    for name, (command, help_text) in described.items():
        leads.command(name, help=help_text)(command)
    leads_stored.register(leads)
    leads_inbox.register(leads)
    leads_acts.register(leads)
    leads_alignment.register(leads)
    leads_models.register(leads)
    leads_predictor.register(leads)
    leads_routing.register(leads)
    leads_terms.register(leads)
    leads_costs.register(leads)
    lead_sources.register(leads)
    lead_asides.register(leads)
    leads_receive.register(leads)
    app.add_typer(leads, name="leads")

    @leads.callback()
    def prepare(context: typer.Context) -> None:
        """Open the workspace where leads are stored; commands on files need none."""
        stored = context.invoked_subcommand not in described and not HELP_FLAGS & set(sys.argv)
        if stored and context.obj is not None:
            open_workspace(context)


def write_example(
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help=_("Folder to write to."))] = Path(
        "leads-example"
    ),
    force: Force = False,
) -> None:
    """Write the month from which the source begins (E-10), with a model and an agreement."""
    from maillage.core.leads.scenario import starting_month  # noqa: PLC0415 - loads slowly
    from maillage.interfaces.importers.leads.files import AGREEMENT, MODEL  # noqa: PLC0415

    month = starting_month()
    leads = [
        {"lead": each.id, fact.field: fact.value, "at": fact.at.isoformat(), "source": fact.source}
        for each in month
        for fact in each.facts
    ]
    events = [
        {"lead": each.id, "event": told.kind, "at": told.at.isoformat(), "source": told.source}
        for each in month
        for told in each.happenings
    ]
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in (("leads.csv", leads), ("events.csv", events)):
        write_rows(rows, {each: each for each in rows[0]}, out / name, name, force=force)
    for file in (MODEL, AGREEMENT):
        write_file(out / file.name, file.read_bytes(), force=force)


def show_clock(
    begins: Annotated[str, typer.Argument(metavar=_("INSTANT"), help=_("From when."))],
    *,
    add: Annotated[str, typer.Option(help=_("Business time to add: 15m, 1h30m."))] = "",
    subtract: Annotated[str, typer.Option(help=_("Business time to take away."))] = "",
    until: Annotated[
        str, typer.Option(metavar=_("INSTANT"), help=_("Measure the time until then."))
    ] = "",
    to_opening: Annotated[
        bool, typer.Option("--to-opening", help=_("What ends at closing time is due at opening."))
    ] = False,
    agreement: AgreementFile = None,
    owner: Annotated[
        Path | None,
        typer.Option(
            help=_("Agreement with the owner's calendar: warn where too little is shared.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add or take away business time, or measure it.

    Raises
    ------
    ParameterError
        If nothing is asked, or several things at once.
    """
    from maillage.core.leads.clock import ENOUGH_OVERLAP, Landing, overlap  # noqa: PLC0415
    from maillage.domain.leads.written import amount_of  # noqa: PLC0415 - same

    if sum(map(bool, (add, subtract, until))) != 1:
        raise ParameterError(
            _("One thing is asked of the clock at a time."),
            remedy=_("Give --add, --subtract or --until."),
        )
    clock = agreed(agreement)[0]
    zone = clock.calendar.zone
    moment = instant(begins, zone)
    if until:
        show_hours(clock.between(moment, instant(until, zone)), as_json=as_json)
        return
    landing = Landing.OPENING if to_opening else Landing.CLOSING
    found = (
        clock.add(moment, amount_of(add), landing)
        if add
        else clock.subtract(moment, amount_of(subtract))
    )
    there = local(found, zone)
    shared = overlap(clock, agreed(owner)[0], found.year) if owner else None
    if as_json:
        data = {"at": found.isoformat(), "local": there, "calendar": clock.calendar.id}
        show_json(data | {"shared_minutes": shared and shared.usual})
        return
    typer.echo(f"{there} ({clock.calendar.id}), {found.isoformat()}")
    if shared and not shared.enough:
        typer.echo(
            _("! The owner usually works %(minutes)d minutes of such a day; fewer than %(enough)d.")
            % {"minutes": shared.usual, "enough": ENOUGH_OVERLAP}
        )


def show_hours(worked: timedelta, *, as_json: bool) -> None:
    """Show an amount of business time."""
    hours = worked / timedelta(hours=1)
    if as_json:
        show_json({"hours": hours})
    else:
        typer.echo(_("%(hours)s business hours") % {"hours": number(hours, 2)})
