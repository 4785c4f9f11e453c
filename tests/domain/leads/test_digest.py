"""From events to leads: who they are, their life, their score, and what is owed to them."""

from datetime import UTC, datetime, timedelta
from time import process_time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.core.leads.told import happening_of
from maillage.domain.leads import queries
from maillage.domain.leads.digest import digest, digest_some
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.models import Handoff, Lead, LeadEvent, Promise, Rep, ScoreSnapshot, Workspace
from tests.factories import lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)


def event(key, kind="facts", *, subject="L1", of="lead", minutes=0, **carried):
    return NewEvent(key, of, subject, kind, NOW + timedelta(minutes=minutes), carried)


def tell(source, *events, hours=2):
    now = NOW + timedelta(hours=hours)
    record(source=source, events=events, now=now)
    return digest(now=now)


def test_a_download_makes_an_mql_with_its_reasons_and_promises():
    crm = lead_source(key="crm")
    count = tell(
        crm,
        event("1", email="Ana@Acme.com", first_name="Ana", last_name="Diaz", company="Acme"),
        event("2", icp_match=True, minutes=1),
        event("3", "pricing_page_view", minutes=2),
        event("4", "case_study_download", minutes=3),
    )
    assert count == 4
    lead = Lead.objects.get()
    assert (lead.name, lead.email, lead.domain) == ("Ana Diaz", "ana@acme.com", "acme.com")
    assert (lead.life, lead.stage, lead.total, lead.band) == ("mql", "mql", 45, "B1")
    assert lead.mql_at == lead.life_since == NOW + timedelta(minutes=3)
    assert lead.dimensions == {"fit": 20, "engagement": 25}
    assert [each["rule"] for each in lead.reasons] == ["icp_match", "pricing_page", "case_study"]
    assert lead.unknown == ["budget_confirmed", "decision_authority", "timing_identified"]
    assert lead.potential == 80
    assert not LeadEvent.objects.filter(digested_at__isnull=True).exists()
    assert [each.total for each in ScoreSnapshot.objects.all()] == [45]
    first, second = Promise.objects.order_by("policy")
    assert (first.policy, second.policy) == ("E-01", "E-03")
    assert first.due_at == lead.mql_at + timedelta(minutes=15)
    assert second.due_at == second.original_due_at == lead.mql_at + timedelta(hours=1)
    assert digest(now=NOW + timedelta(hours=2)) == 0


def test_what_is_told_twice_or_of_nobody_changes_nothing():
    crm = lead_source(key="crm")
    tell(crm, event("1", icp_match=True), event("2", "pricing_page_view"))
    before = Lead.objects.values().get() | {"scored_at": None}
    assert tell(crm, event("1", icp_match=True), event("2", "pricing_page_view")) == 0
    tell(own_source(), event("9", "accepted", subject="424242"))
    tell(crm, event("3", of="company", subject="C9", industry="54"))
    assert Lead.objects.values().get() | {"scored_at": None} == before


def test_the_same_address_is_the_same_person_and_two_leads_become_one():
    crm, forms = lead_source(key="crm"), lead_source(key="forms")
    tell(crm, event("1", subject="7", email="ana@acme.com", icp_match=True))
    tell(forms, event("1", "pricing_page_view", of="contact", subject="x"))
    older, younger = Lead.objects.order_by("pk")
    rep = Rep.objects.create(external_id="R1", name="Ana")
    Lead.objects.filter(pk=younger.pk).update(owner=rep)
    Handoff.objects.create(lead=younger, rep=rep, at=NOW, why="territory")
    tell(own_source(), event("1", "first_contact", subject=str(younger.pk), channel="phone"))
    tell(forms, event("2", of="contact", subject="x", email=" ANA@acme.com", minutes=1))
    tell(forms, event("3", "case_study_download", of="contact", subject="x", minutes=2))
    younger.refresh_from_db()
    older.refresh_from_db()
    assert (younger.merged_into, younger.owner) == (older, None)
    assert (older.total, older.life, older.owner) == (45, "mql", rep)
    assert older.contacted_at == NOW
    assert Handoff.objects.get().lead == older
    tell(own_source(), event("2", "accepted", subject=str(younger.pk), minutes=3))
    older.refresh_from_db()
    assert older.life == "accepted"
    assert queries.events_of(older).count() == 6


