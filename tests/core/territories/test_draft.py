"""Plans changed by hand: every figure stays that of a full recomputation (A-14, A-15)."""

import numpy as np
import pytest
from hypothesis import example, given

from maillage.core.territories import Draft, Measure, Reference, solve
from maillage.core.territories.alignment import find_violations
from maillage.core.territories.draft import Move
from maillage.core.territories.figures import measure_up
from maillage.errors import ParameterError
from tests.core.territories.checker import assert_agrees, faults
from tests.core.territories.problems import (
    QUICK,
    cloud,
    examples,
    grid,
    line,
    planted_of_any_kind,
    seeds,
)

pytestmark = pytest.mark.unit

FIELDS = (
    "amounts", "deviations", "units", "components", "centres", "mean_km", "radius_km", "inertia",
    "moved", "stake", "travel",
)  # fmt: skip


def assert_fresh(draft):
    """The running figures, words and verdict are those of the plan measured from nothing."""
    fresh = measure_up(draft.problem, draft.labels)
    for name in FIELDS:
        running, counted = getattr(draft.statistics, name), getattr(fresh, name)
        if counted is None:
            assert running is None, name
        else:
            assert running == pytest.approx(counted, rel=1e-9, abs=1e-9), name
    assert draft.violations == find_violations(draft.problem, draft.labels, fresh)
    assert draft.feasible is (not draft.violations)
    again = Draft(draft.problem, draft.labels).standing
    assert draft.standing.objective == pytest.approx(again.objective, rel=1e-9, abs=1e-6)
    assert draft.standing.violation == pytest.approx(again.violation, rel=1e-9, abs=1e-12)


def random_units(generator, size):
    units = generator.integers(0, size, int(generator.integers(1, size + 1)))
    return units if generator.random() < 0.5 else [f"u{unit}" for unit in units]


@examples(60)
@given(seeds)
@example(8534540)  # two units tie as the centre of a territory
def test_any_sequence_of_steps_leaves_the_figures_of_a_recomputation(seed):
    generator = np.random.default_rng(seed)
    problem, labels = planted_of_any_kind(seed, contiguity=seed % 5 > 0, homes=seed % 7 > 3)
    draft = Draft(problem, labels)
    history = [draft.labels.copy()]
    for _ in range(8):
        step = generator.choice(["move", "move", "undo", "redo", "what_if"])
        if step in {"move", "what_if"}:
            territory = int(generator.integers(problem.territories))
            units = random_units(generator, problem.size)
            before = draft.labels.copy()
            change = getattr(draft, step)(units, territory)
            expected = before.copy()
            expected[draft.indices(units)] = territory
            assert change.units.tolist() == np.flatnonzero(expected != before).tolist()
            after = before if step == "what_if" else expected
            assert draft.labels.tolist() == after.tolist()
            if step == "move" and len(change.units):
                history = [*history[: draft.undoable], draft.labels.copy()]
        else:
            getattr(draft, step)()
            assert draft.labels.tolist() == history[draft.undoable].tolist()
        assert_fresh(draft)
        assert_agrees(draft.alignment())
    while draft.undo():
        pass
    assert draft.labels.tolist() == labels.tolist()
    assert_fresh(draft)


@examples(25)
@given(seeds)
def test_a_preview_tells_exactly_what_the_move_then_does(seed):
    generator = np.random.default_rng(seed)
    problem, labels = planted_of_any_kind(seed)
    draft = Draft(problem, labels)
    units = random_units(generator, problem.size)
    territory = int(generator.integers(problem.territories))
    told, done = draft.what_if(units, territory), draft.move(units, territory)
    assert told.violations == done.violations == draft.violations
    assert told.objective == done.objective
    assert told.moved == done.moved
    assert told.touched.tolist() == done.touched.tolist()
    assert told.after.violation == draft.standing.violation


def test_a_change_says_which_units_went_from_where_to_where_and_what_it_broke():
    draft = Draft(line([1, 1, 1, 1], 2, tolerance=0.1), [0, 0, 1, 1])
    change = draft.move(["u1", "u3"], 0)
    assert change.units.tolist() == [3]
    assert change.origins.tolist() == [1]
    assert change.destinations.tolist() == [0]
    assert change.touched.tolist() == [0, 1]
    assert change.before.violation == 0
    assert change.after.violation == pytest.approx(0.5 - 0.1 + 0.5 - 0.1 + 1)
    assert change.violations == (
        "territory 1: potential is +50.00% from its target, the tolerance is 10.00%",
        "territory 2: potential is -50.00% from its target, the tolerance is 10.00%",
        "territory 1 is in 2 pieces",
    )
    assert draft.pieces(0) == (("u0", "u1"), ("u3",))
    assert draft.pieces(1) == (("u2",),)


