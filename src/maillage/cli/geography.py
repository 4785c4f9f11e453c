"""``maillage geography``: what Maillage knows of a place."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from maillage.cli.answers import AsJson, show_json
from maillage.errors import NotFoundError
from maillage.texts import _


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    geography = typer.Typer(help=_("Look up places in the data that ships."), no_args_is_help=True)
    described = _("Say where a postal code or a city is, and what was assumed.")
    geography.command("lookup", help=described)(look_up)
    shared = _("Show the working hours two places share through a year.")
    geography.command("hours", help=shared)(show_hours)
    app.add_typer(geography, name="geography")


def show_hours(
    home: Annotated[str, typer.Argument(help=_("Time zone at home, such as Europe/Paris."))],
    there: Annotated[str, typer.Argument(help=_("Time zone there, such as America/New_York."))],
    *,
    year: Annotated[int, typer.Option(min=1970, max=2100, help=_("Which year."))],
    home_hours: Annotated[str, typer.Option(help=_("Worked at home."))] = "09:00-17:00",
    hours: Annotated[str, typer.Option(help=_("Worked there."))] = "09:00-17:00",
    as_json: AsJson = False,
) -> None:
    """Show the working hours two places share through a year."""
    from maillage.core.geography.hours import read_hours, seasons  # noqa: PLC0415 - loads slowly

    found = seasons(home, there, year, home_hours=read_hours(home_hours), hours=read_hours(hours))
    if as_json:
        show_json([dataclasses.asdict(each) for each in found])
        return
    table = Table(_("First day"), _("Last day"), _("Minutes in common"))
    for each in found:
        table.add_row(each.first.isoformat(), each.last.isoformat(), str(each.minutes))
    Console().print(table)


def look_up(
    text: Annotated[str, typer.Argument(help=_("A postal code as people type it, or a city."))],
    *,
    country: Annotated[str, typer.Option(help=_("US, CA or FR."))] = "US",
    state: Annotated[str, typer.Option(help=_("State or province, with a city."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer for machines."))] = False,
) -> None:
    """Say where a postal code or a city is, and what was assumed.

    Raises
    ------
    NotFoundError
        If nothing is known of it.
    """
    from maillage.cli.options import quoted  # noqa: PLC0415 - loads pandas
    from maillage.reference import gazetteer  # noqa: PLC0415 - loads the reference tables

    text, state, country = (printable(each) for each in (text, state, country))
    digits = any(character.isdigit() for character in text)
    place = gazetteer().locate(
        text if digits else None, None if digits else text, state or None, country
    )
    if math.isnan(place.latitude):
        raise NotFoundError(
            _("Nothing is known of %(place)s in %(country)s.")
            % {"place": quoted(text), "country": quoted(country)},
            remedy=_("Check the spelling, or name the country with --country."),
        )
    found = dataclasses.asdict(place)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    console = Console(highlight=False)
    for label, value in zip(labels(), found.values(), strict=True):
        shown = ", ".join(map(_, value)) if isinstance(value, tuple) else str(value)
        if shown:
            console.print(f"{label:<16} {escape(shown)}")


def labels() -> tuple[str, ...]:
    """What the fields of a place are called, in their order."""
    return (
        _("latitude"),
        _("longitude"),
        _("state"),
        _("county"),
        _("county vintage"),
        _("metro"),
        _("time zone"),
        _("city"),
        _("postal code"),
        _("country"),
        _("assumed"),
        _("problem"),
    )


def printable(typed: str) -> str:
    """What was typed, with a question mark for each byte that is no text."""
    return typed.encode("utf-8", "replace").decode()
