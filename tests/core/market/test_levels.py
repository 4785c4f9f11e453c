"""The same market on several levels agrees in total to the unit (A-18)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.market.levels import handed_over, location_quotients, penetration, rounded

pytestmark = pytest.mark.unit

COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)


def shares(*rows):
    return pd.DataFrame(rows, columns=["origin", "target", "weight"])


def test_the_largest_remainders_are_rounded_up():
    values = pd.Series([1.5, 2.25, 0.75, 0.5], index=list("abcd"))
    assert rounded(values).to_dict() == {"a": 2, "b": 2, "c": 1, "d": 0}


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6, allow_nan=False), max_size=30))
def test_rounding_keeps_the_sum_and_moves_nothing_by_one(values):
    series = pd.Series(values, dtype=float)
    found = rounded(series)
    assert found.sum() == round(series.sum())
    assert (np.abs(found - series) < 1 + 1e-6).all()


def test_counts_are_handed_over_by_weight():
    counts = pd.Series({"01001": 10, "01003": 5, "01005": 3})
    table = shares(
        ("01001", "36001", 1.0),
        ("01001", "36002", 2.0),
        ("01003", "36002", 0.5),
        ("99999", "36003", 1.0),
    )
    assert handed_over(counts, table).to_dict() == {"": 3, "36001": 3, "36002": 12}


def test_a_weight_of_nothing_places_nothing():
    counts = pd.Series({"a": 4})
    assert handed_over(counts, shares(("a", "x", 0.0))).to_dict() == {"": 4}
    assert handed_over(counts, shares()).to_dict() == {"": 4}


@settings(deadline=None)
@given(COUNTS, st.randoms(use_true_random=False))
def test_no_unit_is_lost_and_each_zone_is_within_one(counts, random):
    series = pd.Series(counts, index=[f"z{i}" for i in range(len(counts))])
    rows = [
        (zone, f"t{random.randrange(8)}", 0.01 + random.random())
        for zone in series.index
        for _ in range(3)
    ]
    table = shares(*rows)
    found = handed_over(series, table)
    assert found.sum() == series.sum()
    sums = table.groupby("origin")["weight"].transform("sum")
    exact = (table["origin"].map(series) * table["weight"] / sums).groupby(table["target"]).sum()
    origins = table.drop_duplicates(["origin", "target"]).groupby("target").size()
    assert ((found.reindex(exact.index) - exact).abs() <= origins + 1e-6).all()


def test_location_quotients_by_hand():
    found = location_quotients(
        pd.Series({"a": 30, "b": 10}), pd.Series({"a": 100, "b": 300, "c": 0})
    )
    assert found.round(4).to_dict() == pytest.approx(
        {"a": 3.0, "b": 0.3333, "c": np.nan}, nan_ok=True
    )


def test_penetration_by_hand():
    found = penetration(pd.Series({"a": 3, "x": 9}), pd.Series({"a": 12, "b": 4, "c": 0}))
    assert found.to_dict() == pytest.approx({"a": 0.25, "b": 0.0, "c": np.nan}, nan_ok=True)
