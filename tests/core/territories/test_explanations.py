"""Reasons of every change of hands: each is what putting the unit back really does (A-27, A-14)."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Draft, Measure, Reference, explain, solve
from maillage.core.territories.reasons import Cause
from maillage.errors import ParameterError
from tests.core.territories.checker import faults
from tests.core.territories.problems import QUICK, examples, grid, line, planted_of_any_kind, seeds

pytestmark = pytest.mark.unit


def whole_group(problem, unit):
    """The unit with all of its group."""
    return next((list(group) for group in problem.groups if unit in group), [unit])


def concerned(problem, labels, territories):
    """Faults of a plan that concern some territories, rules and the cap included."""
    return [
        fault
        for fault in faults(problem, labels)
        if fault[0] not in {"balance", "pieces", "empty"} or fault[-1] in territories
    ]


def assert_is_objective(problem, told, true):
    """Exact, except where centres are units, which stay in the estimate."""
    assert problem.centres == "unit" or told == pytest.approx(true, rel=1e-6, abs=1e-3)


def assert_is_what_if(draft, staying, units, former, receiver):
    change = draft.what_if(units, former)
    assert_is_objective(draft.problem, staying.objective, change.objective)
    deviations = change.after.statistics.deviations
    assert staying.former.tolist() == pytest.approx(deviations[former].tolist())
    assert staying.receiver.tolist() == pytest.approx(deviations[receiver].tolist())
    return change


@examples(50)
@given(seeds)
def test_staying_and_elsewhere_are_what_the_draft_says(seed):
    problem, labels = planted_of_any_kind(seed, contiguity=seed % 5 > 0, homes=seed % 7 > 3)
    draft = Draft(problem, labels)
    today = np.full(problem.size, -1)
    if problem.reference is not None:
        today = np.asarray(problem.reference.labels)
    found = explain(problem, labels)
    changed = np.flatnonzero(today != labels) if problem.reference is not None else []
    told = [unit for each in found.handovers for unit in each.units]
    assert sorted(told) == sorted(problem.ids[unit] for unit in changed)
    for each in found.handovers:
        units = whole_group(problem, each.units[0])
        assert each.receiver == labels[draft.indices(each.units)[0]]
        assert {today[unit] for unit in draft.indices(each.units)} == {each.former}
        if each.staying is not None:
            ways = (each.former, each.receiver)
            assert_is_what_if(draft, each.staying, units, *ways)
            after = labels.copy()
            after[draft.indices(units)] = each.former
            shared = Cause.GROUP in [because.cause for because in each.causes]
            fine = not concerned(problem, after, ways) and not shared
            assert each.staying.feasible is fine
        options = {}
        for territory in set(range(problem.territories)) - {each.receiver}:
            after = labels.copy()
            after[draft.indices(units)] = territory
            change = draft.what_if(units, territory)
            wrong = concerned(problem, after, (territory, each.receiver))
            if not [fault for fault in wrong if fault[0] in {"lock", "forbidden", "separate"}]:
                options[territory] = (bool(wrong), change.objective)
        if not options:
            assert each.elsewhere is None
            continue
        best = min(options.values())
        assert each.elsewhere.feasible is not best[0]
        assert_is_objective(problem, each.elsewhere.objective, best[1])


@examples(30)
@given(seeds)
def test_what_goes_together_is_put_back_together(seed):
    problem, labels = planted_of_any_kind(seed, groups=False)
    draft = Draft(problem, labels)
    blocks = {}
    for each in explain(problem, labels).handovers:
        if each.together is not None:
            blocks.setdefault(id(each.together), []).append(each)
    for members in blocks.values():
        first = members[0]
        units = [unit for each in members for unit in each.units]
        assert first.together.units == len(units) > 1
        assert {(each.former, each.receiver) for each in members} == {
            (first.former, first.receiver)
        }
        change = assert_is_what_if(draft, first.together, units, first.former, first.receiver)
        components = change.after.statistics.components
        assert first.together.divides is bool(components[first.receiver] != 1)


@examples(30)
@given(seeds)
def test_what_is_gained_and_lost_adds_up(seed):
    problem, labels = planted_of_any_kind(seed)
    found = explain(problem, labels)
    values = np.column_stack([measure.array() for measure in problem.measures])
    reference = problem.reference
    for number, story in enumerate(found.stories):
        now = labels == number
        assert story.amounts.tolist() == pytest.approx(values[now].sum(axis=0).tolist())
        if reference is None:
            assert story.gained == story.lost == ()
            continue
        before = np.asarray(reference.labels) == number
        won = sum((flow.amounts for flow in story.gained), np.zeros(2))
        given_up = sum((flow.amounts for flow in story.lost), np.zeros(2))
        held = values[before].sum(axis=0)
        assert (held + won - given_up).tolist() == pytest.approx(story.amounts.tolist())
        assert {unit for flow in story.lost for unit in flow.units} == {
            problem.ids[unit] for unit in np.flatnonzero(before & ~now)
        }
        assert [flow.stake for flow in story.lost] == sorted(
            (flow.stake for flow in story.lost), reverse=True
        )


def test_the_overload_of_the_former_territory_is_the_reason():
    problem = line([1] * 8, 2, tolerance=0.3, reference=Reference([0] * 6 + [1] * 2))
    found = explain(problem, [0] * 4 + [1] * 4)
    assert [each.units for each in found.handovers] == [("u4",), ("u5",)]
    first = found.handovers[0]
    assert [because.cause for because in first.causes] == [
        Cause.ABOVE, Cause.BELOW, Cause.RELIEF, Cause.SUPPLY, Cause.NEARER,
    ]  # fmt: skip
    assert first.causes[0].measure == "potential"
    assert first.causes[0].deviation == pytest.approx(0.5)
    assert first.together.units == 2
    assert first.together is found.handovers[1].together
    assert [because.cause for because in found.handovers[1].causes[-2:]] == [
        Cause.FOLLOWS, Cause.HOLDS,
    ]  # fmt: skip
    assert first.staying.former.tolist() == pytest.approx([0.25])
    assert first.text == (
        "u4: from territory 1 to territory 2, because with the 2 units that go together territory 1"
        " would be at +50.0% from its target of potential, where 30.0% is allowed, and without the"
        " 2 units that go together territory 2 would be at -50.0% from its target of potential,"
        " where 30.0% is allowed."
    )


def causes(problem, labels, unit):
    return [because.cause for because in explain(problem, labels).of(unit).causes]


def test_every_rule_is_named():
    today = Reference([0, 0, 1, -1, 0, 0])
    base = {"tolerance": 0.9, "reference": today}
    labels = [0, 1, 1, 1, 0, 0]
    assert causes(line([1] * 6, 2, **base), labels, "u3") == [Cause.NO_OWNER]
    assert causes(line([1] * 6, 2, locks={"u1": 1}, **base), labels, "u1")[0] is Cause.LOCK
    bars = line([1] * 6, 2, forbidden=[("u1", 0)], **base)
    assert causes(bars, labels, "u1")[0] is Cause.FORBIDDEN
    assert explain(bars, labels).of("u1").staying.allowed is False
    stakes = Reference([0, 0, 1, -1, 0, 0], [1, 1, 5, 1, 1, 1])
    group = line([1] * 6, 2, groups=[["u1", "u2"]], tolerance=0.9, reference=stakes)
    assert causes(group, labels, "u1")[0] is Cause.GROUP
    meet = line([1] * 6, 2, separate=[["u1", "u0"]], **base)
    assert causes(meet, labels, "u1")[0] is Cause.SEPARATE
    gone = Reference([0, 0, 1, 1, 0, 0], departed=[0])
    left = line([1] * 6, 2, tolerance=0.9, reference=gone)
    assert causes(left, labels, "u1") == [Cause.DEPARTED]
    assert explain(left, labels).of("u1").staying is None
    exclave = line([1] * 6, 2, tolerance=0.9, reference=Reference([0, 0, 1, 1, 0, 1]))
    found = explain(exclave, [0, 0, 1, 1, 1, 1]).of("u4")
    assert found.cause is Cause.CUT_OFF
    assert found.staying.cut_off is True
    assert found.staying.feasible is False


def test_a_unit_that_could_as_well_have_stayed_is_told_so():
    problem = line([1] * 6, 2, tolerance=0.9, reference=Reference([0, 0, 1, 1, 1, 1]))
    explanation = explain(problem, [0, 0, 0, 0, 1, 1])
    found, next_to_it = explanation.of("u3"), explanation.of("u2")
    assert found.staying.feasible is True
    assert found.together.units == 2
    assert found.cause is Cause.EXCHANGE
    assert next_to_it.staying.cut_off is True
    assert next_to_it.together.cut_off is False
    assert [because.cause for because in next_to_it.causes] == [
        Cause.NEARER, Cause.FOLLOWS, Cause.HOLDS,
    ]  # fmt: skip
    assert "It could stay with territory 2 and all would be as asked." in found.text


def test_distance_is_a_reason_and_its_price_is_told():
    problem = line([1] * 7, 2, tolerance=0.9, reference=Reference([0, 0, 1, 1, 1, 1, 1]))
    found = explain(problem, [0, 0, 0, 1, 1, 1, 1], names=["North", "South"]).of("u2")
    assert found.cause is Cause.NEARER
    assert found.causes[0].km == pytest.approx(found.km_before - found.km)
    assert "nearer to the centre of North" in found.text
    assert "It could stay, which costs as much as lying" in found.text
    assert found.staying.km > 0


def test_an_exchange_is_what_is_left():
    problem = grid(2, 2, 2, tolerance=0.9, reference=Reference([0, 0, 1, 1]))
    found = explain(problem, [0, 1, 0, 1])
    assert {each.cause for each in found.handovers} <= {Cause.EXCHANGE, Cause.NEARER}
    assert sum(found.counts().values()) == 2


def test_without_a_reference_nothing_changes_hands():
    found = explain(line([1, 1], 2), [0, 1])
    assert found.handovers == ()
    assert found.of("u0") is None
    assert found.stories[1].text == (
        "territory 2: potential 100 (100 is the target), 0 km to the centre on average, 0 units"
        " gained and 0 units lost."
    )


def test_a_plan_that_divides_a_group_can_be_explained():
    problem = line(
        [1] * 4, 2, groups=[["u1", "u2"]], tolerance=0.9, reference=Reference([0, 0, 0, 1])
    )
    found = explain(problem, [0, 0, 1, 1])
    assert [each.units for each in found.handovers] == [("u2",)]


def test_an_alignment_is_a_plan_and_one_territory_leaves_no_choice():
    problem = line([1, 1, 1], 1, reference=Reference([0, -1, 0]))
    found = explain(problem, solve(problem, parameters=QUICK))
    assert [(each.units, each.cause, each.elsewhere) for each in found.handovers] == [
        (("u1",), Cause.NO_OWNER, None)
    ]
    assert found.handovers[0].staying is None
    assert np.isnan(found.handovers[0].km_before)
    assert found.handovers[0].text == ("u1: to territory 1, because nobody answers for it today.")


def test_several_measures_are_each_told():
    measures = [Measure("a", [1, 1, 1, 1], 0.3), Measure("b", [1, 1, 1, 1], 0.3)]
    problem = line([1] * 4, 2, measures=measures, reference=Reference([0, 0, 0, 1]))
    found = explain(problem, [0, 0, 1, 1]).of("u2")
    assert [(because.cause, because.measure) for because in found.causes[:2]] == [
        (Cause.ABOVE, "a"), (Cause.ABOVE, "b"),
    ]  # fmt: skip


@pytest.mark.parametrize("plan", [[0], [0, 2], [0, -1], ["a", "b"], None])
def test_plans_that_cannot_be_are_refused(plan):
    with pytest.raises(ParameterError) as error:
        explain(line([1, 1], 2), plan)
    assert error.value.remedy


def test_a_name_for_each_territory_or_none():
    with pytest.raises(ParameterError, match="1 names for 2 territories"):
        explain(line([1, 1], 2), [0, 1], names=["North"])


def test_handovers_come_with_the_largest_stake_first():
    reference = Reference([1, 1, 0, 0], [1, 4, 2, 3])
    problem = dataclasses.replace(line([1] * 4, 2, tolerance=0.9), reference=reference)
    found = explain(problem, [0, 0, 1, 1])
    assert [each.stake for each in found.handovers] == [4, 3, 2, 1]
