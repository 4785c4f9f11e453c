"""`maillage import market` and `maillage market`: official figures in, size of the market out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.market_fetch import fetch_accounts, fetch_figures
from maillage.cli.market_map import show_map
from maillage.cli.market_priority import show_launch, show_priority
from maillage.cli.market_score import score
from maillage.errors import NotFoundError
from maillage.texts import _

FileArgument = Annotated[
    Path, typer.Argument(help=_("Census file: plain, gzip or zip; recognised by its content."))
]
YearOption = Annotated[
    int | None, typer.Option(help=_("Year of the figures, where the file does not say it."))
]
ApplyOption = Annotated[bool, typer.Option("--apply", help=_("Load it; without, only look."))]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]
NaicsOption = Annotated[
    list[str],
    typer.Option("--naics", help=_("NAICS code, such as 31-33, 5415 or all; repeatable.")),
]
StateOption = Annotated[
    list[str] | None, typer.Option("--state", help=_("State, such as TX; repeatable."))
]
TopOption = Annotated[int, typer.Option(min=1, help=_("Number of counties to list."))]
VintageOption = Annotated[int | None, typer.Option(help=_("Year of the figures to use."))]
AllocateOption = Annotated[
    str, typer.Option(help=_("Unpublished remainder: none (kept apart) or proportional (spread)."))
]


def register(import_app: typer.Typer, app: typer.Typer) -> None:
    """Add the commands of the market to those of the program."""
    market_app = typer.Typer(help=_("Size the market by zone."), no_args_is_help=True)
    loaded = _("Load official figures: County Business Patterns or county population.")
    import_app.command("market", help=loaded)(import_market)
    ranked = _("Rank the counties by establishments of the chosen industries.")
    market_app.command("tam", help=ranked)(show_tam)
    mapped = _("Size the market on any level of zones, with the accounts there.")
    market_app.command("map", help=mapped)(show_map)
    listed = _("List the official figures that are loaded.")
    market_app.command("datasets", help=listed)(show_datasets)
    first = _("Rank zones by potential, density, nearness to the network and buying signals.")
    market_app.command("priority", help=first)(show_priority)
    begin = _("Advise a small team where to begin, and tell what goes wrong at a launch.")
    market_app.command("launch", help=begin)(show_launch)
    judged = _("Judge accounts that stay where they are, and count them by zone.")
    market_app.command("score", help=judged)(score)
    told = _("List the figures of one kind by zone, with their sum and the nation.")
    market_app.command("figures", help=told)(show_figures)
    accounts = _("Ask the Bureau of Economic Analysis for regional accounts, with your key.")
    market_app.command("fetch-accounts", help=accounts)(fetch_accounts)
    asked = _("Ask the Census Bureau for County Business Patterns, with your key.")
    market_app.command("fetch", help=asked)(fetch_figures)
    app.add_typer(market_app, name="market")


def import_market(
    file: FileArgument,
    *,
    year: YearOption = None,
    apply: ApplyOption = False,
    as_json: JsonOption = False,
) -> None:
    """Load official figures: County Business Patterns or county population."""
    from maillage.cli import market_output as output  # noqa: PLC0415 - needs Django set up

    output.take_in(file, year=year, apply=apply, as_json=as_json)


def show_tam(
    naics: NaicsOption,
    *,
    state: StateOption = None,
    top: TopOption = 20,
    vintage: VintageOption = None,
    allocate: AllocateOption = "none",
    as_json: JsonOption = False,
) -> None:
    """Rank the counties by establishments of the chosen industries.

    Raises
    ------
    NotFoundError
        If nothing that is loaded is about any of them.
    """
    from maillage.cli import market_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.domain.market import queries  # noqa: PLC0415

    dataset = queries.dataset_for(vintage=vintage)
    result = queries.establishments_by_county(
        industries=naics, dataset=dataset, states=state, allocate=allocate
    )
    nothing = set(result.without_figures) & set(result.without_official)
    if nothing == set(result.industries):
        raise NotFoundError(
            _("No figure that is loaded is about the industries %(industries)s.")
            % {"industries": ", ".join(sorted(nothing))},
            remedy=_(
                "Check the codes: the figures may use another NAICS edition; or name a broader"
                " industry, such as its first two digits, or other states."
            ),
        )
    answer = output.describe_tam(result, dataset, top=top, states=state or [])
    output.show_json(answer) if as_json else output.show_tam(answer)


def show_figures(
    kind: Annotated[str, typer.Argument(help=_("cbp, population, gdp, income, susb..."))],
    *,
    level: Annotated[str, typer.Option(help=_("state, county, metro, postal..."))] = "state",
    naics: Annotated[str, typer.Option(help=_("One NAICS code, or all."))] = "all",
    vintage: VintageOption = None,
    top: TopOption = 20,
    as_json: JsonOption = False,
) -> None:
    """List the figures of one kind by zone, with their sum and the nation."""
    from maillage.cli import market_figures as output  # noqa: PLC0415 - needs Django set up
    from maillage.domain.market.queries import figures_by_zone  # noqa: PLC0415

    found = figures_by_zone(kind=kind, level=level, naics=naics, vintage=vintage)
    answer = output.describe_figures(found, level=level, naics=naics, top=top)
    output.show_json(answer) if as_json else output.show_figures(answer)


def show_datasets(*, as_json: JsonOption = False) -> None:
    """List the official figures that are loaded."""
    from maillage.cli import market_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.domain.market.queries import datasets  # noqa: PLC0415

    answer = [output.describe_dataset(each) for each in datasets()]
    output.show_json(answer) if as_json else output.show_datasets(answer)
