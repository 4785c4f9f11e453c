"""When two places work at the same time, and when an account may be called.

Working days are Monday to Friday; public holidays are not looked at. Hours are on the clock of each
place, so that daylight saving time moves them against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from maillage.core.geography.zones import time_zone
from maillage.errors import ParameterError
from maillage.texts import _, quoted

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when is worked, on the clock of a place.

    Raises
    ------
    ParameterError
        If it ends before it begins, or a time has an offset of its own.
    """

    start: time = time(9)
    end: time = time(17)

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.end.tzinfo:
            raise ParameterError(
                _("Working hours are on the clock of the place, without an offset."),
                remedy=_("Write them as 09:00."),
            )
        if self.start >= self.end:
            raise ParameterError(
                _("Working hours from %(start)s to %(end)s are none.")
                % {"start": self.start.strftime("%H:%M"), "end": self.end.strftime("%H:%M")},
                remedy=_("Give the beginning first, both on the same day."),
            )


def read_hours(typed: str) -> Hours:
    """Read hours such as ``09:00-18:00``.

    Raises
    ------
    ParameterError
        If they are none.
    """
    try:
        start, end = (time.fromisoformat(part.strip()) for part in typed.split("-"))
    except ValueError as error:
        raise ParameterError(
            _("%(text)s are no working hours.") % {"text": quoted(typed[:40])},
            remedy=_("Write them as 09:00-18:00."),
        ) from error
    return Hours(start.replace(tzinfo=None), end.replace(tzinfo=None))


@dataclass(frozen=True, slots=True)
class Season:
    """Days in a row, both included, with the same minutes in common, from and to in UTC."""

    first: date
    last: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Window:
    """When to call: in UTC-aware times of the account's place, and of the caller's."""

    opens: datetime
    closes: datetime
    opens_for_caller: datetime
    closes_for_caller: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.closes - self.opens).total_seconds() // 60)


def span(zone: str, day: date, hours: Hours) -> tuple[datetime, datetime]:
    """Give the working hours of a day in UTC; a skipped or doubled hour is read as its first."""
    place = time_zone(zone)
    opens, closes = (
        datetime.combine(day, clock, place).astimezone(UTC) for clock in (hours.start, hours.end)
    )
    return opens, closes


def common(
    home: str, there: str, day: date, *, home_hours: Hours, hours: Hours
) -> tuple[datetime, datetime] | None:
    """Give what is worked at both places during the working day ``day`` of ``there``, in UTC.

    The working days of ``home`` that touch it are that of the same date and those before and
    after, where the two places are far apart.
    """
    if day.weekday() >= SATURDAY:
        return None
    opens, closes = span(there, day, hours)
    parts = []
    for mine in (day - DAY, day, day + DAY):
        if mine.weekday() < SATURDAY:
            begins, ends = span(home, mine, home_hours)
            if max(begins, opens) < min(ends, closes):
                parts.append((max(begins, opens), min(ends, closes)))
    return max(parts, key=lambda part: part[1] - part[0], default=None)


def overlap_minutes(
    home: str, there: str, day: date, *, home_hours: Hours = Hours(), hours: Hours = Hours()
) -> int:
    """Count the minutes in which both places work (A-21).

    Parameters
    ----------
    home, there
        IANA names of time zones.
    day
        A day of ``there``; nobody works on its Saturdays and Sundays.
    home_hours, hours
        What is worked at each place; 9 to 17 unless told otherwise.
    """
    both = common(home, there, day, home_hours=home_hours, hours=hours)
    return 0 if both is None else int((both[1] - both[0]).total_seconds() // 60)


def seasons(
    home: str,
    there: str,
    year: int,
    *,
    home_hours: Hours = Hours(),
    hours: Hours = Hours(),
) -> list[Season]:
    """Give the minutes in common through a year, by stretches of days that have the same.

    Days off take the minutes of the working day before them.
    """
    found: list[Season] = []
    for day in days_of(year):
        working = day
        while working.weekday() >= SATURDAY:
            working -= DAY
        minutes = overlap_minutes(home, there, working, home_hours=home_hours, hours=hours)
        if found and found[-1].minutes == minutes:
            found[-1] = Season(found[-1].first, day, minutes)
        else:
            found.append(Season(day, day, minutes))
    return found


def days_of(year: int) -> Iterator[date]:
    """List the days of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += DAY


def call_window(
    home: str, there: str, day: date, *, home_hours: Hours = Hours(), hours: Hours = Hours()
) -> Window | None:
    """Say when somebody at ``home`` may call an account ``there`` on a day of the account (A-02).

    None where no hour suits both, and on days off.
    """
    both = common(home, there, day, home_hours=home_hours, hours=hours)
    if both is None:
        return None
    place, mine = time_zone(there), time_zone(home)
    opens, closes = both
    return Window(
        opens.astimezone(place),
        closes.astimezone(place),
        opens.astimezone(mine),
        closes.astimezone(mine),
    )


def is_early(moment: datetime, zone: str, *, hours: Hours = Hours()) -> bool:
    """Whether a call at a moment falls outside of an account's hours or on its days off (A-02)."""
    clock = moment.astimezone(time_zone(zone))
    return clock.weekday() >= SATURDAY or not hours.start <= clock.time() < hours.end
