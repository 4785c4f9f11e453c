"""``maillage market score``: accounts that are not imported, judged by the profile, by zone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from maillage.cli.answers import AsJson, On, ending, show_json, table_of, write_file
from maillage.cli.icp import profile
from maillage.errors import FileError, ParameterError
from maillage.texts import _, quoted

if TYPE_CHECKING:
    import pandas as pd

    from maillage.core.accounts.icp.criteria import Icp

KINDS = ("csv", "xlsx")
COUNTS = ("accounts", "qualified", "unqualified", "unknown")
SUMS = ("potential", "qualified_potential")

Source = Annotated[
    str,
    typer.Argument(
        metavar=_("SOURCE"),
        help=_("A file in parquet, a folder of them or, with --at, the name of a table."),
    ),
]
Address = Annotated[
    str,
    typer.Option(
        "--at",
        envvar="MAILLAGE_ACCOUNTS_AT",
        metavar=_("ADDRESS"),
        help=_("Engine that keeps the table: postgresql://…, sc://host:port of Spark, …"),
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar=_("OURS=THEIRS"),
        help=_("What the table calls a column; naics= says that it has none. Repeatable."),
    ),
]


def score(
    source: Source,
    *,
    by: Annotated[
        str, typer.Option(help=_("Zones: state, metro, county, or any column of texts."))
    ] = "county",
    number: Annotated[
        int | None,
        typer.Option(
            "--icp", "--version", help=_("A version of the profile; the one in force by default.")
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help=_("Criteria to try, as JSON, instead."))
    ] = None,
    at: Address = "",
    column: Columns = None,
    country: Annotated[
        str, typer.Option(help=_("Country of all accounts, where no column says it."))
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("Write the zones: .csv or .xlsx."))
    ] = None,
    accounts: Annotated[
        Path | None, typer.Option(help=_("Write the accounts with their fit: .parquet."))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the files."))] = False,
    top: Annotated[int, typer.Option(min=1, help=_("Number of zones to list."))] = 20,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Judge accounts that stay where they are, and count them by zone."""
    from maillage.core.accounts.icp.reading import handed_back  # noqa: PLC0415 - loads pandas
    from maillage.domain.market.scoring import score_table, zone_table  # noqa: PLC0415
    from maillage.interfaces.importers import account_tables  # noqa: PLC0415

    kind = ending(output, KINDS) if output else ""
    refuse_existing(accounts, force=force)
    names = names_of(column or [])
    icp = profile(number, file, on)
    table = account_tables.open_table(source, at) if at else opened(source)
    judged = score_table(accounts=table, icp=icp, by=by, names=names, country=country)
    with account_tables.failing(source):
        zones = zone_table(judged=judged, by=by)
        if accounts:
            handed_back(judged, icp).to_parquet(accounts)
    if zones.empty:
        raise FileError(
            _("%(file)s holds no account.") % {"file": quoted(source)},
            remedy=_("Check that it is the right one."),
        )
    if output:
        write_file(output, zone_file(zones, kind), force=force)
    if as_json:
        show_json(described(zones, icp, by, top))
    else:
        show(zones, by, top)


def opened(source: str) -> Any:
    """Open a file or a folder of this machine."""
    from maillage.interfaces.importers.account_tables import open_parquet  # noqa: PLC0415

    return open_parquet(Path(source))


def refuse_existing(path: Path | None, *, force: bool) -> None:
    """Refuse a file that is not in parquet by its name, or there already, before long work.

    Raises
    ------
    FileError
        If it is one of both.
    """
    if path is None:
        return
    ending(path, ("parquet",))
    if path.exists() and not force:
        raise FileError(
            _("%(file)s is there already.") % {"file": path},
            remedy=_("Name another one, or add --force to overwrite it."),
        )


def names_of(typed: list[str]) -> dict[str, str]:
    """Read what a table calls the columns.

    Raises
    ------
    ParameterError
        If one is not written as a pair.
    """
    wrong = [each for each in typed if "=" not in each]
    if wrong:
        raise ParameterError(
            _("%(typed)s names no column.") % {"typed": quoted(wrong[0][:60])},
            remedy=_("Write --column naics=its_name, or --column naics= where it has none."),
        )
    pairs = (each.partition("=") for each in typed)
    return {ours.strip(): theirs.strip() for ours, _sign, theirs in pairs}


def heads(by: str) -> dict[str, str]:
    """Name the columns of zones."""
    return {
        "zone": {"state": _("State"), "county": _("County"), "metro": _("Metropolitan area")}.get(
            by, by
        ),
        "name": _("Name"),
        "accounts": _("Accounts"),
        "qualified": _("fits"),
        "unqualified": _("does not fit"),
        "unknown": _("not known"),
        "potential": _("Potential"),
        "qualified_potential": _("Potential of those that fit"),
        "density": _("Qualified per 1,000 km²"),
    }


def plain(zones: pd.DataFrame) -> list[dict[str, Any]]:
    """Give zones as plain values, None where one is not known."""
    known = zones.astype(object)
    return known.where(known.notna(), None).to_dict("records")


def zone_file(zones: pd.DataFrame, kind: str) -> bytes:
    """Write zones as a file."""
    from maillage.interfaces.lists.files import as_file  # noqa: PLC0415

    lines = [list(zones.columns), *(list(row.values()) for row in plain(zones))]
    return as_file(lines, kind, _("Zones"))


def described(zones: pd.DataFrame, icp: Icp, by: str, top: int) -> dict[str, Any]:
    """Describe zones for a program: their sums, and the first of them."""
    placed = zones[zones["zone"] != ""]
    return {
        "by": by,
        "criteria": icp.stored(),
        "zones": len(placed),
        **{name: int(zones[name].sum()) for name in COUNTS},
        **{name: float(zones[name].sum()) for name in SUMS},
        "in_no_zone": int(zones["accounts"].sum() - placed["accounts"].sum()),
        "not_recognised": int((placed["name"] == "").sum()),
        "ranking": plain(placed.head(top)),
    }


def show(zones: pd.DataFrame, by: str, top: int) -> None:
    """Print the first zones and the sums."""
    from maillage.cli.market_output import number, print_pairs  # noqa: PLC0415 - needs Django
    from maillage.domain.market.priority import LEVELS  # noqa: PLC0415

    placed = zones[zones["zone"] != ""]
    titles = heads(by)
    if by not in LEVELS:
        titles = {name: title for name, title in titles.items() if name not in {"name", "density"}}
    Console().print(table_of(plain(placed.head(top)), titles))
    sums = [(titles[name], number(zones[name].sum())) for name in (*COUNTS, *SUMS)]
    loose = zones["accounts"].sum() - placed["accounts"].sum()
    sums += [(_("Zones"), number(len(placed))), (_("Accounts in no zone"), number(loose))]
    if by in LEVELS:
        sums.append((_("Zones that are not known"), number((placed["name"] == "").sum())))
    print_pairs(sums)
