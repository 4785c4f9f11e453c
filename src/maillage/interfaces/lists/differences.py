"""What differs between two versions of a score model, an agreement or a calendar, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from maillage.core.leads.scoring.model import Decay
from maillage.core.leads.sla.policies import Basis, Direction
from maillage.domain.leads.details import field_word
from maillage.domain.leads.differences import Different, Name, Path, text_of
from maillage.domain.leads.term_words import condition_words, event_words, hearer_word, part_word
from maillage.domain.leads.words import kind_word
from maillage.interfaces.exporters.wording import DASH, number, percent
from maillage.interfaces.lists.agreements import counted, direction, duration
from maillage.interfaces.lists.calendars import days_text
from maillage.interfaces.lists.columns import Cell
from maillage.models import Whose
from maillage.texts import _

OF_STAGES = frozenset({"at_least", "gates", "needs"})


def different(found: Sequence[Different], before: str, after: str) -> dict[str, Any]:
    """Show what differs between two versions, for components/table.html."""
    return {
        "id": "different",
        "caption": _("What is different"),
        "columns": [{"label": _("What")}, {"label": before}, {"label": after}],
        "rows": [
            {"key": each.place,
             "cells": [Cell(place_words(each.path)), Cell(said(each.path, each.old) or DASH),
                       Cell(said(each.path, each.new) or DASH)]}
            for each in found
        ],
        "empty": {"icon": "circle-check", "title": _("Both versions say the same.")},
    }  # fmt: skip


def change_words(each: Different) -> str:
    """Say in one line what differs."""
    before, after = (said(each.path, value) or DASH for value in (each.old, each.new))
    names = {"name": place_words(each.path), "before": before, "after": after}
    return _("%(name)s: %(before)s → %(after)s") % names


def place_words(path: Path) -> str:
    """Name a place: E-03 › Within."""
    return " › ".join(filter(None, steps(path)))


def steps(path: Path) -> Iterator[str]:
    """Name each step of a place; lists in which items have names go without saying."""
    words = key_words()
    of_stage = OF_STAGES.intersection(path[1:2])
    for place, step in enumerate(path):
        if isinstance(step, Name):
            yield step.upper() if of_stage and place == 0 else named(step)
        elif step == "at_least" and of_stage:
            yield _("From points")
        else:
            yield words.get(step, step)


def named(step: str) -> str:
    """Name an item of a list: a part of a model, a rule, a promise."""
    part = part_word(step)
    return part if part != step else field_word(step)


def key_words() -> dict[str, str]:
    """Name what is written, as the forms do."""
    return {
        "points": _("Points"),
        "cap": _("Cap"),
        "bands": _("Bands"),
        "event": _("Event"),
        "when": _("On condition that"),
        "where": _("Where the event carries"),
        "at_least": _("It takes"),
        "most": _("Counted at most"),
        "every_days": _("Days between two"),
        "window_days": _("Counts for days"),
        "decay": _("The points"),
        "decay_days": _("Days of fading"),
        "gates": _("Gates"),
        "needs": _("Needed events"),
        "whose": _("Whose calendar governs"),
        "reassign_on_breach": _("On a breach the lead goes to the next rep"),
        "direction": _("Who owes whom"),
        "begins": _("Begins with the event"),
        "fulfilled_by": _("Kept by the event"),
        "within": _("Within"),
        "basis": _("Time counts"),
        "requires": _("Must carry"),
        "warnings": _("Warnings"),
        "pauses_on": _("Paused by"),
        "resumes_on": _("Resumed by"),
        "cancelled_by": _("Cancelled by"),
        "position": _("Precedence"),
        "escalations": _("Who hears of a breach"),
        "to": "",
        "after": _("How long after it"),
        "called": _("Name of the calendar"),
        "zone": _("Time zone"),
        "weekly": _("Hours of the week"),
        "days": _("Days"),
        "opens": _("Opens"),
        "closes": _("Closes"),
        "country": _("Holidays of the country"),
        "state": _("and of the state"),
        "worked": _("Holidays that are worked all the same"),
        "yearly": _("Days off each year"),
        "special": _("Special days"),
        "first": _("From day"),
        "last": _("To day"),
        "hours": _("Hours"),
    }


def said(path: Path, value: Any) -> str:
    """Write what is said at a place."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return condition_words(value)
    word = value_words().get(path[-1])
    if word:
        return word(value)
    return number_text(value) if is_number(value) else text_of(value)


def value_words() -> dict[str, Callable[[Any], str]]:
    """How values are written, by what they are."""
    decays = {
        Decay.NONE: _("do not fade"),
        Decay.LINEAR: _("fade to nothing in a line, after so many days"),
        Decay.HALF_LIFE: _("fade to half after so many days"),
    }
    return {
        "event": kind_word,
        "begins": kind_word,
        "fulfilled_by": kind_word,
        "requires": event_words,
        "pauses_on": event_words,
        "resumes_on": event_words,
        "cancelled_by": event_words,
        "direction": lambda value: direction(Direction(value)),
        "basis": lambda value: counted(Basis(value)),
        "within": duration,
        "after": duration,
        "warnings": lambda shares: ", ".join(percent(share, 0) for share in shares),
        "to": hearer_word,
        "whose": lambda value: str(Whose(value).label),
        "decay": lambda value: decays[Decay(value)],
        "bands": lambda pair: ", ".join(map(number_text, pair)),
        "days": days_text,
    }


def is_number(value: Any) -> bool:
    """Whether it is an amount."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number_text(value: float) -> str:
    """Write an amount."""
    return number(value, 0 if float(value).is_integer() else 2)
