"""Which year the figures of a file describe."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from maillage.errors import ParameterError
from maillage.interfaces.importers.market.cells import Converter
from maillage.interfaces.importers.market.sources import Source

FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SHORT_YEAR = re.compile(r"(?:[cz]bp|nonemp)(\d\d)(?!\d)", re.IGNORECASE)
FIRST_SHORT_YEAR = 86


def year_of(source: Source, converter: Converter) -> int:
    """Find the year of the figures: in the rows, the header, the option, or the name."""
    recognised, year = converter.recognised, converter.year
    if converter.years:
        return year_among(converter.years, year, source)
    for part in ("population", "output"):
        column_year = FULL_YEAR.fullmatch(recognised.columns.get(part, "")[-4:])
        if column_year is not None:
            return year_among({column_year.group()}, year, source)
    guess = year or year_in_name(source.member) or year_in_name(source.path.name)
    if guess is None:
        raise ParameterError(
            _("%(file)s does not say which year its figures describe.") % {"file": source.name},
            remedy=_("Give it with --year."),
        )
    return guess


def year_among(years: set[str], year: int | None, source: Source) -> int:
    """Choose the year among those of the rows."""
    held = ", ".join(sorted(years))
    if year is None and len(years) == 1 and held.isdigit():
        return int(held)
    if year is not None and str(year) in years:
        return year
    raise ParameterError(
        _("%(file)s holds figures of %(years)s.") % {"file": source.name, "years": held},
        remedy=_("Choose one of them with --year."),
    )


def year_in_name(name: str) -> int | None:
    """Read the year from a name such as ``cbp21co.txt`` or ``CBP2021.CB2100CBP-Data.csv``."""
    full = set(FULL_YEAR.findall(name))
    if len(full) == 1:
        return int(full.pop())
    short = SHORT_YEAR.search(name)
    if short is None:
        return None
    digits = int(short.group(1))
    return digits + (1900 if digits >= FIRST_SHORT_YEAR else 2000)
