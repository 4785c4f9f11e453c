"""Who events are told of: the same key of a source, or the same e-mail address, is one person.

Addresses are kept among the names of a lead as contacts of our own source, so that one look finds
them all. What a lead is called by any source stays with it for good; two leads that turn out to be
one become the older of them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from maillage.core.leads.told import FACTS, domains_of, emails_of
from maillage.domain.accounts.writing import insert_rows
from maillage.domain.leads.merging import merge
from maillage.models import CompanyDomain, EventSubject, Lead, LeadEvent, LeadIdentity, LeadSource

LONGEST: Final = 120
AT_ONCE: Final = 400
LINKS: Final = {"contact_id": EventSubject.CONTACT, "lead_id": EventSubject.LEAD}
"""Facts that tell another key of the same person in the same source."""
EMPLOYER: Final = "company_id"
"""The fact that tells the key of the company somebody works for, in the same source."""


class Name(NamedTuple):
    """How a source names somebody."""

    source: int
    of: str
    subject: str


class Row(NamedTuple):
    """An event as it is read for digestion."""

    pk: int
    source: int
    key: str
    of: str
    subject: str
    kind: str
    at: Any
    carried: Any

    @property
    def name(self) -> Name:
        """Whom it is told of."""
        return Name(self.source, self.of, self.subject)


FIELDS: Final = ("pk", "source_id", "key", "of", "subject", "kind", "at", "carried")


def read_rows(events: QuerySet[LeadEvent]) -> list[Row]:
    """Read events."""
    return [Row(*each) for each in events.values_list(*FIELDS)]


def short(text: str) -> str:
    """Give a text as it fits a name: one too long is kept by its digest."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:50]}~{hashlib.sha256(text.encode()).hexdigest()}"


def names_in(row: Row, own: int) -> list[Name]:
    """Give all names by which an event names a person; none for what is told of a company."""
    if row.of == EventSubject.COMPANY:
        return []
    found = [row.name]
    mails = emails_of(row.of, row.subject, row.kind, row.carried)
    found += [Name(own, EventSubject.CONTACT, short(each)) for each in mails]
    if row.kind == FACTS and isinstance(row.carried, dict):
        for fact, of in LINKS.items():
            if key := key_in(row.carried.get(fact)):
                found.append(Name(row.source, of, key))
    return found


def employer_in(row: Row) -> Name | None:
    """Give the company that an event says somebody works for."""
    if row.of == EventSubject.COMPANY or row.kind != FACTS or not isinstance(row.carried, dict):
        return None
    key = key_in(row.carried.get(EMPLOYER))
    return Name(row.source, EventSubject.COMPANY, key) if key else None


