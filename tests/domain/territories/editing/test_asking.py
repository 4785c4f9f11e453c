"""A scenario is asked something else, and the engine designs again (B-05)."""

import dataclasses

import pytest

from maillage.domain import jobs
from maillage.domain.territories.editing.asking import ask_again
from maillage.domain.territories.editing.changes import redo, undo
from maillage.domain.territories.editing.moves import (
    give_rep,
    lock_units,
    move_units,
    rename_territory,
    state_of,
)
from maillage.domain.territories.owners import settle_accounts
from maillage.domain.territories.request import Homes, Level, MeasureRequest, Source
from maillage.domain.territories.running import run_design
from maillage.domain.territories.stored_request import request_from
from maillage.errors import InputError, ParameterError, StaleError
from maillage.models import Event, Job, Scenario
from tests.domain.territories.today import (
    ADDISON,
    BENNINGTON,
    COOS,
    WINDSOR,
    fresh,
    owned_today,
    territory_of,
    today,
)
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def by():
    return member()


@pytest.fixture
def scenario(by):
    owned_today()
    return today(by, name="Plan")


def asked(scenario: Scenario, **changed):
    return dataclasses.replace(request_from(fresh(scenario).request), **changed)


def finished(job: Job) -> Job:
    jobs.run_job.func(job.pk)
    return Job.objects.get(pk=job.pk)


def names(scenario: Scenario) -> list[str]:
    return list(scenario.territories.order_by("number").values_list("name", flat=True))


def test_measures_and_limits_are_changed_and_changed_back(scenario, by):
    before = fresh(scenario).request
    wanted = asked(
        scenario,
        measures=(MeasureRequest(Source.POTENTIAL, 0.01), MeasureRequest(Source.ACCOUNTS, 0.5)),
        disruption_cap=0.25,
        contiguity=False,
    )
    edit = ask_again(scenario=scenario, request=wanted, revision=0, by=by)
    measures = [each["name"] for each in edit.indicators.measures]
    assert measures == ["potential", "accounts"]
    assert edit.indicators.warnings[0].code == "tolerance"
    now = fresh(scenario)
    assert request_from(now.request) == wanted
    assert (now.revision, edit.undoable) == (1, "request")
    entry = Event.objects.get(verb="scenario.request")
    assert entry.after["request"][1]["disruption_cap"] == 0.25
    undo(scenario=scenario, revision=1, by=by)
    assert fresh(scenario).request == before
    redo(scenario=scenario, revision=2, by=by)
    assert request_from(fresh(scenario).request) == wanted
    unchanged = ask_again(scenario=scenario, request=wanted, revision=3, by=by)
    assert unchanged.revision == 3


@pytest.mark.parametrize("level", [Level.COUNTY, Level.ACCOUNT])
def test_more_territories_are_empty_until_the_engine_designs(by, level):
    owned_today()
    scenario = today(by, level=level)
    ask_again(scenario=scenario, request=asked(scenario, territories=4), revision=0, by=by)
    assert names(scenario)[2:] == ["Territory 3", "Territory 4"]
    assert len(set(scenario.territories.values_list("colour", flat=True))) == 4
    assert set(territory_of(scenario).values()) == {1, 2}
    job = finished(run_design(scenario=scenario, by=by, effort=0.02, seed=7))
    assert (job.state, job.message, job.result["copied"]) == ("done", "", False)
    assert set(territory_of(scenario).values()) == {1, 2, 3, 4}
    assert state_of(scenario=fresh(scenario)).indicators.disconnected == 0
    assert [name for name in names(scenario) if name.startswith("Territory")] == []
    undo(scenario=scenario, revision=2, by=by)
    undo(scenario=scenario, revision=3, by=by)
    assert scenario.territories.count() == 2
    redo(scenario=scenario, revision=4, by=by)
    redo(scenario=scenario, revision=5, by=by)
    assert set(territory_of(scenario).values()) == {1, 2, 3, 4}


def test_of_fewer_territories_the_smallest_go_and_come_back(scenario, by):
    settle_accounts(scenario=fresh(scenario))
    before, called = territory_of(scenario), names(scenario)
    ask_again(scenario=scenario, request=asked(scenario, territories=1), revision=0, by=by)
    assert names(scenario) == called[:1]
    after = territory_of(scenario)
    assert after == {unit: 0 if number == 2 else number for unit, number in before.items()}
    assert settle_accounts(scenario=fresh(scenario)) == 10
    undo(scenario=scenario, revision=1, by=by)
    assert (names(scenario), territory_of(scenario)) == (called, before)
    assert scenario.territories.get(number=2).rep.external_id == "R2"


