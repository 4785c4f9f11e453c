"""Who is next to whom."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geography.adjacency import component_labels, delaunay_edges, edges_among
from maillage.core.geography.distance import great_circle_km

pytestmark = pytest.mark.unit

LINKS = pd.DataFrame(
    [("a", "b", "land"), ("b", "c", "land"), ("c", "d", "water"), ("x", "a", "land")],
    columns=["a", "b", "kind"],
)
places = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0, 1.5, 40.0, 41.0]) | st.floats(-60, 60),
              st.sampled_from([0.0, 2.0, 3.0]) | st.floats(-170, 170)),
    max_size=40,
)  # fmt: skip


def test_edges_are_positions_of_the_given_codes():
    assert edges_among(["d", "c", "b", "a"], LINKS).tolist() == [[0, 1], [1, 2], [2, 3]]


def test_water_can_be_left_out():
    assert edges_among(["d", "c", "b", "a"], LINKS, water=False).tolist() == [[1, 2], [2, 3]]


def test_unknown_codes_are_isolated():
    edges = edges_among(["a", "nowhere", "b"], LINKS)
    assert edges.tolist() == [[0, 2]]
    assert component_labels(3, edges).tolist() == [0, 1, 0]


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_points_have_no_edges(count):
    assert delaunay_edges([1.0] * count, [2.0] * count).tolist() == []


def test_two_points_are_linked():
    assert delaunay_edges([1.0, 2.0], [1.0, 2.0]).tolist() == [[0, 1]]


def test_points_at_one_place_form_a_chain():
    assert delaunay_edges([5.0] * 4, [6.0] * 4).tolist() == [[0, 1], [1, 2], [2, 3]]


def test_points_on_a_line_form_a_chain():
    assert delaunay_edges([0.0] * 4, [3.0, 1.0, 0.0, 2.0]).tolist() == [[0, 3], [1, 2], [1, 3]]


def test_a_square_has_its_sides_and_one_diagonal():
    edges = delaunay_edges([0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0])
    assert len(edges) == 5


def test_long_links_stay_only_where_needed():
    """Two pairs of neighbours far apart keep a single long link."""
    latitude, longitude = [0.0, 0.1, 30.0, 30.1], [0.0, 0.1, 30.0, 30.2]
    edges = delaunay_edges(latitude, longitude, max_km=50)
    assert len(edges) == 3
    assert len(set(component_labels(4, edges))) == 1


@settings(max_examples=60, deadline=None)
@given(places, st.sampled_from([0.0, 100.0, float("inf")]))
def test_the_graph_is_simple_and_connected(points, max_km):
    latitude, longitude = [p[0] for p in points], [p[1] for p in points]
    edges = delaunay_edges(latitude, longitude, max_km)
    assert len(edges) == len({tuple(pair) for pair in edges.tolist()})
    assert np.all(edges[:, 0] < edges[:, 1])
    if points:
        assert len(set(component_labels(len(points), edges))) == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(40, 45), st.floats(-5, 5)), min_size=3, max_size=25))
def test_the_nearest_point_is_a_neighbour(points):
    """The nearest neighbour graph is a part of every Delaunay triangulation."""
    latitude, longitude = np.array(points).T
    latitude, longitude = np.round(latitude, 2), np.round(longitude, 2)
    km = great_circle_km(latitude[:, None], longitude[:, None], latitude, longitude)
    np.fill_diagonal(km, np.inf)
    linked = delaunay_edges(latitude, longitude)
    closest = km.min(axis=1)
    reach = np.full(len(points), np.inf)
    for a, b in linked:
        reach[[a, b]] = np.minimum(reach[[a, b]], km[a, b])
    assert reach == pytest.approx(closest, rel=1e-6, abs=1e-3)
