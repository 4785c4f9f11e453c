"""Alarms: each is given once, in time, to whom the agreement names; a missed lead goes on."""

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.domain.leads import sweeping
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.sweeping import sweep
from maillage.domain.leads.terms import agreement_at
from maillage.models import (
    Agreement,
    ChatDelivery,
    ChatHook,
    Handoff,
    Lead,
    LeadSource,
    Message,
    Notice,
    Promise,
    PromiseAlarm,
    PromiseEvent,
    Rep,
    RoutingRule,
)
from tests.factories import lead_source
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
MQL = datetime(2026, 3, 9, 15, tzinfo=UTC)
"""A Monday, 11:00 in New York."""


def at(minutes):
    return MQL + timedelta(minutes=minutes)


def tell(kind, minutes=0, subject="L1", **carried):
    source = LeadSource.objects.filter(key="crm").first() or lead_source(key="crm")
    event = NewEvent(f"{subject}{kind}{minutes}", "lead", subject, kind, at(minutes), carried)
    record(source=source, events=[event], now=at(minutes))
    digest(now=at(minutes))


def contact_promise(subject="L1"):
    return Promise.objects.get(policy="E-03", lead__identities__subject=subject)


def alarms():
    rows = PromiseAlarm.objects.filter(promise__policy="E-03").order_by("place")
    return list(rows.values_list("share", "to", "due_at"))


def test_each_warning_and_the_escalation_are_given_once_when_they_are_due():
    tell("mql")
    Promise.objects.exclude(policy="E-03").delete()
    assert contact_promise().next_at == at(30)
    assert [sweep(now=at(minutes)) for minutes in (0, 29, 30, 30, 47)] == [0, 0, 1, 0, 0]
    assert [sweep(now=at(minutes)) for minutes in (48, 59, 60, 60, 900)] == [1, 0, 1, 0, 0]
    assert alarms() == [(0.5, "", at(30)), (0.8, "", at(48)), (1.0, "manager", at(60))]
    found = contact_promise()
    assert (found.breached, found.status, found.next_at) == (True, "running", None)
    assert list(found.events.filter(kind="breach").values_list("at", flat=True)) == [at(60)]


def test_after_a_stop_what_was_missed_is_given_once():
    tell("mql")
    assert sweep(now=at(180)) == 6
    assert sweep(now=at(181)) == 0
    assert PromiseAlarm.objects.count() == 6


def test_what_is_kept_in_time_alarms_nobody_and_what_is_late_is_kept_late():
    tell("mql")
    sweep(now=at(30))
    tell("first_contact", 40)
    sweep(now=at(500))
    assert alarms() == [(0.5, "", at(30))]
    found = contact_promise()
    assert (found.status, found.breached, found.alarms) == ("fulfilled", False, 1)


def test_a_breach_that_was_told_stays_and_counts_when_it_is_fulfilled_late():
    tell("mql")
    sweep(now=at(70))
    tell("first_contact", 90)
    found = contact_promise()
    assert (found.status, found.breached, found.late_seconds) == ("fulfilled", True, 1800)
    assert found.events.filter(kind="breach").count() == 1


def test_a_fault_gives_the_alarm_with_the_next_sweep_and_keeps_no_other(monkeypatch, caplog):
    for number in range(5):
        tell("mql", subject=f"L{number}")
    faulty, real = contact_promise("L3").pk, sweeping.tell_alarms

    def tell_alarms(*, alarms, now):
        real(alarms=alarms, now=now)
        if faulty in {each.promise_id for each in alarms}:
            raise RuntimeError("no post today")

    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "tell_alarms", tell_alarms)
        assert sweep(now=at(31)) == 5 * 3 + 4
    assert faulty not in PromiseAlarm.objects.values_list("promise", flat=True)
    assert not Notice.objects.filter(about__startswith=f"alarm:{faulty}:").exists()
    assert [each.message for each in caplog.records] == [
        f"the alarms of promise {faulty} could not be given"
    ]
    assert sweep(now=at(32)) == 1
    assert alarms() == [(0.5, "", at(30))] * 5


