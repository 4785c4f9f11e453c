"""What campaigns bring: the leads of each that became an MQL, an SQL or an opportunity (G-02)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final

from django.db.models import Q

from maillage.domain.leads.identities import AT_ONCE, Name, by_source
from maillage.models import EventSubject, Lead, LeadEvent, LeadIdentity

NAMED: Final = ("campaign", "utm_campaign")
"""Where sources write the campaign that somebody answered; the first that is given."""
STEPS: Final = ("mql_at", "sql_at", "opportunity_at")
READ: Final = ("pk", "source_id", "of", "subject", "at", "carried")


@dataclass(frozen=True, slots=True)
class Brought:
    """A campaign, and how many of its leads took each step in a time."""

    name: str
    mqls: int
    sqls: int
    opportunities: int


def brought(since: datetime, until: datetime) -> list[Brought]:
    """Give what each campaign brought after an instant and until another, the most first.

    A lead counts for the campaign it answered last before then.
    """
    moved = Q()
    for step in STEPS:
        moved |= Q(**{f"{step}__gt": since, f"{step}__lte": until})
    rows = list(Lead.objects.filter(moved, merged_into=None).values_list("pk", *STEPS))
    answered = answered_last((pk for pk, *_instants in rows), until)
    counts: Counter[tuple[str, str]] = Counter()
    for pk, *instants in rows:
        for step, at in zip(STEPS, instants, strict=True):
            if pk in answered and at is not None and since < at <= until:
                counts[answered[pk], step] += 1
    found = [
        Brought(name, *(counts[name, step] for step in STEPS))
        for name in {name for name, _step in counts}
    ]
    return sorted(found, key=lambda each: (-each.opportunities, -each.sqls, -each.mqls, each.name))


def answered_last(leads: Iterable[int], until: datetime) -> dict[int, str]:
    """Give the campaign that each lead answered last, where one is told of."""
    names = names_of(leads)
    found: dict[int, tuple[datetime, int, str]] = {}
    for wanted in by_source(names):
        rows = LeadEvent.objects.filter(wanted, at__lte=until).order_by()
        for pk, *name, at, carried in rows.values_list(*READ):
            if campaign := named_in(carried):
                lead = names[Name(*name)]
                answer = (at, pk, campaign)
                found[lead] = max(found.get(lead, answer), answer)
    return {lead: campaign for lead, (_at, _pk, campaign) in found.items()}


def names_of(leads: Iterable[int]) -> dict[Name, int]:
    """Give by which names sources tell of leads."""
    found: dict[Name, int] = {}
    for some in batched(leads, AT_ONCE, strict=False):
        rows = LeadIdentity.objects.filter(lead__in=some).exclude(of=EventSubject.COMPANY)
        for lead, *name in rows.values_list("lead_id", "source_id", "of", "subject"):
            found[Name(*name)] = lead
    return found


def named_in(carried: Any) -> str:
    """Read the campaign that an event tells; empty where it tells none."""
    told = (carried.get(each) for each in NAMED) if isinstance(carried, dict) else ()
    texts = (each.strip() for each in told if isinstance(each, str))
    return next((text for text in texts if text), "")
