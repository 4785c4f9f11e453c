"""Two leads that turn out to be one: what was owed to either stays known, and is done once (E-07)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.domain.leads import queries
from maillage.domain.leads.breaches import missed
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.merging import merge
from maillage.domain.leads.sweeping import sweep
from maillage.domain.leads.terms import agreement_at
from maillage.models import (
    Agreement,
    Handoff,
    Lead,
    LeadSource,
    Promise,
    PromiseAlarm,
    PromiseEvent,
    Rep,
    RoutingRule,
)
from tests.factories import lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
MQL = datetime(2026, 3, 9, 15, tzinfo=UTC)
"""A Monday, 11:00 in New York."""


@pytest.fixture(autouse=True)
def reps():
    """Four reps one after the other, each of whom loses a lead that is not contacted in time."""
    row, _policies = agreement_at(MQL)
    Agreement.objects.filter(pk=row.pk).update(reassign_on_breach=["E-03"])
    made = [Rep.objects.create(external_id=f"R{n}", name=f"Rep {n}") for n in range(4)]
    for place, rep in enumerate(made):
        RoutingRule.objects.create(position=place, name=f"{place}", how="rep", rep=rep)
    return made


def at(minutes):
    return MQL + timedelta(minutes=minutes)


def tell(kind, subject, minutes, **carried):
    source = LeadSource.objects.filter(key="crm").first() or lead_source(key="crm")
    event = NewEvent(f"{subject}{kind}{minutes}", "lead", subject, kind, at(minutes), carried)
    record(source=source, events=[event], now=at(minutes))
    digest(now=at(minutes))


def history():
    return {(each.pk, each.key, each.kind, each.at) for each in PromiseEvent.objects.all()}


def reassigned():
    return Handoff.objects.filter(why="reassigned").count()


@pytest.mark.parametrize("missed_first", ["L1", "L2"])
def test_no_event_of_a_promise_goes_and_the_lead_moves_on_once(missed_first):
    began = {"L1": 0, "L2": 40} if missed_first == "L1" else {"L1": 40, "L2": 0}
    for subject in ("L1", "L2"):
        tell("facts", subject, -5, icp_match=True)
    for subject in sorted(began, key=began.__getitem__):
        tell("mql", subject, began[subject])
    sweep(now=at(61))
    assert reassigned() == 1
    before, alarms = history(), PromiseAlarm.objects.count()
    for subject in ("L1", "L2"):
        tell("facts", subject, 62, email="ana@acme.com")
    lead = Lead.objects.get(merged_into=None)
    assert Lead.objects.count() == 2
    assert before <= history()
    assert PromiseAlarm.objects.count() == alarms
    for minutes in (63, 101, 200, 2_000):
        sweep(now=at(minutes))
        digest(now=at(minutes))
    assert reassigned() == 1
    assert before <= history()
    assert lead.promises.get(policy="E-03").events.filter(kind="breach").count() == 1


def test_what_is_kept_of_the_other_promise_counts_nowhere():
    for subject in ("L1", "L2"):
        tell("mql", subject, 0)
    sweep(now=at(61))
    older, younger = Lead.objects.order_by("pk")
    before = history()
    merge(older.pk, younger.pk)
    assert before <= history()
    left = Promise.objects.filter(lead=younger)
    assert {(each.status, each.next_at) for each in left} == {("cancelled", None)}
    own = set(Promise.objects.filter(lead=older))
    assert own
    assert set(queries.every_promise()) == own
    assert {each.lead for each in missed(now=at(61))} == {older}
    late = [each.late for each in queries.board(now=at(61)) if each.policy == "E-03"]
    assert sum(late) == 1
    assert all(each.lead == older for each in queries.open_promises())


def test_a_lead_that_was_no_mql_after_all_moves_on_once_when_it_becomes_one():
    tell("facts", "L1", -5, icp_match=True)
    tell("pricing_page_view", "L1", -4)
    tell("case_study_download", "L1", 0)
    sweep(now=at(61))
    assert reassigned() == 1
    source = LeadSource.objects.get(key="crm")
    no = NewEvent("late", "lead", "L1", "facts", at(-1), {"icp_match": False})
    record(source=source, events=[no], now=at(70))
    digest(now=at(70))
    closed = Promise.objects.get(policy="E-03")
    assert (closed.status, closed.breached, closed.next_at) == ("cancelled", False, None)
    assert not Promise.objects.filter(policy="E-01", status="running").exists()
    tell("facts", "L1", 100, icp_match=True)
    assert Promise.objects.get(policy="E-03").began_at == at(100)
    sweep(now=at(300))
    digest(now=at(300))
    assert reassigned() == 1
