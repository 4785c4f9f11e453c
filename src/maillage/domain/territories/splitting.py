"""Counties too heavy for one territory, cut into their postal codes.

A postal code has no border that may ship, so its area is what lies nearest to its centre inside the
county. Figures known by county only are spread like people over its postal codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from maillage import reference
from maillage.core.geography.adjacency import component_labels
from maillage.core.geography.cells import bordering, voronoi_cells
from maillage.core.geography.distance import unit_sphere
from maillage.domain.territories.names import meant
from maillage.domain.territories.request import Level
from maillage.domain.territories.units import UNIT_COLUMNS
from maillage.errors import InputError
from maillage.texts import _, quoted


@dataclass(frozen=True, eq=False)
class SplitCounties:
    """The parts of the counties that were split.

    ``parts``: unit (county/postal code) · county · share of the county's people, and the columns
    of units; ``areas`` are their polygons by unit; ``pairs`` neighbouring units by code.
    """

    parts: pd.DataFrame
    areas: Mapping[str, Any]
    pairs: tuple[tuple[str, str], ...]


NOTHING = SplitCounties(pd.DataFrame(columns=[*UNIT_COLUMNS, "county", "share"]), {}, ())


def split_counties(*, counties: pd.DataFrame, codes: tuple[str, ...]) -> SplitCounties:
    """Cut some of the counties into their postal codes.

    Raises
    ------
    InputError
        If a county is not among the units or has fewer than two postal codes.
    """
    if not codes:
        return NOTHING
    unknown = sorted(set(codes) - set(counties["unit"]))
    if unknown:
        raise InputError(
            _("The county %(county)s, which is to be split, is not among the units.")
            % {"county": quoted(unknown[0])},
            remedy=meant(
                unit=unknown[0],
                units=counties,
                level=Level.COUNTY,
                otherwise=_("Give its five-digit FIPS code, leading zeros included."),
            ),
        )
    shapes = reference.polygons("county")
    split = [row for row in counties.to_dict("records") if row["unit"] in codes]
    parts = pd.concat(
        [parts_of(county=county, boundary=shapes[county["unit"]]) for county in split],
        ignore_index=True,
    )
    areas = dict(zip(parts["unit"], parts.pop("area"), strict=True))
    return SplitCounties(parts, areas, neighbours(areas=areas, counties=counties, codes=codes))


def parts_of(*, county: dict[str, Any], boundary: BaseGeometry) -> pd.DataFrame:
    """The postal codes of a county that people live in, their areas and shares of its people."""
    lived_in = postal_areas(county=county["unit"], boundary=boundary)
    if len(lived_in) < 2:
        raise InputError(
            _("%(county)s has fewer than two postal codes, so it cannot be split.")
            % {"county": county["name"]},
            remedy=_("Leave it whole, or design with smaller units."),
        )
    return pd.DataFrame(
        {
            "unit": county["unit"] + "/" + lived_in["postal_code"],
            "name": lived_in["place"] + " " + lived_in["postal_code"],
            "state": county["state"],
            "place": county["place"],
            "latitude": lived_in["latitude"],
            "longitude": lived_in["longitude"],
            "county": county["unit"],
            "share": lived_in["population"] / lived_in["population"].sum(),
            "area": lived_in["area"],
        }
    )


def postal_areas(*, county: str, boundary: BaseGeometry) -> pd.DataFrame:
    """Postal codes of a county with people and an area; the centre of some lies far outside."""
    codes = reference.table("us_postal")
    inside = codes[(codes["county"] == county) & (codes["kind"] == "standard")]
    lived_in = inside[inside["population"] > 0].drop_duplicates(["latitude", "longitude"])
    if lived_in.empty:
        return lived_in
    areas = voronoi_cells(lived_in["latitude"], lived_in["longitude"], boundary)
    return lived_in.assign(area=areas)[shapely.area(areas) > 0]


def neighbours(
    *, areas: Mapping[str, Any], counties: pd.DataFrame, codes: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Parts that touch each other or an unsplit county, by code, and what water would cut off."""
    links = reference.table("us_county_adjacency")
    current = links[links["vintage"] == reference.CURRENT_COUNTY_VINTAGE]
    touching = current[current["a"].isin(codes) | current["b"].isin(codes)]
    around = (set(touching["a"]) | set(touching["b"])) & set(counties["unit"]) - set(codes)
    shapes = reference.polygons("county")
    every = dict(areas) | {code: shapes[code] for code in sorted(around)}
    names = list(every)
    pairs = bordering(list(areas.values()), list(every.values()))
    found = [(names[one], names[other]) for one, other in pairs if one != other]
    reached = {(county_of(one), county_of(other)) for one, other in found}
    both = zip(touching["a"], touching["b"], strict=True)
    wanted = {pair for one, other in both for pair in ((one, other), (other, one))}
    for one, other in sorted(wanted - reached):
        if one in codes and (other in around or other in codes):
            found.append(nearest_pair(every, one, other))
    return (*found, *across_water(areas=areas, pairs=found))


