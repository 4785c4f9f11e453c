"""What the market commands answer: a plain description, shown as JSON or as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from maillage import reference
from maillage.core.market.crosswalks import Crosswalk
from maillage.core.market.files import MarketFile
from maillage.core.market.tam import TamResult
from maillage.domain.market.crosswalks import load_crosswalk
from maillage.domain.market.levels import count_all
from maillage.domain.market.load import MarketLoad, load_market_file
from maillage.domain.market.queries import LoadedDataset
from maillage.domain.market.words import industry_title, rule_in_words
from maillage.interfaces.importers.market import read_market_file
from maillage.interfaces.importers.market.crosswalks import read_crosswalk
from maillage.interfaces.importers.market.sirene import is_sirene, read_sirene
from maillage.models import MarketDataset

MEASURES = ("establishments", "employees", "payroll")


def show_json(answer: Any) -> None:
    """Print an answer for a program."""
    typer.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=2))


@contextmanager
def progress_bar(words: str, *, shown: bool) -> Iterator[Callable[[float], None]]:
    """Show how far a long work is, on the error stream."""
    console = Console(stderr=True)
    look = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*look, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(words, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def take_in(path: Path, *, year: int | None, apply: bool, as_json: bool) -> None:
    """Read a file, load it if asked, and say what it holds."""
    crosswalk = None if is_sirene(path) else read_crosswalk(path, year=year)
    if crosswalk is not None:
        answer = describe_crosswalk(crosswalk, load_crosswalk(file=crosswalk) if apply else None)
        show_json(answer) if as_json else show_crosswalk(answer)
        return
    with progress_bar(_("Reading"), shown=not as_json) as progress:
        if is_sirene(path):
            market_file = read_sirene(path, year=year)
        else:
            market_file = read_market_file(path, year=year, progress=progress)
    load = None
    if apply:
        with progress_bar(_("Writing"), shown=not as_json) as progress:
            load = load_market_file(file=market_file, progress=progress)
            count_all()
    answer = describe_file(market_file, load)
    show_json(answer) if as_json else show_file(answer)


def describe_crosswalk(file: Crosswalk, load: MarketLoad | None) -> dict[str, Any]:
    """Describe a correspondence, and what loading it did."""
    return described(file, load) | {
        "rows": len(file.shares),
        "origins": file.origins,
        "divided": file.divided,
    }


def described(file: Crosswalk | MarketFile, load: MarketLoad | None) -> dict[str, Any]:
    """Describe where a file comes from, and what loading it did."""
    names = ("layout", "kind", "source", "licence", "vintage", "geography_vintage", "sha256")
    return {
        "file": file.file_name,
        **{name: getattr(file, name) for name in names},
        "assumptions": list(file.assumptions),
        "applied": load is not None,
        "created": load.created if load else 0,
        "unchanged": load.unchanged if load else 0,
    }


def show_crosswalk(answer: dict[str, Any]) -> None:
    """Print what a correspondence holds."""
    divided = number(answer["divided"]), f"{answer['divided'] / answer['origins']:.1%}"
    lines = [
        (_("Figures"), number(answer["rows"])),
        (_("Codes"), number(answer["origins"])),
        (_("Of these, in several"), f"{divided[0]} ({divided[1]})"),
    ]
    show_lines(answer, lines)
    typer.echo(outcome_of(answer))


def show_lines(answer: dict[str, Any], lines: list[tuple[str, str]]) -> None:
    """Print where a file comes from, what it holds, and what was assumed."""
    origin = [
        (_("File"), answer["file"]),
        (_("Recognised as"), answer["layout"]),
        (_("Source"), f"{answer['source']} ({answer['licence']})"),
        (_("Year of the figures"), str(answer["vintage"])),
    ]
    print_pairs([*origin, *lines, *((_("Assumed"), each) for each in answer["assumptions"])])


def describe_file(file: MarketFile, load: MarketLoad | None) -> dict[str, Any]:
    """Describe what a file holds, and what loading it did."""
    totals = [
        {"level": level, "depth": depth, **{name: int(value) for name, value in row.items()}}
        for (level, depth), row in file.totals().iterrows()
    ]
    return described(file, load) | {
        "rows": len(file.cells),
        "zones": file.zones,
        "industries": file.industries,
        "flags": file.flags,
        "totals": totals,
    }


def show_file(answer: dict[str, Any]) -> None:
    """Print what a file holds."""
    zones = ", ".join(f"{level} {number(count)}" for level, count in answer["zones"].items())
    flags = ", ".join(f"{flag} {number(count)}" for flag, count in answer["flags"].items())
    lines = [
        (_("County boundaries of"), str(answer["geography_vintage"])),
        (_("Figures"), number(answer["rows"])),
        (_("Zones"), zones),
        (_("Industries"), number(answer["industries"])),
        (_("Noise and suppression flags"), flags or _("none")),
    ]
    show_lines(answer, lines)
    show_totals(answer["totals"])
    typer.echo(outcome_of(answer))


def show_totals(totals: list[dict[str, Any]]) -> None:
    """Print the sums by level of zone and depth of code."""
    table = Table(title=_("Sums; longer codes add up to less: small cells are not published"))
    titles = {
        "level": _("Level"),
        "depth": _("Digits"),
        "establishments": _("Establishments"),
        "employees": _("Employees"),
        "payroll": _("Payroll (k$)"),
        "population": _("Population"),
        "output": _("Output (k$)"),
        "land": _("Land (m²)"),
    }
    always = ("level", "depth")
    names = [name for name in titles if name in always or any(row[name] for row in totals)]
    for name in names:
        table.add_column(titles[name], justify="left" if name == "level" else "right")
    for row in totals:
        table.add_row(row["level"], *(number(row[name]) for name in names[1:]))
    Console().print(table)


def outcome_of(answer: dict[str, Any]) -> str:
    """Say what was written."""
    if not answer["applied"]:
        return _("Nothing was written. Add --apply to load these figures.")
    if answer["created"]:
        return _("%(rows)s figures loaded.") % {"rows": number(answer["created"])}
    return _("This file was already loaded; nothing changed.")


def describe_tam(
    result: TamResult, dataset: MarketDataset, *, top: int, states: list[str]
) -> dict[str, Any]:
    """Describe the market by county, with everything that is in no county."""
    ranking = result.zones.assign(activity=result.activity())
    ranking = ranking.sort_values(["activity", "unpublished"], ascending=False).head(top)
    names = county_names(dataset.geography_vintage)
    return {
        "industries": [
            {"naics": each, "title": industry_title(each)} for each in result.industries
        ],
        "states": states,
        "vintage": dataset.vintage,
        "geography_vintage": dataset.geography_vintage,
        "source": dataset.source,
        "zones": len(result.zones),
        "totals": {name: round(float(result.zones[name].sum())) for name in MEASURES},
        "allocated": {
            name: round(float(result.zones[f"{name}_allocated"].sum())) for name in MEASURES
        },
        "residual": {name: rounded(result.remainder(name)) for name in MEASURES},
        "unlocated": unlocated(result),
        "residual_by_state": residual_by_state(result),
        "rule": rule_in_words(result),
        "without_figures": list(result.without_figures),
        "without_official": list(result.without_official),
        "ranking": [
            {"zone": zone, "name": names.get(zone, ""), **{k: round(v) for k, v in row.items()}}
            for zone, row in ranking.to_dict("index").items()
        ],
    }


def residual_by_state(result: TamResult) -> dict[str, float]:
    """Sum the residual establishments of the states whose official figures are loaded."""
    rows = result.residual
    rows = rows[(rows["area"] != "US") & (rows["measure"] == "establishments")]
    known = rows.dropna(subset=["residual"]).groupby("area")["residual"].sum()
    return {state: round(value) for state, value in known.items()}


def unlocated(result: TamResult) -> int:
    """Sum the establishments that are published for a state without a county."""
    rows = result.residual
    rows = rows[(rows["area"] == "US") & (rows["measure"] == "establishments")]
    return round(float(rows["unlocated"].sum()))


def show_tam(answer: dict[str, Any]) -> None:
    """Print the ranking of counties, then what is in no county."""
    table = Table(title=_("Establishments by county, %(year)s") % {"year": answer["vintage"]})
    titles = {
        "establishments": _("Published"),
        "establishments_allocated": _("Allocated"),
        "employees": _("Employees"),
        "unpublished": _("Perhaps more"),
    }
    if not answer["allocated"]["establishments"]:
        del titles["establishments_allocated"]
    table.add_column(_("Code"))
    table.add_column(_("County"))
    for title in titles.values():
        table.add_column(title, justify="right")
    for row in answer["ranking"]:
        table.add_row(row["zone"], row["name"], *(number(row[key]) for key in titles))
    Console().print(table)
    print_pairs(tam_lines(answer))


def tam_lines(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Write the lines under the ranking; the remainder always has one."""
    residual = answer["residual"]["establishments"]
    unknown = _("unknown: no state or national figure of these industries is loaded")
    if answer["states"]:
        unknown = _("unknown: no state figure of these industries is loaded")
    said = ", ".join(
        f"{each['naics'] or _('all')} {each['title']}" for each in answer["industries"]
    )
    lines = [
        (_("Industries"), said),
        (_("Counties"), number(answer["zones"])),
        (_("Establishments in counties"), number(answer["totals"]["establishments"])),
        (_("Allocated by the rule"), number(answer["allocated"]["establishments"])),
        (_("Remainder in no county"), unknown if residual is None else number(residual)),
        (_("Rule"), answer["rule"]),
    ]
    if answer["unlocated"]:
        lines.append((_("Published without a county"), number(answer["unlocated"])))
    if answer["without_official"] and residual is not None:
        lines.append((_("Remainder unknown for"), ", ".join(answer["without_official"])))
    if answer["without_figures"]:
        missing = ", ".join(answer["without_figures"])
        lines.append((_("No figure (another NAICS edition?)"), missing))
    return lines


