"""Managers' spans and specialists' overlays (A-25): connected unions of territories."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories import Measure, solve
from maillage.core.territories.spans import (
    MANAGERS,
    SPECIALISTS,
    Span,
    group_count,
    group_territories,
)
from maillage.errors import InfeasibleError, ParameterError
from tests.core.territories.checker import assert_agrees, faults
from tests.core.territories.problems import (
    QUICK,
    cloud,
    examples,
    grid,
    line,
    planted_labels,
    seeds,
)

pytestmark = pytest.mark.unit


def patchwork(seed, units=90, territories=18, **options):
    problem = cloud(seed, units, territories, **options)
    generator = np.random.default_rng(seed)
    return problem, planted_labels(generator, units, territories, problem.edges)


def pieces_of_group(problem, labels, chosen):
    """Connected pieces, by union-find, of the units whose label is chosen."""
    left = set(np.flatnonzero(np.isin(labels, chosen)).tolist())
    around = {unit: [] for unit in left}
    for one, other in np.asarray(problem.edges).tolist():
        if one in left and other in left:
            around[one].append(other)
            around[other].append(one)
    pieces = 0
    while left:
        pieces += 1
        queue = [left.pop()]
        while queue:
            for other in around[queue.pop()]:
                if other in left:
                    left.remove(other)
                    queue.append(other)
    return pieces


@examples(10)
@given(seeds, st.sampled_from([MANAGERS, SPECIALISTS, Span(2, 9)]))
def test_groups_are_connected_unions_within_the_span_or_say_so(seed, span):
    problem, labels = patchwork(seed)
    found = group_territories(problem, labels, span=span, parameters=QUICK)
    assert_agrees(found.alignment)
    assert found.labels.tolist() == found.group_of[labels].tolist()
    sizes = np.bincount(found.group_of, minlength=found.alignment.problem.territories)
    assert found.sizes.tolist() == sizes.tolist()
    if found.feasible:
        assert span.least <= sizes.min()
        assert sizes.max() <= span.most
        for group in range(len(sizes)):
            assert pieces_of_group(problem, found.labels, [group]) == 1
            assert found.members(group) == tuple(np.flatnonzero(found.group_of == group))


def test_twenty_territories_of_a_grid_get_their_managers():
    problem = grid(8, 10, 20)
    labels = [(unit // 10 // 2) * 5 + unit % 10 // 2 for unit in range(80)]
    found = group_territories(problem, labels, groups=4, measure=Measure("work", [1.0] * 80, 0.01))
    assert found.feasible
    assert found.sizes.tolist() == [5, 5, 5, 5]
    assert faults(found.alignment.problem, found.alignment.labels) == []


def test_a_measure_is_shared_out_fairly():
    """Heavy territories in the north: spans differ so that the work does not."""
    problem = line([5.0] * 4 + [1.0] * 12, 16)
    found = group_territories(
        problem, range(16), span=Span(2, 10), groups=3, parameters=QUICK,
        measure=Measure("work", problem.measures[0].array(), 0.2),
    )  # fmt: skip
    assert found.feasible
    work = np.bincount(found.labels, weights=problem.measures[0].array())
    assert np.abs(work / (32 / 3) - 1).max() <= 0.2
    assert sorted(found.sizes.tolist()) != [5, 5, 6]


def test_homes_of_managers_are_their_centres():
    problem = line([1.0] * 12, 12)
    homes = [(40.0, -100.0 + 0.5 * 8), (40.0, -100.0 + 0.5 * 2)]
    found = group_territories(
        problem, range(12), span=Span(6, 6), groups=2, homes=homes, parameters=QUICK
    )
    assert found.group_of.tolist() == [1] * 6 + [0] * 6


def test_without_contiguity_groups_may_be_anything_near():
    problem = line([1.0] * 6, 6, edges=None, contiguity=False)
    found = group_territories(problem, range(6), span=Span(3, 3), parameters=QUICK)
    assert sorted(found.sizes.tolist()) == [3, 3]


def test_a_span_that_was_not_found_is_said():
    """A star of territories: every connected group but one is a single ray."""
    edges = [(0, ray) for ray in range(1, 8)]
    problem = line([1.0] * 8, 8, edges=edges)
    found = group_territories(problem, range(8), span=Span(3, 5), groups=2, parameters=QUICK)
    assert not found.feasible
    assert found.sizes.max() == 7
    assert any("has 7 territories where 3 to 5 are asked for" in said for said in found.violations)


@pytest.mark.parametrize("territories", range(1, 41))
def test_a_number_of_groups_keeps_the_span_where_one_can(territories):
    for least, most in product(range(1, 6), range(1, 12)):
        if least > most:
            continue
        possible = [
            groups
            for groups in range(1, territories + 1)
            if groups * least <= territories <= groups * most
        ]
        if possible:
            assert group_count(territories, Span(least, most)) in possible
        else:
            with pytest.raises(InfeasibleError):
                group_count(territories, Span(least, most))


@examples(60)
@given(st.integers(1, 200), st.integers(1, 10), st.integers(0, 10))
def test_the_tolerance_on_the_span_allows_only_the_span_and_the_mean(territories, least, more):
    from maillage.core.territories.spans import _span_measures

    span = Span(least, least + more)
    try:
        groups = group_count(territories, span)
    except InfeasibleError:
        return
    low, high = _span_measures(territories, groups, span)[0].bounds(groups)
    allowed = [size for size in range(territories + 1) if low[0] <= size <= high[0]]
    assert span.least <= allowed[0]
    assert allowed[-1] <= span.most
    assert {territories // groups, -(-territories // groups)} <= set(allowed)


def test_a_span_that_cannot_be_kept_is_refused_with_what_would_help():
    problem, labels = patchwork(1)
    with pytest.raises(InfeasibleError, match="18 territories cannot be put into groups of 7 to 8"):
        group_territories(problem, labels, span=Span(7, 8))
    with pytest.raises(InfeasibleError, match="Ask for 2 to 3 groups"):
        group_territories(problem, labels, groups=4)


@pytest.mark.parametrize(
    ("least", "most"), [(0, 3), (4, 3), (1.5, 3), (True, 3), ("a", 3), (2, float("inf"))]
)
def test_hostile_spans_are_refused(least, most):
    with pytest.raises(ParameterError):
        Span(least, most)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"labels": [0, 0, 1, 1, 2, 2]}, "Territory 4 has no unit"),
        ({"labels": [0, 1]}, "plan has 2 values"),
        ({"labels": [0, 1, 2, 3, 4, 4]}, "names territory number 4"),
        ({"groups": 0}, "number of groups is 0"),
        ({"groups": 1.5}, "number of groups is 1.5"),
        ({"measure": Measure("work", [1.0])}, "'work' has 1 values"),
        ({"homes": [(1.0, 2.0)]}, "homes of shape"),
    ],
)
def test_hostile_groupings_are_refused(changes, words):
    asked = {"labels": [0, 1, 2, 3, 3, 3], "span": Span(1, 2), "parameters": QUICK} | changes
    with pytest.raises(ParameterError, match=words):
        group_territories(line([1.0] * 6, 4), asked.pop("labels"), **asked)


def test_groups_of_solved_territories(shared_data):
    """Case A: 50 territories of counties under managers of 5 to 10, balanced by population."""
    data = np.load(shared_data / "territory_cases" / "A.npz")
    from tests.core.territories.test_cases import case

    problem = case(shared_data, "A")
    from maillage.core.territories import SearchParameters

    territories = solve(problem, parameters=SearchParameters(proposals=1_000_000, attempts=0))
    found = group_territories(
        problem, territories.labels, measure=Measure("population", data["w"], 0.25)
    )
    assert found.feasible
    assert (found.sizes >= 5).all()
    assert (found.sizes <= 10).all()
    assert_agrees(found.alignment)
