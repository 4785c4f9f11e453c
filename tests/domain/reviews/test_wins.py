"""Wins worth telling, and what a rep sees of their own first (N-03, N-04)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import caches

from maillage.domain.reviews.mine import own_data
from maillage.domain.reviews.pay.schemes import EXAMPLE, write_scheme
from maillage.domain.reviews.top_accounts import name_top
from maillage.domain.reviews.wins import row_of, wins, wins_shown_to
from maillage.models import Account, Layer, PlanState, PlanVersion, RepPlan, Review
from tests.domain.accounts.factories import make_account, make_rep, touch
from tests.domain.reviews.scene import TODAY, deal, make_year
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
YEAR = date(2026, 1, 1)


def accepted(rep, objective, **more):
    """A plan in force, with an objective."""
    content = {"objective": objective, **more}
    plan = RepPlan.objects.create(
        rep=rep, starts_on=YEAR, content=content, objective=objective,
        state=PlanState.ACCEPTED, version=1, in_force=1,
    )  # fmt: skip
    PlanVersion.objects.create(plan=plan, number=1, content=content)
    return plan


def told(since=YEAR, **given):
    return {each.deal.external_id: each.kinds for each in wins(since=since, on=TODAY, **given)}


def test_sales_to_priority_accounts():
    _first, second = make_year()
    rich = Account.objects.get(external_id="A5")
    deal(7, second, rich, closed_on=TODAY)
    deal(8, second, rich, outcome="lost")
    assert told() == {"D7": ("priority",)}
    assert told(since=TODAY) == {}
    [win] = wins(since=YEAR, on=TODAY)
    assert win.said == "Account 5 · Rep 2 · 7,000 · a priority account"
    assert row_of(win)["kinds"] == ["priority"]


def test_customers_won_back_as_planned_or_not():
    first, second = make_year()
    one, other = make_account(10, potential=None), make_account(11, potential=None)
    for number, account in ((20, one), (21, other)):
        deal(number, first, account, opened_on=None, closed_on=date(2025, 5, 1))
        deal(number + 10, first, account, opened_on=None, closed_on=date(2026, 5, 2))
    deal(40, first, one, opened_on=None, closed_on=date(2026, 5, 30))
    caches["process"].clear()
    from tests.domain.accounts.factories import own

    own(one, first)
    name_top(rep=first, year=2026, entries=[{"account": "A10", "reason": ""}], on=TODAY, by="test")
    assert told() == {"D30": ("revived", "planned"), "D31": ("revived",)}
    assert told(reps=[second]) == {}


def test_the_sale_that_reaches_the_objective_once():
    first, _second = make_year()
    accepted(first, 2500)
    deal(60, first, closed_on=date(2026, 6, 20))
    assert told() == {"D1": ("target",)}


def test_sales_that_the_accepted_plan_put_first_or_counted_on():
    first, second = make_year()
    poor, golden, pursued = (make_account(number, potential=None) for number in (10, 11, 12))
    segments = [
        {"name": "Rare", "accounts": 1, "priorities": ["Account 10"], "potential": None},
        {"name": "Gold", "accounts": 2, "priorities": [], "potential": 2e6, "probability": 0.6},
    ]
    golden.segment = "gold"
    golden.save()
    deals = [{"segment": "Rare", "name": "x", "account": pursued.pk}]
    accepted(first, 1e9, segments=segments, opportunities=deals)
    for number, account in ((20, poor), (21, golden), (22, pursued)):
        deal(number, first, account, opened_on=None, closed_on=TODAY)
        deal(number + 10, second, account, opened_on=None, closed_on=TODAY)
    caches["process"].clear()
    assert told() == {
        "D20": ("priority",), "D21": ("priority",), "D22": ("priority", "planned"),
    }  # fmt: skip


def test_reps_are_told_of_their_own():
    first, second = make_year()
    deal(7, second, Account.objects.get(external_id="A5"), closed_on=TODAY)
    seen = [each.deal.external_id for each in wins_shown_to(member("manager"), days=30, on=TODAY)]
    assert seen == ["D7"]
    assert wins_shown_to(member("rep", rep=first), days=30, on=TODAY) == []


def test_own_data_first():
    first, _second = make_year()
    accepted(first, 6000)
    touch(Account.objects.get(external_id="A1"), first, TODAY, "call")
    Review.objects.create(layer=Layer.PLAN, due_on=date(2026, 7, 9))
    Review.objects.create(layer=Layer.PLAN, rep=first, due_on=date(2026, 7, 14))
    write_scheme(name="S", content=EXAMPLE, starts_on=YEAR, by=None)
    found = own_data(first, TODAY)
    assert found["plan"] | {"pace": None} == {
        "objective": 6000.0, "sold": 3000.0, "share": 0.5, "pace": None, "since": YEAR,
    }  # fmt: skip
    assert found["plan"]["pace"] == pytest.approx(0.5 / (181 / 365))
    assert (found["week"]["contacts"], found["week"]["kinds"]) == (1, {"call": 1})
    assert [each["account"] for each in found["accounts"]] == ["A2", "A1"]
    assert found["accounts_named"] is False
    assert found["next_review"] == date(2026, 7, 14)
    assert found["pay"]["lines"][0]["paid"] == 7000.0


def test_nothing_recorded_is_not_known():
    found = own_data(make_rep(1), TODAY)
    assert (found["plan"], found["pay"], found["next_review"]) == (None, None, None)
    assert (found["accounts"], found["wins"]) == ([], [])
