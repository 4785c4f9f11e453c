"""Territories of equal work where travel is part of the work (A-15)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Reference
from maillage.core.territories.travel import solve_with_travel
from maillage.core.territories.travel_descent import Descent
from maillage.core.territories.workload import TravelModel, Workload
from maillage.core.territories.workload_estimate import estimate_workload
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from tests.core.territories.checker import assert_agrees, faults
from tests.core.territories.problems import (
    QUICK,
    cloud,
    examples,
    line,
    planted_labels,
    seeds,
)

pytestmark = pytest.mark.unit


def dense_and_sparse(territories=4):
    """A city of close accounts and a countryside of far ones, as many visits in each."""
    generator = np.random.default_rng(5)
    problem = cloud(5, 120, territories)
    city = generator.normal([39.0, -99.5], 0.05, (60, 2))
    country = generator.uniform([38.0, -99.0], [42.0, -94.0], (60, 2))
    places = np.vstack([city, country])
    from maillage.core.geography.adjacency import delaunay_edges

    return replace(
        problem,
        latitude=places[:, 0],
        longitude=places[:, 1],
        edges=delaunay_edges(places[:, 0], places[:, 1]),
        measures=[Measure("accounts", np.ones(120), 0.9)],
    )


def test_travel_counts_as_work():
    problem, workload = dense_and_sparse(), Workload(np.full(120, 24.0))
    plan = solve_with_travel(problem, workload, tolerance=0.05, parameters=QUICK)
    assert plan.balanced
    assert plan.alignment.feasible
    assert_agrees(plan.alignment)
    again = estimate_workload(problem, plan.alignment.labels, workload)
    assert again.hours == pytest.approx(plan.workload.hours)
    assert again.hours / again.hours.mean() - 1 == pytest.approx(plan.deviations)
    assert np.abs(plan.deviations).max() <= 0.05
    assert plan.history[-1] == np.abs(plan.deviations).max()
    assert np.ptp(again.visit_hours) > 0.2 * again.visit_hours.mean()


def test_targets_follow_the_full_time_equivalents():
    fte = np.array([0.5, 1.0, 1.0, 1.5])
    workload = Workload(np.full(120, 24.0), fte=fte)
    plan = solve_with_travel(dense_and_sparse(), workload, tolerance=0.08, parameters=QUICK)
    assert plan.balanced
    assert plan.workload.hours / plan.workload.hours.sum() == pytest.approx(fte / 4, rel=0.081)


def test_what_cannot_be_balanced_is_returned_and_said():
    problem = line([1.0, 1.0, 1.0], 2, measures=[Measure("accounts", [1.0] * 3, 0.9)])
    plan = solve_with_travel(problem, Workload([100.0] * 3), parameters=QUICK, rounds=3)
    assert not plan.balanced
    assert not plan.alignment.feasible
    assert plan.rounds == 3
    assert "workload" in plan.alignment.violations[0]


def test_other_measures_and_rules_still_hold():
    problem = dense_and_sparse()
    problem = replace(
        problem,
        measures=[Measure("accounts", np.ones(120), 0.35)],
        locks={"u0": 1, "u119": 3},
        forbidden=[("u60", 0)],
        groups=[["u1", "u2", "u3"]],
    )
    plan = solve_with_travel(problem, Workload(np.full(120, 24.0)), tolerance=0.1, parameters=QUICK)
    assert plan.balanced
    assert faults(plan.alignment.problem, plan.alignment.labels) == []


def test_the_same_seed_gives_the_same_territories():
    problem, workload = dense_and_sparse(3), Workload(np.full(120, 24.0))
    one, other = (
        solve_with_travel(problem, workload, parameters=QUICK, seed=3, rounds=3) for _ in range(2)
    )
    assert one.alignment.labels.tolist() == other.alignment.labels.tolist()


def test_impossible_rules_are_still_refused():
    problem = replace(dense_and_sparse(), forbidden=[("u0", number) for number in range(4)])
    with pytest.raises(InfeasibleError, match="u0"):
        solve_with_travel(problem, Workload(np.full(120, 24.0)), parameters=QUICK)


def test_it_can_be_stopped():
    with pytest.raises(CancelledError):
        solve_with_travel(dense_and_sparse(), Workload(np.full(120, 24.0)), cancelled=lambda: True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rounds": 0}, "rounds is 0"),
        ({"rounds": 1.5}, "rounds is 1.5"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"workload": Workload([1.0])}, "list of visits has 1"),
        ({"workload": Workload([1.0] * 6, fte=[1.0])}, "full-time equivalents"),
    ],
)
def test_hostile_questions_are_refused(changes, words):
    asked = {"problem": line([1.0] * 6, 2), "workload": Workload([1.0] * 6)} | changes
    with pytest.raises(ParameterError, match=words):
        solve_with_travel(**asked)


def test_a_measure_of_the_same_name_is_refused():
    problem = line([1.0] * 6, 2, measures=[Measure("workload", [1.0] * 6)])
    with pytest.raises(ParameterError, match="workload"):
        solve_with_travel(problem, Workload([1.0] * 6))


@examples(15)
@given(seeds)
def test_shifts_only_ever_help_and_keep_territories_whole(seed):
    problem = cloud(seed, 40, 4, measures=[Measure("accounts", np.ones(40), 0.95)])
    generator = np.random.default_rng(seed)
    labels = planted_labels(generator, 40, 4, problem.edges).astype(np.int32)
    stakes = generator.uniform(0, 1, 40)
    problem = replace(problem, reference=Reference(labels, stakes, cap=0.3))
    workload = Workload(generator.uniform(1, 50, 40), travel=TravelModel(speed_kmh=50.0))
    before = set(faults(problem, labels))
    first = Descent(problem, workload, labels, 0.05)
    cost = first._cost(first.hours)
    after = first.run(40)
    assert first._cost(first.hours) <= cost
    assert first.hours == pytest.approx(estimate_workload(problem, after, workload).hours)
    assert {kind for kind, *_ in faults(problem, after)} <= {kind for kind, *_ in before}
