"""What is told of a lead in detail, in the reader's language: fields, roles, what events carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from maillage.core.leads.brief import NAMES
from maillage.core.leads.scoring.score import CAP, Missing
from maillage.domain.leads.words import (
    channel_word,
    kind_word,
    outcome_word,
    quality_word,
    refusal_word,
)
from maillage.models import LeadEvent
from maillage.texts import _

CLOCK = "clock"
LONGEST = 200
MOST_FACTS = 12


def field_word(name: str) -> str:
    """Name a field or a rule of the score; what we do not know keeps its code, in words."""
    return {
        "icp_match": _("in the ideal customer profile"),
        "budget_confirmed": _("budget confirmed"),
        "decision_authority": _("decides"),
        "timing_identified": _("knows by when to buy"),
        "name": _("Name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "title": _("Job title"),
        "company": _("Company"),
        "domain": _("Domain"),
        "street": _("Street"),
        "postal_code": _("Postal code"),
        "city": _("City"),
        "state": _("State"),
        "country": _("Country"),
        "industry": _("Industry"),
        "employees": _("Employees"),
        "segment": _("Segment"),
        "status": _("Status"),
        "band": _("Band"),
        "stage": _("Stage"),
        "total": _("Score"),
        "channel": _("Channel"),
        "outcome": _("Outcome"),
        "quality": _("Quality"),
        "reason": _("Reason"),
        "content": _("content"),
        "campaign": _("campaign"),
        "role": _("made by"),
        "pricing_page": _("looked at the prices"),
        "case_study": _("downloaded a case study"),
        "webinar": _("took part in a webinar"),
        "emails": _("opened several e-mails"),
        CAP: _("no more than the most of its group"),
    }.get(name) or kind_word(name)


def role_word(role: str) -> str:
    """Name as what somebody called."""
    return {"marketing": _("Marketing"), "sdr": _("SDR"), "sales": _("Sales rep")}.get(role, role)


def missing_word(row: Mapping[str, Any]) -> str:
    """Say what a lead lacks to the next stage."""
    words = {"field": field_word, "event": kind_word}
    said = {name: word(row[name]) for name, word in words.items() if row.get(name)}
    return str(Missing(**row | said))


def carried_words(event: LeadEvent) -> list[str]:
    """Say what an event carries, in a few words each."""
    if event.kind == LeadEvent.FACTS:
        return [_("%(name)s: %(value)s") % {"name": field_word(name), "value": value_word(value)}
                for name, value in list(event.carried.items())[:MOST_FACTS]]  # fmt: skip
    return [each[:LONGEST] for each in said_of(event.carried) if each]


def said_of(carried: Mapping[str, Any]) -> Iterator[str]:
    """Say what is known of what somebody did."""
    named = (carried.get(name) for name in NAMES)
    yield next((each for each in named if isinstance(each, str) and each.strip()), "")
    for name, word in (
        ("channel", channel_word), ("outcome", outcome_word), ("reason", refusal_word),
        ("quality", quality_word), ("called_by", role_word),
    ):  # fmt: skip
        if isinstance(carried.get(name), str):
            yield word(carried[name])
    if "referenced_content" in carried:
        yield (
            _("went on from what they read")
            if carried["referenced_content"]
            else _("did not go on from what they read")
        )
    yield str(carried.get("note") or "")
    if carried.get("by") != CLOCK:
        yield str(carried.get("by") or "")


def value_word(value: Any) -> str:
    """Write the value of a field."""
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)[:LONGEST]
