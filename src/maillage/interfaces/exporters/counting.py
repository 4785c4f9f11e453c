"""How many units and reps there are, in words, with the parts of split counties told apart."""

from __future__ import annotations

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from maillage import reference
from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import texts
from maillage.interfaces.exporters.labels import level_label
from maillage.interfaces.exporters.wording import number

PART = "/"
"""What the code of a part of a split county holds, and no other code."""


def units_in_words(outcome: DesignOutcome) -> str:
    """The units of a design: ``3,108 counties and 287 postal codes`` where counties are split."""
    return counted_units(texts(outcome.units, "unit"), level=outcome.unit_level)


def counted_units(codes: pd.Series, *, level: str) -> str:
    """Units of a level in words; those that are parts of a unit count as postal codes.

    Parameters
    ----------
    codes
        Codes of the units.
    level
        Their level, as in ``DesignOutcome.unit_level``.
    """
    return _(" and ").join(
        f"{number(count)}\u00a0{level_noun(name, count)}"
        for name, count in unit_levels(codes, level=level)
    )


def unit_levels(codes: pd.Series, *, level: str) -> list[tuple[str, int]]:
    """Levels of the units and how many there are of each; parts of a unit come last."""
    parts = int(codes.str.contains(PART, regex=False).sum()) if level == "county" else 0
    counts = [(level, len(codes) - parts), ("postal", parts)]
    return [pair for pair in counts if pair[1]] or counts[:1]


def level_noun(level: str, count: int) -> str:
    """Name of the units of a level, in the number that the count asks for."""
    known = {
        "county": lambda: npgettext("units", "county", "counties", count),
        "postal": lambda: npgettext("units", "postal code", "postal codes", count),
        "postal_code": lambda: npgettext("units", "postal code", "postal codes", count),
        "account": lambda: npgettext("units", "account", "accounts", count),
        "state": lambda: npgettext("units", "state", "states", count),
        "metro": lambda: npgettext("units", "metropolitan area", "metropolitan areas", count),
        "departement": lambda: npgettext("units", "département", "départements", count),
        "region": lambda: npgettext("units", "region", "regions", count),
        "commune": lambda: npgettext("units", "commune", "communes", count),
    }
    return known[level]() if level in known else level_label(level)


def with_county_names(outcome: DesignOutcome) -> pd.DataFrame:
    """The accounts, with the name of their county in place of its code where it is known."""
    accounts = outcome.accounts
    if outcome.country != "US" or "county" not in accounts:
        return accounts
    known = reference.table("us_counties")
    names = dict(zip(known["code"], known["name"], strict=True))
    return accounts.assign(county=[names.get(code, code) for code in texts(accounts, "county")])
