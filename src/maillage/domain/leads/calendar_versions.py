"""Business calendars written in versions: the company's, those of places, those of reps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from maillage import audit
from maillage.core.leads.calendars import FIRST_YEAR, LAST_YEAR, Calendar
from maillage.core.leads.clock import Clock
from maillage.core.leads.sla.policies import Basis, Policy
from maillage.domain.leads.calendars import COMPANY, calendars_now, key_of, stored
from maillage.domain.leads.differences import Different, differences
from maillage.domain.leads.terms import policies_of
from maillage.domain.leads.written import WrittenCalendar
from maillage.errors import ConflictError, InputError, NotFoundError, ParameterError
from maillage.models import Agreement, BusinessCalendar, Membership, Rep
from maillage.texts import _, quoted

AHEAD: Final = timedelta(days=3660)
AN_HOUR: Final = timedelta(hours=1)


def calendar_rows() -> QuerySet[BusinessCalendar]:
    """Give the calendars in their latest versions."""
    latest = [row.pk for row in calendars_now().rows.values()]
    found: QuerySet[BusinessCalendar] = BusinessCalendar.objects.filter(pk__in=latest)
    return found.select_related("rep", "by__user")


def calendar_row(key: str) -> BusinessCalendar:
    """Find a calendar by its key, in its latest version.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = calendar_rows().filter(key=key).first()
    if found is None:
        raise NotFoundError(
            _("There is no calendar %(name)s.") % {"name": quoted(key)},
            remedy=_("`maillage leads calendars list` lists them."),
        )
    return found


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """A version of a calendar, with what differs from the one before it.

    A calendar that is given up ends with a version that says nothing.
    """

    row: BusinessCalendar
    changes: list[Different]
    first: bool

    @property
    def given_up(self) -> bool:
        """Whether the calendar governs nothing from here on."""
        return not self.row.content


def versions_of(key: str) -> list[CalendarVersion]:
    """Give all versions of a calendar, the latest first; none where there is no such calendar."""
    rows = BusinessCalendar.objects.filter(key=key).select_related("rep", "by__user")
    found: list[CalendarVersion] = []
    said: dict[str, Any] = {}
    for row in rows.order_by("version"):
        now = {"called": row.name} | row.content
        changes = differences(said, now) if said and row.content else []
        found.append(CalendarVersion(row, changes, first=not found))
        said = now if row.content else said
    return found[::-1]


def given_up() -> list[BusinessCalendar]:
    """Give the last versions of calendars that govern nothing any more, by name."""
    last: dict[str, BusinessCalendar] = {}
    rows = BusinessCalendar.objects.select_related("rep", "by__user")
    for row in rows.order_by("key", "-version"):
        last.setdefault(row.key, row)
    ended = [row for row in last.values() if not row.content]
    return sorted(ended, key=lambda row: (row.name, row.key))


def written_calendar(row: BusinessCalendar) -> WrittenCalendar:
    """Give a calendar as it is written."""
    return WrittenCalendar.model_validate({**row.content, "name": row.name, "version": row.version})


@transaction.atomic
def save_calendar(
    *,
    written: WrittenCalendar,
    country: str = "",
    state: str = "",
    rep: Rep | None = None,
    by: Membership | str,
) -> BusinessCalendar:
    """Write a calendar as a new version: of a rep, a state, a country, or the company.

    What is owed already keeps the deadline it was given.

    Raises
    ------
    ParameterError
        If no clock can run on it.
    InputError
        If it is of a state without a country.
    """
    promised = [policy for row in Agreement.objects.all() for policy in policies_of(row)]
    refuse_never_due(written.read(), promised)
    country, state = country.strip().upper(), state.strip().upper()
    if rep and (country or state):
        raise InputError(
            _("A calendar is of a rep or of a place, not of both."),
            remedy=_("Name one of them."),
        )
    if state and not country:
        raise InputError(
            _("A state is named, but no country."),
            remedy=_("Name the country of the state."),
        )
    key = key_of(country, state, rep)
    calendars_now()
    last = BusinessCalendar.objects.filter(key=key).aggregate(last=Max("version"))["last"] or 0
    made: BusinessCalendar = BusinessCalendar.objects.create(
        key=key,
        version=last + 1,
        name=written.name[:120],
        rep=rep,
        country=country,
        state=state,
        content=stored(written),
        by=by if isinstance(by, Membership) else None,
    )
    audit.record(verb="calendar.changed", subject=made, by=by, after=told(made))
    return made


def refuse_never_due(calendar: Calendar, policies: Iterable[Policy]) -> None:
    """Refuse a calendar by which promises would never be due, now or in ten years.

    Raises
    ------
    ParameterError
        If it has not as much work before the last year whose holidays are known.
    """
    amounts = [each.target.amount for each in policies if each.target.basis is Basis.BUSINESS]
    due = Clock(calendar).add(timezone.now() + AHEAD, max([AN_HOUR, *amounts]))
    if due.year > LAST_YEAR:
        raise ParameterError(
            _("There is not that much work between %(first)d and %(last)d in %(name)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR, "name": quoted(calendar.id)},
            remedy=_("Ask for less, or give the calendar more hours."),
        )


@transaction.atomic
def give_up_calendar(*, calendar: BusinessCalendar, by: Membership | str) -> None:
    """Let a calendar govern nothing any more; its versions stay for what was owed by them.

    Raises
    ------
    ConflictError
        If it is the company's.
    """
    if calendar.key == COMPANY:
        raise ConflictError(
            _("The calendar of the company stays: it governs where no other does."),
            remedy=_("Change it instead."),
        )
    ended: BusinessCalendar = BusinessCalendar.objects.create(
        key=calendar.key,
        version=calendar.version + 1,
        name=calendar.name,
        rep=calendar.rep,
        country=calendar.country,
        state=calendar.state,
        content={},
        by=by if isinstance(by, Membership) else None,
    )
    audit.record(verb="calendar.given_up", subject=ended, by=by, before=told(calendar))


def told(row: BusinessCalendar) -> dict[str, Any]:
    """Give what the log keeps of a calendar."""
    return {"key": row.key, "version": row.version, "name": row.name, "content": row.content}
