"""Named-account mode against exhaustive programs, the checker and hostile questions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Problem, Reference, solve
from maillage.core.territories.model import build_model
from maillage.core.territories.named import assign, assignment_of, solver
from maillage.core.territories.named.packing import Packing
from maillage.core.territories.named.prices import cheapest_at, climb
from maillage.core.territories.named.relaxation import restricted, sharpen
from maillage.core.territories.search import assess
from tests.core.territories.checker import assert_agrees, faults, figures
from tests.core.territories.named.gaps import leaving_table, optimum, random_gap
from tests.core.territories.problems import examples, names, planted, seeds

pytestmark = pytest.mark.unit


@examples(60)
@given(seeds)
def test_small_problems_are_solved_to_the_optimum(seed):
    """Bound <= optimum = cost, bounds and cap kept."""
    assignment, _ = random_gap(seed, tight=bool(seed % 2))
    best = optimum(assignment)
    found = assign(assignment)
    assert best is not None
    assert found.violation == 0
    assert found.prices.bound <= best + 1e-6 * abs(best)
    assert found.cost == pytest.approx(best, rel=1e-6, abs=1e-6)


@examples(12)
@given(seeds)
def test_packing_keeps_bounds_and_comes_near_the_optimum(seed):
    """The way of large problems, on ones that HiGHS can still solve."""
    assignment, _ = random_gap(seed, size=40, count=3)
    best = optimum(assignment)
    limit, solver.SMALL = solver.SMALL, 0
    try:
        found = assign(assignment, seed=seed % 7)
    finally:
        solver.SMALL = limit
    assert found.violation == 0
    assert found.prices.bound - 1e-6 * best <= best <= found.cost + 1e-6 * best
    assert found.cost <= 1.15 * best
    assert found.gap == pytest.approx((found.cost - found.prices.bound) / found.cost)


@examples(20)
@given(seeds)
def test_a_hopeless_problem_gives_the_least_violation_it_finds_and_says_so(seed):
    assignment, _ = random_gap(seed, size=8, count=3)
    low = np.full_like(assignment.low, 0.9 * assignment.amounts.sum(axis=0))
    hopeless = replace(assignment, low=low, high=low * 1.1)
    assert optimum(hopeless) is None
    assert assign(hopeless).violation > 0


@examples(30)
@given(seeds)
def test_figures_of_an_assignment_are_those_of_plain_sums(seed):
    assignment, label = random_gap(seed)
    leaving = leaving_table(assignment)
    rows = np.arange(assignment.size)
    assert assignment.leaving(label) == pytest.approx(leaving[rows, label])
    totals, moved = assignment.totals(label)
    assert moved == pytest.approx(leaving[rows, label].sum())
    for place in range(assignment.territories):
        assert totals[place] == pytest.approx(assignment.amounts[label == place].sum(axis=0))
    assert assignment.cost(label) == pytest.approx(
        sum(assignment.costs[row, own] for row, own in enumerate(label))
    )
    assert assignment.violation(label) == 0
    assert assignment.clashes(np.zeros_like(label)) == len(assignment.apart) + (
        assignment.territories - 1
    )


@examples(40)
@given(seeds)
def test_costs_are_those_of_the_engines_objective(seed):
    """Locks, forbidden pairs, groups, prices and homes included; assess() adds them up anew."""
    problem, labels = planted(seed, contiguity=False, groups=False, homes=True)
    model = build_model(problem)
    assignment = assignment_of(problem, model, model.homes)
    found = assess(model, labels.astype(np.int32))
    assert assignment.cost(labels.astype(np.int32)) == pytest.approx(found.objective, rel=1e-9)
    assert assignment.violation(labels.astype(np.int32)) == pytest.approx(found.violation, abs=1e-9)


@examples(20)
@given(seeds)
def test_every_rule_is_kept_with_homes(seed):
    """A-04: two measures, locks, forbidden pairs, groups, prices and a cap."""
    problem, _ = planted(seed, contiguity=False, homes=True)
    alignment = solve(problem, seed=seed % 3)
    assert_agrees(alignment)
    assert faults(problem, alignment.labels) == []


@examples(8)
@given(seeds)
def test_every_rule_is_kept_with_free_centres(seed):
    problem, _ = planted(seed, contiguity=False)
    alignment = solve(problem, seed=seed % 3)
    assert_agrees(alignment)
    assert faults(problem, alignment.labels) == []


def test_travel_to_fixed_centres_and_units_to_keep_apart():
    travel = np.array([[1.0, 9.0], [1.0, 9.0], [9.0, 1.0], [9.0, 1.0]])
    problem = Problem(
        ids=names(4), latitude=[0.0] * 4, longitude=[0.0, 1.0, 2.0, 3.0], territories=2,
        measures=[Measure("accounts", [1.0] * 4, 0.1)], contiguity=False, travel=travel, power=1,
        separate=[["u0", "u1"]],
    )  # fmt: skip
    alignment = solve(problem)
    assert alignment.feasible
    assert alignment.labels[0] != alignment.labels[1]
    assert alignment.objective == pytest.approx(1 + 9 + 1 + 9)


def test_what_a_shared_group_costs_is_counted_by_account():
    """Two reps share a parent: giving it to the smaller one moves only the larger one's part."""
    problem = Problem(
        ids=names(4), latitude=[0.0, 0.0, 0.0, 1.0], longitude=[0.0, 0.1, 5.0, 0.0], territories=2,
        measures=[Measure("accounts", [1.0] * 4, 0.6)], contiguity=False,
        homes=[[0.0, 5.0], [0.0, 0.0]], groups=[["u0", "u1"]],
        reference=Reference([0, 1, 0, 1], [3.0, 1.0, 1.0, 1.0], cap=0.5),
    )  # fmt: skip
    alignment = solve(problem)
    assert figures(problem, alignment.labels).disruption == pytest.approx(0.5)
    assert alignment.labels.tolist() == [1, 1, 0, 1]
    assert_agrees(alignment)


