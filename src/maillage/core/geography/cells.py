"""Areas around points: approximate polygons for postal codes, which have none that may ship."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

SHORTEST_BORDER = 1e-4
"""Degrees of common border (about 10 m) from which two areas are neighbours."""


def voronoi_cells(
    latitude: ArrayLike, longitude: ArrayLike, boundary: BaseGeometry
) -> list[BaseGeometry]:
    """Cut an area into the parts that lie nearest to each point.

    Parameters
    ----------
    latitude, longitude
        (n,) distinct places in degrees; they need not lie inside.
    boundary
        The area, in degrees of longitude and latitude.

    Returns
    -------
    list of n geometries
        They cover the area without overlapping; a point far outside may get an empty one.
    """
    middle = np.radians(shapely.centroid(boundary).y)
    stretch = np.array([np.cos(middle), 1.0])
    points = np.column_stack([np.asarray(longitude), np.asarray(latitude)]) * stretch
    if len(points) == 1:
        return [boundary]
    hull = shapely.envelope(shapely.transform(boundary, lambda xy: xy * stretch))
    made = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=hull, ordered=True)
    cells = shapely.transform(shapely.get_parts(made), lambda xy: xy / stretch)
    return list(shapely.intersection(cells, shapely.buffer(boundary, 0)))


def bordering(areas: Sequence[BaseGeometry], others: Sequence[BaseGeometry]) -> NDArray[np.intp]:
    """Pair the areas with those of ``others`` they share a border with.

    Borders that were drawn apart by rounding still count within about 10 m.

    Returns
    -------
    ndarray of shape (m, 2)
        Positions in ``areas`` and in ``others``.
    """
    wide = shapely.buffer(np.asarray(areas, dtype=object), SHORTEST_BORDER / 2)
    tree = shapely.STRtree(list(others))
    one, other = tree.query(wide, predicate="intersects")
    common = shapely.area(
        shapely.intersection(wide[one], shapely.buffer(np.asarray(others, dtype=object)[other], 0))
    )
    kept = common > SHORTEST_BORDER**2
    return np.column_stack([one[kept], other[kept]])
