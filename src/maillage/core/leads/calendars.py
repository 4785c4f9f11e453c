"""Business calendars: when somebody works, on the clock of a place (X-16, X-17).

A day runs from 00:00 to 24:00 of the calendar's time zone. Hours that run past midnight belong to
the day they fall on: a night shift that begins on the eve of a holiday ends at midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

import holidays

from maillage.core.geography.zones import time_zone
from maillage.errors import ParameterError
from maillage.texts import _, quoted

DAY: Final = 1440
"""Minutes of a day on the clock."""
FIRST_YEAR: Final = 1971
LAST_YEAR: Final = 2099
"""Years whose holidays are known: what falls outside of them is refused."""
RECENT: Final = 202
"""The decade whose holidays have the names that can be given."""
CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
YEARLY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def minutes_of(text: str) -> int:
    """Read a time of the clock, 00:00 to 24:00, as minutes after midnight.

    Raises
    ------
    ParameterError
        If it is none.
    """
    if not CLOCK.fullmatch(text):
        raise ParameterError(
            _("%(text)s is no time of the clock.") % {"text": quoted(text[:40])},
            remedy=_("Write it as 09:00, and the end of a day as 24:00."),
        )
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Hours worked on a day of the week.

    Parameters
    ----------
    weekday
        0 is Monday, 6 is Sunday.
    opens, closes
        Minutes after midnight on the clock of the place, 0 to 1440. What closes no later than it
        opens runs past midnight into the next day.
    """

    weekday: int
    opens: int
    closes: int

    def __post_init__(self) -> None:
        """Refuse what is no time of a week."""
        if not (0 <= self.weekday <= 6 and 0 <= self.opens < DAY and 0 <= self.closes <= DAY):
            raise ParameterError(
                _("Hours on weekday %(day)s from minute %(opens)s to %(closes)s are none.")
                % {"day": self.weekday, "opens": self.opens, "closes": self.closes},
                remedy=_("Weekdays are 0 (Monday) to 6, minutes of a day 0 to 1440."),
            )

    @property
    def pieces(self) -> tuple[tuple[int, int, int], ...]:
        """Weekday, opening and closing, cut at midnight."""
        if self.closes > self.opens:
            return ((self.weekday, self.opens, self.closes),)
        night = ((self.weekday, self.opens, DAY), ((self.weekday + 1) % 7, 0, self.closes))
        return tuple(piece for piece in night if piece[2] > piece[1])


