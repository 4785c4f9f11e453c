"""Sources whose clock is ahead of ours: what follows what they tell is not taken for earlier."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.domain.leads import acting
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.models import Handoff, Lead, Promise, Rep
from tests.factories import lead_source
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
AHEAD = timedelta(minutes=4)


@pytest.fixture
def rep():
    return member("rep", name="Ana", rep=Rep.objects.create(external_id="R1", name="Ana"))


@pytest.fixture
def lead(rep):
    told = [("facts", {"icp_match": True}), ("pricing_page_view", {}), ("webinar_attended", {})]
    events = [NewEvent(kind, "lead", "L1", kind, NOW + AHEAD, carried) for kind, carried in told]
    record(source=lead_source(key="crm"), events=events, now=NOW)
    digest(now=NOW)
    digest(now=NOW)
    return Lead.objects.get()


def test_a_hand_over_follows_what_made_it_an_mql(lead, rep):
    assert (lead.life, lead.owner, lead.mql_at) == ("mql", rep.rep, NOW + AHEAD)
    assert Handoff.objects.get().at == NOW
    promise = Promise.objects.get(policy="E-01")
    assert (promise.status, promise.ended_at, promise.breached) == ("fulfilled", lead.mql_at, False)


def test_what_is_done_with_a_lead_follows_all_that_was_told_of_it(lead, rep):
    at = NOW + timedelta(minutes=1)
    called = acting.contact(member=rep, lead=lead, channel="phone", now=at)
    assert called.contacted_at == lead.mql_at
    assert Promise.objects.get(policy="E-03").status == "fulfilled"
    found = acting.accept(member=rep, lead=lead, now=at)
    assert (found.life, found.accepted_at) == ("accepted", lead.mql_at)
    later = NOW + timedelta(minutes=9)
    refused = acting.refuse(member=rep, lead=lead, reason="no_budget", now=later)
    assert (refused.life, refused.rejected_at) == ("rejected", later)