def test_territories_with_locked_units_stay(scenario, by):
    lock_units(scenario=scenario, units=[COOS], locked=True, revision=0, by=by)
    ask_again(scenario=scenario, request=asked(scenario, territories=1), revision=1, by=by)
    assert set(territory_of(scenario).values()) == {0, 2}
    undo(scenario=scenario, revision=2, by=by)
    lock_units(scenario=scenario, units=[ADDISON], locked=True, revision=3, by=by)
    with pytest.raises(InputError, match="2 territories hold locked units"):
        ask_again(scenario=scenario, request=asked(scenario, territories=1), revision=4, by=by)


@pytest.mark.parametrize(
    "changed",
    [{"states": ("VT",)}, {"level": Level.POSTAL}, {"together": ((ADDISON, COOS),)}],
)
def test_the_basic_units_stay(scenario, by, changed):
    with pytest.raises(ParameterError, match="of a scenario cannot be changed"):
        ask_again(scenario=scenario, request=asked(scenario, **changed), revision=0, by=by)


def test_who_has_no_rep_goes_first_and_then_who_owns_least(scenario, by):
    ask_again(scenario=scenario, request=asked(scenario, territories=4), revision=0, by=by)
    ask_again(scenario=scenario, request=asked(scenario, territories=2), revision=1, by=by)
    assert list(scenario.territories.values_list("rep__external_id", flat=True)) == ["R1", "R2"]
    give_rep(scenario=scenario, territory=1, rep=None, revision=2, by=by)
    ask_again(scenario=scenario, request=asked(scenario, territories=1), revision=3, by=by)
    assert list(scenario.territories.values_list("rep__external_id", flat=True)) == ["R2"]


def test_a_new_design_keeps_the_names_people_gave(scenario, by):
    rename_territory(scenario=scenario, territory=1, name="Les Verts", revision=0, by=by)
    finished(run_design(scenario=scenario, by=by, effort=0.02))
    assert names(scenario)[0] == "Les Verts"
    undo(scenario=scenario, revision=2, by=by)
    undo(scenario=scenario, revision=3, by=by)
    called = names(scenario)
    finished(run_design(scenario=scenario, by=by, effort=0.02, improve=True))
    assert names(scenario) == called


def test_what_cannot_be_asked_changes_nothing(scenario, by):
    before = fresh(scenario).request
    homes = asked(scenario, territories=3, homes=Homes.REPS)
    with pytest.raises(ParameterError, match="Territory 3 has no rep"):
        ask_again(scenario=scenario, request=homes, revision=0, by=by)
    wanted = asked(scenario, seed=4)
    ask_again(scenario=scenario, request=wanted, revision=0, by=by)
    with pytest.raises(StaleError):
        ask_again(scenario=scenario, request=wanted, revision=0, by=by)
    assert fresh(scenario).request == before | {"seed": 4}
    assert scenario.territories.count() == 2


def test_what_was_assigned_by_hand_stays_on_request(scenario, by):
    """Coos, far in the north-east, goes to Vermont only because a person said so."""
    lock_units(scenario=scenario, units=[BENNINGTON], locked=True, revision=0, by=by)
    move_units(scenario=scenario, units=[COOS], territory=1, revision=1, by=by)
    finished(run_design(scenario=scenario, by=by, effort=0.02, keep_edits=True))
    held = territory_of(scenario)
    assert (held[COOS], held[BENNINGTON]) == (1, 1)
    finished(run_design(scenario=scenario, by=by, effort=0.02, keep_edits=True, seed=5))
    assert territory_of(scenario)[COOS] == 1
    assert scenario.units.get(unit=COOS).locked is False
    assert scenario.units.get(unit=BENNINGTON).locked is True


def test_locks_are_let_go_on_request(scenario, by):
    move_units(scenario=scenario, units=[WINDSOR], territory=2, revision=0, by=by)
    lock_units(scenario=scenario, units=[WINDSOR, COOS], locked=True, revision=1, by=by)
    finished(run_design(scenario=scenario, by=by, effort=0.02, keep_locks=False))
    assert not scenario.units.filter(locked=True).exists()
    undo(scenario=scenario, revision=3, by=by)
    assert sorted(scenario.units.filter(locked=True).values_list("unit", flat=True)) == sorted(
        [WINDSOR, COOS]
    )