def describe_dataset(loaded: LoadedDataset) -> dict[str, Any]:
    """Describe a dataset that is loaded."""
    dataset = loaded.dataset
    return {
        "id": dataset.pk,
        "kind": dataset.kind,
        "vintage": dataset.vintage,
        "geography_vintage": dataset.geography_vintage,
        "zones": loaded.zones,
        "source": dataset.source,
        "licence": dataset.licence,
        "file": dataset.file_name,
        "sha256": dataset.sha256,
    }


def show_datasets(answer: list[dict[str, Any]]) -> None:
    """Print the datasets that are loaded."""
    table = Table()
    for title in (_("Kind"), _("Year"), _("County boundaries of"), _("Zones"), _("File")):
        table.add_column(title)
    for each in answer:
        zones = ", ".join(f"{level} {number(count)}" for level, count in each["zones"].items())
        years = str(each["vintage"]), str(each["geography_vintage"])
        table.add_row(each["kind"], *years, zones, each["file"])
    Console().print(table)


def county_names(geography: int) -> dict[str, str]:
    """Name the counties of a geography, with their state."""
    counties = reference.table("us_counties")
    counties = counties[counties["vintage"] == str(geography)]
    return dict(zip(counties["code"], counties["name"] + ", " + counties["state"], strict=True))


def print_pairs(pairs: list[tuple[str, str]]) -> None:
    """Print names and values in two columns."""
    table = Table(show_header=False, box=None)
    for name, value in pairs:
        table.add_row(name, value)
    Console().print(table)


def number(value: float) -> str:
    """Write a whole number in the reader's format."""
    return number_format(round(value), use_l10n=True, force_grouping=True)


def rounded(value: float | None) -> int | None:
    """Round a number that may be unknown."""
    return None if value is None else round(value)
