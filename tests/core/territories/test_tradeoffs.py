"""The frontier of disruption and compactness."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Reference, SearchParameters
from maillage.core.territories.model import build_model
from maillage.core.territories.tradeoffs import Task, frontier, least_disruption, make_point
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from tests.core.territories.checker import assert_agrees, faults
from tests.core.territories.problems import cloud, examples, line, planted, seeds

pytestmark = pytest.mark.unit

BRIEF = SearchParameters(proposals=4_000, stages=10, attempts=2)


def named(seed=0, count=60, reps=4, **options):
    """Accounts with owners drawn at random, and homes of the reps."""
    generator = np.random.default_rng(seed)
    owner = generator.integers(-1, reps, count)
    homes = generator.uniform([38, -100], [42, -95], (reps, 2))
    settings = {"contiguity": False, "homes": homes, "reference": Reference(owner)}
    return cloud(seed, count, reps, **(settings | options))


def plans_of(found):
    return [point.alignment.labels.tolist() for point in found.points]


@examples(4)
@given(seeds)
def test_no_point_beats_another_and_all_keep_their_caps(seed):
    problem = named(seed)
    found = frontier(problem, points=4, parameters=BRIEF)
    for point in found.points:
        assert_agrees(point.alignment)
        assert faults(point.alignment.problem, point.alignment.labels) == []
        assert 0.0 <= point.gap < 0.5
        assert point.bound <= point.alignment.objective * (1 + 1e-9)
    for one in found.points:
        for other in found.points:
            assert one is other or not (
                one.disruption <= other.disruption
                and (one.mean_km <= other.mean_km or one.value <= other.value)
            )
    assert found.knee in found.points
    assert len(found.points) + found.dominated + found.infeasible == 4


@examples(15)
@given(seeds)
def test_no_plan_changes_less_than_the_least_disruption(seed):
    problem, labels = planted(seed, contiguity=False, homes=True)
    if problem.reference is None:
        return
    stakes = problem.stakes()
    moved = stakes[(np.asarray(problem.reference.labels) != labels) & (stakes > 0)].sum()
    least = least_disruption(problem, build_model(problem))
    assert 0.0 <= least <= moved / max(stakes.sum(), 1e-300) + 1e-6


def test_an_executor_changes_nothing():
    problem = named(3)
    alone = frontier(problem, points=4, parameters=BRIEF)
    with ThreadPoolExecutor(1) as pool:
        spread = frontier(problem, points=4, parameters=BRIEF, executor=pool)
    assert plans_of(alone) == plans_of(spread)


@pytest.mark.parametrize("values", [[1, 1, 1, 1], [9, 1, 1, 1]])
def test_what_goes_to_another_process_and_comes_back_is_whole(values):
    problem = line(values, 2, contiguity=False, tolerance=0.1, reference=Reference([0, 1, 0, 1]))
    task = pickle.loads(pickle.dumps(Task(problem, BRIEF, 0)))
    there = pickle.loads(pickle.dumps(make_point(task)))
    here = make_point(Task(problem, BRIEF, 0))
    if values[0] == 9:
        assert [str(one) for one in there] == [str(one) for one in here] != []
    else:
        assert there.alignment.labels.tolist() == here.alignment.labels.tolist()


def test_connected_territories_and_several_tolerances():
    generator = np.random.default_rng(2)
    problem = cloud(2, 24, 2, reference=Reference(generator.integers(0, 2, 24)))
    found = frontier(problem, points=3, tolerances=[0.1, 0.4], parameters=BRIEF)
    assert {point.tolerance for point in found.points} == {0.1, 0.4}
    for point in found.points:
        assert_agrees(point.alignment)
        assert point.alignment.feasible
        assert np.isnan(point.bound)


def test_tolerances_alone_are_an_axis():
    problem = replace(named(1), reference=None)
    found = frontier(problem, tolerances=[0.05, 0.3], parameters=BRIEF)
    assert [point.tolerance for point in found.points] == [0.05, 0.3]
    assert [point.gain for point in found.points] == [None, None]
    assert found.points[0].value > found.points[1].value


def test_what_balance_is_worth_is_measured_against_today():
    found = frontier(named(5), points=3, parameters=BRIEF)
    assert all(point.gain.base > 0 for point in found.points)


def test_progress_rises_to_its_end_and_a_caller_can_stop():
    told = []
    frontier(named(1), points=3, parameters=BRIEF, progress=told.append)
    shares = [one.share for one in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(CancelledError):
        frontier(named(1), points=3, parameters=BRIEF, cancelled=lambda: True)
    with ThreadPoolExecutor(1) as pool, pytest.raises(CancelledError):
        frontier(named(1), points=3, executor=pool, cancelled=lambda: True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": 1}, "The number of points is 1. Give a number from 2 to 100."),
        ({"points": 101}, "The number of points is 101. Give a number from 2 to 100."),
        ({"points": 2.5}, "The number of points is 2.5. Give a whole number."),
        ({"points": "8"}, "The number of points is '8'. Give a number."),
        (
            {"tolerances": [0.1, 2.0]},
            "The tolerance of measure 'potential' is 2.0. Give a share between 0 and 1, for example 0.05 for 5 %.",
        ),
        ({"seed": -1}, "The seed is -1. Give a number of 0 or more."),
    ],
)
def test_what_cannot_be_swept_is_refused(options, message):
    with pytest.raises(ParameterError) as caught:
        frontier(named(0), **options)
    assert str(caught.value) == message


def test_without_owners_or_tolerances_there_is_nothing_to_choose():
    with pytest.raises(ParameterError, match="nothing to choose between"):
        frontier(line([1, 1, 1, 1], 2))


def test_a_problem_without_a_plan_says_why():
    problem = line([9, 1, 1, 1], 2, contiguity=False, reference=Reference([0, 0, 1, 1]))
    with pytest.raises(InfeasibleError):
        frontier(problem, points=3)


def test_a_problem_whose_plans_all_break_a_rule_says_so():
    problem = line([3, 3, 3], 2, contiguity=False, tolerance=0.1, reference=Reference([0, 0, 1]))
    with pytest.raises(ParameterError, match="No plan was found that keeps everything asked"):
        frontier(problem, points=3)


def test_measures_and_their_shares_are_kept_under_another_tolerance():
    problem = named(4, measures=[Measure("a", np.ones(60), 0.3, [1, 2, 3, 4])])
    found = frontier(problem, points=2, tolerances=[0.2], parameters=BRIEF)
    shares = found.points[0].alignment.problem.measures[0].shares
    assert np.asarray(shares).tolist() == [1, 2, 3, 4]