def county_of(unit: str) -> str:
    """The county of a part, or the county itself."""
    return unit.partition("/")[0]


def nearest_pair(every: Mapping[str, Any], one: str, other: str) -> tuple[str, str]:
    """The units of two counties that lie nearest to each other."""
    mine = [name for name in every if county_of(name) == one]
    theirs = [name for name in every if county_of(name) == other]
    return closest(every, mine, theirs)


def closest(areas: Mapping[str, Any], mine: list[str], theirs: list[str]) -> tuple[str, str]:
    """The pair of areas, one of each list, with the least distance."""
    apart = shapely.distance(
        np.array([areas[name] for name in mine], dtype=object)[:, None],
        np.array([areas[name] for name in theirs], dtype=object)[None, :],
    )
    row, column = np.unravel_index(int(np.nanargmin(apart)), apart.shape)
    return mine[row], theirs[column]


def across_water(
    *, areas: Mapping[str, Any], pairs: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Link the parts of each county that water cuts off to the nearest of the others."""
    made = []
    for county in sorted({county_of(unit) for unit in areas}):
        inside = [unit for unit in areas if county_of(unit) == county]
        place = {unit: number for number, unit in enumerate(inside)}
        edges = [(place[a], place[b]) for a, b in pairs if a in place and b in place]
        label = component_labels(len(inside), np.array(edges, dtype=np.intp).reshape(-1, 2))
        main = int(np.bincount(label).argmax())
        joined = [unit for unit in inside if label[place[unit]] == main]
        for piece in sorted(set(label.tolist()) - {main}):
            lost = [unit for unit in inside if label[place[unit]] == piece]
            made.append(closest(areas, lost, joined))
    return made


def split_units(*, counties: pd.DataFrame, split: SplitCounties) -> pd.DataFrame:
    """The units of the design: whole counties and parts of the split ones."""
    if split.parts.empty:
        return counties
    whole = counties[~counties["unit"].isin(split.parts["county"])]
    return pd.concat([whole, split.parts[UNIT_COLUMNS]], ignore_index=True)


def place_accounts(*, accounts: pd.DataFrame, split: SplitCounties) -> pd.Series:
    """The unit of each account, in the split counties that of its postal code or the nearest."""
    units = accounts["unit"].copy()
    for county, members in split.parts.groupby("county"):
        inside = accounts["unit"] == county
        wanted = str(county) + "/" + accounts.loc[inside, "postal_code"]
        known = wanted.isin(members["unit"])
        lost = wanted.index[~known]
        there = unit_sphere(accounts.loc[lost, "latitude"], accounts.loc[lost, "longitude"])
        centres = unit_sphere(members["latitude"], members["longitude"])
        nearest = (there @ centres.T).argmax(axis=1) if len(lost) else []
        wanted.loc[lost] = members["unit"].to_numpy()[nearest]
        units.loc[inside] = wanted
    return units


def spread(*, figures: pd.Series, split: SplitCounties) -> pd.Series:
    """Figures by county with those of the split ones spread like people over their parts."""
    parts = split.parts
    if parts.empty:
        return figures
    whole = parts["county"].map(figures).fillna(0.0).astype(float) * parts["share"].astype(float)
    given = pd.Series(whole.to_numpy(), index=parts["unit"].to_numpy())
    return pd.concat([figures[~figures.index.isin(parts["county"])], given])
