"""Reads leads with all that was told of them, as the science takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from django.db.models import Q, QuerySet

from maillage.core.leads.happenings import Fact, Happening
from maillage.core.leads.happenings import Lead as Story
from maillage.core.leads.told import FACTS, Told, email_of, facts_of, happening_of
from maillage.domain.leads.asides import without_asides
from maillage.domain.leads.identities import AT_ONCE, Name, Row, by_source, read_rows
from maillage.models import EventSubject, Lead, LeadEvent, LeadIdentity, LeadSource


@dataclass(frozen=True, slots=True)
class Heard:
    """A lead with all that was told of it.

    Parameters
    ----------
    row
        As it is stored.
    story
        As the science takes it.
    events
        Of which events it is made, by the id of what they tell.
    email
        An address it is known by, where no fact tells one.
    """

    row: Lead
    story: Story
    events: Mapping[str, Row]
    email: str = ""

    @property
    def last(self) -> datetime | None:
        """When something was last told of the person."""
        return max((each.at for each in self.events.values()), default=None)


@dataclass(slots=True)
class Names:
    """Which leads are called by which names."""

    leads: dict[Name, list[int]] = field(default_factory=lambda: defaultdict(list))
    emails: dict[int, str] = field(default_factory=dict)


def heard(
    numbers: Iterable[int], own: LeadSource, *, alone: Sequence[int] | None = None
) -> Iterator[Heard]:
    """Read leads with all that was told of them, whoever told it and in whatever order.

    What is set aside does not count; with ``alone``, of what waits only these events do.
    """
    sources = dict(LeadSource.objects.values_list("pk", "key"))
    counts = without_asides(alone=alone)
    for some in batched(sorted(numbers), AT_ONCE, strict=False):
        names = names_of(some, own)
        wanted = (each & counts for each in by_source(names.leads))
        rows = [row for each in wanted for row in read_rows(unordered(each))]
        by_lead: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            for lead in names.leads[row.name]:
                by_lead[lead].append(row)
        known = Lead.objects.filter(pk__in=some).select_related("account", "owner")
        for lead in known.order_by("pk"):
            yield heard_of(lead, by_lead[lead.pk], sources, names.emails.get(lead.pk, ""))


def unordered(wanted: Q) -> QuerySet[LeadEvent]:
    """Ask for events, in no order."""
    found: QuerySet[LeadEvent] = LeadEvent.objects.filter(wanted).order_by()
    return found


def names_of(numbers: Sequence[int], own: LeadSource) -> Names:
    """Give all names of some leads: those that sources give them, and their numbers."""
    found = Names()
    for number in numbers:
        found.leads[Name(own.pk, EventSubject.LEAD, str(number))].append(number)
    merged = Lead.objects.filter(merged_into__in=numbers).values_list("pk", "merged_into_id")
    for gone, number in merged:
        found.leads[Name(own.pk, EventSubject.LEAD, str(gone))].append(number)
    called = LeadIdentity.objects.filter(lead__in=numbers).order_by("subject")
    for lead, source, of, subject in called.values_list("lead_id", "source_id", "of", "subject"):
        if source == own.pk and of == EventSubject.CONTACT:
            found.emails.setdefault(lead, email_of(subject))
        else:
            found.leads[Name(source, of, subject)].append(lead)
    return found


def heard_of(lead: Lead, rows: Sequence[Row], sources: Mapping[int, str], email: str) -> Heard:
    """Read what was told of one lead."""
    facts, happenings = list[Fact](), list[Happening]()
    events: dict[str, Row] = {}
    for row in rows:
        told = Told(sources[row.source], row.key, row.of, row.kind, row.at, row.carried)
        events[told.id] = row
        if row.kind == FACTS:
            facts += facts_of(told)
        else:
            happenings.append(happening_of(told))
    return Heard(lead, Story(str(lead.pk), facts, happenings), events, email)
