"""What the daily stand-up talks about: the hot leads of the day, and what blocks (G-01)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from maillage.domain.leads.inbox import WORKED, inbox
from maillage.models import Absence, Lead, LeadEvent, Promise, PromiseStatus

HOT: Final = timedelta(hours=24)
BEST: Final = ("A1", "A2", "B1")
"""Bands in which a lead is hot as long as nobody contacted it."""


def hot(now: datetime) -> QuerySet[Lead]:
    """Give the leads that are hot: MQLs of the last day, and the best that nobody contacted."""
    fresh = Q(mql_at__gt=now - HOT, mql_at__lte=now)
    best = Q(band__in=BEST, contacted_at__isnull=True)
    return inbox().filter(fresh | best, life__in=WORKED)


def late(now: datetime) -> QuerySet[Lead]:
    """Give the leads to which something is owed that is late."""
    owed = Promise.objects.filter(status=PromiseStatus.RUNNING, due_at__lte=now).order_by()
    return inbox().filter(pk__in=owed.values("lead"))


def of_nobody() -> QuerySet[Lead]:
    """Give the leads that wait for an owner."""
    return inbox().filter(owner__isnull=True)


def of_absent(now: datetime) -> QuerySet[Lead]:
    """Give the leads whose owner is away, or has left."""
    away = Absence.objects.filter(rep=OuterRef("owner"), begins_at__lte=now, ends_at__gt=now)
    return (
        inbox().filter(owner__isnull=False).filter(Q(owner__active=False) | Exists(away.order_by()))
    )


def judged_since(since: datetime, until: datetime) -> QuerySet[LeadEvent]:
    """Give what sales said of the quality of leads in a time, the latest first (G-02)."""
    found: QuerySet[LeadEvent] = LeadEvent.objects.filter(
        kind__in=("feedback", "rejected"), at__gt=since, at__lte=until
    )
    return found.order_by("-at", "-pk")
