"""Measures of polygons given in degrees."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from reference_links import bridge_the_water

from maillage.core.geography.distance import EARTH_RADIUS_KM

Shapes = dict[str, shapely.Geometry]


def inner_points(shapes: Shapes) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude of a point inside each area, its centroid if that is."""
    areas = np.array(list(shapes.values()))
    centroids = shapely.centroid(areas)
    inside = shapely.contains(areas, centroids)
    points = np.where(inside, centroids, shapely.point_on_surface(areas))
    return shapely.get_y(points).round(5), shapely.get_x(points).round(5)


def area_km2(shapes: Shapes) -> np.ndarray:
    """Return areas by Lambert's cylindrical equal-area projection."""
    flat = [shapely.transform(shape, _equal_area) for shape in shapes.values()]
    return shapely.area(flat).round(1)


def _equal_area(degrees: np.ndarray) -> np.ndarray:
    longitude, latitude = np.radians(degrees).T
    return EARTH_RADIUS_KM * np.column_stack([longitude, np.sin(latitude)])


def nearest_zone(points: pd.DataFrame, shapes: Shapes) -> list[str]:
    """Return for each point the zone that holds it, or the nearest one."""
    codes = list(shapes)
    tree = shapely.STRtree(list(shapes.values()))
    places = shapely.points(points["longitude"], points["latitude"])
    return [codes[i] for i in tree.query_nearest(places, all_matches=False)[1]]


def simplified(shapes: Shapes, tolerance: float) -> Shapes:
    """Thin the borders of a coverage together, so that neighbours still fit."""
    thinned = shapely.coverage_simplify(np.array(list(shapes.values())), tolerance)
    return dict(zip(shapes, thinned, strict=True))


def coverage_links(shapes: Shapes, areas: dict[str, str]) -> pd.DataFrame:
    """Return which areas of a coverage share a stretch of border, and links over water."""
    codes, outlines = list(shapes), np.array(list(shapes.values()))
    first, second = shapely.STRtree(outlines).query(outlines, predicate="touches")
    shared = shapely.length(shapely.intersection(outlines[first], outlines[second]))
    pairs = zip(first, second, shared, strict=True)
    land = {(codes[a], codes[b]) for a, b, length in pairs if length > 0 and codes[a] < codes[b]}
    water = bridge_the_water(shapes, land, areas)
    rows = [(*pair, "land") for pair in land] + [(*pair, "water") for pair in water]
    return pd.DataFrame(sorted(rows), columns=["a", "b", "kind"])
