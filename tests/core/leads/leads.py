"""Leads of tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from maillage.core.leads.happenings import Fact, Happening, Lead

NOW = datetime(2026, 2, 10, 12, tzinfo=UTC)
FIELDS = ("icp_match", "budget_confirmed", "decision_authority", "timing_identified")
EVENTS = ("pricing_page_view", "case_study_download", "webinar_attended", "email_opened")
FIELD_POINTS = dict(zip(FIELDS, (20, 15, 10, 10), strict=True))
EVENT_POINTS = dict(zip(EVENTS, (15, 10, 10, 5), strict=True))


def happening(kind: str, days_ago: float = 1, number: int = 0, **carried: object) -> Happening:
    at = NOW - timedelta(days=days_ago)
    return Happening(f"{kind}-{number}-{days_ago}", kind, at, carried, "web")


def lead(
    fields: Mapping[str, object] | None = None, events: Iterable[Happening] = (), name: str = "L1"
) -> Lead:
    at = NOW - timedelta(days=2)
    facts = tuple(Fact(field, value, at, "crm") for field, value in (fields or {}).items())
    return Lead(name, facts, tuple(events))


def opened(count: int) -> list[Happening]:
    return [happening("email_opened", 5 - place, place) for place in range(count)]


def seed_lead(yes: Iterable[str], name: str = "L1", *, call: bool = False) -> Lead:
    """A lead of which everything is known: what is named is so, the rest is not."""
    wanted = set(yes)
    told = [happening(kind) for kind in EVENTS[:3] if kind in wanted]
    told += opened(3) if "email_opened" in wanted else []
    told += [happening("validation_call", 0.5, role="sdr")] if call else []
    return lead({field: field in wanted for field in FIELDS}, told, name)