def test_equal_weights_need_no_exact_packing():
    generator = np.random.default_rng(1)
    problem = Problem(
        ids=names(2_000), latitude=generator.uniform(40, 45, 2_000),
        longitude=generator.uniform(-100, -90, 2_000), territories=5,
        measures=[Measure("accounts", np.ones(2_000), 0.01)], contiguity=False,
        homes=generator.uniform([40, -100], [45, -90], (5, 2)),
    )  # fmt: skip
    model = build_model(problem)
    assignment = assignment_of(problem, model, model.homes)
    found = assign(assignment)
    assert found.violation == 0
    assert found.gap < 0.001


def test_a_restricted_program_keeps_nodes_whole_where_asked():
    assignment, _ = random_gap(11, size=12, count=3)
    prices = sharpen(assignment, climb(assignment))
    offered = np.isfinite(assignment.costs)
    divided = restricted(assignment, prices, offered)
    assert divided.shares.sum(axis=1) == pytest.approx(np.ones(12))
    assert (np.abs(divided.shares - divided.shares.round()) > 1e-6).any()
    whole = restricted(assignment, prices, offered, whole=np.ones(12, dtype=bool), nodes=5_000)
    assert np.abs(whole.shares - whole.shares.round()).max() < 1e-6
    assert whole.value >= divided.value - 1e-6
    assert whole.proven


def test_packing_is_the_same_for_the_same_seed():
    assignment, _ = random_gap(21, size=60, count=4)
    prices = climb(assignment)
    label = cheapest_at(assignment, prices)
    packing = Packing(assignment, prices)
    assert packing.run(label, 3).tolist() == packing.run(label, 3).tolist()
    assert label.tolist() == cheapest_at(assignment, prices).tolist()


def test_progress_of_an_assignment_rises_to_its_end():
    assignment, _ = random_gap(21, size=300, count=4)
    told = []
    assign(assignment, tick=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
