"""What was told of some leads, read by their names at the sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final

from django.db.models import QuerySet, Subquery
from django.db.models.expressions import OuterRef

from maillage.models import EventSubject, Lead, LeadEvent, LeadIdentity

AT_ONCE: Final = 500
BY_PEOPLE: Final = frozenset({
    "first_contact", "accepted", "rejected", "feedback", "validation_call", "sql", "opportunity",
    "recycled", "status_changed", "crm_updated", "handed_over", "mql", "assigned", "call",
    "meeting", "visit",
})  # fmt: skip
"""What sales does with a lead, and what becomes of it: no contact by marketing."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a lead."""

    lead: int
    kind: str
    at: datetime
    carried: dict[str, Any]


def told_of(
    leads: QuerySet[Lead],
    *,
    begins: datetime,
    ends: datetime,
    kinds: Collection[str] = (),
    companies: bool = False,
) -> Iterator[Told]:
    """Give what was told of leads from an instant until before another; of all kinds if none.

    ``companies`` asks for what was told of the companies they work for as well.
    """
    named: defaultdict[tuple[int, str], defaultdict[str, list[int]]]
    named = defaultdict(lambda: defaultdict(list))
    for lead, source, of, subject in identities(leads, companies=companies):
        named[source, of][subject].append(lead)
    rows = LeadEvent.objects.filter(at__gte=begins, at__lt=ends)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    for (source, of), subjects in named.items():
        for some in batched(subjects, AT_ONCE):
            found = rows.filter(source=source, of=of, subject__in=some).order_by("at", "pk")
            for subject, kind, at, carried in found.values_list("subject", "kind", "at", "carried"):
                for lead in subjects[subject]:
                    yield Told(lead, kind, at, carried)


def identities(leads: QuerySet[Lead], *, companies: bool) -> Iterable[tuple[int, int, str, str]]:
    """Give how sources name leads: lead, source, of what, subject."""
    rows = LeadIdentity.objects.filter(lead__in=leads.order_by().values("pk"))
    if not companies:
        rows = rows.exclude(of=EventSubject.COMPANY)
    found: Iterable[tuple[int, int, str, str]] = rows.values_list("lead", "source", "of", "subject")
    return found


def first_heard(leads: QuerySet[Lead]) -> dict[int, datetime]:
    """Give when something was first known of each lead."""
    events = LeadEvent.objects.filter(
        source=OuterRef("source"), of=OuterRef("of"), subject=OuterRef("subject")
    )
    rows = LeadIdentity.objects.filter(lead__in=leads.order_by().values("pk"))
    rows = rows.exclude(of=EventSubject.COMPANY)
    rows = rows.annotate(first=Subquery(events.order_by("at").values("at")[:1]))
    found: dict[int, datetime] = {}
    for lead, first in rows.filter(first__isnull=False).values_list("lead", "first"):
        found[lead] = min(first, found.get(lead, first))
    return found


def by_marketing(each: Told) -> bool:
    """Whether an event is a contact by marketing: something the prospect did with what it made."""
    return each.kind not in BY_PEOPLE and each.kind != LeadEvent.FACTS
