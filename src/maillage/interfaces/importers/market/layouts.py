"""The layouts of official market files, told apart by their header line."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from maillage.core.market.files import BUSINESS, POPULATION

CENSUS_BUSINESS = "US Census Bureau, County Business Patterns"
CENSUS_POPULATION = "US Census Bureau, Population Estimates Program"
SEPARATORS = ",;\t|"
BOM = "ï»¿"

COUNTS = {"employees": "emp", "employees_flag": "emp_nf", "payroll": "ap", "payroll_flag": "ap_nf"}
FLAT = COUNTS | {"size_class": "empflag", "form": "lfo", "year": "year"}


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file: which columns it must and may have, by the part each one plays."""

    key: str
    title: str
    kind: str
    source: str
    needed: dict[str, str]
    optional: dict[str, str] = field(default_factory=dict)
    absent: str = ""

    def columns(self, header: list[str], year: int | None) -> dict[str, str] | None:
        """Give the column of each part found in the header; None if it is another layout."""
        if self.absent and any(re.fullmatch(self.absent, name) for name in header):
            return None
        found = {
            part: name
            for part, pattern in (self.needed | self.optional).items()
            if (name := newest(pattern, header, year))
        }
        return found if self.needed.keys() <= found.keys() else None


def newest(pattern: str, header: list[str], year: int | None) -> str:
    """Find the column a pattern names; of several years of one column, that asked or the last."""
    names = [name for name in header if re.fullmatch(pattern, name)]
    return max(names, key=lambda name: (name.endswith(str(year)), name), default="")


LAYOUTS = (
    Layout(
        key="download",
        title=gettext_noop("County Business Patterns, data.census.gov download"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"geo_id": "geo_id", "naics": r"naics\d{4}", "establishments": "estab"},
        optional={
            "form": "lfo",
            "size": "empszes",
            "year": "year",
            "employees": "emp",
            "employees_flag": "emp_n",
            "payroll": "payann",
            "payroll_flag": "payann_n",
        },
    ),
    Layout(
        key="population",
        title=gettext_noop("County population estimates"),
        kind=POPULATION,
        source=CENSUS_POPULATION,
        needed={
            "summary_level": "sumlev",
            "state": "state",
            "county": "county",
            "population": r"popestimate\d{4}",
        },
    ),
    Layout(
        key="county",
        title=gettext_noop("County Business Patterns, county file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={
            "state": "fipstate",
            "county": "fipscty",
            "naics": "naics",
            "establishments": "est",
        },
        optional=FLAT,
    ),
    Layout(
        key="state",
        title=gettext_noop("County Business Patterns, state file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"state": "fipstate", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipscty|msa|cd|zip",
    ),
    Layout(
        key="nation",
        title=gettext_noop("County Business Patterns, national file"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={"form": "lfo", "naics": "naics", "establishments": "est"},
        optional=FLAT,
        absent="fipstate|fipscty|msa|cd|zip",
    ),
    Layout(
        key="table",
        title=gettext_noop("Table of establishments by zone and industry"),
        kind=BUSINESS,
        source=CENSUS_BUSINESS,
        needed={
            "zone": r"fips|county_?fips|fips_?code|geoid|zone|county_?code",
            "naics": r"naics(_?code|\d{4})?|industry(_?code)?",
            "establishments": r"est|estab|establishments|number_of_establishments",
        },
        optional={
            "employees": "emp|employees|employment",
            "payroll": r"ap|payann(_k)?|payroll(_k)?|annual_payroll",
            "year": "year|vintage",
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The layout of one file: the names in its header, and which column plays which part."""

    layout: Layout
    header: list[str]
    separator: str
    header_lines: int
    columns: dict[str, str]


def recognise(head: bytes, year: int | None = None) -> Recognised | None:
    """Tell the layout from the beginning of a file; None if it is none of those known."""
    first, second = [*head.decode("latin-1").removeprefix(BOM).splitlines()[:2], "", ""][:2]
    labels = second.lstrip('"').startswith("Geographic identifier")
    for separator in SEPARATORS:
        header = column_names(first, separator)
        for layout in LAYOUTS:
            columns = layout.columns(header, year)
            if columns:
                return Recognised(layout, header, separator, 2 if labels else 1, columns)
    return None


def column_names(line: str, separator: str) -> list[str]:
    """Read the header; a column without a name, as after a trailing comma, is named by place."""
    names = next(csv.reader([line], delimiter=separator), [])
    return [name.strip().lower() or f"column {place}" for place, name in enumerate(names, 1)]
