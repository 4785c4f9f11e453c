"""`maillage market fetch`: figures asked of the offices, kept as a file and loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maillage.texts import _

SaveArgument = Annotated[Path, typer.Argument(help=_("File to keep the answer in."))]
YearOption = Annotated[int, typer.Option(help=_("Year of the figures."))]
AreasOption = Annotated[
    str, typer.Option("--for", help=_("Areas to ask for: us:*, state:*, county:*, zipcode:*."))
]
WithinOption = Annotated[
    list[str] | None, typer.Option("--in", help=_("Only within, such as state:48; repeatable."))
]
NaicsOption = Annotated[
    list[str] | None, typer.Option("--naics", help=_("Only this NAICS code; repeatable."))
]
KeyOption = Annotated[
    str, typer.Option(envvar="MAILLAGE_CENSUS_KEY", help=_("Your key to the Census Bureau."))
]
AddressOption = Annotated[
    str,
    typer.Option(envvar="MAILLAGE_CENSUS_ADDRESS", help=_("Another address that answers so.")),
]
ApplyOption = Annotated[bool, typer.Option("--apply", help=_("Load it; without, only look."))]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]


def fetch_figures(
    save: SaveArgument,
    year: YearOption,
    *,
    areas: AreasOption = "county:*",
    within: WithinOption = None,
    naics: NaicsOption = None,
    key: KeyOption = "",
    address: AddressOption = "",
    apply: ApplyOption = False,
    as_json: JsonOption = False,
) -> None:
    """Ask the Census Bureau for County Business Patterns, with your key."""
    from maillage.cli import market_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.importers.market.fetch import CENSUS, census_url, fetch  # noqa: PLC0415

    url = census_url(
        year=year,
        areas=areas,
        within=within or [],
        industries=naics or [],
        key=key,
        address=address or CENSUS,
    )
    with output.progress_bar(_("Asking"), shown=not as_json) as progress:
        fetch(url, save, secret=key, progress=progress)
    output.take_in(save, year=year, apply=apply, as_json=as_json)


def fetch_accounts(
    save: SaveArgument,
    year: YearOption,
    *,
    table: Annotated[str, typer.Option(help=_("Table, such as CAGDP2 or SAINC1."))] = "SAGDP2",
    line: Annotated[int, typer.Option(help=_("Line of the table; 1 is the total."))] = 1,
    areas: Annotated[
        str, typer.Option("--for", help=_("Areas to ask for: STATE, COUNTY, MSA."))
    ] = "STATE",
    key: Annotated[
        str, typer.Option(envvar="MAILLAGE_BEA_KEY", help=_("Your key to the BEA."))
    ] = "",
    address: Annotated[
        str, typer.Option(envvar="MAILLAGE_BEA_ADDRESS", help=_("Another address that answers so."))
    ] = "",
    apply: ApplyOption = False,
    as_json: JsonOption = False,
) -> None:
    """Ask the Bureau of Economic Analysis for regional accounts, with your key."""
    from maillage.cli import market_output as output  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.importers.market.fetch import (  # noqa: PLC0415
        BEA,
        accounts_url,
        fetch,
    )

    url = accounts_url(
        table=table, line=line, areas=areas, year=year, key=key, address=address or BEA
    )
    with output.progress_bar(_("Asking"), shown=not as_json) as progress:
        fetch(url, save, secret=key, progress=progress)
    output.take_in(save, year=year, apply=apply, as_json=as_json)