def test_what_is_told_of_a_company_counts_for_all_who_work_there():
    crm = lead_source(key="crm")
    tell(crm, event("1", of="company", subject="C1", name="Acme", icp_match=True))
    tell(
        crm,
        event("2", subject="7", name="Ana", company_id="C1"),
        event("3", subject="8", name="Bo", company_id="C1", minutes=1),
        event("4", subject="9", name="Cy", minutes=1),
    )
    assert set(Lead.objects.values_list("name", "company", "total")) == {
        ("Ana", "Acme", 20), ("Bo", "Acme", 20), ("Cy", "", 0),
    }  # fmt: skip
    tell(crm, event("5", "webinar_attended", of="company", subject="C1", minutes=2))
    assert sorted(Lead.objects.values_list("total", flat=True)) == [0, 30, 30]


def test_an_earlier_event_that_comes_late_makes_it_an_mql_earlier():
    crm = lead_source(key="crm")
    tell(
        crm,
        event("1", icp_match=True),
        event("2", "pricing_page_view", minutes=10),
        event("3", "webinar_attended", minutes=30),
    )
    assert Lead.objects.get().mql_at == NOW + timedelta(minutes=30)
    due = Promise.objects.get(policy="E-01").due_at
    tell(crm, event("4", "case_study_download", minutes=20))
    assert Lead.objects.get().mql_at == NOW + timedelta(minutes=20)
    promise = Promise.objects.get(policy="E-01")
    assert promise.due_at == promise.original_due_at == due - timedelta(minutes=10)
    assert promise.events.filter(kind="activate").count() == 1


def test_the_life_follows_what_people_did_and_passes_over_what_makes_no_sense():
    crm = lead_source(key="crm")
    tell(
        crm,
        event("0", "accepted", minutes=-5),
        event("1", icp_match=True, budget_confirmed=True),
        event("2", "pricing_page_view", minutes=1),
        event("3", "case_study_download", minutes=2),
        event("4", "first_contact", minutes=20),
        event("5", "opportunity", minutes=21),
        event("6", "accepted", minutes=25),
    )
    lead = Lead.objects.get()
    assert (lead.life, lead.stage, lead.opportunity_at) == ("accepted", "mql", None)
    assert (lead.contacted_at, lead.accepted_at) == tuple(
        NOW + timedelta(minutes=each) for each in (20, 25)
    )
    tell(crm, event("7", "validation_call", minutes=40, called_by="sdr"))
    lead.refresh_from_db()
    assert (lead.life, lead.stage, lead.sql_at) == ("sql", "sql", NOW + timedelta(minutes=40))
    tell(crm, event("8", "rejected", minutes=50), event("9", "rejected", minutes=51, reason="late"))
    lead.refresh_from_db()
    assert (lead.life, lead.rejected_why) == ("rejected", "late")
    tell(crm, event("10", "recycled", minutes=60))
    lead.refresh_from_db()
    assert (lead.life, lead.recycled, lead.mql_at, lead.rejected_why) == ("raw", 1, None, "")
    tell(crm, event("11", "webinar_attended", minutes=70))
    lead.refresh_from_db()
    assert (lead.life, lead.mql_at) == ("mql", NOW + timedelta(minutes=70))
    assert list(Promise.objects.order_by("life", "policy").values_list("life", "status")) == [
        (0, "cancelled"), (0, "fulfilled"), (1, "running"), (1, "running"),
    ]  # fmt: skip


