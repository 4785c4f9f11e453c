"""Calendars in versions, what is open day by day, and who shares too little of it."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.leads.calendars import Calendar, Hours, Special, office
from maillage.domain.leads.calendar_versions import (
    calendar_row,
    calendar_rows,
    give_up_calendar,
    save_calendar,
    written_calendar,
)
from maillage.domain.leads.calendars import calendars_now
from maillage.domain.leads.opening_hours import month_of, shortages
from maillage.domain.leads.written import WrittenCalendar
from maillage.domain.leads.written.calendars import WrittenSpecial
from maillage.errors import ConflictError, InputError, NotFoundError, ParameterError
from maillage.models import BusinessCalendar, Event
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PARIS = WrittenCalendar.of(office("Paris", "Europe/Paris", closes="18:00", country="FR"))
NINE_TO_FIVE = (("09:00", "17:00"),)


def test_a_calendar_is_written_in_versions_and_the_old_ones_stay():
    director = member("director")
    first = save_calendar(written=PARIS, country="fr", by=director)
    second = save_calendar(
        written=PARIS.model_copy(update={"zone": "Europe/Berlin"}), country="FR", by=director
    )
    assert [(each.key, each.version) for each in (first, second)] == [("fr", 1), ("fr", 2)]
    assert [(each.key, each.version) for each in calendar_rows()] == [("company", 1), ("fr", 2)]
    assert written_calendar(calendar_row("fr")).zone == "Europe/Berlin"
    assert written_calendar(first).read().weekly == PARIS.read().weekly
    assert (first.name, first.country, first.by) == ("Paris", "FR", director)
    log = Event.objects.filter(verb="calendar.changed")
    assert log.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"yearly": [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)]},
        {"special": [WrittenSpecial(first=date(2020, 1, 1), last=date(2099, 12, 31))]},
    ],
)
def test_a_calendar_by_which_nothing_would_ever_be_due_is_refused(change):
    """E-03: a lead cannot be added up where its deadline cannot be told."""
    with pytest.raises(ParameterError, match="not that much work"):
        save_calendar(written=PARIS.model_copy(update=change), by="")
    assert not BusinessCalendar.objects.filter(version=2).exists()


def test_the_company_is_changed_and_never_given_up():
    save_calendar(written=PARIS, by="")
    company = calendar_row("company")
    assert (company.version, company.content["zone"]) == (2, "Europe/Paris")
    with pytest.raises(ConflictError, match="stays"):
        give_up_calendar(calendar=company, by="")


def test_a_calendar_given_up_governs_no_more_and_begins_again_with_the_next_version():
    rep = make_rep(1)
    save_calendar(written=PARIS, rep=rep, by="")
    give_up_calendar(calendar=calendar_row(f"rep-{rep.pk}"), by="")
    with pytest.raises(NotFoundError, match="no calendar 'rep-"):
        calendar_row(f"rep-{rep.pk}")
    assert calendars_now().of_rep(rep)[0].key == "company"
    assert save_calendar(written=PARIS, rep=rep, by="").version == 3


@pytest.mark.parametrize(
    ("change", "of", "message"),
    [
        ({"zone": "Mars/Olympus"}, {}, "Mars"),
        ({"country": "XX"}, {}, "XX"),
        ({"worked": ["Columbus Day"]}, {}, "Columbus Day"),
        ({"yearly": ["02-31x"]}, {}, "02-31x"),
        ({}, {"state": "CA"}, "no country"),
    ],
)
def test_what_no_clock_can_run_on_is_refused(change, of, message):
    with pytest.raises((ParameterError, InputError), match=message):
        save_calendar(written=PARIS.model_copy(update=change), by="", **of)
    assert not BusinessCalendar.objects.filter(by=None).exclude(key="company").exists()


def test_a_calendar_is_not_of_a_rep_and_a_place():
    with pytest.raises(InputError, match="not of both"):
        save_calendar(written=PARIS, rep=make_rep(1), country="FR", by="")


def test_a_month_shows_what_is_open_and_why_days_differ():
    calendar = Calendar(
        "plant", 1, "America/New_York",
        (*(Hours(day, 540, 1020) for day in range(5)), Hours(4, 1320, 120)),
        country="US", worked=("Juneteenth National Independence Day",),
        special=(Special(date(2026, 7, 6), date(2026, 7, 6), ((600, 720),), "inventory"),),
    )  # fmt: skip
    july = {each.day.day: each for each in month_of(calendar, 2026, 7)}
    assert len(july) == 31
    assert (july[1].spans, july[1].name) == (NINE_TO_FIVE, "")
    assert (july[3].spans, july[3].name) == ((), "Independence Day (observed)")
    assert (july[6].spans, july[6].name) == ((("10:00", "12:00"),), "inventory")
    assert july[10].spans == (("09:00", "17:00"), ("22:00", "24:00"))
    assert july[11].spans == (("00:00", "02:00"),)
    assert (july[12].spans, july[12].name) == ((), "")
    june = {each.day.day: each for each in month_of(calendar, 2026, 6)}
    assert (len(june), june[19].name) == (30, "")


def test_the_end_of_a_day_is_midnight_also_when_clocks_change():
    always = Calendar("always", 1, "Europe/Paris", tuple(Hours(day, 0, 1440) for day in range(7)))
    march = month_of(always, 2026, 3)
    assert {each.spans for each in march} == {(("00:00", "24:00"),)}


def test_reps_who_share_too_little_with_where_they_sell_are_named():
    paris = make_rep(1, name="Anne", country="FR", time_zone="Europe/Paris")
    near = make_rep(2, name="Bob", time_zone="America/Chicago")
    gone = make_rep(3, name="Cid", time_zone="Asia/Tokyo", active=False)
    for number, (rep, zone) in enumerate(
        [(paris, "America/Los_Angeles"), (paris, "America/New_York"),
         (near, "America/Los_Angeles"), (gone, "America/New_York")], start=1,
    ):  # fmt: skip
        own(make_account(number, time_zone=zone), rep)
    found = shortages(2026)
    assert [(each.rep, each.calendar.zone, each.shared.usual) for each in found] == [
        (paris, "America/Los_Angeles", 0)
    ]
