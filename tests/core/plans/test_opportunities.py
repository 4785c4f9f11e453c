"""Opportunities of a plan (K-04)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.findings import Segment
from maillage.core.plans.opportunities import Horizon, Opportunity, chosen, in_order
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
WRONG = [
    (-1, 0.5, 1),
    (1, 1.1, 1),
    (1, -0.1, 1),
    (1, 0.5, -1),
    (math.inf, 0.5, 1),
    (math.nan, 0, 0),
]


@pytest.mark.parametrize(("amount", "probability", "hours"), WRONG)
def test_an_amount_probability_or_effort_that_is_none_is_refused(amount, probability, hours):
    words = "'A': an amount of .* in .* hours"
    with pytest.raises(ParameterError, match=words):
        Opportunity("key", "A", amount, probability, Horizon.PROJECT, hours)
    with pytest.raises(ParameterError, match=words):
        Segment("A", 1, 0.5, 0.5, amount, probability, hours)


def test_what_is_unknown_is_allowed():
    assert Segment("A", 1, 0.5, 0.5).potential is None
    assert Opportunity("key", "A", 1, 0, Horizon.QUICK_WIN).effort_hours is None


def opportunity(name, amount, probability, hours, horizon=Horizon.QUICK_WIN):
    return Opportunity(name[:1], name, amount, probability, horizon, hours)


def test_the_best_comes_first_and_unknown_effort_last():
    rows = [
        opportunity("no hours", 9_000, 1, None),
        opportunity("no hours, less", 8_000, 1, None),
        opportunity("slow", 10_000, 0.5, 100),
        opportunity("fast", 10_000, 0.5, 10),
        opportunity("no effort", 1, 0.5, 0),
    ]
    assert [each.name for each in in_order(rows)] == [
        "no effort", "fast", "slow", "no hours", "no hours, less",
    ]  # fmt: skip


@given(
    st.lists(
        st.builds(
            opportunity, st.sampled_from(["a1", "a2", "b"]), st.integers(0, 10**6),
            st.sampled_from([0, 0.25, 1]), st.none() | st.integers(0, 100), st.sampled_from(Horizon),
        ), max_size=20,
    )
)  # fmt: skip
def test_the_opportunities_of_segments_sum(rows):
    found = [chosen(name, rows) for name in "ab"]
    assert sum(each.amount for each in found) == sum(each.amount for each in rows)
    assert sum(each.expected for each in found) == pytest.approx(sum(e.expected for e in rows))
    assert sum(len(each.quick_wins) + len(each.projects) for each in found) == len(rows)
    for each in found:
        assert {one.horizon for one in each.quick_wins} <= {Horizon.QUICK_WIN}
        assert {one.horizon for one in each.projects} <= {Horizon.PROJECT}
