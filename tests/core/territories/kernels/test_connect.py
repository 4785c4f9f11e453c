"""Connectivity of territories when nodes leave, against breadth-first search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories.kernels.connect import cut_off, pieces_of, touches
from maillage.core.territories.model import build_model
from tests.core.territories.problems import cloud, examples, line, seeds
from tests.core.territories.twins import around, members, pieces_within

pytestmark = pytest.mark.unit

CHAIN = [0, 0, 0, 1, 1]


def leaving_nodes(model, label, node, limit, scratch=None):
    stamp, mark, queue = scratch or workspace(model)
    count = cut_off(node, label, model.indptr, model.indices, stamp, mark, queue, limit)
    return count, set(queue[: max(count, 0)].tolist())


def workspace(model):
    return (
        np.zeros(model.size, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.empty(model.size + 1, dtype=np.int32),
    )


@pytest.mark.parametrize(
    ("labels", "node", "limit", "expected"),
    [
        # the end of a chain leaves alone
        (CHAIN, 0, 0, (0, set())),
        # the middle takes one of two equal ends along, if it may
        (CHAIN, 1, 1, (1, {2})),
        (CHAIN, 1, 0, (-1, set())),
        # the smaller side goes with it
        ([0, 0, 0, 0, 1], 1, 9, (1, {0})),
        ([0, 0, 0, 0, 1], 2, 9, (1, {3})),
        # the last node of a territory must stay
        ([0, 1, 1, 1, 1], 0, 9, (-1, set())),
    ],
)
def test_what_leaves_with_a_node_of_a_chain(labels, node, limit, expected):
    model = build_model(line([1] * 5, 2))
    assert leaving_nodes(model, np.array(labels, dtype=np.int32), node, limit) == expected


@examples(40)
@given(seeds, st.integers(0, 64))
def test_what_leaves_is_all_but_the_largest_remaining_piece(seed, limit):
    generator = np.random.default_rng(seed)
    model = build_model(cloud(seed % 50, 40, 3))
    label = generator.integers(0, 3, 40).astype(np.int32)
    scratch = workspace(model)
    for node in range(40):
        count, leaving = leaving_nodes(model, label, node, limit, scratch)
        whole = next(p for p in pieces_within(model, members(label, label[node])) if node in p)
        rest = pieces_within(model, whole - {node})
        cut = len(whole) - 1 - len(rest[0]) if rest else None
        assert count == (cut if cut is not None and cut <= limit else -1)
        if count > 0:
            assert leaving <= whole - {node}
            assert sorted(map(len, pieces_within(model, whole - {node} - leaving))) == [
                len(rest[0])
            ]


@examples(40)
@given(seeds)
def test_pieces_are_those_of_a_breadth_first_search(seed):
    generator = np.random.default_rng(seed)
    model = build_model(cloud(seed % 50, 40, 3))
    label = generator.integers(-1, 3, 40).astype(np.int32)
    piece, count = pieces_of(label, model.indptr, model.indices)
    expected = [p for number in range(3) for p in pieces_within(model, members(label, number))]
    found = [set(np.flatnonzero(piece == number).tolist()) for number in range(count)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
    assert (piece[label < 0] == -1).all()


@examples(40)
@given(seeds)
def test_a_node_touches_the_territories_of_its_neighbours(seed):
    generator = np.random.default_rng(seed)
    model = build_model(cloud(seed % 50, 20, 3))
    label = generator.integers(0, 3, 20).astype(np.int32)
    for node in range(20):
        but = around(model, node)[0]
        for territory in range(3):
            expected = any(label[n] == territory for n in around(model, node) if n != but)
            found = touches(node, territory, label, model.indptr, model.indices, but)
            assert found == expected
