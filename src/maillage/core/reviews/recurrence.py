"""Meetings that come again: on which days (G-01 to G-04)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, cast

from dateutil.rrule import rrulestr

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST: Final = 5
"""The fifth Monday of a month is its last one: few months have a fifth."""


class Rhythm(StrEnum):
    """How often people meet."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


USUAL_MINUTES: Final = {
    Rhythm.DAILY: 10,
    Rhythm.WEEKLY: 45,
    Rhythm.MONTHLY: 120,
    Rhythm.QUARTERLY: 240,
}


def rule_of(rhythm: Rhythm, first: date) -> str:
    """The rule of recurrence of a calendar (RFC 5545, RRULE).

    Daily meetings are on working days, weekly ones on the weekday of the first, the others on the
    same weekday of the month as the first: the second Tuesday, the last Friday.
    """
    day = WEEKDAYS[first.weekday()]
    if rhythm is Rhythm.DAILY:
        return f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[:5])}"
    if rhythm is Rhythm.WEEKLY:
        return f"FREQ=WEEKLY;BYDAY={day}"
    place = (first.day - 1) // 7 + 1
    months = 1 if rhythm is Rhythm.MONTHLY else 3
    return f"FREQ=MONTHLY;INTERVAL={months};BYDAY={-1 if place == LAST else place}{day}"


def next_day(rhythm: Rhythm, first: date, after: date) -> date:
    """The day of the first meeting after a day; none comes before ``first``."""
    rule = rrulestr(rule_of(rhythm, first), dtstart=datetime(first.year, first.month, first.day))  # noqa: DTZ001 - days, not instants
    since = max(after, first - timedelta(days=1))
    found = cast("datetime", rule.after(datetime(since.year, since.month, since.day)))  # noqa: DTZ001
    return found.date()
