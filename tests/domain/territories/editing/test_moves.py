"""Editing by hand: moves, locks, names, reps, undo; figures against a count of our own (B-05)."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.core.geography.adjacency import component_labels
from maillage.domain.territories.editing import bench as benches
from maillage.domain.territories.editing.changes import redo, undo
from maillage.domain.territories.editing.moves import (
    fill_gaps,
    give_rep,
    lock_units,
    move_several,
    move_units,
    rename_territory,
    state_of,
)
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.request import Level, MeasureRequest, Source
from maillage.domain.territories.starting import Origin, copy_scenario, start_scenario
from maillage.errors import ConflictError, InputError, NotFoundError
from maillage.models import Account, Event, Scenario, UnitAssignment
from maillage.reference import county_edges
from tests.domain.accounts.factories import make_account, make_rep
from tests.domain.territories.scene import ask, cover, place
from tests.domain.territories.today import (
    ADDISON,
    BENNINGTON,
    COOS,
    WINDSOR,
    owned_today,
    territory_of,
    today,
)
from tests.factories import HOSTILE_NAMES
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def by():
    return member(name="Ada")


@pytest.fixture
def scenario(by):
    owned_today()
    return today(by, name="Plan")


def counted(scenario: Scenario) -> dict[int, tuple[float, int, int]]:
    """Potential, units and pieces of each territory, from the rows and the borders alone."""
    held = territory_of(scenario)
    potential = defaultdict(float)
    for county, amount in Account.objects.values_list("county", "potential"):
        potential[county] += amount
    units = sorted(held)
    edges = county_edges(units)
    found = {}
    for number in scenario.territories.values_list("number", flat=True):
        members = [unit for unit in units if held[unit] == number]
        rank = {units.index(unit): place for place, unit in enumerate(members)}
        inside = [(rank[a], rank[b]) for a, b in edges.tolist() if a in rank and b in rank]
        pieces = component_labels(len(members), np.array(inside, dtype=np.intp).reshape(-1, 2))
        total = sum(potential[unit] for unit in members)
        found[number] = (total, len(members), len(set(pieces.tolist())))
    return found


def figures(edit) -> dict[int, tuple[float, int, int]]:
    return {
        each.number: (each.balances[0].amount, each.units, each.pieces)
        for each in edit.indicators.territories
    }


def test_figures_follow_a_move_and_warn(scenario, by):
    edit = move_units(
        scenario=scenario, units=[ADDISON, BENNINGTON], territory=2, revision=0, by=by
    )
    assert (edit.revision, edit.units) == (1, {ADDISON: 2, BENNINGTON: 2})
    assert figures(edit) == counted(scenario) == {1: (1200.0, 12, 1), 2: (1200.0, 12, 3)}
    assert [(each.code, each.territory, each.text) for each in edit.indicators.warnings] == [
        ("pieces", 2, f"{scenario.territories.get(number=2).name} is in 3 pieces")
    ]
    assert edit.indicators.disruption == pytest.approx(2 / 24)
    assert (edit.undoable, edit.redoable) == ("move", "")
    event = Event.objects.get(verb="scenario.move")
    assert (event.actor, event.after) == ("Ada", {"revision": 1, "units": 2, "territory": 2})


def test_only_what_a_change_breaks_is_news(scenario, by):
    two = move_units(scenario=scenario, units=[ADDISON, BENNINGTON], territory=2, revision=0, by=by)
    assert [(each.code, each.territory) for each in two.broken] == [("pieces", 2)]
    one = move_units(scenario=scenario, units=[ADDISON], territory=1, revision=1, by=by)
    assert [(each.code, each.territory) for each in one.indicators.warnings] == [("pieces", 2)]
    assert one.broken == ()
    assert undo(scenario=scenario, revision=2, by=by).broken == ()
    undo(scenario=scenario, revision=3, by=by)
    again = redo(scenario=scenario, revision=4, by=by)
    assert [(each.code, each.territory) for each in again.broken] == [("pieces", 2)]


def test_leaving_tolerance_warns(scenario, by):
    vermont = [unit for unit, number in territory_of(scenario).items() if number == 1]
    edit = move_units(scenario=scenario, units=vermont[:6], territory=2, revision=0, by=by)
    warnings = {(each.code, each.territory): each.value for each in edit.indicators.warnings}
    assert warnings["tolerance", 1] == pytest.approx(800 / 1200 - 1)
    assert ("tolerance", 2) in warnings
    everything = move_units(scenario=scenario, units=vermont, territory=2, revision=1, by=by)
    first = everything.indicators.warnings[0]
    assert (first.code, first.territory) == ("empty", 1)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_steps_undone_and_redone_leave_figures_as_counted(scenario, by, data):
    units = sorted(territory_of(scenario))
    copied = copy_scenario(scenario=scenario, by=by)
    start, revision = state_of(scenario=copied), 0
    for _step in range(data.draw(st.integers(1, 5))):
        chosen = data.draw(st.lists(st.sampled_from(units), min_size=1, max_size=8))
        goal = data.draw(st.sampled_from([0, 1, 2]))
        revision = move_units(
            scenario=copied, units=chosen, territory=goal, revision=revision, by=by
        ).revision
    moved = state_of(scenario=Scenario.objects.get(pk=copied.pk))
    assert figures(moved) == counted(copied)
    assert dict(moved.units) == territory_of(copied)
    benches._benches.clear()
    assert state_of(scenario=Scenario.objects.get(pk=copied.pk)) == moved
    edit = moved
    while edit.undoable:
        edit = undo(scenario=copied, revision=edit.revision, by=by)
    assert edit.indicators == start.indicators
    assert territory_of(copied) == territory_of(scenario)
    while edit.redoable:
        edit = redo(scenario=copied, revision=edit.revision, by=by)
    assert edit.indicators == moved.indicators
    assert territory_of(copied) == dict(moved.units)


def test_a_second_person_is_told_and_nothing_is_overwritten(scenario, by):
    bob = member("director", name="Bob")
    move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)
    with pytest.raises(ConflictError) as refusal:
        move_units(scenario=scenario, units=[COOS], territory=1, revision=0, by=bob)
    assert str(refusal.value).startswith("Ada changed this scenario on ")
    assert "nothing of that was overwritten" in str(refusal.value)
    assert territory_of(scenario)[COOS] == 2
    for step in (undo, redo):
        with pytest.raises(ConflictError, match="Ada changed this scenario"):
            step(scenario=scenario, revision=0, by=bob)


def test_an_approved_scenario_is_not_changed(scenario, by):
    for stage in ("consultation", "approval"):
        move_on(scenario=scenario, to=stage, by=by)
    with pytest.raises(ConflictError, match="can no longer be changed"):
        move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)


@pytest.mark.parametrize("units", [[name] for name in HOSTILE_NAMES] + [["50007", "x"]])
def test_unknown_units_are_refused(scenario, by, units):
    with pytest.raises(InputError, match="There is no basic unit"):
        move_units(scenario=scenario, units=units, territory=2, revision=0, by=by)
    assert scenario.changes.count() == 0


@pytest.mark.parametrize("territory", [3, -1, 10**12])
def test_unknown_territories_are_refused(scenario, by, territory):
    with pytest.raises(NotFoundError, match="There is no territory number"):
        move_units(scenario=scenario, units=[ADDISON], territory=territory, revision=0, by=by)


def test_no_unit_is_refused_and_no_change_is_none(scenario, by):
    with pytest.raises(InputError, match="No unit was given"):
        move_units(scenario=scenario, units=[], territory=2, revision=0, by=by)
    edit = move_units(scenario=scenario, units=[ADDISON], territory=1, revision=0, by=by)
    assert (edit.revision, edit.undoable, scenario.changes.count()) == (0, "", 0)


def test_several_moves_are_one_step(scenario, by):
    edit = move_several(
        scenario=scenario, moves={2: [ADDISON], 1: [COOS]}, revision=0, by=by, kind="repair"
    )
    assert (edit.units, edit.undoable) == ({ADDISON: 2, COOS: 1}, "repair")
    undo(scenario=scenario, revision=1, by=by)
    assert (territory_of(scenario)[ADDISON], territory_of(scenario)[COOS]) == (1, 2)


def test_a_new_change_ends_what_could_be_redone(scenario, by):
    move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)
    undo(scenario=scenario, revision=1, by=by)
    edit = move_units(scenario=scenario, units=[COOS], territory=1, revision=2, by=by)
    assert edit.redoable == ""
    with pytest.raises(ConflictError, match="nothing to redo"):
        redo(scenario=scenario, revision=3, by=by)
    undo(scenario=scenario, revision=3, by=by)
    with pytest.raises(ConflictError, match="nothing to undo"):
        undo(scenario=scenario, revision=4, by=by)


def test_locked_units_stay_until_unlocked(scenario, by):
    edit = lock_units(scenario=scenario, units=[ADDISON], locked=True, revision=0, by=by)
    assert (edit.locks, edit.undoable) == ({ADDISON: True}, "lock")
    with pytest.raises(InputError, match="The unit 50001 is locked"):
        move_units(scenario=scenario, units=[ADDISON, WINDSOR], territory=2, revision=1, by=by)
    assert state_of(scenario=Scenario.objects.get()).locks == {ADDISON: True}
    lock_units(scenario=scenario, units=[ADDISON], locked=False, revision=1, by=by)
    undo(scenario=scenario, revision=2, by=by)
    assert scenario.units.get(locked=True).unit == ADDISON
    undo(scenario=scenario, revision=3, by=by)
    assert scenario.units.filter(locked=True).count() == 0


def test_a_unit_in_no_territory_cannot_be_locked(by):
    cover()
    scenario = start_scenario(request=ask(territories=2), origin=Origin.NOTHING, by=by)
    with pytest.raises(InputError, match="1 unit is in no territory"):
        lock_units(scenario=scenario, units=[ADDISON], locked=True, revision=0, by=by)


def test_painted_from_nothing_and_filled(by):
    cover()
    scenario = start_scenario(request=ask(territories=2), origin=Origin.NOTHING, by=by)
    with pytest.raises(InputError, match="No unit is in any territory yet"):
        fill_gaps(scenario=scenario, revision=0, by=by)
    edit = move_several(scenario=scenario, moves={1: [ADDISON], 2: [COOS]}, revision=0, by=by)
    codes = [(each.code, each.value) for each in edit.indicators.warnings]
    assert ("unassigned", 22) in codes
    assert edit.indicators.unassigned == 22
    filled = fill_gaps(scenario=scenario, revision=1, by=by)
    assert (filled.indicators.unassigned, filled.indicators.disconnected) == (0, 0)
    assert figures(filled) == counted(scenario)
    undone = undo(scenario=scenario, revision=2, by=by)
    assert undone.indicators == edit.indicators


def test_targets_do_not_count_what_is_in_no_territory(by):
    cover()
    scenario = start_scenario(request=ask(territories=2), origin=Origin.NOTHING, by=by)
    edit = move_units(scenario=scenario, units=[ADDISON], territory=1, revision=0, by=by)
    targets = [each.balances[0].target for each in edit.indicators.territories]
    assert targets == pytest.approx([1200.0, 1200.0])
    assert edit.indicators.largest_deviation == pytest.approx(1.0)


def test_a_territory_is_renamed_once(scenario, by):
    before = scenario.territories.get(number=1).name
    edit = rename_territory(scenario=scenario, territory=1, name="  The  West ", revision=0, by=by)
    assert edit.indicators.territories[0].name == "The West"
    assert scenario.territories.get(number=1).name == "The West"
    undo(scenario=scenario, revision=1, by=by)
    assert scenario.territories.get(number=1).name == before


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b"])
def test_names_that_cannot_be_are_refused(scenario, by, name):
    with pytest.raises(InputError, match="is no name"):
        rename_territory(scenario=scenario, territory=1, name=name, revision=0, by=by)


@pytest.mark.parametrize("name", [name for name in HOSTILE_NAMES if name.strip()])
def test_hostile_names_are_kept_as_text_or_refused(scenario, by, name):
    try:
        rename_territory(scenario=scenario, territory=1, name=name, revision=0, by=by)
    except InputError:
        return
    assert scenario.territories.get(number=1).name == " ".join(name.split())


def test_a_rep_changes_what_is_disrupted(scenario, by):
    rep, third = scenario.territories.get(number=1).rep, make_rep(3)
    edit = give_rep(scenario=scenario, territory=1, rep=None, revision=0, by=by)
    assert (edit.indicators.territories[0].rep, edit.indicators.disruption) == ("", 0.0)
    edit = give_rep(scenario=scenario, territory=1, rep=third, revision=1, by=by)
    assert edit.indicators.territories[0].rep_name == "Rep 3"
    with pytest.raises(InputError, match="has the territory"):
        give_rep(scenario=scenario, territory=2, rep=third, revision=2, by=by)
    undo(scenario=scenario, revision=2, by=by)
    edit = undo(scenario=scenario, revision=3, by=by)
    assert scenario.territories.get(number=1).rep == rep
    gone = make_rep(4, active=False)
    with pytest.raises(InputError, match="has left"):
        give_rep(scenario=scenario, territory=1, rep=gone, revision=4, by=by)


def test_several_measures_are_followed(by):
    owned_today(revenue=10.0)
    measures = (MeasureRequest(Source.POTENTIAL, 0.2), MeasureRequest(Source.REVENUE, 0.1))
    scenario = today(by, measures=measures)
    edit = move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)
    assert [
        (each.measure, each.amount, each.within)
        for territory in edit.indicators.territories
        for each in territory.balances
    ] == [
        ("potential", 1300.0, True), ("revenue", 130.0, True),
        ("potential", 1100.0, True), ("revenue", 110.0, True),
    ]  # fmt: skip


def test_units_that_came_into_the_data_later_can_be_moved(by):
    """Account units: a new account is a unit in no territory until it is given to one."""
    owned_today()
    scenario = today(by, level=Level.ACCOUNT, contiguity=False)
    make_account(95, **place(ADDISON, 1) | {"potential": 70.0})
    Event.objects.create(verb="account.added", subject_type="account", subject_id="95")
    edit = state_of(scenario=scenario)
    assert (edit.units["A95"], edit.indicators.unassigned) == (0, 1)
    edit = move_units(scenario=scenario, units=["A95"], territory=1, revision=0, by=by)
    assert (edit.indicators.unassigned, edit.indicators.territories[0].units) == (0, 15)
    assert UnitAssignment.objects.get(unit="A95").territory.number == 1
    undo(scenario=scenario, revision=1, by=by)
    assert UnitAssignment.objects.get(unit="A95").territory is None


def test_a_scenario_without_a_request_says_so(by):
    made = Scenario.objects.create(name="Old", unit_level="county", geography_vintage="2022")
    with pytest.raises(InputError, match="before scenarios could be edited"):
        state_of(scenario=made)


def test_a_move_takes_few_queries(scenario, by, django_assert_max_num_queries):
    units = [unit for unit, number in territory_of(scenario).items() if number == 1][:6]
    with django_assert_max_num_queries(16):
        move_units(scenario=scenario, units=units, territory=2, revision=0, by=by)
