"""The market of chosen industries on any level of zones, with the same total on each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd
from django.db.models import Count
from django.utils.translation import gettext as _

from maillage import reference
from maillage.core.geography.states import US_STATES
from maillage.core.market.crosswalks import COUNTY_METRO, POSTAL_COUNTY, onto, turned_round
from maillage.core.market.levels import handed_over, location_quotients, penetration, rounded
from maillage.core.market.naics import ALL, chosen
from maillage.core.market.tam import TamResult, check_choice
from maillage.domain.market.boundaries import on_boundaries
from maillage.domain.market.crosswalks import newest_crosswalk
from maillage.domain.market.queries import (
    about,
    dataset_for,
    establishments_by_county,
)
from maillage.models import Account, MarketDataset

LEVELS = ("county", "metro", "state", "postal", "macro_region", "census_region", "census_division")
GEOGRAPHY = 2022


@dataclass(frozen=True, slots=True)
class MarketMap:
    """A market on one level.

    Attributes
    ----------
    zones
        One row per zone, ``""`` for what lies in none: ``establishments`` (whole), ``accounts``
        of the workspace, ``penetration`` = accounts / establishments, and ``location_quotient``
        if it was asked for.
    result
        What the counties publish, with the residual that is in no county.
    """

    dataset: MarketDataset
    level: str
    zones: pd.DataFrame
    result: TamResult

    @property
    def total(self) -> int:
        """Establishments in all zones, the same on every level."""
        return int(self.zones["establishments"].sum())


def market_map(
    *,
    industries: Collection[str],
    level: str = "county",
    vintage: int | None = None,
    states: Collection[str] | None = None,
    allocate: str = "none",
    quotients: bool = False,
) -> MarketMap:
    """Count the establishments of the chosen industries in every zone of a level.

    Raises
    ------
    NotFoundError
        If no such figures are loaded.
    ParameterError
        If an industry, the level, a state or the rule is unknown.
    """
    check_choice(_("There is no level %(value)s."), level, LEVELS)
    dataset = dataset_for(vintage=vintage)

    def counted(codes: Collection[str]) -> tuple[TamResult, pd.Series]:
        result = establishments_by_county(
            industries=codes, dataset=dataset, states=states, allocate=allocate
        )
        moved = on_boundaries(values=result.activity(), geography=GEOGRAPHY).values
        return result, on_level(rounded(moved), level)

    result, found = counted(industries)
    zones = found.rename("establishments").to_frame()
    if quotients:
        whole = counted([ALL])[1]
        zones = zones.join(location_quotients(found, whole)).reindex(zones.index)
    zones["accounts"] = accounts_on_level(industries, level).reindex(zones.index, fill_value=0)
    zones["penetration"] = penetration(zones["accounts"], zones["establishments"])
    return MarketMap(dataset, level, zones, result)


def on_level(counties: pd.Series, level: str) -> pd.Series:
    """Hand whole counts by county over to the zones of a level."""
    if level == "county":
        return counties
    return handed_over(counties, shares_of_counties(level))


def shares_of_counties(level: str) -> pd.DataFrame:
    """Tabulate how counties are spread over the zones of a level.

    A postal code counts in its county as many times as people live there. Correspondences that
    were loaded take the place of those that ship: they know postal codes in several counties.
    """
    if level == "postal":
        loaded = loaded_postal_shares()
        if loaded is not None:
            return loaded
        codes = reference.table("us_postal")
        codes = codes[(codes["county"] != "") & (codes["kind"] != "military")]
        weight = codes["population"].astype("float64")
        empty = weight.groupby(codes["county"]).transform("sum") == 0
        return pd.DataFrame(
            {
                "origin": codes["county"],
                "target": codes["postal_code"],
                "weight": weight.where(~empty, 1.0),
            }
        )
    counties = reference.table("us_counties")
    counties = counties[counties["vintage"] == str(GEOGRAPHY)]
    if level == "metro":
        dataset, shares = newest_crosswalk(COUNTY_METRO)
        if dataset is not None and dataset.geography_vintage == GEOGRAPHY:
            return shares
    targets = counties["metro"] if level == "metro" else counties["state_code"]
    if level not in {"metro", "state"}:
        states = reference.table("us_states").set_index("state_code")[level]
        targets = counties["state_code"].map(states).fillna("")
    return pd.DataFrame({"origin": counties["code"], "target": targets, "weight": 1.0})


def loaded_postal_shares() -> pd.DataFrame | None:
    """Tabulate the postal codes of each county from the ratios loaded; None without any."""
    dataset, shares = newest_crosswalk(POSTAL_COUNTY)
    if dataset is None:
        return None
    people = reference.table("us_postal").set_index("postal_code")["population"]
    turned = turned_round(shares, people.astype("float64"))
    if dataset.geography_vintage == GEOGRAPHY:
        return turned
    return onto(turned, reference.table("us_county_crosswalk"))


def accounts_on_level(industries: Collection[str], level: str) -> pd.Series:
    """Count the accounts of the chosen industries by zone; ``""`` for those without a place."""
    codes = chosen(industries)
    accounts = Account.objects.filter(country="US").filter(about(codes))
    part = {"county": "county", "metro": "county", "postal": "postal_code"}.get(level, "state")
    rows = accounts.order_by().values_list(part).annotate(number=Count("pk"))
    counts = pd.Series(dict(rows), dtype="int64")
    if level == "metro":
        return handed_over(counts, shares_of_counties("metro"))
    if part == "state":
        return handed_over(counts, state_shares(level))
    return counts.groupby(counts.index.str[:5]).sum() if len(counts) else counts


def state_shares(level: str) -> pd.DataFrame:
    """Tabulate the zone of each state."""
    states = reference.table("us_states")
    targets = states["state_code"] if level == "state" else states[level].fillna("")
    return pd.DataFrame({"origin": states["code"], "target": targets, "weight": 1.0})


def zone_names(level: str) -> dict[str, str]:
    """Name the zones of a level; those of regions are their own names."""
    if level == "state":
        return {number: name for number, name, _french in US_STATES.values()}
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
