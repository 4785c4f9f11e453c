"""How robust the order of zones is (A-16): by hand, and against weightings tried one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.market.priority import CRITERIA, rank_zones, read_weights
from maillage.core.market.sensitivity import around
from maillage.errors import ParameterError
from tests.core.market.test_priority import EQUAL, ZONES, rows, weights

pytestmark = pytest.mark.unit


def duel(best, other):
    """Two zones that each lead in one of two criteria, and one that is last in both."""
    table = [("A", best, 0.0), ("B", other, 1.0), ("C", 0.0, 0.0)]
    return pd.DataFrame(table, columns=["zone", "potential", "density"]).assign(
        distance=1.0, signals=1.0
    )


def test_ranks_and_shares_by_hand():
    """Scaled NY (1, 1, 1, .5), TX (.5, .5, 0, 1), WY (0, 0, .5, 0), weights a quarter each.

    TX is behind NY by .375 and can gain 0.25 · (.5 + .5 + 1 + .5) / 4 = .156: never ahead.
    WY is behind TX by .375 as well, and can gain 0.25 · (.5 + .5 + .5 + 1) / 4: never ahead.
    """
    found, error = around(ZONES, EQUAL, spread=0.25, keep=2)
    assert found.to_dict("index") == {
        "NY": {"rank_from": 1, "rank_to": 1, "kept": 1.0},
        "TX": {"rank_from": 2, "rank_to": 2, "kept": 1.0},
        "WY": {"rank_from": 3, "rank_to": 3, "kept": 0.0},
    }
    assert error == 0
    # 0.59 · 2.5 / 4 = .369 is too little, 0.61 · 2.5 / 4 = .381 is enough
    assert around(ZONES, EQUAL, spread=0.59)[0]["rank_from"].tolist() == [1, 2, 3]
    assert around(ZONES, EQUAL, spread=0.61)[0]["rank_from"].tolist() == [1, 1, 2]
    assert around(ZONES, EQUAL, spread=0.61)[0]["rank_to"].tolist() == [2, 3, 3]


def test_a_duel_is_won_as_often_as_the_one_weight_is_the_larger():
    """A leads by potential and B by density: with equal weights each wins half of the time."""
    found, error = around(duel(1.0, 0.0), {"potential": 1, "density": 1}, spread=0.5, keep=1)
    assert found["kept"].to_dict() == pytest.approx({"A": 0.5, "B": 0.5, "C": 0}, abs=5 * error)
    assert found.loc["A", ["rank_from", "rank_to"]].tolist() == [1, 2]
    assert found.loc["C", ["rank_from", "rank_to"]].tolist() == [3, 3]
    # weights 3 and 2: density overtakes where 2 (1 + u) > 3 (1 + v), u and v within ±.5
    u, v = np.random.default_rng(1).uniform(-0.5, 0.5, (2, 400_000))
    share = float((2 * (1 + u) > 3 * (1 + v)).mean())
    found, error = around(duel(1.0, 0.0), {"potential": 3, "density": 2}, spread=0.5, keep=1)
    assert found.loc["B", "kept"] == pytest.approx(share, abs=5 * error)


def test_without_a_spread_ranks_are_those_of_the_ranking():
    found, error = around(ZONES, EQUAL, spread=0, keep=1)
    assert (found["rank_from"] == found["rank_to"]).all()
    assert found["rank_from"].to_dict() == {"NY": 1, "TX": 2, "WY": 3}
    assert (found["kept"].to_dict(), error) == ({"NY": 1, "TX": 0, "WY": 0}, 0)


def test_few_zones_are_all_among_the_first_and_none_is_none():
    assert around(ZONES, EQUAL, keep=3)[0]["kept"].tolist() == [1, 1, 1]
    found, error = around(ZONES.iloc[:0], EQUAL)
    assert (len(found), error) == (0, 0)


@settings(max_examples=40, deadline=None)
@given(rows=rows, given_weights=weights, spread=st.floats(0, 1), seed=st.integers(0, 99))
def test_no_weighting_brings_a_zone_beyond_its_ranks(rows, given_weights, spread, seed):
    zones = pd.DataFrame(rows, columns=list(CRITERIA), dtype=float)
    zones.insert(0, "zone", [f"Z{n}" for n in range(len(rows))])
    now = read_weights(dict(zip(CRITERIA, given_weights, strict=True)))
    found, _error = around(zones, now, spread=spread, draws=50)
    draw = np.random.default_rng(seed)
    for _try in range(5):
        moved = {each: w * draw.uniform(1 - spread, 1 + spread) for each, w in now.items()}
        if sum(moved.values()) > 0:
            rank = rank_zones(zones, moved).set_index("zone")["rank"].reindex(found.index)
            assert (rank >= found["rank_from"]).all()
            assert (rank <= found["rank_to"]).all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"spread": -0.1}, "'-0.1' is no share"), ({"spread": 1.1}, "'1.1' is no share"),
        ({"spread": float("nan")}, "'nan' is no share"), ({"keep": 0}, "'0' zones cannot"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(asked, said):
    with pytest.raises(ParameterError, match=said):
        around(ZONES, EQUAL, **asked)
