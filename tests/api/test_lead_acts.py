"""What people do with leads, by the API: from the first contact to the opportunity (E-03 to E-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.models import Account, LeadEvent, Opportunity, Rep
from tests import factories
from tests.api.caller import Caller
from tests.domain.leads.mqls import as_mql
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def rep():
    return Rep.objects.create(external_id="R1", name="Ana")


@pytest.fixture
def lead(rep):
    return as_mql(factories.lead(owner=rep), timezone.now() - timedelta(hours=1))


@pytest.fixture
def ana(rep, lead):
    return Caller(member("rep", rep=rep))


def test_a_lead_is_worked_from_its_first_contact_to_the_opportunity(ana, lead):
    root = f"/leads/{lead.pk}"
    contacted = ana.send(
        "POST", f"{root}/contact", {"channel": "phone", "referenced_content": True}
    )
    assert (contacted["life"], contacted["owner"]) == ("mql", "R1")
    assert contacted["contacted_at"] is not None
    assert LeadEvent.objects.get(kind="first_contact").carried["referenced_content"] is True
    judged = ana.send("POST", f"{root}/feedback", {"quality": "good"})
    assert judged["feedback_at"] is not None
    body = {"version": contacted["version"]}
    problem = ana.send("POST", f"{root}/accept", body, 409)
    assert "since you looked at it" in problem["title"]
    assert ana.send("POST", f"{root}/accept", {"version": judged["version"]})["life"] == "accepted"
    assert ana.send("POST", f"{root}/sql", {}, 409)
    call = {"role": "sdr", "learnt": {"budget_confirmed": False}}
    ana.send("POST", f"{root}/call", call)
    assert ana.send("POST", f"{root}/sql", {})["life"] == "sql"
    won = ana.send("POST", f"{root}/opportunity", {"name": "New line", "amount": 500})
    made = Opportunity.objects.get()
    assert (won["life"], won["opportunity"]) == ("opportunity", made.external_id)


def test_a_lead_is_refused_and_given_back(ana, lead):
    root = f"/leads/{lead.pk}"
    ana.send("POST", f"{root}/refuse", {}, 422)
    ana.send("POST", f"{root}/refuse", {"reason": "because"}, 422)
    ana.send("POST", f"{root}/refuse", {"reason": "other"}, 422)
    refused = ana.send("POST", f"{root}/refuse", {"reason": "timing"})
    assert (refused["life"], refused["rejected_why"]) == ("rejected", "timing")
    returned = ana.send("POST", f"{root}/recycle", {"back_on": "2999-01-01"})
    assert (returned["life"], returned["owner"]) == ("raw", None)


def test_who_routes_leads_gives_them_and_says_their_account(ana, lead):
    Rep.objects.create(external_id="R2", name="Bea")
    Account.objects.create(external_id="A1", name="Acme")
    root = f"/leads/{lead.pk}"
    ana.send("POST", f"{root}/assign", {"rep": "R2"}, 403)
    boss = Caller(member("director"))
    assert (
        boss.send("POST", f"{root}/assign", {"rep": "R2", "reason": "Knows them"})["owner"] == "R2"
    )
    boss.send("POST", f"{root}/assign", {"rep": "R9"}, 404)
    ana.send("POST", f"{root}/account", {"account": "A1"}, 403)
    assert boss.send("POST", f"{root}/account", {"account": "A1"})["account"] == "A1"
    boss.send("POST", f"{root}/account", {"account": "A\0"}, 404)
    boss.send("POST", f"{root}/opportunity", {"opportunity": "O\0"}, 404)
