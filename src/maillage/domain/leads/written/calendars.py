"""Calendars as they are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field

from maillage.core.leads.calendars import Calendar, Hours, Special, minutes_of
from maillage.domain.leads.written.base import Text, WrittenOfLeads


class WrittenHours(WrittenOfLeads):
    """Hours of some days of the week, 0 is Monday."""

    days: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1, max_length=7)
    opens: str
    closes: str


def clock_text(minutes: int) -> str:
    """Write minutes after midnight as they are read: 09:30, 24:00 for the end of a day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def written_hours(weekly: Iterable[Hours]) -> list[WrittenHours]:
    """Write the hours of a week down, days of the same hours together."""
    days: dict[tuple[int, int], list[int]] = {}
    for each in sorted(weekly):
        days.setdefault((each.opens, each.closes), []).append(each.weekday)
    return [
        WrittenHours(days=found, opens=clock_text(opens), closes=clock_text(closes))
        for (opens, closes), found in days.items()
    ]


def span_of(text: str) -> tuple[int, int]:
    """Read hours as minutes after midnight: 09:00-12:00.

    Raises
    ------
    ParameterError
        If they are none.
    """
    opens, _dash, closes = text.partition("-")
    return minutes_of(opens.strip()), minutes_of(closes.strip())


class WrittenSpecial(WrittenOfLeads):
    """Days that differ, with their hours as 09:00-12:00; none where nothing is worked."""

    first: date
    last: date | None = None
    hours: list[str] = Field(default_factory=list)
    name: str = ""

    @classmethod
    def of(cls, special: Special) -> Self:
        """Write one down."""
        hours = [f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in special.hours]
        last = None if special.last == special.first else special.last
        return cls(first=special.first, last=last, hours=hours, name=special.name)

    def read(self) -> Special:
        """Read it."""
        hours = tuple(span_of(each) for each in self.hours)
        return Special(self.first, self.last or self.first, hours, self.name)


class WrittenCalendar(WrittenOfLeads):
    """When is worked."""

    name: Text = "calendar"
    version: int = Field(1, ge=1)
    zone: str
    weekly: list[WrittenHours] = Field(min_length=1, max_length=50)
    country: str = ""
    state: str = ""
    worked: list[str] = Field(default_factory=list)
    yearly: list[str] = Field(default_factory=list)
    special: list[WrittenSpecial] = Field([], max_length=1000)

    @classmethod
    def of(cls, calendar: Calendar) -> Self:
        """Write one down."""
        return cls(
            name=calendar.id,
            version=calendar.version,
            zone=calendar.zone,
            weekly=written_hours(calendar.weekly),
            country=calendar.country,
            state=calendar.state,
            worked=list(calendar.worked),
            yearly=list(calendar.yearly),
            special=[WrittenSpecial.of(each) for each in calendar.special],
        )

    def read(self) -> Calendar:
        """Read it."""
        weekly = (
            Hours(day, minutes_of(each.opens), minutes_of(each.closes))
            for each in self.weekly
            for day in each.days
        )
        return Calendar(
            self.name,
            self.version,
            self.zone,
            tuple(weekly),
            self.country,
            self.state,
            tuple(self.worked),
            tuple(self.yearly),
            tuple(each.read() for each in self.special),
        )
