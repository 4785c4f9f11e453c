"""The annealing schedule: its parameters, its best-so-far and its fixed points."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Reference, SearchParameters
from maillage.core.territories.model import build_model
from maillage.core.territories.repair import connect
from maillage.core.territories.search import Found, Search, assess
from maillage.core.territories.starts import power_start
from maillage.errors import ParameterError
from tests.core.territories.problems import cloud, examples, grid, line, seeds
from tests.core.territories.twins import (
    members,
    pieces_within,
    slow_moved,
    slow_objective,
    slow_violation,
)

pytestmark = pytest.mark.unit

COUNTS = "Proposals, stages, restarts, trials and flips per split must be at least 1, attempts 0."
HEAT = "The temperatures must satisfy 0 < cold <= hot."
PENALTY = "The penalties must satisfy 0 < soft <= hard."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"proposals": 0}, COUNTS),
        ({"stages": 0}, COUNTS),
        ({"restarts": -1}, COUNTS),
        ({"trials": 0}, COUNTS),
        ({"flips_per_split": 0}, COUNTS),
        ({"flips_per_split": -5}, COUNTS),
        ({"attempts": -1}, COUNTS),
        ({"cold": 0}, HEAT),
        ({"cold": 2, "hot": 1}, HEAT),
        ({"hot": float("nan")}, HEAT),
        ({"soft": 0}, PENALTY),
        ({"soft": 9, "hard": 8}, PENALTY),
        ({"hard": float("nan")}, PENALTY),
    ],
)
def test_parameters_out_of_range_are_refused(options, message):
    with pytest.raises(ParameterError) as caught:
        SearchParameters(**options)
    assert str(caught.value) == message


def found(violation, objective):
    return Found(np.zeros(1, dtype=np.int32), violation, objective)


@pytest.mark.parametrize(
    ("mine", "theirs", "better"),
    [
        ((0.0, 5.0), None, True),
        ((0.0, 5.0), (0.0, 6.0), True),
        ((0.0, 5.0), (0.0, 5.0), False),
        ((0.0, 9.0), (0.1, 1.0), True),
        ((0.1, 1.0), (0.0, 9.0), False),
        # rounding is no violation
        ((1e-12, 5.0), (0.0, 6.0), True),
    ],
)
def test_the_least_violation_comes_first(mine, theirs, better):
    assert found(*mine).better_than(theirs and found(*theirs)) == better


@examples(40)
@given(seeds)
def test_a_labelling_is_assessed_by_the_true_bounds_and_the_cap(seed):
    generator = np.random.default_rng(seed)
    reference = Reference(generator.integers(-1, 3, 20), cap=0.3, price_km=30)
    model = build_model(cloud(seed % 50, 20, 3, reference=reference))
    label = generator.integers(0, 3, 20).astype(np.int32)
    result = assess(model, label)
    outside = sum(slow_violation(model, label, number) for number in range(3))
    outside += max(0.0, slow_moved(model, label) - model.cap) / max(model.stake.sum(), 1e-300)
    for number in range(3):
        outside += abs(len(pieces_within(model, members(label, number))) - 1)
    assert result.violation == pytest.approx(outside, abs=1e-7)
    assert result.objective == pytest.approx(slow_objective(model, label), rel=1e-6)
    assert result.label is not label


def assessed(problem, label):
    return assess(build_model(problem), np.array(label, dtype=np.int32)).violation


def test_each_piece_too_many_counts_like_a_target():
    wide = line([1] * 4, 2)
    assert [assessed(wide, label) for label in ([0, 0, 1, 1], [0, 1, 1, 0], [0, 1, 0, 1])] == [
        0, 1, 2,
    ]  # fmt: skip
    assert assessed(line([1] * 4, 2, contiguity=False), [0, 1, 0, 1]) == 0


@pytest.mark.parametrize("contiguity", [True, False])
def test_each_empty_territory_counts_like_a_target(contiguity):
    problem = line([1] * 4, 3, tolerance=0.5, contiguity=contiguity)
    too_much, too_little, empty = 1.5, 0.5, 1.0
    assert assessed(problem, [0, 0, 0, 0]) == pytest.approx(too_much + 2 * (too_little + empty))


@pytest.mark.parametrize("contiguity", [True, False])
def test_a_run_keeps_the_best_and_says_so_at_every_stage(contiguity):
    model = build_model(grid(5, 5, 3, tolerance=0.2, contiguity=contiguity))
    label = np.repeat(np.array([0, 1, 2], dtype=np.int32), [5, 10, 10])
    told = []
    search = Search(model, SearchParameters(proposals=20_000, stages=10), label)
    best = search.run(3, lambda share, found: bool(told.append((share, found))))
    assert [share for share, _ in told] == pytest.approx([n / 10 for n in range(1, 11)])
    for (_, one), (_, other) in pairwise(told):
        assert not one.better_than(other)
    assert best is told[-1][1]
    assert best.violation == 0


def test_a_run_stops_when_told_to():
    model = build_model(grid(4, 4, 2))
    search = Search(
        model, SearchParameters(proposals=100, stages=10), np.repeat([0, 1], 8).astype(np.int32)
    )
    told = []
    search.run(0, lambda share, _found: told.append(share) is None)
    assert told == [0.1]


def test_a_schedule_of_one_stage_and_one_proposal():
    model = build_model(line([1, 1], 2))
    label = np.array([0, 1], dtype=np.int32)
    best = Search(model, SearchParameters(proposals=1, stages=1), label).run(0, lambda *_: False)
    assert sorted(best.label.tolist()) == [0, 1]
    assert best.violation == 0


def test_more_stages_than_proposals():
    model = build_model(line([1, 1], 2))
    label = np.array([0, 1], dtype=np.int32)
    best = Search(model, SearchParameters(proposals=1, stages=5), label).run(0, lambda *_: False)
    assert best.violation == 0


def test_continuity_keeps_the_present_owner_within_reach():
    """Without contiguity, a unit far from its owner may still return to it."""
    today = [9] + [n // 2 for n in range(1, 20)]
    reference = Reference(today, price_km=2_000)
    model = build_model(line([1] * 20, 10, tolerance=0.5, contiguity=False, reference=reference))
    label = np.array([n // 2 for n in range(20)], dtype=np.int32)
    nearby = Search(model, SearchParameters(), label)._nearby()
    assert nearby[:, -1].tolist() == today
    assert nearby.shape == (20, 9)
    plain = build_model(line([1] * 20, 10, tolerance=0.5, contiguity=False))
    assert Search(plain, SearchParameters(), label)._nearby().shape == (20, 8)


@examples(10)
@given(seeds)
def test_polishing_only_improves_and_settles(seed):
    model = build_model(cloud(seed % 50, 60, 4))
    label = connect(model, (np.arange(60) % 4).astype(np.int32), model.position[:4])
    before = assess(model, label)
    first = Search(model, SearchParameters(), label.copy()).polish(seed)
    assert not before.better_than(first)
    again = Search(model, SearchParameters(), first.label.copy()).polish(seed + 1)
    assert not first.better_than(again)
    assert assess(model, again.label).violation == again.violation


@pytest.mark.parametrize("contiguity", [True, False])
def test_after_every_stage_centre_units_are_at_their_best(contiguity):
    """They are drawn at the temperature between, so the totals must be about the best in the end."""
    model = build_model(cloud(4, 30, 3, centres="unit", power=1, contiguity=contiguity))
    label = power_start(model, np.random.default_rng(0), continuity=0.0).label
    search = Search(model, SearchParameters(proposals=4_000, stages=4), label)
    values = []

    def report(_share, _found):
        best = model.sites.best(search.label, 3)
        assert search.chosen.tolist() == best.tolist()
        values.append((search.totals.spread.sum(), slow_objective(model, search.label)))
        return False

    search.run(2, report)
    assert [value[0] for value in values] == pytest.approx([value[1] for value in values])
