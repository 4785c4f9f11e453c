"""A promise as it is kept in a table: what its events add up to, and when it is looked at next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from maillage.core.leads.calendars import Calendar
from maillage.core.leads.clock import Clock
from maillage.core.leads.happenings import Happening
from maillage.core.leads.instants import durations_of, instants_of, moment_of
from maillage.core.leads.sla.events import (
    NONE,
    History,
    SlaEvent,
    Status,
    follow,
    history,
    promised,
)
from maillage.core.leads.sla.policies import Policy
from maillage.core.leads.sla.sweep import alarm_instants, escalated

HANDED_OVER: Final = "handed_over"
ENDS_OF_LIFE: Final = ("rejected", "recycled")
"""Nothing is owed to a lead that was refused, or that begins anew."""
WITH_SALES: Final = ("accepted", "sql", "opportunity")
"""Sales have the lead, in whatever way it came to them: it need not be handed over any more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise.

    Parameters
    ----------
    status, began, ended, original, deadline
        As in :class:`~maillage.core.leads.sla.events.State`.
    running_since
        Since when the time runs; none while it does not.
    used
        Time of the target that was used before.
    breached
        Whether it was late, or is at the instant it was looked at.
    late
        How late it ended, by the basis of the target.
    incomplete
        What the event that should have fulfilled it lacked (E-02).
    """

    status: Status
    began: datetime | None = None
    running_since: datetime | None = None
    used: timedelta = NONE
    original: datetime | None = None
    deadline: datetime | None = None
    ended: datetime | None = None
    breached: bool = False
    late: timedelta = NONE
    incomplete: tuple[str, ...] = ()


def owed(policy: Policy, told: Sequence[Happening], calendar: Calendar) -> list[SlaEvent]:
    """Give the events of a promise from what happened in one life of a lead, which ends it."""
    ends = (*ENDS_OF_LIFE, *WITH_SALES) if policy.fulfilled_by == HANDED_OVER else ENDS_OF_LIFE
    cancels = [kind for kind in ends if kind != policy.fulfilled_by]
    known = replace(policy, cancelled_by=(*policy.cancelled_by, *cancels))
    return promised(known, told, calendar)


def entry(
    events: Iterable[SlaEvent],
    policy: Policy,
    clock: Clock,
    now: datetime,
    told: Sequence[Happening] = (),
) -> Entry:
    """Add up the events of a promise.

    Parameters
    ----------
    events, policy, clock, now
        As in :func:`~maillage.core.leads.sla.events.fold`.
    told
        What happened, for what an end that does not count lacked.
    """
    past = history(events, now)
    if past.began is None:
        return Entry(past.status, ended=past.ended)
    target, running = policy.target, past.status is Status.RUNNING
    course = follow(past, target, clock, now)
    closed = past.spans[:-1] if running else past.spans
    spent = (target.between(each.begins, each.ends, clock) for each in closed if each.ends)
    first = target.due(past.began, target.amount, clock)
    return Entry(
        past.status,
        past.began,
        past.spans[-1].begins if running else None,
        sum(spent, NONE),
        target.moved(first, clock),
        course.deadline,
        past.ended,
        course.breached,
        max(course.used - course.allowed, NONE) if past.ended else NONE,
        lacking(policy, past, told),
    )


def lacking(policy: Policy, past: History, told: Sequence[Happening]) -> tuple[str, ...]:
    """Name what the last event that should have fulfilled a promise lacked."""
    if past.status is Status.FULFILLED or not policy.requires:
        return ()
    ends = [each for each in told if each.kind == policy.fulfilled_by]
    return policy.missing(ends[-1].carried) if ends else ()


def alarm_table(found: Entry, policy: Policy, clock: Clock) -> list[datetime]:
    """Give when each warning and each escalation of a running promise is, in their order.

    After a breach the deadline stays, and with it who is told when.
    """
    if found.running_since is None or found.deadline is None:
        return []
    begins, used = instants_of([found.running_since]), durations_of([found.used])
    steps = alarm_instants(policy, clock, begins, used)
    deadlines = instants_of([found.deadline]) if found.breached else steps[-1]
    table = np.concatenate([steps[:-1], escalated(policy, deadlines)])
    return [moment_of(int(each)) for each in table[:, 0].astype(np.int64)]
