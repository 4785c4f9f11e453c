"""Which zones come first, from the accounts of the workspace and the profile in force (A-16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from maillage import reference
from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.accounts.icp.expression import FIT
from maillage.core.accounts.icp.fit import ANSWERS
from maillage.core.accounts.zones import by_zone, with_density
from maillage.core.geography.distance import great_circle_km
from maillage.core.geography.states import fold
from maillage.core.market.figures import frame_of, table_of
from maillage.core.market.priority import (
    CRITERIA,
    DENSITY,
    DISTANCE,
    POTENTIAL,
    SIGNALS,
    Stability,
    first_shares,
    rank_zones,
    stability,
)
from maillage.core.market.sensitivity import KEEP, SPREAD, around
from maillage.domain.accounts.icp.matching import fits, metros_by_county
from maillage.domain.accounts.icp.versions import icp_in_force
from maillage.domain.accounts.icp.words import metro_names
from maillage.domain.accounts.signals import accounts_with_intent, expired_intents
from maillage.errors import ParameterError
from maillage.models import Account, IcpVersion, Rep
from maillage.models.accounts import Status
from maillage.texts import _, quoted

LEVELS = ("state", "metro", "county")
VERDICTS = {answer.value: verdict for verdict, answer in ANSWERS.items()}
SIGNAL_TAGS = ("signal", "intent", "buying signal", "signal d'achat", "intention")
COLUMNS = (
    "pk", "status", "state", "county", "potential", "latitude", "longitude", "tags",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Priority:
    """Zones in order, and how far the order can be trusted.

    ``zones`` are as :func:`maillage.core.market.priority.rank_zones` gives them, with ``name`` ·
    ``accounts`` · ``qualified`` (accounts that fit the profile) · ``first`` (share of all
    weightings in which the zone comes first, within ``error``), and while all weights move by up
    to ``spread`` of themselves ``rank_from`` · ``rank_to`` · ``kept`` (share of the weightings in
    which it is among the first ``keep``, within ``kept_error``). ``expired`` counts the intent
    signals that no longer count.
    """

    level: str
    version: IcpVersion | None
    zones: pd.DataFrame
    weights: dict[str, float]
    stability: list[Stability]
    error: float
    spread: float
    keep: int
    kept_error: float
    not_placed: int
    expired: int


def prioritise(
    *,
    level: str = "state",
    weights: Mapping[str, float],
    on: date,
    spread: float = SPREAD,
    keep: int = KEEP,
    signal_tags: Sequence[str] = SIGNAL_TAGS,
) -> Priority:
    """Rank the American zones in which there are accounts.

    Potential is the sum of what is known of the accounts' potential; density the accounts that fit
    the profile in force per 1,000 km²; distance that from the zone's centre to the nearest
    customer or active rep; signals the accounts with an intent signal that counts on the day, or
    with one of ``signal_tags``. Without a profile in force, a customer or a rep with a place, or
    any account with such a signal or tag, that criterion is not known.

    Raises
    ------
    ParameterError
        If the level, a weight, the spread or the number of first zones cannot be.
    """
    if level not in LEVELS:
        raise ParameterError(
            _("%(level)s is no level of zones.") % {"level": quoted(level[:60])},
            remedy=_("Use one of: %(names)s.") % {"names": ", ".join(LEVELS)},
        )
    accounts = read_accounts(level)
    version = icp_in_force(on)
    accounts["fit"] = fitting(version, accounts, on)
    accounts[SIGNALS] = signalled(accounts, signal_tags, on)
    placed = accounts[accounts["zone"] != ""]
    zones = measured(placed, places(level), network(accounts))
    if version is None:
        zones[["qualified", DENSITY]] = np.nan
    ranked = rank_zones(zones, weights)
    shares, error = first_shares(zones)
    ranked["first"] = ranked["zone"].map(shares)
    moved, kept_error = around(zones, weights, spread=spread, keep=keep)
    ranked = ranked.join(moved, on="zone")
    return Priority(
        level=level,
        version=version,
        zones=ranked,
        weights=dict(weights),
        stability=stability(zones, weights),
        error=error,
        spread=spread,
        keep=keep,
        kept_error=kept_error,
        not_placed=len(accounts) - len(placed),
        expired=expired_intents(on),
    )


def read_accounts(level: str) -> pd.DataFrame:
    """Read the American accounts with the zone each is in, "" where it is not known."""
    rows = Account.objects.filter(country="US").order_by("pk").values_list(*COLUMNS)
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    for name in ("potential", "latitude", "longitude"):
        frame[name] = frame[name].astype("float64")
    zone = frame["county"].map(metros_by_county()) if level == "metro" else frame[level]
    frame["zone"] = zone.astype(object).where(zone.notna(), "")
    return frame


def fitting(version: IcpVersion | None, accounts: pd.DataFrame, on: date) -> pd.Series:
    """Whether each account fits the profile; missing where it is not known, or without one."""
    if version is None:
        return pd.Series(pd.NA, index=accounts.index, dtype="boolean")
    answers = fits(read_icp(version.criteria), Account.objects.filter(country="US"), on=on)[FIT]
    return accounts["pk"].map(answers).map(VERDICTS).astype("boolean")


def signalled(accounts: pd.DataFrame, wanted: Sequence[str], on: date) -> pd.Series:
    """Give 1 for accounts with a signal on a day or one of the tags, 0 for others.

    NaN where none has any.
    """
    folded = {fold(each) for each in wanted}
    tagged = [any(fold(tag) in folded for tag in tags) for tags in accounts["tags"]]
    found = accounts["pk"].isin(accounts_with_intent(on)).to_numpy() | np.array(tagged, np.bool_)
    return pd.Series(found if found.any() else np.nan, index=accounts.index, dtype="float64")


def network(accounts: pd.DataFrame) -> np.ndarray:
    """(m, 2) where customers and active reps are, latitude and longitude in degrees."""
    customers = accounts[accounts["status"] == Status.CUSTOMER][["latitude", "longitude"]]
    reps = Rep.objects.filter(active=True, latitude__isnull=False, longitude__isnull=False)
    points = [customers.dropna().to_numpy(np.float64)]
    points.append(np.array([*reps.values_list("latitude", "longitude")], np.float64).reshape(-1, 2))
    return np.unique(np.vstack(points), axis=0)


def measured(accounts: pd.DataFrame, known: pd.DataFrame, network: np.ndarray) -> pd.DataFrame:
    """Measure the criteria of every zone with accounts."""
    rows = accounts[["zone", "fit", POTENTIAL, SIGNALS]].astype({"zone": "str"})
    areas = known[["area_km2"]].rename_axis("zone").reset_index()
    sums = with_density(by_zone(table_of(rows), sums=(POTENTIAL, SIGNALS)), areas)
    zones = frame_of(sums).sort_values("zone").set_index("zone").join(known)
    zones[DISTANCE] = [
        nearest(latitude, longitude, network)
        for latitude, longitude in zip(zones["latitude"], zones["longitude"], strict=True)
    ]
    zones["name"] = zones["name"].where(zones["name"].notna(), zones.index.to_series())
    zones = zones.rename_axis("zone").reset_index()
    return zones[["zone", "name", "accounts", "qualified", *CRITERIA]]


def nearest(latitude: float, longitude: float, network: np.ndarray) -> float:
    """Distance to the nearest point of the network in kilometres, NaN where there is none."""
    if not len(network) or np.isnan(latitude):
        return float("nan")
    return float(great_circle_km(latitude, longitude, network[:, 0], network[:, 1]).min())


@cache
def places(level: str) -> pd.DataFrame:
    """Give ``name`` · ``latitude`` · ``longitude`` · ``area_km2`` of the zones of a level."""
    columns = ["name", "latitude", "longitude", "area_km2"]
    if level == "state":
        return reference.table("us_states").set_index("code")[columns]
    counties = reference.table("us_counties")
    if level == "county":
        return counties.drop_duplicates("code", keep="last").set_index("code")[columns]
    current = counties[counties["vintage"] == reference.CURRENT_COUNTY_VINTAGE]
    inside = current[current["metro"].fillna("") != ""]
    weighed = inside.assign(
        latitude=inside["latitude"] * inside["area_km2"],
        longitude=inside["longitude"] * inside["area_km2"],
    )
    metros = weighed.groupby("metro")[columns[1:]].sum()
    for name in ("latitude", "longitude"):
        metros[name] /= metros["area_km2"]
    metros["name"] = metros.index.map(metro_names())
    return metros[columns]
