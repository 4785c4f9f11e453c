"""Finds the American county around given coordinates."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import shapely

from maillage import reference

FOUND = ("county", "state", "time_zone")


def counties_around(latitude: np.ndarray, longitude: np.ndarray) -> pd.DataFrame:
    """Return county, state and time zone of each point; empty texts outside the United States."""
    codes, tree = county_areas()
    points = shapely.points(longitude.astype(float), latitude.astype(float))
    place, area = tree.query(points, predicate="within")
    county = np.full(len(points), "", dtype=object)
    county[place] = codes[area]
    described = county_table().reindex(county).fillna("")
    return pd.DataFrame(
        {
            "county": county,
            "state": described["state"].to_numpy(object),
            "time_zone": described["time_zone"].to_numpy(object),
        }
    )


@cache
def county_areas() -> tuple[np.ndarray, shapely.STRtree]:
    """Return the codes and an index of the areas of all counties."""
    areas = reference.polygons("county")
    return np.array(list(areas), dtype=object), shapely.STRtree(list(areas.values()))


@cache
def county_table() -> pd.DataFrame:
    """Return state and time zone by county, of the newest vintage that has it."""
    table = reference.table("us_counties").sort_values("vintage")
    return table.drop_duplicates("code", keep="last").set_index("code")[["state", "time_zone"]]
