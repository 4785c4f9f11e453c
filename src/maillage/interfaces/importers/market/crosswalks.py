"""Reads published correspondences: metropolitan areas, HUD ratios, French communes, NAICS."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.core.market.crosswalks import (
    COUNTY_METRO,
    INDUSTRIES,
    POSTAL_COMMUNE,
    POSTAL_COUNTY,
    POSTAL_METRO,
    Crosswalk,
    in_proportion,
)
from maillage.core.market.files import LICENCE, geography_of
from maillage.errors import CellProblem, FileError, ParameterError, RowError
from maillage.interfaces.importers.market.sources import (
    UNREADABLE,
    Source,
    check_file,
    head_of,
    opened,
)
from maillage.interfaces.importers.market.years import year_in_name
from maillage.interfaces.importers.workbooks import workbook_rows

OPEN_LICENCE = "Licence Ouverte 2.0 (Etalab)"
HUD = "US Department of Housing and Urban Development, USPS ZIP crosswalk"
MAX_PROBLEMS = 100
HEADER_WITHIN = 5
NO_METRO = "99999"
MONTH = re.compile(r"_(?:0[1-9]|1[0-2])(20\d\d)(?!\d)")
FIVE_DIGITS = r"\d{3,5}"
RATIOS = {"weight": "bus_ratio", "otherwise": "tot_ratio|res_ratio"}


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of correspondence: its columns by the part they play, and the form of its codes."""

    kind: str
    title: str
    source: str
    columns: dict[str, str]
    optional: dict[str, str]
    form: str = FIVE_DIGITS
    licence: str = LICENCE

    def found_in(self, names: Sequence[str]) -> dict[str, int] | None:
        """Give the place of each column; None if one that must be there is not."""
        places = {
            part: place
            for part, pattern in (self.columns | self.optional).items()
            for place, name in reversed(list(enumerate(names)))
            if re.fullmatch(pattern, name)
        }
        return places if self.columns.keys() <= places.keys() else None


LAYOUTS = (
    Layout(
        COUNTY_METRO,
        gettext_noop("Delineation of metropolitan areas (list1)"),
        "US Office of Management and Budget, US Census Bureau",
        {"state": "fips state code", "county": "fips county code", "target": "cbsa code"},
        {},
        form=r"\d{1,5}",
    ),
    Layout(
        POSTAL_COUNTY,
        gettext_noop("ZIP codes by county"),
        HUD,
        {"origin": "zip", "target": "county|stcountyfp"},
        RATIOS,
    ),
    Layout(
        POSTAL_METRO,
        gettext_noop("ZIP codes by metropolitan area"),
        HUD,
        {"origin": "zip", "target": "cbsa|geoid"},
        RATIOS,
    ),
    Layout(
        POSTAL_COMMUNE,
        gettext_noop("French postal codes by commune (hexasmal)"),
        "La Poste, base officielle des codes postaux",
        {"origin": "#?code_postal", "target": "#?code_commune_insee"},
        {},
        form=r"\d[0-9AB]\d{2,3}|\d{3,4}",
        licence=OPEN_LICENCE,
    ),
    Layout(
        INDUSTRIES,
        gettext_noop("NAICS codes of 2017 in those of 2022"),
        "US Census Bureau, NAICS concordance",
        {"origin": r"2017 naics code|naics_?2017", "target": r"2022 naics code|naics_?2022"},
        {"weight": "weight|share"},
        form=r"\d{6}",
    ),
)


def read_crosswalk(path: Path, *, year: int | None = None) -> Crosswalk | None:
    """Read a published correspondence; None if the file is not one.

    Parameters
    ----------
    path
        A plain, gzip or zip table, or a workbook.
    year
        The year it describes, where neither the file nor its name says it.

    Raises
    ------
    FileError
        If the file cannot be read, or holds no line.
    RowError
        If cells are wrong; it names each of the first hundred.
    ParameterError
        If the year is not known.
    """
    check_file(path)
    rows = numbered_rows(path)
    found = next(filter(None, (recognised(row) for _n, row in first(rows, HEADER_WITHIN))), None)
    if found is None:
        return None
    layout, places = found
    lines, padded = checked(rows, layout, places, path.name)
    vintage = year or year_in_name(MONTH.sub(r"_\1", path.name))
    if vintage is None:
        raise ParameterError(
            _("%(file)s does not say which year its figures describe.") % {"file": path.name},
            remedy=_("Give it with --year."),
        )
    shares = in_proportion(lines)
    said = _("zone codes whose leading zeros were put back: %(rows)s") % {"rows": padded}
    return Crosswalk(
        kind=layout.kind,
        layout=_(layout.title),
        source=layout.source,
        licence=layout.licence,
        vintage=vintage,
        geography_vintage=geography(layout, shares, vintage),
        file_name=path.name,
        sha256=sha256(path.read_bytes()).hexdigest(),
        shares=shares,
        assumptions=(said,) if padded else (),
    )


