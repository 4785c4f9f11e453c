"""Layers of a market: sizes, verticals, activities, on maps of their own or on one (A-06, A-25)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories import Measure, Reference
from maillage.core.territories.layers import (
    Layer,
    amounts_by_layer,
    cut_jointly,
    cut_nested,
    cut_separately,
    share_territories,
)
from maillage.core.territories.spans import Span
from maillage.errors import InfeasibleError, ParameterError
from tests.core.territories.checker import assert_agrees, faults, figures, targets
from tests.core.territories.problems import (
    QUICK,
    cloud,
    examples,
    grid,
    planted_labels,
    seeds,
)

pytestmark = pytest.mark.unit


def two_layers(count=60, *, seed=3, tolerance=0.2, **numbers):
    """Large accounts in the west, small ones everywhere."""
    generator = np.random.default_rng(seed)
    large = generator.uniform(0, 1, count) * np.linspace(3, 0.2, count)
    small = generator.uniform(0.5, 1.5, count)
    return [
        Layer(Measure("large", large, tolerance), numbers.get("large")),
        Layer(Measure("small", small, tolerance), numbers.get("small")),
    ]


def test_every_layer_gets_a_map_of_its_own_numbered_through():
    problem = grid(6, 10, 7)
    layers = two_layers(large=3)
    plan = cut_separately(problem, layers, parameters=QUICK)
    assert plan.feasible
    assert plan.territories == 7
    assert [part.first for part in plan.parts] == [0, 3]
    assert plan.labels.shape == (60, 2)
    assert [sorted(set(column)) for column in plan.labels.T.tolist()] == [[0, 1, 2], [3, 4, 5, 6]]
    assert [plan.layer_of(number) for number in range(7)] == [0, 0, 0, 1, 1, 1, 1]
    for part, layer in zip(plan.parts, layers, strict=True):
        assert_agrees(part.alignment)
        assert faults(part.alignment.problem, part.alignment.labels) == []
        assert part.alignment.problem.measures == (layer.measure,)


def test_what_a_layer_could_not_keep_is_said_with_its_name():
    problem = grid(1, 7, 4)
    layers = [Layer(Measure("loose", [1.0] * 7, 0.5)), Layer(Measure("tight", [1.0] * 7, 0.05))]
    plan = cut_separately(problem, layers, parameters=QUICK)
    assert not plan.feasible
    assert plan.parts[0].alignment.feasible
    assert all(said.startswith("layer 'tight': territory") for said in plan.violations)


@examples(15)
@given(seeds)
def test_teams_hold_a_fair_part_of_each_layer(seed):
    problem = cloud(seed, 40, 3)
    labels = planted_labels(np.random.default_rng(seed), 40, 3, problem.edges)
    generator = np.random.default_rng(seed)
    layers = []
    for name in ("retail", "industry"):
        amounts = generator.uniform(0.5, 2.0, 40)
        held = np.bincount(labels, weights=amounts, minlength=3)
        worst = np.abs(held / held.mean() - 1).max()
        layers.append(Layer(Measure(name, amounts, float(min(0.95, worst + 0.05)))))
    asked = replace(problem, measures=[Measure("potential", problem.measures[0].array(), 0.99)])
    found = cut_jointly(asked, layers, parameters=QUICK)
    assert_agrees(found)
    assert [measure.name for measure in found.problem.measures] == [
        "potential", "retail", "industry",
    ]  # fmt: skip
    if found.feasible:
        amounts = figures(found.problem, found.labels.tolist()).amounts
        for column, measure in enumerate(found.problem.measures):
            wanted = targets(measure, 3)
            for held, want in zip(amounts, wanted, strict=True):
                assert abs(held[column] / want - 1) <= measure.tolerance + 1e-9


def test_layers_that_lie_apart_cannot_be_shared_by_teams():
    problem = grid(1, 4, 2, values=[1.0] * 4)
    layers = [
        Layer(Measure("west", [10.0, 0.0, 0.0, 0.0], 0.1)),
        Layer(Measure("east", [0.0, 0.0, 5.0, 5.0], 0.1)),
    ]
    with pytest.raises(InfeasibleError, match="'west'"):
        cut_jointly(problem, layers)


def test_specialists_cover_whole_territories_of_generalists():
    problem = grid(6, 8, 12, tolerance=0.3)
    special = Layer(Measure("cloud", np.tile([2.0, 1.0], 24), 0.3))
    plan = cut_nested(problem, special, parameters=QUICK)
    assert plan.feasible
    assert plan.specialists.alignment.problem.territories == 3
    for territory in range(12):
        inside = plan.specialists.labels[plan.generalists.labels == territory]
        assert len(set(inside.tolist())) == 1
    held = np.bincount(plan.specialists.labels, weights=special.measure.array())
    assert np.abs(held / held.mean() - 1).max() <= 0.3
    assert_agrees(plan.specialists.alignment)


def test_the_number_of_specialists_can_be_given():
    problem = grid(4, 6, 6, tolerance=0.3)
    special = Layer(Measure("cloud", [1.0] * 24, 0.5), 2)
    plan = cut_nested(problem, special, span=Span(2, 4), parameters=QUICK)
    assert plan.feasible
    assert plan.specialists.sizes.sum() == 6
    with pytest.raises(InfeasibleError, match="Ask for 2 to 3 groups"):
        cut_nested(problem, replace(special, territories=5), span=Span(2, 4), parameters=QUICK)


def layers_of(amounts, given=()):
    return [
        Layer(Measure(f"L{number}", [amount]), dict(given).get(number))
        for number, amount in enumerate(amounts)
    ]


def test_territories_are_shared_out_by_highest_averages():
    """D'Hondt's textbook example, where every layer has a seat anyway."""
    assert share_territories(10, layers_of([47.0, 16.0, 15.9, 12.0, 9.1])) == (5, 2, 1, 1, 1)
    assert share_territories(10, layers_of([47.0, 16.0, 15.9], {1: 4})) == (5, 4, 1)


@examples(80)
@given(st.lists(st.floats(0.1, 1e6), min_size=1, max_size=6), st.integers(0, 40))
def test_no_seat_would_be_better_with_another_layer(amounts, more):
    total = len(amounts) + more
    counts = share_territories(total, layers_of(amounts))
    assert sum(counts) == total
    assert min(counts) >= 1
    next_average = max(a / (c + 1) for a, c in zip(amounts, counts, strict=True))
    for amount, count in zip(amounts, counts, strict=True):
        assert count == 1 or amount / count >= next_average * (1 - 1e-12)


@pytest.mark.parametrize(
    ("total", "given"), [(1, {}), (3, {0: 3}), (5, {0: 2, 1: 2}), (2, {0: 3, 1: 1})]
)
def test_numbers_that_do_not_add_up_are_refused_in_words(total, given):
    with pytest.raises(InfeasibleError, match="add up"):
        share_territories(total, layers_of([1.0, 2.0], given))


def test_amounts_add_up_by_unit_and_layer():
    found = amounts_by_layer([0, 0, 2, -1, 1], [0, 0, 1, 1, -1], [1.0, 2.0, 4.0, 8.0, 9.0], (3, 2))
    assert found.tolist() == [[3.0, 0.0], [0.0, 0.0], [0.0, 4.0]]


@pytest.mark.parametrize(
    "given",
    [
        ([0, 3], [0, 0], [1.0, 1.0]),
        ([0, 0], [0, 2], [1.0, 1.0]),
        ([0, 0], [0], [1.0, 1.0]),
        ([0, 0], [0, 0], [1.0]),
        ([0, 0.5], [0, 0], [1.0, 1.0]),
        ([0, 0], [0, 0], [1.0, -1.0]),
        ([0, 0], [0, 0], [1.0, float("nan")]),
        (["a", "b"], [0, 0], [1.0, 1.0]),
    ],
)
def test_hostile_amounts_are_refused(given):
    with pytest.raises(ParameterError):
        amounts_by_layer(*given, (3, 2))


@pytest.mark.parametrize("cut", [cut_separately, cut_jointly])
@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([], "0 layers"),
        ([Layer(Measure("a", [1.0] * 4))], "1 layers"),
        ([Layer(Measure("a", [1.0] * 4)), Layer(Measure("a", [1.0] * 4))], "same name"),
        ([Layer(Measure("a", [1.0] * 4)), Layer(Measure("b", [1.0] * 3))], "'b' has 3 values"),
    ],
)
def test_hostile_layers_are_refused(cut, layers, words):
    with pytest.raises(ParameterError, match=words):
        cut(grid(2, 2, 2), layers)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "two"])
def test_hostile_numbers_of_territories_are_refused(count):
    with pytest.raises(ParameterError):
        Layer(Measure("a", [1.0]), count)


@pytest.mark.parametrize(
    "options",
    [
        {"locks": {"u0": 0}},
        {"forbidden": [("u0", 0)]},
        {"homes": [(40.0, -100.0)] * 3},
        {"reference": Reference([0] * 60)},
    ],
)
def test_what_names_the_territories_of_one_map_is_refused_for_several(options):
    with pytest.raises(ParameterError, match="one map"):
        cut_separately(grid(6, 10, 3, **options), two_layers())


def test_one_map_has_one_number_of_territories():
    with pytest.raises(ParameterError, match="asks for 2 territories where one map has 3"):
        cut_jointly(grid(6, 10, 3), two_layers(large=2))


def test_an_empty_layer_is_refused_before_the_search():
    layers = [*two_layers()[:1], Layer(Measure("none", np.zeros(60)))]
    with pytest.raises(InfeasibleError, match="'none' is zero everywhere"):
        cut_separately(grid(6, 10, 4), layers, parameters=QUICK)
