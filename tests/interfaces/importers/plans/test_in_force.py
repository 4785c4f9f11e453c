"""The accepted plan read where a rep is tracked and questioned (G-06, K-07)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from maillage.core.plans.ahead import SoFar, ahead_of
from maillage.core.plans.funnel import need_of
from maillage.domain.plans.deciding import reopen_plan
from maillage.domain.plans.objectives import Given, write_objectives
from maillage.interfaces.exporters.plans.progress import progress_as_data, source_rows
from maillage.interfaces.importers.plans.in_force import in_force
from maillage.interfaces.importers.plans.schema import WrittenSegment
from maillage.interfaces.importers.plans.standing import answered, standing
from maillage.models import Opportunity, Ownership, PlanState
from tests.domain.accounts.factories import make_account, own, touch
from tests.domain.plans.factories import FUNNEL, People, small

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ON = date(2027, 6, 30)


def segment(name, **more):
    share = {"accounts": 1, "sales": "0.5", "time": "0.5"}
    return WrittenSegment(name=name, **share | more).model_dump(mode="json")


@pytest.fixture
def scene():
    """A rep with three accounts, an accepted plan and a year half over."""
    people = People()
    accounts = [
        make_account(1, segment="Gold", potential=1000.0),
        make_account(2, segment="3-0", potential=900.0, name="Named Ltd"),
        make_account(3, segment="", potential=200_000.0, status="customer"),
        make_account(4, segment="Other", potential=None, status="prospect"),
    ]
    for account in accounts:
        own(account, people.rep, starts_on=date(2027, 1, 1))
    plan = people.plan(
        PlanState.ACCEPTED,
        segments=[
            segment("gold", priorities=["named ltd", "Named Ltd"], potential=2e6, probability=0.6),
            segment("Medium potential: Active customers"),
        ],
        quarters=["0.4", "0.3", "0.2", "0.1"],
        activities=[{"name": "Visits", "count": 2, "per": "week"}],
        opportunities=[
            {"segment": "gold", "name": "Deal", "amount": 1, "probability": 0.5,
             "horizon": "quick_win", "account": accounts[3].pk},
            {"segment": "gold", "name": "Win", "amount": 2, "probability": 0.5,
             "horizon": "project"},
        ],
    )  # fmt: skip
    return people, accounts, plan


def sold(number, rep, account, source, **more):
    day = date(2027, 3, 1)
    return Opportunity.objects.create(
        external_id=f"O{number}", rep=rep, account=account, source=source, amount=30_000.0,
        opened_on=day, **{"closed_on": day + timedelta(days=40), "outcome": "won"} | more,
    )  # fmt: skip


def year(people):
    """Forty meetings that led to 16 sales, one open, one sale from elsewhere."""
    rep = people.rep
    account = Ownership.objects.filter(rep=rep).first().account
    for number in range(40):
        sold(number, rep, account, "new", outcome="won" if number < 16 else "lost")
    open_one = {"closed_on": None, "outcome": "open"}
    sold(50, rep, account, "new", **open_one)
    sold(51, rep, account, "fair", name="Win")


def test_how_far_the_accepted_plan_is(scene):
    people, accounts, plan = scene
    year(people)
    for day in range(3):
        touch(accounts[0], people.rep, date(2027, 2, 1 + day), kind="visit")
    found = in_force(rep=people.rep, on=ON, member=None)
    assert (found.version.plan, found.passed) == (plan, pytest.approx((5 + 29 / 30) / 12))
    data = progress_as_data(found)
    old, new = data["sources"]
    assert (old["target"], old["sold"], old["rate"], old["pace_index"]) == (720_000.0, 0, None, 0)
    assert (new["opened"], new["won"], new["resolved"], new["open"]) == (41, 16, 40, 1)
    assert (new["sold"], new["planned_rate"]) == (480_000.0, 0.25)
    assert new["rate"] == pytest.approx((0.25 * 20 + 16) / (20 + 40), abs=1e-4)
    assert (new["probability"], new["needed_weekly"]) == (pytest.approx(1.0), 0.0)
    assert new["planned_weekly"] == pytest.approx(8 * 12 / 45)
    assert (data["sold"], data["beside"]) == (510_000.0, 30_000.0)
    assert source_rows(data)[-1]["sold"] == "30,000"
    assert [(each["name"], each["reached"], each["yearly"]) for each in data["activities"]] == [
        ("Visits", 3, 90.0)
    ]
    assert [(each["name"], each["stand"]) for each in data["opportunities"]] == [
        ("Deal", "not_opened"), ("Win", "won"),
    ]  # fmt: skip


def test_the_objective_of_its_year_and_quarters(scene):
    people, _accounts, plan = scene
    whole = standing(rep=people.rep, on=ON, member=people["manager"])
    assert (whole.followed.objective, whole.origin) == (1_200_000.0, "plan")
    quarter = standing(rep=people.rep, on=ON, member=None, quarter=True, otherwise=5.0)
    assert (quarter.followed.since, quarter.followed.until) == (date(2027, 4, 1), date(2027, 7, 1))
    assert (quarter.followed.objective, quarter.origin) == (360_000.0, "plan")
    reopen_plan(plan=plan, seen=1, reason="Look again.", by=people["manager"])
    assert standing(rep=people.rep, on=ON, member=None).origin == "plan"
    asked = standing(rep=people.rep, on=ON, member=None, objective=5.0)
    assert (asked.followed.objective, asked.origin) == (5.0, "asked")
    before = standing(rep=people.rep, on=date(2026, 6, 30), member=None)
    assert (before.plan, before.origin) == (None, None)


def test_a_year_that_begins_expects_nothing_yet(scene):
    people, _accounts, _plan = scene
    found = in_force(rep=people.rep, on=date(2027, 1, 1), member=None)
    assert {each["pace_index"] for each in progress_as_data(found)["sources"]} == {None}


def test_who_may_not_read_the_plan_sees_no_more_of_it_than_before(scene):
    people, _accounts, _plan = scene
    for name in ("another rep", "reader"):
        found = standing(rep=people.rep, on=ON, member=people.all[name])
        assert (found.plan, found.followed.objective, found.origin) == (None, None, None)


def test_without_a_plan_what_was_handed_down_counts(scene):
    people, _accounts, _plan = scene
    nodes = [
        Given("All", "company"),
        Given("Bob", "rep", "All", rep="R2", measures={"size": 1}),
        Given("Élise", "rep", "All", rep="R1", measures={"size": 3}),
    ]
    write_objectives(
        starts_on=date(2027, 1, 1), total=Decimal(100), mix={"size": 1}, nodes=nodes, by="test"
    )
    asked = {"on": ON, "otherwise": 7.0}
    for rep, member, told in (
        (people.other, people["another rep"], (25.0, "handed_down")),
        (people.other, people["rep"], (7.0, "asked")),
        (None, people["manager"], (100.0, "handed_down")),
        (None, people["rep"], (7.0, "asked")),
        (people.rep, people["rep"], (1_200_000.0, "plan")),
    ):
        found = standing(rep=rep, member=member, **asked)
        assert (found.followed.objective, found.origin) == told


def test_the_three_questions_ask_the_plan(scene):
    people, accounts, _plan = scene
    open_one = {"closed_on": None, "outcome": "open"}
    for number, account in enumerate(accounts):
        sold(number, people.rep, account, "new", **open_one)
        touch(account, people.rep, date(2027, 6, 1) - timedelta(days=number))
    answers, _plan = answered(rep=people.rep, on=ON, member=None)
    by_segment = [(each.name, each.planned, each.number) for each in answers.pipeline_by_segment]
    assert by_segment == [
        ("gold", 0.5, 90_000.0), ("Medium potential: Active customers", 0.5, 30_000.0),
    ]  # fmt: skip
    assert [(each.name, each.number) for each in answers.time_by_segment] == [
        ("gold", 3), ("Medium potential: Active customers", 1),
    ]  # fmt: skip
    assert [(each.name, each.planned) for each in answers.pipeline_by_source] == [
        ("existing", 0.6), ("new", 0.4),
    ]  # fmt: skip
    assert {each.external_id for each in answers.not_contacted} == {"A2", "A3", "A4"}
    without, plan = answered(rep=people.rep, on=ON, member=people["reader"])
    assert (plan, {each.advice for each in without.time_by_segment}) == (None, {"not_planned"})


def test_an_end_of_the_year_without_seasons_left_divides_by_nothing():
    flat = small(seasonality=[1, *([0] * 11)], sources=[FUNNEL | {"share": "1"}])
    plan = flat.read()
    need = need_of(plan.streams[0].source, plan.year, plan.rep)
    found = ahead_of(need, 96, SoFar(ON, 10, 10, 1, 20_000.0), plan.year)
    assert found.needed_weekly == found.needed == float("inf")
