"""The moves of the search: rules are kept and running totals stay true, move after move."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.kernels.search import (
    anneal_connected,
    anneal_free,
    list_members,
    seed_kernels,
)
from maillage.core.territories.model import build_model
from tests.core.territories.problems import examples, grid, planted, seeds
from tests.core.territories.twins import (
    all_connected,
    assert_totals_are_fresh,
    search_of,
    slow_moved,
    slow_objective,
    terms,
)

pytestmark = pytest.mark.unit


def node_labels(model, labels):
    """Label of each node of a labelling of units in which groups are whole."""
    found = np.empty(model.size, dtype=np.int32)
    found[model.unit_node] = labels
    return found


def started(seed, *, contiguity):
    problem, labels = planted(seed, contiguity=contiguity)
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


@examples(40)
@given(seeds)
def test_connected_moves_keep_every_rule(seed):
    model, search = started(seed, contiguity=True)
    before = search.label.copy()
    seed_kernels(seed)
    for temperature in (10.0, 0.1):
        run_connected(search, terms(model, temperature=temperature, penalty=0.5))
        assert all_connected(model, search.label)
        assert_rules_hold(search, before)


@examples(40)
@given(seeds)
def test_free_moves_keep_every_rule(seed):
    model, search = started(seed, contiguity=False)
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
