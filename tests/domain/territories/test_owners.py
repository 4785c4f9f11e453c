"""Accounts follow their units; named accounts and parents keep their rules (B-01 to B-03)."""

import dataclasses

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.domain.territories.design import design_territories
from maillage.domain.territories.editing import bench as benches
from maillage.domain.territories.editing import deriving
from maillage.domain.territories.editing.asking import ask_again
from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.editing.changes import redo, undo
from maillage.domain.territories.editing.deriving import derived_anew, owners_of
from maillage.domain.territories.editing.indicators import indicators
from maillage.domain.territories.editing.moves import give_rep, lock_units, move_units
from maillage.domain.territories.editing.naming import name_accounts
from maillage.domain.territories.owners import account_moves, settle_accounts
from maillage.domain.territories.starting import copy_scenario
from maillage.domain.territories.stored_request import request_from
from maillage.errors import MaillageError
from maillage.models import Account, AccountAssignment, Event, Rep, Scenario
from tests.domain.accounts.factories import make_account, own
from tests.domain.territories.scene import ask, place
from tests.domain.territories.today import (
    ADDISON,
    BENNINGTON,
    COOS,
    WINDSOR,
    owned_today,
    today,
)
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def proposed(scenario) -> dict[str, tuple]:
    rows = scenario.accounts.values_list("account__external_id", "rep__external_id", "rule")
    return {account: (rep, rule) for account, rep, rule in rows}


def test_accounts_follow_their_unit_and_come_back():
    first, second = owned_today()
    named = make_account(80, **place(ADDISON, 1) | {"potential": 1.0})
    own(named, first, locked=True)
    head = make_account(81, **place("33011", 1) | {"potential": 900.0})
    make_account(82, **place(ADDISON, 2) | {"potential": 1.0}, parent=head)
    own(head, second)
    by, inside = member(), Account.objects.get(county=ADDISON, external_id__lt="A8").external_id
    scenario = today(by)
    assert settle_accounts(scenario=scenario) == 27
    assert proposed(scenario)[inside] == ("R1", "territory")
    assert proposed(scenario)["A82"] == ("R2", "parent")
    move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)
    scenario.refresh_from_db()
    assert settle_accounts(scenario=scenario) == 3
    after = proposed(scenario)
    assert (after[inside], after["A80"], after["A82"]) == (
        ("R2", "territory"), ("R1", "named"), ("R2", "parent")
    )  # fmt: skip
    assert AccountAssignment.objects.get(account__external_id=inside).territory.number == 2
    moves = account_moves(scenario=scenario).set_index("account")
    assert moves.index.tolist() == [inside, "A82"]
    assert moves.loc[inside, ["from_rep", "to_rep", "reason"]].tolist() == [
        "Rep 1", "Rep 2", "balance",
    ]  # fmt: skip
    undo(scenario=scenario, revision=1, by=by)
    scenario.refresh_from_db()
    settle_accounts(scenario=scenario)
    assert proposed(scenario)[inside] == ("R1", "territory")


def test_what_is_settled_is_not_written_again(django_assert_max_num_queries):
    owned_today()
    scenario = today(member())
    assert settle_accounts(scenario=scenario) == 24
    with django_assert_max_num_queries(2):
        assert settle_accounts(scenario=Scenario.objects.get()) == 0


def test_a_new_rep_takes_the_accounts_of_the_territory():
    owned_today()
    by = member()
    scenario = today(by)
    give_rep(scenario=scenario, territory=1, rep=None, revision=0, by=by)
    scenario.refresh_from_db()
    settle_accounts(scenario=scenario)
    assert {rule for _rep, rule in proposed(scenario).values()} == {"kept", "territory"}


def test_what_a_design_kept_is_what_is_derived():
    """A scenario of the command line says the same of every account as its own rows."""
    owned_today()
    design_territories(request=ask(territories=2, contiguity=False), by="ada")
    scenario = Scenario.objects.get()
    before = proposed(scenario)
    settle_accounts(scenario=scenario)
    assert proposed(scenario) == before


def stored(scenario) -> dict[str, tuple]:
    """Territory, rep, rule and reason of each account as they are written."""
    columns = ("territory__number", "rep__external_id", "rule", "reason")
    rows = scenario.accounts.values_list("account__external_id", *columns)
    return {account: (number or 0, rep or "", *why) for account, number, rep, *why in rows}


def alone(scenario) -> dict[str, tuple]:
    """The same, derived from nothing."""
    found = derived_anew(bench_of(scenario)).owners
    rows = found[["account", "territory", "owner_after", "rule", "reason"]]
    numbers = set(scenario.territories.values_list("number", flat=True))
    return {
        account: (number if number in numbers else 0, *rest)
        for account, number, *rest in rows.itertuples(index=False, name=None)
    }