HOSTILE = [
    event("h1", "no such kind", minutes=1, deep="x" * 5_000),
    event("h2", email=7, name=True, country="Absurdistan", phone=6175550123.0, icp_match="oui"),
    event("h3", company="x" * 4_000, postal_code="0" * 500, state="Utopia", time_zone="Mars/X"),
    event("h4", domain="http://[::1]", website="http://" + "a." * 900, city=None),
    event("h5", "sql", called_by=3),
    event("h6", "recycled"),
    event("h7", "rejected", reason=0),
    event("h8", "handed_over", brief="", next_action=False),
    event("h9", contact_id="", lead_id="x" * 300, company_id=True),
    NewEvent("h10", "lead", "L1", "mql", datetime(1971, 1, 3, tzinfo=UTC)),
    NewEvent("h11", "lead", "L1", "pricing_page_view", NOW + timedelta(hours=2, minutes=4)),
    event("h12", subject="a@b.c", of="contact", email="not an address"),
    event("h13", "validation_call", role=1, called_by="marketing"),
]


def test_nothing_that_can_be_told_stops_the_digestion():
    crm = lead_source(key="crm")
    assert tell(crm, *HOSTILE) == len(HOSTILE)
    lead = Lead.objects.get(phone="6175550123")
    assert (lead.email, lead.country, lead.company) == ("", "", "x" * 255)
    assert lead.mql_at == datetime(1971, 1, 3, tzinfo=UTC)
    assert lead.last_event_at == NOW + timedelta(hours=2, minutes=4)
    assert Lead.objects.get(email="a@b.c")
    for row in LeadEvent.objects.all():
        LeadEvent.objects.filter(pk=row.pk).update(carried=[1, "x"], digested_at=None)
    assert digest(now=NOW + timedelta(hours=3)) == len(HOSTILE)


def test_an_event_nothing_can_be_made_of_keeps_no_other_waiting(monkeypatch, caplog):
    crm = lead_source(key="crm")

    def read(told):
        if told.key == "13":
            raise RuntimeError(told.key)
        return happening_of(told)

    monkeypatch.setattr("maillage.domain.leads.reading.happening_of", read)
    told = [event(str(n), "email_opened", subject=f"L{n}") for n in range(20)]
    assert tell(crm, *told) == 20
    assert Lead.objects.filter(last_event_at__isnull=False).count() == 19
    assert "is set aside" in caplog.text


def test_ten_thousand_events_of_one_lead():
    crm = lead_source(key="crm")
    now = NOW + timedelta(hours=2)
    told = [event(str(n), "email_opened", minutes=-n) for n in range(10_000)]
    record(source=crm, events=[*told, event("x", icp_match=True, minutes=1)], now=now)
    begins = process_time()
    assert digest(now=now) == 10_001
    assert process_time() - begins < 20
    assert Lead.objects.get().total == 25


def seen():
    """All that digestion made, without numbers and without when it was made."""
    leads = Lead.objects.filter(merged_into__isnull=True)
    found = []
    for lead in leads:
        left_out = {"id", "workspace_id", "model_id", "created_at"}
        fields = {n: v for n, v in lead.__dict__.items() if n not in left_out and n[0] != "_"}
        promises = [
            (
                *(getattr(each, name) for name in COMPARED),
                each.calendar.key,
                sorted(each.events.values_list("key", "kind", "at", "calendar")),
            )
            for each in lead.promises.order_by("policy", "life")
        ]
        found.append((fields, promises))
    return sorted(found, key=repr)


