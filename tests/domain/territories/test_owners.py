"""Accounts follow their units; named accounts and parents keep their rules (B-01 to B-03)."""

import pytest

from maillage.domain.territories.design import design_territories
from maillage.domain.territories.editing.changes import undo
from maillage.domain.territories.editing.moves import give_rep, move_units
from maillage.domain.territories.owners import account_moves, settle_accounts
from maillage.models import Account, AccountAssignment, Scenario
from tests.domain.accounts.factories import make_account, own
from tests.domain.territories.scene import ask, place
from tests.domain.territories.today import ADDISON, owned_today, today
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
