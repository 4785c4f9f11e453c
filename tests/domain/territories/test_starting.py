"""Scenarios begin from today, from nothing, or from another (B-05, B-07)."""

import pytest

from maillage.domain.territories.editing.moves import move_units
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.request import Homes, Level
from maillage.domain.territories.starting import (
    Origin,
    branch_scenario,
    copy_scenario,
    delete_scenario,
    start_scenario,
)
from maillage.errors import InputError
from maillage.models import Event, Scenario
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.territories.scene import BURLINGTON, ask, cover, place
from tests.domain.territories.today import ADDISON, COOS, owned_today, territory_of, today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_from_today_each_rep_has_the_units_they_mostly_own():
    _first, second = owned_today()
    own(make_account(90, **place(ADDISON, 1) | {"potential": 150.0}), second)
    scenario = today(member(), name="Today")
    assert scenario.name == "Today"
    reps = scenario.territories.values_list("number", "rep__external_id")
    assert list(reps) == [(1, "R1"), (2, "R2")]
    states = {unit: {"50": 1, "33": 2}[unit[:2]] for unit in territory_of(scenario)}
    assert territory_of(scenario) == states | {ADDISON: 2}
    assert scenario.statistics["now"]["unassigned"] == 0
    event = Event.objects.get(verb="scenario.started")
    assert event.after["origin"] == "today"


@pytest.mark.parametrize("fill", [True, False])
def test_units_nobody_owns_go_to_the_nearest_or_to_none(fill):
    rep, other = make_rep(1, **BURLINGTON), make_rep(2)
    accounts = {account.county: account for account in cover()}
    own(accounts[ADDISON], rep)
    own(accounts[COOS], other)
    scenario = start_scenario(request=ask(), origin=Origin.TODAY, by=member(), fill=fill)
    held = territory_of(scenario)
    assert (held[ADDISON], held[COOS]) == (1, 2)
    rest = [number for unit, number in held.items() if unit not in {ADDISON, COOS}]
    assert set(rest) == ({1, 2} if fill else {0})
    assert scenario.statistics["now"]["unassigned"] == (0 if fill else 22)
    assert scenario.statistics["now"]["disconnected"] == 0


def test_owners_who_left_have_no_territory():
    owned_today()
    rep = make_rep(3, active=False)
    own(make_account(91, **place(ADDISON, 2) | {"potential": 1e6}), rep)
    assert territory_of(today(member()))[ADDISON] == 1


def test_from_today_without_owners_is_refused():
    cover()
    with pytest.raises(InputError) as refusal:
        today(member())
    assert str(refusal.value) == (
        "No active rep owns an account in the chosen states. "
        "Import owners, choose other states, or begin from nothing."
    )
    assert Scenario.objects.count() == 0


def test_from_nothing_no_unit_is_in_a_territory():
    cover()
    scenario = start_scenario(
        request=ask(territories=3, level=Level.COUNTY), origin=Origin.NOTHING, by=member()
    )
    assert set(territory_of(scenario).values()) == {0}
    assert list(scenario.territories.values_list("name", "rep")) == [
        ("Territory 1", None), ("Territory 2", None), ("Territory 3", None),
    ]  # fmt: skip
    assert scenario.territories.values("colour").distinct().count() == 3
    assert scenario.request["territories"] == 3


def test_from_nothing_units_kept_for_reps_are_theirs_and_locked():
    owned_today()
    request = ask(homes=Homes.REPS, keep=((ADDISON, "R2"),))
    scenario = start_scenario(request=request, origin=Origin.NOTHING, by=member())
    assert {unit for unit, number in territory_of(scenario).items() if number} == {ADDISON}
    assert scenario.units.get(locked=True).territory.rep.external_id == "R2"
    assert scenario.request["keep"] == []


def test_a_copy_is_alike_and_independent():
    owned_today()
    by = member()
    scenario = today(by, name="Plan")
    copied = copy_scenario(scenario=scenario, by=by)
    assert (copied.name, copied.base, copied.status, copied.owner) == (
        "Plan (2)",
        None,
        "draft",
        by,
    )
    assert territory_of(copied) == territory_of(scenario)
    move_units(scenario=copied, units=[ADDISON], territory=2, revision=0, by=by)
    assert territory_of(scenario)[ADDISON] == 1


def test_a_branch_remembers_where_it_left():
    owned_today()
    by = member()
    scenario = today(by, name="Plan")
    move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)
    scenario.refresh_from_db()
    branch = branch_scenario(scenario=scenario, by=by)
    assert (branch.name, branch.base, branch.base_revision) == ("Plan, branch", scenario, 1)
    assert dict(branch.units.values_list("unit", "origin")) == territory_of(scenario)
    assert branch.fork["1"]["rep"] == "R1"


def test_only_drafts_and_archives_are_thrown_away():
    owned_today()
    by = member()
    scenario = move_on(scenario=today(by), to="consultation", by=by)
    with pytest.raises(InputError, match="is no draft"):
        delete_scenario(scenario=scenario, by=by)
    delete_scenario(scenario=move_on(scenario=scenario, to="archived", by=by), by=by)
    assert Scenario.objects.count() == 0
    assert Event.objects.filter(verb="scenario.deleted").count() == 1
