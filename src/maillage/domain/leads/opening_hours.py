"""When calendars are open, day by day, and which reps share too little of it (X-16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from maillage.core.geography.zones import time_zone
from maillage.core.leads.calendars import Calendar, days_off
from maillage.core.leads.clock import Overlap, overlap
from maillage.core.leads.instants import moment_of
from maillage.domain.leads.calendars import Calendars, Place, calendars_now, clock_of
from maillage.models import Lead, Ownership, Rep


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day of a calendar.

    Parameters
    ----------
    spans
        When it is open, on the clock of the place; the end of a day is 24:00.
    name
        Why it is not like others: a holiday, a special day.
    """

    day: date
    spans: tuple[tuple[str, str], ...]
    name: str = ""


def month_of(calendar: Calendar, year: int, month: int) -> list[OpenDay]:
    """Give the days of a month with when they are open."""
    place = time_zone(calendar.zone)
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1)
    begin, end = (datetime.combine(each, datetime.min.time(), place) for each in (first, last))
    opens, closes = clock_of(calendar).intervals(begin, end)
    spans: dict[date, list[tuple[str, str]]] = {}
    for one, other in zip(opens.astype("int64"), closes.astype("int64"), strict=True):
        for day, span in pieces(moment_of(int(one)).astimezone(place),
                                moment_of(int(other)).astimezone(place)):  # fmt: skip
            spans.setdefault(day, []).append(span)
    names = days_off(calendar, year) | special_names(calendar)
    count = (last - first).days
    days = [first + timedelta(days=number) for number in range(count)]
    return [OpenDay(day, tuple(spans.get(day, ())), names.get(day, "")) for day in days]


def pieces(opens: datetime, closes: datetime) -> Iterator[tuple[date, tuple[str, str]]]:
    """Cut an open interval at midnight, on the clock of its place."""
    day = opens.date()
    while day <= closes.date():
        starts = f"{opens:%H:%M}" if day == opens.date() else "00:00"
        ends = f"{closes:%H:%M}" if day == closes.date() else "24:00"
        if starts != ends:
            yield day, (starts, ends)
        day += timedelta(days=1)


def special_names(calendar: Calendar) -> dict[date, str]:
    """Name the special days of a calendar."""
    found = {}
    for special in calendar.special:
        for number in range((special.last - special.first).days + 1):
            found[special.first + timedelta(days=number)] = special.name
    return found


@dataclass(frozen=True, slots=True)
class Shortage:
    """A rep who shares too few minutes a day with a calendar that governs what they owe."""

    rep: Rep
    calendar: Calendar
    shared: Overlap


def shortages(year: int) -> list[Shortage]:
    """Give the reps who share less than an hour a day with where their accounts and leads are."""
    calendars = calendars_now()
    places: dict[Rep, set[Place]] = {}
    for rep, place in places_worked():
        places.setdefault(rep, set()).add(place)
    found = []
    for rep in sorted(places, key=lambda each: each.name):
        own = calendars.of_rep(rep)[1]
        for calendar in governing_at(calendars, places[rep]):
            shared = shared_by(calendar, own, year)
            if not shared.enough:
                found.append(Shortage(rep, calendar, shared))
    return found


def places_worked() -> Iterator[tuple[Rep, Place]]:
    """Give where the accounts and the leads of each active rep are, each place once."""
    reps = Rep.objects.filter(active=True).in_bulk()
    names = ("country", "state", "time_zone")
    held = Ownership.objects.filter(ends_on=None).values_list(
        "rep", *(f"account__{name}" for name in names)
    )
    leads = Lead.objects.exclude(owner=None).order_by().values_list("owner", *names)
    for rows in (held, leads):
        for rep, *place in rows.distinct():
            if rep in reps and Place(*place).known:
                yield reps[rep], Place(*place)


def governing_at(calendars: Calendars, places: set[Place]) -> list[Calendar]:
    """Give the different calendars of places."""
    found = {calendar.id: calendar for _row, calendar in map(calendars.at, places)}
    return [found[each] for each in sorted(found)]


@lru_cache(maxsize=4096)
def shared_by(governs: Calendar, own: Calendar, year: int) -> Overlap:
    """Count the shared minutes once."""
    return overlap(clock_of(governs), clock_of(own), year)