def test_pieces_come_heaviest_first_and_a_group_links_its_members():
    problem = line([1, 1, 9, 1], 2, groups=[["u0", "u3"]])
    assert Draft(problem, [0, 1, 0, 0]).pieces(0) == (("u0", "u2", "u3"),)
    assert Draft(line([1, 1, 9, 1], 2), [0, 1, 0, 1]).pieces(0) == (("u2",), ("u0",))
    assert Draft(line([1, 1], 2), [0, 0]).pieces(1) == ()
    loose = line([1, 1, 1], 2, contiguity=False, edges=None)
    assert Draft(loose, [0, 1, 0]).pieces(0) == (("u0", "u2"),)


def test_broken_rules_are_allowed_and_told():
    problem = line(
        [1, 1, 1, 1], 2, tolerance=0.9, locks={"u0": 0}, forbidden=[("u3", 0)],
        groups=[["u1", "u2"]], reference=Reference([0, 0, 1, 1], [1, 1, 1, 1], cap=0.25),
    )  # fmt: skip
    draft = Draft(problem, [0, 1, 1, 1])
    assert draft.violations == ()
    change = draft.apply([(["u0"], 1), (["u2", "u3"], 0)])
    assert sorted(kind for kind, *_ in faults(problem, draft.labels)) == [
        "cap", "forbidden", "group", "lock",
    ]  # fmt: skip
    assert len(change.violations) == 4
    assert change.after.violation == pytest.approx(3 + 0.75)
    assert change.moved == 3


def test_units_to_keep_apart_are_told_when_they_meet():
    draft = Draft(line([1] * 4, 2, tolerance=0.9, separate=[["u0", "u3"]]), [0, 0, 1, 1])
    change = draft.move("u3", 0)
    assert "units u0, u3 must not share a territory but all lie in 1" in change.violations
    assert change.after.violation == pytest.approx(2)


def test_what_a_departed_owner_held_moves_for_nothing():
    reference = Reference([0, 0, 1, 1], departed=[1], price_km=10.0)
    draft = Draft(line([1] * 4, 2, tolerance=0.9, reference=reference), [0, 0, 1, 1])
    assert draft.move("u2", 0).moved == 0
    assert draft.move("u1", 1).moved == 1


def test_a_swap_is_one_step():
    draft = Draft(grid(2, 2, 2), [0, 0, 1, 1])
    change = draft.swap("u0", ["u2"])
    assert draft.labels.tolist() == [1, 0, 0, 1]
    assert change.units.tolist() == [0, 2]
    assert (draft.undoable, draft.redoable) == (1, 0)
    assert draft.undo() is change
    assert draft.labels.tolist() == [0, 0, 1, 1]
    assert (draft.undoable, draft.redoable) == (0, 1)
    assert draft.redo() is change
    assert draft.labels.tolist() == [1, 0, 0, 1]


def test_nothing_to_undo_or_redo_is_told_by_nothing():
    draft = Draft(line([1, 1], 2), [0, 1])
    assert draft.undo() is None
    assert draft.redo() is None


def test_a_new_step_forgets_what_was_undone():
    draft = Draft(line([1, 1, 1], 2), [0, 1, 1])
    draft.move(1, 0)
    draft.undo()
    draft.move(2, 0)
    assert (draft.undoable, draft.redoable) == (1, 0)


def test_units_that_are_there_already_make_no_step():
    draft = Draft(line([1, 1], 2), [0, 1])
    change = draft.move(["u0", "u0", "u0"], 0)
    assert change.units.tolist() == []
    assert change.objective == 0
    assert change.violations == ()
    assert draft.undoable == 0


def test_where_a_unit_is_named_twice_the_last_move_counts():
    draft = Draft(line([1, 1, 1], 3), [0, 1, 2])
    draft.apply([Move(("u0",), 1), Move(("u0",), 2)])
    assert draft.labels.tolist() == [2, 1, 2]


