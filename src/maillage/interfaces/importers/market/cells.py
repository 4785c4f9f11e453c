"""From the text of a market file to figures, with every wrong cell named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd
from django.utils.translation import gettext as _

from maillage.core.market.files import BUSINESS, COLUMNS, COUNTS, no_sizes
from maillage.core.market.naics import read_code
from maillage.errors import CellProblem
from maillage.interfaces.importers.market.accounts import accounts_rows
from maillage.interfaces.importers.market.canada import canadian_rows
from maillage.interfaces.importers.market.layouts import Recognised
from maillage.interfaces.importers.market.sizes import (
    CODES,
    SIZES,
    columns_by_size,
    is_class,
    rows_by_size,
)

STATES = frozenset(
    f"{number:02d}"
    for number in (*range(1, 57), 60, 66, 69, 72, 78)
    if number not in {3, 7, 14, 43, 52}
)
WITHHELD = frozenset("DSNX")
ALL_FORMS = frozenset({"-", "001", ""})
ALL_SIZES = frozenset({"001", ""})
ALL_ENTERPRISES = frozenset({"01", "1"})
STATE_ROWS, COUNTY_ROWS = "40", "50"
GEOGRAPHIES = {
    "010": "nation",
    "020": "region",
    "030": "division",
    "040": "state",
    "050": "county",
    "310": "metro",
    "330": "combined",
    "500": "district",
    "860": "postal",
    "861": "postal",
}
CODE_LENGTH = {
    "nation": 2,
    "region": 1,
    "division": 1,
    "state": 2,
    "county": 5,
    "metro": 5,
    "combined": 3,
    "district": 4,
    "postal": 5,
}
AREAS = {"metro": "metro", "zip": "postal"}
SMALL, LARGE = 2**31 - 1, 2**53
MAX_PROBLEMS = 100


@dataclass(slots=True)
class Converter:
    """Turns batches of text into cells and keeps what was wrong, left out or assumed."""

    recognised: Recognised
    year: int | None
    problems: list[CellProblem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    years: set[str] = field(default_factory=set)
    padded: int = 0
    kinds: set[str] = field(default_factory=set)
    combined: int = 0
    sizes: list[pd.DataFrame] = field(default_factory=list)

    def convert(self, text: pd.DataFrame, first_row: int) -> pd.DataFrame:
        """Read one batch; its index becomes the row numbers of the file."""
        text = text.set_axis(range(first_row, first_row + len(text)))
        text = text.apply(lambda column: column.str.strip())
        if self.recognised.layout.key.startswith("bea"):
            text = accounts_rows(self, text)
        if self.recognised.layout.key == "statcan":
            text = canadian_rows(self, text)
        text = self.chosen_rows(text)
        cells = self.places(text)
        cells["naics"] = self.industries(text)
        for measure in COUNTS:
            largest = LARGE if measure in {"payroll", "output", "land"} else SMALL
            cells[measure] = self.counts(text, measure, largest)
        cells["flag"] = flags(text)
        self.sizes.append(self.by_size(text, cells))
        return cells.loc[~is_class(text), list(COLUMNS)]

    def by_size(self, text: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
        """Take out the establishments by class of employees, where the file has them."""
        if is_class(text).any():
            return rows_by_size(text, cells)
        counts = {part: self.counts(text, part, SMALL) for part in SIZES if part in text}
        return columns_by_size(cells, counts) if counts else no_sizes()

    def chosen_rows(self, text: pd.DataFrame) -> pd.DataFrame:
        """Keep the rows of totals: all legal forms, all sizes, states and counties, one year."""
        sizes = ALL_SIZES | CODES.keys() if self.classes else ALL_SIZES
        for part, wanted, name in (
            ("form", ALL_FORMS, "one legal form"),
            ("size", sizes, "one size class"),
            ("enterprise", ALL_ENTERPRISES, "one size class"),
        ):
            if part in text:
                text = self.keep(text, text[part].isin(wanted), name)
        if "summary_level" in text:
            level = text["summary_level"].str.lstrip("0")
            text = self.keep(text, level.isin([STATE_ROWS, COUNTY_ROWS]), "another level")
        if "geo_id" in text and "canada" not in text:
            text = self.keep(text, text["geo_id"].str[:3].isin(GEOGRAPHIES), "another level")
        if "year" in text:
            self.years.update(text["year"].unique())
            if self.year is not None:
                text = self.keep(text, text["year"] == str(self.year), "another year")
        return text

    @property
    def classes(self) -> bool:
        """Whether rows of one size are about one class of employees."""
        return self.recognised.layout.kind == BUSINESS

    def keep(self, text: pd.DataFrame, wanted: pd.Series[bool], reason: str) -> pd.DataFrame:
        """Keep some rows and count the others by reason."""
        self.left_out[reason] += int((~wanted).sum())
        return text[wanted]

    def places(self, text: pd.DataFrame) -> pd.DataFrame:
        """Read zone and level from whichever columns the layout has."""
        if "canada" in text:
            return text[["geo_id", "canada"]].set_axis(["zone", "level"], axis="columns")
        if "geo_id" in text:
            levels = text["geo_id"].str[:3].map(GEOGRAPHIES).astype("str")
            zones = text["geo_id"].str.partition("US")[2].where(levels != "nation", "US")
            self.refuse(text, "geo_id", zones.str.len() != levels.map(CODE_LENGTH), bad_zone())
        elif "zone" in text:
            zones, levels = self.single_codes(text)
        elif "state" in text:
            zones, levels = self.state_and_county(text)
        elif area := next((each for each in AREAS if each in text), ""):
            zones, levels = self.five_digits(text, area)
        else:
            zones = pd.Series("US", index=text.index, dtype="str")
            levels = pd.Series("nation", index=text.index, dtype="str")
        inside = levels.isin(["state", "county"])
        part = next((each for each in ("geo_id", "zone", "state") if each in text), "naics")
        self.refuse(text, part, inside & ~zones.str[:2].isin(STATES), unknown_state())
        return pd.DataFrame({"zone": zones, "level": levels}, index=text.index)

    def state_and_county(self, text: pd.DataFrame) -> tuple[pd.Series[str], pd.Series[str]]:
        """Join state and county codes, putting back leading zeros that a spreadsheet took."""
        states = text["state"]
        self.refuse(text, "state", ~states.str.fullmatch(r"\d{1,2}"), bad_zone())
        short = states.str.len() < 2
        level = pd.Series("state", index=text.index, dtype="str")
        zones = states.str.zfill(2)
        if "county" in text:
            counties = text["county"]
            self.refuse(text, "county", ~counties.str.fullmatch(r"\d{1,3}"), bad_zone())
            short |= counties.str.len() < 3
            whole = counties.str.zfill(3) == "000"
            zones = zones.where(whole, zones + counties.str.zfill(3))
            level = level.where(whole, "county")
        self.padded += int(short.sum())
        nation = states.str.zfill(2) == "00"
        return zones.where(~nation, "US"), level.where(~nation, "nation")

    def five_digits(self, text: pd.DataFrame, part: str) -> tuple[pd.Series[str], pd.Series[str]]:
        """Read the codes of metropolitan areas or the postal codes, with their leading zeros."""
        codes = text[part]
        self.refuse(text, part, ~codes.str.fullmatch(r"\d{3,5}"), bad_zone())
        self.padded += int((codes.str.len() < 5).sum())
        return codes.str.zfill(5), pd.Series(AREAS[part], index=text.index, dtype="str")

    def single_codes(self, text: pd.DataFrame) -> tuple[pd.Series[str], pd.Series[str]]:
        """Read one column that holds ``US``, state codes or county codes."""
        codes = text["zone"].str.upper()
        nation = codes.isin(["US", "00", "00000"])
        self.refuse(text, "zone", ~nation & ~codes.str.fullmatch(r"\d{1,2}|\d{4,5}"), bad_zone())
        state = codes.str.len() <= 2
        self.padded += int(codes.str.len().isin([1, 4]).sum())
        zones = codes.str.zfill(2).where(state, codes.str.zfill(5)).where(~nation, "US")
        whole = zones.str.fullmatch(r"\d{2}000")
        zones = zones.where(~whole, zones.str[:2])
        level = pd.Series("county", index=text.index, dtype="str")
        return zones, level.where(~(state | whole), "state").where(~nation, "nation")

    def industries(self, text: pd.DataFrame) -> pd.Series[str]:
        """Read the industry codes; a file without industries is about all of them."""
        if "naics" not in text:
            return pd.Series("", index=text.index, dtype="str")
        known = {each: read_code(each) for each in text["naics"].unique()}
        codes = text["naics"].map(known)
        self.refuse(
            text,
            "naics",
            codes.isna(),
            (
                _("not a NAICS code."),
                _("Use 2 to 6 digits as published, such as 31----, 113/// or 541511."),
            ),
        )
        return codes.fillna("").astype("str")

    def counts(self, text: pd.DataFrame, part: str, largest: int) -> pd.Series[int]:
        """Read whole numbers; a withheld one is missing."""
        if part not in text:
            return pd.Series(pd.NA, index=text.index, dtype="Int64")
        written = text[part]
        withheld = written.isin(WITHHELD)
        if part in {"employees", "payroll", "output", *SIZES}:
            withheld |= written == ""
        sign = "-?" if part == "output" else ""
        whole = written.str.fullmatch(sign + r"\d{1,16}(\.0+)?")
        numbers = pd.to_numeric(written.where(whole)).astype("Float64")
        wrong = ~whole & ~withheld | (numbers > largest).fillna(value=False)
        self.refuse(
            text,
            part,
            wrong,
            (
                _("not a whole number from 0 to %(largest)s.") % {"largest": largest},
                _("Give the figure as published; D, S, N and X stand for a withheld one."),
            ),
        )
        hidden = text[f"{part}_flag"].isin(WITHHELD) if f"{part}_flag" in text else False
        if "size_class" in text and part == "employees":
            hidden |= (text["size_class"] != "") & (numbers == 0).fillna(value=False)
        return numbers.mask(wrong | hidden).astype("Int64")

    def in_order(self) -> list[CellProblem]:
        """List what is wrong from top to bottom, each cell once."""
        once = {(each.row, each.column): each for each in reversed(self.problems)}
        return sorted(once.values(), key=lambda each: each.row)

    def refuse(
        self, text: pd.DataFrame, part: str, wrong: pd.Series[bool], words: tuple[str, str]
    ) -> None:
        """Note the wrong cells of one column, up to a limit."""
        if not wrong.any():
            return
        column = self.recognised.columns.get(part, part)
        room = MAX_PROBLEMS - len(self.problems)
        for row, value in text.loc[wrong, part].head(room).items():
            self.problems.append(CellProblem(int(str(row)), column, str(value), *words))


def flags(text: pd.DataFrame) -> pd.Series[str]:
    """Join the flags of employees and payroll and the size class; ``-`` where one is absent."""
    blank = pd.Series("", index=text.index, dtype="str")
    parts = [text.get(each, blank) for each in ("employees_flag", "payroll_flag", "size_class")]
    first, *others = [each.str[:1].where(each != "", "-") for each in parts]
    return first.str.cat(others).str.rstrip("-")


def bad_zone() -> tuple[str, str]:
    """Words for a code that is not that of a zone."""
    return _("not the code of a zone."), _("Use the FIPS code as published, such as 06 or 06037.")


def unknown_state() -> tuple[str, str]:
    """Words for a state code that does not exist."""
    return _("no state has this FIPS code."), _("Check the code; leading zeros count.")
