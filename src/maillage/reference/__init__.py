"""The reference data that ships: zones, postal codes, polygons and industry titles.

Sources, licences and vintages are written in ``NOTICE.md`` beside this file;
``tools/build_reference.py`` rebuilds the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from maillage.core.accounts.addresses.places import Places
from maillage.core.geography.adjacency import Edges, edges_among
from maillage.core.geography.lookup import Gazetteer
from maillage.errors import NotFoundError
from maillage.texts import _, quoted

DATA: Final = Path(__file__).parent / "data"
CURRENT_COUNTY_VINTAGE: Final = "2022"
FRENCH_VINTAGE: Final = "2026"
SHAPES: Final[dict[tuple[str, str], str]] = {
    ("state", "2022"): "us_state_2022_shapes",
    ("county", "2020"): "us_county_2020_shapes",
    ("county", CURRENT_COUNTY_VINTAGE): "us_county_2022_shapes",
    ("departement", FRENCH_VINTAGE): "fr_departement_shapes",
    ("region", FRENCH_VINTAGE): "fr_region_shapes",
    ("province", "2021"): "ca_province_shapes",
}


def tables() -> list[str]:
    """Return the names of the tables, in order."""
    return sorted(path.stem for path in DATA.glob("*.parquet") if "_shapes" not in path.stem)


def table(name: str) -> pd.DataFrame:
    """Return a table; codes are text, and changing the answer changes nothing for others.

    Raises
    ------
    NotFoundError
        When no such table ships.
    """
    return _read(name).copy(deep=False)


def polygons(level: str, vintage: str = "") -> dict[str, BaseGeometry]:
    """Return the areas of a level of zones by their codes.

    Parameters
    ----------
    level
        ``state``, ``county``, ``departement``, ``region`` or ``province``.
    vintage
        The year of the borders; empty for the newest.

    Returns
    -------
    dict
        Polygons and multipolygons, longitude and latitude in degrees.

    Raises
    ------
    NotFoundError
        When the level has no polygons of this vintage.
    """
    newest = max((year for zone, year in SHAPES if zone == level), default="")
    name = SHAPES.get((level, vintage or newest))
    if name is None:
        known = ", ".join(f"{zone} {year}" for zone, year in SHAPES)
        raise NotFoundError(
            _("No polygons of %(level)s %(vintage)s.") % {"level": level, "vintage": vintage},
            remedy=_("There are: %(names)s.") % {"names": known},
        )
    return dict(_shapes(name))


def county_edges(
    codes: Sequence[str], vintage: str = CURRENT_COUNTY_VINTAGE, *, water: bool = True
) -> Edges:
    """Return which of the given counties are neighbours, as pairs of positions in ``codes``."""
    links = _read("us_county_adjacency")
    return edges_among(codes, links[links["vintage"] == vintage], water=water)


@cache
def gazetteer() -> Gazetteer:
    """Return the look-up of places in the United States, Canada and France."""
    return Gazetteer(_all_places())


@cache
def places() -> Places:
    """Return the postal codes and cities by which addresses are checked."""
    return Places(_all_places())


def _all_places() -> pd.DataFrame:
    tables = [_american_places(), _canadian_places(), _french_places(), _cities()]
    return pd.concat(tables, ignore_index=True)


def _american_places() -> pd.DataFrame:
    return _read("us_postal").rename(columns={"place": "city"}).assign(country="US")


def _canadian_places() -> pd.DataFrame:
    places = _read("ca_fsa").rename(columns={"place": "city", "province": "state"})
    return places.assign(country="CA", county="", county_vintage="", metro="", population=0)


def _french_places() -> pd.DataFrame:
    names = {"place": "city", "region": "state", "departement": "county"}
    places = _read("fr_postal").rename(columns={**names, "vintage": "county_vintage"})
    return places.assign(country="FR", metro="")


def _cities() -> pd.DataFrame:
    cities = _read("cities").rename(columns={"name": "city"})
    metro = _current_counties().set_index("code")["metro"]
    vintages = {"US": CURRENT_COUNTY_VINTAGE, "FR": FRENCH_VINTAGE, "CA": ""}
    return cities.assign(
        postal_code="",
        metro=cities["county"].map(metro).fillna(""),
        county_vintage=cities["country"].map(vintages),
    )


def _current_counties() -> pd.DataFrame:
    counties = _read("us_counties")
    return counties[counties["vintage"] == CURRENT_COUNTY_VINTAGE]


@cache
def _read(name: str) -> pd.DataFrame:
    if name not in tables() and not name.endswith("_shapes"):
        raise NotFoundError(
            _("There is no reference table %(name)s.") % {"name": quoted(name)},
            remedy=_("There are: %(names)s.") % {"names": ", ".join(tables())},
        )
    return pd.read_parquet(DATA / f"{name}.parquet")


@cache
def _shapes(name: str) -> dict[str, BaseGeometry]:
    table_ = _read(name)
    areas: Any = shapely.from_wkb(table_["wkb"].to_numpy())
    return dict(zip(table_["code"], areas, strict=True))
