"""`maillage market map`: the market on any level of zones, the same in total on each."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from django.utils.translation import gettext
from rich.console import Console
from rich.table import Table

from maillage.texts import _

NaicsOption = Annotated[
    list[str] | None,
    typer.Option("--naics", help=_("NAICS code, such as 31-33, 5415 or all; repeatable.")),
]
EmployeesOption = Annotated[
    str, typer.Option(help=_("Employees of an establishment, such as 50-99 or 1000-."))
]
IcpOption = Annotated[
    int | None, typer.Option("--icp", help=_("Version of the ideal customer profile, instead."))
]
AverageOption = Annotated[
    str,
    typer.Option(
        help=_("Sales per year: 12000; by class of employees 1-4:500,5-9:900; or customers.")
    ),
]
PerOption = Annotated[str, typer.Option(help=_("What the average is of: establishment, employee."))]
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
    naics: NaicsOption = None,
    *,
    level: LevelOption = "metro",
    state: StateOption = None,
    employees: EmployeesOption = "",
    icp: IcpOption = None,
    average: AverageOption = "",
    per: PerOption = "establishment",
    top: TopOption = 20,
    vintage: VintageOption = None,
    allocate: AllocateOption = "none",
    quotients: QuotientsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Size the market on any level of zones, with the accounts there."""
    from maillage.cli.market_output import show_json  # noqa: PLC0415 - needs Django set up
    from maillage.domain.market.asking import average_asked, market_asked  # noqa: PLC0415
    from maillage.domain.market.levels import market_map  # noqa: PLC0415
    from maillage.domain.market.telling import told  # noqa: PLC0415

    choice = market_asked(industries=naics or [], states=state, size=employees, icp=icp)
    found = market_map(
        choice=choice,
        level=level,
        vintage=vintage,
        allocate=allocate,
        quotients=quotients,
        average=average_asked(typed=average, choice=choice, per=per),
    )
    answer = told(found, top=top)
    show_json(answer) if as_json else show(answer)


def show(answer: dict[str, Any]) -> None:
    """Print the ranking, then the totals."""
    from maillage.cli.market_output import number, print_pairs  # noqa: PLC0415 - needs Django

    whole, ratio = number, "{:.2f}".format
    columns = {
        "establishments": (gettext("Establishments"), whole),
        "employees": (gettext("Employees"), whole),
        "payroll": (gettext("Payroll (k$)"), whole),
        "revenue": (gettext("Sales possible"), whole),
        "accounts": (gettext("Accounts"), whole),
        "penetration": (gettext("Penetration"), "{:.2%}".format),
        "location_quotient": (gettext("Location quotient"), ratio),
    }
    known = [name for name in columns if any(name in row for row in answer["ranking"])]
    table = Table(title=gettext("The market of %(year)s") % {"year": answer["vintage"]})
    table.add_column(gettext("Code"))
    table.add_column(gettext("Zone"))
    for name in known:
        table.add_column(columns[name][0], justify="right")
    for row in answer["ranking"]:
        cells = ("" if row[name] is None else columns[name][1](row[name]) for name in known)
        table.add_row(row["zone"], row["name"], *cells)
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
            *((gettext("Note"), each) for each in answer["notes"]),
        ]
    )
