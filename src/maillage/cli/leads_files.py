"""What the commands of leads share: their options, and what they read and write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.answers import ending, write_file
from maillage.errors import ParameterError
from maillage.texts import _, number, percent, quoted

if TYPE_CHECKING:
    from maillage.core.leads.clock import Clock
    from maillage.core.leads.happenings import Lead
    from maillage.core.leads.metrics.rates import Rate

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


def local(moment: datetime | None, zone: str) -> str:
    """Write an instant on the clock of a place."""
    from maillage.core.geography.zones import time_zone  # noqa: PLC0415 - loads slowly

    return moment.astimezone(time_zone(zone)).isoformat(timespec="minutes") if moment else ""


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
