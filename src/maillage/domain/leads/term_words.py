"""What score models, agreements and calendars say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maillage.core.leads.conditions import Operator
from maillage.domain.leads.calendars import AT, COMPANY
from maillage.domain.leads.details import field_word, role_word
from maillage.domain.leads.differences import text_of
from maillage.domain.leads.words import (
    channel_word,
    kind_word,
    outcome_word,
    quality_word,
    refusal_word,
)
from maillage.models import BusinessCalendar, Role
from maillage.texts import _

VALUES = {
    "role": role_word,
    "called_by": role_word,
    "channel": channel_word,
    "outcome": outcome_word,
    "reason": refusal_word,
    "quality": quality_word,
}
"""How values of fields are named, by the field."""


def part_word(name: str) -> str:
    """Name a model, a dimension or a group; one in somebody's own words stays."""
    return {
        "seed": _("Starting model"),
        "recommended": _("Recommended model"),
        "fit": _("Profile fit"),
        "engagement": _("Interest shown"),
        "profile": _("Company profile"),
        "readiness": _("Readiness to buy"),
        "content": _("Interest in our content"),
    }.get(name, name)


def condition_words(condition: Mapping[str, Any]) -> str:
    """Write a condition as it is read: in the ideal customer profile: yes."""
    field, operator = condition["field"], condition.get("operator", Operator.IS)
    value = condition.get("value", True)
    several = value if isinstance(value, list) else [value]
    word = VALUES.get(field, str)
    said = [word(each) if isinstance(each, str) else text_of(each) for each in several]
    texts = {
        Operator.KNOWN: _("%(name)s: known"),
        Operator.AT_LEAST: _("%(name)s: at least %(value)s"),
        Operator.AT_MOST: _("%(name)s: at most %(value)s"),
    }
    text = texts.get(operator, _("%(name)s: %(value)s"))
    return text % {"name": field_word(field), "value": either(said)}


def either(words: list[str]) -> str:
    """Join words of which one is meant: a, b or c."""
    if len(words) < 2:
        return "".join(words)
    names = {"first": ", ".join(words[:-1]), "last": words[-1]}
    return _("%(first)s or %(last)s") % names


def hearer_word(to: str) -> str:
    """Name who hears of a breach: a role, the owner, or an address."""
    words = {str(value): str(label) for value, label in Role.choices}
    return (words | {"owner": _("the owner of the lead")}).get(to, to)


def calendar_word(row: BusinessCalendar) -> str:
    """Name a calendar; that of the company in the reader's language, as long as nobody named it."""
    return _("Company calendar") if row.name == COMPANY == row.key else row.name


def governing_word(called: str, rows: Mapping[str, BusinessCalendar]) -> str:
    """Name a calendar by its id, with the time zone on whose clock it is read."""
    key, _at, zone = called.partition(AT)
    name = calendar_word(rows[key]) if key in rows else key
    return f"{name} ({zone})" if zone else name


def event_words(kinds: list[str]) -> str:
    """Name kinds of events with commas between them."""
    return ", ".join(map(kind_word, kinds))
