"""Leads are handed to reps with a brief and a next action, once (E-01, E-02, E-11, B-01)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from maillage.core.leads.sla.policies import SEED_POLICIES
from maillage.domain.leads.agreements import agree
from maillage.domain.leads.assigning import assign
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.domain.leads.handing import (
    TRIED_AT_ONCE,
    contact_by,
    hand_over,
    hand_over_waiting,
    reassign,
    route,
)
from maillage.domain.leads.standing import territory_of
from maillage.domain.leads.written import WrittenPolicy, WrittenTerms
from maillage.domain.leads.written.base import WrittenCondition
from maillage.errors import InputError, PermissionDeniedError
from maillage.models import (
    Absence,
    Account,
    Handoff,
    Lead,
    LeadEvent,
    Notice,
    Opportunity,
    Ownership,
    PoolMember,
    Publication,
    Rep,
    RoutingPool,
    RoutingRule,
    Scenario,
    Submission,
    Territory,
    Touch,
    UnitAssignment,
)
from tests import factories
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH, signed
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
"""A Friday, 11:50 in New York and 8:50 in Los Angeles."""
FIT = {"budget_confirmed": True, "decision_authority": True}
LARGE_TECH = SMALL_TECH | {"employees": {"from": 500}}
_HAND_OVER, CONTACT, _FEEDBACK, _CRM = SEED_POLICIES
WHITE_PAPER = "Cutting the cost of IT by 40 %"


@pytest.fixture
def reps():
    return [
        Rep.objects.create(external_id=f"R{n}", name=name, time_zone=zone)
        for n, (name, zone) in enumerate(
            [("Ana", "America/New_York"), ("Bea", "America/New_York"), ("Cy", "America/New_York")]
        )
    ]


def mql(name: str = "Lea Roy", **fields) -> Lead:
    return factories.lead(name, **{"life": "mql", "mql_at": NOW} | fields)


def in_turn(*reps: Rep, weights=(), **fields) -> RoutingPool:
    found = RoutingPool.objects.create(name="Turn")
    for place, rep in enumerate(reps):
        weight = weights[place] if weights else 1
        PoolMember.objects.create(pool=found, rep=rep, weight=weight, **fields)
    RoutingRule.objects.create(position=10, name="Owner", how="territory")
    RoutingRule.objects.create(position=20, name="Turn", how="pool", pool=found)
    return found


def account_of(rep: Rep, **fields) -> Account:
    account = Account.objects.create(external_id="A1", name="Acme", **fields)
    Ownership.objects.create(account=account, rep=rep, starts_on=date(2026, 1, 1))
    return account


def tell(lead: Lead, kind: str, minutes: float = 0, **carried) -> LeadEvent:
    key = f"{kind}-{minutes}"
    event = NewEvent(key, "lead", str(lead.pk), kind, NOW - timedelta(minutes=minutes), carried)
    record(source=own_source(), events=[event], now=NOW)
    return LeadEvent.objects.get(key=key)


def test_the_owner_of_the_account_gets_it_with_all_that_is_known(reps):
    account = account_of(reps[1])
    Opportunity.objects.create(external_id="O1", name="Old line", account=account, rep=reps[1],
                               opened_on=date(2025, 5, 1))  # fmt: skip
    Touch.objects.create(account=account, rep=reps[1], occurred_on=date(2026, 2, 1), kind="call")
    lead = mql(
        account=account,
        phone="+1 202 555 0101",
        reasons=[{"rule": "case_study", "points": 10, "at": NOW.isoformat(), "source": "site"}],
    )
    mate = factories.lead("Max Mate", account=account, title="CFO")
    tell(lead, "pricing_page_view", 60)
    trigger = tell(lead, "white_paper_download", 1, title=WHITE_PAPER)
    tell(lead, "facts", 5, budget_confirmed=True)
    found = hand_over(lead=lead, trigger=trigger, now=NOW)
    assert (found.rep, found.why, found.trigger) == (reps[1], "territory", trigger)
    assert found.facts["by_account"] is True
    brief, action = found.brief, found.next_action
    assert brief["trigger"]["content"] == WHITE_PAPER
    assert brief["who"]["account_name"] == "Acme"
    assert [each["rule"] for each in brief["why_now"]] == ["case_study"]
    assert [each["kind"] for each in brief["history"]] == [
        "white_paper_download",
        "pricing_page_view",
    ]
    assert brief["known"] == {"budget_confirmed": True}
    assert brief["around"]["colleagues"][0]["lead"] == mate.pk
    assert brief["around"]["opportunities"][0]["name"] == "Old line"
    assert brief["last_contact"] == "2026-02-01"
    assert (action["action"], action["content"], action["ask"]) == (
        "discuss_offer",
        WHITE_PAPER,
        "decision_authority",
    )
    assert action["by"] == (NOW + timedelta(hours=1)).isoformat()
    lead.refresh_from_db()
    assert lead.owner == reps[1]
    carried = LeadEvent.objects.get(kind="handed_over").carried
    assert carried == {
        "rep": "R1",
        "why": "territory",
        "brief": found.pk,
        "next_action": "discuss_offer",
        "content": WHITE_PAPER,
        "by": "clock",
    }


def crossing(lead: Lead, minutes: float = 0) -> None:
    tell(lead, "facts", minutes + 10, icp_match=True)
    tell(lead, "pricing_page_view", minutes + 5)
    tell(lead, "white_paper_download", minutes + 4, title=WHITE_PAPER)
    tell(lead, "case_study_download", minutes, title="How Acme saved")


def test_who_crosses_the_threshold_is_handed_over_and_the_promise_is_kept(reps):
    lead = factories.lead()
    crossing(lead)
    digest(now=NOW)
    found = Handoff.objects.get()
    assert found.trigger.carried == {"title": "How Acme saved"}
    assert found.next_action["content"] == "How Acme saved"
    lead.refresh_from_db()
    assert (lead.life, lead.owner, lead.handed_over_at) == ("mql", found.rep, NOW)
    kept = lead.promises.get(policy="E-01")
    assert (kept.status, kept.breached, kept.incomplete) == ("fulfilled", False, [])
    assert lead.promises.get(policy="E-03").owner == found.rep
    assert digest(now=NOW) == 0


@pytest.mark.parametrize(
    ("facts", "fit", "expected"),
    [({}, "", 60), (FIT, "", 15), (FIT, "yes", 10), (FIT, "no", 15), ({}, "yes", 10)],
)
def test_what_is_promised_may_hang_on_the_band_and_on_the_fit(reps, facts, fit, expected):
    """E-03: leads of the first band are called sooner, those in the profile sooner still."""
    first = WrittenPolicy.of(CONTACT)
    band = WrittenCondition(field="band", operator="in", value=["A1", "B1"])
    best = [band.model_copy(), WrittenCondition(field="icp_match")]
    terms = [
        first.model_copy(update={"name": "best", "within": "10m", "when": best, "position": 1}),
        first.model_copy(update={"name": "good", "within": "15m", "when": [band], "position": 2}),
        first.model_copy(update={"position": 3}),
    ]
    agree(written=WrittenTerms(policies=terms), by="", now=NOW)
    account = None
    if fit:
        account = Account.objects.create(external_id="A1", name="Acme", domain="acme.com", **GOOD)
        signed(SMALL_TECH if fit == "yes" else LARGE_TECH, date(2026, 3, 1))
    lead = factories.lead(account=account, email="lea@acme.com")
    tell(lead, "facts", 5, email="lea@acme.com", **facts)
    for kind in ("pricing_page_view", "case_study_download", "webinar_attended"):
        tell(lead, kind, 5)
    tell(lead, "mql")
    digest(now=NOW)
    lead.refresh_from_db()
    promise = lead.promises.get()
    assert promise.due_at - promise.began_at == timedelta(minutes=expected)
    assert route(lead=lead, now=NOW).contact_by == promise.due_at


def test_rules_ask_whether_the_account_fits(reps):
    """D-02: the fit of the account counts for rules as it does for scores, unless told otherwise."""
    rule = RoutingRule.objects.create(
        position=10, name="In profile", how="rep", rep=reps[2],
        when=[{"field": "icp_match", "operator": "is", "value": True}],
    )  # fmt: skip
    assert route(lead=mql(), now=NOW).choice.rep == ""
    lead = mql("Max Mate", fit="yes")
    assert route(lead=lead, now=NOW).choice.rule == str(rule.pk)
    tell(lead, "facts", 1, icp_match=False)
    assert route(lead=lead, now=NOW).choice.rep == ""


def test_what_is_long_ago_is_history(reps):
    crossing(factories.lead(), minutes=8 * 1440)
    digest(now=NOW)
    assert Lead.objects.get().life == "mql"
    assert not Handoff.objects.exists()


def test_it_is_handed_over_once_in_each_of_its_lives(reps):
    lead = mql()
    first = hand_over(lead=lead, trigger=None, now=NOW)
    assert hand_over(lead=lead, trigger=None, now=NOW) == first
    Lead.objects.filter(pk=lead.pk).update(recycled=1, owner=None)
    again = hand_over(lead=lead, trigger=None, now=NOW + timedelta(days=30))
    assert again != first
    assert Handoff.objects.count() == LeadEvent.objects.filter(kind="handed_over").count() == 2


def test_what_was_refused_or_became_another_lead_meanwhile_is_handed_over_as_it_is_now(reps):
    refused, younger, older = mql("Refused"), mql("Twin"), mql("Older")
    Lead.objects.filter(pk=refused.pk).update(life="rejected", rejected_why="no_budget")
    Lead.objects.filter(pk=younger.pk).update(merged_into=older)
    assert hand_over(lead=refused, trigger=None, now=NOW) is None
    assert hand_over(lead=younger, trigger=None, now=NOW).lead == older
    assert not Lead.objects.exclude(pk=older.pk).filter(owner__isnull=False).exists()


def test_without_rules_everybody_is_in_turn_and_turns_are_kept(reps):
    got = [hand_over(lead=mql(f"Lead {n}"), trigger=None, now=NOW).rep for n in range(6)]
    assert Counter(got) == dict.fromkeys(reps, 2)
    assert list(PoolMember.objects.values_list("taken", flat=True)) == [2, 2, 2]
    assert [each.name for each in RoutingRule.objects.all()] == ["Owner first", "Everybody in turn"]


def test_weights_and_capacity_hold_and_an_owner_uses_up_no_turn(reps):
    pool = in_turn(*reps[:2], weights=(2, 1), capacity=3)
    owned = mql("Owned", account=account_of(reps[0]))
    assert hand_over(lead=owned, trigger=None, now=NOW).rep == reps[0]
    assert sum(pool.members.values_list("taken", flat=True)) == 0
    got = [hand_over(lead=mql(f"Lead {n}"), trigger=None, now=NOW) for n in range(6)]
    assert Counter(each.rep for each in got if each) == {reps[0]: 2, reps[1]: 3}
    assert got[5] is None


def test_who_is_away_is_replaced_and_who_left_gets_nothing(reps):
    account = account_of(reps[0])
    Absence.objects.create(rep=reps[0], begins_at=NOW - timedelta(days=1),
                           ends_at=NOW + timedelta(days=1), substitute=reps[2])  # fmt: skip
    found = hand_over(lead=mql(account=account), trigger=None, now=NOW)
    assert (found.rep, found.facts["instead_of"]) == (reps[2], reps[0].pk)
    late = NOW + timedelta(days=2)
    assert hand_over(lead=mql(account=account), trigger=None, now=late).rep == reps[0]
    Rep.objects.filter(pk=reps[0].pk).update(active=False)
    assert hand_over(lead=mql(account=account), trigger=None, now=late).rep != reps[0]


def test_outside_of_hours_somebody_who_is_in_time_takes_it(reps):
    early = datetime(2026, 3, 6, 14, 30, tzinfo=UTC)  # 9:30 in New York, 6:30 in Los Angeles
    Rep.objects.filter(pk=reps[0].pk).update(time_zone="America/Los_Angeles")
    in_turn(*reps[:2])
    lead = mql(country="US", time_zone="America/New_York", mql_at=early)
    found = hand_over(lead=lead, trigger=None, now=early)
    assert found.rep == reps[1]
    assert {"rule": found.facts["rule"], "why": "too_late", "rep": reps[0].pk} in (
        found.facts["passed"]
    )


def test_who_answers_for_all_is_told_where_nobody_can_have_it_and_it_is_tried_again(workspace):
    member("director", name="Dora")
    lead = mql()
    for _again in range(2):
        hand_over_waiting(workspace, NOW)
    assert not Handoff.objects.exists()
    assert [str(each.member) for each in Notice.objects.all()] == ["Dora"]
    ana = Rep.objects.create(external_id="R1", name="Ana")
    RoutingRule.objects.create(position=1, name="Ana", how="rep", rep=ana)
    hand_over_waiting(workspace, NOW + timedelta(days=8))
    assert not Handoff.objects.exists()
    hand_over_waiting(workspace, NOW + timedelta(minutes=1))
    assert Handoff.objects.get().lead == lead


def test_leads_that_nobody_can_have_keep_no_other_from_being_tried_again(workspace):
    ana = Rep.objects.create(external_id="R1", name="Ana")
    RoutingRule.objects.create(position=1, name="Ana", how="rep", rep=ana,
                               when=[{"field": "country", "value": "FR"}])  # fmt: skip
    of_ana = {mql("Old", country="FR", mql_at=NOW - timedelta(days=1))}
    for number in range(TRIED_AT_ONCE):
        mql(f"Lead {number}")
    of_ana.add(mql("New", country="FR"))
    for _again in range(3):
        hand_over_waiting(workspace, NOW)
    assert {each.lead for each in Handoff.objects.all()} == of_ana


def test_a_missed_deadline_gives_it_to_another_as_long_as_there_is_one(reps):
    in_turn(*reps[:2])
    lead = mql()
    first = hand_over(lead=lead, trigger=None, now=NOW)
    second = reassign(lead=lead, now=NOW + timedelta(hours=1))
    assert {first.rep, second.rep} == set(reps[:2])
    assert second.why == "reassigned"
    assert reassign(lead=lead, now=NOW + timedelta(hours=2)) is None
    lead.refresh_from_db()
    assert lead.owner == second.rep


def test_it_is_given_by_hand_by_who_routes_leads(reps):
    boss = member("manager", name="Max")
    lead = mql()
    with pytest.raises(PermissionDeniedError):
        assign(member=member("rep", rep=reps[0]), lead=lead, rep=reps[0], now=NOW)
    found = assign(member=boss, lead=lead, rep=reps[2], reason="Knows them", now=NOW)
    assert (found.rep, found.why, found.by, found.facts["reason"]) == (
        reps[2],
        "by_hand",
        boss,
        "Knows them",
    )
    with pytest.raises(InputError, match="already"):
        assign(member=boss, lead=lead, rep=reps[2], now=NOW)
    Rep.objects.filter(pk=reps[1].pk).update(active=False)
    with pytest.raises(InputError, match="has left"):
        assign(member=boss, lead=lead, rep=Rep.objects.get(pk=reps[1].pk), now=NOW)
    assert hand_over(lead=lead, trigger=None, now=NOW) == found


def test_who_owns_it_before_it_is_an_mql_keeps_it(reps):
    lead = mql(owner=reps[2], account=account_of(reps[0]))
    found = hand_over(lead=lead, trigger=None, now=NOW)
    assert (found.rep, found.why, found.facts["kept"]) == (reps[2], "by_hand", True)


def test_asking_who_would_get_it_changes_nothing(reps):
    lead = mql()
    found = route(lead=lead, now=NOW)
    assert int(found.choice.rep) == reps[0].pk
    assert found.contact_by == contact_by(lead, None, NOW) == NOW + timedelta(hours=1)
    assert list(PoolMember.objects.values_list("taken", flat=True)) == [0, 0, 0]
    lead.refresh_from_db()
    assert lead.owner is None


def published(reps, level: str, units: dict[str, int]) -> None:
    boss = member("director")
    scenario = Scenario.objects.create(
        name="S", status="published", owner=boss, unit_level=level, geography_vintage="2022"
    )
    submission = Submission.objects.create(
        scenario=scenario, effective_on=date(2026, 1, 1), by=boss, revision=0
    )
    Publication.objects.create(
        scenario=scenario, submission=submission, effective_on=date(2026, 1, 1), by=boss
    )
    areas = [
        Territory.objects.create(scenario=scenario, number=n + 1, name=f"T{n}", rep=rep)
        for n, rep in enumerate(reps)
    ]
    for code, place in units.items():
        UnitAssignment.objects.create(scenario=scenario, unit=code, territory=areas[place])


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"postal_code": "02108"}, 0),
        ({"city": "Albany", "state": "NY"}, 1),
        ({"state": "MA"}, 0),
        ({"state": "NY"}, None),
        ({"state": "CA"}, None),
        ({}, None),
    ],
)
def test_a_place_belongs_to_the_territory_published_for_the_day(reps, place, expected):
    published(reps, "county", {"25025": 0, "36001": 1, "36061": 2})
    lead = mql(country="US", **place)
    wanted = None if expected is None else reps[expected].pk
    assert territory_of(lead, NOW) == wanted
    assert territory_of(lead, datetime(2025, 12, 31, tzinfo=UTC)) is None
    if expected is not None:
        found = hand_over(lead=lead, trigger=None, now=NOW)
        assert (found.rep, found.facts["by_account"]) == (reps[expected], False)


def test_a_postal_code_is_looked_up_as_one(reps):
    published(reps, "postal", {"02108": 2})
    assert territory_of(mql(postal_code="02108", country="US"), NOW) == reps[2].pk
    assert territory_of(mql(state="MA", country="US"), NOW) is None
