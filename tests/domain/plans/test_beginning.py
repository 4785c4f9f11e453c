"""A plan to begin with counts the rep's accounts by potential and engagement (K-02, K-03, X-24)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from maillage.core.plans.examining import examine
from maillage.domain.plans.beginning import begun_plan, segments_of
from maillage.interfaces.importers.plans.stored import stored_plan
from tests.api.caller import Caller
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def rep():
    found, other = make_rep(1), make_rep(2)
    for number, (potential, status) in enumerate(
        [(500_000.01, "prospect"), (500_000, "prospect"), (100_000, "prospect"),
         (99_999, "customer"), (None, "dormant")]
    ):  # fmt: skip
        own(make_account(number, potential=potential, status=status), found)
    own(make_account(9, potential=9e6), other)
    return found


def test_bounds_are_in_the_middle_and_unknown_potential_is_low(rep):
    counted = {each["name"]: each["accounts"] for each in segments_of(rep)}
    assert counted == {
        "High potential: Cold prospects": 1,
        "Medium potential: Cold prospects": 2,
        "Low potential: Active customers": 1,
        "Low potential: Dormant customers": 1,
    }


@pytest.mark.parametrize("objective", ["0.01", "1200000", "9999999999.99"])
def test_a_proposal_is_a_plan_that_can_be_examined(rep, objective):
    begun = begun_plan(rep=rep, starts_on=date(2026, 1, 1), objective=Decimal(objective))
    written = stored_plan(begun)
    assert [each.share for each in written.sources] == [
        Decimal("0.6"), Decimal("0.3"), Decimal("0.1"),
    ]  # fmt: skip
    assert sum(each.sales for each in written.segments) == 1
    assert sum(step.target for step in examine(written.read()).steps) == int(
        Decimal(objective) * 100
    )


def test_a_rep_without_accounts_has_no_segments():
    begun = begun_plan(rep=make_rep(7), starts_on=date(2026, 1, 1), objective=Decimal(5))
    assert begun["segments"] == []
    assert examine(stored_plan(begun).read())


def test_programs_ask_for_the_same(rep):
    path = "/plans/proposal?starts_on=2026-01-01&objective=1200000&rep=R1"
    found = Caller(member("rep", rep=rep)).send("GET", path)
    assert [each["accounts"] for each in found["segments"]] == [1, 2, 1, 1]
    Caller(member("manager", name="Nora Not")).send("GET", path, status=403)
