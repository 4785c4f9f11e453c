"""Events that could not be digested: set aside with the reason, listed, and tried again.

Leads are added up without an event that is set aside. Tried again, it waits for digestion as if it
had just come: order does not matter, so scores are those it would always have led to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import batched
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from maillage import audit
from maillage.domain.leads.holding import hold
from maillage.models import EventAside, LeadEvent, LeadSource, Membership

LONGEST_WHY: Final = 500
AT_ONCE: Final = 400
NO_NUMBER: Final = 2**63
NAMED: Final = 20
"""How many events of a source an entry in the log names."""


def asides() -> QuerySet[EventAside]:
    """The events of the workspace in scope that are set aside, those first that were first."""
    found: QuerySet[EventAside] = EventAside.objects.select_related("event__source")
    return found


def put_aside(*, event: LeadEvent, error: Exception, now: datetime) -> None:
    """Set an event aside, with what went wrong."""
    why = f"{type(error).__name__}: {error}".replace("\0", "")[:LONGEST_WHY]
    EventAside.objects.create(event=event, at=now, why=why)
    LeadEvent.objects.filter(pk=event.pk).update(digested_at=now)


def without_asides(*, alone: Sequence[int] | None = None) -> Q:
    """Ask for events that count; ``alone`` are those that do though others still wait."""
    counts = Q(aside__isnull=True)
    if alone is None:
        return counts
    return counts & (Q(digested_at__isnull=False) | Q(pk__in=alone))


@transaction.atomic
def try_again(*, only: Sequence[int] | None = None, by: Membership | str) -> int:
    """Have all events that are set aside, or ``only`` some, digested again; give how many.

    A number that is that of none is passed over: somebody may have been faster.
    """
    hold()
    parts = [Q()]
    if only is not None:
        known = (each for each in only if abs(each) < NO_NUMBER)
        parts = [Q(pk__in=some) for some in batched(known, AT_ONCE, strict=False)]
    found = [each for part in parts for each in asides().filter(part)]
    for some in batched(found, AT_ONCE, strict=False):
        numbers = [each.event_id for each in some]
        EventAside.objects.filter(event__in=numbers).delete()
        LeadEvent.objects.filter(pk__in=numbers).update(digested_at=None)
    by_source: dict[LeadSource, list[EventAside]] = defaultdict(list)
    for each in found:
        by_source[each.event.source].append(each)
    for source, rows in by_source.items():
        told = {each.event.key: each.why for each in rows[:NAMED]}
        after = {"count": len(rows), "events": told}
        audit.record(verb="lead_source.tried_again", subject=source, by=by, after=after)
    return len(found)
