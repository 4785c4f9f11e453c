"""Neighbourhoods as problems of their own, and plans that recreating them never worsens."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Reference, clusters
from maillage.core.territories.model import build_model
from maillage.core.territories.neighbourhood import PATIENCE, displace, extract, recreate, refine
from maillage.core.territories.search import assess
from tests.core.territories.kernels.test_search import node_labels
from tests.core.territories.problems import (
    KINDS,
    cloud,
    examples,
    grid,
    line,
    measured,
    planted,
    planted_labels,
    seeds,
)
from tests.core.territories.twins import (
    all_connected,
    around,
    search_of,
    slow_conflicts,
    slow_inertia,
    slow_moved,
    slow_objective,
    slow_paid,
)

pytestmark = pytest.mark.unit


def drawn(seed):
    """A model with every kind of rule, a labelling that keeps them, and some territories of it."""
    generator = np.random.default_rng(seed)
    problem, labels = planted(seed)
    model = build_model(problem)
    count = int(generator.integers(1, model.territories + 1))
    chosen = np.sort(generator.permutation(model.territories)[:count]).astype(np.int32)
    return model, node_labels(model, labels), chosen, generator


@examples(60)
@given(seeds)
def test_a_part_is_the_whole_seen_through_its_nodes(seed):
    model, label, chosen, _ = drawn(seed)
    part = extract(model, label, chosen)
    inner = part.model
    assert part.nodes.tolist() == [n for n in range(model.size) if label[n] in chosen]
    assert part.territories.tolist() == chosen.tolist()
    assert inner.amounts.tolist() == model.amounts[part.nodes].tolist()
    assert inner.target.tolist() == model.target[chosen].tolist()
    place = {int(node): number for number, node in enumerate(part.nodes)}
    for node, number in place.items():
        inside = [place[other] for other in around(model, node) if other in place]
        assert sorted(around(inner, number)) == sorted(inside)
        if model.fixed[node] >= 0:
            assert chosen[inner.fixed[number]] == model.fixed[node]
        else:
            assert inner.fixed[number] == -1
        if len(model.barred):
            assert inner.barred[number].tolist() == model.barred[node, chosen].tolist()


@examples(60)
@given(seeds)
def test_a_part_has_what_the_rest_leaves_of_the_cap(seed):
    model, label, chosen, generator = drawn(seed)
    part = extract(model, label, chosen)
    for _ in range(5):
        inner = generator.integers(0, len(chosen), part.model.size)
        whole = label.copy()
        whole[part.nodes] = chosen[inner]
        spare = part.model.cap - slow_moved(part.model, inner)
        expected = model.cap - slow_moved(model, whole)
        assert spare == expected == np.inf or spare == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@examples(20)
@given(seed=seeds)
def test_a_part_costs_what_it_costs_in_the_whole(kind, seed):
    generator = np.random.default_rng(seed)
    problem, labels = measured(seed, kind)
    model = build_model(problem)
    label = node_labels(model, labels)
    count = int(generator.integers(1, model.territories + 1))
    chosen = np.sort(generator.permutation(model.territories)[:count]).astype(np.int32)
    part = extract(model, label, chosen)
    for _ in range(3):
        inner = generator.integers(0, count, part.model.size)
        whole = label.copy()
        whole[part.nodes] = chosen[inner]
        rest = sum(
            slow_inertia(model, whole, number)
            for number in range(model.territories)
            if number not in chosen
        )
        inertia = sum(slow_inertia(part.model, inner, number) for number in range(count))
        expected = sum(slow_inertia(model, whole, number) for number in range(model.territories))
        assert inertia + rest == pytest.approx(expected)
        assert slow_conflicts(part.model, inner) == slow_conflicts(model, whole)
        gone = np.isin(model.previous[part.nodes], chosen)
        away = gone & (chosen[inner] != model.previous[part.nodes])
        due = model.toll[part.nodes][away].sum() if len(model.toll) else 0.0
        assert slow_paid(part.model, inner) == pytest.approx(due)


def test_conflicts_draw_the_search():
    model = build_model(grid(3, 3, 3, tolerance=0.9, separate=[["u0", "u1"]]))
    label = np.repeat([0, 1, 2], 3).astype(np.int32)
    found = assess(model, label)
    worst = {clusters.worst_territory(model, found, np.random.default_rng(n)) for n in range(20)}
    assert worst == {0}


def test_homes_and_locks_of_a_part_are_renumbered():
    homes = [[40, -100], [40, -99], [40, -98]]
    problem = line([1] * 6, 3, homes=homes, locks={"u5": 2}, forbidden=[("u2", 2)])
    model = build_model(problem)
    part = extract(model, np.array([0, 0, 1, 1, 2, 2]), np.array([1, 2], dtype=np.int32))
    assert part.model.homes.tolist() == model.homes[1:].tolist()
    assert part.model.fixed.tolist() == [-1, -1, -1, 1]
    assert part.model.barred.tolist() == [[False, True]] + [[False, False]] * 3


def test_a_part_without_a_reference_has_no_cap():
    model = build_model(line([1] * 4, 2))
    part = extract(model, np.array([0, 0, 1, 1]), np.array([0], dtype=np.int32))
    assert part.model.cap == np.inf
    assert part.model.previous.tolist() == [-1, -1]
    assert part.model.fixed.tolist() == [-1, -1]


@examples(10)
@given(seeds)
def test_recreating_uses_only_the_territories_of_the_part(seed):
    model, label, chosen, generator = drawn(seed)
    part = extract(model, label, chosen)
    found = recreate(part, generator, 100)
    assert len(found) == len(part.nodes)
    assert set(found.tolist()) <= set(range(len(chosen)))


def displaced(model, label, centre, *, seed=0, territories=None):
    territories = np.arange(model.territories) if territories is None else territories
    label = np.asarray(label, dtype=np.int32)
    part = extract(model, label, np.asarray(territories, dtype=np.int32))
    return displace(part, label, centre, np.random.default_rng(seed), 10)


@examples(20)
@given(seeds)
def test_displacing_keeps_locks_and_forbidden_pairs(seed):
    model, label, chosen, generator = drawn(seed)
    part = extract(model, label, chosen)
    found = displace(part, label, int(generator.choice(chosen)), generator, 10)
    if found is None:
        return
    inner = part.model
    locked = inner.fixed >= 0
    assert found[locked].tolist() == inner.fixed[locked].tolist()
    if len(inner.barred):
        assert not inner.barred[np.arange(inner.size), found].any()


@examples(20)
@given(seeds)
def test_displacing_keeps_every_territory_connected(seed):
    generator = np.random.default_rng(seed)
    problem = cloud(seed % 50, 20, 4)
    model = build_model(problem)
    label = planted_labels(generator, 20, 4, problem.edges).astype(np.int32)
    part = extract(model, label, np.array([0, 2, 3], dtype=np.int32))
    found = displace(part, label, 2, generator, 10)
    assert found is None or all_connected(part.model, found)


@pytest.mark.parametrize("seed", range(5))
def test_the_heavy_unit_is_held_where_it_was_put(seed):
    """Only u3 is heavy, so it goes over the border; the plan handed in stays as it is."""
    model = build_model(line([0.01, 0.01, 0.01, 10, 0.01, 0.01, 0.01], 2, tolerance=0.9))
    label = [0, 0, 0, 0, 1, 1, 1]
    found = displaced(model, label, 0, seed=seed)
    assert found[3] == 1
    assert all_connected(model, found)
    assert label == [0, 0, 0, 0, 1, 1, 1]


def test_others_make_room_for_the_heavy_unit():
    model = build_model(grid(2, 6, 2, values=[1] * 4 + [8, 1] + [1] * 6, tolerance=0.1))
    label = [0, 0, 0, 1, 1, 1] * 2
    moved = [displaced(model, label, 1, seed=seed) for seed in range(12)]
    assert {found is None for found in moved} == {False}
    assert all(all_connected(model, found) for found in moved)
    assert {int(found[4]) for found in moved} == {0, 1}


@pytest.mark.parametrize(
    ("model", "label"),
    [
        # nothing is heavy
        (build_model(grid(10, 10, 2)), [0] * 50 + [1] * 50),
        # there is nowhere else
        (build_model(line([1, 1], 1)), [0, 0]),
        (build_model(line([1, 1], 2, edges=[])), [0, 1]),
        # what is heavy is locked, or barred beyond the border
        (build_model(line([9, 9], 2, locks={"u0": 0, "u1": 1})), [0, 1]),
        (build_model(line([9, 9], 2, forbidden=[("u0", 1), ("u1", 0)])), [0, 1]),
    ],
)
def test_nothing_to_displace(model, label):
    assert [displaced(model, label, centre) for centre in set(label)] == [None] * len(set(label))


def test_only_territories_of_the_neighbourhood_take_part():
    model = build_model(line([5] * 6, 3, tolerance=0.9))
    found = displaced(model, [0, 0, 1, 1, 2, 2], 1, territories=[1, 2])
    assert len(found) == 4
    assert set(found.tolist()) == {0, 1}


def refined(model, label, seed, *, attempts=3, report=None):
    found = assess(model, np.asarray(label, dtype=np.int32))
    generator = np.random.default_rng(seed)
    return found, refine(
        model, found, generator, attempts=attempts, proposals_per_node=500,
        price=0.0,
        report=report or (lambda _share, _found: False),
    )  # fmt: skip


@examples(8)
@given(seeds)
def test_refining_never_makes_a_plan_worse(seed):
    model = build_model(cloud(seed % 50, 40, 4))
    start = np.arange(40) % 4
    before, after = refined(model, start, seed)
    assert not before.better_than(after)
    assert after.objective == pytest.approx(slow_objective(model, after.label), rel=1e-6)


def test_a_plan_outside_its_bounds_is_brought_inside():
    model = build_model(grid(6, 6, 3, tolerance=0.1))
    before, after = refined(model, [0] * 30 + [1] * 3 + [2] * 3, 1)
    assert before.violation > 0
    assert after.violation == 0
    assert all_connected(model, after.label)


def test_more_is_tried_while_the_plan_is_outside_its_bounds_and_the_share_stops_at_1():
    values = [10, 10, 10, 1, 1, 1]
    shares = []
    refined(
        build_model(line(values, 2, tolerance=0.001)), [0, 0, 0, 1, 1, 1], 1, attempts=2,
        report=lambda share, _found: bool(shares.append(share)),
    )  # fmt: skip
    assert shares == [0.5] + [1.0] * (2 * PATIENCE - 1)


def test_the_caller_can_stop_it():
    calls = []
    refined(
        build_model(grid(4, 4, 2)), [0] * 8 + [1] * 8, 1, attempts=5,
        report=lambda share, _found: calls.append(share) is None,
    )  # fmt: skip
    assert calls == [0.2]


def test_a_single_territory_and_islands_are_neighbourhoods_too():
    alone = build_model(line([1, 1, 1], 1))
    _, after = refined(alone, [0, 0, 0], 1)
    assert after.label.tolist() == [0, 0, 0]
    apart = build_model(line([1, 1], 2, edges=[]))
    _, after = refined(apart, [0, 1], 1)
    assert after.label.tolist() == [0, 1]


def test_disruption_stays_under_its_cap():
    today = [0] * 18 + [1] * 18
    model = build_model(grid(6, 6, 2, tolerance=0.3, reference=Reference(today, cap=0.1)))
    _, after = refined(model, today, 2)
    assert slow_moved(model, after.label) <= model.cap
    assert search_of(model, after.label).totals.moved[0] == pytest.approx(
        slow_moved(model, after.label)
    )
