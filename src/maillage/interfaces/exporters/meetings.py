"""Meetings that come again, for calendars (G-07)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from maillage.core.reviews.recurrence import Rhythm, rule_of
from maillage.domain.reviews.agenda import agenda_of
from maillage.domain.reviews.points import Item
from maillage.domain.reviews.rituals import following, rituals
from maillage.interfaces.exporters.wording import clean
from maillage.models import Review, Ritual
from maillage.texts import _

LONGEST = 4000
"""Characters of an agenda in a calendar."""


def meetings_ics(*, on: date, made_at: datetime) -> bytes:
    """Write all meetings that come again as a calendar file, each with the agenda of the next.

    A calendar that read it before replaces the entries: the identity of each is that of its ritual.

    Parameters
    ----------
    on
        The day whose data fill the agendas.
    """
    coming = Review.objects.filter(ritual__active=True, held_on=None)
    agendas = {
        each.ritual_id: agenda_of(each, on=on) for each in coming.select_related("ritual", "rep")
    }
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each in rituals():
        calendar.add_component(event_of(each, agendas.get(each.pk, ()), made_at))
    calendar.add_missing_timezones()
    found: bytes = calendar.to_ical()
    return found


def event_of(ritual: Ritual, agenda: Iterable[Item], made_at: datetime) -> Event:
    """One meeting, from its first day on."""
    rhythm = Rhythm(ritual.rhythm)
    day = following(ritual, ritual.first_on - timedelta(days=1))
    begins = datetime.combine(day, ritual.at, ZoneInfo(ritual.time_zone))
    event = Event()
    event.add("uid", f"ritual-{ritual.pk}@{ritual.workspace.slug}.maillage")
    event.add("sequence", ritual.changes)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("duration", timedelta(minutes=ritual.minutes))
    event.add("rrule", vRecur.from_ical(rule_of(rhythm, ritual.first_on)))
    event.add("summary", clean(str(ritual).capitalize(), 200))
    if ritual.place:
        event.add("location", clean(ritual.place, 300))
    said = described(agenda)
    if said:
        event.add("description", said)
    return event


def described(agenda: Iterable[Item]) -> str:
    """An agenda as plain text."""
    parts = [
        "\n".join([clean(item.heading), *(f"- {clean(line)}" for line in item.lines)])
        for item in agenda
    ]
    text = "\n\n".join(parts)
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n" + _("And more: see Maillage.")
