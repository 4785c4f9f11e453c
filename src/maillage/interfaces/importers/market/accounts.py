"""Rows of the regional accounts of the Bureau of Economic Analysis, as figures by zone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd
from django.utils.translation import gettext as _

from maillage.core.market.files import GDP, INCOME
from maillage.core.market.naics import read_code

if TYPE_CHECKING:
    from maillage.interfaces.importers.market.cells import Converter

BY_INDUSTRY = re.compile(r"[CS]AGDP2N?")
CURRENT = re.compile(r"[CS]AGDP1")
PERSONAL = re.compile(r"[CS]AINC1")
TOTAL, PEOPLE, CURRENT_DOLLARS, FIRST_OVERSEAS = 1, 2, 3, 100
# The lines of sectors, for answers, which do not say the industry.
SECTOR_LINES: Final = {
    3: "11",
    6: "21",
    10: "22",
    11: "23",
    12: "31-33",
    34: "42",
    35: "44-45",
    36: "48-49",
    45: "51",
    51: "52",
    56: "53",
    60: "54",
    64: "55",
    65: "56",
    69: "61",
    70: "62",
    76: "71",
    79: "72",
    82: "81",
}
THOUSANDS = {"thousands": 1, "millions": 1000, "number": 1}
NOT_GIVEN = {"(NA)": "N", "(D)": "D", "(L)": "S", "(S)": "S", "(NM)": "N", "": "N"}
REGIONS = r"9[1-8]000"
VIRGINIA = r"519\d\d"


def accounts_rows(converter: Converter, text: pd.DataFrame) -> pd.DataFrame:
    """Bring rows of accounts to the parts of other files: one zone, one industry, k$ or people.

    Groups of industries, the regions of the Bureau, overseas activity and rates are left out.
    """
    tables, lines = tables_and_lines(converter, text)
    converter.kinds.update(kind for each in tables.unique() if (kind := kind_of(each)))
    converter.refuse(text, "table", tables.map(kind_of) == "", unknown_table())
    zones = text["geo_id"].str.strip(' "')
    converter.refuse(text, "geo_id", ~zones.str.fullmatch(r"\d{5}"), bad_area())
    industries = industries_of(text, tables, lines)
    text = text.assign(geo_id=areas(zones, text["place"]), naics=industries, line=lines)
    text = converter.keep(text, industries.notna(), "a group of industries")
    text = converter.keep(text, text["geo_id"] != "", "another level")
    converter.combined += int(text["geo_id"].str.contains(VIRGINIA + "$").sum())
    people = text["unit"].str.lower().str.startswith("number")
    figures = scaled(text["output"], text["unit"])
    text = text.assign(output=figures.mask(people, "N"), population=figures.where(people, "N"))
    return text.drop(columns=["table", "line", "unit", "place"])


def tables_and_lines(
    converter: Converter, text: pd.DataFrame
) -> tuple[pd.Series[str], pd.Series[int]]:
    """Read the table and the line number of each row; answers write both in one code."""
    if "line" in text:
        tables, lines = text["table"], text["line"]
    else:
        parts = text["table"].str.rpartition("-")
        tables, lines = parts[0], parts[2]
    whole = lines.str.fullmatch(r"\d{1,4}")
    part = "line" if "line" in text else "table"
    converter.refuse(text, part, ~whole, (_("not the number of a line."), unknown_table()[1]))
    return tables.str.upper(), lines.where(whole, "0").astype(int)


def kind_of(table: str) -> str:
    """Tell what a table is about; empty for one that is not read."""
    if BY_INDUSTRY.fullmatch(table) or CURRENT.fullmatch(table):
        return GDP
    return INCOME if PERSONAL.fullmatch(table) else ""


def industries_of(
    text: pd.DataFrame, tables: pd.Series[str], lines: pd.Series[int]
) -> pd.Series[str]:
    """Name the industry of each line; missing where it is none, or several together."""
    given = text.get("naics", lines.map(SECTOR_LINES)).astype("object")
    known = {each: read_code(each) for each in given.dropna().unique()}
    found = given.map(known).where(lines < FIRST_OVERSEAS)
    total = (lines == TOTAL) & (tables.map(kind_of) != "")
    total &= ~tables.str.fullmatch(CURRENT.pattern)
    total |= (lines == PEOPLE) & tables.str.fullmatch(PERSONAL.pattern)
    total |= (lines == CURRENT_DOLLARS) & tables.str.fullmatch(CURRENT.pattern)
    return found.mask(total, "00")


def areas(zones: pd.Series[str], places: pd.Series[str]) -> pd.Series[str]:
    """Write the identifiers of areas as the Census Bureau does; empty for regions."""
    metro = places.str.contains(r"\((?:Metro|Micro)politan", regex=True)
    state = zones.str.endswith("000") & ~metro
    identifiers = ("0500000US" + zones).mask(state, "0400000US" + zones.str[:2])
    identifiers = identifiers.mask(metro, "310M000US" + zones)
    identifiers = identifiers.mask(zones == "00000", "0100000US")
    return identifiers.mask(zones.str.fullmatch(REGIONS) & ~metro, "")


def scaled(written: pd.Series[str], units: pd.Series[str]) -> pd.Series[str]:
    """Write figures in thousands of dollars, or people; codes for what is not given as D, S, N."""
    plain = written.str.replace(",", "")
    number = pd.to_numeric(plain.where(plain.str.fullmatch(r"-?\d+(\.\d+)?")))
    scale = units.str.lower().str.split().str[0].map(THOUSANDS)
    exact = (number * scale).round()
    whole = exact.map(lambda value: f"{value:.0f}", na_action="ignore")
    return whole.astype("object").fillna(plain.replace(NOT_GIVEN)).astype("str")


def unknown_table() -> tuple[str, str]:
    """Words for a table that is not read."""
    return (
        _("not a table that Maillage reads."),
        _("Give CAGDP1, CAGDP2, CAINC1, SAGDP1, SAGDP2, SAGDP2N or SAINC1, in current dollars."),
    )


def bad_area() -> tuple[str, str]:
    """Words for a code that is not that of an area."""
    return _("not the code of a zone."), _("Use the FIPS code as published, such as 06 or 06037.")
