"""`maillage leads`: scores, business time, promises and figures of leads in files."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from maillage.cli.answers import AsJson, ending, show_json, show_rows, table_of, write_file
from maillage.errors import ParameterError
from maillage.texts import _, number, percent, quoted

if TYPE_CHECKING:
    from maillage.core.leads.clock import Clock
    from maillage.core.leads.happenings import Lead
    from maillage.core.leads.metrics.rates import Change, Rate
    from maillage.core.leads.scoring.score import Score

KINDS = ("csv", "xlsx")
Out = Annotated[
    Path | None, typer.Option("--output", "-o", help=_("Write the rows: .csv or .xlsx."))
]
Force = Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))]
At = Annotated[
    str, typer.Option("--at", metavar=_("INSTANT"), help=_("Look at this instant; now by default."))
]
Zone = Annotated[
    str, typer.Option("--zone", help=_("Time zone of times that are written without one."))
]
AgreementFile = Annotated[
    Path | None,
    typer.Option(
        "--agreement", help=_("Calendar and promises (TOML); those of the example by default.")
    ),
]
EventsFile = Annotated[
    Path, typer.Argument(help=_("Events (CSV, XLSX): lead, event, at, and what they carry."))
]
LeadsFile = Annotated[
    Path | None, typer.Option("--leads", help=_("What is known of the leads (CSV, XLSX)."))
]


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
    app.add_typer(leads, name="leads")


def instant(typed: str, zone: str = "UTC") -> datetime:
    """Read an instant that was typed; now where none was.

    Raises
    ------
    ParameterError
        If it is none.
    """
    from maillage.core.geography.zones import time_zone  # noqa: PLC0415 - loads slowly

    if not typed:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise ParameterError(
            _("%(text)s is no instant.") % {"text": quoted(typed[:40])},
            remedy=_("Write it as 2026-03-06T16:50:00-05:00."),
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=time_zone(zone))


def read(leads: Path | None, events: Path | None, zone: str, now: datetime) -> list[Lead]:
    """Read leads and their events."""
    from maillage.interfaces.importers.leads import tables  # noqa: PLC0415 - loads pandas

    facts = tables.read_leads(leads, zone, now) if leads else {}
    return tables.joined(facts, tables.read_events(events, zone) if events else {})


def agreed(file: Path | None) -> tuple[Clock, Sequence[Any]]:
    """Read the calendar and the promises."""
    from maillage.core.leads.clock import Clock  # noqa: PLC0415 - loads slowly
    from maillage.interfaces.importers.leads.files import (  # noqa: PLC0415 - same
        AGREEMENT,
        read_agreement,
    )

    written = read_agreement(file or AGREEMENT)
    return Clock(written.calendar.read()), [each.read() for each in written.policies]


def write_rows(
    rows: Sequence[dict[str, Any]], heads: dict[str, str], out: Path, title: str, *, force: bool
) -> None:
    """Write rows as a file."""
    from maillage.interfaces.lists.files import as_file  # noqa: PLC0415 - needs Django set up

    kind = ending(out, KINDS)
    lines = [list(heads.values()), *([row[name] for name in heads] for row in rows)]
    write_file(out, as_file(lines, kind, title), force=force)


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


def score_leads(
    leads: Annotated[Path, typer.Argument(help=_("What is known of the leads (CSV, XLSX)."))],
    *,
    events: Annotated[
        Path | None, typer.Option(help=_("What the leads did (CSV, XLSX): lead, event, at."))
    ] = None,
    model: Annotated[
        str, typer.Option(help=_("Score model: seed, recommended, or a file (TOML)."))
    ] = "seed",
    against: Annotated[
        str, typer.Option(help=_("Another model: say who would change band or stage."))
    ] = "",
    reasons: Annotated[
        str, typer.Option(metavar=_("LEAD"), help=_("Show the reasons of one lead."))
    ] = "",
    at: At = "",
    zone: Zone = "UTC",
    out: Out = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Score the leads of a file."""
    from maillage.core.leads.scoring.score import score  # noqa: PLC0415 - loads slowly
    from maillage.interfaces.importers.leads.files import read_model  # noqa: PLC0415 - same

    now, rules = instant(at, zone), read_model(model)
    known = read(leads, events, zone, now)
    if against:
        compare_models(known, model, against, now, as_json=as_json)
        return
    found = [score(rules, each, now) for each in known if not reasons or each.id == reasons]
    if reasons and not found:
        raise ParameterError(
            _("There is no lead %(lead)s in the files.") % {"lead": quoted(reasons[:60])},
            remedy=_("Check how it is written."),
        )
    rows = [score_row(each) for each in found]
    if out:
        write_rows(rows, score_heads(), out, _("Scores"), force=force)
    if as_json:
        show_json([score_data(each) for each in found])
    elif reasons:
        show_reasons(found[0])
    elif not out:
        rows.sort(key=lambda each: -each["total"])
        show_rows(rows, score_heads(), as_json=False, empty=_("There are no leads."))


