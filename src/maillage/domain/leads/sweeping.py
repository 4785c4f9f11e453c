"""Deadlines that come near or are missed: whoever is to be told is told, once (E-07, X-18).

An alarm is given in one transaction with its messages and with the instant of the next one, so that
whoever is killed meanwhile gives it again or not at all, and nobody hears of it twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

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
from maillage.domain.leads.storing import update_rows
from maillage.domain.leads.telling import tell_alarms
from maillage.domain.leads.terms import policies_of
from maillage.models import Agreement, Promise, PromiseAlarm, PromiseEvent, PromiseStatus

AT_ONCE: Final = 200
BREACH: Final = "breach"

type Place = tuple[datetime | None, int]
"""Where a promise stands among those that are due: the instant of its next alarm, its number."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise whose next alarm is due, as it is before that is given.

    Parameters
    ----------
    table
        The instants of all its alarms: the warnings, then the escalations.
    """

    promise: Promise
    policy: Policy
    table: Sequence[datetime]

    def reached(self, now: datetime) -> int:
        """Count the alarms that are due."""
        return sum(at <= now for at in self.table)

    def breaks(self, now: datetime) -> bool:
        """Whether its deadline was missed since it was last looked at."""
        return self.promise.due_at <= now and not self.promise.breached

    def new_alarms(self, given: Container[int], now: datetime) -> list[PromiseAlarm]:
        """Make the alarms that are due, but for those that were given."""
        shares = [*self.policy.warnings, *(1.0 for _ in self.policy.escalations)]
        readers = [
            *("" for _ in self.policy.warnings),
            *(each.to for each in self.policy.escalations),
        ]
        return [
            PromiseAlarm(
                promise=self.promise, place=place, share=shares[place], to=readers[place],
                due_at=self.table[place], given_at=now,
            )
            for place in range(self.promise.alarms, self.reached(now))
            if place not in given
        ]  # fmt: skip

    def row(self, now: datetime) -> tuple[Any, ...]:
        """Give what is written of it: whether it is missed, alarms given, the next, its number."""
        promise, count = self.promise, max(self.reached(now), self.promise.alarms)
        following = self.table[count] if count < len(self.table) else None
        return (promise.breached or self.breaks(now), count, following, promise.pk)


def sweep(*, now: datetime) -> int:
    """Give the alarms of the workspace in scope that are due; give how many they were."""
    if not waiting(now).exists():
        return 0
    given, place = sweep_some(now, None)
    while place is not None:
        more, place = sweep_some(now, place)
        given += more
    return given


def waiting(now: datetime) -> QuerySet[Promise]:
    """The promises whose next alarm is due."""
    found: QuerySet[Promise] = Promise.objects.filter(
        status=PromiseStatus.RUNNING, next_at__lte=now
    )
    return found


@transaction.atomic
def sweep_some(now: datetime, after: Place | None) -> tuple[int, Place | None]:
    """Give the alarms of the next promises that are due; give how many, and where it ended.

    What another process is at is left to it.
    """
    hold()
    due = waiting(now)
    if after is not None:
        due = due.filter(next_at__gte=after[0]).exclude(next_at=after[0], pk__lte=after[1])
    found = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("agreement", "lead", "lead__owner", "owner")
        .order_by("next_at", "pk")[:AT_ONCE]
    )
    if not found:
        return 0, None
    return give_safely(found, now), (found[-1].next_at, found[-1].pk)


def give_safely(due: Sequence[Promise], now: datetime) -> int:
    """Give the alarms of promises that are due; give how many.

    A fault in one keeps no other waiting: it is found by halves, and tried again with the next
    sweep.
    """
    try:
        with transaction.atomic():
            return give(due, now)
    except Exception:
        if len(due) == 1:
            logger.exception("the alarms of promise %s could not be given", due[0].pk)
            return 0
    half = len(due) // 2
    return give_safely(due[:half], now) + give_safely(due[half:], now)


def give(due: Sequence[Promise], now: datetime) -> int:
    """Give the alarms of promises that are due, and say when the next ones are."""
    given: dict[int, set[int]] = defaultdict(set)
    for promise, place in PromiseAlarm.objects.filter(promise__in=due).values_list(
        "promise", "place"
    ):
        given[promise].add(place)
    owed = list(with_alarms(due))
    alarms = [new for each in owed for new in each.new_alarms(given[each.promise.pk], now)]
    PromiseAlarm.objects.bulk_create(alarms)
    update_rows(Promise, ("breached", "alarms", "next_at"), (each.row(now) for each in owed))
    tell_alarms(alarms=alarms, now=now)
    note_breaches([each.promise for each in owed if each.breaks(now)], now)
    return len(alarms)


def with_alarms(due: Sequence[Promise]) -> Iterator[Owed]:
    """Give promises with the instants of all their alarms."""
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
            yield Owed(each, policy, [moment_of(int(at)) for at in table[:, place]])


def alarm_table(policy: Policy, calendar: tuple[str, int], promises: Sequence[Promise]) -> Instants:
    """Give the warnings and escalations of promises under one policy, shape (alarms, n)."""
    clock = clock_of(calendar_called(*calendar)[1])
    begins = instants_of(each.running_since for each in promises)
    used = durations_of(timedelta(seconds=each.used_seconds) for each in promises)
    warnings = alarm_instants(policy, clock, begins, used)[:-1]
    deadlines = instants_of(each.due_at for each in promises)
    return np.concatenate([warnings, escalated(policy, deadlines)])


def note_breaches(missed: Sequence[Promise], now: datetime) -> None:
    """Record that breaches were told, once, and give leads to others where that is agreed."""
    noted = PromiseEvent.objects.filter(promise__in=missed, key=BREACH)
    known = set(noted.values_list("promise", flat=True))
    new = [each for each in missed if each.pk not in known]
    PromiseEvent.objects.bulk_create(
        PromiseEvent(promise=each, key=BREACH, kind=Kind.BREACH.value, at=now) for each in new
    )
    for each in new:
        if each.policy in each.agreement.reassign_on_breach:
            reassign(lead=each.lead, now=now)
