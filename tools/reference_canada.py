"""Canada: provinces and territories, and forward sortation areas."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
from reference_packages import pypi_package
from reference_places import PROVINCE_OF_GEONAMES, natural_areas, populated_places
from reference_shapes import Shapes, area_km2, coverage_links, inner_points
from scipy.spatial import KDTree

from maillage.core.geography.distance import unit_sphere
from maillage.core.geography.states import CA_PROVINCES, state_code

YEAR = "2021"


def province_shapes(cache: Path) -> Shapes:
    """Return the polygons of the provinces and territories."""
    shapes = natural_areas(cache, "CA")
    return {code: shapes[code] for code in CA_PROVINCES}


def province_links(shapes: Shapes) -> pd.DataFrame:
    """Return which provinces touch; a bridge links Prince Edward Island."""
    return coverage_links(shapes, dict.fromkeys(shapes, "Canada")).assign(vintage=YEAR)


def provinces(shapes: Shapes) -> pd.DataFrame:
    """Return the provinces and territories with names in both languages."""
    rows = [(code, *names) for code, names in CA_PROVINCES.items()]
    table = pd.DataFrame(rows, columns=["code", "statistics_code", "name", "name_fr"])
    table["latitude"], table["longitude"] = inner_points(shapes)
    table["area_km2"] = area_km2(shapes)
    return table.assign(vintage=YEAR)


def sortation_areas(cache: Path) -> pd.DataFrame:
    """Return the first three characters of postal codes with a point each."""
    folder = pypi_package("pypostalcode", cache) / "pypostalcode"
    with sqlite3.connect(folder / "postalcodes.db") as database:
        query = "SELECT fsa, city, province, latitude, longitude FROM PostalCodes ORDER BY fsa"
        table = pd.read_sql_query(query, database)
    table = table.rename(columns={"fsa": "postal_code", "city": "area"})
    table["province"] = [state_code(_short(name), "CA") for name in table["province"]]
    table["place"] = table["area"].str.replace(r" \(.*", "", regex=True).str.strip()
    table["time_zone"] = _nearest_time_zone(table, cache)
    return table.assign(vintage=YEAR)


def _short(province: str) -> str:
    known = {"Northwest Territory": "NT", "Nunavut Territory": "NU"}
    return known.get(province, province)


def _nearest_time_zone(points: pd.DataFrame, cache: Path) -> np.ndarray:
    """Take the time zone of the nearest town of the same province."""
    towns = populated_places(cache)
    towns = towns[towns["cc"] == "CA"]
    zones = np.full(len(points), "", dtype=object)
    home = towns["admin1"].map(PROVINCE_OF_GEONAMES)
    for province in CA_PROVINCES:
        near = towns[home == province]
        rows = np.flatnonzero(points["province"] == province)
        tree = KDTree(unit_sphere(near["latitude"], near["longitude"]))
        here = points.iloc[rows]
        found = tree.query(unit_sphere(here["latitude"], here["longitude"]))[1]
        zones[rows] = near["time_zone"].to_numpy()[found]
    return zones
