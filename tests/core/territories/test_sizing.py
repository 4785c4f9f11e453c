"""How many reps (A-15, A-30): by work, by profit, and how sure that is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories import Measure
from maillage.core.territories.sizing import capacities, size_by_capacity, size_by_profit
from maillage.errors import ParameterError
from tests.core.territories.problems import examples

pytestmark = pytest.mark.unit

ASKED = {"sales": 40_000_000.0, "reps": 40, "margin": 0.4, "cost": 120_000.0}

money = st.floats(1e3, 1e9)


def test_capacity_is_full_time_share_times_seniority():
    found = capacities([0.5, 1.0, 1.5], [1.0, 0.6, 1.1])
    assert found == pytest.approx([0.5, 0.6, 1.65])
    assert capacities([0.5, 1.0], 0.8) == pytest.approx([0.4, 0.8])
    assert Measure("hours", [1.0] * 4, shares=found).targets(3) == pytest.approx(
        4 * np.array([0.5, 0.6, 1.65]) / 2.75
    )


def test_the_work_says_how_many_territories_it_fills():
    found = size_by_capacity(9_000.0, hours_per_rep=1_000.0, utilisation=0.9, present=[1.0] * 8)
    assert (found.full_time, found.territories) == (pytest.approx(10.0), 10)
    assert (found.present, found.missing) == (8.0, pytest.approx(2.0))
    assert found.load == pytest.approx(1.25)


def test_without_the_reps_there_are_nothing_is_said_about_them():
    found = size_by_capacity(1.0, hours_per_rep=1_000.0)
    assert (found.territories, found.present, found.missing, found.load) == (1, None, None, None)


@examples(60)
@given(st.floats(1, 1e6), st.floats(100, 2_500), st.floats(0.1, 1))
def test_the_territories_hold_the_work_and_one_fewer_would_not(hours, usable, share):
    found = size_by_capacity(hours, hours_per_rep=usable, utilisation=share)
    assert found.territories * usable * share >= hours * (1 - 1e-6)
    assert found.territories == 1 or (found.territories - 1) * usable * share < hours


@pytest.mark.parametrize(
    ("times", "share"),
    [(0.5, 0.940), (0.7, 0.982), (0.8, 0.992), (0.9, 0.998), (1.1, 0.998), (1.2, 0.994),
     (1.5, 0.966), (2.0, 0.888)],
)  # fmt: skip
def test_profit_is_as_flat_as_known(times, share):
    """Profit at a multiple of the best size, as a share of the best profit, at 0.34."""
    found = size_by_profit(
        sales=1e9, reps=1000, margin=0.34, cost=0.34**2 * 1e6, elasticities=(0.34,)
    )
    (curve,) = found.curves
    assert (curve.best, curve.ratio) == (1000, pytest.approx(1.0))
    assert curve.at(int(1000 * times)) / curve.at(1000) == pytest.approx(share, abs=6e-4)


@examples(60)
@given(money, st.integers(1, 300), st.floats(0.05, 1), money, st.floats(0.05, 0.9))
def test_the_best_size_is_where_the_marginal_rep_stops_paying(sales, reps, margin, cost, e):
    found = size_by_profit(
        sales=sales, reps=reps, margin=margin, cost=cost, elasticities=(e,), most=4 * reps
    )
    (curve,) = found.curves
    size = curve.best
    assert curve.at(size) == curve.profit.max()
    assert np.all(np.diff(curve.sales) > 0)
    assert np.all(np.diff(curve.marginal) <= 1e-9 * curve.marginal[0])
    if size > 1:
        assert curve.marginal[size - 1] >= cost * (1 - 1e-6)
    if size < 4 * reps:
        assert curve.marginal[size] <= cost * (1 + 1e-6)
    exact = reps * (e * margin * sales / (cost * reps)) ** (1 / (1 - e))
    if 1 <= exact <= 4 * reps:
        assert abs(size - exact) <= 1
    assert curve.flat[0] <= size <= curve.flat[1]
    assert found.recommended == size
    assert found.regret == 0.0


@examples(40)
@given(money, st.integers(1, 100), money)
def test_no_size_is_safer_than_the_one_recommended(sales, reps, cost):
    found = size_by_profit(sales=sales, reps=reps, margin=0.5, cost=cost, most=400)
    worst = [
        max((c.profit.max() - c.at(size)) / abs(c.profit.max()) for c in found.curves)
        for size in range(1, 401)
    ]
    assert min(worst) == pytest.approx(worst[found.recommended - 1], abs=1e-12)
    assert found.regret == pytest.approx(min(worst), abs=1e-12)
    assert found.robust[0] <= found.recommended <= found.robust[1]


@pytest.mark.parametrize(
    ("cost", "advice"),
    [(50_000.0, "hire"), (130_000.0, "unclear"), (300_000.0, "reduce")],
)
def test_the_advice_needs_all_elasticities(cost, advice):
    assert size_by_profit(**(ASKED | {"cost": cost})).advice == advice


def test_a_present_size_that_is_right_is_kept():
    found = size_by_profit(**(ASKED | {"cost": 0.34 * 0.4 * 1e6}), elasticities=(0.34,))
    assert (found.advice, found.recommended) == ("keep", 40)


def test_the_answer_is_said_as_an_order_of_magnitude():
    found = size_by_profit(**ASKED)
    low, high = found.robust
    assert str(found) == (
        f"{found.recommended} reps (today 40). The best size is {low} to {high} by elasticity "
        f"(0.25 to 0.50); at the size recommended the profit falls short by at most "
        f"{100 * found.regret:.1f}%. An order of magnitude, not a forecast."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"sales": 0.0},
        {"sales": math.nan},
        {"sales": "much"},
        {"reps": 0},
        {"reps": 2.5},
        {"reps": True},
        {"margin": 1.2},
        {"margin": -0.1},
        {"cost": 0.0},
        {"cost": math.inf},
        {"elasticities": ()},
        {"elasticities": (0.3, 1.0)},
        {"elasticities": (-0.3,)},
        {"most": 39},
        {"most": 10_000_000},
    ],
)
def test_hostile_questions_of_profit_are_refused(changes):
    with pytest.raises(ParameterError):
        size_by_profit(**(ASKED | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": 0.0},
        {"hours": math.nan},
        {"hours": 1e12},
        {"hours_per_rep": -1.0},
        {"utilisation": 1.5},
        {"present": [1.0, 0.0]},
        {"present": ["a"]},
    ],
)
def test_hostile_questions_of_work_are_refused(changes):
    asked = {"hours": 1000.0, "hours_per_rep": 1000.0} | changes
    with pytest.raises(ParameterError):
        size_by_capacity(asked.pop("hours"), **asked)


@pytest.mark.parametrize(
    ("full_time", "seniority"),
    [([1.0, -1.0], 1.0), ([1.0], 0.0), ([1.0, 1.0], [1.0]), ([1.0], [math.nan]), (["x"], 1.0)],
)
def test_hostile_capacities_are_refused(full_time, seniority):
    with pytest.raises(ParameterError):
        capacities(full_time, seniority)
