"""Business time: adding to an instant, taking from it, and what lies between two.

Instants are positions on the prefix sums of the open intervals of a calendar, so that a million
deadlines take a few searches of sorted arrays. A closing time belongs to the day that ends: one
hour from Friday 16:00 is due on Friday 17:00, unless the next opening is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

import numpy as np

from maillage.core.geography.zones import time_zone
from maillage.core.leads.calendars import FIRST_YEAR, LAST_YEAR, Calendar
from maillage.core.leads.instants import (
    Durations,
    Instants,
    Micros,
    as_durations,
    as_instants,
    as_micros,
    durations_of,
    instants_of,
    moment_of,
    one,
    positive,
    year_of,
)
from maillage.core.leads.opening import MINUTE, Opening, opening
from maillage.errors import ParameterError
from maillage.texts import _, quoted

NOTHING_AFTER: Final = -1
"""No work is needed after the last instant."""
ENOUGH_OVERLAP: Final = 60
"""Minutes a day that an owner should share with the calendar that governs (X-16)."""


class Landing(StrEnum):
    """Where work lands that ends exactly at closing time: there, or at the next opening."""

    CLOSING = "closing"
    OPENING = "opening"


class Clock:
    """Business time of a calendar; grows by years as they are asked for.

    Parameters
    ----------
    calendar
        When is worked.
    """

    __slots__ = ("_opening", "calendar")

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._opening: Opening | None = None

    def add_many(
        self, instants: Instants, work: Durations, landing: Landing = Landing.CLOSING
    ) -> Instants:
        """Give the earliest instants with that much work after others.

        Parameters
        ----------
        instants : shape (n,), UTC
        work : shape (n,), zero or more; zero gives the instant itself, or the next opening where
            ``landing`` asks for it
        landing
            Where work lands that ends exactly at closing time.

        Returns
        -------
        numpy.ndarray
            Shape (n,), datetime64[us].

        Raises
        ------
        ParameterError
            If work is negative, or an instant is outside of the years whose holidays are known.
        """
        begins, amounts = as_micros(instants), positive(work)
        table = self._with_room(begins, int(amounts.max(initial=0)))
        places = position(table, begins) + amounts
        side: Literal["left", "right"] = "left" if landing is Landing.CLOSING else "right"
        found = np.searchsorted(table.before[1:], places, side)
        ends = table.opens[found] + places - table.before[found]
        if landing is Landing.CLOSING:
            ends = np.where(amounts == 0, begins, ends)
        return as_instants(ends)

    def subtract_many(self, instants: Instants, work: Durations) -> Instants:
        """Give the latest instants with that much work before others; see :meth:`add_many`."""
        ends, amounts = as_micros(instants), positive(work)
        table = self._with_room(ends, NOTHING_AFTER)
        while True:
            places = position(table, ends) - amounts
            if places.min(initial=0) >= 0:
                break
            table = self._grown(table.first - (table.last - table.first) - 1, table.last)
        found = np.searchsorted(table.before[:-1], places, "right") - 1
        begins = table.opens[found] + places - table.before[found]
        return as_instants(np.where(amounts == 0, ends, begins))

    def between_many(self, begins: Instants, ends: Instants) -> Durations:
        """Give the work between instants: negative where the second is before the first."""
        first, second = as_micros(begins), as_micros(ends)
        table = self._with_room(np.concatenate([first, second]), NOTHING_AFTER)
        return as_durations(position(table, second) - position(table, first))

    def open_from(self, instants: Instants) -> Instants:
        """Give instants as they are where it is open or just closing, else the next opening."""
        moments = as_micros(instants)
        table = self._with_room(moments, 1)
        last = np.searchsorted(table.opens, moments, "right") - 1
        inside = (last >= 0) & (moments <= table.closes[last])
        following = table.opens[np.minimum(last + 1, len(table.opens) - 1)]
        return as_instants(np.where(inside, moments, following))

    def add(
        self, moment: datetime, work: timedelta, landing: Landing = Landing.CLOSING
    ) -> datetime:
        """Give the earliest instant with that much work after another; see :meth:`add_many`."""
        return one(self.add_many(instants_of([moment]), durations_of([work]), landing))

    def subtract(self, moment: datetime, work: timedelta) -> datetime:
        """Give the latest instant with that much work before another."""
        return one(self.subtract_many(instants_of([moment]), durations_of([work])))

    def between(self, begins: datetime, ends: datetime) -> timedelta:
        """Give the work between two instants."""
        found = self.between_many(instants_of([begins]), instants_of([ends]))
        return timedelta(microseconds=int(found.astype(np.int64)[0]))

    def intervals(self, begins: datetime, ends: datetime) -> tuple[Instants, Instants]:
        """Give the open intervals between two instants, cut at them: opens and closes."""
        bounds = as_micros(instants_of([begins, ends]))
        low, high = bounds
        table = self._with_room(bounds, NOTHING_AFTER)
        opens, closes = np.maximum(table.opens, low), np.minimum(table.closes, high)
        real = closes > opens
        return as_instants(opens[real]), as_instants(closes[real])

    def _with_room(self, moments: Micros, work: int) -> Opening:
        """Give open intervals that hold all the instants, and that much work after the last."""
        low, high = int(moments.min(initial=2**62)), int(moments.max(initial=-(2**62)))
        if low > high:
            low = high = 0
        first, last = year_of(low) - 1, year_of(high) + 1
        known = self._opening
        if known is None or not (known.reach[0] <= low and high <= known.reach[1]):
            bounds = (known.first, known.last) if known else (first, last)
            known = self._grown(min(first, bounds[0]), max(last, bounds[1]))
        while known.before[-1] - int(position(known, np.array([high]))[0]) <= work:
            known = self._grown(known.first, known.last + (known.last - known.first) + 1)
        return known

    def _grown(self, first: int, last: int) -> Opening:
        """Lay out more years; beyond those that are known there is nothing to find."""
        known = self._opening
        inside = max(first, FIRST_YEAR - 1), min(last, LAST_YEAR + 1)
        if known and inside == (known.first, known.last):
            raise ParameterError(
                _("There is not that much work between %(first)d and %(last)d in %(name)s.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR, "name": quoted(self.calendar.id)},
                remedy=_("Ask for less, or give the calendar more hours."),
            )
        self._opening = opening(self.calendar, *inside)
        return self._opening


def position(table: Opening, moments: Micros) -> Micros:
    """Give how much is worked before instants, in microseconds since the table begins."""
    if not len(table.opens):
        return np.zeros(len(moments), dtype=np.int64)
    last = np.searchsorted(table.opens, moments, "right") - 1
    safe = np.maximum(last, 0)
    inside = np.minimum(moments, table.closes[safe]) - table.opens[safe]
    return np.where(last < 0, 0, table.before[safe] + inside)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Minutes of a working day of the governing calendar that an owner works as well.

    Parameters
    ----------
    usual
        Median of the days of a year.
    days
        On how many days of the year each number of minutes is shared, by minutes.
    """

    usual: int
    days: tuple[tuple[int, int], ...]

    @property
    def enough(self) -> bool:
        """Whether the owner can keep deadlines counted in hours (X-16)."""
        return self.usual >= ENOUGH_OVERLAP


def overlap(governs: Clock, own: Clock, year: int) -> Overlap:
    """Count the minutes in common by day of the governing calendar through a year (X-16).

    Raises
    ------
    ParameterError
        If the governing calendar has no working day in that year.
    """
    place = time_zone(governs.calendar.zone)
    first, last = (datetime(each, 1, 1, tzinfo=place) for each in (year, year + 1))
    opens, closes = governs.intervals(first, last)
    if not len(opens):
        raise ParameterError(
            _("Nothing is worked in %(year)d in %(name)s.")
            % {"year": year, "name": quoted(governs.calendar.id)},
            remedy=_("Look at another year."),
        )
    shared = own.between_many(opens, closes).astype(np.int64) // MINUTE
    days = [moment_of(int(each)).astimezone(place).toordinal() for each in opens.astype(np.int64)]
    minutes = np.bincount(np.unique(days, return_inverse=True)[1], weights=shared).astype(int)
    values, counts = np.unique(minutes, return_counts=True)
    return Overlap(
        int(np.median(minutes)),
        tuple(zip(values.tolist(), counts.tolist(), strict=True)),
    )
