"""Where the search starts: bisection, centres and balanced power diagrams."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Reference
from maillage.core.territories.model import build_model
from maillage.core.territories.starts import (
    about_drawn_units,
    bisect,
    centroids,
    costs_about,
    first_centres,
    match_labels,
    nearest_centres,
    power_start,
)
from tests.core.territories.problems import (
    KINDS,
    cloud,
    examples,
    grid,
    line,
    measured,
    planted,
    seeds,
)
from tests.core.territories.twins import members

pytestmark = pytest.mark.unit


def generator():
    return np.random.default_rng(11)


@examples(60)
@given(seeds)
def test_bisection_leaves_no_territory_empty(seed):
    problem, _ = planted(seed)
    model = build_model(problem)
    if model.size < model.territories:
        return
    label = bisect(model, np.random.default_rng(seed))
    assert set(label.tolist()) == set(range(model.territories))


@pytest.mark.parametrize("territories", [1, 2, 3, 5, 8])
def test_bisection_shares_out_in_proportion_to_the_targets(territories):
    shares = np.arange(1, territories + 1)
    model = build_model(grid(20, 20, territories, shares=shares, tolerance=0.5))
    label = bisect(model, generator())
    held = np.bincount(label, weights=model.amounts[:, 0], minlength=territories)
    assert held == pytest.approx(model.target[:, 0], abs=2 * territories)


def test_bisection_copes_with_one_place_for_all_and_with_nothing_to_weigh():
    model = build_model(grid(3, 4, 4, latitude=[40] * 12, longitude=[-100] * 12))
    assert np.abs(np.bincount(bisect(model, generator())) - 3).max() <= 1
    empty = replace(model, amounts=np.zeros_like(model.amounts))
    assert set(bisect(empty, generator()).tolist()) == {0, 1, 2, 3}


def test_bisection_at_a_pole():
    model = build_model(grid(1, 4, 2, latitude=[90, 90, 90, 90], longitude=[0, 90, 180, -90]))
    assert np.bincount(bisect(model, generator())).tolist() == [2, 2]


def test_centroids_are_weighted_means_and_fall_back_where_empty():
    model = build_model(cloud(1, 20, 3))
    label = np.array([0, 1] * 10)
    fallback = np.full((3, 3), 7.0)
    found = centroids(model, label, fallback)
    for number in (0, 1):
        nodes = members(label, number)
        mean = np.average(model.position[nodes], axis=0, weights=model.weight[nodes])
        assert found[number].tolist() == pytest.approx(mean.tolist())
    assert found[2].tolist() == [7, 7, 7]


def test_names_follow_locks_before_owners():
    reference = Reference([0, 0, 1, 1, -1, -1])
    owned = build_model(line([1] * 6, 3, reference=reference))
    assert match_labels(owned, np.array([2, 2, 0, 0, 1, 1])).tolist() == [0, 0, 1, 1, 2, 2]
    locked = build_model(line([1] * 6, 3, reference=reference, locks={"u0": 1}))
    assert match_labels(locked, np.array([2, 2, 0, 0, 1, 1])).tolist()[:2] == [1, 1]
    free = build_model(line([1] * 6, 3))
    label = np.array([2, 2, 0, 0, 1, 1])
    assert match_labels(free, label).tolist() == label.tolist()


def test_centres_are_homes_then_those_of_today_then_those_of_a_bisection():
    homes = [[40, -100], [40, -97]]
    at_home = build_model(line([1] * 6, 2, homes=homes))
    assert first_centres(at_home, generator()).tolist() == at_home.homes.tolist()
    reference = Reference([0, 0, 0, -1, -1, -1], price_km=10)
    held = build_model(line([1] * 6, 2, reference=reference))
    centres = first_centres(held, generator())
    assert np.linalg.norm(centres[0] - held.position[1]) < 1
    free = build_model(line([1] * 6, 2))
    middles = [free.position[[0, 1, 2]].mean(axis=0), free.position[[3, 4, 5]].mean(axis=0)]
    centres = first_centres(free, generator())
    found = sorted(min(np.linalg.norm(c - m) for m in middles) for c in centres)
    assert found == pytest.approx([0, 0], abs=1e-6)


def test_the_centre_of_today_is_unmoved_by_an_outlier():
    reference = Reference([0] * 5 + [1], cap=0.5)
    model = build_model(
        line([1] * 6, 2, longitude=[-100, -100, -100, -100, -60, -100], reference=reference)
    )
    centres = first_centres(model, generator())
    assert np.linalg.norm(centres[0] - model.position[0]) < 100


@examples(40)
@given(seeds)
def test_nearest_centres_are_the_nearest(seed):
    model = build_model(cloud(seed % 50, 20, 5))
    centres = model.position[np.random.default_rng(seed).permutation(20)[:5]]
    found = nearest_centres(model, centres, model.table, 3)
    distance = np.linalg.norm(model.position[:, None] - centres, axis=2)
    chosen = np.take_along_axis(distance, found, axis=1)
    assert np.allclose(chosen, np.sort(distance, axis=1)[:, :3])
    assert nearest_centres(model, centres, model.table, 99).shape == (20, 5)
    assert nearest_centres(model, centres[:1], model.table, 1).shape == (20, 1)


@pytest.mark.parametrize("homes", [None, [[40, -100], [40, -90], [31, -95]]])
def test_a_power_start_is_balanced_on_even_ground(homes):
    model = build_model(grid(20, 20, 3, tolerance=0.05, homes=homes))
    start = power_start(model, generator(), continuity=0.0)
    held = np.bincount(start.label, minlength=3)
    assert np.abs(held / (400 / 3) - 1).max() < 0.1
    if homes:
        assert start.centres.tolist() == model.homes.tolist()


def test_a_power_start_respects_locks_forbidden_pairs_and_owners():
    ids = [f"u{number}" for number in range(100)]
    model = build_model(
        grid(
            10, 10, 2, tolerance=0.2, locks={"u0": 1, "u99": 0}, forbidden=[("u5", 0), ("u94", 1)],
            reference=Reference([0] * 50 + [1] * 50, price_km=1),
        )
    )  # fmt: skip
    start = power_start(model, generator(), continuity=1e9)
    assert [start.label[ids.index(unit)] for unit in ("u0", "u5", "u94", "u99")] == [1, 1, 0, 0]
    assert start.label[6:50].tolist() == [0] * 44
    assert start.label[50:94].tolist() == [1] * 44


def test_a_power_start_balances_two_measures():
    values = np.random.default_rng(1).lognormal(0, 0.3, (2, 400))
    measures = [Measure("a", values[0], 0.1), Measure("b", values[1], 0.1)]
    model = build_model(grid(20, 20, 4, measures=measures))
    start = power_start(model, generator(), continuity=0.0)
    for column in range(2):
        held = np.bincount(start.label, weights=model.amounts[:, column], minlength=4)
        assert np.abs(held / model.target[:, column] - 1).max() < 0.2


@pytest.mark.parametrize("kind", KINDS)
@examples(10)
@given(seed=seeds)
def test_a_start_keeps_locks_and_bars_whatever_costs_are_measured_by(kind, seed):
    problem, _ = measured(seed, kind)
    model = build_model(problem)
    start = power_start(model, np.random.default_rng(seed), continuity=1.0)
    assert set(start.label.tolist()) <= set(range(model.territories))
    assert start.centres.shape == (model.territories, 3)
    locked = model.fixed >= 0
    assert start.label[locked].tolist() == model.fixed[locked].tolist()
    if len(model.barred):
        assert not model.barred[np.arange(model.size), start.label].any()


def test_a_start_follows_the_table_of_travel():
    """Where travel says that near is far, units go where travel is short, not where the map says."""
    travel = np.where(np.arange(20)[:, None] % 2 == np.arange(2), 1.0, 9.0)
    problem = line([1] * 20, 2, contiguity=False, travel=travel)
    start = power_start(build_model(problem), np.random.default_rng(0), continuity=0.0)
    assert start.label.tolist() == [0, 1] * 10
    nearest = nearest_centres(build_model(problem), start.centres, travel, 1)
    assert nearest.ravel().tolist() == [0, 1] * 10


def test_drawn_centre_units_lie_far_from_one_another():
    """Three towns of many units each: whichever unit is drawn first, every town gets one centre."""
    towns = np.repeat([-100.0, -95.0, -80.0], 5)
    model = build_model(line([1] * 15, 3, longitude=towns, centres="unit"))
    for seed in range(20):
        label = about_drawn_units(model, np.random.default_rng(seed))
        assert sorted(np.unique(label).tolist()) == [0, 1, 2]
        assert (label.reshape(3, 5) == label[::5, None]).all()


def test_a_territory_without_a_node_takes_the_unit_nearest_to_its_centre():
    model = build_model(line([1, 5, 1, 1], 2, centres="unit"))
    centres = model.position[[0, 3]] + 1.0
    table = costs_about(model, np.zeros(4, dtype=np.int32), centres)
    assert np.argmin(table, axis=0).tolist() == [1, 3]
