"""Requirement A-30: the expected gain, against the figures of its source."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from maillage.core.territories.gain import ELASTICITIES, expected_gain, inequality_loss
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

LOGNORMAL_GAINS = {
    0.15: (0.21, 0.25, 0.28),
    0.30: (0.81, 0.97, 1.08),
    0.50: (2.11, 2.54, 2.83),
    0.80: (4.75, 5.71, 6.38),
}


def lognormal(variation, size=200_000):
    """Quantiles of a log-normal distribution with the given coefficient of variation."""
    quantiles = norm.ppf((np.arange(size) + 0.5) / size)
    return np.exp(quantiles * np.sqrt(np.log(1 + variation**2)))


@pytest.mark.parametrize(("variation", "percent"), LOGNORMAL_GAINS.items())
def test_log_normal_potentials_follow_the_closed_form(variation, percent):
    gain = expected_gain(lognormal(variation), [1.0, 1.0])
    assert [gain.low, gain.base, gain.high] == pytest.approx(np.array(percent) / 100, abs=6e-5)
    assert gain.variation_before == pytest.approx(variation, rel=1e-3)
    assert gain.variation_after == 0


def test_a_pair_three_to_one_loses_about_three_percent():
    """A-14: a territory three times as rich as another."""
    gain = expected_gain([3, 1], [2, 2])
    assert [gain.low, gain.base, gain.high] == pytest.approx([0.026, 0.031, 0.035], abs=5e-4)


def test_a_territory_without_potential_counts():
    assert expected_gain([2, 0], [1, 1]).high == pytest.approx(2**0.5 - 1)


def test_the_unit_of_the_potentials_does_not_matter():
    assert expected_gain([3e9, 1e9], [2, 2]).base == pytest.approx(
        expected_gain([3, 1], [2, 2]).base
    )


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30))
def test_inequality_never_pays(potentials):
    values = np.array(potentials)
    assert min(inequality_loss(values, elasticity) for elasticity in ELASTICITIES) >= -1e-12


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30))
def test_no_change_no_gain(potentials):
    gain = expected_gain(potentials, potentials[::-1])
    assert [gain.low, gain.base, gain.high] == pytest.approx([0, 0, 0], abs=1e-9)


@pytest.mark.parametrize("wrong", [[], [1, -1], [float("nan")], [0, 0], [float("inf"), 1]])
def test_impossible_potentials_are_refused(wrong):
    with pytest.raises(ParameterError):
        expected_gain(wrong, [1])
