"""The zones of the levels of a market: what they are called, and the accounts in them."""

from __future__ import annotations

from functools import cache

import pandas as pd
from django.db.models import Q

from maillage import reference
from maillage.core.geography.states import US_STATES
from maillage.domain.market.choice import CODE_OF_NUMBER
from maillage.domain.market.counted import GEOGRAPHY
from maillage.domain.market.levels import LEVELS, shares_of_counties, state_shares
from maillage.texts import _, language


def level_names() -> dict[str, str]:
    """Name the levels."""
    names = (
        _("Counties"), _("Metropolitan areas"), _("States"), _("Postal codes"),
        _("Sales regions"), _("Census regions"), _("Census divisions"),
    )  # fmt: skip
    return dict(zip(LEVELS, names, strict=True))


def zone_names(level: str) -> dict[str, str]:
    """Name the zones of a level, states as the reader calls them; regions are their own names."""
    if level == "state":
        spoken = 1 if language() == "fr" else 0
        return {number: names[spoken] for number, *names in US_STATES.values()}
    return names_of(level)


@cache
def names_of(level: str) -> dict[str, str]:
    """Name the zones of a level that have one name for all readers."""
    if level == "metro":
        metros = reference.table("us_metros")
        return dict(zip(metros["code"], metros["name"], strict=True))
    if level == "postal":
        codes = reference.table("us_postal")
        names = codes["place"] + ", " + codes["state"]
        return dict(zip(codes["postal_code"], names, strict=True))
    counties = reference.table("us_counties")
    counties = counties[counties["vintage"] == str(GEOGRAPHY)]
    names = counties["name"] + ", " + counties["state"]
    return dict(zip(counties["code"], names, strict=True)) if level == "county" else {}


def postal_places() -> pd.DataFrame:
    """Tabulate the postal codes whose place is known, with ``latitude`` and ``longitude``."""
    return reference.table("us_postal").dropna(subset=["latitude", "longitude"])


def accounts_in(level: str, zone: str) -> Q:
    """Select the accounts of one zone."""
    if level == "county":
        return Q(country="US", county=zone)
    if level == "postal":
        return Q(country="US", postal_code__startswith=zone)
    if level == "state":
        return Q(country="US", state=CODE_OF_NUMBER.get(zone, ""))
    shares = shares_of_counties("metro") if level == "metro" else state_shares(level)
    inside = sorted(shares.loc[shares["target"] == zone, "origin"])
    places = {"county__in" if level == "metro" else "state__in": inside}
    return Q(country="US", **places)
