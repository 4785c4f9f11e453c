"""Power diagrams: the cheapest territory of every node, and prices that restore balance."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Reference
from maillage.core.territories.kernels.power import adjust, cheapest, price_list
from maillage.core.territories.model import build_model
from maillage.core.territories.starts import nearest_centres
from tests.core.territories.problems import cloud, examples, names, seeds

pytestmark = pytest.mark.unit


def drawn(seed):
    """A model with locks, forbidden pairs, two measures and a reference; centres and prices."""
    generator = np.random.default_rng(seed)
    amounts = generator.lognormal(0, 1, (2, 25))
    problem = cloud(
        seed % 50,
        25,
        4,
        measures=[Measure("a", amounts[0]), Measure("b", amounts[1])],
        locks={"u0": 3},
        forbidden=[(unit, int(generator.integers(4))) for unit in names(25)[1:8]],
        reference=Reference(generator.integers(-1, 4, 25)),
    )
    model = build_model(problem)
    centres = model.position[generator.permutation(25)[:4]]
    return model, centres, generator.normal(0, 1e4, (4, 2))


def assigned(model, centres, prices, nearby, continuity):
    choices, costs = price_list(
        model.position, model.weight, centres, model.table, nearby, model.fixed, model.barred,
        model.previous, continuity * model.stake,
    )  # fmt: skip
    return cheapest(choices, costs, model.amounts, prices)


@examples(40)
@given(seeds)
def test_every_node_goes_where_it_costs_least(seed):
    model, centres, prices = drawn(seed)
    continuity = 5e3
    label = assigned(
        model, centres, prices, nearest_centres(model, centres, model.table), continuity
    )
    square = ((model.position[:, None, :] - centres) ** 2).sum(axis=2)
    cost = model.weight[:, None] * square + model.amounts @ prices.T
    away = (model.previous[:, None] >= 0) & (model.previous[:, None] != np.arange(4))
    cost += away * continuity * model.stake[:, None]
    cost[model.barred] = np.inf
    best = np.where(model.fixed >= 0, model.fixed, cost.argmin(axis=1))
    assert label.tolist() == best.tolist()


def test_only_nearby_territories_and_the_present_one_are_considered():
    model, centres, _ = drawn(3)
    nearby = nearest_centres(model, centres, model.table, 1)
    cheap = np.full((4, 2), 0.0)
    label = assigned(model, centres, cheap, nearby, 0.0)
    free = (model.fixed < 0) & ~model.barred[np.arange(25), nearby[:, 0]]
    assert label[free].tolist() == nearby[free, 0].tolist()
    dear = assigned(model, centres, cheap, nearby, 1e12)
    held = (model.fixed < 0) & (model.previous >= 0)
    held &= ~model.barred[np.arange(25), np.maximum(model.previous, 0)]
    assert dear[held].tolist() == model.previous[held].tolist()


def test_a_price_rises_where_there_is_too_much_and_its_step_adapts():
    target, low, high = np.array([[10.0], [10.0]]), np.array([[9.0]] * 2), np.array([[11.0]] * 2)
    prices, step, sign = np.zeros((2, 1)), np.ones((2, 1)), np.zeros((2, 1))
    over = np.array([[14.0], [6.0]])
    assert adjust(prices, step, sign, over, target, low, high) == pytest.approx(0.4)
    assert prices.ravel().tolist() == [1, -1]
    adjust(prices, step, sign, over, target, low, high)
    assert step.ravel().tolist() == pytest.approx([1.2, 1.2])
    assert prices.ravel().tolist() == pytest.approx([2.2, -2.2])
    adjust(prices, step, sign, over[::-1].copy(), target, low, high)
    assert step.ravel().tolist() == pytest.approx([0.6, 0.6])
    assert prices.ravel().tolist() == pytest.approx([1.6, -1.6])


def test_with_several_measures_a_price_rests_inside_the_bounds():
    target = np.array([[10.0, 10.0]])
    prices, step, sign = np.zeros((1, 2)), np.ones((1, 2)), np.zeros((1, 2))
    worst = adjust(prices, step, sign, np.array([[10.5, 14.0]]), target, target - 1, target + 1)
    assert worst == pytest.approx(0.4)
    assert prices.tolist() == [[0, 1]]
