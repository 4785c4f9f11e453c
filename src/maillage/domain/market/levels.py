"""The market of chosen industries on any level of zones, with the same total on each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from django.db.models import Count
from django.utils.translation import gettext as _

from maillage import reference
from maillage.core.market.crosswalks import COUNTY_METRO, POSTAL_COUNTY, onto, turned_round
from maillage.core.market.figures import COUNTED
from maillage.core.market.files import BUSINESS
from maillage.core.market.levels import handed_over, location_quotients, penetration
from maillage.core.market.naics import ALL
from maillage.core.market.revenue import Average
from maillage.core.market.tam import check_choice
from maillage.domain.market.choice import Choice, accounts_of, choice_of
from maillage.domain.market.counted import EMPLOYED, GEOGRAPHY, Counted, counted
from maillage.domain.market.crosswalks import newest_crosswalk
from maillage.domain.market.queries import newest_dataset
from maillage.domain.market.remembering import remembered
from maillage.models import Account, MarketDataset

LEVELS = ("county", "metro", "state", "postal", "macro_region", "census_region", "census_division")


@dataclass(frozen=True, slots=True)
class MarketMap:
    """A market on one level.

    Attributes
    ----------
    zones
        One row per zone, ``""`` for what lies in none: the whole numbers of
        :class:`~maillage.domain.market.counted.Counted`, with ``employees`` and ``payroll``
        missing where all is withheld; ``accounts`` of the workspace in this market,
        ``penetration`` = accounts / establishments, and ``location_quotient`` if it was asked for.
    counted
        The market by county.
    """

    choice: Choice
    counted: Counted
    level: str
    zones: pd.DataFrame
    average: Average | None = None

    @property
    def dataset(self) -> MarketDataset:
        """The figures of the counties."""
        return self.counted.dataset

    @property
    def total(self) -> int:
        """Establishments in all zones, the same on every level."""
        return int(self.zones["establishments"].sum())


def market_map(
    *,
    choice: Choice,
    level: str = "county",
    vintage: int | None = None,
    allocate: str = "none",
    quotients: bool = False,
    average: Average | None = None,
) -> MarketMap:
    """Count the establishments of a market in every zone of a level.

    Raises
    ------
    NotFoundError
        If no such figures are loaded.
    ParameterError
        If the level or the rule is unknown, or sizes are asked for and none are loaded.
    """
    check_choice(_("There is no level %(value)s."), level, LEVELS)
    found = counted(choice, vintage=vintage, allocate=allocate, average=average)
    whole = None
    if quotients:
        whole = counted(choice.whole, vintage=vintage, allocate=allocate).counties[COUNTED]
    zones = remembered(
        (choice, level, vintage, allocate, average, quotients),
        make=lambda: zones_on_level(found.counties, level, whole),
        lasting=ALL in choice.industries,
    )
    zones["accounts"] = accounts_on_level(choice, level).reindex(zones.index, fill_value=0)
    zones["penetration"] = penetration(zones["accounts"], zones["establishments"])
    return MarketMap(choice, found, level, zones, average)


def count_all() -> None:
    """Count all industries as soon as they are loaded: whoever looks first does not wait."""
    if newest_dataset(kind=BUSINESS, level="county", vintage=None) is not None:
        market_map(choice=choice_of(industries=[ALL]), level="state", quotients=True)


def zones_on_level(counties: pd.DataFrame, level: str, whole: pd.Series | None) -> pd.DataFrame:
    """Bring figures by county to a level, with location quotients against all industries."""
    columns = [on_level(counties[name], level) for name in counties]
    zones = pd.concat(columns, axis="columns", keys=list(counties)).fillna(0)
    zones = zones.astype("int64").sort_index()
    if whole is not None:
        quotient = location_quotients(zones[COUNTED], on_level(whole, level))
        zones = zones.join(quotient).reindex(zones.index)
    for name in EMPLOYED:
        if name in zones:
            zones[name] = zones[name].astype("Int64").mask(all_withheld(zones, name))
    return zones


def all_withheld(zones: pd.DataFrame, name: str) -> pd.Series:
    """Tell the zones of which no figure is published."""
    return (zones[name] == 0) & (zones[f"{name}_withheld"] > 0)


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


def accounts_on_level(choice: Choice, level: str) -> pd.Series:
    """Count the accounts of a market by zone; ``""`` for those without a place."""
    part = {"county": "county", "metro": "county", "postal": "postal_code"}.get(level, "state")
    rows = Account.objects.filter(accounts_of(choice)).order_by().values_list(part)
    counts = pd.Series(dict(rows.annotate(number=Count("pk"))), dtype="int64")
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
