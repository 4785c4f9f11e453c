"""The month from which the source begins: 50 qualified leads, 12 contacted, 38 lost (E-10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from maillage.core.leads.happenings import Fact, Happening, Lead

LEADS: Final = 50
CONTACTED: Final = 12
MONTH: Final = datetime(2026, 1, 5, 14, tzinfo=UTC)


def starting_month() -> list[Lead]:
    """Make the leads of the month: every one becomes an MQL, every fourth or so is contacted.

    Contacts come between 3 hours and 3 days late; three of the twelve are accepted.
    """
    return [starting_lead(number) for number in range(LEADS)]


def starting_lead(number: int) -> Lead:
    """Make one lead of the month."""
    at = MONTH + timedelta(days=number % 26, minutes=37 * number)
    name = f"L{number + 1:03d}"
    facts = [Fact("icp_match", value=True, at=at, source="form")]
    told = [
        ("pricing_page_view", timedelta(0)),
        ("case_study_download", timedelta(minutes=4)),
        ("mql", timedelta(minutes=4)),
    ]
    if number * CONTACTED % LEADS < CONTACTED:
        told.append(("first_contact", timedelta(hours=3 + number)))
        if number * CONTACTED // LEADS % 4 == 0:
            told.append(("accepted", timedelta(hours=4 + number)))
    happenings = [
        Happening(f"{name}-{kind}", kind, at + late, source="demo") for kind, late in told
    ]
    return Lead(name, facts, happenings)
