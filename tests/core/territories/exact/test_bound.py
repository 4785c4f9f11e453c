"""The Lagrangian bound and what it, balance and contiguity leave out, against every plan."""

import numpy as np
from hypothesis import given

from maillage.core.territories.exact.instance import scale
from maillage.core.territories.kernels.exact_bound import ascend, exclude
from maillage.core.territories.kernels.exact_reach import propagate, pull_together, reached
from tests.core.territories.exact.instances import assignments, instances, plans, value_of
from tests.core.territories.problems import examples


def multipliers(instance, seed=0):
    generator = np.random.default_rng(seed)
    width = instance.cost.shape[1]
    alpha = generator.uniform(0, 2, instance.size) * instance.cost.mean(axis=1)
    return alpha, generator.normal(0, 1, (width, instance.amounts.shape[1]))


def problem(instance):
    scaled = scale(instance)
    width = instance.cost.shape[1]
    balance = (scaled.amounts, scaled.low, scaled.high)
    return instance.cost.copy(), instance.homes, np.zeros(width, dtype=np.bool_), balance


def best_centres(instance, label):
    return [
        min(
            np.flatnonzero(label[instance.homes] == territory),
            key=lambda column, own=label == territory: instance.cost[own, column].sum(),
        )
        for territory in range(instance.territories)
    ]


def keeps(cost, instance, label):
    """Whether a plan can still be made, about its best centres."""
    centres = np.array(best_centres(instance, label))
    return np.isfinite(cost[np.arange(instance.size), centres[label]]).all()


@examples(40)
@given(instances(7))
def test_the_bound_is_never_above_the_best_plan(instance):
    cost, homes, opened, balance = problem(instance)
    alpha, price = multipliers(instance)
    upper = min((value for value, _label in plans(instance)), default=np.inf)
    count = instance.territories
    loose = ascend(cost, homes, opened, *balance, count, alpha, price, np.inf, 0, 10)
    bound = ascend(cost, homes, opened, *balance, count, alpha, price, np.inf, 200, 10)
    assert loose <= bound <= upper * (1 + 1e-9)


@examples(40)
@given(instances(7))
def test_the_bound_only_excludes_what_is_not_cheaper(instance):
    cost, homes, opened, balance = problem(instance)
    alpha, price = multipliers(instance)
    found = sorted(plans(instance), key=lambda pair: pair[0])
    upper = found[-1][0] * 0.7 + found[0][0] * 0.3 if found else 1.0
    ascend(cost, homes, opened, *balance, instance.territories, alpha, price, upper, 50, 10)
    exclude(cost, homes, opened, *balance, instance.territories, alpha, price, upper)
    for value, label in found:
        if value < upper * (1 - 1e-9):
            assert keeps(cost, instance, label)
            assert set(np.flatnonzero(opened)) <= set(best_centres(instance, label))


@examples(50)
@given(instances(7))
def test_propagation_keeps_every_plan(instance):
    cost, homes, opened, balance = problem(instance)
    possible = propagate(
        cost, homes, opened, *balance, instance.indptr, instance.indices, instance.contiguous, True
    )
    found = plans(instance)
    assert possible or not found
    for _value, label in found:
        assert keeps(cost, instance, label)


@examples(50)
@given(instances(7))
def test_propagation_keeps_every_assignment_to_settled_centres(instance):
    centres = np.arange(instance.territories, dtype=np.int32)
    scaled = scale(instance)
    cost = np.ascontiguousarray(instance.cost[:, centres])
    opened = np.ones(len(centres), dtype=np.bool_)
    possible = propagate(
        cost, instance.homes[centres], opened, scaled.amounts, scaled.low, scaled.high,
        instance.indptr, instance.indices, instance.contiguous, True,
    )  # fmt: skip
    found = list(assignments(instance, centres))
    assert possible or not found
    for _value, label in found:
        assert np.isfinite(cost[np.arange(instance.size), label]).all()


def test_a_unit_on_the_only_way_is_forced():
    """On a path 0-1-2-3 about centres 0 and 3, unit 2 of weight 9 can only go to 3, 1 only to 0."""
    cost = np.array([[0.0, 9], [1, 4], [4, 1], [9, 0]])
    amounts = np.array([[3.0], [7.0], [7.0], [3.0]])
    indptr, indices = np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2])
    opened = np.ones(2, dtype=np.bool_)
    low, high = np.array([9.0]), np.array([11.0])
    homes = np.array([0, 3])
    assert propagate(cost, homes, opened, amounts, low, high, indptr, indices, True, True)
    np.testing.assert_array_equal(np.isfinite(cost), [[1, 0], [1, 0], [0, 1], [0, 1]])


def test_units_cut_off_from_their_centre_go_beside():
    label = np.array([0, 1, 0, 1])
    homes = np.array([0, 3])
    indptr, indices = np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2])
    assert reached(label, homes, indptr, indices).tolist() == [True, False, False, True]
    pull_together(label, homes, np.zeros((4, 2)), indptr, indices)
    assert reached(label, homes, indptr, indices).all()


def test_the_value_of_the_tests_is_that_of_the_best_centre():
    class Line:
        cost = np.abs(np.subtract.outer(np.arange(3.0), np.arange(3.0)))
        homes = np.arange(3)
        territories = 1

    assert value_of(Line, np.zeros(3, dtype=int)) == 2.0
