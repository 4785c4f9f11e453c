"""Deadlines that come near or are missed: whoever is to be told is told, once (E-07, X-18).

An alarm is given in one transaction with its messages and with the instant of the next one, so that
whoever is killed meanwhile gives it again or not at all, and nobody hears of it twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from maillage.core.leads.instants import Instants, durations_of, instants_of, moment_of
from maillage.core.leads.sla.events import Kind
from maillage.core.leads.sla.policies import Policy
from maillage.core.leads.sla.sweep import alarm_instants, escalated
from maillage.domain.leads.calendars import calendar_called, clock_of
from maillage.domain.leads.handing import reassign
from maillage.domain.leads.holding import hold
from maillage.domain.leads.telling import tell_alarm
from maillage.domain.leads.terms import policies_of
from maillage.models import Agreement, Promise, PromiseAlarm, PromiseEvent, PromiseStatus

AT_ONCE: Final = 200
BREACH: Final = "breach"

logger = logging.getLogger(__name__)


def sweep(*, now: datetime) -> int:
    """Give the alarms of the workspace in scope that are due; give how many they were."""
    given, seen = 0, set[int]()
    if not waiting(now).exists():
        return 0
    while found := sweep_some(now, seen):
        given += sum(found.values())
        seen |= found.keys()
    return given


def waiting(now: datetime) -> QuerySet[Promise]:
    """The promises whose next alarm is due."""
    found: QuerySet[Promise] = Promise.objects.filter(
        status=PromiseStatus.RUNNING, next_at__lte=now
    )
    return found


@transaction.atomic
def sweep_some(now: datetime, but: set[int]) -> dict[int, int]:
    """Give the alarms of the next promises that are due; give how many, by promise.

    What another process is at is left to it. A fault in one keeps no other waiting: it is tried
    again with the next sweep.
    """
    hold()
    due = (
        waiting(now)
        .exclude(pk__in=but)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("agreement", "lead", "lead__owner", "owner")
        .order_by("next_at", "pk")[:AT_ONCE]
    )
    given: dict[int, int] = {}
    for promise, policy, table in with_alarms(list(due)):
        try:
            with transaction.atomic():
                given[promise.pk] = give(promise, policy, table, now)
        except Exception:
            logger.exception("the alarms of promise %s could not be given", promise.pk)
            given[promise.pk] = 0
    return given


def with_alarms(due: Sequence[Promise]) -> Iterator[tuple[Promise, Policy, list[datetime]]]:
    """Give promises with their policy and the instants of all their alarms, in their order."""
    events = PromiseEvent.objects.filter(promise__in=due, kind=Kind.APPLY.value)
    applied = {
        promise: (calendar, version)
        for promise, calendar, version in events.order_by("-at", "-pk").values_list(
            "promise", "calendar", "version"
        )
    }
    groups: dict[tuple[Agreement, str, tuple[str, int]], list[Promise]] = defaultdict(list)
    for each in due:
        groups[each.agreement, each.policy, applied[each.pk]].append(each)
    for (agreement, name, calendar), promises in groups.items():
        policy = next(each for each in policies_of(agreement) if each.id == name)
        table = alarm_table(policy, calendar, promises).astype(np.int64)
        for place, each in enumerate(promises):
            yield each, policy, [moment_of(int(at)) for at in table[:, place]]


def alarm_table(policy: Policy, calendar: tuple[str, int], promises: Sequence[Promise]) -> Instants:
    """Give the warnings and escalations of promises under one policy, shape (alarms, n)."""
    clock = clock_of(calendar_called(*calendar)[1])
    begins = instants_of(each.running_since for each in promises)
    used = durations_of(timedelta(seconds=each.used_seconds) for each in promises)
    warnings = alarm_instants(policy, clock, begins, used)[:-1]
    deadlines = instants_of(each.due_at for each in promises)
    return np.concatenate([warnings, escalated(policy, deadlines)])


def give(promise: Promise, policy: Policy, table: Sequence[datetime], now: datetime) -> int:
    """Give the alarms of a promise that are due, and say when the next one is."""
    reached = sum(at <= now for at in table)
    shares = [*policy.warnings, *(1.0 for _ in policy.escalations)]
    readers = [*("" for _ in policy.warnings), *(each.to for each in policy.escalations)]
    breached = promise.due_at <= now and not promise.breached
    promise.breached = promise.breached or breached
    known = set(PromiseAlarm.objects.filter(promise=promise).values_list("place", flat=True))
    new = [place for place in range(promise.alarms, reached) if place not in known]
    for place in new:
        alarm = PromiseAlarm.objects.create(
            promise=promise, place=place, share=shares[place], to=readers[place],
            due_at=table[place], given_at=now,
        )  # fmt: skip
        tell_alarm(promise=promise, alarm=alarm, now=now)
    promise.alarms = max(reached, promise.alarms)
    promise.next_at = table[promise.alarms] if promise.alarms < len(table) else None
    promise.save(update_fields=["breached", "alarms", "next_at"])
    if breached:
        note_breach(promise, now)
    return len(new)


def note_breach(promise: Promise, now: datetime) -> None:
    """Record that a breach was told, once, and give the lead to another where that is agreed."""
    _event, new = PromiseEvent.objects.get_or_create(
        promise=promise, key=BREACH, defaults={"kind": Kind.BREACH.value, "at": now}
    )
    if new and promise.policy in promise.agreement.reassign_on_breach:
        reassign(lead=promise.lead, now=now)
