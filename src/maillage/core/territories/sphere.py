"""The globe: points, chords and arcs."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist

from maillage.core.arrays import FloatArray

EARTH_RADIUS_KM = 6371.0088


def sphere_points(coordinates: FloatArray) -> FloatArray:
    """(n, 3) points in km from the Earth's centre for (n, 2) degrees of latitude and longitude."""
    latitude, longitude = np.radians(coordinates).T
    return EARTH_RADIUS_KM * np.column_stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )


def arc_lengths(points: FloatArray, others: FloatArray) -> FloatArray:
    """(n,) great-circle km between each of (n, 3) points and the one beside it."""
    return _arc(np.linalg.norm(points - others, axis=1))


def arc_table(points: FloatArray, others: FloatArray) -> FloatArray:
    """(n, m) great-circle km between (n, 3) points and (m, 3) others."""
    return _arc(cdist(points, others))


def _arc(chord: FloatArray) -> FloatArray:
    half = np.minimum(chord / (2 * EARTH_RADIUS_KM), 1.0)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(half))
