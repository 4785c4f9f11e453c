"""Measures of polygons given in degrees."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

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
