"""Deadlines that tick: when half of a promise's time is over, when most of it is, when all is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, cast

from django.db.models import Prefetch, QuerySet

from maillage.core.leads.clock import Clock
from maillage.core.leads.sla.policies import Policy
from maillage.domain.leads.calendars import calendar_called, clock_of
from maillage.domain.leads.queries import TICKING
from maillage.domain.leads.terms import policies_of
from maillage.models import Promise, PromiseEvent, PromiseStatus

HALF: Final = 0.5
NEARLY: Final = 0.8
"""Shares of the time after which a deadline is half over, and nearly."""


class Pressure(StrEnum):
    """How near a deadline is."""

    FINE = "fine"
    HALF = "half"
    NEARLY = "nearly"
    LATE = "late"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise that is open, with the instants at which it becomes more pressing.

    ``owed`` is the kind of event that fulfils it; ``half_at`` and ``nearly_at`` are none while
    the time is stopped.
    """

    promise: Promise
    owed: str
    due_at: datetime
    half_at: datetime | None
    nearly_at: datetime | None

    def pressure(self, now: datetime) -> Pressure:
        """How near it is."""
        if self.promise.status == PromiseStatus.PAUSED:
            return Pressure.PAUSED
        for at, found in (
            (self.due_at, Pressure.LATE),
            (self.nearly_at, Pressure.NEARLY),
            (self.half_at, Pressure.HALF),
        ):
            if at is not None and at <= now:
                return found
        return Pressure.FINE


def ticking() -> QuerySet[Promise]:
    """Give what is owed now and has a deadline, with all that :func:`deadlines` reads."""
    found: QuerySet[Promise] = Promise.objects.filter(status__in=TICKING, due_at__isnull=False)
    return with_calendars(found).order_by("due_at", "pk")


def with_calendars(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    """Read along by which calendar each promise was made."""
    applied = PromiseEvent.objects.filter(kind="apply").order_by("at", "pk")
    return rows.select_related("agreement").prefetch_related(
        Prefetch("events", applied, to_attr="applied")
    )


def deadlines(promises: Iterable[Promise]) -> list[Deadline]:
    """Give the deadlines of :func:`ticking` promises, in their order.

    The instants are computed by the calendar each promise was made with: hours outside of work
    are in them.
    """
    clocks: dict[tuple[str, int], Clock] = {}
    return [deadline(each, clock_for(each, clocks)) for each in promises]


def clock_for(promise: Promise, known: dict[tuple[str, int], Clock]) -> Clock | None:
    """Find the clock that a promise was made with, looking for each calendar once."""
    if not promise.applied:
        return None
    named = (promise.applied[-1].calendar, promise.applied[-1].version)
    if named not in known:
        known[named] = clock_of(calendar_called(*named)[1])
    return known[named]


def deadline(promise: Promise, clock: Clock | None) -> Deadline:
    """Give the deadline of a promise; without a clock its time is spread evenly."""
    policy, due = policy_of(promise), cast("datetime", promise.due_at)
    begins = promise.running_since or promise.began_at or due
    half = nearly = None
    if promise.status != PromiseStatus.PAUSED:
        half, nearly = (part(promise, policy, clock, begins, share) for share in (HALF, NEARLY))
    return Deadline(promise, policy.fulfilled_by if policy else promise.policy, due, half, nearly)


def part(
    promise: Promise, policy: Policy | None, clock: Clock | None, begins: datetime, share: float
) -> datetime:
    """Give when a share of a promise's time is over."""
    if policy is None or clock is None:
        return begins + ((promise.due_at or begins) - begins) * share
    left = policy.target.amount * share - timedelta(seconds=promise.used_seconds)
    return policy.target.due(begins, max(left, timedelta(0)), clock)


def policy_of(promise: Promise) -> Policy | None:
    """Find the policy a promise was made by, None where its agreement does not name it."""
    known = policies_of(promise.agreement)
    return next((each for each in known if each.id == promise.policy), None)
