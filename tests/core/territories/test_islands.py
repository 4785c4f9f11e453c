"""Parts with no link between them: each gets a whole number of territories, and they are solved."""

from itertools import chain, product

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Reference, preflight, solve
from maillage.core.territories.islands import parts_of, share_out, shareable
from maillage.core.territories.model import build_model
from tests.core.territories.checker import assert_agrees, faults
from tests.core.territories.problems import QUICK, examples, grid, grid_edges, line, seeds

pytestmark = pytest.mark.unit


def archipelago(sizes, territories, *, values=None, **options):
    """Islands that are paths of so many units."""
    count = sum(sizes)
    ends = set(np.cumsum(sizes) - 1)
    edges = [[unit, unit + 1] for unit in range(count - 1) if unit not in ends]
    return line([1] * count if values is None else values, territories, edges=edges, **options)


def shared_out(problem):
    model = build_model(problem)
    count, part = parts_of(model)
    assert shareable(model, part, count)
    return [territories.tolist() for territories in share_out(model, part, count)]


def is_shareable(problem):
    model = build_model(problem)
    count, part = parts_of(model)
    return shareable(model, part, count)


def test_parts_are_what_edges_and_groups_leave_apart():
    count, part = parts_of(build_model(archipelago([2, 3, 1], 3)))
    assert (count, part.tolist()) == (3, [0, 0, 1, 1, 1, 2])
    count, part = parts_of(build_model(archipelago([2, 3, 1], 3, groups=[["u0", "u5"]])))
    assert (count, len(set(part.tolist()))) == (2, 2)
    assert parts_of(build_model(line([1, 1, 1], 2)))[0] == 1


def test_parts_get_territories_by_what_they_hold():
    assert shared_out(archipelago([3, 6, 9], 6)) == [[0], [1, 2], [3, 4, 5]]
    assert shared_out(archipelago([9, 1], 2, tolerance=0.9)) == [[0], [1]]
    assert shared_out(archipelago([2, 2], 2, values=[0, 0, 1, 1], tolerance=0.9)) == [[0], [1]]


def test_every_measure_counts():
    measures = [Measure("a", [4, 4, 4, 4], 0.9), Measure("b", [1, 1, 9, 9], 0.9)]
    assert shared_out(archipelago([2, 2], 3, measures=measures)) == [[0], [1, 2]]


def test_parts_get_the_territories_their_locks_name():
    locks = {"u0": 3, "u1": 1, "u4": 0}
    assert shared_out(archipelago([4, 4], 4, tolerance=0.9, locks=locks)) == [[1, 3], [0, 2]]
    crowded = {"u0": 2, "u1": 1, "u2": 0}
    assert shared_out(archipelago([4, 4], 4, tolerance=0.9, locks=crowded)) == [[0, 1, 2], [3]]


def test_parts_keep_the_territories_that_hold_them_today():
    reference = Reference([1, 1, 0, 0, 1, 1], [9, 1, 1, 1, 2, 2])
    assert shared_out(archipelago([3, 3], 2, reference=reference)) == [[1], [0]]
    reference = Reference([1, 1, 0, 0, 2, -1])
    assert shared_out(archipelago([2, 4], 3, reference=reference)) == [[1], [0, 2]]


def test_what_cannot_be_shared_out():
    assert is_shareable(archipelago([2, 2], 2))
    # fixed homes and different capacities tie territories to places and sizes
    assert not is_shareable(archipelago([2, 2], 2, homes=[[40, -100], [40, -99]]))
    assert not is_shareable(archipelago([2, 2], 2, shares=[1, 2]))
    # one territory locked on two islands
    assert not is_shareable(archipelago([2, 2], 3, locks={"u0": 1, "u3": 1}))
    assert is_shareable(archipelago([2, 2], 3, locks={"u0": 1, "u1": 1}))
    # more parts than territories, or too few left beside the locked ones
    assert not is_shareable(archipelago([1, 1, 1], 2))
    assert not is_shareable(archipelago([2, 2], 2, locks={"u0": 0, "u1": 1}))


