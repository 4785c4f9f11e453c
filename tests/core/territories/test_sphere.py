"""Arcs on the globe, one by one and as a table."""

import numpy as np
import pytest

from maillage.core.territories.sphere import arc_lengths, arc_table, sphere_points
from tests.core.territories.checker import haversine

pytestmark = pytest.mark.unit

PLACES = [(48.9, 2.35), (48.9001, 2.35), (-33.9, 18.4), (0.0, 180.0), (0.0, 0.0), (90.0, 0.0)]


def test_arcs_are_great_circles():
    points = sphere_points(np.array(PLACES))
    table = arc_table(points, points[:3])
    for row, place in enumerate(PLACES):
        expected = [haversine(place, other) for other in PLACES[:3]]
        assert table[row].tolist() == pytest.approx(expected, rel=1e-7, abs=1e-6)
    assert arc_lengths(points[:3], points[3:]).tolist() == pytest.approx(
        [haversine(*pair) for pair in zip(PLACES[:3], PLACES[3:], strict=True)]
    )
