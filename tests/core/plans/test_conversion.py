"""Rates are what was counted, and as sure as what was counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from maillage.core.plans.conversion import Conversion, overall, rate_nodes
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def moments(conversions):
    rates, weights = rate_nodes(tuple(conversions))
    assert weights.sum() == pytest.approx(1)
    mean = weights @ rates
    return mean, weights @ (rates - mean) ** 2


def test_a_known_rate_is_one_node():
    assert moments([Conversion("a", "b", 0.25), Conversion("b", "c", 0.5)]) == (0.125, 0)


@given(st.floats(0.05, 0.95), st.integers(10, 500))
def test_a_counted_rate_is_a_beta_distribution(rate, trials):
    law = beta(rate * trials, (1 - rate) * trials)
    mean, variance = moments([Conversion("a", "b", rate, trials)])
    assert mean == pytest.approx(law.mean(), rel=1e-3)
    assert variance == pytest.approx(law.var(), rel=2e-2)


def test_the_product_of_counted_rates_has_the_moments_of_a_product():
    pair = [Conversion("a", "b", 0.25, 100), Conversion("b", "c", 0.5, 40)]
    laws = [beta(25, 75), beta(20, 20)]
    square = (laws[0].var() + 0.25**2) * (laws[1].var() + 0.5**2)
    mean, variance = moments(pair)
    assert mean == pytest.approx(overall(pair), rel=1e-3)
    assert variance == pytest.approx(square - 0.125**2, rel=2e-2)


def test_what_is_seen_is_learned():
    learned = Conversion("a", "b", 0.25, 40).after_seeing(12, 40)
    assert (learned.rate, learned.trials) == (pytest.approx(22 / 80), 80)
    assert Conversion("a", "b", 0.25).after_seeing(12, 40).rate == 0.25
    assert Conversion("a", "b", 0.25, 40).after_seeing(0, 0).trials == 40
    with pytest.raises(ParameterError, match="3 of 2 were won"):
        Conversion("a", "b", 0.25, 40).after_seeing(3, 2)


@pytest.mark.parametrize("rate", [0, -0.1, 1.1, float("nan"), float("inf")])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(ParameterError, match="from 'meeting' to 'sale' is"):
        Conversion("meeting", "sale", rate)


@pytest.mark.parametrize("trials", [0, -1, float("nan"), float("inf")])
def test_what_is_no_count_is_refused(trials):
    with pytest.raises(ParameterError, match="was counted on"):
        Conversion("meeting", "sale", 0.5, trials)