def score_heads() -> dict[str, str]:
    """Name the columns of scores."""
    return {
        "lead": _("Lead"),
        "total": _("Score"),
        "band": _("Band"),
        "stage": _("Stage"),
        "potential": _("Potential score"),
        "missing": _("What is missing"),
    }


def score_row(found: Score) -> dict[str, Any]:
    """Lay out a score as a row."""
    return {
        "lead": found.lead,
        "total": found.total,
        "band": found.band,
        "stage": found.stage.upper(),
        "potential": found.potential,
        "missing": " ".join(map(str, found.missing)),
    }


def score_data(found: Score) -> dict[str, Any]:
    """Lay out a score for a program."""
    return dataclasses.asdict(found) | {"missing": [str(each) for each in found.missing]}


def show_reasons(found: Score) -> None:
    """Show a score with its reasons."""
    typer.echo(
        _("%(lead)s: %(total)s points, %(band)s, potential %(potential)s")
        % {
            "lead": found.lead,
            "total": number(found.total, 1),
            "band": found.band,
            "potential": number(found.potential, 1),
        }
    )
    rows = [dataclasses.asdict(each) for each in found.reasons]
    for row in rows:
        row["at"] = row["at"].isoformat() if row["at"] else ""
    heads = {
        "dimension": _("Dimension"),
        "rule": _("Criterion"),
        "points": _("Points"),
        "at": _("Since"),
        "source": _("Source"),
    }
    Console().print(table_of(rows, heads))
    if found.unknown:
        typer.echo(_("Not known: %(rules)s") % {"rules": ", ".join(found.unknown)})
    for each in found.missing:
        typer.echo(str(each))


def compare_models(
    known: Sequence[Lead], model: str, against: str, now: datetime, *, as_json: bool
) -> None:
    """Say who would change band or stage under another model."""
    from maillage.core.leads.scoring.many import table_of as leads_table  # noqa: PLC0415
    from maillage.core.leads.scoring.whatif import compare  # noqa: PLC0415 - loads slowly
    from maillage.interfaces.importers.leads.files import read_model  # noqa: PLC0415 - same

    found = compare(read_model(model), read_model(against), leads_table(known, now))
    rows = [
        {
            "lead": each.lead,
            "before": " ".join(each.before).upper(),
            "after": " ".join(each.after).upper(),
            "points": each.points,
        }
        for each in found.changes
    ]
    if as_json:
        show_json({"leads": found.leads, "changes": rows})
        return
    heads = {
        "lead": _("Lead"),
        "before": _("Before"),
        "after": _("After"),
        "points": _("Points more"),
    }
    show_rows(rows, heads, as_json=False, empty=_("No lead changes band or stage."))
    typer.echo(
        _("%(changes)s of %(leads)s leads change band or stage.")
        % {"changes": number(len(rows)), "leads": number(found.leads)}
    )


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
    as_json: AsJson = False,
) -> None:
    """Add or take away business time, or measure it.

    Raises
    ------
    ParameterError
        If nothing is asked, or several things at once.
    """
    from maillage.core.leads.clock import Landing  # noqa: PLC0415 - loads slowly
    from maillage.interfaces.importers.leads.schema import amount_of  # noqa: PLC0415 - same

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
    if as_json:
        show_json({"at": found.isoformat(), "local": there, "calendar": clock.calendar.id})
    else:
        typer.echo(f"{there} ({clock.calendar.id}), {found.isoformat()}")


def show_hours(worked: timedelta, *, as_json: bool) -> None:
    """Show an amount of business time."""
    hours = worked / timedelta(hours=1)
    if as_json:
        show_json({"hours": hours})
    else:
        typer.echo(_("%(hours)s business hours") % {"hours": number(hours, 2)})


def local(moment: datetime | None, zone: str) -> str:
    """Write an instant on the clock of a place."""
    from maillage.core.geography.zones import time_zone  # noqa: PLC0415 - loads slowly

    return moment.astimezone(time_zone(zone)).isoformat(timespec="minutes") if moment else ""


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


def rate_words(rate: Rate) -> str:
    """Write a share with its interval."""
    if not rate.of:
        return "–"
    low, high = rate.interval
    return _("%(share)s (%(count)s of %(of)s; %(low)s to %(high)s)") % {
        "share": percent(rate.share),
        "count": number(rate.count),
        "of": number(rate.of),
        "low": percent(low, 0),
        "high": percent(high, 0),
    }


def rate_data(rate: Rate) -> dict[str, Any]:
    """Lay out a share for a program."""
    low, high = rate.interval
    share = rate.share if rate.of else None
    return {"count": rate.count, "of": rate.of, "share": share, "low": low, "high": high}


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
