"""Territory colours: told apart, legible, always the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories.colours import PALETTE_SIZE, territory_colours
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def luminance(colour):
    encoded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def grid(rows, columns):
    across = [
        (r * columns + c, r * columns + c + 1) for r in range(rows) for c in range(columns - 1)
    ]
    down = [
        (r * columns + c, (r + 1) * columns + c) for r in range(rows - 1) for c in range(columns)
    ]
    return across + down


def test_up_to_the_palette_all_differ():
    assert len(set(territory_colours(PALETTE_SIZE))) == PALETTE_SIZE


def test_black_labels_are_legible_on_every_colour():
    """Contrast with black of 7:1, the AAA level of WCAG 2.2."""
    contrasts = [(luminance(colour) + 0.05) / 0.05 for colour in territory_colours(PALETTE_SIZE)]
    assert min(contrasts) >= 7


def test_neighbours_of_four_hundred_territories_differ():
    pairs = grid(20, 20)
    colours = territory_colours(400, pairs=pairs)
    assert [pair for pair in pairs if colours[pair[0]] == colours[pair[1]]] == []


def test_near_centres_count_as_neighbours():
    centres = np.column_stack([np.arange(60) % 10, np.arange(60) // 10]).astype(float)
    colours = territory_colours(60, centres=centres)
    assert [pair for pair in grid(6, 10) if colours[pair[0]] == colours[pair[1]]] == []


@given(st.integers(1, 60).flatmap(lambda count: st.tuples(
    st.just(count), st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=120)
)))  # fmt: skip
def test_the_same_input_gives_the_same_colours(case):
    count, pairs = case
    assert territory_colours(count, pairs=pairs) == territory_colours(count, pairs=pairs)


def test_an_unknown_territory_is_refused():
    with pytest.raises(ParameterError):
        territory_colours(2, pairs=[(0, 2)])


def test_no_territory_needs_no_colour():
    assert territory_colours(0) == []
