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

from maillage.models import EventSubject, Lead, LeadEvent, LeadIdentity, LeadSource, SourceKind

AT_ONCE: Final = 500
BY_PEOPLE: Final = frozenset({
    "first_contact", "accepted", "rejected", "feedback", "validation_call", "sql", "opportunity",
    "recycled", "status_changed", "crm_updated", "handed_over", "mql", "contact", "call", "meeting",
    "visit",
})  # fmt: skip
"""What sales does with a lead, and what becomes of it, whoever tells it: no act of marketing."""

type Name = tuple[int, int, str, str]
"""A lead, and how a source names it: the source, of what it tells, and the subject."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a lead; ``ours`` if it was recorded in Maillage."""

    lead: int
    kind: str
    at: datetime
    carried: dict[str, Any]
    ours: bool


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
    own = own_names(leads)
    for lead, source, of, subject in [*identities(leads, companies=companies), *own]:
        named[source, of][subject].append(lead)
    ours = {source for _lead, source, _of, _subject in own}
    rows = LeadEvent.objects.filter(at__gte=begins, at__lt=ends)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    for (source, of), subjects in named.items():
        for some in batched(subjects, AT_ONCE):
            found = rows.filter(source=source, of=of, subject__in=some).order_by("at", "pk")
            for subject, kind, at, carried in found.values_list("subject", "kind", "at", "carried"):
                for lead in subjects[subject]:
                    yield Told(lead, kind, at, carried, source in ours)


def identities(leads: QuerySet[Lead], *, companies: bool) -> Iterable[Name]:
    """Give how sources name leads."""
    rows = LeadIdentity.objects.filter(lead__in=leads.order_by().values("pk"))
    if not companies:
        rows = rows.exclude(of=EventSubject.COMPANY)
    found: Iterable[Name] = rows.values_list("lead", "source", "of", "subject")
    return found


def own_names(leads: QuerySet[Lead]) -> list[Name]:
    """Give how Maillage names leads: by their numbers, and those of leads that turned out to be."""
    own = LeadSource.objects.filter(kind=SourceKind.MAILLAGE).first()
    if own is None:
        return []
    keys = leads.order_by().values("pk")
    merged = Lead.objects.filter(merged_into__in=keys).values_list("merged_into", "pk")
    return [
        (lead, own.pk, EventSubject.LEAD.value, str(number))
        for lead, number in [*((pk, pk) for pk in leads.values_list("pk", flat=True)), *merged]
    ]


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
    return not each.ours and each.kind not in BY_PEOPLE and each.kind != LeadEvent.FACTS
