"""Map projections: conics for one country, and the composite of the United States.

Formulas: Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395 (1987), on the
sphere of radius 1; the composite follows the proportions of d3's ``geoAlbersUsa``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, log, pi, sin, sqrt, tan

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Projection = Callable[[Array, Array], tuple[Array, Array]]

ALASKA_SCALE = 0.35


@dataclass(frozen=True, slots=True)
class AlbersConic:
    """Equal-area conic projection (Snyder, equations 14-1 to 14-6)."""

    meridian: float
    origin: float
    parallels: tuple[float, float]

    def __call__(self, longitude: Array, latitude: Array) -> tuple[Array, Array]:
        """Project degrees to x (east) and y (north), in radii of the Earth."""
        first, second = (np.deg2rad(parallel) for parallel in self.parallels)
        cone = (sin(first) + sin(second)) / 2
        constant = cos(first) ** 2 + 2 * cone * sin(first)
        base = sqrt(constant - 2 * cone * sin(np.deg2rad(self.origin))) / cone
        inside = np.maximum(constant - 2 * cone * np.sin(np.deg2rad(latitude)), 0)
        return _on_cone(np.sqrt(inside) / cone, base, cone * _turn(longitude, self.meridian))


@dataclass(frozen=True, slots=True)
class LambertConic:
    """Conformal conic projection (Snyder, equations 15-1 to 15-5)."""

    meridian: float
    origin: float
    parallels: tuple[float, float]

    def __call__(self, longitude: Array, latitude: Array) -> tuple[Array, Array]:
        """Project degrees to x (east) and y (north), in radii of the Earth."""
        first, second = (float(np.deg2rad(parallel)) for parallel in self.parallels)
        steep = tan(pi / 4 + first / 2)
        cone = log(cos(first) / cos(second)) / log(tan(pi / 4 + second / 2) / steep)
        factor = cos(first) * steep**cone / cone
        base = factor / tan(pi / 4 + float(np.deg2rad(self.origin)) / 2) ** cone
        safe = np.deg2rad(np.clip(latitude, -85, 89.9))
        radius = factor / np.tan(pi / 4 + safe / 2) ** cone
        return _on_cone(radius, base, cone * _turn(longitude, self.meridian))


LOWER_48 = AlbersConic(meridian=-96, origin=38, parallels=(29.5, 45.5))
ALASKA = AlbersConic(meridian=-154, origin=58.5, parallels=(55, 65))
HAWAII = AlbersConic(meridian=-157, origin=20.3, parallels=(8, 18))
FRANCE = LambertConic(meridian=3, origin=46.5, parallels=(44, 49))
CANADA = LambertConic(meridian=-95, origin=60, parallels=(49, 77))


def albers_usa(longitude: Array, latitude: Array) -> tuple[Array, Array]:
    """Project the United States on one sheet: Alaska (at 35 %) and Hawaii below the south-west.

    Parameters
    ----------
    longitude, latitude
        Degrees, of one shape.

    Returns
    -------
    tuple of arrays
        x (east) and y (north) in radii of the Earth.
    """
    longitude, latitude = np.asarray(longitude), np.asarray(latitude)
    x, y = LOWER_48(longitude, latitude)
    insets = (
        (latitude > 50, ALASKA, ALASKA_SCALE, (-0.307, -0.201)),
        ((latitude < 24) & in_the_pacific(longitude), HAWAII, 1.0, (-0.205, -0.212)),
    )
    for inside, projection, scale, (east, north) in insets:
        inset_x, inset_y = projection(longitude, latitude)
        x = np.where(inside, inset_x * scale + east, x)
        y = np.where(inside, inset_y * scale + north, y)
    return x, y


def in_the_pacific(longitude: Array) -> NDArray[np.bool_]:
    """Tell which longitudes lie west of the American mainland."""
    return np.asarray((longitude < -140) | (longitude > 140))


def projection_for(country: str, longitude: Array, latitude: Array) -> Projection:
    """Choose the projection that shows a country, or a part of it, upright.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code.
    longitude, latitude
        Degrees of the places to be shown; those of a part of a country turn the cone to its middle.

    Returns
    -------
    Projection
        Function from degrees to x and y.
    """
    longitude, latitude = longitude[np.isfinite(longitude)], latitude[np.isfinite(latitude)]
    if country == "US" and (latitude.size == 0 or _spans_the_states(longitude, latitude)):
        return albers_usa
    if country == "CA" and (longitude.size == 0 or float(np.ptp(longitude)) > 30):
        return CANADA
    if country == "FR" or longitude.size == 0:
        return FRANCE
    return _local(longitude, latitude)


def _spans_the_states(longitude: Array, latitude: Array) -> bool:
    insets = in_the_pacific(longitude) | (latitude > 50)
    return bool(np.ptp(longitude) > 30 or (insets.any() and not insets.all()))


def _local(longitude: Array, latitude: Array) -> AlbersConic:
    west, east, south, north = longitude.min(), longitude.max(), latitude.min(), latitude.max()
    height = max(float(north - south), 1.0)
    parallels = (float(south + height / 6), float(north - height / 6))
    if abs(sum(parallels)) < 1:
        parallels = (parallels[0] + 1, parallels[1] + 1)
    return AlbersConic(float(west + east) / 2, float(south + north) / 2, parallels)


def _turn(longitude: Array, meridian: float) -> Array:
    turned: Array = np.deg2rad((np.asarray(longitude) - meridian + 180) % 360 - 180)
    return turned


def _on_cone(radius: Array, base: float, angle: Array) -> tuple[Array, Array]:
    return radius * np.sin(angle), base - radius * np.cos(angle)
