"""Assignment to settled centres: the depth-first search and HiGHS against every assignment."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.instance import scale
from maillage.core.territories.exact.milp import Program
from maillage.core.territories.kernels.exact_assign import DONE, OPEN, search_assignment
from tests.core.territories.exact.instances import assignments, instances, is_plan
from tests.core.territories.problems import examples


def search(instance, upper=np.inf, nodes=100_000):
    width = instance.territories
    scaled = scale(instance)
    measures = instance.amounts.shape[1]
    room = instance.size * width + 1
    costs = np.empty((room, instance.size, width))
    prices = np.zeros((room, width, measures))
    bounds = np.full(room, -np.inf)
    costs[0] = instance.cost[:, :width]
    depth = np.ones(1, dtype=np.int64)
    limit = np.array([upper])
    best = np.zeros(instance.size, dtype=np.int64)
    status, _worked = search_assignment(
        costs, prices, bounds, depth, instance.homes[:width], scaled.amounts, scaled.low,
        scaled.high, instance.indptr, instance.indices, instance.contiguous, True, limit, best,
        nodes, 20,
    )  # fmt: skip
    return status, limit[0], best


@examples(50)
@given(instances(8))
def test_the_search_finds_the_best_assignment(instance):
    centres = np.arange(instance.territories, dtype=np.int32)
    found = min((cost for cost, _label in assignments(instance, centres)), default=np.inf)
    status, value, label = search(instance)
    assert status == DONE
    assert value == pytest.approx(found)
    if np.isfinite(value):
        assert is_plan(instance, label)


@examples(40)
@given(instances(8))
def test_the_search_only_looks_below_the_limit(instance):
    centres = np.arange(instance.territories, dtype=np.int32)
    costs = sorted(cost for cost, _label in assignments(instance, centres))
    limit = costs[0] * (1 + 1e-6) + 1e-6 if costs else 1.0
    _status, value, _label = search(instance, limit)
    assert value == pytest.approx(costs[0] if costs else 1.0)
    if costs and costs[0] > 0:
        assert search(instance, costs[0] * 0.999)[1] == costs[0] * 0.999


def test_the_search_stops_at_its_number_of_nodes():
    size = 12
    generator = np.random.default_rng(0)

    class Cloud:
        cost = generator.uniform(1, 2, (size, 2))
        homes = np.arange(size)
        amounts = generator.uniform(1, 2, (size, 1))
        low = amounts.sum(axis=0) / 2 * 0.999
        high = amounts.sum(axis=0) / 2 * 1.001
        territories = 2
        indptr, indices = np.zeros(size + 1, dtype=np.int32), np.zeros(0, dtype=np.int32)
        contiguous = False

    Cloud.size = size
    assert search(Cloud, nodes=1)[0] == OPEN


@examples(40)
@given(instances(8))
def test_highs_finds_the_best_assignment_with_contiguity(instance):
    centres = np.arange(instance.territories, dtype=np.int32)
    best = min((cost for cost, _label in assignments(instance, centres)), default=np.inf)
    cost = instance.cost[:, centres].copy()
    for place, home in enumerate(instance.homes[centres]):
        cost[home, np.arange(len(centres)) != place] = np.inf
    found = Program(instance, scale(instance), centres, cost).solve(np.inf, Clock(60.0))
    assert found.bound == pytest.approx(best, abs=1e-6)
    assert (found.label is None) == np.isinf(best)
    if found.label is not None:
        assert is_plan(instance, found.label)


def test_highs_gives_up_when_the_time_is_over():
    found = Program(*_pair()).solve(np.inf, Clock(-1.0))
    assert (found.label, found.bound) == (None, -np.inf)


def _pair():
    class Pair:
        cost = np.zeros((2, 1))
        homes = np.zeros(1, dtype=np.int32)
        amounts = np.ones((2, 1))
        low = high = np.array([2.0])
        contiguous = False

    return Pair, scale(Pair), np.zeros(1, dtype=np.int32), Pair.cost