@dataclass(frozen=True, slots=True)
class Special:
    """Days that are not like the week says: a holiday of one's own, a half day, a Saturday worked.

    Parameters
    ----------
    first, last
        Days, both included.
    hours
        Opening and closing in minutes after midnight; none where nothing is worked. They replace
        the hours of the week and the holidays of these days.
    name
        What the reason is called.
    """

    first: date
    last: date
    hours: tuple[tuple[int, int], ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse days in the wrong order and hours that are none."""
        if self.last < self.first:
            raise ParameterError(
                _("The days from %(first)s to %(last)s are none.")
                % {"first": self.first, "last": self.last},
                remedy=_("Give the first day first."),
            )
        if wrong := [each for each in self.hours if not 0 <= each[0] < each[1] <= DAY]:
            raise ParameterError(
                _("On %(day)s, hours from minute %(opens)s to %(closes)s are none.")
                % {"day": self.first, "opens": wrong[0][0], "closes": wrong[0][1]},
                remedy=_("Give the beginning first, both within the day."),
            )


@dataclass(frozen=True, slots=True)
class Calendar:
    """When is worked, in one version that does not change any more.

    Parameters
    ----------
    id, version
        What deadlines are stored with, so that a later version does not change history.
    zone
        IANA time zone.
    weekly
        Hours of a week. All of them may overlap; what is covered twice counts once.
    country, state
        Whose public holidays are not worked, by ISO 3166 codes; empty for none.
    worked
        Names of those holidays that are worked all the same: Columbus Day.
    yearly
        Days of each year that are not worked, as MM-DD.
    special
        Days that differ; the last that names a day holds.

    Raises
    ------
    ParameterError
        If one is unknown, or nothing is ever worked.
    """

    id: str
    version: int
    zone: str
    weekly: tuple[Hours, ...]
    country: str = ""
    state: str = ""
    worked: tuple[str, ...] = ()
    yearly: tuple[str, ...] = ()
    special: tuple[Special, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no clock can run on."""
        time_zone(self.zone)
        if not self.weekly and not any(each.hours for each in self.special):
            raise ParameterError(
                _("Nothing is ever worked in the calendar %(name)s.") % {"name": quoted(self.id)},
                remedy=_("Give the hours of at least one day of the week."),
            )
        check_yearly(self.yearly)
        check_holidays(self.country, self.state, self.worked)

    def with_exceptions(self, of: str, special: Iterable[Special]) -> Calendar:
        """Give the calendar of a person: the same, but for some days."""
        return replace(self, id=f"{self.id}/{of}", special=(*self.special, *special))


def check_yearly(days: Iterable[str]) -> None:
    """Refuse texts that are no days of a year.

    Raises
    ------
    ParameterError
        If one is none.
    """
    if wrong := [each for each in days if not YEARLY.fullmatch(each)]:
        raise ParameterError(
            _("%(text)s is no day of a year.") % {"text": quoted(wrong[0][:40])},
            remedy=_("Write the month and the day as 12-24."),
        )


def check_holidays(country: str, state: str, worked: tuple[str, ...]) -> None:
    """Refuse countries, states and names of holidays that are not known."""
    if not country:
        if state or worked:
            raise ParameterError(
                _("Holidays are named, but no country."),
                remedy=_("Name the country whose holidays they are."),
            )
        return
    known = holidays.list_supported_countries()
    if country not in known:
        raise ParameterError(
            _("The holidays of %(country)s are not known.") % {"country": quoted(country[:40])},
            remedy=_("Use a two-letter code, such as US, CA or FR."),
        )
    if state and state not in known[country]:
        raise ParameterError(
            _("%(country)s has no state %(state)s with holidays of its own.")
            % {"country": country, "state": quoted(state[:40])},
            remedy=_("Use one of: %(states)s.") % {"states": ", ".join(known[country])},
        )
    names = holiday_names(country, state)
    if unknown := [each for each in worked if each not in names]:
        raise ParameterError(
            _("%(name)s is no holiday there.") % {"name": quoted(unknown[0][:60])},
            remedy=_("Use one of: %(names)s.") % {"names": ", ".join(sorted(names))},
        )


@lru_cache(maxsize=256)
def public_holidays(country: str, state: str, decade: int) -> dict[date, tuple[str, ...]]:
    """Give the public holidays of ten years with their names, in English where they have one.

    Days on which one is observed are among them, also those of the New Year after.
    """
    languages = getattr(holidays, country).supported_languages
    found = holidays.country_holidays(
        country,
        subdiv=state or None,
        years=range(decade * 10 - 1, decade * 10 + 11),
        language="en_US" if "en_US" in languages else None,
    )
    return {day: tuple(found.get_list(day)) for day in sorted(found) if day.year // 10 == decade}


@lru_cache(maxsize=64)
def holiday_names(country: str, state: str) -> frozenset[str]:
    """Name the holidays of a country, without how they are observed."""
    found = public_holidays(country, state, RECENT).values()
    return frozenset(plain(name) for names in found for name in names)


def plain(name: str) -> str:
    """Name a holiday without saying that it is observed on another day, or estimated."""
    return re.sub(r"\s*\([^)]*\)", "", name).strip()


def days_off(calendar: Calendar, year: int) -> dict[date, str]:
    """Give the days of a year that are not worked, with their names: holidays and yearly days.

    Special days come on top of these.
    """
    found: dict[date, str] = {}
    if calendar.country:
        decade = public_holidays(calendar.country, calendar.state, year // 10)
        for day, names in decade.items():
            kept = [name for name in names if plain(name) not in calendar.worked]
            if kept and day.year == year:
                found[day] = "; ".join(kept)
    for text in calendar.yearly:
        month, day_of_month = map(int, text.split("-"))
        try:
            found.setdefault(date(year, month, day_of_month), text)
        except ValueError:
            continue
    return found


class Whose(StrEnum):
    """Whose calendar governs a deadline (X-16)."""

    PROSPECT = "prospect"
    TERRITORY = "territory"
    OWNER = "owner"


FALLBACK: Final = (Whose.PROSPECT, Whose.TERRITORY, Whose.OWNER)


def governing(policy: Whose, known: Mapping[Whose, Calendar]) -> Calendar:
    """Give the calendar that governs a deadline: the policy's, else the nearest to the prospect.

    Raises
    ------
    ParameterError
        If none is known.
    """
    order = (policy, *FALLBACK)
    found = next((known[each] for each in order if each in known), None)
    if found is None:
        raise ParameterError(
            _("No calendar says when this lead may be called."),
            remedy=_("Give one to its territory or to its owner."),
        )
    return found


def office(
    id: str,  # noqa: A002 - what it is called everywhere
    zone: str,
    *,
    opens: str = "09:00",
    closes: str = "17:00",
    country: str = "",
    state: str = "",
    version: int = 1,
) -> Calendar:
    """Make the calendar of an office: Monday to Friday, the same hours each day."""
    weekly = tuple(Hours(day, minutes_of(opens), minutes_of(closes)) for day in range(5))
    return Calendar(id, version, zone, weekly, country, state)
