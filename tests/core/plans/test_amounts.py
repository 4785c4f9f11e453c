"""Amounts are split to the cent; shares that make no whole are refused (K-01, K-02, K-05)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.amounts import apportion, split_by_shares
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


@given(
    st.integers(0, 10**15),
    st.lists(st.integers(0, 10**6) | st.floats(0, 1e9), min_size=1, max_size=30).filter(any),
)
def test_parts_sum_to_the_whole_and_miss_their_quota_by_less_than_a_cent(total, weights):
    parts = apportion(total, weights)
    assert sum(parts) == total
    exact = [Fraction(str(each)) for each in weights]
    for part, each in zip(parts, exact, strict=True):
        assert abs(part - total * each / sum(exact)) < 1


def test_the_last_cents_go_to_the_largest_remainders_in_order():
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(10, [0.6, 0.3, 0.1]) == [6, 3, 1]
    assert apportion(5, [3, 2, 2]) == [2, 2, 1]


def test_shares_are_the_decimals_they_are_written_as():
    """K-02: 60 + 30 + 10 is a whole, though the binary fractions are not."""
    assert split_by_shares(120_000_000, {"a": 0.6, "b": 0.3, "c": 0.1}) == {
        "a": 72_000_000, "b": 36_000_000, "c": 12_000_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"a": Decimal("0.6"), "b": Decimal("0.3")}, r"sum to 90.00%. 10.00% is missing."),
        ({"a": 0.6, "b": 0.5}, r"sum to 110.00%. That is 10.00% too much."),
        ({}, r"sum to 0.00%"),
        ({"a": 1.2, "b": -0.2}, r"A share or weight is -0.2"),
        ({"a": float("nan")}, r"A share or weight is nan"),
        ({"a": float("inf")}, r"A share or weight is inf"),
    ],
)
def test_shares_that_make_no_whole_are_refused_with_the_difference(shares, words):
    with pytest.raises(ParameterError, match=words):
        split_by_shares(100, shares)


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [-1, 2])])
def test_nothing_is_split_by_nothing(total, weights):
    with pytest.raises(ParameterError):
        apportion(total, weights)
