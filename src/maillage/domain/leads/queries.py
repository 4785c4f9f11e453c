"""What pages, the API and commands read of leads: one list, one lead, and what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from maillage.core.leads.metrics.rates import Rate
from maillage.models import Rep
from maillage.models.leads import (
    EventSubject,
    Lead,
    LeadEvent,
    LeadIdentity,
    LeadSource,
    Promise,
    PromiseStatus,
    SourceKind,
)

OPEN = (PromiseStatus.WAITING, PromiseStatus.RUNNING, PromiseStatus.PAUSED)
"""Where a promise is still owed."""
TICKING = (PromiseStatus.RUNNING, PromiseStatus.PAUSED)


def leads() -> QuerySet[Lead]:
    """The leads of the workspace, each person once, with account and owner."""
    found: QuerySet[Lead] = Lead.objects.filter(merged_into__isnull=True)
    return found.select_related("account", "owner")


def lead_now(lead: Lead) -> Lead:
    """Give the lead that this one turned out to be."""
    return lead.merged_into or lead


def events_of(lead: Lead) -> QuerySet[LeadEvent]:
    """All that was told of a lead, of its company as well, the latest first."""
    found: QuerySet[LeadEvent] = LeadEvent.objects.filter(names_of(lead))
    return found.select_related("source").order_by("-at", "-pk")


def every_event() -> QuerySet[LeadEvent]:
    """All that was told of leads, contacts and companies."""
    found: QuerySet[LeadEvent] = LeadEvent.objects.select_related("source")
    return found


def every_promise() -> QuerySet[Promise]:
    """All that is and was owed to leads."""
    found: QuerySet[Promise] = Promise.objects.filter(lead__merged_into=None)
    return found.select_related("lead", "owner", "calendar")


def names_of(lead: Lead) -> Q:
    """Say which events are told of a lead: by the names of sources, and by its own number."""
    numbers = Lead.objects.filter(merged_into=lead).values_list("pk", flat=True)
    own = Q(
        source__in=LeadSource.objects.filter(kind=SourceKind.MAILLAGE),
        of=EventSubject.LEAD,
        subject__in=[str(each) for each in (lead.pk, *numbers)],
    )
    for each in LeadIdentity.objects.filter(lead=lead):
        own |= Q(source=each.source_id, of=each.of, subject=each.subject)
    return own


def promises_of(lead: Lead) -> QuerySet[Promise]:
    """What is and was owed to a lead, the present life first, then by deadline."""
    found: QuerySet[Promise] = lead.promises.select_related("owner", "calendar", "agreement")
    return found.order_by("-life", "due_at", "policy")


def open_promises(*, owner: Rep | None = None) -> QuerySet[Promise]:
    """What is owed now and has a deadline, the first that is due first; of one rep, or of all."""
    found: QuerySet[Promise] = Promise.objects.filter(status__in=TICKING, due_at__isnull=False)
    if owner is not None:
        found = found.filter(owner=owner)
    return found.select_related("lead", "lead__account", "owner").order_by("due_at", "pk")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """What one rep, or nobody yet, owes under one policy.

    Parameters
    ----------
    running, warned, late
        Promises that are open; of these, those that were warned of and in time, and those late.
    kept, decided
        Promises fulfilled in time, of those that are fulfilled or late.
    """

    policy: str
    direction: str
    owner: Rep | None
    running: int
    warned: int
    late: int
    kept: int
    decided: int

    @property
    def rate(self) -> Rate:
        """The share that was kept, with its interval (E-08)."""
        return Rate(self.kept, self.decided)


def board(*, now: datetime, since: datetime | None = None) -> list[BoardRow]:
    """Count what is owed by policy and rep (E-08), of promises that began since an instant."""
    rows = Promise.objects.filter(began_at__isnull=False, lead__merged_into=None)
    if since is not None:
        rows = rows.filter(began_at__gte=since)
    going = Q(status__in=TICKING)
    late = Q(breached=True) | Q(status=PromiseStatus.RUNNING, due_at__lt=now)
    ended = Q(status=PromiseStatus.FULFILLED)
    counted = (
        rows.order_by()
        .values("policy", "direction", "owner")
        .annotate(
            running=Count("pk", filter=going),
            warned=Count("pk", filter=going & Q(alarms__gt=0) & ~late),
            late=Count("pk", filter=going & late),
            kept=Count("pk", filter=ended & Q(breached=False)),
            decided=Count("pk", filter=ended | late),
        )
        .order_by("policy", "owner__name", "owner")
    )
    reps = Rep.objects.in_bulk({each["owner"] for each in counted} - {None})
    return [BoardRow(**{**each, "owner": reps.get(each["owner"])}) for each in counted]


def total(rows: Iterable[BoardRow]) -> list[BoardRow]:
    """Add up the rows of all reps by policy."""
    found: dict[tuple[str, str], BoardRow] = {}
    for each in rows:
        key = (each.policy, each.direction)
        known = found.get(key) or BoardRow(*key, None, 0, 0, 0, 0, 0)
        found[key] = BoardRow(
            *key,
            None,
            known.running + each.running,
            known.warned + each.warned,
            known.late + each.late,
            known.kept + each.kept,
            known.decided + each.decided,
        )
    return list(found.values())
