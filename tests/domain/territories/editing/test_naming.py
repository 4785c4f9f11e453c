"""Accounts given to a rep by name in a scenario, wherever they lie (A-25)."""

import pytest

from maillage.domain.territories.editing.changes import undo
from maillage.domain.territories.editing.moves import lock_units
from maillage.domain.territories.editing.naming import name_accounts, naming
from maillage.domain.territories.owners import account_moves
from maillage.domain.territories.request import Level
from maillage.errors import InputError, StaleError
from maillage.models import Account, Event
from tests.domain.accounts.factories import make_rep
from tests.domain.territories.today import owned_today, territory_of, today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return owned_today()


@pytest.fixture
def by():
    return member()


def vermont() -> list[str]:
    return list(Account.objects.filter(state="VT").values_list("external_id", flat=True))


def test_many_accounts_are_named_in_one_step(reps, by):
    scenario, ids = today(by), vermont()
    asked = {"scenario": scenario, "accounts": ids, "rep": reps[1]}
    seen = naming(**asked)
    assert (seen.revision, seen.changing, seen.come_from) == (0, 14, (("Rep 1", 14),))
    name_accounts(**asked, revision=0, by=by)
    scenario.refresh_from_db()
    assert scenario.exceptions == dict.fromkeys(ids, "R2")
    assert set(account_moves(scenario=scenario)["account"]) == set(ids)
    assert naming(**asked | {"scenario": scenario}).changing == 0
    assert Event.objects.filter(verb="scenario.exception").count() == 1
    undo(scenario=scenario, revision=1, by=by)
    scenario.refresh_from_db()
    assert (scenario.exceptions, len(account_moves(scenario=scenario))) == ({}, 0)


def test_they_follow_their_units_again(reps, by):
    scenario, ids = today(by), vermont()
    name_accounts(scenario=scenario, accounts=ids, rep=reps[1], revision=0, by=by)
    scenario.refresh_from_db()
    assert naming(scenario=scenario, accounts=ids[:3], rep=None).come_from == (("Rep 2", 3),)
    name_accounts(scenario=scenario, accounts=ids[:3], rep=None, revision=1, by=by)
    scenario.refresh_from_db()
    assert sorted(scenario.exceptions) == sorted(ids[3:])


def test_where_units_are_accounts_they_go_to_the_territory(reps, by):
    scenario, ids = today(by, level=Level.ACCOUNT), vermont()
    assert naming(scenario=scenario, accounts=ids, rep=reps[1]).come_from == (("Rep 1", 14),)
    name_accounts(scenario=scenario, accounts=ids, rep=reps[1], revision=0, by=by)
    assert {territory_of(scenario)[each] for each in ids} == {2}
    name_accounts(scenario=scenario, accounts=ids[:1], rep=None, revision=1, by=by)
    assert territory_of(scenario)[ids[0]] == 0
    lock_units(scenario=scenario, units=ids[1:2], locked=True, revision=2, by=by)
    with pytest.raises(InputError, match="is locked"):
        name_accounts(scenario=scenario, accounts=ids, rep=reps[0], revision=3, by=by)


def test_who_cannot_be_named(reps, by):
    scenario, ids = today(by), vermont()
    gone, late = make_rep(8, active=False), make_rep(9)
    with pytest.raises(InputError, match="has left"):
        naming(scenario=scenario, accounts=ids, rep=gone)
    by_account = today(by, level=Level.ACCOUNT)
    with pytest.raises(InputError, match="has no territory"):
        naming(scenario=by_account, accounts=ids, rep=late)
    name_accounts(scenario=scenario, accounts=ids, rep=late, revision=0, by=by)
    with pytest.raises(StaleError):
        name_accounts(scenario=scenario, accounts=ids, rep=reps[1], revision=0, by=by)
