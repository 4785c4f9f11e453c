"""The basic units of a design, and which unit each account lies in."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from maillage import reference
from maillage.core.geography.adjacency import delaunay_edges
from maillage.core.geography.distance import unit_sphere
from maillage.domain.territories.names import meant
from maillage.domain.territories.request import Level
from maillage.domain.territories.words import level_word
from maillage.errors import InputError
from maillage.texts import _, quoted

LONGEST_LINK_KM = {Level.POSTAL: 150.0, Level.ACCOUNT: 400.0}
UNIT_COLUMNS = ["unit", "name", "state", "place", "latitude", "longitude"]


def design_units(*, level: Level, states: tuple[str, ...], accounts: pd.DataFrame) -> pd.DataFrame:
    """List the basic units: their code, name, state, coordinates, and ``place``.

    A territory is named after the ``place`` that holds most of it.

    Raises
    ------
    InputError
        If there is none.
    """
    makers = {
        Level.COUNTY: lambda: county_units(states),
        Level.POSTAL: lambda: postal_units(states),
        Level.ACCOUNT: lambda: account_units(accounts[accounts["state"].isin(states)]),
    }
    units = makers[level]()
    if units.empty:
        raise InputError(
            _("There is no %(level)s to design territories with in %(states)s.")
            % {"level": level_word(level), "states": ", ".join(states)},
            remedy=_("Import accounts that have a place, or choose other states or units."),
        )
    return units.reset_index(drop=True)


def county_units(states: tuple[str, ...]) -> pd.DataFrame:
    """Counties of some states on today's boundaries."""
    counties = reference.table("us_counties")
    current = counties["vintage"] == reference.CURRENT_COUNTY_VINTAGE
    units = counties[current & counties["state"].isin(states)].rename(columns={"code": "unit"})
    places = units["unit"].map(main_places()).fillna(units["short_name"])
    return units.assign(place=places)[UNIT_COLUMNS]


def postal_units(states: tuple[str, ...]) -> pd.DataFrame:
    """Postal codes of some states that have a place on the map."""
    codes = reference.table("us_postal")
    located = codes["latitude"].notna() & codes["longitude"].notna()
    units = codes[located & codes["state"].isin(states) & (codes["kind"] != "military")]
    units = units.rename(columns={"postal_code": "unit", "place": "name"})
    return units.assign(place=units["name"])[UNIT_COLUMNS]


def account_units(accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts that have a place on the map."""
    located = accounts[accounts["latitude"].notna() & accounts["longitude"].notna()]
    town = located["city"].where(located["city"] != "", located["state"])
    return located.assign(unit=located["external_id"], place=town)[UNIT_COLUMNS]


@cache
def main_places() -> dict[str, str]:
    """The place with most people in each county, by its code."""
    codes = reference.table("us_postal")
    people = codes.groupby(["county", "place"])["population"].sum().reset_index()
    leading = people.sort_values(["population", "place"]).drop_duplicates("county", keep="last")
    return dict(zip(leading["county"], leading["place"], strict=True))


def unit_of_accounts(*, level: Level, accounts: pd.DataFrame) -> pd.Series:
    """The unit each account lies in, "" where it has no place."""
    located = accounts["latitude"].notna() & accounts["longitude"].notna()
    column = {Level.COUNTY: "county", Level.POSTAL: "postal_code", Level.ACCOUNT: "external_id"}
    units = accounts[column[level]]
    return units.where(located, "").fillna("")


def place_strays(
    *, accounts: pd.DataFrame, units: pd.DataFrame, states: tuple[str, ...]
) -> pd.Series:
    """The unit of each account: the nearest where that of a located account is not among them."""
    placed = accounts["unit"].copy()
    located = accounts["latitude"].notna() & accounts["longitude"].notna()
    stray = located & accounts["state"].isin(states) & ~placed.isin(units["unit"])
    if stray.any():
        lost = accounts[stray]
        tree = cKDTree(unit_sphere(units["latitude"], units["longitude"]))
        _distance, nearest = tree.query(unit_sphere(lost["latitude"], lost["longitude"]))
        placed[stray] = units["unit"].to_numpy()[nearest]
    return placed


def unit_edges(
    *, level: Level, units: pd.DataFrame, links: tuple[tuple[str, str], ...]
) -> np.ndarray:
    """Pair the positions of neighbouring units, an array of shape (m, 2).

    Counties share borders or a water link, points are natural neighbours; ``links``, by code, come
    on top.

    Raises
    ------
    InputError
        If a link names a unit that is not there.
    """
    if level is Level.COUNTY:
        edges = reference.county_edges(units["unit"].tolist())
    else:
        edges = delaunay_edges(units["latitude"], units["longitude"], LONGEST_LINK_KM[level])
    if not links:
        return edges
    place = {unit: number for number, unit in enumerate(units["unit"])}
    for unit in sorted({unit for link in links for unit in link} - place.keys()):
        raise InputError(
            _("A link names the unit %(unit)s, which is not among the units.")
            % {"unit": quoted(unit)},
            remedy=meant(
                unit=unit,
                units=units,
                level=level,
                otherwise=_("Check its code, leading zeros included."),
            ),
        )
    added = np.array([(place[one], place[other]) for one, other in links], dtype=edges.dtype)
    return np.vstack([edges, added])
