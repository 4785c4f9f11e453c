"""``maillage leads sla`` and ``metrics``: promises, and the figures of both teams."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.cli.leads_files import (
    AgreementFile,
    At,
    EventsFile,
    Force,
    LeadsFile,
    Out,
    Zone,
    agreed,
    instant,
    local,
    rate_data,
    rate_words,
    read,
    write_rows,
)
from maillage.texts import _, percent

if TYPE_CHECKING:
    from maillage.core.leads.metrics.rates import Change


def show_promises(
    events: EventsFile,
    *,
    leads: LeadsFile = None,
    agreement: AgreementFile = None,
    at: At = "",
    zone: Zone = "UTC",
    out: Out = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Say which promises run, are kept or late."""
    from maillage.core.leads.sla.board import board, kept  # noqa: PLC0415 - loads slowly

    now = instant(at, zone)
    clock, policies = agreed(agreement)
    owed = board(read(leads, events, zone, now), policies, clock, now)
    place = clock.calendar.zone
    rows = [
        {
            "lead": each.lead,
            "policy": each.policy.id,
            "status": status_words()[each.state.status.value],
            "deadline": local(each.state.deadline, place),
            "share": round(each.state.share * 100, 1),
            "late": _("yes") if each.state.breached else _("no"),
            "hours_late": round(each.state.late.total_seconds() / 3600, 2),
        }
        for each in owed
    ]
    heads = {
        "lead": _("Lead"),
        "policy": _("Promise"),
        "status": _("Status"),
        "deadline": _("Deadline"),
        "share": _("% of the time"),
        "late": _("Late"),
        "hours_late": _("Hours late"),
    }
    if out:
        write_rows(rows, heads, out, _("Promises"), force=force)
    rates = [(each.id, kept(owed, each.id)) for each in policies]
    if as_json:
        data = [
            dataclasses.asdict(each.state) | {"lead": each.lead, "policy": each.policy.id}
            for each in owed
        ]
        show_json({"promises": data, "kept": {name: rate_data(rate) for name, rate in rates}})
        return
    if not out:
        show_rows(rows, heads, as_json=False, empty=_("No promise has begun."))
    for name, rate in rates:
        typer.echo(_("%(policy)s kept: %(rate)s") % {"policy": name, "rate": rate_words(rate)})


def status_words() -> dict[str, str]:
    """What the states of a promise are called."""
    return {
        "waiting": _("not begun"),
        "running": _("running"),
        "paused": _("paused"),
        "fulfilled": _("fulfilled"),
        "cancelled": _("cancelled"),
    }


def show_metrics(
    events: EventsFile,
    *,
    deals: Annotated[
        Path | None,
        typer.Option(help=_("Deals (CSV, XLSX): opened, closed, won, amount, touches.")),
    ] = None,
    split: Annotated[
        str, typer.Option(metavar=_("INSTANT"), help=_("Compare deals opened before and after."))
    ] = "",
    agreement: AgreementFile = None,
    at: At = "",
    zone: Zone = "UTC",
    as_json: AsJson = False,
) -> None:
    """Show the figures of marketing and sales."""
    from maillage.cli.leads_metrics import (  # noqa: PLC0415 - loads slowly
        changes,
        deal_figures,
        lead_figures,
    )

    now = instant(at, zone)
    clock = agreed(agreement)[0]
    rows = lead_figures(read(None, events, zone, now), clock, now)
    compared: dict[str, Change] = {}
    if deals:
        from maillage.interfaces.importers.leads.tables import read_deals  # noqa: PLC0415

        table = read_deals(deals, zone)
        rows += deal_figures(table)
        compared = changes(table, instant(split, zone)) if split else {}
    if as_json:
        data = {name: dataclasses.asdict(each) for name, each in compared.items()}
        show_json({"figures": rows, "changes": data})
        return
    heads = {
        "id": _("No."),
        "figure": _("Figure"),
        "reading": _("Reading"),
        "shown": _("Value"),
        "target": _("Target"),
    }
    show_rows(rows, heads, as_json=False, empty="")
    for name, each in compared.items():
        typer.echo(change_words(name, each))


def change_words(name: str, change: Change) -> str:
    """Say what changed, how sure that is, and whether the target is reached."""
    verdict = {
        "reached": _("target reached"),
        "missed": _("target missed"),
        "open": _("cannot be told yet"),
    }[change.verdict.value]
    return _(
        "%(name)s: %(better)s better (%(low)s to %(high)s), target %(target)s: %(verdict)s"
    ) % {
        "name": name,
        "better": percent(change.improvement),
        "low": percent(change.low, 0),
        "high": percent(change.high, 0),
        "target": percent(change.at_least, 0),
        "verdict": verdict,
    }