def key_in(value: Any) -> str:
    """Read a key of a source; empty where there is none that can be one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value).strip()
    return text if 0 < len(text) <= LONGEST else ""


@dataclass
class Circles:
    """Names and leads that are one person: joined as they are found to be (union-find)."""

    above: dict[Any, Any] = field(default_factory=dict)

    def top(self, one: Any) -> Any:
        """Give what stands for all that are one with it."""
        self.above.setdefault(one, one)
        while self.above[one] != one:
            self.above[one] = self.above[self.above[one]]
            one = self.above[one]
        return one

    def join(self, one: Any, other: Any) -> None:
        """Make two one."""
        self.above[self.top(one)] = self.top(other)

    def groups(self) -> list[list[Any]]:
        """Give what is one, in the order in which it came."""
        found: dict[Any, list[Any]] = defaultdict(list)
        for each in self.above:
            found[self.top(each)].append(each)
        return list(found.values())


def resolve(rows: Sequence[Row], own: LeadSource) -> set[int]:
    """Find whom events are told of; make leads of who is new, and one of who is the same.

    Returns
    -------
    set
        Numbers of the leads that something was told of.
    """
    circles = Circles()
    for row in rows:
        names = names_in(row, own.pk)
        for name in names:
            circles.join(name, names[0])
    known = leads_named(circles.above) | leads_by_number(circles.above, own.pk)
    for name, lead in known.items():
        circles.join(name, lead)
    of, new = dict[Name, int](), list[list[Name]]()
    for group in circles.groups():
        leads = sorted(each for each in group if isinstance(each, int))
        names = [each for each in group if isinstance(each, Name)]
        for other in leads[1:]:
            merge(leads[0], other)
        if leads:
            of |= dict.fromkeys(names, leads[0])
        elif not all(is_number(name, own.pk) for name in names):
            new.append(names)
    of |= made(new)
    keep_names({name: lead for name, lead in of.items() if name not in known})
    employ(rows, of)
    meet(rows, of, own.pk)
    return set(of.values()) | employees(rows)


def is_number(name: Name, own: int) -> bool:
    """Whether a name is the number of a lead, as what people do in Maillage is told."""
    return name.source == own and name.of == EventSubject.LEAD and name.subject.isdecimal()


def leads_named(names: Iterable[Name]) -> dict[Name, int]:
    """Give the leads that are known by names."""
    found: dict[Name, int] = {}
    for wanted in by_source(names):
        rows = LeadIdentity.objects.filter(wanted).exclude(of=EventSubject.COMPANY)
        for source, of, subject, lead in rows.values_list("source_id", "of", "subject", "lead_id"):
            found[Name(source, of, subject)] = lead
    return found


def by_source(names: Iterable[Name]) -> Iterable[Q]:
    """Ask for rows by names, some hundred at a time."""
    grouped: dict[tuple[int, str], list[str]] = defaultdict(list)
    for source, of, subject in names:
        grouped[source, of].append(subject)
    for (source, of), subjects in grouped.items():
        for some in batched(subjects, AT_ONCE, strict=False):
            yield Q(source_id=source, of=of, subject__in=some)


def leads_by_number(names: Iterable[Name], own: int) -> dict[Name, int]:
    """Give the leads that are named by their number, or what they turned out to be."""
    numbers = {int(name.subject): name for name in names if is_number(name, own)}
    found: dict[Name, int] = {}
    for some in batched((each for each in numbers if each < 2**63), AT_ONCE, strict=False):
        rows = Lead.objects.filter(pk__in=some).values_list("pk", "merged_into_id")
        found |= {numbers[pk]: into or pk for pk, into in rows}
    return found


def made(new: Sequence[Sequence[Name]]) -> dict[Name, int]:
    """Make a lead for each person who is new."""
    leads = Lead.objects.bulk_create([Lead() for _ in new], batch_size=AT_ONCE)
    return {name: lead.pk for names, lead in zip(new, leads, strict=True) for name in names}


def keep_names(of: Mapping[Name, int]) -> None:
    """Keep by which names leads are known."""
    insert_rows(
        LeadIdentity,
        ("lead", "source", "of", "subject"),
        [(lead, name.source, name.of, name.subject) for name, lead in of.items()],
    )


def employ(rows: Iterable[Row], of: Mapping[Name, int]) -> None:
    """Keep for which companies people work."""
    wanted = {
        (of[row.name], employer)
        for row in rows
        if (employer := employer_in(row)) and row.name in of
    }
    link(wanted)


def meet(rows: Sequence[Row], of: Mapping[Name, int], own: int) -> None:
    """Link people with the companies at whose domain they work, whichever was told of first."""
    people, firms = set[tuple[int, str]](), set[tuple[Name, str]]()
    for row in rows:
        domains = domains_of(row.of, row.subject, row.kind, row.carried)
        for domain in (each for each in domains if len(each) <= LONGEST):
            if row.of == EventSubject.COMPANY:
                firms.add((row.name, domain))
            elif row.name in of:
                people.add((of[row.name], domain))
    new = sorted(firms - firms_at({domain for _firm, domain in firms}))
    CompanyDomain.objects.bulk_create(
        [
            CompanyDomain(source_id=firm.source, subject=firm.subject, domain=domain)
            for firm, domain in new
        ],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    link((lead, Name(own, EventSubject.COMPANY, domain)) for lead, domain in people)
    there = grouped(firms_at({domain for _lead, domain in people}))
    link((lead, firm) for lead, domain in people for firm in there[domain])
    here = people_at({domain for _firm, domain in new}, own)
    link((lead, firm) for firm, domain in new for lead in here[domain])


def firms_at(domains: Iterable[str]) -> set[tuple[Name, str]]:
    """Give the companies that are known to have domains, with these."""
    found: set[tuple[Name, str]] = set()
    for some in batched(sorted(domains), AT_ONCE, strict=False):
        rows = CompanyDomain.objects.filter(domain__in=some)
        for source, subject, domain in rows.values_list("source_id", "subject", "domain"):
            found.add((Name(source, EventSubject.COMPANY, subject), domain))
    return found


def grouped(firms: Iterable[tuple[Name, str]]) -> dict[str, list[Name]]:
    """Give companies by their domain."""
    found: dict[str, list[Name]] = defaultdict(list)
    for firm, domain in firms:
        found[domain].append(firm)
    return found


def people_at(domains: Iterable[str], own: int) -> dict[str, list[int]]:
    """Give the leads who work at domains."""
    found: dict[str, list[int]] = defaultdict(list)
    for some in batched(sorted(domains), AT_ONCE, strict=False):
        rows = LeadIdentity.objects.filter(source=own, of=EventSubject.COMPANY, subject__in=some)
        for lead, domain in rows.values_list("lead_id", "subject"):
            found[domain].append(lead)
    return found


def link(pairs: Iterable[tuple[int, Name]]) -> None:
    """Keep by which names companies of leads are known, each once."""
    rows = [
        LeadIdentity(lead_id=lead, source_id=name.source, of=name.of, subject=name.subject)
        for lead, name in sorted(set(pairs))
    ]
    LeadIdentity.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def employees(rows: Iterable[Row]) -> set[int]:
    """Give the leads who work for the companies that something was told of."""
    names = {row.name for row in rows if row.of == EventSubject.COMPANY}
    found: set[int] = set()
    for wanted in by_source(names):
        found |= set(LeadIdentity.objects.filter(wanted).values_list("lead_id", flat=True))
    return found
