"""The problem laid out in arrays: groups contracted, weights floored, rules renumbered."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Reference
from maillage.core.territories.model import EARTH_RADIUS_KM, build_model, sphere_points
from tests.core.territories.checker import haversine
from tests.core.territories.problems import examples, line, planted, seeds

pytestmark = pytest.mark.unit


def test_points_lie_on_the_globe_a_chord_apart():
    points = sphere_points(np.array([[0.0, 0.0], [0.0, 90.0], [90.0, 0.0], [48.9, 2.35]]))
    assert np.linalg.norm(points, axis=1) == pytest.approx([EARTH_RADIUS_KM] * 4)
    chord = np.linalg.norm(points[3] - points[0])
    arc = 2 * EARTH_RADIUS_KM * np.arcsin(chord / 2 / EARTH_RADIUS_KM)
    assert arc == pytest.approx(haversine((0, 0), (48.9, 2.35)))


def test_groups_become_one_node_and_overlapping_groups_merge():
    problem = line([1, 2, 3, 4, 5], 2, groups=[["u0", "u2"], ["u2", "u3"], ["u4"], []])
    model = build_model(problem)
    assert model.unit_node.tolist() == [0, 1, 0, 0, 2]
    assert model.amounts.ravel().tolist() == [8, 2, 5]
    pairs = [(n, o) for n in range(3) for o in model.indices[model.indptr[n] : model.indptr[n + 1]]]
    assert pairs == [(0, 1), (0, 2), (1, 0), (2, 0)]


def test_loops_and_repeated_edges_are_dropped():
    model = build_model(line([1] * 3, 1, edges=[[0, 0], [0, 1], [1, 0], [1, 2], [1, 2]]))
    assert model.indptr.tolist() == [0, 1, 3, 4]
    assert model.indices.tolist() == [1, 0, 2, 1]


def test_light_units_weigh_a_twentieth_of_the_mean():
    assert build_model(line([0, 2], 1)).weight.tolist() == [0.05, 2]
    assert build_model(line([1, 1], 1, weights=[0, 0])).weight.tolist() == [0.05, 0.05]


def test_rules_are_renumbered_with_the_nodes():
    problem = line([1] * 4, 3, groups=[["u0", "u1"]], locks={"u1": 2}, forbidden=[("u3", 1)])
    model = build_model(problem)
    assert model.fixed.tolist() == [2, -1, -1]
    assert model.barred.tolist() == [[False] * 3, [False] * 3, [False, True, False]]
    assert build_model(line([1], 1)).barred.shape == (0, 0)


def test_targets_and_bounds_of_every_measure():
    measures = [Measure("a", [1, 3], 0.1), Measure("b", [5, 5], 0.2, shares=[1, 4])]
    model = build_model(line([1, 1], 2, measures=measures))
    assert model.target.tolist() == [[2, 2], [2, 8]]
    assert model.low.tolist() == [pytest.approx([1.8, 1.6]), pytest.approx([1.8, 6.4])]
    assert model.high.tolist() == [pytest.approx([2.2, 2.4]), pytest.approx([2.2, 9.6])]


def test_a_group_belongs_today_to_who_holds_most_of_it():
    reference = Reference([0, 1, 1, -1], [5, 3, 1, 9], cap=0.5)
    model = build_model(line([1] * 4, 2, groups=[["u0", "u1"]], reference=reference))
    assert model.previous.tolist() == [0, 1, -1]
    assert model.stake.tolist() == pytest.approx([5, 1, 0], abs=1e-9)
    assert model.cap == pytest.approx(0.5 * 9 - 3)


def test_the_rival_of_a_group_is_who_holds_the_next_most_of_it():
    reference = Reference([0, 1, 2, 2, -1, 1], [5, 3, 1, 1.5, 9, 4])
    groups = [["u0", "u1", "u2", "u3", "u4"]]
    model = build_model(line([1] * 6, 3, groups=groups, reference=reference))
    assert model.previous.tolist() == [0, 1]
    assert model.stake.tolist() == pytest.approx([5, 4])
    assert model.rival.tolist() == pytest.approx([3, 0])
    assert build_model(line([1, 1], 2)).rival.tolist() == [0, 0]


@examples(60)
@given(seeds)
def test_owner_and_rival_hold_the_most_of_every_node(seed):
    generator = np.random.default_rng(seed)
    today, stakes = generator.integers(-1, 3, 12), generator.choice([0, 1, 2, 7], 12)
    groups = [["u0", "u1", "u2"], ["u2", "u3"], ["u5", "u9", "u11"]]
    model = build_model(line([1] * 12, 3, groups=groups, reference=Reference(today, stakes)))
    for node in range(model.size):
        inside = model.unit_node == node
        held = sorted(stakes[inside & (today == number)].sum() for number in range(3))
        assert [model.rival[node], model.stake[node]] == pytest.approx(held[1:], abs=1e-9)


def test_the_price_of_disruption_is_a_squared_distance():
    reference = Reference([0, 1, -1], [10, 30, 50], price_km=20)
    model = build_model(line([2, 2, 2], 2, reference=reference))
    assert model.price == pytest.approx(20**2 * 4 / 40)
    assert model.cap == np.inf


@pytest.mark.parametrize("labels", [[-1, -1, -1], [0, 1, 0]])
def test_a_reference_with_nothing_at_stake_binds_nothing(labels):
    reference = Reference(labels, [0, 0, 0], cap=0, price_km=5)
    model = build_model(line([1, 1, 1], 2, reference=reference))
    assert (model.price, model.cap) == (0, np.inf)


@examples(60)
@given(seeds)
def test_contraction_loses_nothing(seed):
    problem, _ = planted(seed)
    model = build_model(problem)
    for column, measure in enumerate(problem.measures):
        assert model.amounts[:, column].sum() == pytest.approx(measure.array().sum())
    floored = np.maximum(problem.weight_array(), 0.05 * problem.weight_array().mean())
    points = sphere_points(problem.coordinates())
    assert model.weight.sum() == pytest.approx(floored.sum())
    moment = (model.weight[:, None] * model.position).sum(axis=0)
    assert moment.tolist() == pytest.approx((floored[:, None] * points).sum(axis=0).tolist())
    assert model.spread.sum() == pytest.approx((floored[:, None] * points**2).sum())
    assert set(model.unit_node.tolist()) == set(range(model.size))


def test_travel_to_fixed_centres_is_a_table_of_costs_with_weights_as_given():
    travel = [[1, 9], [2, 5], [3, 1], [4, 0]]
    options = {"weights": [2, 0, 1, 1], "groups": [["u0", "u2"]], "travel": travel}
    squared = build_model(line([1] * 4, 2, **options))
    assert squared.table.tolist() == [[2 * 1 + 9, 2 * 81 + 1], [0, 0], [16, 0]]
    plain = build_model(line([1] * 4, 2, power=1, **options))
    assert plain.table.tolist() == [[2 * 1 + 3, 2 * 9 + 1], [0, 0], [4, 0]]
    assert (squared.measured, squared.sites) == (True, None)
    free = build_model(line([1] * 4, 2))
    assert (free.measured, free.sites, free.table.shape) == (False, None, (0, 0))


def test_travel_between_units_is_kept_from_every_centre_to_every_node():
    travel = np.arange(9).reshape(3, 3)
    model = build_model(line([1, 2, 3], 2, centres="unit", travel=travel, power=1))
    assert model.table.shape == (0, 0)
    assert model.sites.matrix.tolist() == (travel * [[1], [2], [3]]).T.tolist()
    by_air = build_model(line([1, 2, 3], 2, centres="unit"))
    assert by_air.sites.matrix.shape == (3, 3)


def test_pairs_to_keep_apart_are_rows_of_nodes_without_repeats():
    separate = [["u0", "u1", "u3"], ["u1", "u0"], ["u2"], ["u3", "u4"]]
    model = build_model(line([1] * 5, 3, groups=[["u2", "u3"]], separate=separate))
    rows = [
        model.apart_indices[model.apart_indptr[n] : model.apart_indptr[n + 1]].tolist()
        for n in range(4)
    ]
    assert rows == [[1, 2], [0, 2], [0, 1, 3], [2]]


def test_who_has_left_holds_nothing_that_counts():
    reference = Reference([0, 1, 2, -1], [5, 3, 1, 9], cap=0.5, price_km=10, departed=[1])
    problem = line([1] * 4, 3, reference=reference)
    assert problem.stakes().tolist() == [5, 0, 1, 0]
    model = build_model(problem)
    assert model.stake.tolist() == pytest.approx([5, 0, 1, 0], abs=1e-9)
    assert model.previous.tolist() == [0, 1, 2, -1]
    assert model.cap == pytest.approx(3)
    assert model.price == pytest.approx(10**2 * 2 / 6)


def test_prices_of_measures_add_up_to_a_toll():
    """Leaving costs price² times the share of the measure, scaled by the weight that holds it."""
    measures = [Measure("a", [1, 3, 0, 5]), Measure("b", [2, 2, 2, 2])]
    reference = Reference([0, 1, 1, 2], prices={"a": 10, "b": 3}, departed=[2])
    model = build_model(line([1] * 4, 3, measures=measures, weights=[4] * 4, reference=reference))
    of_a, of_b = 10**2 * (4 + 4) / (1 + 3), 3**2 * (4 * 3) / (2 * 3)
    assert model.toll.tolist() == pytest.approx(
        [1 * of_a + 2 * of_b, 3 * of_a + 2 * of_b, 2 * of_b, 0]
    )
    assert (model.price, model.continuity) == (0, True)
    assert model.departures(2.0) == pytest.approx(2.0 * model.stake + model.toll)
    free = replace(reference, prices={"a": 0.0})
    model = build_model(line([1] * 4, 3, measures=measures, reference=free))
    assert (model.toll.shape, model.continuity) == ((0,), False)


def test_one_price_for_the_first_measure_is_the_price_of_disruption():
    values, today = [1, 3, 2, 5], [0, 1, 1, -1]
    priced = line(values, 2, reference=Reference(today, prices={"potential": 20}))
    whole = build_model(line(values, 2, reference=Reference(today, price_km=20)))
    assert build_model(priced).toll.tolist() == pytest.approx(
        whole.departures(whole.price).tolist()
    )


def test_with_distances_that_are_not_squared_prices_are_not_either():
    reference = Reference([0, 1, 1], price_km=20, prices={"potential": 7})
    options = {"travel": [[1, 2]] * 3, "reference": reference}
    model = build_model(line([1, 0, 2], 2, power=1, **options))
    assert model.price == pytest.approx(20 * 3 / 3)
    assert model.toll.tolist() == pytest.approx([7, 0, 14])


def test_a_toll_of_a_group_is_due_where_most_of_it_is_today():
    reference = Reference([0, 1, 1], [5, 1, 1], prices={"potential": 1})
    model = build_model(line([3, 2, 1], 2, groups=[["u0", "u1"]], reference=reference))
    assert model.previous.tolist() == [0, 1]
    assert model.toll.tolist() == pytest.approx([3, 1])
