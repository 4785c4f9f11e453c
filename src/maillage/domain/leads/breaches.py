"""Promises that were missed, who was told of it, and how long promises took (E-07, E-08)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from statistics import median

from django.db.models import Prefetch, Q, QuerySet

from maillage.core.leads.clock import Clock
from maillage.domain.leads.deadlines import clock_for, policy_of, with_calendars
from maillage.models import Promise, PromiseAlarm, PromiseStatus


def missed(*, now: datetime, since: datetime | None = None) -> QuerySet[Promise]:
    """Give the promises that were or are late, with who was told of it (``told_to``)."""
    late = Q(breached=True) | Q(status=PromiseStatus.RUNNING, due_at__lte=now)
    found: QuerySet[Promise] = Promise.objects.filter(late, lead__merged_into=None)
    if since is not None:
        found = found.filter(began_at__gte=since)
    told = PromiseAlarm.objects.filter(share__gte=1).order_by("due_at", "pk")
    return (
        with_calendars(found)
        .select_related("lead", "owner", "calendar")
        .prefetch_related(Prefetch("given", told, to_attr="told_to"))
    )


def hours_late(promise: Promise, now: datetime, known: dict[tuple[str, int], Clock]) -> float:
    """Give how late a promise of :func:`missed` ended, or is until now: hours, by its basis.

    ``known`` keeps the clocks that were looked for.
    """
    if promise.status != PromiseStatus.RUNNING or promise.due_at is None:
        return promise.late_seconds / 3600
    clock, policy = clock_for(promise, known), policy_of(promise)
    if clock is None or policy is None:
        return (now - promise.due_at).total_seconds() / 3600
    return policy.target.between(promise.due_at, now, clock).total_seconds() / 3600


def median_hours(*, since: datetime) -> dict[str, float]:
    """Give how long promises that began since an instant took, by policy: hours, by their basis."""
    taken: dict[str, list[float]] = defaultdict(list)
    rows = Promise.objects.filter(began_at__gte=since, status=PromiseStatus.FULFILLED).order_by()
    for policy, seconds in rows.values_list("policy", "used_seconds"):
        taken[policy].append(seconds / 3600)
    return {policy: median(hours) for policy, hours in taken.items()}