def test_labels_cannot_be_written_to_and_are_a_copy():
    given_labels = np.array([0, 1])
    draft = Draft(line([1, 1], 2), given_labels)
    given_labels[0] = 1
    assert draft.labels.tolist() == [0, 1]
    with pytest.raises(ValueError, match="read-only"):
        draft.labels[0] = 1


def test_a_draft_of_a_solution_has_its_objective_and_becomes_an_alignment():
    reference = Reference(np.arange(60) % 3, price_km=30.0)
    problem = cloud(3, 60, 3, reference=reference, groups=[["u1", "u4", "u7"], ["u5", "u8"]])
    found = solve(problem, parameters=QUICK)
    draft = Draft(problem, found.labels)
    assert draft.alignment().objective == pytest.approx(found.objective, rel=1e-9)
    assert draft.alignment().violations == found.violations
    draft.move("u0", 1 - min(1, draft.labels[0]))
    assert draft.alignment().proposals == 1
    assert_agrees(draft.alignment())


def test_measures_keep_their_own_targets():
    measures = [Measure("a", [1, 2, 3, 4], 0.5, [1, 3]), Measure("b", [4, 3, 2, 1], 0.5)]
    draft = Draft(line([1] * 4, 2, measures=measures), [0, 0, 1, 1])
    draft.move(1, 1)
    assert draft.statistics.deviations.tolist() == [
        pytest.approx([1 / 2.5 - 1, 4 / 5 - 1]), pytest.approx([9 / 7.5 - 1, 6 / 5 - 1]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("units", "message"),
    [
        ("u9", "There is no basic unit 'u9'"),
        (["u0", "u9"], "There is no basic unit 'u9'"),
        (4, "There is no basic unit 4"),
        (-1, "There is no basic unit -1"),
        (np.array([0, 4]), "There is no basic unit 4"),
        (np.array([-1]), "There is no basic unit -1"),
        (np.array([0.0]), "There is no basic unit"),
        ([True, False], "There is no basic unit True"),
        (True, "There is no basic unit True"),
        ([0.5], "There is no basic unit 0.5"),
        ([None], "There is no basic unit None"),
        (None, "There is no basic unit None"),
        ([["u0"]], "There is no basic unit"),
        ([], "No unit was given"),
        ((), "No unit was given"),
        (np.array([], dtype=np.int32), "No unit was given"),
    ],
)
@pytest.mark.parametrize("step", ["move", "what_if"])
def test_units_that_cannot_be_are_refused_and_nothing_changes(units, message, step):
    draft = Draft(line([1, 1, 1, 1], 2), [0, 0, 1, 1])
    with pytest.raises(ParameterError, match=message) as error:
        getattr(draft, step)(units, 0)
    assert error.value.remedy
    assert draft.labels.tolist() == [0, 0, 1, 1]
    assert draft.undoable == 0


@pytest.mark.parametrize("territory", [2, -1, 0.5, "0", None, True, np.nan, np.inf, 10**12])
def test_territories_that_cannot_be_are_refused(territory):
    draft = Draft(line([1, 1], 2), [0, 1])
    with pytest.raises(ParameterError) as error:
        draft.apply([("u0", 1), ("u1", territory)])
    assert error.value.remedy
    assert draft.labels.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("units", "others", "message"),
    [
        (["u0"], ["u1"], "Both sets of units lie in territory 1"),
        (["u0", "u2"], ["u3"], "lie in several territories: 1, 2"),
        (["u0"], [], "No unit was given"),
    ],
)
def test_swaps_that_cannot_be_are_refused(units, others, message):
    draft = Draft(line([1, 1, 1, 1], 2), [0, 0, 1, 1])
    with pytest.raises(ParameterError, match=message):
        draft.swap(units, others)


@pytest.mark.parametrize("labels", [[0], [0, 2], [0, -1], [0, 0.5], ["a", "b"], [[0, 1]], None])
def test_plans_that_cannot_be_are_refused(labels):
    with pytest.raises(ParameterError) as error:
        Draft(line([1, 1], 2), labels)
    assert error.value.remedy


def test_pieces_of_a_territory_that_is_not_are_refused():
    with pytest.raises(ParameterError, match="no territory number 7"):
        Draft(line([1, 1], 2), [0, 1]).pieces(7)
