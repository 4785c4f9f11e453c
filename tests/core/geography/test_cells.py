"""Areas around points."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geography.cells import bordering, voronoi_cells

pytestmark = pytest.mark.unit

SQUARE = shapely.box(-72.0, 41.0, -71.0, 42.0)
PLACES = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=25, unique=True
)


@settings(deadline=None, max_examples=50)
@given(PLACES)
def test_cells_cover_the_area_without_overlap_and_hold_their_points(places):
    latitude = np.array([41 + each[0] / 1000 for each in places])
    longitude = np.array([-72 + each[1] / 1000 for each in places])
    cells = voronoi_cells(latitude, longitude, SQUARE)
    assert len(cells) == len(places)
    assert sum(cell.area for cell in cells) == pytest.approx(SQUARE.area)
    assert shapely.union_all(cells).area == pytest.approx(SQUARE.area)
    apart = shapely.distance(cells, shapely.points(longitude, latitude))
    assert apart.max() == pytest.approx(0.0, abs=1e-9)


def test_a_point_far_outside_gets_nothing():
    cells = voronoi_cells([41.5, 41.2, 48.0], [-71.5, -71.2, -60.0], SQUARE)
    assert [cell.is_empty for cell in cells] == [False, False, True]


def test_cells_are_cut_where_the_distance_on_the_ground_is_equal():
    """A degree of longitude is shorter than one of latitude, in the middle as at the sides."""
    west, east = voronoi_cells([41.5, 41.5], [-71.8, -71.4], SQUARE)
    assert west.bounds == pytest.approx((-72.0, 41.0, -71.6, 42.0))
    assert east.bounds == pytest.approx((-71.6, 41.0, -71.0, 42.0))


def test_areas_border_on_those_with_a_common_side_not_a_corner():
    grid = [shapely.box(x, y, x + 1, y + 1) for y in (0, 1) for x in (0, 1)]
    pairs = bordering(grid[:1], grid)
    assert sorted(pairs.tolist()) == [[0, 0], [0, 1], [0, 2]]


def test_borders_drawn_apart_by_rounding_still_count():
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1 + 2e-5, 0, 2, 1)
    assert bordering([left], [right]).tolist() == [[0, 0]]
    assert bordering([left], [shapely.box(1.01, 0, 2, 1)]).tolist() == []
