"""The exact mode at the end of the usual search (A-14)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Reference, SearchParameters, solve
from maillage.core.territories.exact import solve_exactly, within_reach
from maillage.core.territories.exact.reach import FEW_TERRITORIES, MORE_NODES, NODES
from maillage.core.territories.model import build_model
from maillage.errors import InfeasibleError, ParameterError
from tests.core.territories.checker import assert_agrees
from tests.core.territories.problems import cloud, examples, line, seeds

pytestmark = pytest.mark.unit

BRIEF = SearchParameters(proposals=300, stages=3, attempts=0)


@examples(12)
@given(seeds)
def test_a_brief_search_ends_at_the_proven_optimum(seed):
    problem = cloud(seed, 14, 3, centres="unit", contiguity=bool(seed % 3), power=1 + seed % 2)
    found = solve(problem, parameters=BRIEF, seed=seed % 100)
    assert_agrees(found)
    if found.impossible:
        with pytest.raises(InfeasibleError):
            solve_exactly(problem)
        return
    best = solve_exactly(problem)
    assert (found.proven, found.impossible, best.proven) == (True, False, True)
    assert found.value == pytest.approx(best.value, rel=1e-9)
    assert found.bound == pytest.approx(found.value, rel=1e-8)
    assert found.bound <= found.value


def test_the_proof_improves_what_the_search_leaves():
    problem = cloud(8, 40, 5, centres="unit")
    left = solve(problem, parameters=replace(BRIEF, exact=0.0))
    found = solve(problem, parameters=BRIEF)
    assert not left.proven
    assert left.bound == -np.inf
    assert found.proven
    assert found.value < left.value
    assert found.objective == pytest.approx(found.value)


def test_what_no_plan_can_keep_is_proven_impossible():
    found = solve(line([2] * 7, 2, tolerance=0.04, centres="unit"), parameters=BRIEF)
    assert (found.feasible, found.proven, found.impossible) == (False, False, True)
    assert (found.bound, found.gap) == (np.inf, np.inf)
    assert_agrees(found)


def test_the_proof_is_told_with_its_bound():
    seen = []
    found = solve(cloud(8, 40, 5, centres="unit"), parameters=BRIEF, progress=seen.append)
    stages = list(dict.fromkeys(step.stage for step in seen))
    assert stages[-3:] == ["searching", "proving", "finished"]
    assert seen[-1].bound == pytest.approx(found.bound)
    assert all(0 <= step.share <= 1 for step in seen)


def test_a_plan_that_is_good_enough_needs_no_proof():
    seen = []
    solve(
        cloud(8, 40, 5, centres="unit"), parameters=BRIEF, bound=1.0, target_gap=0.999999999,
        progress=lambda at: seen.append(at.stage),
    )  # fmt: skip
    assert "proving" not in seen


def test_when_time_is_out_the_plan_comes_with_what_is_proven():
    problem = cloud(1, 60, 6, centres="unit")
    found = solve(problem, parameters=replace(BRIEF, exact=1e-9))
    assert_agrees(found)
    assert not found.proven
    assert found.feasible
    assert 0 < found.gap < 1


@pytest.mark.parametrize(
    "options",
    [
        {"centres": "free"},
        {"locks": {"u0": 0}},
        {"forbidden": [("u0", 1)]},
        {"separate": [["u0", "u1"]]},
        {"shares": [1, 2]},
        {"reference": Reference([0, 0, 0, 1, 1, 1], cap=0.5)},
    ],
)
def test_what_the_exact_mode_does_not_know_is_left_to_the_search(options):
    problem = line([1] * 6, 2, tolerance=0.6, **({"centres": "unit"} | options))
    assert not within_reach(problem, build_model(problem))
    found = solve(problem, parameters=BRIEF)
    assert (found.proven, found.bound) == (False, -np.inf)


@pytest.mark.parametrize(
    ("units", "territories", "reached"),
    [
        (NODES, FEW_TERRITORIES + 1, True),
        (NODES + 1, FEW_TERRITORIES + 1, False),
        (MORE_NODES, FEW_TERRITORIES, True),
        (MORE_NODES + 1, FEW_TERRITORIES, False),
    ],
)
def test_the_reach_ends_where_it_says(units, territories, reached):
    problem = cloud(0, units, territories, centres="unit")
    assert within_reach(problem, build_model(problem)) is reached


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf"), "10", None, True])
def test_hostile_seconds_are_refused(wrong):
    with pytest.raises(ParameterError, match="time of the exact mode"):
        SearchParameters(exact=wrong)
