"""The week and the reviews of a plan as a calendar file (K-05, K-07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from maillage.core.geography.zones import time_zone
from maillage.core.plans.daysoff import days_off
from maillage.core.plans.examining import Examination
from maillage.core.plans.week import DAYS, Block
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def plan_calendar(
    plan: WrittenPlan, found: Examination, *, made_at: datetime, identity: str = ""
) -> bytes:
    """Write a calendar file: blocks that return every week of the year, and days of reviews.

    Blocks begin at their time in the time zone of the plan, in summer and in winter; where the
    plan names none, at that time wherever they are read. A calendar that read an earlier file
    replaces its entries: their identities are those of the plan, the segment and the day. No block
    is on a public holiday of the plan.

    Parameters
    ----------
    made_at
        When, with a time zone.
    identity
        What the plan is known by; its name and first day where it is left out.

    Raises
    ------
    ParameterError
        If there is nothing to write, no such time zone, or no such place with holidays.
    """
    blocks = found.seven.week.blocks if found.seven.week else ()
    if not blocks and not found.seven.reviews:
        raise ParameterError(
            _("The plan has neither a week nor a review to put in a calendar."),
            remedy=_("Give segments with their share of time, and hours of selling in a week."),
        )
    known = identity or f"{plan.name}/{plan.starts_on}"
    zone = time_zone(plan.time_zone) if plan.time_zone else None
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//Plans//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(plan.name, 200) or _("Territory plan"))
    seen: Counter[tuple[str, int]] = Counter()
    year = plan.read().year
    off = days_off(plan.holidays, plan.time_zone, year)
    for block in blocks:
        here = (block.segment, block.weekday)
        event = weekly(block, year, zone)
        leave_out(event, off)
        add(calendar, event, made_at, f"{known}/block/{here}/{seen[here]}")
        seen[here] += 1
    for place, day in enumerate(found.seven.reviews):
        add(calendar, review(day, plan.name), made_at, f"{known}/review/{place}")
    if zone:
        calendar.add_missing_timezones(first_date=year.starts_on, last_date=year.ends_on)
    content: bytes = calendar.to_ical()
    return content


def add(calendar: Calendar, event: Event, made_at: datetime, known: str) -> None:
    """Add an event that is known by its plan and place."""
    event.add("uid", f"{uuid5(NAMESPACE_URL, known)}@maillage")
    event.add("dtstamp", made_at.astimezone(UTC))
    calendar.add_component(event)


def weekly(block: Block, year: SalesYear, zone: ZoneInfo | None) -> Event:
    """A block from the first of its weekdays in the year to the last."""
    first = year.months()[0]
    day = first + timedelta(days=(block.weekday - first.weekday()) % DAYS)
    starts = datetime.combine(day, time(block.starts // 60, block.starts % 60), zone)
    last = datetime.combine(year.ends_on, time(23, 59, 59), zone)
    until = last.astimezone(UTC) if zone else last
    event = Event()
    event.add("summary", clean(block.segment, 200))
    event.add("dtstart", starts)
    event.add("duration", timedelta(minutes=block.minutes))
    event.add("rrule", {"freq": "weekly", "byday": WEEKDAYS[block.weekday], "until": until})
    event.add("categories", [_("Territory plan")])
    return event


def leave_out(event: Event, off: Iterable[date]) -> None:
    """Have a block not return on days that are not worked; one that begins on such a day too."""
    starts = event.decoded("dtstart")
    days = [day for day in sorted(off) if day.weekday() == starts.weekday()]
    if days:
        event.add("exdate", [datetime.combine(day, starts.timetz()) for day in days])


def review(day: date, name: str) -> Event:
    """A day on which the plan is adjusted; it keeps no time of it."""
    event = Event()
    event.add("summary", clean(_("Review of the plan: %(name)s") % {"name": name}, 200))
    event.add(
        "description",
        _("Revise priorities, move time, and correct segments that dry up or explode."),
    )
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
