"""Promises: targets by three clocks, pauses, alarms, events in any order, and many at once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.leads.clock import Clock
from maillage.core.leads.conditions import Condition, Operator
from maillage.core.leads.happenings import Happening
from maillage.core.leads.sla.events import (
    Alarm,
    Kind,
    SlaEvent,
    State,
    Status,
    alarms,
    fold,
    history,
    promised,
)
from maillage.core.leads.sla.ledger import entry, owed
from maillage.core.leads.sla.policies import (
    SEED_POLICIES,
    Basis,
    Escalation,
    Policy,
    Target,
    applying,
)
from maillage.core.leads.sla.sweep import Running, sweep
from maillage.errors import ParameterError
from tests.core.leads.clocks import NEW_YORK, utc

pytestmark = pytest.mark.unit
CLOCK = Clock(NEW_YORK)
HOUR = timedelta(hours=1)
HAND_OVER, CONTACT, FEEDBACK, CRM = SEED_POLICIES
LATER = utc("2026-03-20T00:00Z")


def ny(text: str) -> datetime:
    return utc(f"{text}-05:00")


def events(*told: tuple[Kind, str]) -> list[SlaEvent]:
    return [SlaEvent(str(place), kind, ny(at)) for place, (kind, at) in enumerate(told)]


def state(policy: Policy, told: list[SlaEvent], now: datetime) -> State:
    return fold(told, policy, CLOCK, now)


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        (HAND_OVER, ny("2026-02-06T17:05")),
        (CONTACT, ny("2026-02-09T09:50")),
        (FEEDBACK, ny("2026-02-09T09:00")),
        (CRM, ny("2026-02-06T16:55")),
    ],
    ids=lambda each: each.id if isinstance(each, Policy) else "",
)
def test_x15_deadlines_of_the_agreement_for_a_lead_of_friday_at_16_50(policy, due):
    found = state(policy, events((Kind.ACTIVATE, "2026-02-06T16:50")), ny("2026-02-06T16:51"))
    assert (found.original, found.deadline, found.breached) == (due, due, False)
    assert (found.calendar, found.version) == ("ny", 1)


def test_a_pause_moves_the_deadline_and_keeps_the_original():
    told = events(
        (Kind.ACTIVATE, "2026-02-06T10:00"),
        (Kind.PAUSE, "2026-02-06T10:30"),
        (Kind.RESUME, "2026-02-06T16:50"),
    )
    paused = state(CONTACT, told, ny("2026-02-06T15:00"))
    assert (paused.status, paused.used, paused.share) == (Status.PAUSED, HOUR / 2, 0.5)
    assert (paused.following, paused.breached) == (None, False)
    found = state(CONTACT, told, ny("2026-02-06T16:50"))
    assert found.original == ny("2026-02-06T11:00")
    assert found.deadline == ny("2026-02-09T09:20")
    assert found.following == Alarm(ny("2026-02-09T09:08"), 0.8, "")


def test_warnings_at_50_and_80_percent_then_the_chain_of_escalation():
    policy = replace(CONTACT, escalations=(Escalation("manager"), Escalation("director", 2 * HOUR)))
    told = events((Kind.ACTIVATE, "2026-02-06T16:30"))
    wanted = [
        Alarm(ny("2026-02-06T17:00"), 0.5, ""),
        Alarm(ny("2026-02-09T09:18"), 0.8, ""),
        Alarm(ny("2026-02-09T09:30"), 1.0, "manager"),
        Alarm(ny("2026-02-09T11:30"), 1.0, "director"),
    ]
    assert list(alarms(history(told, LATER), policy, CLOCK)) == wanted
    for alarm in wanted:
        just_before = alarm.at - timedelta(microseconds=1)
        assert state(policy, told, just_before).following == alarm
    assert state(policy, told, wanted[-1].at).following is None
    told += events((Kind.FULFIL, "2026-02-09T10:00"))[:0]
    done = [*told, SlaEvent("done", Kind.FULFIL, ny("2026-02-09T10:00"))]
    assert list(alarms(history(done, LATER), policy, CLOCK)) == wanted[:3]


def test_e07_a_breach_is_what_the_clock_says_and_a_fulfilment_at_the_deadline_is_in_time():
    told = events((Kind.ACTIVATE, "2026-02-06T10:00"))
    deadline = ny("2026-02-06T11:00")
    assert not state(CONTACT, told, deadline).breached
    late = state(CONTACT, told, deadline + timedelta(microseconds=1))
    assert (late.breached, late.late) == (True, timedelta(microseconds=1))
    in_time = [*told, SlaEvent("f", Kind.FULFIL, deadline)]
    assert not state(CONTACT, in_time, LATER).breached
    done = [
        *told,
        SlaEvent("f", Kind.FULFIL, ny("2026-02-06T12:00")),
        SlaEvent("b", Kind.BREACH, ny("2026-02-06T11:00:20")),
    ]
    found = state(CONTACT, done, LATER)
    assert (found.status, found.breached, found.late, found.share) == (
        Status.FULFILLED,
        True,
        HOUR,
        2,
    )
    assert (found.ended, found.noted) == (ny("2026-02-06T12:00"), ny("2026-02-06T11:00:20"))


def test_a_pause_after_the_breach_does_not_undo_it():
    told = events(
        (Kind.ACTIVATE, "2026-02-06T10:00"),
        (Kind.PAUSE, "2026-02-06T12:00"),
        (Kind.RESUME, "2026-02-06T15:00"),
    )
    found = state(CONTACT, told, ny("2026-02-06T16:00"))
    assert (found.breached, found.deadline, found.late) == (True, ny("2026-02-06T11:00"), 2 * HOUR)


def test_a_promise_that_is_cancelled_or_never_begins_owes_nothing():
    told = events((Kind.ACTIVATE, "2026-02-06T10:00"), (Kind.CANCEL, "2026-02-06T10:30"))
    found = state(CONTACT, told, LATER)
    assert (found.status, found.breached, found.following) == (Status.CANCELLED, False, None)
    waiting = state(CONTACT, events((Kind.PAUSE, "2026-02-06T10:00")), LATER)
    assert waiting == State(Status.WAITING)


def test_e02_a_hand_off_without_brief_and_next_action_does_not_count():
    told = [
        Happening("1", "mql", ny("2026-02-06T10:00"), {}),
        Happening(
            "2", "handed_over", ny("2026-02-06T10:05"), {"brief": "who, why", "next_action": ""}
        ),
        Happening(
            "3", "handed_over", ny("2026-02-06T10:12"), {"brief": "who", "next_action": "call"}
        ),
        Happening("4", "page_view", ny("2026-02-06T10:13"), {}),
    ]
    found = fold(promised(HAND_OVER, told, NEW_YORK), HAND_OVER, CLOCK, LATER)
    assert (found.status, found.ended, found.breached) == (
        Status.FULFILLED,
        ny("2026-02-06T10:12"),
        False,
    )
    assert HAND_OVER.missing(told[1].carried) == ("next_action",)


@pytest.mark.parametrize(
    ("policy", "kind", "after", "status", "breached"),
    [
        (HAND_OVER, "accepted", 10, Status.CANCELLED, False),
        (HAND_OVER, "accepted", 20, Status.CANCELLED, True),
        (HAND_OVER, "sql", 10, Status.CANCELLED, False),
        (HAND_OVER, "opportunity", 10, Status.CANCELLED, False),
        (HAND_OVER, "first_contact", 10, Status.RUNNING, True),
        (CONTACT, "accepted", 10, Status.RUNNING, True),
        (CONTACT, "rejected", 10, Status.CANCELLED, False),
        (CONTACT, "recycled", 10, Status.CANCELLED, False),
    ],
)
def test_e01_a_lead_that_sales_have_need_not_be_handed_over(policy, kind, after, status, breached):
    begins = ny("2026-02-06T10:00")
    told = [
        Happening("1", "mql", begins, {}),
        Happening("2", kind, begins + timedelta(minutes=after), {}),
    ]
    found = entry(owed(policy, told, NEW_YORK), policy, CLOCK, LATER)
    assert (found.status, found.breached) == (status, breached)


def test_a_policy_maps_what_stops_resumes_and_ends_it():
    policy = replace(
        CONTACT, pauses_on=("asked",), resumes_on=("answered",), cancelled_by=("spam",)
    )
    kinds = ["mql", "asked", "answered", "spam"]
    told = [
        Happening(kind, kind, ny(f"2026-02-06T10:0{place}"), {}) for place, kind in enumerate(kinds)
    ]
    found = [each.kind for each in promised(policy, told, NEW_YORK)]
    assert found == [Kind.ACTIVATE, Kind.APPLY, Kind.PAUSE, Kind.RESUME, Kind.CANCEL]
    applied = promised(policy, told, replace(NEW_YORK, version=7))
    assert fold(applied, policy, CLOCK, LATER).version == 7


def test_the_first_policy_whose_conditions_hold_applies():
    hot = replace(
        CONTACT,
        id="hot",
        when=(
            Condition("score", Operator.AT_LEAST, (60,)),
            Condition("country", Operator.IN, ("US", "CA")),
        ),
        target=Target(HOUR / 4, Basis.BUSINESS),
        position=-1,
    )
    policies = [CONTACT, hot, FEEDBACK]
    assert applying(policies, {"score": 70, "country": "us"}) == [hot, FEEDBACK]
    for lead in ({"score": 50, "country": "US"}, {"score": 70}, {}):
        assert applying(policies, lead) == [CONTACT, FEEDBACK]


KINDS = st.sampled_from(list(Kind))
STORIES = st.lists(st.tuples(KINDS, st.integers(0, 5_000)), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    STORIES,
    st.randoms(use_true_random=False),
    st.sampled_from(SEED_POLICIES),
    st.integers(0, 9_000),
)
def test_events_out_of_order_or_twice_give_the_same_state(story, shuffle, policy, minute):
    begins = ny("2026-02-06T09:00")
    told = [
        SlaEvent(str(place), kind, begins + timedelta(minutes=at))
        for place, (kind, at) in enumerate([(Kind.ACTIVATE, 0), *story])
    ]
    mixed = [*told, *shuffle.sample(told, len(told) // 2)]
    shuffle.shuffle(mixed)
    now = begins + timedelta(minutes=minute)
    assert state(policy, mixed, now) == state(policy, told, now)


@settings(max_examples=60, deadline=None)
@given(STORIES, st.sampled_from(SEED_POLICIES), st.integers(0, 9_000))
def test_what_is_used_is_the_sum_of_its_parts_and_alarms_are_in_order(story, policy, minute):
    begins = ny("2026-02-06T09:00")
    told = [
        SlaEvent(str(place), kind, begins + timedelta(minutes=at))
        for place, (kind, at) in enumerate([(Kind.ACTIVATE, 0), *story])
    ]
    now = begins + timedelta(minutes=minute)
    found, past = state(policy, told, now), history(told, now)
    used = sum(
        (policy.target.between(each.begins, each.ends or now, CLOCK) for each in past.spans),
        timedelta(0),
    )
    assert found.used == used
    given_at = [each.at for each in alarms(past, policy, CLOCK)]
    assert given_at == sorted(given_at)
    assert found.breached == any(
        each.share == 1 and each.at < (found.ended or now) for each in alarms(past, policy, CLOCK)
    )
    assert found.share <= 1 or found.breached


def test_two_events_with_one_id_are_refused():
    told = [SlaEvent("1", Kind.ACTIVATE, LATER), SlaEvent("1", Kind.PAUSE, LATER)]
    with pytest.raises(ParameterError, match="Two different events have the id 1"):
        state(CONTACT, told, LATER)
    with pytest.raises(ParameterError, match="no time zone"):
        SlaEvent("1", Kind.ACTIVATE, datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"warnings": (0.8, 0.5)}, "out of order"),
        ({"warnings": (0.5, 0.5)}, "out of order"),
        ({"warnings": (1.0,)}, "out of order"),
        ({"escalations": (Escalation("a", HOUR), Escalation("b"))}, "out of order"),
        ({"escalations": (Escalation("a", -HOUR),)}, "out of order"),
        ({"fulfilled_by": "mql"}, "begins with what fulfils it"),
    ],
)
def test_policies_that_contradict_themselves_are_refused(change, message):
    with pytest.raises(ParameterError, match=message):
        replace(CONTACT, **change)


@pytest.mark.parametrize("amount", [timedelta(0), -HOUR, timedelta(days=9999)])
def test_targets_without_time_are_refused(amount):
    with pytest.raises(ParameterError, match="cannot be kept"):
        Target(amount, Basis.BUSINESS)


def test_a_sweep_finds_what_each_promise_finds_alone():
    draw, now = random.Random(5), ny("2026-02-10T12:00")
    begins = [now - timedelta(minutes=draw.randrange(6_000)) for _ in range(200)]
    used = [timedelta(minutes=draw.randrange(14)) for _ in range(200)]
    chosen = [draw.randrange(3) for _ in range(200)]
    policies = [HAND_OVER, CONTACT, FEEDBACK]
    running = Running(
        np.array(chosen, np.int32),
        np.zeros(200, np.int32),
        np.array([each.astimezone(UTC).replace(tzinfo=None) for each in begins], "datetime64[us]"),
        np.array(used, "timedelta64[us]"),
        np.array([draw.randrange(4) for _ in range(200)], np.int32),
    )
    found = sweep(running, policies, [CLOCK], np.datetime64(now.replace(tzinfo=None), "us"))
    wanted_due = []
    for place, (policy, start, spent) in enumerate(zip(chosen, begins, used, strict=True)):
        rule = policies[policy]
        told = [SlaEvent("r", Kind.ACTIVATE, start)]
        rest = replace(rule, target=Target(rule.target.amount - spent, rule.target.basis))
        alone = state(rest, told, now)
        assert found.deadlines[place] == np.datetime64(alone.deadline.replace(tzinfo=None), "us")
        levels = [
            rule.target.due(start, max(rule.target.amount * share - spent, timedelta(0)), CLOCK)
            for share in rule.warnings
        ] + [alone.deadline]
        reached = sum(each <= now for each in levels)
        assert found.reached[place] == reached
        ahead = [each for each in levels if each > now]
        following = found.following[place]
        assert (
            (following.item() == min(ahead).replace(tzinfo=None)) if ahead else np.isnat(following)
        )
        if reached > running.fired[place]:
            wanted_due.append(place)
    assert found.due.tolist() == wanted_due
    assert wanted_due
