"""The knapsacks of the bounds, against every subset and an LP."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from maillage.core.territories.kernels.knapsack import relaxed_value, whole_value
from tests.core.territories.problems import examples

seeds = st.integers(0, 100_000)


def instance(seed, measures):
    generator = np.random.default_rng(seed)
    count = int(generator.integers(2, 9))
    gain = generator.normal(generator.choice([-1.0, 0.0, 1.0]), 1.0, count)
    amount = generator.uniform(0.05, 1.0, (count, measures)) * (
        generator.random((count, measures)) < 0.9
    )
    low = generator.uniform(0.1, 0.6, measures) * amount.sum(axis=0)
    return gain, amount, low, low + generator.uniform(0.1, 0.5, measures) * amount.sum(axis=0)


def best_subset(gain, amount, low, high):
    sets = np.array(list(product((0, 1), repeat=len(gain))))
    held = sets @ amount
    fits = ((held >= low) & (held <= high)).all(axis=1)
    return (sets @ gain)[fits].max(initial=-np.inf)


def best_fractions(gain, amount, low, high):
    rows = np.concatenate([amount.T, -amount.T])
    found = linprog(-gain, rows, np.concatenate([high, -low]), bounds=(0, 1)).fun
    return -np.inf if found is None else -found


@examples(60)
@given(seeds, st.integers(1, 3))
def test_the_relaxed_value_is_above_every_subset(seed, measures):
    gain, amount, low, high = instance(seed, measures)
    found = relaxed_value(
        gain, amount, len(gain), np.zeros(measures), np.full(measures, -1e6), low, high,
        np.full(measures, 0.1), 30,
    )  # fmt: skip
    assert found >= best_subset(gain, amount, low, high) - 1e-9
    assert found >= best_fractions(gain, amount, low, high) - 1e-9


@examples(40)
@given(seeds)
def test_the_relaxed_value_of_one_measure_is_that_of_fractions(seed):
    gain, amount, low, high = instance(seed, 1)
    found = relaxed_value(
        gain, amount, len(gain), np.zeros(1), np.full(1, -1e6), low, high, np.full(1, 0.1), 80
    )
    assert found == pytest.approx(best_fractions(gain, amount, low, high), abs=1e-6)


def whole(knapsack, heavy, *, enough=-1e9, steps=100_000):
    gain, amount, low, high = knapsack
    chosen = np.empty(len(gain), dtype=np.int32)
    return whole_value(
        gain, amount[:, 0].copy(), heavy, len(gain), -1e5, low[0], high[0], enough, steps, chosen
    )[:2]


@examples(80)
@given(seeds)
def test_whole_units_give_the_best_subset(seed):
    gain, amount, low, high = instance(seed, 1)
    best = best_subset(gain, amount, low, high)
    found, upper = whole((gain, amount, low, high), np.ones(len(gain), dtype=np.bool_))
    if np.isfinite(best):
        assert found == pytest.approx(best, abs=1e-9)
        assert upper == pytest.approx(best, abs=1e-9)


@examples(60)
@given(seeds)
def test_light_units_may_be_divided_and_stopping_early_stays_above(seed):
    gain, amount, low, high = instance(seed, 1)
    heavy = np.arange(len(gain)) % 2 == 0
    best = best_subset(gain, amount, low, high)
    fractions = best_fractions(gain, amount, low, high)
    for steps in (0, 3, 100_000):
        upper = whole((gain, amount, low, high), heavy, steps=steps)[1]
        assert best - 1e-9 <= upper <= fractions + 1e-9
    assert whole((gain, amount, low, high), heavy, enough=fractions + 1.0)[1] == fractions + 1.0
