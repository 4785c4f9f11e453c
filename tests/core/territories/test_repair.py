"""Making every territory connected from any labelling."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.model import build_model
from maillage.core.territories.repair import connect
from maillage.core.territories.starts import centroids
from tests.core.territories.problems import cloud, examples, grid, line, seeds
from tests.core.territories.twins import all_connected, members, pieces_within

pytestmark = pytest.mark.unit


def mended(model, label):
    label = np.asarray(label, dtype=np.int32)
    return connect(model, label, centroids(model, label, model.position[: model.territories]))


@examples(60)
@given(seeds)
def test_any_labelling_becomes_connected(seed):
    model = build_model(cloud(seed % 50, 40, 4))
    label = np.random.default_rng(seed).integers(0, 4, 40)
    found = mended(model, label)
    assert all_connected(model, found)
    for number in range(4):
        pieces = pieces_within(model, members(label, number))
        heaviest = max(pieces, key=lambda piece: model.weight[list(piece)].sum(), default=set())
        assert {found[node] for node in heaviest} <= {number}


@examples(60)
@given(seeds)
def test_a_labelling_with_empty_territories_becomes_connected_too(seed):
    generator = np.random.default_rng(seed)
    count = int(generator.integers(6, 30))
    model = build_model(cloud(seed % 50, count, 5))
    found = mended(model, generator.integers(0, generator.integers(1, 5), count))
    assert set(found.tolist()) == {0, 1, 2, 3, 4}
    assert all_connected(model, found)


@examples(40)
@given(seeds)
def test_a_connected_labelling_stays_as_it_is(seed):
    model = build_model(cloud(seed % 50, 40, 4))
    label = mended(model, np.random.default_rng(seed).integers(0, 4, 40))
    assert mended(model, label).tolist() == label.tolist()


def test_the_labelling_handed_in_is_not_changed():
    model = build_model(line([1] * 4, 2))
    label = np.array([0, 1, 0, 1], dtype=np.int32)
    mended(model, label)
    assert label.tolist() == [0, 1, 0, 1]


def test_fragments_are_grown_over():
    model = build_model(line([3, 3, 1, 1, 3, 3], 2))
    assert mended(model, [0, 0, 1, 0, 1, 1]).tolist() in ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1])


def test_locked_units_are_joined_by_a_path():
    model = build_model(grid(3, 5, 2, tolerance=0.9, locks={"u5": 0, "u9": 0}))
    label = mended(model, [1] * 5 + [0, 1, 1, 1, 0] + [1] * 5)
    assert label[[5, 9]].tolist() == [0, 0]
    assert len(pieces_within(model, members(label, 0))) == 1


def test_a_path_between_locks_goes_round_the_locks_and_bars_of_others():
    problem = grid(3, 3, 2, tolerance=0.9, locks={"u0": 0, "u2": 0, "u1": 1}, forbidden=[("u4", 0)])
    label = mended(build_model(problem), [0, 1, 0, 1, 1, 1, 1, 1, 1])
    assert [label[node] for node in (0, 3, 6, 7, 8, 5, 2)] == [0] * 7
    assert label[1] == 1


def test_locked_units_that_no_path_joins_keep_their_lock():
    problem = line([1] * 5, 2, tolerance=0.9, locks={"u0": 0, "u2": 1, "u4": 0})
    label = mended(build_model(problem), [0, 0, 1, 0, 0])
    assert label[[0, 2]].tolist() == [0, 1]


def test_an_empty_territory_is_planted_near_its_centre():
    model = build_model(grid(3, 4, 3, tolerance=0.9, locks={"u0": 0}, forbidden=[("u11", 2)]))
    centres = model.position[[0, 4, 11]]
    label = connect(model, np.array([0] * 6 + [1] * 6, dtype=np.int32), centres)
    assert set(label.tolist()) == {0, 1, 2}
    assert label[0] == 0
    assert members(label, 2) == [9, 10]
    assert all_connected(model, label)


def test_an_empty_territory_may_be_planted_on_a_fragment():
    model = build_model(line([5, 5, 6, 1, 5], 3))
    label = connect(model, np.array([0, 0, 1, 0, 1], dtype=np.int32), model.position[[0, 2, 3]])
    assert label.tolist() == [0, 0, 1, 2, 2]


def test_a_territory_is_not_planted_on_the_last_unit_of_another():
    model = build_model(line([1, 1, 1], 3))
    label = connect(model, np.array([0, 1, 1], dtype=np.int32), model.position[[0, 1, 0]])
    assert sorted(label.tolist()) == [0, 1, 2]


def test_growth_passes_by_forbidden_and_locked_units():
    problem = line([9, 1, 1, 9], 2, tolerance=0.9, forbidden=[("u1", 0)])
    model = build_model(problem)
    label = np.array([0, 1, 0, 1], dtype=np.int32)
    assert connect(model, label, model.position[[0, 3]]).tolist() == [0, 1, 1, 1]
    locked = build_model(line([9, 1, 1, 9], 2, tolerance=0.9, locks={"u1": 1}))
    assert connect(locked, label, locked.position[[0, 3]]).tolist() == [0, 1, 1, 1]


def test_units_on_an_island_without_a_territory_go_to_the_nearest_centre():
    problem = line([5, 5, 1, 5, 5], 2, tolerance=0.9, edges=[[0, 1], [3, 4]])
    label = mended(build_model(problem), [0, 0, 1, 1, 1])
    assert label.tolist() == [0, 0, 1, 1, 1]
