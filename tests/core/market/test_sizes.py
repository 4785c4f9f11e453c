"""Establishments by class of employees: published, and the rest by the stated rule (C-04, A-13)."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.accounts.icp.criteria import Span
from maillage.core.market.sizes import CLASSES, SLOPE, by_size, class_weights, read_size
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def table(*rows):
    return pd.DataFrame(rows, columns=["zone", "naics", "size", "establishments"])


def establishments(**counts):
    index = pd.MultiIndex.from_tuples(
        [(zone[1:], "54") for zone in counts], names=["zone", "industry"]
    )
    return pd.Series(list(counts.values()), index=index, dtype="float64")


NATION = [("US", "54", "1-4", 60), ("US", "54", "5-9", 30), ("US", "54", "10-19", 10)]


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("50-99", 50, 99),
        (" 20 - ", 20, math.inf),
        ("7", 7, 7),
        ("0-5", 0, 5),
        ("1000-", 1000, math.inf),
    ],
)
def test_ranges_as_typed(typed, low, high):
    assert read_size(typed) == Span(low, high)


@pytest.mark.parametrize(
    "typed",
    ["", "-", "99-50", "0", "0-0", "a", "5-9-20", "٥-٩", "-5", "1e3", "99999999", "5\0", "x" * 900],
)
def test_what_is_no_range(typed):
    with pytest.raises(ParameterError) as caught:
        read_size(typed)
    assert len(caught.value.message) < 120


def test_whole_classes_count_whole_and_parts_by_the_slope():
    whole = class_weights(Span(50, 249))
    assert whole[whole > 0].to_dict() == {"50-99": 1.0, "100-249": 1.0}
    part = class_weights(Span(50, 200))
    inside = (100**-SLOPE - 201**-SLOPE) / (100**-SLOPE - 250**-SLOPE)
    assert part["100-249"] == pytest.approx(inside)
    assert 0.8 < part["100-249"] < 0.95
    assert class_weights(Span(0)).tolist() == [1.0] * 9
    assert class_weights(Span(2000))["1000-"] == pytest.approx(2**-SLOPE)
    assert class_weights(Span(2.5, 2.6)).sum() == 0


@given(st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 3000))
def test_ranges_that_follow_each_other_add_up(low, more, rest):
    middle, high = low + more, low + more + 1 + rest
    both = class_weights(Span(low, middle)) + class_weights(Span(middle + 1, high))
    assert both.to_numpy() == pytest.approx(class_weights(Span(low, high)).to_numpy())


def test_published_classes_count_and_the_rest_goes_to_the_missing_ones():
    found = by_size(
        establishments(z01001=20.0, z01003=10.0),
        table(*NATION, ("01001", "54", "1-4", 5)),
    )
    first = found.counts.loc[("01001", "54")]
    assert first[["1-4", "5-9", "10-19"]].tolist() == pytest.approx([5, 15 * 0.75, 15 * 0.25])
    second = found.counts.loc[("01003", "54")]
    assert second[["1-4", "5-9", "10-19", "20-49"]].tolist() == pytest.approx([6, 3, 1, 0])
    assert found.published.loc[("01001", "54")].dropna().to_dict() == {"1-4": 5}
    assert found.published.loc[("01003", "54")].isna().all()


def test_the_state_comes_before_the_nation_and_the_industry_before_broader_ones():
    state = [("01", "54", "1-4", 10), ("01", "54", "5-9", 40)]
    found = by_size(establishments(z01001=12.0), table(*NATION, *state)).counts.iloc[0]
    # one establishment in nine of the nation is beyond nine employees
    assert found[["1-4", "5-9", "10-19"]].tolist() == pytest.approx(
        [12 * 10 / 55.5556, 12 * 40 / 55.5556, 12 * 5.5556 / 55.5556], rel=1e-4
    )
    broader = [("US", "", "1-4", 1), ("US", "", "1000-", 1)]
    found = by_size(establishments(z01001=12.0), table(*broader)).counts.iloc[0]
    assert found[["1-4", "1000-"]].tolist() == [6, 6]


def test_without_the_nation_all_zones_together_tell():
    found = by_size(establishments(z01001=4.0, z01003=6.0), table(("01001", "54", "1-4", 4))).counts
    assert found["1-4"].tolist() == [4, 6]


def test_nothing_by_size_is_said():
    with pytest.raises(ParameterError, match="No figures by number of employees"):
        by_size(establishments(z01001=4.0), table())


counts = st.one_of(st.none(), st.integers(0, 500))


@given(
    st.lists(counts, min_size=9, max_size=9),
    st.lists(counts, min_size=9, max_size=9),
    st.lists(st.integers(0, 500), min_size=9, max_size=9),
    st.integers(0, 5000),
)
def test_classes_are_never_negative_and_add_up(own, state, nation, total):
    rows = [
        (zone, "54", size, value)
        for zone, values in (("01001", own), ("01", state), ("US", nation))
        for size, value in zip(CLASSES, values, strict=True)
        if value is not None
    ]
    found = by_size(establishments(z01001=float(total)), table(*rows)).counts.to_numpy()
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(total)