@examples(150)
@given(seeds)
def test_everything_is_shared_out_once_and_within_bounds_where_that_can_be(seed):
    generator = np.random.default_rng(seed)
    sizes = generator.integers(1, 12, generator.integers(2, 5))
    territories = int(generator.integers(len(sizes), 10))
    tolerance = float(generator.choice([0.05, 0.25, 0.6]))
    found = shared_out(archipelago(sizes, territories, tolerance=tolerance))
    assert sorted(chain.from_iterable(found)) == list(range(territories))
    counts = [len(named) for named in found]
    assert min(counts) >= 1
    target = sum(sizes) / territories

    def fits(numbers):
        pairs = zip(sizes, numbers, strict=True)
        return all(abs(size / (n * target) - 1) <= tolerance + 1e-9 for size, n in pairs)

    possible = (
        numbers
        for numbers in product(range(1, territories + 1), repeat=len(sizes))
        if sum(numbers) == territories and fits(numbers)
    )
    assert fits(counts) == (next(possible, None) is not None)


def kept(problem, seed=0):
    """Labels of a quick solution that keeps everything asked."""
    assert preflight(problem) == ()
    alignment = solve(problem, parameters=QUICK, seed=seed)
    assert faults(problem, alignment.labels) == []
    assert_agrees(alignment)
    return alignment.labels.tolist()


def test_a_large_island_leaves_enough_to_small_ones():
    """D'Hondt's rule alone gives the large island five territories; it can do with four."""
    labels = kept(archipelago([12, 4, 4], 8, values=[0.4] * 20, tolerance=0.25))
    assert [len(set(labels[a:b])) for a, b in ((0, 12), (12, 16), (16, 20))] == [4, 2, 2]


def test_two_islands_whose_units_lie_among_each_other():
    problem = line(
        [1] * 4, 2, edges=[[0, 1], [2, 3]], latitude=[41.8, 38.6, 41.8, 39.2],
        longitude=[-97.9, -95.9, -98.0, -97.3],
    )  # fmt: skip
    labels = kept(problem)
    assert (labels[0], labels[2]) == (labels[1], labels[3])


@pytest.mark.parametrize("seed", range(20))
def test_islands_scattered_over_each_other_are_solved(seed):
    generator = np.random.default_rng(seed)
    sizes = [4 * int(size) for size in generator.integers(1, 4, generator.integers(2, 4))]
    count = sum(sizes)
    problem = archipelago(
        sizes, count // 4, latitude=generator.uniform(38, 42, count),
        longitude=generator.uniform(-100, -95, count),
    )  # fmt: skip
    kept(problem, seed)


@pytest.mark.parametrize(
    "locks",
    [{"u0": 3}, {"u0": 0, "u3": 3}, {"u12": 0, "u15": 1}, {"u0": 2, "u1": 2, "u15": 0}],
)
def test_islands_with_locks_are_solved(locks):
    """Two squares of 2 x 4, side by side without a link, in four territories."""
    edges = [(a, b) for a, b in grid_edges(4, 4) if (a % 4 < 2) == (b % 4 < 2)]
    kept(grid(4, 4, 4, edges=edges, locks=locks, tolerance=0.3))


def test_islands_with_a_cap_on_disruption_are_solved():
    edges = [(a, b) for a, b in grid_edges(4, 4) if (a % 4 < 2) == (b % 4 < 2)]
    today = [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 1, 3]
    problem = grid(4, 4, 4, edges=edges, reference=Reference(today, cap=0.1))
    labels = kept(problem)
    assert labels == [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3]


def test_islands_that_cannot_be_shared_out_are_solved_together():
    longitude = [*range(4), *range(20, 28)]
    kept(archipelago([4, 8], 2, shares=[2, 1], longitude=longitude, tolerance=0.9))
    kept(archipelago([4, 8], 3, homes=[[40, 1], [40, 21], [40, 26]], longitude=longitude))


def test_parts_cannot_choose_among_territories_that_travel_tells_apart():
    assert is_shareable(archipelago([2, 2], 2))
    assert not is_shareable(archipelago([2, 2], 2, travel=np.ones((4, 2))))
    assert is_shareable(archipelago([2, 2], 2, centres="unit", travel=np.ones((4, 4))))
