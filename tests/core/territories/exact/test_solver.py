"""The exact mode: optimal or infeasible as trying every partition says, and published optima."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories import Measure, Problem, Reference, preflight
from maillage.core.territories.exact import solve_exactly
from maillage.core.territories.exact import solver as exact_solver
from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.instance import Instance, fits, plan_cost, scale
from maillage.core.territories.exact.solver import build_instance
from maillage.core.territories.exact.start import Plan, best_start, connected
from maillage.core.territories.exact.tree import Tree
from maillage.core.territories.kernels.exact_anneal import recentre
from maillage.core.territories.model import build_model
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from tests.core.territories.checker import assert_agrees
from tests.core.territories.exact.instances import instances, is_plan, plans
from tests.core.territories.problems import cloud, examples, grid, line
from tests.core.territories.test_published import county_problem


def nothing_known(instance):
    """No plan: the search has to do without an upper bound."""
    label = np.zeros(instance.size, dtype=np.int32)
    return Plan(label, np.inf, np.zeros(instance.territories, dtype=np.int32))


@examples(50)
@given(instances(8), st.booleans())
def test_the_tree_agrees_with_trying_every_partition(instance, with_start):
    scaled = scale(instance)
    clock = Clock(60.0)
    start = nothing_known(instance)
    if with_start and instance.territories < instance.size:
        start = best_start(instance, scaled, seed=0, clock=Clock(-1.0))
    tree = Tree(instance, scaled, start)
    tree.begin()
    best = min((value for value, _label in plans(instance)), default=np.inf)
    assert tree.bound <= best * (1 + 1e-9) + 1e-9
    tree.run(clock)
    assert tree.best.cost == pytest.approx(best)
    assert tree.bound == pytest.approx(best)
    if np.isfinite(best):
        assert is_plan(instance, tree.best.label)


@examples(40)
@given(instances(8))
def test_a_start_is_a_plan_or_says_that_it_is_none(instance):
    plan = best_start(instance, scale(instance), seed=3, clock=Clock(-1.0))
    if np.isfinite(plan.cost):
        assert is_plan(instance, plan.label)
        assert plan.cost == pytest.approx(plan_cost(instance, plan.label)[0])
        assert fits(instance, plan.label)
        assert connected(instance, plan.label, plan.centres)


@examples(40)
@given(instances(8))
def test_recentring_finds_the_best_centre_of_each_territory(instance):
    label = np.arange(instance.size) % instance.territories
    centres = np.zeros(instance.territories, dtype=np.int64)
    cost = recentre(label, instance.cost, instance.homes, centres)
    best, places = plan_cost(instance, label)
    assert cost == pytest.approx(best)
    assert instance.cost[np.arange(instance.size), centres[label]].sum() == pytest.approx(best)
    assert set(label[places].tolist()) == set(range(instance.territories))


def test_a_plan_is_improved_by_centres_near_its_own():
    """Two units too many on one side: the centres of the best plan are one step further."""
    problem = line([1] * 12, 3, tolerance=0.6, centres="unit")
    instance = build_instance(problem, build_model(problem))
    label = np.repeat([0, 1, 2], [2, 4, 6]).astype(np.int32)
    start = Plan(label, *plan_cost(instance, label))
    tree = Tree(instance, scale(instance), start)
    tree.improve(Clock(60.0))
    np.testing.assert_array_equal(tree.best.label, np.repeat([0, 1, 2], 4))
    assert tree.best.cost < start.cost


def test_a_part_of_the_time_ends_earlier_on_the_same_clock():
    seen = []
    clock = Clock(100.0, seen.append)
    part = clock.part(0.25)
    assert 24.0 < part.left() <= 25.0
    assert part.began == clock.began
    assert len(seen) == 1


def test_a_territory_without_a_possible_centre_costs_infinitely():
    instance = Instance(
        np.zeros((2, 1)), np.zeros(1, dtype=np.int32), np.ones((2, 1)), np.ones(1), np.ones(1), 2,
        np.zeros(3, dtype=np.int32), np.zeros(0, dtype=np.int32),
    )  # fmt: skip
    assert np.isinf(plan_cost(instance, np.array([0, 1], dtype=np.int32))[0])


def test_an_alignment_is_proven_and_recomputed():
    found = solve_exactly(cloud(3, 25, 4, centres="unit"))
    assert_agrees(found)
    assert found.feasible
    assert found.proven
    assert found.gap == pytest.approx(0.0, abs=1e-8)
    assert found.bound == pytest.approx(found.value)


def test_several_measures_travel_and_groups():
    """Opposite corners of a 3 x 4 grid, grouped, are linked and stay together."""
    values = np.arange(12.0) % 3 + 1
    problem = grid(
        3, 4, 3, centres="unit", power=1, travel=np.abs(np.subtract.outer(values, values)),
        groups=[["u0", "u11"]], weights=np.ones(12),
        values=values,
    )  # fmt: skip
    second = Measure("visits", 13.0 - np.arange(12.0), 0.5)
    problem = Problem(
        **{name: getattr(problem, name) for name in (
            "ids", "latitude", "longitude", "territories", "edges", "weights", "groups", "centres",
            "travel", "power",
        )},
        measures=[Measure("potential", values, 0.3), second],
    )  # fmt: skip
    found = solve_exactly(problem)
    assert_agrees(found)
    assert found.proven
    assert found.labels[0] == found.labels[11]
    instance = build_instance(problem, build_model(problem))
    assert found.value == pytest.approx(min(value for value, _label in plans(instance)))


def test_one_territory_has_the_best_unit_of_all_as_its_centre():
    found = solve_exactly(line([1, 1, 5, 1, 1], 1, centres="unit"))
    assert found.proven
    assert found.value == pytest.approx(2 * (0.5**2 + 1) * 85.2**2, rel=0.01)


def test_contiguity_can_be_off():
    options = {"centres": "unit", "tolerance": 0.2}
    found = solve_exactly(line([5, 5, 5, 9, 6, 1, 5], 3, contiguity=False, edges=None, **options))
    assert_agrees(found)
    assert found.proven


def test_an_infeasible_problem_is_proven_so():
    """Even amounts never add up to an odd mean."""
    problem = line([2] * 7, 2, tolerance=0.04, centres="unit")
    assert preflight(problem) == ()
    with pytest.raises(InfeasibleError) as caught:
        solve_exactly(problem)
    assert [finding.code for finding in caught.value.findings] == ["no_plan"]


def test_what_preflight_refuses_is_refused_before_the_search():
    with pytest.raises(InfeasibleError) as caught:
        solve_exactly(line([1, 9, 1, 1], 2, centres="unit"))
    assert caught.value.findings[0].code == "heavy_unit"


def test_when_time_is_out_the_best_plan_comes_with_a_bound(monkeypatch):
    problem = cloud(1, 60, 6, centres="unit")
    monkeypatch.setattr(exact_solver.Tree, "run", lambda *_given: None)
    found = solve_exactly(problem)
    assert found.feasible
    assert not found.proven
    assert 0 < found.gap < 0.2
    assert found.bound == pytest.approx(found.value * (1 - found.gap))
    monkeypatch.undo()
    best = solve_exactly(problem)
    assert found.bound <= best.value <= found.value


def test_when_no_plan_is_found_in_time_the_violations_say_so(monkeypatch):
    problem = line([2] * 7, 2, tolerance=0.04, centres="unit")
    monkeypatch.setattr(exact_solver.Tree, "run", lambda *_given: None)
    found = solve_exactly(problem)
    assert not found.feasible
    assert not found.proven
    assert found.gap == np.inf


def test_the_deadline_holds():
    problem = cloud(5, 200, 12, centres="unit")
    found = solve_exactly(problem, deadline=1e-6)
    assert_agrees(found)
    assert found.feasible
    assert not found.proven


def test_progress_and_cancelling():
    seen = []
    solve_exactly(line([1] * 6, 2, centres="unit"), progress=seen.append)
    assert {step.stage for step in seen} >= {"preparing", "finished"}
    assert (seen[-1].stage, seen[-1].share) == ("finished", 1.0)
    with pytest.raises(CancelledError):
        solve_exactly(line([1] * 6, 2, centres="unit"), cancelled=lambda: True)


@pytest.mark.parametrize(
    "options",
    [
        {"centres": "free"},
        {"locks": {"u0": 0}},
        {"forbidden": [("u0", 1)]},
        {"separate": [["u0", "u1"]]},
        {"shares": [1, 2]},
        {"reference": Reference([0, 0, 0, 1, 1, 1], cap=0.5)},
        {"reference": Reference([0, 0, 0, 1, 1, 1], price_km=3)},
    ],
)
def test_what_the_exact_mode_does_not_know_is_refused(options):
    problem = line([1] * 6, 2, tolerance=0.6, **({"centres": "unit"} | options))
    with pytest.raises(ParameterError, match="does not know"):
        solve_exactly(problem)


@pytest.mark.parametrize("options", [{"seed": -1}, {"deadline": 0}, {"deadline": float("nan")}])
def test_hostile_options_are_refused(options):
    with pytest.raises(ParameterError):
        solve_exactly(line([1] * 6, 2, centres="unit"), **options)


@pytest.mark.integration
@pytest.mark.parametrize("state", ["ID", "NM", "KS", "ME", "WV", "LA"])
def test_published_optima_are_found_and_proven(shared_data, state):
    folder = shared_data / "districting"
    with (folder / "optima.csv").open() as file:
        rows = {row["state"]: row for row in csv.DictReader(file) if row["level"] == "county"}
    found = solve_exactly(county_problem(folder, state))
    assert_agrees(found)
    assert found.proven
    assert f"{found.value / 1e6:.2f}" == rows[state]["opt_contiguous"]


@pytest.mark.integration
def test_new_hampshire_is_proven_infeasible(shared_data):
    with pytest.raises(InfeasibleError):
        solve_exactly(county_problem(shared_data / "districting", "NH"))
