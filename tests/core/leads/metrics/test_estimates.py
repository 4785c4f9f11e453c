"""Means, medians and costs of a customer hold the truth as often as their intervals say."""

from __future__ import annotations

from math import inf, isnan

import numpy as np
import pytest
from scipy.stats import binomtest, poisson

from maillage.core.leads.metrics.deals import Spending
from maillage.core.leads.metrics.estimates import Cost, Mean, Quantile

pytestmark = pytest.mark.unit


def test_of_too_few_values_nothing_is_told():
    none = np.array([])
    assert isnan(Mean(none).value)
    assert isnan(Quantile(none).value)
    assert all(map(isnan, Mean(np.array([1.0])).interval))
    assert all(map(isnan, Quantile(np.arange(5.0)).interval))
    assert isnan(Cost(Spending(100, 0)).value)
    assert Cost(Spending(100, 0)).interval[1] == inf


def test_intervals_hold_the_truth_as_often_as_they_say():
    draw, held, trials = np.random.default_rng(3), np.zeros(2), 150
    for _trial in range(trials):
        values = draw.gamma(2.0, 3.0, 60)
        for place, (figure, truth) in enumerate(((Mean(values), 6.0), (Quantile(values), 5.035))):
            low, high = figure.interval
            held[place] += low <= truth <= high
            assert low <= figure.value <= high
    assert (held / trials > 0.89).all()


def test_the_order_of_values_changes_no_digit():
    values = np.random.default_rng(5).gamma(2.0, 3.0, 300)
    mixed = np.random.default_rng(6).permutation(values)
    assert (Mean(mixed).value, Mean(mixed).interval) == (Mean(values).value, Mean(values).interval)


def test_of_many_values_the_mean_is_as_good_as_normal():
    values = np.random.default_rng(4).gamma(2.0, 3.0, 1001)
    few, many = Mean(values[:1000]).interval, Mean(values).interval
    assert many == pytest.approx(few, abs=0.05)


def test_a_median_lies_between_the_values_of_the_sign_test():
    low, high = Quantile(np.arange(1.0, 51)).interval
    assert (low, high) == (18, 33)
    assert Quantile(np.arange(1.0, 51)).value == 25.5
    assert Quantile(np.arange(1.0, 31), 0.95).value == 29
    assert all(map(isnan, Quantile(np.arange(1.0, 31), 0.95).interval))
    assert binomtest(17, 50).pvalue < 0.05 < binomtest(18, 50).pvalue


def test_the_cost_of_a_customer_follows_the_count():
    low, high = Cost(Spending(1000, 10)).interval
    assert poisson.cdf(10, 1000 / low) == pytest.approx(0.025)
    assert poisson.sf(9, 1000 / high) == pytest.approx(0.025)
    assert Cost(Spending(1000, 10)).value == 100
