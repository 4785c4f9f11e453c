"""What was known of leads before anybody acted on them, and what became of them.

A lead is read as it was an hour after it was first heard of, or just before the first thing people
did with it where that came earlier: what was told later says nothing, whoever claims to know when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from maillage.core.leads.conditions import Value
from maillage.core.leads.happenings import Fact
from maillage.domain.leads.events import own_source
from maillage.domain.leads.queries import leads
from maillage.domain.leads.reading import Heard, heard
from maillage.models import EventSubject, Lead, LeadLife, Outcome

SETTLES: Final = timedelta(hours=1)
"""How long after a lead was first heard of its fields may still be told."""
INSTANT: Final = timedelta(microseconds=1)
ACTS: Final = frozenset(
    {
        "first_contact", "contact", "accepted", "rejected", "feedback", "validation_call", "sql",
        "opportunity", "recycled", "status_changed", "crm_updated",
    }
)  # fmt: skip
"""What people do with a lead: from then on its fields may tell the outcome."""
LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Known:
    """A lead as it was known before anybody acted on it.

    Parameters
    ----------
    begun
        When it was first heard of; None of one nothing was told of.
    facts
        The latest of each field.
    """

    lead: Lead
    begun: datetime | None
    facts: Mapping[str, Fact]

    def value(self, field: str) -> Value:
        """Give the value of a field; None where it was not known."""
        fact = self.facts.get(field)
        return fact.value if fact else None


def known_before(numbers: Iterable[int]) -> Iterator[Known]:
    """Read leads as they were known before anybody acted on them."""
    return (known_of(each) for each in heard(numbers, own_source()))


def known_of(found: Heard) -> Known:
    """Read one lead as it was known before anybody acted on it."""
    rows = found.events.values()
    person = [each.at for each in rows if each.of != EventSubject.COMPANY]
    begun = min(person or [each.at for each in rows], default=None)
    if begun is None:
        return Known(found.row, None, {})
    acts = [each.at - INSTANT for each in found.story.happenings if each.kind in ACTS]
    return Known(found.row, begun, found.story.known(min([begun + SETTLES, *acts])))


def outcome(lead: Lead, begun: datetime | None, *, silent_since: datetime) -> bool | None:
    """Say whether a lead was won; None while that is open.

    It is won where it became an SQL or an opportunity, or its opportunity was won; lost where it
    was refused, or never became an MQL though it was heard of before ``silent_since``.
    """
    sold = lead.opportunity is not None and lead.opportunity.outcome == Outcome.WON
    if sold or lead.sql_at or lead.opportunity_at:
        return True
    if lead.life == LeadLife.REJECTED:
        return False
    quiet = lead.life == LeadLife.RAW and not lead.recycled and lead.mql_at is None
    return False if quiet and begun is not None and begun < silent_since else None


@dataclass(frozen=True, slots=True)
class Sample:
    """Leads whose outcome is known, the oldest first."""

    known: Sequence[Known]
    won: Sequence[bool]


def sample(*, silent_since: datetime) -> Sample:
    """Read all leads whose outcome is known, in the order in which they were first heard of."""
    rows = leads().select_related(None).select_related("opportunity").in_bulk()
    found: list[tuple[datetime, int, Known, bool]] = []
    for each in known_before(rows):
        won = outcome(rows[each.lead.pk], each.begun, silent_since=silent_since)
        if won is not None and each.begun is not None:
            found.append((each.begun, each.lead.pk, each, won))
    found.sort(key=lambda each: each[:2])
    return Sample([each[2] for each in found], [each[3] for each in found])


def word(value: Value) -> str | None:
    """Give a value as it is counted: a short text, whatever its case; None where there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split()).lower()[:LONGEST] or None


def figure(value: Value) -> float | None:
    """Give a value as a number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
