"""A few territories assigned anew by an exact program (A-15: shares of capacity are respected)."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, neighbourhood
from maillage.core.territories.model import build_model
from maillage.core.territories.neighbourhood import refine
from maillage.core.territories.reassign import MOST, PARCEL, parcels_of, reassign
from maillage.core.territories.search import assess
from tests.core.territories.kernels.test_search import node_labels
from tests.core.territories.problems import examples, grid, line, names, planted, seeds
from tests.core.territories.twins import all_connected, around, pieces_within

pytestmark = pytest.mark.unit


def generator():
    return np.random.default_rng(0)


def improved(model, label, attempts=4):
    return refine(
        model,
        assess(model, np.array(label, dtype=np.int32)),
        generator(),
        attempts=attempts,
        proposals_per_node=100,
        price=0.0,
        report=lambda _share, _best: False,
    )


@examples(40)
@given(seeds)
def test_parcels_are_connected_pieces_of_one_territory_and_light_unless_alone(seed):
    problem, labels = planted(seed)
    model = build_model(problem)
    label = node_labels(model, labels)
    parcels = parcels_of(model, label)
    load = (model.amounts / model.target.mean(axis=0)).max(axis=1)
    for number in range(parcels.number.max() + 1):
        nodes = np.flatnonzero(parcels.number == number)
        assert len(pieces_within(model, set(nodes.tolist()))) == 1
        assert set(label[nodes]) == {parcels.label[number]}
        assert len(nodes) == 1 or load[nodes].sum() <= PARCEL + 1e-9
        assert parcels.amounts[number].tolist() == pytest.approx(
            model.amounts[nodes].sum(axis=0).tolist()
        )


@examples(40)
@given(seeds)
def test_territories_stay_connected_and_rules_hold(seed):
    problem, labels = planted(seed)
    model = build_model(problem)
    label = node_labels(model, labels)
    found = reassign(model, label, np.random.default_rng(seed))
    if found is None:
        assert len(model.barred) or (model.fixed >= 0).any()
        return
    assert all_connected(model, found)
    assert sorted(set(found)) == list(range(model.territories))
    for node in range(model.size):
        assert model.fixed[node] in {-1, found[node]}
        assert not (len(model.barred) and model.barred[node, found[node]])


def test_a_plan_out_of_bounds_is_brought_inside():
    model = build_model(line([4, 1, 1, 1, 1, 4], 2))
    found = reassign(model, np.array([0, 1, 1, 1, 1, 1], dtype=np.int32), generator())
    assert found.tolist() == [0, 0, 0, 1, 1, 1]


def test_measures_that_ask_for_opposite_shapes_are_both_kept():
    problem = grid(
        2, 6, 2,
        measures=[
            Measure("people", [6, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1], 0.1),
            Measure("shops", [6, 1, 1, 1, 1, 2, 1, 1, 1, 1, 3, 1], 0.12),
        ],
    )  # fmt: skip
    model = build_model(problem)
    label = np.array([0, 0, 0, 1, 1, 1] * 2, dtype=np.int32)
    assert assess(model, label).violation > 0
    found = reassign(model, label, generator())
    assert assess(model, found).violation == 0
    assert all_connected(model, found)


@pytest.mark.parametrize(("exchange", "expected"), [(False, [0, 1]), (True, [1, 0])])
def test_targets_are_exchanged_only_where_that_is_allowed(exchange, expected):
    model = build_model(line([30, 10], 2, shares=[1, 3]))
    found = reassign(model, np.array([0, 1], dtype=np.int32), generator(), exchange=exchange)
    assert found.tolist() == expected


def test_a_program_that_would_take_too_long_is_not_begun():
    count = 20 * 51
    assert 2 * count > MOST
    model = build_model(grid(20, 51, 2, locks=dict.fromkeys(names(count)[:-1], 0)))
    label = np.array([0] * (count - 1) + [1], dtype=np.int32)
    assert reassign(model, label, generator()) is None


def test_the_search_reassigns_exactly_while_the_plan_is_outside_its_bounds(monkeypatch):
    """Steps of annealing are taken out: what brings the plan inside is the program."""
    monkeypatch.setattr(neighbourhood, "_step", lambda _model, found, *_rest, **_options: found)
    monkeypatch.setattr(neighbourhood, "EXACT_EVERY", 1)
    model = build_model(line([4, 1, 1, 1, 1, 4], 2))
    assert improved(model, [0, 1, 1, 1, 1, 1]).label.tolist() == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(("share", "inside"), [(0.0, False), (1.0, True)])
def test_the_search_exchanges_targets(monkeypatch, share, inside):
    """Two heavy units side by side, each in the other's territory: no smaller move helps."""
    monkeypatch.setattr(neighbourhood, "EXCHANGED", share)
    monkeypatch.setattr(neighbourhood, "DISPLACED", 0.0)
    monkeypatch.setattr(
        neighbourhood, "recreate", lambda part, *_rest, **_options: part.model.fixed * 0
    )
    monkeypatch.setattr(neighbourhood, "EXACT_EVERY", 10**9)
    model = build_model(line([30, 10], 2, shares=[1, 3]))
    found = improved(model, [0, 1])
    assert (found.violation == 0) == inside


def test_targets_are_not_exchanged_where_territories_differ_otherwise():
    model = build_model(line([30, 10], 2, shares=[1, 3]))
    assert neighbourhood._exchangeable(model)
    alike = build_model(line([30, 10], 2))
    locked = build_model(line([30, 10], 2, shares=[1, 3], locks={"u0": 0}))
    barred = build_model(line([30, 10], 2, shares=[1, 3], forbidden=[("u0", 0)]))
    homes = build_model(line([30, 10], 2, shares=[1, 3], homes=[[40, -100], [40, -99]]))
    assert not any(neighbourhood._exchangeable(other) for other in (alike, locked, barred, homes))


def test_neighbours_are_those_of_the_parcels():
    model = build_model(line([1.0] * 6, 2))
    parcels = parcels_of(model, np.array([0, 0, 0, 1, 1, 1], dtype=np.int32))
    for node in range(model.size):
        row = parcels.graph[[int(parcels.number[node])]].nonzero()[1]
        assert sorted(row) == sorted(parcels.number[other] for other in around(model, node))
