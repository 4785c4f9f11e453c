"""Leads of the past with known outcomes, for tests of what is learnt from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from maillage.models import Lead, LeadEvent, LeadIdentity, LeadSource
from tests.factories import lead_source

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def past_leads(wins: int = 120, losses: int = 180) -> LeadSource:
    """Make leads: those of a referral were won three times of four, those of an advert once.

    Each says where it came from as it is created, its visits too; its quality only afterwards, by
    sales. The first to be heard of is a year old, the last half a year.
    """
    source = lead_source("rest")
    count = wins + losses
    won = [(place * wins) // count != ((place + 1) * wins) // count for place in range(count)]
    begun = [NOW - 365 * DAY + place * 180 * DAY / count for place in range(count)]
    leads = Lead.objects.bulk_create(
        Lead(
            name=f"Lead {place}", email=f"past{place}@example.com", last_event_at=begun[place],
            life="sql" if won[place] else "rejected", sql_at=begun[place] + 9 * DAY
            if won[place] else None, rejected_why="" if won[place] else "no_need",
        )
        for place in range(count)
    )  # fmt: skip
    LeadIdentity.objects.bulk_create(
        LeadIdentity(lead=each, source=source, of="lead", subject=str(place))
        for place, each in enumerate(leads)
    )
    events = []
    for place in range(count):
        good = won[place] == (place % 4 != 0)
        facts = {"origin": "Referral" if good else "advert", "visits": place % 29 + 30 * good,
                 "email": f"past{place}@example.com"}  # fmt: skip
        told = [
            ("facts", timedelta(0), facts),
            ("first_contact", timedelta(minutes=30), {}),
            ("facts", timedelta(minutes=40), {"quality": "good" if won[place] else "poor"}),
        ]
        events += [
            LeadEvent(source=source, key=f"{place}-{number}", of="lead", subject=str(place),
                      kind=kind, at=begun[place] + after, carried=carried, digested_at=NOW)
            for number, (kind, after, carried) in enumerate(told)
        ]  # fmt: skip
    LeadEvent.objects.bulk_create(events)
    return source
