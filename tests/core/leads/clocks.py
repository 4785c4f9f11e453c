"""Calendars of tests, and the same ones for an independent oracle (workclock)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import holidays
import numpy as np
from workclock import Holidays, Schedule, WorkDay

from maillage.core.leads.calendars import Calendar, Hours, Special, office

NEW_YORK = office("ny", "America/New_York", country="US")
PARIS = office("paris", "Europe/Paris", closes="18:00")
ALWAYS = Calendar("always", 1, "America/New_York", tuple(Hours(day, 0, 1440) for day in range(7)))
NIGHT = Calendar("night", 1, "America/New_York", tuple(Hours(day, 1320, 360) for day in range(7)))
SPLIT = Calendar(
    "split",
    3,
    "Europe/Paris",
    tuple(Hours(day, *span) for day in range(6) for span in ((510, 720), (810, 1065))),
    country="FR",
    state="57",
)
HAVANA = Calendar("havana", 1, "America/Havana", tuple(Hours(day, 0, 1440) for day in range(7)))
LORD_HOWE = office("lord howe", "Australia/Lord_Howe", opens="01:30", closes="10:00")
SAMPLE = (NEW_YORK, ALWAYS, NIGHT, SPLIT, HAVANA, LORD_HOWE)
YEARS = range(2024, 2033)


def oracle(calendar: Calendar) -> Schedule:
    """The same calendar for workclock; special days are not among what it knows."""
    assert not calendar.special
    days = [
        WorkDay(clock(each.opens), clock(each.closes), days=[each.weekday])
        for each in calendar.weekly
    ]
    off = (
        holidays.country_holidays(calendar.country, subdiv=calendar.state or None, years=YEARS)
        if calendar.country
        else {}
    )
    return Schedule([*days, Holidays(list(off))] if off else days, time_zone=calendar.zone)


def clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def random_instants(count: int, seed: int) -> np.ndarray:
    """Instants of 2025 to 2030, half of them within two days of a change of the clocks."""
    draw = np.random.default_rng(seed)
    low, high = (
        int(datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1_000_000) for year in (2025, 2031)
    )
    anywhere = draw.integers(low, high, count)
    changes = np.array(
        [
            int(datetime(year, month, day, 7, tzinfo=UTC).timestamp() * 1_000_000)
            for year in range(2025, 2031)
            for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1), (7, 4), (1, 1))
        ]
    )
    near = draw.choice(changes, count) + draw.integers(-6 * 86_400, 6 * 86_400, count) * 1_000_000
    found = np.where(draw.random(count) < 0.5, near, anywhere)
    return np.clip(found, low, high).astype("datetime64[us]")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def closed(day: str, name: str = "") -> Special:
    return Special(date.fromisoformat(day), date.fromisoformat(day), name=name)