STEPS = {
    "move": lambda data, asked: move_units(
        units=data.draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=6)),
        territory=data.draw(st.sampled_from([0, 1, 2])), **asked,
    ),
    "lock": lambda data, asked: lock_units(
        units=[data.draw(st.sampled_from(UNITS))], locked=data.draw(st.booleans()), **asked
    ),
    "rep": lambda data, asked: give_rep(
        territory=data.draw(st.sampled_from([1, 2])),
        rep=data.draw(st.sampled_from([None, *Rep.objects.order_by("pk")])), **asked,
    ),
    "name": lambda data, asked: name_accounts(
        accounts=[data.draw(st.sampled_from(["A1", "A2", "A80", "A82"]))],
        rep=data.draw(st.sampled_from([None, *Rep.objects.order_by("pk")])), **asked,
    ),
    "ask": lambda data, asked: ask_again(
        request=dataclasses.replace(
            request_from(Scenario.objects.get(pk=asked["scenario"].pk).request),
            territories=data.draw(st.sampled_from([1, 2, 3])),
        ), **asked,
    ),
    "undo": lambda _data, asked: undo(**asked),
    "redo": lambda _data, asked: redo(**asked),
}  # fmt: skip
UNITS = [ADDISON, BENNINGTON, WINDSOR, COOS, "33011"]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_owners_that_follow_any_steps_are_those_from_nothing(edited, data):
    """Also where another process made some of them, or this one remembers nothing."""
    scenario, by = copy_scenario(scenario=edited[0], by=edited[1]), edited[1]
    revision = 0
    for _step in range(data.draw(st.integers(2, 7))):
        step = STEPS[data.draw(st.sampled_from(sorted(STEPS)))]
        try:
            revision = step(data, {"scenario": scenario, "revision": revision, "by": by}).revision
        except MaillageError:
            continue
        now = Scenario.objects.get(pk=scenario.pk)
        pd.testing.assert_frame_equal(
            owners_of(bench_of(now)).owners, derived_anew(bench_of(now)).owners
        )
        for _settled in range(data.draw(st.integers(0, 1))):
            settle_accounts(scenario=now)
            assert stored(now) == alone(now)
        for memory in data.draw(st.sampled_from([(), (), (deriving._derived,), FORGOTTEN])):
            memory.clear()
    now = Scenario.objects.get(pk=scenario.pk)
    settle_accounts(scenario=now)
    assert stored(now) == alone(now)


FORGOTTEN = (deriving._derived, benches._benches)


@pytest.fixture
def edited():
    """A scenario with a named account and a parent with a site elsewhere, and who edits it."""
    first, second = owned_today()
    own(make_account(80, **place(ADDISON, 1) | {"potential": 1.0}), first, locked=True)
    head = make_account(81, **place("33011", 1) | {"potential": 900.0})
    make_account(82, **place(ADDISON, 2) | {"potential": 1.0}, parent=head)
    own(head, second)
    Event.objects.create(verb="accounts.imported", subject_type="importrun", subject_id="1")
    by = member()
    return today(by), by


def test_only_rows_that_change_are_written(edited, monkeypatch):
    """What the rows were written from is remembered: the others are not even read."""
    scenario, by = edited
    assert settle_accounts(scenario=scenario) == 27
    move_units(scenario=scenario, units=[COOS], territory=1, revision=0, by=by)
    monkeypatch.setattr(deriving, "derived_anew", None)
    now = Scenario.objects.get(pk=scenario.pk)
    with CaptureQueriesContext(connection) as asked:
        assert settle_accounts(scenario=now) == 1
    table = AccountAssignment._meta.db_table
    assert not [each for each in asked if each["sql"].startswith(f'SELECT "{table}"')]
    assert settle_accounts(scenario=now) == 0


def test_rows_another_process_wrote_are_read_before_they_are_replaced(edited):
    scenario, by = edited
    settle_accounts(scenario=scenario)
    move_units(scenario=scenario, units=[COOS], territory=1, revision=0, by=by)
    here = dict(deriving._derived)
    deriving._derived.clear()
    settle_accounts(scenario=Scenario.objects.get(pk=scenario.pk))
    move_units(scenario=scenario, units=[ADDISON], territory=2, revision=1, by=by)
    deriving._derived.clear()
    deriving._derived.update(here)
    now = Scenario.objects.get(pk=scenario.pk)
    settle_accounts(scenario=now)
    assert stored(now) == alone(now)


def test_copies_stand_on_one_ground_until_the_data_changes(edited):
    scenario, by = edited
    copied = copy_scenario(scenario=scenario, by=by)
    one, other = bench_of(scenario), bench_of(copied)
    assert other.ground is one.ground
    assert other.ledger.model is one.ledger.model
    Event.objects.create(verb="rep.changed", subject_type="rep", subject_id="1")
    assert bench_of(copied).ground is not one.ground


def test_a_run_and_the_editor_count_what_changes_owner_alike():
    """By accounts, so that of a unit that two reps share only one's part changes owner (A-27)."""
    owned_today()
    shared = make_account(70, **place(ADDISON, 1) | {"potential": 3.0, "revenue": 3.0})
    own(shared, Rep.objects.get(external_id="R2"))
    design_territories(request=ask(territories=2, contiguity=False), by="ada")
    scenario = Scenario.objects.get()
    listed = account_moves(scenario=scenario)
    stake = bench_of(scenario).ground.accounts.set_index("external_id")["potential"]
    assert not listed.empty
    share = stake[listed["account"]].sum() / stake.sum()
    told = indicators(bench_of(scenario)).disruption
    assert (told, scenario.statistics["disruption"]) == (pytest.approx(share), told)
