"""`maillage coverage`: who covers what, and where the holes are."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console

from maillage.texts import _

OnOption = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help=_("Day to look at; today by default.")),
]
CountryOption = Annotated[str, typer.Option(help=_("Country of the accounts, such as US."))]
WindowOption = Annotated[
    int, typer.Option(min=1, help=_("Days in which contacts by two reps count as double."))
]
StaleOption = Annotated[
    int, typer.Option(min=1, help=_("Days without contact that make it stale."))
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Answer in JSON, with all ids."))]


def register(app: typer.Typer) -> None:
    """Add the command to those of the program."""
    described = _(
        "Find accounts nobody owns, nobody approached or two reps call on, and unequal books."
    )
    app.command("coverage", help=described)(show_coverage)


def show_coverage(
    *,
    on: OnOption = None,
    country: CountryOption = "US",
    window_days: WindowOption = 365,
    stale_days: StaleOption = 180,
    as_json: JsonOption = False,
) -> None:
    """Find accounts nobody owns, nobody approached or two reps call on, and unequal books."""
    from maillage.cli import coverage_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.accounts.coverage import coverage_report  # noqa: PLC0415

    report = coverage_report(
        on=timezone.localdate() if on is None else options.day(on),
        country=country,
        window_days=window_days,
        stale_days=stale_days,
    )
    if as_json:
        typer.echo(output.as_json(report))
        return
    if report.accounts.empty:
        typer.echo(_("No accounts yet: import some with `maillage import accounts FILE --apply`."))
        return
    console = Console()
    for table in output.as_tables(report):
        console.print(table)
