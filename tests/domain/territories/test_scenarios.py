"""A scenario is kept once and whole, or not at all (B-08)."""

import dataclasses

import pandas as pd
import pytest
from django.db import IntegrityError, transaction

from maillage.domain.territories.design import design_territories
from maillage.domain.territories.scenarios import keep_scenario
from maillage.errors import InputError
from maillage.models import (
    Account,
    AccountAssignment,
    Event,
    Scenario,
    Territory,
    UnitAssignment,
)
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.territories.scene import BURLINGTON, CONCORD, ask, cover, designed

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def stored() -> list[int]:
    kinds = (Scenario, Territory, UnitAssignment, AccountAssignment, Event)
    return [kind.objects.count() for kind in kinds]


def test_everything_is_stored_once():
    rep = make_rep(1, **BURLINGTON)
    make_rep(2, **CONCORD)
    own(cover()[0], rep)
    make_account(90, state="VT")
    outcome = design_territories(request=ask(name="Plan A"), by="ada")
    assert stored() == [1, 2, 24, 25, 1]
    scenario = Scenario.objects.get()
    assert (scenario.name, scenario.unit_level, scenario.geography_vintage) == (
        "Plan A", "county", "2022"
    )  # fmt: skip
    assert scenario.parameters == outcome.parameters
    assert scenario.statistics["failed"] == []
    now = scenario.statistics["now"]
    assert (now["territories"], now["unassigned"], now["disconnected"]) == (2, 0, 0)
    assert now["largest_deviation"] == max(
        each.largest_deviation_after for each in outcome.measures
    )
    assert dict(scenario.units.values_list("unit", "territory__number")) == dict(
        zip(outcome.units["unit"], outcome.units["territory"], strict=True)
    )
    kept = scenario.accounts.values_list("account__external_id", "rep__external_id", "rule")
    assert sorted(kept, key=lambda row: row[0]) == [
        (row.account, row.owner_after_id or None, row.rule)
        for row in outcome.accounts.sort_values("account").itertuples()
    ]
    reasons = dict(
        scenario.accounts.exclude(reason="").values_list("account__external_id", "reason")
    )
    assert reasons == dict(zip(outcome.moves["account"], outcome.moves["reason"], strict=True))
    assert Event.objects.get().actor == "ada"


def test_a_name_that_is_taken_gets_a_number():
    cover()
    outcome = designed(ask(territories=2))
    long = "n" * 100
    for _time in range(3):
        keep_scenario(outcome=outcome, request=ask(territories=2, name=long), by="")
    assert sorted(Scenario.objects.values_list("name", flat=True)) == [
        long, f"{long} (2)", f"{long} (3)",
    ]  # fmt: skip


def test_a_failure_in_the_middle_leaves_nothing():
    cover()
    outcome = designed(ask(territories=2))
    twice = pd.concat([outcome.units, outcome.units.tail(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_scenario(
            outcome=dataclasses.replace(outcome, units=twice), request=ask(territories=2), by=""
        )
    assert stored() == [0, 0, 0, 0, 0]


def test_an_account_that_went_away_meanwhile_is_named():
    cover()
    outcome = designed(ask(territories=2))
    Account.objects.filter(external_id="A7").delete()
    with pytest.raises(InputError) as refusal:
        keep_scenario(outcome=outcome, request=ask(territories=2), by="")
    assert str(refusal.value) == "The account A7 was deleted while the design ran. Design again."
    assert stored() == [0, 0, 0, 0, 0]