COMPARED = (
    "policy", "direction", "life", "status", "began_at", "running_since", "used_seconds",
    "original_due_at", "due_at", "ended_at", "breached", "late_seconds", "incomplete", "alarms",
    "next_at",
)  # fmt: skip
KINDS = (
    "pricing_page_view", "case_study_download", "webinar_attended", "first_contact", "handed_over",
    "feedback", "accepted", "rejected", "recycled", "validation_call", "opportunity", "mql",
)  # fmt: skip
FACTS = (
    {"icp_match": True}, {"icp_match": False}, {"email": "a@acme.com"}, {"email": "b@acme.com"},
    {"budget_confirmed": True, "timing_identified": True}, {"company_id": "C1"},
    {"country": "US", "state": "CA", "time_zone": "America/Los_Angeles"}, {"name": "Ana"},
)  # fmt: skip
CARRIED = {"reason": "later", "called_by": "sdr", "brief": "who", "next_action": "call"}
TOLD = st.lists(
    st.tuples(
        st.sampled_from(("lead", "lead", "lead", "contact", "company")),
        st.sampled_from(("L1", "L2", "C1")),
        st.one_of(st.sampled_from(KINDS), st.sampled_from(FACTS)),
        st.integers(-40, 40),
    ),
    min_size=2,
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TOLD, st.randoms(use_true_random=False))
def test_neither_order_nor_batches_nor_repetitions_matter(told, chance):
    events = [
        NewEvent(str(n), of, subject, kind, NOW + timedelta(hours=hours), CARRIED)
        if isinstance(kind, str)
        else NewEvent(str(n), of, subject, "facts", NOW + timedelta(hours=hours), kind)
        for n, (of, subject, kind, hours) in enumerate(told)
    ]
    now = NOW + timedelta(hours=41)
    results = []
    for turn in range(2):
        with scope(workspace=Workspace.objects.create(slug=f"w{uuid4().hex[:20]}", name="W")):
            crm = lead_source(key="crm")
            order = list(events)
            if turn:
                chance.shuffle(order)
            while order:
                many = chance.randint(1, 6) if turn else len(order)
                record(source=crm, events=order[:many], now=now)
                record(source=crm, events=order[:1], now=now)
                digest(now=now)
                order = order[many:]
            results.append(seen())
    assert results[0] == results[1]


def test_a_place_that_becomes_known_late_moves_the_deadline_to_its_clock():
    crm = lead_source(key="crm")
    tell(crm, event("1", "mql", minutes=-5 * 60))
    before = Promise.objects.get(policy="E-03")
    tell(crm, event("2", time_zone="America/Los_Angeles"))
    after = Promise.objects.get(policy="E-03")
    assert after.due_at - before.due_at == timedelta(hours=3)
    assert after.events.get(kind="apply").calendar == "company@America/Los_Angeles"


def test_what_is_old_by_what_came_late_alarms_nobody():
    crm = lead_source(key="crm")
    tell(crm, event("1", "mql"), hours=20)
    assert Promise.objects.get(policy="E-01").alarms == 0
    tell(crm, event("2", "mql", minutes=-60 * 24), hours=20)
    assert Promise.objects.get(policy="E-01").alarms == 3


def test_more_of_the_same_leads_is_added_up_with_them(monkeypatch):
    batches = dict.fromkeys(("sqlite", "postgresql"), 2)
    monkeypatch.setattr("maillage.domain.leads.digest.BATCH", batches)
    source = lead_source(key="crm")
    views = [
        event(str(number), "page_view", subject=subject, minutes=number)
        for number, subject in enumerate(["L1", "L2", "L3", "L2", "L1", "L3", "L4", "L1", "L1"])
    ]
    record(source=source, events=views, now=NOW + timedelta(hours=1))
    taken = [5, 2, 2, 0]  # of the next eight, two and what is told of the same leads
    assert [digest_some(now=NOW + timedelta(hours=1)) for _ in taken] == taken
    assert Lead.objects.count() == 4
    assert not LeadEvent.objects.filter(digested_at__isnull=True).exists()


def test_of_a_lead_only_what_changed_is_written():
    crm = lead_source(key="crm")
    tell(crm, event("1", name="Ana", icp_match=True), event("2", "pricing_page_view"))
    with CaptureQueriesContext(connection) as queries:
        tell(crm, event("3", "page_view", minutes=5))
    (written,) = [each["sql"] for each in queries if 'UPDATE "maillage_lead" SET' in each["sql"]]
    assert written.count("%s") == 2
    assert '"last_event_at" = %s' in written
