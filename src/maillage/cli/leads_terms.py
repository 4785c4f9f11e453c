"""``maillage leads calendars`` and ``agreement``: when is worked, and what is promised."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.cli.leads_files import instant
from maillage.texts import _

Key = Annotated[
    str, typer.Argument(metavar=_("CALENDAR"), help=_("company, us, us-ca, or rep- and a number."))
]
TermsFile = Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("A TOML file."))]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    calendars = typer.Typer(
        help=_("Business calendars of the company, of places and of reps."), no_args_is_help=True
    )
    calendars.command("list", help=_("List the calendars."))(list_calendars)
    calendars.command("show", help=_("Print a calendar as TOML."))(show_calendar)
    calendars.command("write", help=_("Write a calendar from a TOML file."))(write_calendar)
    calendars.command("month", help=_("Say when a calendar is open in a month."))(show_month)
    calendars.command("overlaps", help=_("Name reps who share too little of the day."))(overlaps)
    calendars.command("end", help=_("Let a calendar govern nothing any more."))(end_calendar)
    leads.add_typer(calendars, name="calendars")
    agreement = typer.Typer(
        help=_("What marketing and sales promise each other."), no_args_is_help=True
    )
    agreement.command("list", help=_("List the versions of the agreement."))(list_agreements)
    agreement.command("show", help=_("Print a version as TOML."))(show_agreement)
    agreement.command("write", help=_("Write a new version from a TOML file."))(write_agreement)
    leads.add_typer(agreement, name="agreement")


def list_calendars(*, as_json: AsJson = False) -> None:
    """List the calendars."""
    from maillage.domain.leads.calendar_versions import calendar_rows  # noqa: PLC0415
    from maillage.interfaces.lists.calendars import governs, holidays, hours  # noqa: PLC0415

    rows = [
        {
            "key": each.key,
            "version": each.version,
            "governs": governs(each),
            "zone": each.content["zone"],
            "hours": hours(each),
            "holidays": holidays(each),
        }
        for each in calendar_rows()
    ]
    heads = {
        "key": _("Calendar"),
        "version": _("Version"),
        "governs": _("Governs"),
        "zone": _("Time zone"),
        "hours": _("Hours of the week"),
        "holidays": _("Holidays"),
    }
    show_rows(rows, heads, as_json=as_json, empty="")


def show_calendar(key: Key, *, as_json: AsJson = False) -> None:
    """Print a calendar as TOML."""
    from maillage.domain.leads.calendar_versions import (  # noqa: PLC0415 - needs Django set up
        calendar_row,
        written_calendar,
    )
    from maillage.interfaces.exporters.leads.toml import as_toml  # noqa: PLC0415

    written = written_calendar(calendar_row(key))
    if as_json:
        show_json(written.model_dump(mode="json"))
    else:
        typer.echo(as_toml(written), nl=False)


def write_calendar(
    file: TermsFile,
    *,
    country: Annotated[str, typer.Option(help=_("Country whose prospects it governs."))] = "",
    state: Annotated[str, typer.Option(help=_("State whose prospects it governs."))] = "",
    rep: Annotated[str, typer.Option(help=_("Id of the rep whose time it is."))] = "",
) -> None:
    """Write a calendar, or the next version of one; the company's unless told otherwise."""
    from maillage.domain.leads.calendar_versions import save_calendar  # noqa: PLC0415
    from maillage.domain.leads.written import WrittenCalendar  # noqa: PLC0415
    from maillage.domain.people.members import rep_called  # noqa: PLC0415
    from maillage.interfaces.importers.leads.files import read_written  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    made = save_calendar(
        written=read_written(file, WrittenCalendar),
        country=country,
        state=state,
        rep=rep_called(rep) if rep else None,
        by=by,
    )
    typer.echo(_("Calendar %(key)s is written, version %(number)d.")
               % {"key": made.key, "number": made.version})  # fmt: skip


