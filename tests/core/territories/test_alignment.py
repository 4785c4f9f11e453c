"""The figures of an alignment and the words for what is not as asked."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Alignment, Measure, Reference, prove
from tests.core.territories.checker import assert_agrees, faults, figures, haversine
from tests.core.territories.problems import KINDS, cloud, examples, line, measured, seeds

pytestmark = pytest.mark.unit


def dressed(problem, labels):
    return Alignment.of(problem, np.asarray(labels, dtype=np.int32), objective=0.0)


@examples(60)
@given(seeds)
def test_figures_and_verdict_of_any_labelling_are_those_of_the_checker(seed):
    generator = np.random.default_rng(seed)
    reference = Reference(generator.integers(-1, 4, 25), generator.lognormal(0, 1, 25), cap=0.7)
    options = {"homes": [[39, -99], [40, -97], [41, -96], [40, -99]]} if seed % 2 else {}
    measures = [
        Measure("a", generator.lognormal(0, 1, 25), 0.6, generator.uniform(1, 2, 4)),
        Measure("b", generator.integers(0, 3, 25), 0.8),
    ]
    problem = cloud(
        seed % 50, 25, 4, measures=measures, reference=reference, locks={"u3": 1, "u4": 2},
        forbidden=[("u5", 2), ("u5", 0), ("u6", 3), ("u5", 2)], groups=[["u7", "u8"], ["u9"]],
        **options,
    )  # fmt: skip
    assert_agrees(dressed(problem, generator.integers(0, 4, 25)))


def test_every_violation_is_put_in_words():
    problem = line([1, 1, 1, 1], 3, tolerance=0.05, reference=Reference([2, 2, 2, -1], cap=0.5))
    alignment = dressed(problem, [0, 1, 0, 0])
    assert alignment.violations == (
        "territory 1: potential is +125.00% from its target, the tolerance is 5.00%",
        "territory 2: potential is -25.00% from its target, the tolerance is 5.00%",
        "territory 3: potential is -100.00% from its target, the tolerance is 5.00%",
        "territory 1 is in 2 pieces",
        "territory 3 has no unit",
        "100.00% changes owner, the cap is 50.00%",
    )
    assert alignment.feasible is False
    assert len(faults(problem, alignment.labels)) == 6


def test_every_broken_rule_is_put_in_words():
    problem = line(
        [1] * 6, 2, contiguity=False, locks={"u0": 1, "u1": 0}, groups=[["u2", "u3"], ["u4", "u5"]],
        forbidden=[("u2", 0), ("u2", 0), ("u5", 0)],
    )  # fmt: skip
    alignment = dressed(problem, [0, 0, 0, 1, 1, 1])
    assert alignment.violations == (
        "unit u0 is locked to territory 2 but lies in 1",
        "unit u2 is forbidden in territory 1 but lies there",
        "the group of u2 is divided",
    )
    assert alignment.feasible is False
    assert len(faults(problem, alignment.labels)) == 3


def test_summary_figures():
    statistics = dressed(line([1, 1, 1, 1], 2), [0, 1, 0, 0]).statistics
    assert statistics.largest_deviation == 0.5
    assert statistics.disconnected == 1
    assert statistics.disruption == 0
    assert dressed(line([1, 1], 2), [0, 1]).as_dict() == {"u0": 0, "u1": 1}


def test_deviation_exactly_at_the_tolerance_is_allowed():
    assert dressed(line([21, 19], 2), [0, 1]).feasible is True
    assert dressed(line([21.001, 18.999], 2), [0, 1]).feasible is False


def test_centres_distances_and_radius():
    problem = line([3, 1, 1], 2, latitude=[0, 0, 0], longitude=[0, 4, 90], tolerance=0.9)
    statistics = dressed(problem, [0, 0, 1]).statistics
    assert statistics.centres[0].tolist() == pytest.approx([0, 1], abs=1e-3)
    assert statistics.centres[1].tolist() == pytest.approx([0, 90])
    degree = haversine((0, 0), (0, 1))
    assert statistics.mean_km.tolist() == pytest.approx([1.5 * degree, 0], rel=1e-3, abs=1e-3)
    assert statistics.radius_km.tolist() == pytest.approx([3 * degree, 0], rel=1e-3, abs=1e-3)


def test_homes_are_the_centres():
    problem = line([1, 1], 2, homes=[[10, 20], [-30, 40]])
    statistics = dressed(problem, [0, 1]).statistics
    assert statistics.centres.ravel().tolist() == pytest.approx([10, 20, -30, 40])
    assert statistics.radius_km[0] == pytest.approx(haversine((40, -100), (10, 20)))


def test_territories_that_weigh_nothing_still_have_a_centre():
    problem = line([1, 1, 1, 1], 2, weights=[1, 1, 0, 0])
    statistics = dressed(problem, [0, 0, 1, 1]).statistics
    assert statistics.centres[1].tolist() == pytest.approx([40, -98.75], abs=0.01)
    assert statistics.mean_km[1] == 0
    assert statistics.radius_km[1] > 20
    assert statistics.inertia[1] == 0


def test_a_group_links_its_members():
    problem = line([1, 1, 1, 1], 2, groups=[["u0", "u3"], ["u1"], []])
    assert dressed(problem, [0, 1, 1, 0]).feasible is True


def test_without_contiguity_pieces_do_not_count():
    problem = line([1, 1, 1, 1], 2, contiguity=False, edges=None)
    assert dressed(problem, [0, 1, 0, 1]).statistics.components.tolist() == [1, 1]
    assert figures(problem, [0, 1, 0, 1]).pieces == [2, 2]


def test_nothing_at_stake_is_no_disruption():
    reference = Reference([-1, -1], cap=0)
    assert dressed(line([1, 1], 2, reference=reference), [0, 1]).statistics.disruption == 0


def test_a_measure_that_is_zero_everywhere_does_not_divide_by_zero():
    measures = [Measure("a", [1, 1]), Measure("b", [0, 0])]
    assert dressed(line([1, 1], 2, measures=measures), [0, 1]).statistics.deviations.tolist() == [
        [0, 0],
        [0, 0],
    ]


@pytest.mark.parametrize("kind", KINDS)
@examples(20)
@given(seed=seeds)
def test_figures_about_centre_units_and_by_travel_are_those_of_the_checker(kind, seed):
    problem, labels = measured(seed, kind)
    generator = np.random.default_rng(seed)
    moved = generator.random(problem.size) < 0.2
    labels = np.where(moved, generator.integers(0, problem.territories, problem.size), labels)
    alignment = dressed(problem, labels)
    assert_agrees(alignment)
    assert alignment.value == alignment.statistics.travel.sum()


def test_without_travel_and_unit_centres_the_value_is_the_moment_of_inertia():
    alignment = dressed(cloud(1, 12, 2), [0] * 6 + [1] * 6)
    assert alignment.statistics.travel is None
    assert alignment.value == alignment.statistics.moment_of_inertia


def test_the_centre_of_a_territory_is_the_unit_it_costs_least_to_reach_all_from():
    problem = line([1, 1, 9, 1], 2, tolerance=0.9, centres="unit", power=1)
    alignment = dressed(problem, [0, 0, 0, 1])
    assert alignment.statistics.centres.tolist() == [
        pytest.approx([40.0, -99.0]), pytest.approx([40.0, -98.5]),
    ]  # fmt: skip
    far, near = haversine((40, -100), (40, -99)), haversine((40, -99.5), (40, -99))
    assert alignment.statistics.travel.tolist() == pytest.approx([far + near, 0])
    assert alignment.statistics.radius_km.tolist() == pytest.approx([far, 0])
    assert alignment.statistics.mean_km[0] == pytest.approx((far + near) / 11)


def test_an_empty_territory_has_no_centre_unit():
    alignment = dressed(line([1, 1], 2, centres="unit"), [0, 0])
    assert alignment.statistics.travel[1] == 0
    assert "territory 2 has no unit" in alignment.violations


def test_units_that_must_not_share_a_territory_are_named():
    problem = line([1] * 5, 2, separate=[["u0", "u4"], ["u3", "u1", "u4"]], tolerance=0.9)
    assert dressed(problem, [0, 0, 0, 1, 1]).violations == (
        "units u3, u4 must not share a territory but all lie in 2",
    )
    assert dressed(problem, [1, 1, 1, 1, 1]).violations[-2:] == (
        "units u0, u4 must not share a territory but all lie in 2",
        "units u3, u1, u4 must not share a territory but all lie in 2",
    )


def test_what_the_departed_held_does_not_count_as_moved():
    reference = Reference([0, 0, 1, 1], [1, 2, 4, 8], departed=[1])
    statistics = dressed(line([1] * 4, 2, reference=reference), [0, 1, 0, 0]).statistics
    assert (statistics.moved, statistics.stake) == (2, 3)


def test_the_gap_is_unknown_until_a_bound_is_proven_and_while_a_plan_is_not_as_asked():
    problem = line([1, 1, 1, 1], 2)
    plan = dressed(problem, [0, 0, 1, 1])
    assert plan.gap == np.inf
    certificate = prove(problem, effort=0.2)
    proven = plan.with_certificate(certificate)
    assert proven.certificate is certificate
    assert proven.bound == certificate.bound
    assert proven.gap == 1 - certificate.bound / proven.value
    assert dressed(problem, [0, 1, 0, 1]).with_certificate(certificate).gap == np.inf


def test_a_weaker_certificate_does_not_take_a_bound_away():
    problem = line([1, 1, 1, 1], 2)
    plan = dressed(problem, [0, 0, 1, 1])
    known = replace(plan, bound=plan.value)
    assert known.with_certificate(prove(problem, effort=0.2)).gap == 0.0
