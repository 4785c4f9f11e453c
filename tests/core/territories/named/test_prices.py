"""Prices and bounds against plain Python and SciPy's linear programs."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.kernels.named_prices import newton_step, softened, toll_of
from maillage.core.territories.named import bound_of, climb, sharpen
from maillage.core.territories.named.prices import cheapest_at, reduced_costs
from tests.core.territories.named.gaps import leaving_table, optimum, random_gap, relaxation
from tests.core.territories.problems import examples, seeds

pytestmark = pytest.mark.unit


def slow_bound(assignment, measures, disruption):
    """Weak duality, written out."""
    full = assignment.costs + assignment.amounts @ measures.T
    full = full + disruption * leaving_table(assignment)
    value = full.min(axis=1).sum()
    for price, low, high in zip(
        measures.ravel(), assignment.low.ravel(), assignment.high.ravel(), strict=True
    ):
        value -= price * high if price > 0 else price * low
    cap = min(assignment.cap, assignment.stake)
    return value - (disruption * cap if disruption > 0 else 0.0), full


@examples(60)
@given(seeds)
def test_any_prices_prove_a_bound(seed):
    assignment, _ = random_gap(seed)
    generator = np.random.default_rng(seed)
    measures = generator.normal(0, 10, assignment.target.shape)
    disruption = float(generator.choice([0.0, 3.0])) if np.isfinite(assignment.cap) else 0.0
    expected, _full = slow_bound(assignment, measures, disruption)
    assert bound_of(assignment, measures, disruption) == pytest.approx(expected)
    best = optimum(assignment)
    assert best is not None
    assert expected <= best + 1e-6 * abs(best)


@examples(40)
@given(seeds)
def test_climbing_and_sharpening_reach_the_linear_program(seed):
    assignment, _ = random_gap(seed, size=20, count=4)
    value = relaxation(assignment)
    climbed = climb(assignment)
    sharp = sharpen(assignment, climbed)
    assert climbed.bound <= sharp.bound <= value + 1e-6 * abs(value)
    assert sharp.bound == pytest.approx(value, rel=1e-4)
    again = climb(assignment, sharp)
    assert again.bound >= sharp.bound


@examples(30)
@given(seeds)
def test_reduced_costs_are_what_a_node_loses_by_a_choice(seed):
    assignment, _ = random_gap(seed)
    prices = climb(assignment)
    _bound, full = slow_bound(assignment, prices.measures, prices.disruption)
    expected = full - full.min(axis=1)[:, None]
    assert reduced_costs(assignment, prices) == pytest.approx(expected, abs=1e-6)
    label = cheapest_at(assignment, prices)
    assert expected[np.arange(len(label)), label] == pytest.approx(np.zeros(len(label)), abs=1e-6)


def test_no_price_of_disruption_without_a_cap():
    assignment, _ = random_gap(3, size=8, count=3)
    without = type(assignment)(**{**vars(assignment), "cap": np.inf})
    assert climb(without).disruption == 0.0
    assert bound_of(without, np.zeros(without.target.shape), 1.0) == -np.inf


def test_contradictory_bounds_raise_the_bound_above_any_cost():
    assignment, _ = random_gap(5, size=10, count=3)
    low = assignment.low.copy()
    low[:] = assignment.amounts.sum(axis=0)
    hopeless = type(assignment)(**{**vars(assignment), "low": low, "high": low + 1e-9})
    assert optimum(hopeless) is None
    dearest = np.where(np.isfinite(hopeless.costs), hopeless.costs, 0.0).max(axis=1).sum()
    assert climb(hopeless).bound > dearest


@examples(20)
@given(seeds)
def test_slope_and_curvature_are_derivatives_of_the_softened_value(seed):
    assignment, _ = random_gap(seed)
    generator = np.random.default_rng(seed)
    heat = np.full(assignment.size, 5.0)
    shape = assignment.target.shape
    point = np.append(generator.normal(0, 1, assignment.target.size), 0.5)
    curve = np.zeros((len(point), len(point)))

    def at(where, curve):
        prices = where[:-1].reshape(shape)
        given_ = (assignment.costs, assignment.amounts, assignment.owned, prices, where[-1])
        return softened(*given_, heat, curve)

    _value, slope = at(point, curve)
    for place in range(len(point)):
        step = np.zeros(len(point))
        step[place] = 1e-4
        up, down = at(point + step, np.zeros((0, 0))), at(point - step, np.zeros((0, 0)))
        assert (up[0] - down[0]) / 2e-4 == pytest.approx(slope[place], rel=1e-4, abs=1e-4)
        assert -(up[1] - down[1]) / 2e-4 == pytest.approx(curve[place], rel=1e-3, abs=1e-3)


@examples(30)
@given(seeds)
def test_a_newton_step_is_the_best_of_its_model(seed):
    generator = np.random.default_rng(seed)
    size = int(generator.integers(1, 6))
    half = generator.normal(0, 1, (size, size))
    curve = half @ half.T + 0.1 * np.eye(size)
    slope, point = generator.normal(0, 3, size), generator.normal(0, 1, size)
    low = generator.uniform(-1, 0, size)
    high = low + generator.uniform(0, 2, size)
    step = newton_step(point, slope, curve, low, high, 5_000, 1e-12)

    def value(step):
        return slope @ step - 0.5 * step @ curve @ step - toll_of(point + step, low, high)

    for _try in range(50):
        assert value(step + generator.normal(0, 0.1, size)) <= value(step) + 1e-9
