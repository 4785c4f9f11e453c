"""The moves of the search: rules are kept and running totals stay true, move after move."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.kernels.recombine import recombine
from maillage.core.territories.kernels.search import (
    anneal_connected,
    anneal_free,
    list_members,
    seed_kernels,
)
from maillage.core.territories.model import build_model
from maillage.core.territories.search import loads_of
from tests.core.territories.problems import KINDS, examples, grid, line, measured, planted, seeds
from tests.core.territories.twins import (
    all_connected,
    assert_totals_are_fresh,
    search_of,
    slow_conflicts,
    slow_moved,
    slow_objective,
    slow_paid,
    slow_violation,
    terms,
)

pytestmark = pytest.mark.unit


def node_labels(model, labels):
    """Label of each node of a labelling of units in which groups are whole."""
    found = np.empty(model.size, dtype=np.int32)
    found[model.unit_node] = labels
    return found


def started(seed, *, contiguity, kind=None):
    if kind is None:
        problem, labels = planted(seed, contiguity=contiguity)
    else:
        problem, labels = measured(seed, kind, contiguity=contiguity)
    model = build_model(problem)
    return model, search_of(model, node_labels(model, labels))


def run_connected(search, how, proposals=3_000):
    model = search.model
    return anneal_connected(
        search.label, search.totals, search.data, (model.indptr, model.indices), search.limits,
        search.bounds, model.homes, how, proposals, search.work,
    )  # fmt: skip


def run_free(search, how, nearby, members, proposals=3_000):
    return anneal_free(
        search.label, search.totals, search.data, nearby, members, search.limits, search.bounds,
        search.model.homes, how, proposals, search.work,
    )  # fmt: skip


def assert_rules_hold(search, before):
    model, label = search.model, search.label
    locked = model.fixed >= 0
    assert label[locked].tolist() == model.fixed[locked].tolist()
    if len(model.barred):
        assert not model.barred[np.arange(model.size), label].any()
    assert set(label.tolist()) == set(range(model.territories))
    assert slow_moved(model, label) <= max(model.cap, slow_moved(model, before)) + 1e-9
    assert_totals_are_fresh(search)


@pytest.mark.parametrize("kind", [None, *KINDS])
@examples(20)
@given(seed=seeds)
def test_connected_moves_keep_every_rule(kind, seed):
    model, search = started(seed, contiguity=True, kind=kind)
    before = search.label.copy()
    seed_kernels(seed)
    for temperature in (10.0, 0.1):
        run_connected(search, terms(model, temperature=temperature, penalty=0.5))
        assert all_connected(model, search.label)
        assert_rules_hold(search, before)


@pytest.mark.parametrize("kind", [None, *KINDS])
@examples(20)
@given(seed=seeds)
def test_free_moves_keep_every_rule(kind, seed):
    model, search = started(seed, contiguity=False, kind=kind)
    before = search.label.copy()
    members = list_members(search.label, model.territories)
    nearby = np.tile(np.arange(model.territories, dtype=np.int32), (model.size, 1))
    seed_kernels(seed)
    run_free(search, terms(model, temperature=10.0, penalty=0.5), nearby, members)
    assert_rules_hold(search, before)
    lists, place = members
    for territory in range(model.territories):
        listed = lists[territory, : search.totals.nodes[territory]].tolist()
        assert sorted(listed) == np.flatnonzero(search.label == territory).tolist()
        assert place[listed].tolist() == list(range(len(listed)))


@pytest.mark.parametrize("contiguity", [True, False])
def test_without_heat_the_plan_never_gets_worse(contiguity):
    problem = grid(6, 6, 3, values=np.random.default_rng(2).lognormal(0, 0.3, 36), tolerance=0.9)
    model = build_model(problem)
    search = search_of(model, np.repeat([0, 1, 2], 12))
    members = list_members(search.label, 3)
    nearby = np.tile(np.arange(3, dtype=np.int32), (model.size, 1))
    value = slow_objective(model, search.label)
    seed_kernels(1)
    for _ in range(20):
        how = terms(model, temperature=1e-12)
        taken = (
            run_connected(search, how, 200)
            if contiguity
            else run_free(search, how, nearby, members, 200)
        )
        now = slow_objective(model, search.label)
        assert now <= value * (1 + 1e-12)
        assert taken >= 0
        value = now


def whole_value(search, penalty):
    """Objective about the present centres plus what leaving the bounds and conflicts cost."""
    model, label = search.model, search.label
    value = sum(search.totals.spread) + model.price * slow_moved(model, label)
    value += slow_paid(model, label) + penalty * slow_conflicts(model, label)
    return value + penalty * sum(
        slow_violation(model, label, number) for number in range(model.territories)
    )


@pytest.mark.parametrize("contiguity", [True, False])
@pytest.mark.parametrize("kind", KINDS)
@examples(12)
@given(seed=seeds)
def test_tolls_tables_and_conflicts_are_priced_by_every_move(kind, contiguity, seed):
    """Without heat, one move at a time, the price of all together never rises.

    A floor far above any inertia makes the penalty the same for all pairs of territories.
    """
    model, search = started(seed, contiguity=contiguity, kind=kind)
    search.label[:] = scattered(model, seed) if not contiguity else search.label
    search._settle()
    search.bounds = (model.low, model.high, model.target)
    members = list_members(search.label, model.territories)
    nearby = np.tile(np.arange(model.territories, dtype=np.int32), (model.size, 1))
    floor = 1e3 + search.totals.spread.sum()
    floor *= 100.0
    penalty = 0.01
    how = (1e-12, penalty, model.price, np.inf, floor, loads_of(model))
    value = whole_value(search, penalty * floor)
    seed_kernels(seed)
    for _ in range(60):
        if contiguity:
            run_connected(search, how, 1)
            recombine_once(search, how)
        else:
            run_free(search, how, nearby, members, 1)
        now = whole_value(search, penalty * floor)
        assert now <= value * (1 + 1e-9)
        value = now


def scattered(model, seed):
    """A labelling that leaves no territory empty and keeps locks and bars, but little else."""
    generator = np.random.default_rng([seed, 2])
    label = generator.integers(0, model.territories, model.size)
    label[: model.territories] = np.arange(model.territories)
    label = np.where(model.fixed >= 0, model.fixed, label)
    for node in (
        np.flatnonzero(model.barred[np.arange(model.size), label]) if len(model.barred) else ()
    ):
        label[node] = np.argmin(model.barred[node])
    return label


def recombine_once(search, how):
    model = search.model
    recombine(
        search.label, search.totals, search.data, (model.indptr, model.indices), search.limits,
        search.bounds, model.homes, how, 1, *search.work[:2],
    )  # fmt: skip


@pytest.mark.parametrize("contiguity", [True, False])
def test_units_to_keep_apart_part(contiguity):
    """A-14: the penalty drives conflicts out, by shifts, swaps, blocks and cuts."""
    corners = [["u0", "u1", "u2"], ["u3", "u7"]]
    problem = grid(4, 4, 4, tolerance=0.9, separate=corners, contiguity=contiguity)
    model = build_model(problem)
    search = search_of(model, np.repeat([0, 1, 2, 3], 4))
    assert slow_conflicts(model, search.label) == 3
    members = list_members(search.label, 4)
    nearby = np.tile(np.arange(4, dtype=np.int32), (16, 1))
    seed_kernels(3)
    for temperature in (3.0, 0.3, 0.03):
        how = terms(model, temperature=temperature, penalty=10.0)
        if contiguity:
            run_connected(search, how)
        else:
            run_free(search, how, nearby, members)
    assert slow_conflicts(model, search.label) == 0
    assert_totals_are_fresh(search)


def test_the_same_seed_gives_the_same_moves():
    labels = []
    for _ in range(2):
        model = build_model(grid(5, 5, 3, tolerance=0.5))
        search = search_of(model, np.repeat([0, 1, 2], [10, 10, 5]))
        seed_kernels(7)
        run_connected(search, terms(model, temperature=5.0), 500)
        labels.append(search.label.tolist())
    assert labels[0] == labels[1]


def test_units_without_neighbours_and_locked_units_stay():
    problem = grid(2, 2, 2, tolerance=0.9, edges=[[0, 1], [2, 3]], locks={"u2": 1, "u3": 1})
    search = search_of(build_model(problem), [0, 0, 1, 1])
    assert run_connected(search, terms(search.model, temperature=100.0), 500) == 0
    alone = search_of(build_model(grid(1, 2, 2, edges=[])), [0, 1])
    assert run_connected(alone, terms(alone.model), 100) == 0


def test_a_block_of_nodes_moves_as_one():
    """A spur hanging on the border can only change sides with its root."""
    edges = [[0, 1], [1, 2], [2, 3], [3, 4], [1, 5], [5, 6]]
    model = build_model(
        grid(1, 7, 2, tolerance=0.9, edges=edges, latitude=[40, 40, 40, 40, 40, 41, 42])
    )
    search = search_of(model, [1, 0, 1, 1, 1, 0, 0])
    seen = set()
    seed_kernels(3)
    for _ in range(300):
        run_connected(search, terms(model, temperature=1e4, penalty=1e-9), 5)
        seen.add(tuple(search.label.tolist()))
        assert_totals_are_fresh(search)
    assert len(seen) > 3


def test_heavy_units_move_at_the_temperature_of_light_ones():
    """What a move may cost is in proportion to what moves: one unit or its ten tenths."""
    taken = []
    for load in (1.0, 10.0):
        model = build_model(line([1] * 10, 2, tolerance=0.9))
        search = search_of(model, [0] * 5 + [1] * 5)
        how = (*terms(model, temperature=0.02, penalty=1e-9)[:5], np.full(10, 0.2 * load))
        seed_kernels(1)
        taken.append(sum(run_connected(search, how, 200) for _ in range(10)))
    assert taken[0] < taken[1]
