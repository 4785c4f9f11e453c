"""The projections against published values and against their own properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.geography.projection import (
    CANADA,
    FRANCE,
    LOWER_48,
    AlbersConic,
    LambertConic,
    albers_usa,
    projection_for,
)

pytestmark = pytest.mark.unit

SNYDER_ALBERS = AlbersConic(meridian=-96, origin=23, parallels=(29.5, 45.5))
SNYDER_LAMBERT = LambertConic(meridian=-96, origin=23, parallels=(33, 45))


def point(projection, longitude, latitude):
    x, y = projection(np.array([longitude]), np.array([latitude]))
    return float(x[0]), float(y[0])


@pytest.mark.parametrize(
    ("projection", "expected"),
    [(SNYDER_ALBERS, (0.2952720, 0.2416774)), (SNYDER_LAMBERT, (0.2966785, 0.2462112))],
)
def test_the_worked_examples_of_snyder(projection, expected):
    """Professional Paper 1395, pages 291 and 295: 35° N, 75° W."""
    assert point(projection, -75.0, 35.0) == pytest.approx(expected, abs=1e-6)


@given(st.floats(-124, -68), st.floats(25, 49))
def test_albers_keeps_areas(longitude, latitude):
    step = 1e-3
    (x0, y0), (x1, y1), (x2, y2) = (
        point(LOWER_48, longitude, latitude),
        point(LOWER_48, longitude + step, latitude),
        point(LOWER_48, longitude, latitude + step),
    )
    area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
    sphere = np.deg2rad(step) ** 2 * np.cos(np.deg2rad(latitude + step / 2))
    assert area == pytest.approx(sphere, rel=1e-3)


@pytest.mark.parametrize("projection", [FRANCE, CANADA])
def test_lambert_keeps_angles(projection):
    step = 1e-4
    x0, y0 = point(projection, 2.0, 48.0)
    x1, y1 = point(projection, 2.0 + step / np.cos(np.deg2rad(48.0)), 48.0)
    x2, y2 = point(projection, 2.0, 48.0 + step)
    assert np.hypot(x1 - x0, y1 - y0) == pytest.approx(np.hypot(x2 - x0, y2 - y0), rel=1e-4)


def test_alaska_and_hawaii_stand_below_the_south_west():
    anchorage, honolulu = point(albers_usa, -149.9, 61.2), point(albers_usa, -157.9, 21.3)
    los_angeles, houston = point(albers_usa, -118.2, 34.0), point(albers_usa, -95.4, 29.8)
    assert anchorage[1] < los_angeles[1]
    assert honolulu[1] < los_angeles[1]
    assert anchorage[0] < honolulu[0] < houston[0]


def test_the_aleutians_beyond_the_date_line_stay_in_the_west():
    assert point(albers_usa, 173.0, 52.8)[0] < point(albers_usa, -149.9, 61.2)[0]


def test_a_part_of_a_country_is_upright():
    longitude, latitude = np.array([-124.5, -116.9]), np.array([42.0, 46.2])
    oregon = projection_for("US", longitude, latitude)
    south, north = point(oregon, -120.7, 42.5), point(oregon, -120.7, 46.0)
    assert south[0] == pytest.approx(north[0], abs=1e-12)


@pytest.mark.parametrize(
    ("country", "longitudes", "expected"),
    [
        ("US", [-120.0, -70.0], albers_usa),
        ("CA", [-125.0, -60.0], CANADA),
        ("FR", [-4.0, 8.0], FRANCE),
        ("US", [], albers_usa),
    ],
)
def test_the_projection_of_a_country(country, longitudes, expected):
    latitudes = np.full(len(longitudes), 45.0)
    assert projection_for(country, np.array(longitudes), latitudes) == expected


def test_a_place_on_the_equator_can_be_drawn():
    projection = projection_for("KE", np.array([36.0, 38.0]), np.array([-1.0, 1.0]))
    assert np.isfinite(point(projection, 37.0, 0.0)).all()
