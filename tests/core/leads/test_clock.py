"""Business time: the golden cases, an independent oracle, and what must hold of any calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maillage.core.leads.calendars import Calendar, Hours, Special, office
from maillage.core.leads.clock import Clock, Landing, overlap
from maillage.core.leads.opening import opening
from maillage.errors import ParameterError
from tests.core.leads.clocks import (
    ALWAYS,
    NEW_YORK,
    NIGHT,
    PARIS,
    SAMPLE,
    oracle,
    random_instants,
    utc,
)

pytestmark = pytest.mark.unit
HOUR = timedelta(hours=1)
EASTERN = ZoneInfo("America/New_York")

ADDITIONS = [
    ("plain week", "2026-02-06T16:50", 1, "2026-02-09T09:50"),
    ("daylight saving begins", "2026-03-06T16:50", 1, "2026-03-09T09:50"),
    ("daylight saving ends", "2026-10-30T16:50", 1, "2026-11-02T09:50"),
    ("4 July observed", "2026-07-02T16:50", 1, "2026-07-06T09:50"),
    ("New Year observed", "2027-12-30T16:50", 1, "2028-01-03T09:50"),
    ("Thanksgiving", "2026-11-25T16:50", 1, "2026-11-27T09:50"),
    ("Juneteenth", "2026-06-18T16:50", 1, "2026-06-22T09:50"),
    ("Saturday evening", "2026-02-07T20:00", 1, "2026-02-09T10:00"),
    ("at closing time", "2026-02-06T17:00", 1, "2026-02-09T10:00"),
    ("until closing time", "2026-02-06T16:00", 1, "2026-02-06T17:00"),
    ("40 hours across the change", "2026-03-06T16:00", 40, "2026-03-13T16:00"),
]


def eastern(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN, fold=fold)


@pytest.mark.parametrize(("case", "begins", "hours", "due"), ADDITIONS)
def test_golden_additions(case, begins, hours, due):
    found = Clock(NEW_YORK).add(eastern(begins), hours * HOUR)
    assert found == eastern(due), case
    assert found.tzinfo is UTC


def test_golden_additions_of_other_clocks():
    clock = Clock(NEW_YORK)
    california = datetime(2026, 2, 6, 13, 50, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert clock.add(california, HOUR) == eastern("2026-02-09T09:50")
    assert clock.add(eastern("2026-11-01T01:30", fold=1), HOUR) == eastern("2026-11-02T10:00")
    assert clock.add(eastern("2026-03-06T16:50"), HOUR) == utc("2026-03-09T13:50Z")
    assert clock.add(eastern("2026-10-30T16:50"), HOUR) == utc("2026-11-02T14:50Z")


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("2026-03-06T16:00", "2026-03-09T10:00", 2),
        ("2026-07-02T09:00", "2026-07-07T09:00", 16),
        ("2026-10-30T12:00", "2026-11-02T12:00", 8),
    ],
)
def test_golden_differences(begins, ends, hours):
    clock = Clock(NEW_YORK)
    assert clock.between(eastern(begins), eastern(ends)) == hours * HOUR
    assert clock.between(eastern(ends), eastern(begins)) == -hours * HOUR


def test_a_lead_of_saturday_noon_is_due_on_monday_at_ten():
    assert Clock(NEW_YORK).add(eastern("2026-02-07T12:00"), HOUR) == eastern("2026-02-09T10:00")


def test_work_that_ends_at_closing_time_lands_there_or_at_the_next_opening():
    clock = Clock(NEW_YORK)
    friday, monday = eastern("2026-02-06T16:00"), eastern("2026-02-09T09:00")
    assert clock.add(friday, HOUR, Landing.OPENING) == monday
    assert clock.add(friday, HOUR / 2, Landing.OPENING) == eastern("2026-02-06T16:30")
    saturday = eastern("2026-02-07T12:00")
    assert clock.add(saturday, timedelta(0)) == saturday
    assert clock.add(saturday, timedelta(0), Landing.OPENING) == monday
    assert clock.subtract(saturday, timedelta(0)) == saturday
    assert clock.subtract(monday + HOUR, HOUR) == monday
    assert clock.subtract(monday + HOUR / 2, HOUR) == eastern("2026-02-06T16:30")


def test_nights_and_days_without_end_are_as_long_as_they_are():
    night, always = Clock(NIGHT), Clock(ALWAYS)
    assert night.between(utc("2026-03-08T02:00Z"), utc("2026-03-08T12:00Z")) == 7 * HOUR
    assert night.between(utc("2026-11-01T01:00Z"), utc("2026-11-01T13:00Z")) == 9 * HOUR
    spring, autumn = eastern("2026-03-08T00:00"), eastern("2026-11-01T00:00")
    assert always.between(spring, eastern("2026-03-09T00:00")) == 23 * HOUR
    assert always.between(autumn, eastern("2026-11-02T00:00")) == 25 * HOUR
    assert len(opening(ALWAYS, 2026, 2026).opens) == 1


@pytest.mark.parametrize("calendar", SAMPLE, ids=lambda each: each.id)
def test_the_clock_agrees_with_an_independent_one(calendar):
    clock, other = Clock(calendar), oracle(calendar)
    begins, draw = random_instants(1_500, 1), np.random.default_rng(2)
    ends = begins + draw.integers(-30 * 86_400, 30 * 86_400, 1_500).astype("m8[s]")
    work = draw.integers(1, 200 * 3_600, 1_500).astype("timedelta64[s]")
    np.testing.assert_array_equal(clock.add_many(begins, work), other.add_many(begins, work))
    np.testing.assert_array_equal(clock.subtract_many(begins, work), other.sub_many(begins, work))
    np.testing.assert_array_equal(
        clock.between_many(begins, ends), other.between_many(begins, ends)
    )


hours = st.builds(Hours, st.integers(0, 6), st.integers(0, 1439), st.integers(0, 1440))
moments = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2050, 1, 1),  # noqa: DTZ001 - same
    timezones=st.just(ZoneInfo("UTC")),
)
works = st.timedeltas(timedelta(0), timedelta(days=10))


@st.composite
def calendars(draw) -> Calendar:
    zone = draw(st.sampled_from(["America/New_York", "Europe/Paris", "America/Santiago", "UTC"]))
    weekly = draw(st.lists(hours, min_size=1, max_size=5))
    assume(sum(ends - begins for each in weekly for _, begins, ends in each.pieces) >= 300)
    country = draw(st.sampled_from(["", "US", "FR"]))
    return Calendar("drawn", 1, zone, tuple(weekly), country)


@settings(max_examples=25, deadline=None)
@given(calendars(), moments, works, works)
def test_adding_then_measuring_gives_back_and_later_work_is_due_later(calendar, begins, one, other):
    clock = Clock(calendar)
    due = clock.add(begins, one)
    assert clock.between(begins, due) == one
    assert clock.between(clock.subtract(due, one), due) == one
    assert clock.subtract(due, one) >= begins or one == timedelta(0)
    assert (clock.add(begins, other) >= due) == (other >= one) or other == one
    assert clock.add(begins, one, Landing.OPENING) >= due
    assert clock.add(clock.add(begins, one), other) == clock.add(begins, one + other) or not other


@settings(max_examples=10, deadline=None)
@given(calendars(), st.lists(moments, min_size=1, max_size=20), works)
def test_many_at_once_are_as_one_by_one_in_any_order(calendar, begins, work):
    many = Clock(calendar).add_many(
        np.array([each.replace(tzinfo=None) for each in begins], dtype="datetime64[us]"),
        np.full(len(begins), work, dtype="timedelta64[us]"),
    )
    singly = [Clock(calendar).add(each, work).replace(tzinfo=None) for each in begins]
    assert many.tolist() == singly


def test_years_are_added_as_work_needs_them_and_refused_where_holidays_are_not_known():
    clock = Clock(NEW_YORK)
    due = clock.add(eastern("2026-01-05T09:00"), timedelta(hours=8 * 250 * 20))
    assert due.year == 2046
    assert clock.subtract(due, timedelta(hours=8 * 250 * 20)) == eastern("2026-01-05T09:00")
    with pytest.raises(ParameterError, match="not that much work between 1971 and 2099"):
        clock.add(eastern("2026-01-05T09:00"), timedelta(days=365 * 90))
    with pytest.raises(ParameterError, match="not that much work"):
        clock.subtract(eastern("2026-01-05T09:00"), timedelta(days=365 * 90))


@pytest.mark.parametrize(
    ("moment", "work", "message"),
    [
        (datetime(2026, 1, 5, 9), HOUR, "has no time zone"),  # noqa: DTZ001 - what is refused
        (datetime(1969, 1, 1, tzinfo=UTC), HOUR, "is not between 1971 and 2099"),
        (datetime(9999, 1, 1, tzinfo=UTC), HOUR, "is not between 1971 and 2099"),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), -HOUR, "negative"),
    ],
)
def test_what_no_clock_can_answer_is_refused(moment, work, message):
    with pytest.raises(ParameterError, match=message):
        Clock(NEW_YORK).add(moment, work)
    with pytest.raises(ParameterError, match=message):
        Clock(NEW_YORK).subtract(moment, work)


def test_an_instant_that_is_not_given_is_refused():
    with pytest.raises(ParameterError, match="NaT"):
        Clock(NEW_YORK).add_many(
            np.array(["NaT"], dtype="datetime64[us]"), np.array([1], dtype="timedelta64[s]")
        )
    assert (
        len(Clock(NEW_YORK).add_many(np.array([], "datetime64[us]"), np.array([], "m8[us]"))) == 0
    )


def test_a_deadline_outside_of_hours_moves_to_the_next_opening():
    clock = Clock(NEW_YORK)
    given = ["2026-02-06T16:00", "2026-02-06T17:00", "2026-02-06T17:01", "2026-02-08T03:00"]
    moved = ["2026-02-06T16:00", "2026-02-06T17:00", "2026-02-09T09:00", "2026-02-09T09:00"]
    utc_of = [eastern(each).astimezone(UTC).replace(tzinfo=None) for each in given]
    wanted = [eastern(each).astimezone(UTC).replace(tzinfo=None) for each in moved]
    assert clock.open_from(np.array(utc_of, dtype="datetime64[us]")).tolist() == wanted


def test_x16_overlap_of_an_owner_through_the_year():
    los_angeles = office("la", "America/Los_Angeles")
    new_york = office("ny", "America/New_York")
    east = overlap(Clock(new_york), Clock(PARIS), 2026)
    assert (east.usual, east.enough) == (180, True)
    assert east.days == ((180, 241), (240, 20))
    west = overlap(Clock(los_angeles), Clock(PARIS), 2026)
    assert (west.usual, west.enough) == (0, False)
    assert west.days == ((0, 241), (60, 20))
    assert overlap(Clock(los_angeles), Clock(new_york), 2026).days == ((300, 261),)


def test_a_year_without_work_has_no_overlap():
    once = Calendar(
        "once", 1, "UTC", (), special=(Special(date(2026, 1, 1), date(2026, 1, 1), ((0, 60),)),)
    )
    with pytest.raises(ParameterError, match=r"Nothing is worked in 2027"):
        overlap(Clock(once), Clock(PARIS), 2027)
