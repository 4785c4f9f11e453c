"""``maillage design``: cut, staff, write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli import options

if TYPE_CHECKING:
    from maillage.domain.territories.request import DesignRequest

NOT_AS_ASKED = 6
ENGINE = "The territories"
RULES = "What must hold"
PEOPLE = "Reps and continuity"
OUTPUT = "Output"


def register(app: typer.Typer) -> None:
    """Add the command to those of the program."""
    app.command("design")(design)


def design(
    *,
    units: Annotated[
        str, typer.Option(help="Basic units: county, postal or account.", rich_help_panel=ENGINE)
    ] = "county",
    measures: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help="Measure to balance with its tolerance, for example potential:5%. Repeat for"
            " several. potential, revenue, accounts, employees, workload (visits per year),"
            " establishments (with --naics) or population.",
            rich_help_panel=ENGINE,
        ),
    ] = None,
    naics: Annotated[
        list[str] | None,
        typer.Option(help="Industry counted by establishments. Repeat.", rich_help_panel=ENGINE),
    ] = None,
    territories: Annotated[
        int | None,
        typer.Option(
            "--territories", "-k", help="How many; one per active rep if left out.",
            rich_help_panel=ENGINE,
        ),
    ] = None,
    target_size: Annotated[
        float | None,
        typer.Option(help="Size in the first measure.", rich_help_panel=ENGINE),
    ] = None,
    states: Annotated[
        str,
        typer.Option(
            help="States, for example TX,OK; contiguous (the lower 48 and DC) or all.",
            rich_help_panel=ENGINE,
        ),
    ] = "contiguous",
    contiguity: Annotated[
        bool, typer.Option(help="Every territory in one piece.", rich_help_panel=RULES)
    ] = True,
    split: Annotated[
        list[str] | None,
        typer.Option(
            help="County (FIPS code) too heavy for one territory, cut into postal codes. Repeat.",
            rich_help_panel=ENGINE,
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="UNIT=REP: the unit stays with this rep. Repeat.", rich_help_panel=RULES),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option(help="A,B,C: units that stay together. Repeat.", rich_help_panel=RULES),
    ] = None,
    link: Annotated[
        list[str] | None,
        typer.Option(help="A,B: neighbours by ferry or bridge. Repeat.", rich_help_panel=RULES),
    ] = None,
    homes: Annotated[
        str,
        typer.Option(
            help="Centres of the territories: free, or the homes of the reps.",
            rich_help_panel=PEOPLE,
        ),
    ] = "free",
    targets: Annotated[
        str,
        typer.Option(help="equal, or by the capacity of the reps.", rich_help_panel=PEOPLE),
    ] = "equal",
    disruption_cap: Annotated[
        str | None,
        typer.Option(
            help="Largest share of what is owned today that may change owner, for example 20%.",
            rich_help_panel=PEOPLE,
        ),
    ] = None,
    disruption_price: Annotated[
        float,
        typer.Option(
            help="An account changes owner only where it comes nearer by this many km.",
            rich_help_panel=PEOPLE,
        ),
    ] = 0.0,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Ownership on this day.", rich_help_panel=PEOPLE),
    ] = None,
    name: Annotated[
        str, typer.Option(help="Name of the scenario and title of the report.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Same seed, same territories.")] = 0,
    effort: Annotated[float, typer.Option(help="2 searches twice as long, 0.2 drafts.")] = 1.0,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether it is possible.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the workbook, report, map, GeoJSON and CSV.", rich_help_panel=OUTPUT
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer for machines.", rich_help_panel=OUTPUT)
    ] = False,
) -> None:  # fmt: skip
    """Cut a country into balanced, compact, connected territories and give them owners.

    Before searching, says why a request is impossible and what would make it possible.
    """
    from maillage.cli import design_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.domain.territories import request as asked  # noqa: PLC0415

    request = asked.DesignRequest(
        measures=tuple(
            options.measure(text, tuple(naics or ())) for text in measures or ["potential"]
        ),
        level=options.choice(units, asked.Level, "--units"),
        states=options.states(states),
        territories=territories,
        target_size=target_size,
        homes=options.choice(homes, asked.Homes, "--homes"),
        targets=options.choice(targets, asked.Targets, "--targets"),
        contiguity=contiguity,
        split=tuple(split or ()),
        keep=tuple(options.pair(text, "=") for text in keep or ()),
        together=tuple(options.names(text) for text in together or ()),
        links=tuple(options.pair(text, ",") for text in link or ()),
        disruption_cap=None if disruption_cap is None else options.share(disruption_cap),
        disruption_price_km=disruption_price,
        **({"on": on.date()} if on else {}),
        name=name,
        seed=seed,
        effort=effort,
    )
    if check:
        output.show_possible(request, as_json=as_json)
        return
    run(request, out=out, as_json=as_json)


def run(request: DesignRequest, *, out: Path | None, as_json: bool) -> None:
    """Design, write and show; exit with 6 when something asked could not be kept.

    Raises
    ------
    Exit
        With the code 6.
    """
    from maillage.cli import design_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.domain.territories.design import design_territories  # noqa: PLC0415

    with output.progress_bar(shown=not as_json) as bar:
        outcome = design_territories(request=request, progress=bar.search)
        written = output.write(outcome, out, bar) if out else []
    output.show_json(outcome, written) if as_json else output.show(outcome, written)
    if output.failed(outcome):
        raise typer.Exit(NOT_AS_ASKED)
