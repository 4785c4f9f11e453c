"""Distances and centres on the sphere."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_KM: Final = 6371.0088


def unit_sphere(latitude: ArrayLike, longitude: ArrayLike) -> Floats:
    """Return points in degrees as (..., 3) coordinates on the unit sphere."""
    phi = np.radians(np.asarray(latitude, dtype=np.float64))
    lam = np.radians(np.asarray(longitude, dtype=np.float64))
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def from_unit_sphere(points: Floats) -> tuple[Floats, Floats]:
    """Return latitude and longitude in degrees of (..., 3) vectors of any length."""
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def chord_to_km(chord: ArrayLike) -> Floats:
    """Return the great-circle kilometres under straight chords of the unit sphere."""
    half = np.clip(np.asarray(chord, dtype=np.float64) / 2, 0.0, 1.0)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(half), dtype=np.float64)


def km_to_chord(km: ArrayLike) -> Floats:
    """Return the chords of the unit sphere over great-circle kilometres."""
    angle = np.minimum(np.asarray(km, dtype=np.float64) / EARTH_RADIUS_KM, np.pi)
    return np.asarray(2 * np.sin(angle / 2), dtype=np.float64)


def great_circle_km(
    latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike
) -> Floats:
    """Great-circle distance in kilometres by the haversine formula; arguments broadcast.

    Parameters
    ----------
    latitude_a, longitude_a, latitude_b, longitude_b
        Degrees, of shapes that broadcast together. NaN in gives NaN out.

    Returns
    -------
    ndarray
        Kilometres on a sphere of the mean Earth radius (within 0.6 % of the ellipsoid).
    """
    phi_a, lam_a, phi_b, lam_b = (
        np.radians(np.asarray(angle, dtype=np.float64))
        for angle in (latitude_a, longitude_a, latitude_b, longitude_b)
    )
    north, east = np.sin((phi_b - phi_a) / 2), np.sin((lam_b - lam_a) / 2)
    squared_half_chord = north**2 + np.cos(phi_a) * np.cos(phi_b) * east**2
    return chord_to_km(2 * np.sqrt(np.clip(squared_half_chord, 0.0, 1.0)))


def weighted_centre(
    latitude: ArrayLike, longitude: ArrayLike, weight: ArrayLike | None = None
) -> tuple[float, float]:
    """Return latitude and longitude of the weighted centre of points on the sphere.

    The mean of the unit vectors is pushed back to the surface, so a cloud of points around the
    antimeridian has its centre there. Without a positive weight all points weigh the same; points
    without coordinates are left out; without any point the centre is NaN.
    """
    points = unit_sphere(latitude, longitude).reshape(-1, 3)
    weights = np.ones(len(points)) if weight is None else np.asarray(weight, np.float64).ravel()
    known = np.isfinite(points).all(axis=1) & np.isfinite(weights)
    points, weights = points[known], np.clip(weights[known], 0.0, None)
    if not len(points):
        return float("nan"), float("nan")
    if not weights.sum():
        weights = np.ones(len(points))
    latitude_of, longitude_of = from_unit_sphere(weights @ points / weights.sum())
    return float(latitude_of), float(longitude_of)
