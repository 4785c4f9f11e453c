"""`maillage brand` and `glossary`: the look of documents, and the words that plans use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, table_of
from maillage.texts import _


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    app.command("brand", help=_("Show or choose the look of documents: name, colours, logo."))(
        brand
    )
    app.command("glossary", help=_("Explain the words that plans use."))(glossary)


def brand(
    *,
    company: Annotated[str | None, typer.Option(help=_("Name of the company."))] = None,
    colour: Annotated[
        str | None, typer.Option(help=_("Colour of headings, like #1f3a5f; it must be dark."))
    ] = None,
    accent: Annotated[str | None, typer.Option(help=_("Colour of bars and marks."))] = None,
    logo: Annotated[
        Path | None, typer.Option(help=_("Logo of the company, PNG or SVG, at most 1 MB."))
    ] = None,
    no_logo: Annotated[bool, typer.Option("--no-logo", help=_("Take the logo off."))] = False,
    as_json: AsJson = False,
) -> None:
    """Show or choose the look of documents."""
    from maillage.domain.brand.keeping import brand_in_force, change_brand, told  # noqa: PLC0415
    from maillage.domain.brand.look import brand_of  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.importers.logos import read_logo  # noqa: PLC0415 - loads Pillow
    from maillage.permissions import Action  # noqa: PLC0415

    found, who = brand_in_force(), whoever(Action.MANAGE_WORKSPACE)
    if no_logo or any(each is not None for each in (company, colour, accent, logo)):
        picture = read_logo(logo) if logo else b"" if no_logo else found.logo
        chosen = brand_of(
            found.name if company is None else company,
            found.colour if colour is None else colour,
            found.accent if accent is None else accent,
            picture,
        )
        found = change_brand(brand=chosen, by=who)
    if as_json:
        show_json(told(found))
        return
    heads = {
        "name": _("Company"), "colour": _("Colour"), "accent": _("Second colour"),
        "logo": _("Logo"),
    }  # fmt: skip
    Console().print(table_of([told(found)], heads))


def glossary(*, as_json: AsJson = False) -> None:
    """Explain the words that plans use."""
    from dataclasses import asdict  # noqa: PLC0415 - read when a command runs

    from maillage.interfaces.glossary import terms  # noqa: PLC0415

    if as_json:
        show_json([asdict(each) for each in terms()])
        return
    for each in terms():
        typer.secho(each.name, bold=True)
        typer.echo(f"  {each.meaning}")
