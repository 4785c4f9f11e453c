"""Words in a small picture stay in it and cover neither each other nor the dots."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.interfaces.exporters.plans.placing import (
    Box,
    Words,
    at_dot,
    dot_box,
    in_field,
)

pytestmark = pytest.mark.unit
FRAME = Box(0, 0, 318, 180)
places = st.tuples(st.floats(8, 310), st.floats(8, 172))


@given(places, st.text(min_size=1, max_size=80))
def test_the_name_of_a_dot_stays_in_the_picture(place, name):
    found = at_dot(name, *place, FRAME, [dot_box(*place)])
    assert found.box.left >= FRAME.left - 1e-6
    assert found.box.right <= FRAME.right + 1e-6


@given(places)
def test_two_dots_at_one_place_have_both_names(place):
    taken = [dot_box(*place)]
    found = []
    for name in ("Gold", "Silver"):
        found.append(at_dot(name, *place, FRAME, taken))
        taken.append(found[-1].box)
    assert [each.text for each in found] == ["Gold", "Silver"]
    assert all(one.apart(other) for one, other in combinations(taken, 2))


@pytest.mark.parametrize(
    ("dot", "corner"),
    [((300, 170), (True, True)), ((12, 12), (False, True)), ((60, 12), (False, True))],
)
def test_the_name_of_a_field_makes_room_for_a_dot(dot, corner):
    found = in_field("quick win", FRAME, [dot_box(*dot)])
    assert (found.x < 159, found.y < 90) == corner


def test_where_no_corner_is_free_the_first_is_taken():
    assert in_field("drop", FRAME, [FRAME]) == in_field("drop", FRAME, [])
    assert Words("drop", 4, 20).box.apart(Box(4, 24, 40, 40))
