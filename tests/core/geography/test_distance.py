"""Distances and centres on the sphere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.geography.distance import (
    EARTH_RADIUS_KM,
    chord_to_km,
    from_unit_sphere,
    great_circle_km,
    km_to_chord,
    unit_sphere,
    weighted_centre,
)

pytestmark = pytest.mark.unit

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def test_known_distance():
    """New York to Los Angeles is 3,936 km along the great circle."""
    assert round(float(great_circle_km(40.71, -74.0, 34.05, -118.24))) == 3936


def test_half_the_globe():
    assert great_circle_km(0, 0, 0, 180) == pytest.approx(np.pi * EARTH_RADIUS_KM)


def test_arguments_broadcast():
    table = great_circle_km(np.zeros((3, 1)), np.zeros((3, 1)), np.zeros(4), np.arange(4.0))
    assert table.shape == (3, 4)
    assert np.array_equal(table[0], table[2])


def test_unknown_coordinates_stay_unknown():
    assert np.isnan(great_circle_km(np.nan, 0, 1, 1))


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_symmetric_and_bounded(a, b, c, d):
    there, back = great_circle_km(a, b, c, d), great_circle_km(c, d, a, b)
    assert there == pytest.approx(back)
    assert 0 <= there <= np.pi * EARTH_RADIUS_KM + 1e-6


@given(latitudes, longitudes, latitudes, longitudes)
def test_chords_measure_the_same(a, b, c, d):
    chord = np.linalg.norm(unit_sphere(a, b) - unit_sphere(c, d))
    assert chord_to_km(chord) == pytest.approx(great_circle_km(a, b, c, d), abs=1e-3)


@given(st.floats(0, 20_000))
def test_chord_and_back(km):
    assert chord_to_km(km_to_chord(km)) == pytest.approx(km, abs=0.01)


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_sphere_and_back(latitude, longitude):
    assert from_unit_sphere(unit_sphere(latitude, longitude)) == pytest.approx(
        (latitude, longitude)
    )


def test_centre_lies_across_the_antimeridian():
    assert weighted_centre([0, 0], [179, -179]) == pytest.approx((0, 180))


def test_centre_follows_the_weights():
    assert weighted_centre([10, 20], [5, 5], [0, 1]) == pytest.approx((20, 5))


def test_centre_without_weight_counts_all_points():
    assert weighted_centre([10, 20], [5, 5], [0, 0])[0] == pytest.approx(15)


def test_centre_leaves_out_unknown_points():
    assert weighted_centre([10, np.nan], [5, 5]) == pytest.approx((10, 5))


def test_centre_of_nothing_is_unknown():
    assert np.isnan(weighted_centre([], [])).tolist() == [True, True]
