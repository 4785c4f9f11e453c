"""Priority of zones (A-16): golden cases by hand, and the bounds against recomputed orders."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maillage.core.market.priority import (
    CRITERIA,
    first_shares,
    rank_zones,
    read_weights,
    stability,
)
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

ZONES = pd.DataFrame(
    [("NY", 100.0, 4.0, 0.0, 5.0), ("TX", 60.0, 2.0, 2000.0, 10.0), ("WY", 20.0, 0.0, 1000.0, 0.0)],
    columns=["zone", *CRITERIA],
)
EQUAL = dict.fromkeys(CRITERIA, 25)


def test_scores_by_hand():
    """Scaled by hand: NY (1, 1, 1, .5), TX (.5, .5, 0, 1), WY (0, 0, .5, 0)."""
    found = rank_zones(ZONES, EQUAL)
    assert list(found["zone"]) == ["NY", "TX", "WY"]
    assert list(found["rank"]) == [1, 2, 3]
    np.testing.assert_allclose(found["score"], [0.875, 0.5, 0.125])
    np.testing.assert_allclose(found["at_most"], found["score"])
    np.testing.assert_allclose(found.loc[1, ["from_potential", "from_distance", "from_signals"]].astype(float), [0.125, 0, 0.25])  # fmt: skip
    assert list(rank_zones(ZONES, {"signals": 1})["zone"]) == ["TX", "NY", "WY"]
    weighted = rank_zones(ZONES, {"potential": 1, "signals": 3})
    np.testing.assert_allclose(weighted["score"], [0.875, 0.625, 0])


def test_what_is_not_known_adds_nothing_and_is_kept_apart():
    """WY with unknown signals could reach 0.125 + 0.25 = 0.375, still behind TX."""
    zones = ZONES.copy()
    zones.loc[2, "signals"] = np.nan
    zones.loc[1, "density"] = np.nan  # TX: 0.5 + 0 + 1 known = 0.375, at most 0.625
    found = rank_zones(zones, EQUAL).set_index("zone")
    np.testing.assert_allclose(found.loc["TX", ["score", "at_most", "known"]].astype(float), [0.375, 0.625, 0.75])  # fmt: skip
    # signals are now scaled between NY (5) and TX (10): NY is 0 there
    np.testing.assert_allclose(found.loc["NY", "score"], 0.75)
    np.testing.assert_allclose(found.loc["WY", "at_most"], 0.375)
    assert found["rank"].to_dict() == {"NY": 1, "TX": 2, "WY": 3}
    assert found["best_rank"].to_dict() == {"NY": 1, "TX": 2, "WY": 2}
    assert np.isnan(found.loc["WY", "from_signals"])


def test_equal_zones_share_a_rank():
    zones = pd.concat([ZONES.iloc[:1], ZONES.iloc[:1].assign(zone="AA"), ZONES.iloc[2:]])
    found = rank_zones(zones.reset_index(drop=True), EQUAL)
    assert [*zip(found["zone"], found["rank"], strict=True)] == [("AA", 1), ("NY", 1), ("WY", 3)]


def test_one_zone_and_none():
    assert list(rank_zones(ZONES.iloc[:1], EQUAL)["score"]) == [0.5]
    assert len(rank_zones(ZONES.iloc[:0], EQUAL)) == 0
    assert stability(ZONES.iloc[:0], EQUAL)[0].order == (0.0, 1.0)
    assert first_shares(ZONES.iloc[:0])[1] == 0


def test_bounds_by_hand():
    """Without signals NY is 1 and TX 1/3, by signals .5 and 1: 1 - .5 v = 1/3 + 2/3 v at 4/7."""
    bounds = {each.criterion: each for each in stability(ZONES, EQUAL)}
    assert bounds["signals"].leader == pytest.approx((0, 4 / 7))
    assert bounds["signals"].order == pytest.approx((0, 4 / 7))
    # TX and WY by distance: rest 2/3 against 0, own 0 against .5: 2/3 (1 - v) = .5 v, v = 4/7
    assert bounds["distance"].order == pytest.approx((0, 4 / 7))
    assert bounds["distance"].leader == pytest.approx((0, 1))
    assert bounds["potential"].order == pytest.approx((0, 1))


def test_all_weightings_against_a_count():
    """NY leads TX where .5 p + .5 d + n - .5 s > 0; WY never leads NY."""
    shares, error = first_shares(ZONES, draws=20_000, seed=3)
    random = np.random.default_rng(11)
    p, d, n, s = random.dirichlet(np.ones(4), 200_000).T
    expected = float((0.5 * p + 0.5 * d + n - 0.5 * s > 0).mean())
    assert shares["NY"] == pytest.approx(expected, abs=5 * error)
    assert shares.sum() == pytest.approx(1)
    assert shares["WY"] == 0
    only = first_shares(ZONES, ["signals"])[0]
    assert (only["TX"], only["NY"]) == (1, 0)


weights = st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any)
rows = st.lists(
    st.lists(st.none() | st.integers(0, 20), min_size=4, max_size=4), min_size=2, max_size=7
)


@settings(max_examples=60, deadline=None)
@given(rows=rows, given_weights=weights, k=st.integers(0, 3), to=st.floats(0, 1))
def test_within_the_bounds_the_order_holds_and_beyond_it_does_not(rows, given_weights, k, to):
    zones = pd.DataFrame(rows, columns=list(CRITERIA), dtype=float)
    zones.insert(0, "zone", [f"Z{n}" for n in range(len(rows))])
    now = read_weights(dict(zip(CRITERIA, given_weights, strict=True)))
    name = CRITERIA[k]
    assume(now[name] < 1)
    bound = next(each for each in stability(zones, now) if each.criterion == name)
    low, high = bound.order
    assert low <= now[name] + 1e-9
    assert high >= now[name] - 1e-9
    assert bound.leader[0] <= low + 1e-9
    assert bound.leader[1] >= high - 1e-9
    others = 1 - now[name]
    moved = {each: w / others * (1 - to) for each, w in now.items() if each != name} | {name: to}
    before = rank_zones(zones, now).set_index("zone")["score"]
    after = rank_zones(zones, moved).set_index("zone")["score"]
    overtaken = any(
        before[a] > before[b] + 1e-9 and after[a] < after[b] - 1e-9
        for a in before.index for b in before.index
    )  # fmt: skip
    if low + 1e-6 < to < high - 1e-6:
        assert not overtaken
    elif to < low - 1e-3 or to > high + 1e-3:
        assert overtaken


@pytest.mark.parametrize(
    ("given_weights", "said"),
    [
        ({}, "All weights are 0"), ({"potential": 0}, "All weights are 0"),
        ({"potential": -1}, "'-1' is no weight"), ({"potential": float("nan")}, "no weight"),
        ({"potential": float("inf")}, "no weight"), ({"luck": 1}, "'luck' is no criterion"),
    ],
)  # fmt: skip
def test_weights_that_cannot_be_are_refused(given_weights, said):
    with pytest.raises(ParameterError, match=said):
        read_weights(given_weights)
