"""Rows of the Canadian Business Counts, as figures by zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from maillage.interfaces.importers.market.cells import Converter

# Year, type of geography, level and code: Dissemination Geography Unique Identifier.
DGUID: Final = r"\d{4}[AS](\d{4})(\d{2,7})"
LEVELS: Final = {"0000": "nation", "0002": "province", "0503": "metro", "0504": "metro"}
NATION = "CA"
TOTALS: Final = r"total.*"
STAFFED: Final = r"total,? with employees"
EVERYTHING: Final = "00"


def canadian_rows(converter: Converter, text: pd.DataFrame) -> pd.DataFrame:
    """Bring rows to the parts of other files: locations with employees, all sizes together.

    Locations without employees, size classes and unclassified industries are left out.
    """
    parts = text["geo_id"].str.extract(DGUID)
    wrong = parts[0].isna() & (text["geo_id"] != "")
    words = _("not the code of a zone."), _("Use the DGUID as published, such as 2021A000235.")
    converter.refuse(text, "geo_id", wrong, words)
    levels = parts[0].map(LEVELS)
    zones = parts[1].where(levels != "nation", NATION).fillna("")
    bracket = text["naics"].str.extract(r"\[([\d-]+)\]\s*$")[0]
    total = text["naics"].str.lower().str.match(TOTALS) & bracket.isna()
    industry = bracket.mask(total, EVERYTHING)
    years = text["year"].str[:4]
    text = text.assign(geo_id=zones, canada=levels.fillna(""), naics=industry, year=years)
    text["establishments"] = text["establishments"].replace("", "N")
    text = converter.keep(text, text["staff"].str.lower().str.fullmatch(STAFFED), "one size class")
    text = converter.keep(text, text["naics"].notna(), "a group of industries")
    return converter.keep(text, text["canada"] != "", "another level")
