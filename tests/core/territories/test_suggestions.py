"""Counter-moves: they do what they say, keep the rules, and mend what simple moves can mend."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Draft, Measure, Reference, mend, suggest
from maillage.core.territories.countermoves import Kind
from maillage.errors import ParameterError
from tests.core.territories.checker import faults
from tests.core.territories.problems import cloud, examples, grid, line, planted_of_any_kind, seeds

pytestmark = pytest.mark.unit


def disturbed(seed, *, contiguity=True):
    """A plan that was as asked until a person placed some units, and those units."""
    generator = np.random.default_rng(seed)
    problem, labels = planted_of_any_kind(seed, contiguity=contiguity, homes=seed % 7 > 3)
    draft = Draft(problem, labels)
    placed = generator.integers(0, problem.size, int(generator.integers(1, 4)))
    draft.move(placed, int(generator.integers(problem.territories)))
    return draft, [problem.ids[unit] for unit in np.unique(placed)]


def rules(problem, labels):
    return [fault for fault in faults(problem, labels) if fault[0] in {"lock", "forbidden"}]


@examples(60)
@given(seeds)
def test_suggestions_do_what_they_say_and_keep_the_rules(seed):
    draft, keep = disturbed(seed, contiguity=seed % 5 > 0)
    problem, before = draft.problem, draft.labels.copy()
    found = suggest(draft, keep=keep)
    assert draft.labels.tolist() == before.tolist()
    assert bool(found) <= bool(draft.violations)
    ranks = [(round(each.change.after.violation, 9), each.cost) for each in found]
    assert ranks == sorted(ranks)
    for each in found:
        assert each.change.after.violation < draft.standing.violation
        moved = {unit for move in each.moves for unit in move.units}
        assert not moved & set(keep)
        for unit in moved & set(problem.locks):
            assert before[problem.ids.index(unit)] != problem.locks[unit]
        trial = Draft(problem, before)
        change = trial.apply(each.moves)
        assert {problem.ids[unit] for unit in change.units} == moved
        assert change.after.violation == pytest.approx(each.change.after.violation)
        assert each.resolves is (not faults(problem, trial.labels))
        assert set(rules(problem, trial.labels)) <= set(rules(problem, before))


@examples(40)
@given(seeds)
def test_no_single_move_to_a_neighbour_is_better_than_the_first_suggestion(seed):
    draft, keep = disturbed(seed)
    problem, labels = draft.problem, draft.labels
    found = suggest(draft, keep=keep)
    best = min((each.change.after.violation for each in found), default=draft.standing.violation)
    grouped = {unit for group in problem.groups if len(group) > 1 for unit in group}
    for one, other in np.concatenate([problem.edge_array(), problem.edge_array()[:, ::-1]]):
        unit, goal = problem.ids[one], int(labels[other])
        if unit in keep or unit in grouped or (unit, goal) in problem.forbidden:
            continue
        apart = {other for units in problem.separate if unit in units for other in units}
        if apart & {problem.ids[there] for there in np.flatnonzero(labels == goal)}:
            continue
        if problem.locks.get(unit, goal) == goal:
            assert best <= draft.what_if(unit, goal).after.violation + 1e-9


@examples(25)
@given(seeds)
def test_mending_goes_step_by_step_to_what_it_promises(seed):
    draft, keep = disturbed(seed, contiguity=seed % 5 > 0)
    before = draft.labels.copy()
    found = mend(draft, keep=keep, steps=6)
    assert draft.labels.tolist() == before.tolist()
    trial = Draft(draft.problem, before)
    last = trial.standing.violation
    for step in found.steps:
        trial.apply(step.moves)
        assert trial.standing.violation < last
        assert trial.standing.violation == pytest.approx(step.change.after.violation)
        last = trial.standing.violation
    assert found.feasible is (not faults(draft.problem, trial.labels))
    kept = draft.indices(keep)
    assert trial.labels[kept].tolist() == before[kept].tolist()
    if found.change is None:
        assert trial.labels.tolist() == before.tolist()
    else:
        draft.apply([([unit], int(trial.labels[unit])) for unit in found.change.units])
        assert draft.labels.tolist() == trial.labels.tolist()


@examples(15)
@given(seeds)
def test_repeated_suggestions_mend_a_balanced_plan_that_one_move_disturbed(seed):
    generator = np.random.default_rng(seed)
    labels = np.repeat([0, 0, 0, 1, 1, 1, 2, 2, 2], 6)
    draft = Draft(grid(9, 6, 3, tolerance=0.05), labels)
    unit, goal = int(generator.choice([18, 20, 23, 33, 35])), 0
    draft.move([unit - 6, unit] if unit in {33, 35} else unit, goal)
    assert draft.violations
    while draft.violations:
        found = suggest(draft, keep=[unit], limit=1)
        if not found:
            break
        draft.apply(found[0].moves)
    assert faults(draft.problem, draft.labels) == []
    assert draft.labels[unit] == goal


def first(problem, labels, **options):
    return suggest(problem, labels, **options)[0]


def targets_of(suggestion):
    return [(move.units, move.territory) for move in suggestion.moves]


def test_a_unit_goes_back_to_its_lock_and_out_of_where_it_may_not_be():
    locked = line([1] * 6, 2, tolerance=0.5, locks={"u3": 1})
    found = first(locked, [0, 0, 0, 0, 1, 1])
    assert (found.kind, targets_of(found)) == (Kind.RULE, [(("u3",), 1)])
    assert found.resolves is True
    barred = line([1] * 6, 2, tolerance=0.5, forbidden=[("u3", 0)])
    found = first(barred, [0, 0, 0, 0, 1, 1])
    assert (found.kind, targets_of(found)) == (Kind.RULE, [(("u3",), 1)])


def test_units_to_keep_apart_part_again():
    problem = line([1] * 6, 2, tolerance=0.5, separate=[["u0", "u3"]])
    found = first(problem, [0, 0, 0, 0, 1, 1])
    assert (found.kind, targets_of(found)) == (Kind.RULE, [(("u3",), 1)])


def test_a_divided_group_is_made_whole_the_cheaper_way():
    problem = line([1] * 6, 2, tolerance=0.5, groups=[["u2", "u3"]])
    found = suggest(problem, [0, 0, 0, 1, 1, 1])
    assert {each.kind for each in found} == {Kind.RULE}
    assert sorted(targets_of(each)[0] for each in found) == [(("u2",), 1), (("u3",), 0)]


def test_an_enclave_joins_what_surrounds_it():
    labels = [0] * 10 + [1] * 10
    labels[2] = 1
    found = first(grid(4, 5, 2, tolerance=0.3), labels)
    assert (found.kind, targets_of(found)) == (Kind.PIECE, [(("u2",), 0)])


def test_what_a_person_placed_apart_is_reached_by_a_bridge():
    labels = [1] + [0] * 9 + [1] * 10
    found = suggest(grid(4, 5, 2, tolerance=0.3), labels, keep="u0", limit=50)
    bridges = [targets_of(each) for each in found if each.kind is Kind.BRIDGE]
    assert bridges == [[(("u5",), 1)]]
    assert Kind.PIECE not in {each.kind for each in found}


def test_no_bridge_where_there_is_no_way():
    labels = [0] * 10 + [1] * 10
    labels[2] = 1
    walls = {f"u{unit}": 0 for unit in (1, 3, 7)}
    found = suggest(grid(4, 5, 2, tolerance=0.3, locks=walls), labels, keep="u2")
    assert found == []


def test_what_exceeds_the_cap_goes_back_to_its_owner():
    reference = Reference([0, 0, 0, 1, 1, 1], [1, 1, 4, 1, 1, 1], cap=0.2)
    problem = line([1] * 6, 2, tolerance=0.5, reference=reference)
    found = first(problem, [0, 0, 1, 1, 1, 1])
    assert (found.kind, targets_of(found)) == (Kind.RETURN, [(("u2",), 0)])
    assert found.change.moved == -4


def test_one_unit_mends_the_balance():
    found = first(line([1] * 6, 2, tolerance=0.1), [0, 0, 1, 1, 1, 1])
    assert targets_of(found) == [(("u2",), 0)]
    assert found.text == "u2 from territory 2 to territory 1"
    assert found.change.violations == ()


def test_a_patch_mends_what_one_unit_cannot():
    found = first(line([1] * 12, 2, tolerance=0.1), [0] * 2 + [1] * 10)
    assert (found.kind, targets_of(found)) == (Kind.PATCH, [(("u2", "u3", "u4", "u5"), 0)])


def test_an_exchange_mends_what_no_move_can():
    values = [5, 4, 2, 2, 2, 1]
    problem = grid(2, 3, 2, values=values, tolerance=0.07, contiguity=False)
    found = first(problem, [0, 0, 0, 1, 1, 1])
    assert found.kind is Kind.SWAP
    assert found.resolves is True


def test_a_chain_passes_on_what_the_neighbour_cannot_hold():
    found = suggest(line([1] * 9, 3, tolerance=0.1), [0, 0, 0, 0, 1, 1, 1, 2, 2])
    assert (found[0].kind, targets_of(found[0])) == (Kind.CHAIN, [(("u3",), 1), (("u6",), 2)])
    assert found[0].resolves is True
    reverse = suggest(line([1] * 9, 3, tolerance=0.1), [0, 0, 1, 1, 1, 2, 2, 2, 2])
    assert targets_of(reverse[0]) == [(("u2",), 0), (("u5",), 1)]


@pytest.mark.parametrize("contiguity", [True, False])
@pytest.mark.parametrize("homes", [None, [[40, -100], [38, -96]]])
def test_an_empty_territory_is_planted_and_filled(contiguity, homes):
    problem = grid(4, 5, 2, tolerance=0.1, contiguity=contiguity, homes=homes)
    found = mend(problem, [0] * 20, steps=15)
    assert found.feasible is True


@examples(10)
@given(seeds)
def test_two_measures_are_mended_together(seed):
    generator = np.random.default_rng(seed)
    measures = [
        Measure("a", generator.uniform(1, 2, 40), 0.2), Measure("b", generator.uniform(1, 2, 40), 0.2),
    ]  # fmt: skip
    problem = cloud(seed, 40, 3, measures=measures)
    labels = (np.argsort(np.argsort(problem.coordinates()[:, 1])) * 3) // 40
    before = Draft(problem, labels).standing.violation
    found = mend(problem, labels)
    after = found.change.after.violation if found.change else before
    assert found.feasible or after < before


def test_nothing_to_mend_and_nothing_that_may_move():
    problem = line([1, 1, 1, 1], 2)
    assert suggest(problem, [0, 0, 1, 1]) == []
    assert mend(problem, [0, 0, 1, 1]).feasible is True
    assert mend(problem, [0, 0, 1, 1]).change is None
    assert suggest(problem, [0, 1, 1, 1], keep=problem.ids) == []
    assert mend(problem, [0, 1, 1, 1], keep=range(4)).feasible is False
    locks = dict(zip(problem.ids, [0, 1, 1, 1], strict=True))
    assert suggest(line([1, 1, 1, 1], 2, locks=locks), [0, 1, 1, 1]) == []


def test_as_many_as_are_asked_for():
    problem, labels = grid(6, 6, 3, tolerance=0.05), [0] * 16 + [1] * 10 + [2] * 10
    assert [len(suggest(problem, labels, limit=limit)) for limit in (1, 2, 3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "The number of suggestions is 0"),
        ({"limit": 1.5}, "The number of suggestions is 1.5"),
        ({"limit": None}, "The number of suggestions is None"),
        ({"keep": ["u9"]}, "There is no basic unit 'u9'"),
        ({"keep": "u9"}, "There is no basic unit 'u9'"),
        ({"keep": 7}, "There is no basic unit 7"),
        ({"keep": [True]}, "There is no basic unit True"),
    ],
)
def test_what_cannot_be_is_refused(options, message):
    with pytest.raises(ParameterError, match=message) as error:
        suggest(line([1, 1], 2), [0, 1], **options)
    assert error.value.remedy


def test_a_problem_needs_a_plan_and_a_repair_needs_steps():
    with pytest.raises(ParameterError):
        suggest(line([1, 1], 2))
    with pytest.raises(ParameterError, match="The number of steps is 0"):
        mend(line([1, 1], 2), [0, 1], steps=0)


@pytest.mark.parametrize("keep", [None, [], (), np.array([], dtype=np.int32)])
def test_keeping_nothing_is_allowed(keep):
    assert len(suggest(line([1, 1, 1, 1], 2), [0, 1, 1, 1], keep=keep)) == 1
