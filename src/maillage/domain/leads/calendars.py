"""Business calendars as they are stored, and whose governs a lead (X-16, X-17)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from maillage.core.leads.calendars import Calendar, Whose, governing, office
from maillage.core.leads.clock import Clock
from maillage.domain.leads.written import WrittenCalendar
from maillage.errors import NotFoundError
from maillage.models import Account, Agreement, BusinessCalendar, Lead, Rep
from maillage.texts import _, quoted

COMPANY: Final = "company"
AT: Final = "@"
"""Between the key of a calendar and the time zone on whose clock it is read."""

type Governing = tuple[BusinessCalendar, Calendar]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: codes of country and state, and the time zone; empty if not known."""

    country: str
    state: str
    zone: str

    @classmethod
    def of(cls, found: Lead | Account | Rep) -> Place:
        """Give where a lead, an account or a rep is."""
        return cls(found.country, found.state, found.time_zone)

    @property
    def known(self) -> bool:
        """Whether anything is."""
        return bool(self.country or self.zone)


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of the workspace in their latest versions, read once for many leads.

    Parameters
    ----------
    rows
        By key.
    """

    rows: dict[str, BusinessCalendar]

    def of(self, lead: Lead, rep: Rep | None, agreement: Agreement) -> Governing:
        """Give the calendar that governs what is owed to a lead.

        The prospect's is that of the place of the lead, the territory's that of its account, the
        owner's the rep's own. What the agreement asks for and nobody knows is replaced by the
        nearest to the prospect; the company's calendar is the last resort.
        """
        known = dict(self.known(lead, rep))
        if not known:
            return self.read(self.rows[COMPANY])
        by_id = {calendar.id: row for row, calendar in known.values()}
        chosen = governing(
            Whose(agreement.whose), {whose: calendar for whose, (_, calendar) in known.items()}
        )
        return by_id[chosen.id], chosen

    def known(self, lead: Lead, rep: Rep | None) -> Iterable[tuple[Whose, Governing]]:
        """Give the calendars of all whose place is known."""
        if (place := Place.of(lead)).known:
            yield Whose.PROSPECT, self.at(place)
        if lead.account and (site := Place.of(lead.account)).known:
            yield Whose.TERRITORY, self.at(site)
        if rep:
            yield Whose.OWNER, self.of_rep(rep)

    def of_rep(self, rep: Rep) -> Governing:
        """Give when a rep works: by a calendar of their own, else by that of their place."""
        own = self.rows.get(key_of(rep=rep))
        return self.read(own) if own else self.at(Place.of(rep))

    def at(self, place: Place) -> Governing:
        """Give the calendar of a place: that of its state, its country, else the company's.

        A state has one time zone, as its calendar says; a country and a company may have several,
        so that theirs are read on the clock of the place.
        """
        keys = (key_of(place.country, place.state), key_of(place.country), COMPANY)
        row = next(self.rows[key] for key in keys if key in self.rows)
        return self.read(row, "" if row.state else place.zone)

    def read(self, row: BusinessCalendar, zone: str = "") -> Governing:
        """Give a row with what it says, on the clock of a zone if one is given."""
        return row, calendar_read(text_of(row.content), row.key, row.version, zone)


def key_of(country: str = "", state: str = "", rep: Rep | None = None) -> str:
    """Give the key of the calendar of a rep, a state, a country, or the company."""
    if rep:
        return f"rep-{rep.pk}"
    return "-".join(each for each in (country, state) if each).lower() or COMPANY


def calendars_now() -> Calendars:
    """Read the calendars of the workspace; the company's is made where there is none."""
    rows: dict[str, BusinessCalendar] = {}
    for row in BusinessCalendar.objects.order_by("key", "-version"):
        rows.setdefault(row.key, row)
    kept = {key: row for key, row in rows.items() if row.content}
    return Calendars(kept if COMPANY in kept else {**kept, COMPANY: company_calendar()})


def company_calendar() -> BusinessCalendar:
    """Make the calendar of the company: Monday to Friday from 9 to 17, in New York."""
    content = WrittenCalendar.of(office(COMPANY, "America/New_York", country="US"))
    made: BusinessCalendar = BusinessCalendar.objects.get_or_create(
        key=COMPANY, version=1, defaults={"name": COMPANY, "content": stored(content)}
    )[0]
    return made


def stored(written: WrittenCalendar) -> dict[str, Any]:
    """Give what is stored of a calendar: all that is not said by its row."""
    return written.model_dump(mode="json", exclude={"name", "version"})


def calendar_called(name: str, version: int) -> Governing:
    """Give a calendar again by the id and version that a deadline was stored with.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    key, _at, zone = name.partition(AT)
    row = BusinessCalendar.objects.filter(key=key, version=version).first()
    if row is None or not row.content:
        raise NotFoundError(
            _("There is no calendar %(name)s in version %(version)d.")
            % {"name": quoted(name), "version": version},
            remedy=_("`maillage leads calendars list` lists them."),
        )
    return row, calendar_read(text_of(row.content), key, version, zone)


def text_of(content: Any) -> str:
    """Give what is stored as a text, the same for the same."""
    return json.dumps(content, sort_keys=True)


@lru_cache(maxsize=512)
def calendar_read(content: str, key: str, version: int, zone: str) -> Calendar:
    """Read a calendar once; on another clock it is called by it: company@Europe/Paris."""
    written = json.loads(content)
    read = WrittenCalendar.model_validate({**written, "name": key, "version": version}).read()
    if not zone or zone == read.zone:
        return read
    return replace(read, id=f"{key}{AT}{zone}", zone=zone)


@lru_cache(maxsize=512)
def clock_of(calendar: Calendar) -> Clock:
    """Give the clock of a calendar, made once."""
    return Clock(calendar)
