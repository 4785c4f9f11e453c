"""A rep leaves or joins: what changes hands, why, and that little else does (A-15, A-27)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Reference
from maillage.core.territories.give_back import give_back, grow, take_over
from maillage.core.territories.model import build_model
from maillage.core.territories.turnover import redistribute, welcome
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from tests.core.territories.checker import assert_agrees, faults
from tests.core.territories.problems import (
    cloud,
    examples,
    grid,
    line,
    planted_labels,
    seeds,
)

pytestmark = pytest.mark.unit

BANDS = [unit % 8 // 2 for unit in range(32)]


def bands(**options):
    """A grid of 4 x 8 units in four upright bands of two columns."""
    return grid(4, 8, 4, **options)


def test_only_the_leavers_units_move_where_that_is_enough():
    found = redistribute(bands(tolerance=0.4), BANDS, leaving=1)
    assert found.feasible
    assert found.only_necessary
    assert found.disruption == 0.0
    assert found.handed_over == pytest.approx(0.25)
    assert found.numbers == (0, 2, 3)
    assert {transfer.unit for transfer in found.transfers} == {
        f"u{unit}" for unit in range(32) if BANDS[unit] == 1
    }
    assert {transfer.after for transfer in found.transfers} <= {0, 2, 3}
    assert {transfer.reason for transfer in found.transfers} == {"left"}
    stayed = [unit for unit in range(32) if BANDS[unit] != 1]
    assert found.labels[stayed].tolist() == [BANDS[unit] for unit in stayed]
    assert_agrees(found.alignment)


def test_other_units_move_where_balance_needs_it():
    found = redistribute(bands(tolerance=0.07), BANDS, leaving=0)
    assert found.feasible
    assert not found.only_necessary
    assert found.before.ravel().tolist() == [8.0, 8.0, 8.0]
    assert sorted(found.after.ravel().tolist()) == [10.0, 11.0, 11.0]
    assert found.disruption == pytest.approx(
        sum(t.stake for t in found.transfers if t.reason == "balance") / 24
    )
    assert sum(t.reason == "balance" for t in found.transfers) <= 5
    assert faults(found.alignment.problem, found.alignment.labels) == []


def test_every_transfer_says_why():
    found = redistribute(bands(tolerance=0.07), BANDS, leaving=0)
    left = next(transfer for transfer in found.transfers if transfer.reason == "left")
    moved = next(transfer for transfer in found.transfers if transfer.reason == "balance")
    assert str(left) == (
        f"{left.unit} goes to territory {left.after + 1}, because territory 1 closes"
    )
    assert str(moved) == (
        f"{moved.unit} goes from territory {moved.before + 1} to territory {moved.after + 1}, "
        "so that both stay within tolerance"
    )
    assert str(found) == (
        f"{len(found.transfers)} units change hands: 25.0% of the stake because of who leaves or"
        f" joins, {100 * found.disruption:.2f}% of what the others hold between them."
    )


def test_open_headcount_keeps_the_territory():
    found = redistribute(bands(), BANDS, leaving=[3, 1], keep_open=True)
    assert found.vacant == (1, 3)
    assert found.transfers == ()
    assert found.labels.tolist() == BANDS
    assert found.feasible
    assert (found.disruption, found.handed_over) == (0.0, pytest.approx(0.5))


def test_stakes_are_those_of_the_reference():
    stakes = np.arange(32.0)
    problem = bands(tolerance=0.4, reference=Reference(BANDS, stakes, cap=0.01))
    found = redistribute(problem, BANDS, leaving=1)
    assert {t.unit: t.stake for t in found.transfers} == {
        f"u{unit}": stakes[unit] for unit in range(32) if BANDS[unit] == 1
    }
    held = stakes[np.array(BANDS) == 1].sum()
    assert found.handed_over == pytest.approx(held / stakes.sum())


def test_rules_of_those_who_stay_hold_and_the_leavers_lapse():
    problem = bands(
        tolerance=0.3,
        shares=[1.0, 1.0, 1.0, 2.0],
        locks={"u2": 1, "u31": 3},
        forbidden=[("u3", 1), ("u3", 2), ("u10", 0)],
        groups=[["u11", "u12"]],
        separate=[["u2", "u26"]],
    )
    found = redistribute(problem, BANDS, leaving=1)
    asked = found.alignment.problem
    assert asked.locks == {"u31": 2}
    assert asked.forbidden == (("u3", 1), ("u10", 0))
    assert asked.measures[0].shares.tolist() == [1.0, 1.0, 2.0]
    assert asked.separate == (("u2", "u26"),)
    assert_agrees(found.alignment)


def best_by_trying_all(asked, own, stakes):
    """Least stake that must move between those who stay, over all feasible labellings."""
    least = np.inf
    held = own >= 0
    for labels in product(range(asked.territories), repeat=asked.size):
        moved = stakes[held & (np.array(labels) != own)].sum()
        if moved < least and not faults(asked, labels):
            least = moved
    return least


@pytest.mark.parametrize("seed", range(6))
def test_nothing_less_would_do_on_small_grids(seed):
    """Three territories of nine units become two: compared with every labelling there is."""
    generator = np.random.default_rng(seed)
    values = generator.uniform(1, 3, 9)
    problem = grid(3, 3, 3, values=values, tolerance=0.12)
    labels = planted_labels(generator, 9, 3, problem.edges)
    found = redistribute(problem, labels, leaving=2)
    own = np.where(labels == 2, -1, labels)
    least = best_by_trying_all(found.alignment.problem, own, values)
    moved = sum(t.stake for t in found.transfers if t.reason == "balance")
    assert found.feasible
    assert moved == pytest.approx(least)


@examples(6)
@given(seeds)
def test_answers_are_complete_and_agree_with_the_checker(seed):
    problem = cloud(seed, 30, 4)
    generator = np.random.default_rng(seed)
    labels = planted_labels(generator, 30, 4, problem.edges)
    gone = int(generator.integers(4))
    found = redistribute(problem, labels, leaving=gone)
    assert_agrees(found.alignment)
    assert gone not in found.labels
    assert [found.numbers[n] for n in found.alignment.labels] == found.labels.tolist()
    changed = {f"u{unit}" for unit in np.flatnonzero(found.labels != labels)}
    assert {transfer.unit for transfer in found.transfers} == changed
    assert found.after.sum() == pytest.approx(problem.measures[0].array().sum())
    held = np.bincount(labels, weights=problem.measures[0].array(), minlength=4)
    assert found.before.ravel() == pytest.approx(np.delete(held, gone))


@examples(6)
@given(seeds)
def test_a_new_rep_gets_a_fair_part(seed):
    problem = cloud(seed, 40, 3)
    labels = planted_labels(np.random.default_rng(seed), 40, 3, problem.edges)
    found = welcome(problem, labels, home=(40.0, -97.0))
    assert_agrees(found.alignment)
    assert found.numbers == (0, 1, 2, 3)
    assert found.before[3, 0] == 0.0
    assert found.after[3, 0] > 0.0
    joined = [t for t in found.transfers if t.reason == "joined"]
    assert {t.after for t in joined} == {3}
    assert sum(t.stake for t in joined) == pytest.approx(found.after[3, 0])
    assert found.handed_over == pytest.approx(found.after[3, 0] / problem.measures[0].array().sum())


def test_a_new_rep_at_home_with_half_a_share():
    problem = bands(tolerance=0.2, values=[1.0] * 32)
    found = welcome(problem, BANDS, home=(40.0, -100.0), share=0.5)
    assert found.feasible
    assert found.alignment.problem.measures[0].shares.tolist() == [1.0, 1.0, 1.0, 1.0, 0.5]
    assert found.labels[0] == 4
    assert abs(found.after[4, 0] / (32 / 9) - 1) <= 0.2
    assert str(next(t for t in found.transfers if t.reason == "joined")).endswith(
        "goes from territory 1 to the new territory 5"
    )


def test_homes_and_travel_grow_with_the_force():
    homes = [(38.5, -100.0 + 2 * band) for band in range(4)]
    found = welcome(bands(tolerance=0.3, homes=homes), BANDS, home=(39.0, -96.5))
    assert np.asarray(found.alignment.problem.homes).tolist()[-1] == [39.0, -96.5]
    table = np.ones((32, 4))
    measured = bands(tolerance=0.3, travel=table, power=1)
    found = welcome(measured, BANDS, home=(39.0, -96.5), travel=np.full(32, 2.0))
    assert np.asarray(found.alignment.problem.travel).shape == (32, 5)
    found = redistribute(measured, BANDS, leaving=0)
    assert np.asarray(found.alignment.problem.travel).shape == (32, 3)


def test_without_contiguity_units_go_to_whoever_is_near():
    problem = bands(tolerance=0.3, edges=None, contiguity=False)
    found = redistribute(problem, BANDS, leaving=1)
    assert found.feasible
    assert found.only_necessary
    found = welcome(problem, BANDS)
    assert found.feasible


def test_the_same_seed_gives_the_same_answer():
    one, other = (redistribute(bands(), BANDS, leaving=2, seed=5) for _ in range(2))
    assert one.labels.tolist() == other.labels.tolist()


def test_it_can_be_stopped():
    with pytest.raises(CancelledError):
        redistribute(bands(), BANDS, leaving=2, cancelled=lambda: True)


def test_what_nobody_could_do_is_refused_with_the_reason():
    heavy = bands(values=[14.0] + [1.0] * 31, tolerance=0.3)
    with pytest.raises(InfeasibleError, match="u0"):
        welcome(heavy, BANDS)
    barred = bands(forbidden=[("u0", number) for number in (1, 2, 3)])
    with pytest.raises(InfeasibleError, match="u0"):
        redistribute(barred, BANDS, leaving=0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"leaving": 4}, "are 4"),
        ({"leaving": -1}, "are -1"),
        ({"leaving": []}, "are -"),
        ({"leaving": [0, 1, 2, 3]}, "Nobody would be left"),
        ({"leaving": 1.5}, "is 1.5"),
        ({"leaving": "1"}, "'1'"),
        ({"leaving": [True]}, "True"),
        ({"labels": [0] * 31}, "plan has 31"),
        ({"labels": [7] * 32}, "names territory number 7"),
    ],
)
def test_hostile_departures_are_refused(changes, words):
    asked = {"labels": BANDS, "leaving": 1} | changes
    with pytest.raises(ParameterError, match=words):
        redistribute(bands(), asked.pop("labels"), **asked)


@pytest.mark.parametrize(
    ("options", "changes", "words"),
    [
        ({}, {"share": 0.0}, "share of the new rep is 0"),
        ({}, {"share": float("nan")}, "share of the new rep is nan"),
        ({}, {"home": (95.0, 0.0)}, "home"),
        ({}, {"home": (40.0,)}, "home"),
        ({"homes": [(40.0, -100.0)] * 4}, {}, "home of the new rep is not known"),
        ({"travel": np.ones((32, 4))}, {}, "travel to the centre of the new rep"),
        ({"travel": np.ones((32, 4))}, {"travel": [1.0]}, "travel has 1 values"),
        ({}, {"labels": [0] * 31}, "plan has 31"),
    ],
)
def test_hostile_arrivals_are_refused(options, changes, words):
    asked = {"labels": BANDS} | changes
    with pytest.raises(ParameterError, match=words):
        welcome(bands(**options), asked.pop("labels"), **asked)


@examples(25)
@given(seeds)
def test_taking_over_leaves_every_territory_in_one_piece(seed):
    problem = cloud(seed, 30, 4)
    labels = planted_labels(np.random.default_rng(seed), 30, 4, problem.edges)
    asked = replace(problem, territories=3, measures=[Measure("a", np.ones(30), 0.99)])
    found = take_over(build_model(asked), np.where(labels == 3, -1, labels).astype(np.int32))
    assert found[labels < 3].tolist() == labels[labels < 3].tolist()
    assert [kind for kind, *_ in faults(asked, found) if kind != "balance"] == []


def test_an_island_of_the_leaver_goes_to_the_nearest():
    problem = line([1.0] * 6, 3, edges=[(0, 1), (1, 2), (2, 3), (4, 5)])
    found = take_over(build_model(replace(problem, territories=2)), np.array([0, 0, 1, 1, -1, -1]))
    assert found.tolist() == [0, 0, 1, 1, 1, 1]


@examples(25)
@given(seeds)
def test_a_grown_territory_leaves_the_others_in_one_piece(seed):
    problem = cloud(seed, 30, 4, measures=[Measure("a", np.ones(30), 0.99)])
    labels = planted_labels(np.random.default_rng(seed), 30, 3, problem.edges)
    found = grow(build_model(problem), labels.astype(np.int32), None)
    assert (found == 3).sum() >= 1
    assert [kind for kind, *_ in faults(problem, found) if kind != "balance"] == []


def test_a_territory_that_can_begin_nowhere_is_refused():
    problem = line([1.0] * 4, 3, locks={"u0": 0, "u1": 0, "u2": 1, "u3": 1})
    with pytest.raises(ParameterError, match="No unit can begin"):
        grow(build_model(problem), np.array([0, 0, 1, 1], dtype=np.int32), None)


@examples(25)
@given(seeds)
def test_giving_back_breaks_nothing_and_leaves_nothing_to_give_back(seed):
    problem = cloud(seed, 30, 3)
    generator = np.random.default_rng(seed)
    labels, own = (planted_labels(generator, 30, 3, problem.edges) for _ in range(2))
    model = build_model(problem)
    found = give_back(model, labels.astype(np.int32), own.astype(np.int32))
    before, after = set(faults(problem, labels)), set(faults(problem, found))
    assert {fault for fault in after if fault[0] == "pieces"} == set()
    assert after <= before
    assert ((found == labels) | (found == own)).all()
    again = give_back(model, found, own.astype(np.int32))
    assert again.tolist() == found.tolist()
    for unit in np.flatnonzero(found != own):
        trial = found.copy()
        trial[unit] = own[unit]
        if not after:
            assert faults(problem, trial) != []