@contextmanager
def undone():
    """Take back what is written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written():
    """All that a sweep writes, whatever its order."""
    numbers = Counter(PromiseAlarm.objects.values_list("promise", "place", "share", "to", "due_at"))
    promises = Promise.objects.values_list("pk", "breached", "alarms", "next_at")
    events = PromiseEvent.objects.filter(kind="breach").values_list("promise", "key", "at")
    told = [
        [(each.about, str(each.facts), path(each)) for each in rows.objects.filter(kind="deadline")]
        for rows, path in (
            (Notice, lambda each: (each.member_id, each.path)),
            (Message, lambda each: (each.address, each.language, each.name)),
            (ChatDelivery, lambda each: (each.hook_id, each.path, each.next_at)),
        )
    ]
    handed = Handoff.objects.values_list("lead", "rep", "why")
    return numbers, sorted(promises), sorted(events), list(map(sorted, told)), sorted(handed)


@given(
    leads=st.lists(
        st.tuples(st.integers(-90, 60), st.sampled_from([None, 0, 1]), st.integers(0, 3)),
        min_size=1,
        max_size=6,
    ),
    minutes=st.integers(0, 120),
    several=st.integers(2, 7),
)
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_many_at_once_are_told_the_same_as_one_by_one(leads, minutes, several):
    found = []
    with undone():
        scene(leads)
        for at_once in (1, several, 200):
            with undone(), pytest.MonkeyPatch.context() as patch:
                patch.setattr(sweeping, "AT_ONCE", at_once)
                count = sweep(now=at(minutes))
                assert sweep(now=at(minutes)) == 0
                found.append((count, written()))
    assert found[0] == found[1] == found[2]
    assert found[0][0] == sum(found[0][1][0].values()) - sum(places for *_, places in leads)


def scene(leads):
    """Leads that became MQL at any time, some of their alarms given already."""
    before = at(-100)
    source = lead_source(key="crm")
    told = [
        NewEvent(f"{n}", "lead", f"L{n}", "mql", at(began), {})
        for n, (began, _owner, _given) in enumerate(leads)
    ]
    record(source=source, events=told, now=at(60))
    digest(now=before)
    Agreement.objects.update(reassign_on_breach=["E-03"])
    reps = [
        Rep.objects.create(
            external_id=f"R{n}", name=f"Rep {n}", manager="Max", email=f"r{n}@file.example"
        )
        for n in (1, 2)
    ]
    member("rep", name="Rep 1", rep=reps[0])
    member("manager", name="Max")
    member("marketing")
    member("director")
    RoutingRule.objects.create(position=0, name="next", how="rep", rep=reps[1])
    for rep in (None, reps[0]):
        ChatHook.objects.create(name="Room", kind="slack", url="https://room.example/1", rep=rep)
    for number, (began, owner, places) in enumerate(leads):
        owed = contact_promise(f"L{number}")
        if owner is not None:
            Lead.objects.filter(pk=owed.lead_id).update(owner=reps[owner])
            Promise.objects.filter(pk=owed.pk).update(owner=reps[owner])
        for place in range(places):
            PromiseAlarm.objects.create(
                promise=owed, place=place, share=0.5, to="", due_at=at(began), given_at=at(began)
            )


def test_a_deadline_that_changes_is_armed_anew():
    row, _policies = agreement_at(MQL)
    for each in row.policies:
        each["pauses_on"], each["resumes_on"] = ["asked_to_wait"], ["answered"]
    Agreement.objects.create(version=2, effective_from=at(-1), policies=row.policies)
    tell("mql")
    sweep(now=at(30))
    tell("asked_to_wait", 40)
    assert (contact_promise().status, contact_promise().next_at) == ("paused", None)
    sweep(now=at(100))
    assert len(alarms()) == 1
    tell("answered", 100)
    found = contact_promise()
    assert (found.original_due_at, found.due_at, found.next_at) == (at(60), at(120), at(108))
    for minutes, count in ((107, 1), (108, 2), (119, 2), (120, 3)):
        sweep(now=at(minutes))
        assert len(alarms()) == count


def test_what_became_known_long_after_it_was_due_alarms_nobody():
    source = lead_source(key="crm")
    record(source=source, events=[NewEvent("1", "lead", "L1", "mql", at(0))], now=at(3 * 1440))
    digest(now=at(3 * 1440))
    assert sweep(now=at(3 * 1440)) == 0
    assert contact_promise().breached


def test_on_a_breach_the_lead_goes_to_the_next_rep_where_that_is_agreed():
    row, _policies = agreement_at(MQL)
    Agreement.objects.filter(pk=row.pk).update(reassign_on_breach=["E-03"])
    first, second = (Rep.objects.create(external_id=f"R{n}", name=f"Rep {n}") for n in (1, 2))
    for place, rep in enumerate((first, second)):
        RoutingRule.objects.create(position=place, name=f"{place}", how="rep", rep=rep)
    tell("mql")
    lead = Lead.objects.get()
    assert lead.owner == first
    digest(now=at(1))
    assert contact_promise().owner == first
    sweep(now=at(61))
    digest(now=at(61))
    lead.refresh_from_db()
    assert lead.owner == second
    assert contact_promise().owner == second
    sweep(now=at(62))
    assert lead.handoffs.count() == 2
