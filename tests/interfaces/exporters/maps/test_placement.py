"""Labels never cover each other and stay on the map."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.interfaces.exporters.maps.placement import place_labels

pytestmark = pytest.mark.unit

SIZE = (1320.0, 800.0)
places = st.tuples(st.floats(-50, 1400), st.floats(-50, 900), st.floats(0, 80))


@given(st.lists(places, max_size=40))
def test_no_two_labels_overlap(anchors):
    placed = np.array(list(place_labels(dict(enumerate(anchors)), 12.0, SIZE).values()))
    assert len(placed) == len(anchors)
    apart = [np.hypot(*(one - other)) for i, one in enumerate(placed) for other in placed[:i]]
    assert all(distance >= 24 for distance in apart)


@given(st.lists(places, min_size=1, max_size=40))
def test_labels_stay_on_the_map(anchors):
    placed = np.array(list(place_labels(dict(enumerate(anchors)), 12.0, SIZE).values()))
    assert ((placed >= 12 - 1e-9) & (placed <= np.array(SIZE) - 12 + 1e-9)).all()


def test_a_label_alone_stands_on_its_anchor():
    assert place_labels({7: (300.0, 200.0, 40.0)}, 12.0, SIZE) == {7: (300.0, 200.0)}


def test_the_territory_with_least_room_keeps_its_place():
    placed = place_labels({1: (300.0, 200.0, 90.0), 2: (305.0, 200.0, 5.0)}, 12.0, SIZE)
    assert placed[2] == (305.0, 200.0)
    assert placed[1] != (300.0, 200.0)
