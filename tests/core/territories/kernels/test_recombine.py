"""Merging two territories and cutting them anew keeps rules, connectivity and totals."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Reference
from maillage.core.territories.kernels.recombine import recombine
from maillage.core.territories.kernels.search import seed_kernels
from maillage.core.territories.model import build_model
from tests.core.territories.kernels.test_search import assert_rules_hold, started
from tests.core.territories.problems import KINDS, examples, grid, line, seeds
from tests.core.territories.twins import (
    all_connected,
    search_of,
    slow_conflicts,
    slow_moved,
    slow_objective,
    slow_paid,
    slow_violation,
    terms,
)

pytestmark = pytest.mark.unit


def run(search, how, tries=200):
    model = search.model
    return recombine(
        search.label, search.totals, search.data, (model.indptr, model.indices), search.limits,
        search.bounds, model.homes, how, tries, *search.work[:2],
    )  # fmt: skip


@pytest.mark.parametrize("kind", [None, *KINDS])
@examples(20)
@given(seed=seeds)
def test_recombination_keeps_every_rule(kind, seed):
    model, search = started(seed, contiguity=True, kind=kind)
    before = search.label.copy()
    seed_kernels(seed)
    run(search, terms(model, temperature=5.0, penalty=1.0))
    assert all_connected(model, search.label)
    assert_rules_hold(search, before)


@pytest.mark.parametrize("homes", [None, [[40, -100], [35, -96]]])
def test_without_heat_penalty_and_objective_together_never_rise(homes):
    values = np.random.default_rng(4).lognormal(0, 0.5, 36)
    model = build_model(grid(6, 6, 2, values=values, tolerance=0.1, homes=homes))
    search = search_of(model, [0] * 6 + [1] * 30)
    seed_kernels(5)
    assert run(search, terms(model, temperature=1e-12, penalty=1e3)) > 0
    assert sum(slow_violation(model, search.label, number) for number in range(2)) == 0


def test_the_best_edge_of_a_path_is_found_at_once():
    """On a path the tree is the path, so one recombination finds the best of all cuts."""
    model = build_model(line([1] * 9, 2, tolerance=0.9))
    best = min(slow_objective(model, [0] * cut + [1] * (9 - cut)) for cut in range(1, 9))
    search = search_of(model, [0] + [1] * 8)
    seed_kernels(0)
    assert run(search, terms(model, temperature=1e-12, penalty=1e-9), 50) == 1
    assert slow_objective(model, search.label) == pytest.approx(best)


def path_value(model, label, penalty):
    inertia = sum(model.table[node, own] for node, own in enumerate(label))
    return inertia + slow_paid(model, label) + penalty * slow_conflicts(model, label)


@pytest.mark.parametrize("seed", range(12))
def test_the_best_edge_counts_tables_tolls_and_conflicts(seed):
    """As above, with travel to fixed centres, a price on one measure and units to keep apart."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(-1, 2, 9)
    problem = line(
        [1] * 9,
        2,
        tolerance=0.99,
        travel=generator.integers(0, 9, (9, 2)),
        separate=[
            generator.choice([f"u{n}" for n in range(9)], 2, replace=False) for _ in range(3)
        ],
        reference=Reference(labels, prices={"potential": 4.0}),
    )
    model = build_model(problem)
    penalty, floor = 1.0, 1e4
    plans = [[0] * cut + [1] * (9 - cut) for cut in range(1, 9)]
    plans += [[1 - own for own in plan] for plan in plans]
    best = min(path_value(model, plan, penalty * floor) for plan in plans)
    search = search_of(model, [0] + [1] * 8)
    seed_kernels(seed)
    run_one = (1e-12, penalty, model.price, np.inf, floor)
    run(search, run_one, 50)
    assert path_value(model, search.label, penalty * floor) == pytest.approx(best)


def test_a_cut_that_would_break_the_cap_is_not_made():
    labels = [0] * 3 + [1] * 6
    reference = Reference(labels, cap=0.1)
    model = build_model(line([1] * 9, 2, tolerance=0.9, reference=reference))
    search = search_of(model, labels)
    seed_kernels(0)
    run(search, terms(model, temperature=100.0), 100)
    assert slow_moved(model, search.label) == 0


def test_single_territories_and_isolated_nodes_offer_nothing():
    alone = search_of(build_model(line([1, 1, 1], 1)), [0, 0, 0])
    assert run(alone, terms(alone.model)) == 0
    apart = search_of(build_model(line([1, 1], 2, edges=[])), [0, 1])
    assert run(apart, terms(apart.model)) == 0
