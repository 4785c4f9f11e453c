"""`maillage market map`: the market on any level of zones, the same in total on each."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
import typer
from django.utils.translation import gettext
from rich.console import Console
from rich.table import Table

from maillage.texts import _

NaicsOption = Annotated[
    list[str],
    typer.Option("--naics", help=_("NAICS code, such as 31-33, 5415 or all; repeatable.")),
]
LevelOption = Annotated[
    str,
    typer.Option(
        help=_("county, metro, state, postal, macro_region, census_region, census_division.")
    ),
]
StateOption = Annotated[
    list[str] | None, typer.Option("--state", help=_("State, such as TX; repeatable."))
]
TopOption = Annotated[int, typer.Option(min=1, help=_("Number of zones to list."))]
VintageOption = Annotated[int | None, typer.Option(help=_("Year of the figures to use."))]
AllocateOption = Annotated[
    str, typer.Option(help=_("Unpublished remainder: none (kept apart) or proportional (spread)."))
]
QuotientsOption = Annotated[
    bool, typer.Option("--quotients", help=_("Add location quotients: 1 is the average."))
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]


def show_map(
    naics: NaicsOption,
    *,
    level: LevelOption = "metro",
    state: StateOption = None,
    top: TopOption = 20,
    vintage: VintageOption = None,
    allocate: AllocateOption = "none",
    quotients: QuotientsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Size the market on any level of zones, with the accounts there."""
    from maillage.cli.market_output import show_json  # noqa: PLC0415 - needs Django set up
    from maillage.domain.market.levels import market_map  # noqa: PLC0415

    found = market_map(
        industries=naics,
        level=level,
        vintage=vintage,
        states=state,
        allocate=allocate,
        quotients=quotients,
    )
    answer = describe(found, top=top)
    show_json(answer) if as_json else show(answer)


def describe(found: Any, *, top: int) -> dict[str, Any]:
    """Describe a market on one level, the largest zones first."""
    from maillage.cli.market_output import rounded  # noqa: PLC0415 - needs Django set up
    from maillage.domain.market.levels import zone_names  # noqa: PLC0415
    from maillage.domain.market.words import rule_in_words  # noqa: PLC0415

    names = zone_names(found.level)
    placed = found.zones.drop(index="", errors="ignore")
    ranked = placed.sort_values("establishments", ascending=False, kind="stable").head(top)
    return {
        "industries": list(found.result.industries),
        "level": found.level,
        "vintage": found.dataset.vintage,
        "source": found.dataset.source,
        "zones": len(placed),
        "total": found.total,
        "in_no_zone": found.total - int(placed["establishments"].sum()),
        "residual": rounded(found.result.remainder()),
        "accounts": int(found.zones["accounts"].sum()),
        "rule": rule_in_words(found.result),
        "ranking": [
            {"zone": zone, "name": names.get(zone, "")}
            | {key: None if pd.isna(value) else value for key, value in row.items()}
            for zone, row in ranked.to_dict("index").items()
        ],
    }


def show(answer: dict[str, Any]) -> None:
    """Print the ranking, then the totals."""
    from maillage.cli.market_output import number, print_pairs  # noqa: PLC0415 - needs Django

    quotients = any("location_quotient" in row for row in answer["ranking"])
    titles = [gettext("Code"), gettext("Zone"), gettext("Establishments"), gettext("Accounts")]
    titles += [gettext("Penetration"), *([gettext("Location quotient")] if quotients else [])]
    table = Table(title=gettext("The market of %(year)s") % {"year": answer["vintage"]})
    for place, title in enumerate(titles):
        table.add_column(title, justify="left" if place < 2 else "right")
    for row in answer["ranking"]:
        cells = [row["zone"], row["name"], number(row["establishments"]), number(row["accounts"])]
        cells.append(share(row["penetration"], "{:.2%}"))
        cells += [share(row["location_quotient"], "{:.2f}")] if quotients else []
        table.add_row(*cells)
    Console().print(table)
    residual = answer["residual"]
    unknown = gettext("unknown")
    print_pairs(
        [
            (gettext("Zones"), number(answer["zones"])),
            (gettext("Establishments"), number(answer["total"])),
            (gettext("Of these, in no zone of this level"), number(answer["in_no_zone"])),
            (
                gettext("Remainder in no county"),
                unknown if residual is None else number(residual),
            ),
            (gettext("Rule"), answer["rule"]),
        ]
    )


def share(value: float | None, pattern: str) -> str:
    """Write a ratio, or nothing."""
    return "" if value is None else pattern.format(value)
