"""A-31: the search ends when asked, begins where asked, and runs wherever there is room."""

import multiprocessing
import pickle
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Progress, SearchParameters, solve, solver
from maillage.core.territories.model import build_model
from maillage.core.territories.restarts import Task, begin_from, run_restart
from maillage.core.territories.search import assess
from maillage.core.territories.watch import Watch
from maillage.errors import CancelledError, ParameterError
from tests.core.territories.checker import assert_agrees, faults
from tests.core.territories.problems import (
    QUICK,
    cloud,
    examples,
    grid,
    line,
    planted,
    seeds,
)
from tests.core.territories.twins import all_connected

pytestmark = pytest.mark.unit

THREE = replace(QUICK, proposals=4_000, restarts=3)


class Ticking:
    """A clock that goes on by a step each time it is read."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


class Backwards:
    """An executor that begins with the task handed in last."""

    def __init__(self):
        self.tasks = []

    def submit(self, function, task):
        future = Future()
        self.tasks.append((future, function, task))
        if len(self.tasks) == 3:
            for waiting, todo, what in reversed(self.tasks):
                waiting.set_result(todo(what))
        return future


def stages(problem, **options):
    told = []
    alignment = solve(problem, progress=told.append, **options)
    return alignment, [one for one in told if one.stage == "searching"]


# -- deadline


def test_fewer_stages_fit_before_a_near_deadline(monkeypatch):
    counts = []
    for seconds in (None, 1000.0, 4.0, 1.0):
        monkeypatch.setattr(solver, "clock", Ticking(0.1))
        alignment, told = stages(grid(6, 6, 3), parameters=QUICK, deadline=seconds)
        assert_agrees(alignment)
        counts.append(len(told))
    assert counts[0] == counts[1] > counts[2] > counts[3] > 0


def test_a_deadline_that_is_over_leaves_the_start(monkeypatch):
    monkeypatch.setattr(solver, "clock", Ticking(5.0))
    alignment, told = stages(grid(6, 6, 3), parameters=THREE, deadline=1.0)
    assert_agrees(alignment)
    assert len(told) <= 3
    assert set(alignment.labels.tolist()) == {0, 1, 2}


def test_the_search_is_cold_when_the_time_is_up(monkeypatch):
    """A schedule cut short while it is hot would leave a torn plan; this one is feasible."""
    parameters = SearchParameters(proposals=2_000_000, stages=400, attempts=0)
    monkeypatch.setattr(solver, "clock", Ticking(0.1))
    alignment, told = stages(grid(10, 10, 4), parameters=parameters, deadline=6.0)
    assert len(told) < 40
    assert alignment.feasible


def test_each_restart_has_its_part_of_the_time(monkeypatch):
    monkeypatch.setattr(solver, "clock", Ticking(0.1))
    _, told = stages(grid(6, 6, 3), parameters=replace(THREE, stages=200), deadline=30.0)
    begun = [[one for one in told if n / 3 < one.share <= (n + 1) / 3] for n in range(3)]
    assert all(len(part) > 3 for part in begun)


def test_a_far_deadline_changes_nothing():
    problem = cloud(3, 30, 3)
    usual = solve(problem, parameters=QUICK, seed=2)
    limited = solve(problem, parameters=QUICK, seed=2, deadline=1e6)
    assert limited.labels.tolist() == usual.labels.tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"deadline": 0}, "The deadline is 0.0. Give a finite number above zero."),
        ({"deadline": -1}, "The deadline is -1.0. Give a finite number above zero."),
        ({"deadline": float("nan")}, "The deadline is nan. Give a finite number above zero."),
        ({"deadline": "soon"}, "The deadline is 'soon'. Give a number."),
        (
            {"bound": float("inf")},
            "The bound is inf. Give a finite number, in the unit of the objective.",
        ),
        ({"bound": "low"}, "The bound is 'low'. Give a number."),
        (
            {"target_gap": 1, "bound": 1},
            "The gap aimed at is 1. Give a share from 0 to less than 1, for example 0.02 for 2 %.",
        ),
        (
            {"target_gap": -0.1, "bound": 1},
            (
                "The gap aimed at is -0.1. Give a share from 0 to less than 1, for example 0.02"
                " for 2 %."
            ),
        ),
        (
            {"target_gap": 0.1},
            (
                "A gap is aimed at, but no bound is known. Give the bound that the proof found, or"
                " only a deadline."
            ),
        ),
        (
            {"start": [0, 1]},
            "The start has 2 values for 3 units. Give one territory per basic unit.",
        ),
        ({"start": [0, 1, 0.5]}, None),
        ({"start": [[0, 1, 1]]}, None),
        ({"start": "abc"}, None),
        (
            {"start": [0, 1, 2]},
            (
                "The start puts unit number 2 into territory 2. Give numbers from 0 to 1, or -1 for"
                " none."
            ),
        ),
        (
            {"start": [0, -2, 1]},
            (
                "The start puts unit number 1 into territory -2. Give numbers from 0 to 1, or -1 for"
                " none."
            ),
        ),
    ],
)
def test_limits_out_of_range_are_refused(options, message):
    with pytest.raises(ParameterError) as caught:
        solve(line([1, 1, 1], 2, tolerance=0.9), **options)
    assert message is None or str(caught.value) == message


# -- gap


def test_a_search_ends_once_the_gap_is_small_enough():
    problem = grid(8, 8, 4, tolerance=0.1)
    usual, told = stages(problem, parameters=QUICK)
    easy, brief = stages(problem, parameters=QUICK, bound=usual.objective / 2, target_gap=0.9)
    assert (usual.feasible, easy.feasible) == (True, True)
    assert len(brief) < len(told)
    assert easy.objective * (1 - 0.9) <= usual.objective / 2
    assert brief[-1].gap <= 0.9


def test_a_gap_out_of_reach_takes_the_whole_search():
    problem = grid(6, 6, 3)
    usual, told = stages(problem, parameters=QUICK)
    same, all_of_it = stages(problem, parameters=QUICK, bound=usual.objective / 2, target_gap=0.0)
    assert same.labels.tolist() == usual.labels.tolist()
    assert len(all_of_it) == len(told)


def test_later_restarts_are_left_out_once_a_plan_is_good_enough():
    problem = grid(6, 6, 3)
    _, told = stages(problem, parameters=THREE, bound=1e-3, target_gap=1 - 1e-15)
    assert told[-1].share <= 1 / 3


def test_the_gap_of_progress():
    assert Progress("searching", 0.5, 1.0, 200.0, 0.0, 150.0).gap == 0.25
    assert Progress("searching", 0.5, 1.0, 100.0, 0.0, 150.0).gap == 0.0
    assert np.isnan(Progress("searching", 0.5, 1.0, 0.0, 0.0, 150.0).gap)
    assert np.isnan(Progress("searching", 0.5, 1.0, 200.0, 0.0).gap)


def test_the_bound_is_told():
    told = []
    solve(grid(4, 4, 2), parameters=QUICK, bound=3.5, progress=told.append)
    assert {one.bound for one in told} == {3.5}


# -- start


@examples(15)
@given(seeds)
def test_the_answer_is_never_worse_than_a_feasible_start(seed):
    problem, labels = planted(seed)
    model = build_model(problem)
    before = assess(model, begin_from(model, labels))
    alignment = solve(problem, parameters=QUICK, seed=seed % 7, start=labels)
    assert_agrees(alignment)
    if before.violation <= 0:
        assert alignment.feasible
        assert alignment.objective <= before.objective * (1 + 1e-12)


@examples(40)
@given(seeds)
def test_a_plan_that_keeps_the_rules_is_begun_from_as_it_is(seed):
    problem, labels = planted(seed)
    model = build_model(problem)
    assert begin_from(model, labels)[model.unit_node].tolist() == labels.tolist()


@pytest.mark.parametrize("contiguity", [True, False])
@examples(25)
@given(seed=seeds)
def test_any_start_is_completed_and_mended(contiguity, seed):
    generator = np.random.default_rng(seed)
    problem = cloud(seed % 50, 25, 4, contiguity=contiguity)
    problem = replace(
        problem, locks={problem.ids[3]: 1}, forbidden=[(problem.ids[5], t) for t in (0, 2)]
    )
    model = build_model(problem)
    labels = generator.integers(-1, 4, 25)
    if seed % 5 == 0:
        labels[:] = -1
    label = begin_from(model, labels)
    assert label[3] == 1
    assert label[5] in {1, 3}
    assert set(label.tolist()) == {0, 1, 2, 3}
    if not contiguity:
        kept = [n for n in range(25) if labels[n] >= 0 and n not in {3, 5}]
        same = sum(label[n] == labels[n] for n in kept)
        assert same >= len(kept) - 4


def test_a_connected_start_stays_connected_where_it_is_mended():
    model = build_model(grid(5, 5, 3, tolerance=0.9))
    labels = np.array([0] * 10 + [-1] * 5 + [1] * 5 + [2] * 5)
    label = begin_from(model, labels)
    assert label[labels >= 0].tolist() == labels[labels >= 0].tolist()
    assert all_connected(model, label)


def test_a_group_goes_where_most_of_it_is():
    problem = grid(3, 3, 2, tolerance=0.9, groups=[["u0", "u1", "u2"]], contiguity=False)
    model = build_model(problem)
    label = begin_from(model, np.array([1, 0, 1] + [0] * 6))
    assert label[model.unit_node].tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_good_start_is_kept_where_a_search_from_scratch_would_move_it():
    """Mirrored names mean another plan to who owns it, not to the objective."""
    problem = grid(6, 6, 3)
    plan = solve(problem, parameters=QUICK)
    names = np.array([2, 0, 1])
    again = solve(problem, parameters=replace(QUICK, attempts=0), start=names[plan.labels])
    assert (again.labels == names[plan.labels]).mean() > 0.9
    assert again.objective <= plan.objective * (1 + 1e-12)


# -- trials


def test_trials_are_told_and_never_leave_a_worse_plan():
    parameters = replace(QUICK, trials=3)
    alignment, told = stages(cloud(5, 60, 4), parameters=parameters)
    assert_agrees(alignment)
    assert [one.share for one in told] == sorted(one.share for one in told)
    best = [(max(one.violation, 1e-9), one.objective) for one in told]
    assert best == sorted(best, reverse=True)


def test_a_quick_search_is_shorter_than_the_usual():
    quick = SearchParameters.quick()
    assert (quick.attempts, quick.restarts, quick.trials) == (0, 1, 1)
    assert quick.proposals < SearchParameters().proposals
    assert solve(grid(8, 8, 4, tolerance=0.1), parameters=quick).feasible


# -- executor


def test_the_order_in_which_restarts_end_does_not_matter():
    problem = cloud(4, 40, 4)
    usual = solve(problem, parameters=THREE, seed=5)
    for executor in (Backwards(), ThreadPoolExecutor(2)):
        other = solve(problem, parameters=THREE, seed=5, executor=executor)
        assert other.labels.tolist() == usual.labels.tolist()
        assert other.objective == usual.objective


def test_other_processes_give_the_same_answer():
    problem = cloud(4, 40, 4)
    usual = solve(problem, parameters=THREE, seed=5)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        other = solve(problem, parameters=THREE, seed=5, executor=executor)
    assert other.labels.tolist() == usual.labels.tolist()


def test_a_cluster_gives_the_same_answer():
    distributed = pytest.importorskip("distributed", reason="dask.distributed is optional")
    problem = cloud(4, 40, 4)
    usual = solve(problem, parameters=THREE, seed=5)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        other = solve(problem, parameters=THREE, seed=5, executor=client.get_executor())
    assert other.labels.tolist() == usual.labels.tolist()


def test_a_restart_can_be_sent_away():
    problem, _ = planted(3)
    task = Task(problem, build_model(problem), THREE, 1, 0, None, Watch(0.0))
    there = pickle.loads(pickle.dumps(task))
    assert run_restart(there).label.tolist() == run_restart(task).label.tolist()


def test_a_restart_that_comes_too_late_is_left_out_but_never_the_first(tmp_path):
    flag = tmp_path / "stop"
    flag.touch()
    problem = grid(4, 4, 2)
    model = build_model(problem)
    first, second = (
        run_restart(Task(problem, model, QUICK, 1, number, None, Watch(0.0, flag=str(flag))))
        for number in range(2)
    )
    assert second is None
    assert all_connected(model, first.label)


def test_restarts_elsewhere_end_when_the_work_is_cancelled():
    asked = []
    parameters = SearchParameters(proposals=500_000_000, stages=5_000, restarts=2)
    with ThreadPoolExecutor(1) as executor, pytest.raises(CancelledError):
        solve(
            grid(10, 10, 4), parameters=parameters, executor=executor,
            cancelled=lambda: asked.append(1) or len(asked) > 3,
        )  # fmt: skip


def test_an_error_elsewhere_comes_back():
    class Broken:
        def submit(self, _function, _task):
            future = Future()
            future.set_exception(OSError("no room"))
            return future

    with pytest.raises(OSError, match="no room"):
        solve(grid(4, 4, 2), parameters=THREE, executor=Broken())


def test_restarts_elsewhere_are_told_of_as_they_end():
    alignment, told = stages(cloud(4, 40, 4), parameters=THREE, executor=Backwards())
    assert told[-1].share == 1.0
    assert told[-1].objective == alignment.objective
    assert faults(alignment.problem, alignment.labels.tolist()) == []


# -- the first use


def test_compiling_is_told_only_where_it_takes_place(monkeypatch):
    for ready, expected in ((True, []), (False, ["compiling"])):
        monkeypatch.setattr(solver, "compiled", lambda *_kernels, ready=ready: ready)
        told = []
        solve(grid(4, 4, 2), parameters=QUICK, progress=told.append)
        assert told[0].stage == "preparing"
        assert [one.stage for one in told if one.stage == "compiling"] == expected
