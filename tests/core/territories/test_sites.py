"""Basic units as centres: their costs, and the best of every territory."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import sites
from maillage.core.territories.sites import unit_sites
from tests.core.territories.checker import cost_at
from tests.core.territories.problems import cloud, examples, seeds

pytestmark = pytest.mark.unit


def drawn(seed, *, travel, power):
    """A problem of 14 units, the node of each (four units make two groups), and node labels."""
    generator = np.random.default_rng(seed)
    table = generator.integers(0, 9, (14, 14)) if travel else None
    weights = generator.choice([0.0, 1.0, 3.0], 14)
    problem = cloud(seed % 50, 14, 4, centres="unit", travel=table, power=power, weights=weights)
    unit_node = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 5, 11], dtype=np.int32)
    return problem, unit_node, generator.integers(-1, 4, 12).astype(np.int32)


def slow_costs(problem, unit_node, site):
    costs = np.zeros(unit_node.max() + 1)
    for unit, node in enumerate(unit_node):
        costs[node] += cost_at(problem, unit, 0, site)
    return costs


@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize(("travel", "kept"), [(True, False), (False, False), (False, True)])
@examples(15)
@given(seed=seeds)
def test_costs_are_those_of_the_members(travel, kept, power, seed):
    problem, unit_node, label = drawn(seed, travel=travel, power=power)
    found = unit_sites(problem, unit_node, 12)
    found = found.kept(12) if kept else found
    assert bool(len(found.matrix)) == (travel or kept)
    near = {"rel": 1e-6, "abs": 1e-6}
    expected = np.column_stack([slow_costs(problem, unit_node, site) for site in range(14)])
    assert found.costs(np.arange(14), 12) == pytest.approx(expected, **near)
    chosen = found.best(label, 4)
    for number, site in enumerate(chosen.tolist()):
        inside = np.flatnonzero(label == number)
        if not len(inside):
            assert site == -1
            continue
        own = [unit for unit in range(14) if unit_node[unit] in inside]
        least = min(expected[inside, unit].sum() for unit in own)
        assert site in own
        assert expected[inside, site].sum() == pytest.approx(least, **near)
    own_costs = [expected[node, chosen[n]] if n >= 0 else 0.0 for node, n in enumerate(label)]
    assert found.own_costs(chosen, label).tolist() == pytest.approx(own_costs, **near)


@pytest.mark.parametrize("travel", [True, False])
def test_a_part_keeps_the_costs_of_its_own_units(travel):
    problem, unit_node, _ = drawn(5, travel=travel, power=2)
    whole = unit_sites(problem, unit_node, 12).kept(12)
    nodes = np.array([0, 3, 5, 11], dtype=np.int32)
    place = np.full(12, -1, dtype=np.int32)
    place[nodes] = np.arange(4)
    part = whole.within(nodes, place)
    units = [0, 3, 5, 11, 12, 13]
    assert part.node.tolist() == [0, 1, 2, 0, 2, 3]
    assert part.costs(np.arange(6), 4).tolist() == whole.costs(np.array(units), 12)[nodes].tolist()


def test_large_problems_keep_no_distances_and_try_the_units_near_the_centroid(monkeypatch):
    problem, unit_node, _ = drawn(1, travel=False, power=2)
    everywhere = np.zeros(12, dtype=np.int32)
    best = unit_sites(problem, unit_node, 12).best(everywhere, 1)
    monkeypatch.setattr(sites, "DENSE", 10)
    monkeypatch.setattr(sites, "NEAREST", 3)
    large = unit_sites(problem, unit_node, 12)
    assert large.kept(12) is large
    assert large.tried == 3
    assert large.best(everywhere, 1).tolist() == best.tolist()
    none = replace(large, tried=1, weight=np.zeros(14)).best(everywhere, 1)
    centroid = large.points.mean(axis=0)
    assert none[0] == np.argmin(np.linalg.norm(large.points - centroid, axis=1))