def show_month(
    key: Key,
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help=_("The month."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Say when a calendar is open in a month."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.leads.calendar_versions import (  # noqa: PLC0415 - needs Django set up
        calendar_row,
        written_calendar,
    )
    from maillage.domain.leads.opening_hours import month_of  # noqa: PLC0415

    first = options.day(f"{month}-01")
    rows = [
        {
            "day": each.day.isoformat(),
            "open": ", ".join(f"{opens}-{closes}" for opens, closes in each.spans),
            "name": each.name,
        }
        for each in month_of(written_calendar(calendar_row(key)).read(), first.year, first.month)
    ]
    heads = {"day": _("Day"), "open": _("Open"), "name": _("Reason")}
    show_rows(rows, heads, as_json=as_json, empty="")


def overlaps(*, as_json: AsJson = False) -> None:
    """Name the reps who share less than an hour a day with where they sell."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.opening_hours import shortages  # noqa: PLC0415

    rows = [
        {"rep": each.rep.name, "calendar": each.calendar.id, "minutes": each.shared.usual}
        for each in shortages(timezone.localdate().year)
    ]
    heads = {
        "rep": _("Rep"),
        "calendar": _("Calendar that governs"),
        "minutes": _("Minutes in common on a usual day"),
    }
    none = _("Every rep shares an hour a day or more with where they sell.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def end_calendar(key: Key) -> None:
    """Let a calendar govern nothing any more."""
    from maillage.domain.leads.calendar_versions import (  # noqa: PLC0415 - needs Django set up
        calendar_row,
        give_up_calendar,
    )
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    give_up_calendar(calendar=calendar_row(key), by=by)
    typer.echo(_("The calendar governs nothing any more."))


def list_agreements(*, as_json: AsJson = False) -> None:
    """List the versions of the agreement."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.agreements import agreement_state, agreements  # noqa: PLC0415
    from maillage.interfaces.lists.agreements import begins, promises  # noqa: PLC0415
    from maillage.interfaces.lists.score_models import states  # noqa: PLC0415

    now = timezone.now()
    rows = [
        {
            "version": each.version,
            "state": agreement_state(each, now),
            "said": states()[agreement_state(each, now)],
            "begins": begins(each),
            "promises": promises(each),
            "note": each.note,
        }
        for each in agreements()
    ]
    heads = {
        "version": _("Version"),
        "said": _("State"),
        "begins": _("In force from"),
        "promises": _("Promises"),
        "note": _("Note"),
    }
    show_rows(rows, heads, as_json=as_json, empty="")


def show_agreement(
    version: Annotated[
        int | None, typer.Argument(metavar=_("VERSION"), help=_("The one in force by default."))
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print a version as TOML."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.agreements import agreement_called, terms_of  # noqa: PLC0415
    from maillage.domain.leads.terms import agreement_at  # noqa: PLC0415
    from maillage.interfaces.exporters.leads.toml import as_toml  # noqa: PLC0415

    row = agreement_called(version) if version else agreement_at(timezone.now())[0]
    written = terms_of(row)
    if as_json:
        show_json(written.model_dump(mode="json"))
    else:
        typer.echo(as_toml(written), nl=False)


def write_agreement(
    file: TermsFile,
    *,
    effective_from: Annotated[
        str, typer.Option("--from", metavar=_("INSTANT"), help=_("From when; at once by default."))
    ] = "",
    note: Annotated[str, typer.Option(help=_("What it is for."))] = "",
) -> None:
    """Write a new version."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.agreements import agree  # noqa: PLC0415
    from maillage.domain.leads.written import WrittenTerms  # noqa: PLC0415
    from maillage.interfaces.importers.leads.files import read_written  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    made = agree(
        written=read_written(file, WrittenTerms),
        effective_from=instant(effective_from) if effective_from else None,
        note=note,
        by=by,
        now=timezone.now(),
    )
    typer.echo(_("Version %(number)d holds from %(moment)s.")
               % {"number": made.version, "moment": made.effective_from})  # fmt: skip
