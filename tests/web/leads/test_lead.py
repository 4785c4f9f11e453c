"""The page of a lead, and what people do there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.models import Account, Lead, LeadEvent, Notice, RoutingRule
from tests.domain.accounts.factories import make_account
from tests.people import member, signed_in
from tests.web.leads.scene import handed, mql, notice, owes, rep
from tests.web.leads.test_inbox import ACTION, BRIEF

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def ada():
    return rep("Ada")


@pytest.fixture
def lead(ada):
    found = mql(
        owner=ada, title="CTO",
        dimensions={"fit": 20.0, "engagement": 25.0},
        reasons=[{"dimension": "fit", "group": "", "rule": "icp_match", "points": 20.0,
                  "at": "2026-02-01T10:00:00+00:00", "source": "hubspot"}],
        unknown=["budget_confirmed"],
        missing=[{"stage": "sql", "points": 15.0, "field": "", "event": "", "known": True}],
    )  # fmt: skip
    brief = BRIEF | {"ask": ["budget_confirmed"], "history": [BRIEF["trigger"] | {"times": 2}],
                     "who": {}, "around": {}, "last_contact": "2026-01-05"}  # fmt: skip
    handed(found, ada, brief=brief, next_action=ACTION)
    return found


@pytest.fixture
def page(client, ada, lead):
    """Ada, who is signed in, reads the page of her lead."""
    signed_in(client, member("rep", rep=ada))

    def read(status=200):
        answer = client.get(f"/main/leads/{lead.pk}/")
        assert answer.status_code == status
        return answer.content.decode()

    return read


def send(client, lead, act, status=302, **given):
    answer = client.post(f"/main/leads/{lead.pk}/{act}/", given)
    assert answer.status_code == status, answer.content.decode()
    lead.refresh_from_db()
    return answer


def told(lead, kind) -> dict:
    """What the last event of a kind that was told of a lead carries."""
    return LeadEvent.objects.filter(subject=str(lead.pk), kind=kind).last().carried


def test_it_shows_the_brief_the_score_with_its_reasons_and_what_is_owed(page, lead):
    owes(lead, original_due_at=timezone.now(), due=timezone.now() + timedelta(hours=1))
    text = page()
    for said in (
        "downloaded a white paper, <q>Cut IT costs</q>", "You read “Cut IT costs”",
        "Is there a budget for it", "× 2", "in the ideal customer profile", "hubspot",
        "Not known, which is not a no:</strong> budget confirmed", "15 more points are needed",
        'aria-current="true">A2', "First contact", "at first", "owns the territory",
    ):  # fmt: skip
        assert said in text.replace("no: ", "no:</strong> "), said


def test_opening_it_reads_the_notices_that_lead_to_it(client, page, lead):
    ada = member("marketing")
    own = lead.owner.memberships.first() if hasattr(lead.owner, "memberships") else None
    path = f"leads/{lead.pk}/"
    mine = Notice.objects.create(
        member=own or type(ada).objects.get(rep=lead.owner), kind="plan", about="a", path=path,
        facts=notice(ada).facts,
    )  # fmt: skip
    page()
    mine.refresh_from_db()
    assert mine.read_at is not None
    assert Notice.objects.filter(member=ada, read_at=None).count() == 1


def test_what_happened_is_told_with_what_it_carried(page, lead):
    record(
        source=own_source(), now=timezone.now(),
        events=[NewEvent("k1", "lead", str(lead.pk), "first_contact", timezone.now(),
                         {"channel": "phone", "referenced_content": True, "note": "good talk"})],
    )  # fmt: skip
    text = page()
    assert "contacted for the first time" in text
    assert "by phone · went on from what they read · good talk" in text


def test_a_contact_is_noted_with_what_it_went_on_from(client, page, lead):
    given = {"channel": "phone", "outcome": "reached", "referenced_content": "on", "note": "n",
             "version": lead.version}  # fmt: skip
    assert send(client, lead, "contact", **given).url == f"/main/leads/{lead.pk}/"
    carried = told(lead, "first_contact")
    assert (carried["channel"], carried["referenced_content"], carried["note"]) == (
        "phone",
        True,
        "n",
    )


def test_from_the_inbox_one_goes_back_there_and_nowhere_else(client, page, lead):
    where = "/main/leads/?owner=all"
    given = {"channel": "email", "outcome": "no_answer"}
    assert send(client, lead, "contact", next=where, **given).url == where
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = send(client, lead, "contact", next=bad, **given)
        assert answer.url == f"/main/leads/{lead.pk}/"


def test_a_refusal_needs_its_reason(client, page, lead):
    text = send(client, lead, "refuse", 422).content.decode()
    assert "data-shown" in text
    assert "This field is required." in text
    assert (
        "Another reason is written down"
        in send(client, lead, "refuse", 422, reason="other").content.decode()
    )
    send(client, lead, "refuse", reason="no_budget", note="next year")
    assert told(lead, "rejected")["reason"] == "no_budget"


def test_a_lead_is_accepted_called_and_judged(client, page, lead):
    send(client, lead, "accept", version=lead.version)
    assert told(lead, "accepted")
    send(client, lead, "call", role="sdr", budget_confirmed="yes", timing_identified="no")
    assert told(lead, "validation_call")["called_by"] == "sdr"
    assert told(lead, "facts") == {"budget_confirmed": True, "timing_identified": False}
    send(client, lead, "feedback", quality="good", note="more of these")
    assert told(lead, "feedback")["quality"] == "good"


def test_what_somebody_else_changed_is_not_overwritten(client, page, lead):
    Lead.objects.filter(pk=lead.pk).update(version=7)
    answer = send(client, lead, "accept", 409, version=1)
    assert "Somebody changed this lead" in answer.content.decode()


def test_an_account_is_chosen_by_its_id(client, page, lead):
    account = Account.objects.create(external_id="A1", name="Acme Inc")
    assert (
        "There is no account A9"
        in send(client, lead, "account", 422, account="A9").content.decode()
    )
    send(client, lead, "account", account="A1")
    assert (lead.account, lead.account_fixed) == (account, True)
    send(client, lead, "account", account="")
    assert lead.account_fixed is False


def test_others_read_it_and_do_nothing(client, lead):
    signed_in(client, member("rep", rep=rep("Bob")))
    assert "data-opens" not in client.get(f"/main/leads/{lead.pk}/").content.decode()
    send(client, lead, "accept", 403)
    send(client, lead, "contact", 403, channel="phone", outcome="reached")
    assert LeadEvent.objects.count() == 0


def test_who_routes_gives_it_to_somebody(client, lead):
    bob = rep("Bob")
    signed_in(client, member("director"))
    assert "Give it to somebody" in client.get(f"/main/leads/{lead.pk}/").content.decode()
    send(client, lead, "assign", rep=bob.pk, note="knows them")
    digest(now=timezone.now())
    lead.refresh_from_db()
    assert lead.owner == bob
    assert "knows them" in client.get(f"/main/leads/{lead.pk}/").content.decode()


def test_a_lead_that_turned_out_to_be_another_leads_there(client, lead):
    other = mql("Dana R.", merged_into=lead)
    signed_in(client, member("reader"))
    assert client.get(f"/main/leads/{other.pk}/").url == f"/main/leads/{lead.pk}/"
    assert client.get("/main/leads/987654/").status_code == 404


def test_it_says_by_what_its_account_was_found_and_why_not_the_others(page, lead, ada):
    rule = RoutingRule.objects.create(position=1, name="In turn", how="rep", rep=ada)
    away, bea, cy = (rep(name) for name in ("Away", "Bea", "Cy"))
    passed = [{"rule": rule.pk, "why": "not_next", "rep": each.pk} for each in (bea, cy)]
    passed += [{"rule": rule.pk + 1, "why": "nobody", "rep": None}]
    facts = {"rule": rule.pk, "instead_of": away.pk, "passed": passed}
    lead.handoffs.update(facts=facts, why="named")
    maybe = [make_account(number) for number in (1, 2)]
    match = {"by": "domain", "place": "unknown", "grade": 0.5,
             "candidates": [each.pk for each in maybe]}  # fmt: skip
    Lead.objects.filter(pk=lead.pk).update(match=match)
    text = page()
    card = text[text.index('id="person"') : text.index('id="promises"')]
    assert "by its domain, place not known, 50% sure" in card
    assert all(f'href="/main/accounts/{each.pk}/"' in card for each in maybe)
    card = text[text.index('id="handoffs"') :]
    assert "by the rule “In turn”" in card
    assert "instead of Away, who is away" in card
    assert "<details><summary>Why not the others</summary>" in card
    assert "In turn · is not next in turn<br>" in card
    assert ">Bea, Cy</span>" in card
    assert "a rule that is no more · names nobody</li>" in card