def geography(layout: Layout, shares: pd.DataFrame, vintage: int) -> int:
    """Tell the county boundaries from the codes of Connecticut, else from the year."""
    column = {COUNTY_METRO: "origin", POSTAL_COUNTY: "target"}.get(layout.kind)
    zones = shares[column].unique() if column else []
    cells = pd.DataFrame({"zone": pd.Series(zones, dtype="str"), "level": "county"})
    return geography_of(cells, vintage=vintage) or (2022 if vintage >= 2022 else 2020)


def numbered_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a table or a workbook with their numbers, cells as text."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if path.suffix.lower() == ".xlsx":
        for number, cells in workbook_rows(path, None)[1]:
            yield number, ["" if each is None else str(each).strip() for each in cells]
        return
    if start.startswith(b"PK"):
        return
    source = Source(path, "gzip" if start.startswith(b"\x1f\x8b") else "plain")
    head = head_of(source).decode("utf-8", "replace").splitlines()[:1]
    separator = max(",;\t|", key=(head or [""])[0].count)
    with opened(source) as stream:
        text = io.TextIOWrapper(
            io.BufferedReader(stream), encoding="utf-8-sig", errors="replace", newline=""
        )
        yield from delimited(text, separator, source.name)


def delimited(text: io.TextIOWrapper, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a table with a separator."""
    try:
        for number, row in enumerate(csv.reader(text, delimiter=separator), 1):
            yield number, [cell.strip() for cell in row]
    except (csv.Error, *UNREADABLE) as error:
        raise FileError(
            _("%(file)s cannot be read: %(error)s.") % {"file": name, "error": error},
            remedy=_("It may be damaged, encrypted or protected: download it again."),
        ) from error


def first(rows: Iterator[tuple[int, list[str]]], number: int) -> Iterator[tuple[int, list[str]]]:
    """Give up to so many rows, leaving the others to read."""
    for _time in range(number):
        row = next(rows, None)
        if row is None:
            return
        yield row


def recognised(row: list[str]) -> tuple[Layout, dict[str, int]] | None:
    """Tell which correspondence a header is that of."""
    names = [name.lower() for name in row]
    for layout in LAYOUTS:
        places = layout.found_in(names)
        if places is not None:
            return layout, places
    return None


def checked(
    rows: Iterator[tuple[int, list[str]]], layout: Layout, places: dict[str, int], name: str
) -> tuple[pd.DataFrame, int]:
    """Read all lines, or name what is wrong in them; and count the codes that were filled up."""
    problems: list[CellProblem] = []
    found = []
    padded = 0
    width = max(places.values()) + 1
    for number, row in rows:
        if not any(row[1:]):
            continue
        cells = {part: row[at] if at < len(row) else "" for part, at in places.items()}
        wrong = wrong_cells(cells, layout) if len(row) >= width else {"": ";".join(row)}
        problems += [problem(number, part, value) for part, value in wrong.items()]
        if len(problems) >= MAX_PROBLEMS:
            break
        if not wrong:
            line, short = line_of(cells, layout)
            padded += short
            found.append(line)
    if problems:
        raise RowError(name, problems[:MAX_PROBLEMS])
    if not found:
        raise FileError(
            _("%(file)s holds no figure.") % {"file": name}, remedy=_("Download it again.")
        )
    columns = ["origin", "target", "weight", "otherwise"]
    return pd.DataFrame(found, columns=columns), padded


def wrong_cells(cells: dict[str, str], layout: Layout) -> dict[str, str]:
    """Name the parts of a line that are wrong, with their values."""
    ratios = {"weight", "otherwise"}
    return {
        part: value
        for part, value in cells.items()
        if not (is_ratio(value) if part in ratios else re.fullmatch(layout.form, value))
    }


def is_ratio(value: str) -> bool:
    """Tell whether a cell holds a number from 0 to 1."""
    return bool(re.fullmatch(r"\d*\.?\d+([eE]-?\d{1,3})?", value)) and float(value) <= 1


def line_of(cells: dict[str, str], layout: Layout) -> tuple[tuple[str, str, float, float], bool]:
    """Give origin, target and weights of a line, and whether zeros were put back."""
    length = 6 if layout.kind == INDUSTRIES else 5
    written = cells.get("origin") or cells["state"].zfill(2) + cells["county"].zfill(3)
    origin, target = written.zfill(length), cells["target"].zfill(length)
    short = len(written) < length or len(cells["target"]) < length
    target = "" if layout.kind == POSTAL_METRO and target == NO_METRO else target
    weight = float(cells.get("weight", cells.get("otherwise", "1")))
    return (origin, target, weight, float(cells.get("otherwise", "1"))), short


def problem(number: int, part: str, value: str) -> CellProblem:
    """Describe one wrong cell, or a row that is cut."""
    if not part:
        return CellProblem(
            number,
            _("the whole row"),
            value,
            _("columns are missing."),
            _("The file may be cut off or edited: download it again."),
        )
    if part in {"weight", "otherwise"}:
        words = _("not a ratio from 0 to 1."), _("Give the ratio as published, such as 0.25.")
    else:
        words = _("not a code of this list."), _("Use the code as published; leading zeros count.")
    return CellProblem(number, part, value, *words)
