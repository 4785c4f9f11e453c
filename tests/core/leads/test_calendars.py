"""Business calendars: holidays of a country or state, days that differ, and whose one governs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from maillage.core.leads.calendars import (
    Calendar,
    Hours,
    Special,
    Whose,
    days_off,
    governing,
    minutes_of,
    office,
)
from maillage.core.leads.clock import Clock
from maillage.errors import ParameterError
from tests.core.leads.clocks import NEW_YORK, closed

pytestmark = pytest.mark.unit


def worked(calendar: Calendar, day: str) -> float:
    """Hours worked on a day, by its calendar in UTC."""
    begins = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Clock(calendar).between(begins, begins + timedelta(days=1)) / timedelta(hours=1)


UTC_OFFICE = office("utc", "UTC", country="US")


def test_x17_states_have_holidays_of_their_own_and_a_company_changes_them():
    california = days_off(office("ca", "UTC", country="US", state="CA"), 2026)
    federal = days_off(UTC_OFFICE, 2026)
    assert set(california) - set(federal) >= {date(2026, 3, 31), date(2026, 11, 27)}
    assert set(federal) - set(california) == {date(2026, 10, 12)}
    assert federal[date(2026, 7, 3)] == "Independence Day (observed)"
    company = replace(UTC_OFFICE, worked=("Columbus Day", "Independence Day"), yearly=("12-24",))
    assert set(federal) - set(days_off(company, 2026)) == {
        date(2026, 10, 12),
        date(2026, 7, 3),
        date(2026, 7, 4),
    }
    assert [worked(company, f"{year}-12-24") for year in (2026, 2029)] == [0, 0]
    assert date(2027, 12, 31) in days_off(UTC_OFFICE, 2027)


def test_the_29_february_is_off_in_years_that_have_one():
    leap = replace(UTC_OFFICE, country="", yearly=("02-29",))
    assert days_off(leap, 2027) == {}
    assert list(days_off(leap, 2028)) == [date(2028, 2, 29)]


def test_holidays_have_english_names_in_any_country():
    assert (
        days_off(office("fr", "Europe/Paris", country="FR"), 2026)[date(2026, 7, 14)]
        == "National Day"
    )


def test_special_days_replace_hours_and_holidays_and_the_last_one_holds():
    saturday = Special(date(2026, 12, 19), date(2026, 12, 19), ((600, 840),), "inventory")
    holiday = Special(date(2026, 10, 12), date(2026, 10, 12), ((540, 720),))
    company = replace(UTC_OFFICE, special=(closed("2026-12-18"), saturday, holiday))
    assert [worked(company, f"2026-12-{day}") for day in (17, 18, 19, 21)] == [8, 0, 4, 8]
    assert worked(company, "2026-10-12") == 3
    person = company.with_exceptions("anna", [closed("2026-12-19"), closed("2026-12-21")])
    assert [worked(person, f"2026-12-{day}") for day in (17, 18, 19, 21)] == [8, 0, 0, 0]
    assert (person.id, person.version) == ("utc/anna", 1)


def test_hours_that_overlap_count_once_and_nights_end_at_a_holiday():
    double = replace(UTC_OFFICE, country="", weekly=(Hours(0, 540, 720), Hours(0, 600, 780)))
    assert worked(double, "2026-02-09") == 4
    night = Calendar("night", 1, "UTC", (Hours(3, 1320, 360),), country="US")
    assert worked(night, "2026-12-24") == 2
    assert worked(night, "2026-12-25") == 0
    assert worked(night, "2026-12-18") == 6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"zone": "Mars/Base"}, "is not a time zone"),
        ({"weekly": ()}, "Nothing is ever worked"),
        ({"country": "XX"}, "holidays of 'XX' are not known"),
        ({"country": "US", "state": "ZZ"}, "US has no state 'ZZ'"),
        ({"country": "US", "worked": ("Bastille Day",)}, "'Bastille Day' is no holiday there"),
        ({"country": "", "state": "CA"}, "no country"),
        ({"yearly": ("24-12",)}, "'24-12' is no day of a year"),
    ],
)
def test_what_is_no_calendar_is_refused_with_its_value(change, message):
    with pytest.raises(ParameterError, match=message):
        replace(NEW_YORK, **change)


@pytest.mark.parametrize("wrong", [(7, 0, 60), (-1, 0, 60), (0, 1440, 60), (0, 0, 1441)])
def test_hours_outside_of_a_week_are_refused(wrong):
    with pytest.raises(ParameterError, match="on weekday"):
        Hours(*wrong)


@pytest.mark.parametrize("text", ["9:00", "24:01", "25:00", "09:60", "", "noon", "٠٩:٠٠"])
def test_times_of_the_clock_are_read_or_refused(text):
    assert (minutes_of("00:00"), minutes_of("09:30"), minutes_of("24:00")) == (0, 570, 1440)
    with pytest.raises(ParameterError, match="no time of the clock"):
        minutes_of(text)


def test_special_days_that_are_none_are_refused():
    with pytest.raises(ParameterError, match="2026-01-02 to 2026-01-01"):
        Special(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(ParameterError, match="from minute 600 to 540"):
        Special(date(2026, 1, 2), date(2026, 1, 2), ((600, 540),))


def test_x16_the_calendar_nearest_to_the_prospect_governs_unless_told_otherwise():
    territory, owner = office("t", "UTC"), office("o", "UTC")
    known = {Whose.TERRITORY: territory, Whose.OWNER: owner}
    assert governing(Whose.PROSPECT, known) is territory
    assert governing(Whose.OWNER, known) is owner
    assert governing(Whose.TERRITORY, {Whose.OWNER: owner}) is owner
    with pytest.raises(ParameterError, match="No calendar says"):
        governing(Whose.OWNER, {})
