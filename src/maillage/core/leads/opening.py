"""The open intervals of a calendar in UTC, and how much is worked before each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from maillage.core.geography.zones import time_zone
from maillage.core.leads.calendars import Calendar, days_off
from maillage.core.leads.instants import Micros, micros

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
MICROS_OF_DAY: Final = 86_400 * SECOND


@dataclass(frozen=True, slots=True)
class Opening:
    """Open intervals in order, without touching each other.

    Parameters
    ----------
    opens, closes : shape (n,), microseconds since 1970 in UTC
    before : shape (n + 1,), microseconds worked before each interval, and in all
    first, last
        The years that are covered, on the clock of the place.
    """

    opens: Micros
    closes: Micros
    before: Micros
    first: int
    last: int

    @property
    def reach(self) -> tuple[int, int]:
        """Instants between which every opening is known."""
        margin = timedelta(days=2)
        begins = datetime(self.first, 1, 1, tzinfo=UTC) + margin
        ends = datetime(self.last + 1, 1, 1, tzinfo=UTC) - margin
        return micros(begins), micros(ends)


def day_number(day: date) -> int:
    """Count the days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


@lru_cache(maxsize=128)
def opening(calendar: Calendar, first: int, last: int) -> Opening:
    """Lay out the open intervals of some years, both included."""
    walls = wall_intervals(calendar, first, last)
    switches, offsets = switches_of(calendar.zone, first, last)
    opens, closes = united(
        *(walls[:, side] - offsets[np.searchsorted(switches, walls[:, side], "right")]
          for side in (0, 1))
    )  # fmt: skip
    before = np.concatenate([[0], np.cumsum(closes - opens)])
    return Opening(opens, closes, before, first, last)


def wall_intervals(calendar: Calendar, first: int, last: int) -> Micros:
    """List what is worked on the clock of the place, shape (n, 2), each within one day."""
    days = np.arange(day_number(date(first, 1, 1)), day_number(date(last + 1, 1, 1)))
    usual = np.ones(len(days), dtype=bool)
    for year in range(first, last + 1):
        usual[[day_number(day) - days[0] for day in days_off(calendar, year)]] = False
    special: dict[int, tuple[tuple[int, int], ...]] = {}
    for each in calendar.special:
        begins = max(day_number(each.first), int(days[0]))
        ends = min(day_number(each.last), int(days[-1]))
        special |= dict.fromkeys(range(begins, ends + 1), each.hours)
    usual[[day - days[0] for day in special]] = False
    weekdays = (days + 3) % 7
    parts = [
        days[usual & (weekdays == weekday), None] * MICROS_OF_DAY
        + np.array([[begins, ends]]) * MINUTE
        for hours in calendar.weekly
        for weekday, begins, ends in hours.pieces
    ]
    parts += [
        np.array([[day * MICROS_OF_DAY + minute * MINUTE for minute in pair] for pair in hours])
        for day, hours in special.items()
        if hours
    ]
    return np.concatenate(parts).astype(np.int64) if parts else np.empty((0, 2), dtype=np.int64)


def united(opens: Micros, closes: Micros) -> tuple[Micros, Micros]:
    """Join intervals that overlap or touch; drop those without length."""
    real = closes > opens
    order = np.argsort(opens[real], kind="stable")
    opens, closes = opens[real][order], closes[real][order]
    if not len(opens):
        return opens, closes
    furthest = np.maximum.accumulate(closes)
    starts = np.concatenate([[True], opens[1:] > furthest[:-1]])
    ends = np.concatenate([starts[1:], [True]])
    return opens[starts], furthest[ends]


@lru_cache(maxsize=128)
def switches_of(zone: str, first: int, last: int) -> tuple[Micros, Micros]:
    """Give the times of the clock at which the offset to UTC changes, and all the offsets.

    A time that a change skips is read with the offset before it, one that comes twice as its first
    (RFC 5545, section 3.3.5).

    Returns
    -------
    switches, offsets
        Shapes (n,) and (n + 1,), microseconds.
    """
    place = time_zone(zone)
    moment = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=3)
    ends = datetime(last + 1, 1, 1, tzinfo=UTC) + timedelta(days=3)
    offsets, switches = [offset_at(place, moment)], []
    while moment < ends:
        after = moment + timedelta(days=1)
        new = offset_at(place, after)
        if new != offsets[-1]:
            change = when_changed(place, moment, after)
            switches.append(micros(change) + max(new, offsets[-1]))
            offsets.append(new)
        moment = after
    return np.array(switches, dtype=np.int64), np.array(offsets, dtype=np.int64)


def offset_at(place: ZoneInfo, moment: datetime) -> int:
    """Give the offset to UTC at an instant, in microseconds."""
    offset = moment.astimezone(place).utcoffset()
    assert offset is not None, "an IANA zone always has an offset"
    return offset // timedelta(microseconds=1)


def when_changed(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the second at which the offset changes between two instants."""
    old = offset_at(place, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if offset_at(place, middle) == old:
            before = middle
        else:
            after = middle
    return after
