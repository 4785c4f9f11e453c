"""How far two ranked lists agree (N-01)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.reviews.agreement import agreement
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
LISTS = st.lists(st.integers(0, 15), min_size=1, max_size=10, unique=True)


def by_definition(first, second, p, deep=4000):
    """Rank-biased overlap summed place by place: beyond the ends the agreement is assumed to stay.

    The short list is taken to agree beyond its end as far as it did at its end.
    """
    short, long = sorted((first, second), key=len)
    few, many = len(short), len(long)
    shared_at_end = len(set(short) & set(long[:few]))
    last = None
    total = 0.0
    for depth in range(1, deep):
        if depth <= many:
            shared = len(set(short[:depth]) & set(long[:depth]))
            if depth > few:
                shared += shared_at_end / few * (depth - few)
            last = shared / depth
        total += p ** (depth - 1) * last
    return (1 - p) * total


def test_equal_lists_agree_and_different_ones_do_not():
    found = agreement("abc", "abc")
    assert (found.common, found.depth, found.overlap) == (3, 3, 1.0)
    assert found.rank_biased == pytest.approx(1.0)
    assert agreement("abc", "def").rank_biased == pytest.approx(0.0)


def test_first_places_count_most():
    top, end = agreement("abcd", "abxy"), agreement("abcd", "xycd")
    assert top.overlap == end.overlap == 0.5
    assert top.rank_biased > end.rank_biased


def test_only_the_places_asked_for_count():
    assert agreement("abcdefghijkl", "klcdefghij", depth=10).common == 8


@given(LISTS, LISTS, st.floats(0.2, 0.95))
def test_as_defined(first, second, p):
    found = agreement(first, second, persistence=p)
    assert found.rank_biased == pytest.approx(by_definition(first, second, p), abs=1e-9)
    assert found.common == len([each for each in first if each in second])
    assert agreement(second, first, persistence=p) == found


def test_nothing_is_compared_with_an_empty_list():
    assert agreement([], "abc") is None
    assert agreement("abc", []) is None


@pytest.mark.parametrize(
    ("first", "options", "said"),
    [
        ("aba", {}, "'a' is in the list twice."),
        ("ab", {"depth": 0}, "A depth of 0 with weights of 0.9 cannot be compared."),
        ("ab", {"persistence": 1.0}, "A depth of 10 with weights of 1.0 cannot be compared."),
        (
            "ab",
            {"persistence": float("nan")},
            "A depth of 10 with weights of nan cannot be compared.",
        ),
    ],
)
def test_what_cannot_be_compared(first, options, said):
    with pytest.raises(ParameterError) as caught:
        agreement(first, "ab", **options)
    assert str(caught.value).startswith(said)
