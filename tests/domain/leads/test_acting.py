"""What people do with a lead, who may, and what it is told as (E-03 to E-06, E-11, D-04, X-12)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from maillage.domain.leads import acting
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.domain.leads.qualifying import validated_by
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import Account, Event, Lead, LeadEvent, Opportunity, Rep, Touch
from tests import factories
from tests.domain.leads.mqls import as_mql
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)


@pytest.fixture
def ana():
    return Rep.objects.create(external_id="R1", name="Ana", manager="Max")


@pytest.fixture
def rep(ana):
    return member("rep", name="Ana", rep=ana)


@pytest.fixture
def lead(ana):
    account = Account.objects.create(external_id="A1", name="Acme")
    found = factories.lead("Lea Roy", owner=ana, account=account, account_fixed=True)
    return as_mql(found, EARLIER)


def told() -> list[tuple[str, dict]]:
    return [
        (each.kind, {name: value for name, value in each.carried.items() if name != "by"})
        for each in LeadEvent.objects.filter(at__gte=NOW)
    ]


def logged() -> list[str]:
    found = Event.objects.filter(subject_type="lead").exclude(verb="lead.handed_over")
    return list(found.values_list("verb", flat=True))


def test_a_lead_that_became_another_since_it_was_read_is_worked_on_as_that_one(lead, rep):
    twin = factories.lead("Twin", owner=rep.rep)
    Lead.objects.filter(pk=twin.pk).update(merged_into=lead, owner=None)
    found = acting.accept(member=rep, lead=twin, now=NOW)
    assert (found.pk, found.life) == (lead.pk, "accepted")


def test_the_first_contact_is_told_with_whether_it_named_what_was_read(lead, rep):
    found = acting.contact(
        member=rep, lead=lead, channel="phone", referenced_content=True, note=" Nice. ", now=NOW
    )
    assert told() == [
        (
            "first_contact",
            {
                "channel": "phone",
                "outcome": "reached",
                "referenced_content": True,
                "note": "Nice.",
            },
        )
    ]
    event = LeadEvent.objects.get(kind="first_contact")
    assert (event.of, event.subject, event.at, event.carried["by"]) == (
        "lead",
        str(lead.pk),
        NOW,
        "Ana",
    )
    assert logged() == ["lead.contacted"]
    assert found.version == lead.version + 1
    touch = Touch.objects.get()
    assert (touch.account, touch.rep, touch.kind, touch.occurred_on) == (
        lead.account,
        rep.rep,
        "call",
        date(2026, 3, 6),
    )


def test_later_contacts_and_wrong_numbers_are_no_first_contact(lead, rep):
    acting.contact(member=rep, lead=lead, channel="phone", outcome="wrong_details", now=NOW)
    assert not Touch.objects.exists()
    found = acting.contact(member=rep, lead=lead, channel="email", outcome="no_answer", now=NOW)
    assert found.contacted_at == NOW
    acting.contact(member=rep, lead=lead, channel="linkedin", outcome="left_message", now=NOW)
    assert [(kind, carried["outcome"]) for kind, carried in told()] == [
        ("contact", "wrong_details"),
        ("first_contact", "no_answer"),
        ("contact", "left_message"),
    ]
    assert sorted(Touch.objects.values_list("kind", flat=True)) == ["email", "linkedin"]
    assert found.promises.get(policy="E-03").status == "fulfilled"


def test_what_marketing_does_is_no_touch_of_a_rep(lead):
    acting.contact(member=member("marketing"), lead=lead, channel="email", now=NOW)
    assert told()[0][0] == "first_contact"
    assert not Touch.objects.exists()


@pytest.mark.parametrize("role", ["reader", "finance", "partner_manager", "rep", "manager"])
def test_who_does_not_work_a_lead_is_refused(lead, role):
    stranger = member(role, rep=Rep.objects.create(external_id="R9", name="Zoe")
                      if role == "rep" else None)  # fmt: skip
    with pytest.raises(PermissionDeniedError):
        acting.accept(member=stranger, lead=lead, now=NOW)
    assert told() == []


@pytest.mark.parametrize(
    ("role", "name"), [("manager", "Max"), ("director", "D"), ("marketing", "M")]
)
def test_who_leads_the_rep_and_marketing_work_on_it(lead, role, name):
    acting.give_feedback(member=member(role, name=name), lead=lead, quality="good", now=NOW)
    assert told() == [("feedback", {"quality": "good", "note": ""})]


def test_a_lead_that_changed_meanwhile_is_looked_at_again(lead, rep):
    seen = lead.version
    acting.give_feedback(member=rep, lead=lead, quality="fair", version=seen, now=NOW)
    with pytest.raises(ConflictError, match="since you looked at it"):
        acting.accept(member=rep, lead=lead, version=seen, now=NOW)
    assert [kind for kind, _carried in told()] == ["feedback"]


def test_it_is_accepted_once(lead, rep):
    found = acting.accept(member=rep, lead=lead, now=NOW)
    assert (found.life, found.accepted_at) == ("accepted", NOW)
    again = acting.accept(member=rep, lead=lead, now=NOW)
    assert told() == [("accepted", {"owner": "R1"})]
    assert again.version == found.version
    with pytest.raises(ConflictError, match="cannot become"):
        acting.accept(member=member("marketing"), lead=factories.lead("Raw"), now=NOW)


def test_it_is_refused_for_a_reason_once(lead, rep):
    found = acting.refuse(member=rep, lead=lead, reason="no_budget", note="Next year", now=NOW)
    assert (found.life, found.rejected_why) == ("rejected", "no_budget")
    acting.refuse(member=rep, lead=lead, reason="no_budget", now=NOW)
    assert told() == [("rejected", {"reason": "no_budget", "note": "Next year"})]
    entry = Event.objects.get(verb="lead.refused")
    assert entry.reason == "Next year"


@pytest.mark.parametrize(
    ("reason", "note"), [("", ""), ("because", ""), ("other", "  "), ("no_need", "x" * 2001)]
)
def test_no_refusal_without_a_reason(lead, rep, reason, note):
    with pytest.raises(InputError):
        acting.refuse(member=rep, lead=lead, reason=reason, note=note, now=NOW)
    assert told() == []


@pytest.mark.parametrize(
    ("act", "wrong"),
    [
        (acting.contact, {"channel": "pigeon"}),
        (acting.contact, {"channel": "phone", "outcome": "?"}),
        (acting.give_feedback, {"quality": "superb"}),
        (acting.record_call, {"role": "chef"}),
        (acting.record_call, {"role": "sdr", "learnt": {"email": True}}),
        (acting.record_call, {"role": "marketing"}),
        (acting.recycle, {"back_on": date(2026, 3, 6)}),
    ],
)
def test_what_cannot_be_is_refused(lead, rep, act, wrong):
    with pytest.raises(InputError):
        act(member=rep, lead=lead, now=NOW, **wrong)
    assert told() == []
    assert logged() == []


def test_a_call_tells_who_called_and_what_was_learnt(lead, rep):
    acting.record_call(
        member=rep, lead=lead, role="sdr", learnt={"budget_confirmed": True}, note="Yes", now=NOW
    )
    assert sorted(told()) == [
        ("facts", {"budget_confirmed": True}),
        ("validation_call", {"role": "sdr", "called_by": "sdr", "note": "Yes"}),
    ]
    facts = LeadEvent.objects.get(kind="facts", at=NOW)
    assert facts.carried == {"budget_confirmed": True}


def test_an_sql_needs_a_call_by_marketing_or_an_sdr_in_its_present_life(lead, rep):
    acting.accept(member=rep, lead=lead, now=NOW)
    acting.record_call(member=rep, lead=lead, role="sales", now=NOW)
    with pytest.raises(ConflictError, match="validation call"):
        acting.make_sql(member=rep, lead=lead, now=NOW)
    acting.record_call(member=rep, lead=lead, role="sdr", now=NOW)
    found = acting.make_sql(member=rep, lead=lead, now=NOW)
    assert told()[-1] == ("sql", {"called_by": "sdr"})
    assert (found.life, found.sql_at) == ("sql", NOW)
    acting.make_sql(member=rep, lead=lead, now=NOW)
    assert [kind for kind, _carried in told()].count("sql") == 1


@pytest.mark.parametrize(
    ("carried", "role"),
    [({"called_by": "sdr"}, "sdr"), ({"role": "marketing"}, "marketing"),
     ({"called_by": "sales"}, ""), ({"called_by": ["sdr"]}, ""), ({}, "")],
)  # fmt: skip
def test_a_call_that_a_source_tells_of_validates_a_lead(lead, carried, role):
    call = NewEvent("c", "lead", str(lead.pk), "validation_call", NOW, carried)
    record(source=own_source(), events=[call], now=NOW)
    assert validated_by(lead) == role


def test_a_call_of_a_former_life_validates_nothing(lead, rep):
    later = NOW + timedelta(minutes=5)
    acting.record_call(member=rep, lead=lead, role="sdr", now=NOW)
    assert validated_by(lead) == "sdr"
    acting.refuse(member=rep, lead=lead, reason="timing", now=NOW)
    found = acting.recycle(member=rep, lead=lead, now=later)
    assert validated_by(found) == ""


def sql_of(lead, rep) -> Lead:
    acting.accept(member=rep, lead=lead, now=NOW)
    acting.record_call(member=rep, lead=lead, role="sdr", now=NOW)
    return acting.make_sql(member=rep, lead=lead, now=NOW)


def test_an_sql_becomes_an_opportunity_of_its_owner_once(lead, rep, ana):
    sql = sql_of(lead, rep)
    found = acting.make_opportunity(
        member=rep, lead=sql, name="New line", amount=5_000, expected_on=date(2026, 6, 1), now=NOW
    )
    made = Opportunity.objects.get()
    assert (made.account, made.rep, made.name, made.amount) == (
        lead.account,
        ana,
        "New line",
        5_000,
    )
    assert (made.opened_on, made.expected_on) == (date(2026, 3, 6), date(2026, 6, 1))
    assert (found.opportunity, found.life) == (made, "opportunity")
    assert told()[-1] == ("opportunity", {"opportunity": made.external_id})
    count = len(told())
    acting.make_opportunity(member=rep, lead=lead, now=NOW)
    assert len(told()) == count


def test_an_opportunity_there_is_can_be_linked_and_one_needs_an_owner(lead, rep, ana):
    known = Opportunity.objects.create(external_id="O1", rep=ana)
    sql = sql_of(lead, rep)
    with pytest.raises(InputError, match="amount"):
        acting.make_opportunity(member=rep, lead=sql, amount=float("nan"), now=NOW)
    assert (
        acting.make_opportunity(member=rep, lead=sql, opportunity=known, now=NOW).opportunity
        == known
    )


def test_an_opportunity_of_another_account_is_refused(lead, rep, ana):
    """F-02: what sales makes of a lead stays with the company it came from."""
    other = Account.objects.create(external_id="ZZ", name="Zeta Works")
    foreign = Opportunity.objects.create(external_id="O9", rep=ana, account=other)
    sql = sql_of(lead, rep)
    before = len(told())
    with pytest.raises(InputError) as raised:
        acting.make_opportunity(member=rep, lead=sql, opportunity=foreign, now=NOW)
    assert str(raised.value) == (
        f"The opportunity 'O9' is one with Zeta Works, and the lead is of {lead.account.name}."
        " Choose an opportunity with this account, or correct the account of the lead."
    )
    sql.refresh_from_db()
    assert (sql.opportunity, sql.life, len(told())) == (None, "sql", before)
    Lead.objects.filter(pk=sql.pk).update(account=None)
    found = acting.make_opportunity(member=rep, lead=sql, opportunity=foreign, now=NOW)
    assert (found.opportunity, found.life) == (foreign, "opportunity")


def test_nobodys_lead_is_pursued_by_nobody(lead, rep):
    sql = sql_of(lead, rep)
    Lead.objects.filter(pk=sql.pk).update(owner=None)
    with pytest.raises(InputError, match="Nobody owns"):
        acting.make_opportunity(member=member("director"), lead=sql, now=NOW)


def test_a_refused_lead_is_given_back_until_a_day(lead, rep):
    with pytest.raises(ConflictError):
        acting.recycle(member=rep, lead=lead, now=NOW)
    acting.refuse(member=rep, lead=lead, reason="timing", now=NOW)
    later = NOW + timedelta(minutes=5)
    found = acting.recycle(
        member=rep, lead=lead, back_on=date(2026, 9, 1), note="Autumn", now=later
    )
    assert (found.life, found.recycled, found.owner) == ("raw", 1, None)
    assert told()[-1] == ("recycled", {"back_on": "2026-09-01", "note": "Autumn"})
    count = len(told())
    acting.recycle(member=member("marketing"), lead=lead, now=later)
    assert len(told()) == count


def test_an_account_is_said_and_taken_back(lead, rep):
    other = Account.objects.create(external_id="A2", name="Other")
    found = acting.fix_account(member=rep, lead=lead, account=other, now=NOW)
    assert (found.account, found.account_fixed) == (other, True)
    acting.fix_account(member=rep, lead=lead, account=other, now=NOW)
    found = acting.fix_account(member=rep, lead=lead, account=None, now=NOW)
    assert not found.account_fixed
    assert told() == [("account_fixed", {"account": "A2"}), ("account_fixed", {"account": ""})]


def test_a_crm_that_tells_of_leads_is_to_follow_every_move(lead, rep):
    factories.lead_source("hubspot")
    acting.give_feedback(member=rep, lead=lead, quality="poor", now=NOW)
    acting.accept(member=rep, lead=lead, now=NOW)
    assert sorted(kind for kind, _carried in told()) == ["accepted", "feedback", "status_changed"]
    assert dict(told())["status_changed"] == {"before": "mql", "after": "accepted"}


def test_what_is_done_with_a_lead_that_was_merged_is_told_of_what_it_became(lead, rep, ana):
    into = as_mql(factories.lead("Lea R.", owner=ana), EARLIER)
    Lead.objects.filter(pk=lead.pk).update(merged_into=into)
    lead.refresh_from_db()
    assert acting.accept(member=rep, lead=lead, now=NOW) == into
    assert LeadEvent.objects.get(kind="accepted").subject == str(into.pk)
