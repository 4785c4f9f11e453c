"""Running totals and what they say, against sums over the nodes themselves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Reference
from maillage.core.territories.kernels.state import (
    inertia,
    inertia_with,
    objective,
    put,
    tally,
    total_violation,
    violation,
    violation_with,
)
from maillage.core.territories.model import build_model
from maillage.core.territories.search import data_of, limits_of
from tests.core.territories.problems import cloud, examples, seeds
from tests.core.territories.twins import (
    members,
    slow_inertia,
    slow_moved,
    slow_objective,
    slow_violation,
)

pytestmark = pytest.mark.unit

NEAR = {"rel": 1e-6, "abs": 1e-4}


def drawn(seed, *, homes):
    """A model with groups, a reference with a price, and a random labelling."""
    generator = np.random.default_rng(seed)
    options = {"homes": [[39, -99], [40, -97], [41, -96]]} if homes else {}
    today = generator.integers(-1, 3, 30)
    reference = Reference(today, generator.lognormal(0, 1, 30), price_km=40.0)
    problem = cloud(seed % 50, 30, 3, groups=[["u1", "u2"]], reference=reference, **options)
    model = build_model(problem)
    return model, generator.integers(0, 3, model.size).astype(np.int32)


def totals_of(model, label):
    return tally(label, data_of(model, model.table), limits_of(model), model.territories)


@pytest.mark.parametrize("homes", [False, True])
@examples(40)
@given(seed=seeds)
def test_every_figure_equals_that_of_the_nodes(homes, seed):
    model, label = drawn(seed, homes=homes)
    totals = totals_of(model, label)
    for number in range(3):
        nodes = members(label, number)
        assert totals.nodes[number] == len(nodes)
        assert totals.weight[number] == pytest.approx(model.weight[nodes].sum())
        assert totals.amounts[number, 0] == pytest.approx(model.amounts[nodes, 0].sum())
        found = inertia(totals, model.homes, number)
        assert found == pytest.approx(slow_inertia(model, label, number), **NEAR)
        outside = violation(totals, number, model.low, model.high, model.target)
        assert outside == pytest.approx(slow_violation(model, label, number))
    assert totals.moved[0] == pytest.approx(slow_moved(model, label))
    value = objective(totals, model.homes, model.price)
    assert value == pytest.approx(slow_objective(model, label), **NEAR)
    assert total_violation(totals, model.low, model.high, model.target) == pytest.approx(
        sum(slow_violation(model, label, number) for number in range(3))
    )


@pytest.mark.parametrize("homes", [False, True])
@examples(40)
@given(seed=seeds)
def test_the_price_of_a_change_is_that_of_the_changed_plan(homes, seed):
    model, label = drawn(seed, homes=homes)
    totals = totals_of(model, label)
    node = seed % model.size
    start, end = int(label[node]), (int(label[node]) + 1) % 3
    change = np.array(
        [
            model.weight[node],
            *(model.weight[node] * model.position[node]),
            model.spread[node],
            model.spread[node],
            *model.amounts[node],
        ]
    )
    after = label.copy()
    after[node] = end
    bounds = (model.low, model.high, model.target)
    for territory, sign in ((start, -1.0), (end, 1.0)):
        found = inertia_with(totals, model.homes, territory, sign, change)
        assert found == pytest.approx(slow_inertia(model, after, territory), **NEAR)
        outside = violation_with(totals, territory, *bounds, sign, change)
        assert outside == pytest.approx(slow_violation(model, after, territory), abs=1e-9)


@examples(40)
@given(seed=seeds)
def test_putting_a_node_in_and_taking_it_out_leaves_no_trace(seed):
    model, label = drawn(seed, homes=False)
    totals, before = totals_of(model, label), totals_of(model, label)
    data = data_of(model, model.table)
    put(totals, 0, 1, 1.0, data)
    assert totals.weight[1] == pytest.approx(before.weight[1] + model.weight[0])
    put(totals, 0, 1, -1.0, data)
    for now, then in zip(totals, before, strict=True):
        assert now == pytest.approx(then)


def test_unlabelled_nodes_count_nowhere_and_empty_territories_weigh_nothing():
    model, _ = drawn(0, homes=False)
    totals = totals_of(model, np.full(model.size, -1, dtype=np.int32))
    assert totals.nodes.tolist() == [0, 0, 0]
    assert totals.moved[0] == 0
    assert [inertia(totals, model.homes, number) for number in range(3)] == [0, 0, 0]
    at_home = replace(model, homes=model.position[:3])
    assert objective(totals, at_home.homes, 1.0) == 0
