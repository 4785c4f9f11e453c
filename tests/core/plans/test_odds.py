"""The odds of a year: the published table, closed forms, and years drawn at random (L-10, L-11)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, nbinom

from maillage.core.plans.conversion import Conversion
from maillage.core.plans.odds import Deals, Play, activities_for, outlook
from maillage.core.plans.simulation import simulate
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
KNOWN = (Conversion("meeting", "sale", 0.25),)
COUNTED = (Conversion("meeting", "sale", 0.25, 40),)
ELISE = Deals(20_000)


@pytest.mark.parametrize(
    ("meetings", "known", "counted", "range_"),
    [
        (96, 0.47, 0.46, (324, 470, 650)),
        (110, 0.67, 0.60, (382, 539, 731)),
        (120, 0.79, 0.69, (423, 587, 789)),
        (130, 0.88, 0.75, (467, 640, 848)),
        (140, 0.94, 0.81, (510, 687, 906)),
    ],
)
def test_the_odds_of_elise(meetings, known, counted, range_):
    """The table of the prospecting calculator; its quantiles were simulated, to about 1 %."""
    found = outlook([Play(meetings, KNOWN, ELISE)])
    assert found.at_least(480_000) == pytest.approx(known, abs=0.01)
    assert outlook([Play(meetings, COUNTED, ELISE)]).at_least(480_000) == pytest.approx(
        counted, abs=0.01
    )
    quantiles = [found.quantile(share) / 1000 for share in (0.1, 0.5, 0.9)]
    assert quantiles == pytest.approx(range_, rel=0.01)


def test_equal_deals_are_a_negative_binomial_distribution():
    """Meetings until the r-th deal: r + NegBin(r, p)."""
    for deals in (6, 24, 60):
        for share in (0.5, 0.8, 0.9):
            needed = activities_for(Play(0, KNOWN, Deals(20_000, 0)), 20_000 * deals, share)
            assert needed == deals + nbinom(deals, 0.25).ppf(share)


@given(st.integers(0, 60), st.floats(0.05, 1), st.integers(0, 61))
def test_equal_deals_are_a_binomial_distribution(count, rate, wins):
    found = outlook([Play(count, (Conversion("a", "b", rate),), Deals(100, 0))])
    assert found.at_least(100 * wins) == pytest.approx(binom(count, rate).sf(wins - 1), abs=1e-9)


PLAYS = st.builds(
    Play,
    st.integers(1, 300),
    st.tuples(
        st.builds(
            Conversion, st.just("a"), st.just("b"), st.floats(0.05, 1),
            st.none() | st.integers(20, 200),
        )
    ),
    st.builds(Deals, st.floats(1e3, 2e4), st.floats(0.1, 1.5)),
)  # fmt: skip


@settings(deadline=None, max_examples=20)
@given(st.lists(PLAYS, min_size=1, max_size=3), st.floats(0, 1e5))
def test_mean_and_variance_are_those_of_the_closed_form(plays, sure):
    found = outlook(plays, sure)
    amounts = sure + np.arange(len(found.probabilities)) * found.step
    mean = sure + sum(play.mean for play in plays)
    variance = sum(play.variance for play in plays)
    assert found.mean == pytest.approx(mean, rel=2e-3, abs=found.step)
    spread = found.probabilities @ (amounts - found.mean) ** 2
    assert math.sqrt(spread) == pytest.approx(math.sqrt(variance), rel=3e-2, abs=found.step)


@pytest.mark.parametrize("conversions", [KNOWN, COUNTED, (Conversion("a", "b", 0.5, 60), *COUNTED)])
def test_years_drawn_at_random_agree(conversions):
    plays = [Play(150, conversions, ELISE), Play(40, KNOWN, Deals(60_000, 0.5))]
    years = simulate(plays, 40_000, seed=7)
    found = outlook(plays)
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        amount = found.quantile(share)
        drawn = float((years >= amount).mean())
        assert found.at_least(amount) == pytest.approx(drawn, abs=4 * math.sqrt(0.25 / 40_000))


def test_plans_of_80_percent_succeed_8_times_of_10():
    needed = activities_for(Play(0, COUNTED, ELISE), 480_000, 0.8)
    years = simulate([Play(needed, COUNTED, ELISE)], 10_000, seed=42)
    assert float((years >= 480_000).mean()) == pytest.approx(0.8, abs=0.015)


@settings(deadline=None, max_examples=15)
@given(PLAYS, st.floats(0.05, 0.95), st.floats(1, 20))
def test_the_fewest_activities_are_enough_and_one_less_is_not(play, confidence, deals):
    target = deals * play.deals.mean
    needed = activities_for(play, target, confidence)
    enough = [
        outlook([Play(count, play.conversions, play.deals)]).at_least(target) >= confidence
        for count in (needed, needed - 1)
    ]
    assert enough == [True, False]


def test_what_is_sold_already_and_other_plays_count():
    other = Play(96, KNOWN, ELISE)
    alone = Play(0, KNOWN, ELISE)
    assert activities_for(alone, 480_000, 0.8, sure=480_000) == 0
    assert activities_for(alone, 480_000, 0.8, others=(other,)) < activities_for(
        alone, 480_000, 0.8
    )
    assert outlook([]).at_least(0) == 1
    assert outlook([], 500).at_least(500) == 1
    assert outlook([], 500).at_least(501) == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: Deals(0),
        lambda: Deals(-1),
        lambda: Deals(float("nan")),
        lambda: Deals(1, -1),
        lambda: Deals(1, float("inf")),
        lambda: Play(-1, KNOWN, ELISE),
        lambda: Play(10**9, KNOWN, ELISE),
        lambda: activities_for(Play(0, KNOWN, ELISE), 1, 0),
        lambda: activities_for(Play(0, KNOWN, ELISE), 1, 1),
        lambda: activities_for(Play(0, KNOWN, Deals(1e-3)), 1e9, 0.5),
    ],
)
def test_what_cannot_be_computed_is_refused(make):
    with pytest.raises(ParameterError):
        make()
