"""Public holidays of a plan's year: of a country or state, else of the country of a time zone."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files

from maillage.core.leads.calendars import check_holidays, public_holidays
from maillage.core.plans.year import SalesYear


def days_off(where: str, zone: str, year: SalesYear) -> frozenset[date]:
    """Give the public holidays of a year.

    Parameters
    ----------
    where
        A country or a state, such as FR or CA-QC; the country of the time zone where it is empty.
    zone
        An IANA time zone, or nothing; of a zone that several countries share, none is known.

    Raises
    ------
    ParameterError
        If the country or the state is not known.
    """
    country, _dash, state = (where or country_of(zone)).partition("-")
    if not where and not country:
        return frozenset()
    check_holidays(country, state, ())
    first, last = year.starts_on, year.ends_on
    decades = range(first.year // 10, last.year // 10 + 1)
    known = [day for decade in decades for day in public_holidays(country, state, decade)]
    return frozenset(day for day in known if first <= day <= last)


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """The country of each time zone, by the table of the IANA."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def country_of(zone: str) -> str:
    """The country of a time zone, "" where none is known."""
    return countries().get(zone, "")
