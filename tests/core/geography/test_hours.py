"""Hours in common between places, and when to call (A-02, A-21)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geography.hours import (
    Hours,
    Season,
    call_window,
    is_early,
    overlap_minutes,
    read_hours,
    seasons,
)
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

PARIS, NEW_YORK, LOS_ANGELES = "Europe/Paris", "America/New_York", "America/Los_Angeles"
FRENCH = Hours(time(9), time(18))


@pytest.mark.parametrize(
    ("there", "day", "minutes"),
    [
        (NEW_YORK, date(2026, 1, 15), 180),
        (NEW_YORK, date(2026, 7, 15), 180),
        (NEW_YORK, date(2026, 3, 16), 240),  # America changes on 8 March, Europe on 29
        (NEW_YORK, date(2026, 10, 28), 240),  # Europe changes back on 25 October, America on 1 November
        (LOS_ANGELES, date(2026, 1, 15), 0),
        (LOS_ANGELES, date(2026, 3, 16), 60),
        (NEW_YORK, date(2026, 1, 17), 0),  # a Saturday
    ],
)  # fmt: skip
def test_paris_and_america_as_required(there, day, minutes):
    """A-21: Paris 9-18 and New York 9-17 share 180 minutes, 240 in the weeks of the offset."""
    assert overlap_minutes(PARIS, there, day, home_hours=FRENCH) == minutes


def test_a_year_by_seasons():
    assert seasons(PARIS, NEW_YORK, 2026, home_hours=FRENCH) == [
        Season(date(2026, 1, 1), date(2026, 3, 8), 180),
        Season(date(2026, 3, 9), date(2026, 3, 29), 240),
        Season(date(2026, 3, 30), date(2026, 10, 25), 180),
        Season(date(2026, 10, 26), date(2026, 11, 1), 240),
        Season(date(2026, 11, 2), date(2026, 12, 31), 180),
    ]
    assert [each.minutes for each in seasons(NEW_YORK, LOS_ANGELES, 2026)] == [300]


def test_beyond_the_date_line_the_day_before_counts():
    """9 to 17 on a Wednesday in Auckland is 20 to 4 UTC; Los Angeles works 17 to 1 UTC: 5 hours."""
    day = date(2026, 1, 14)
    assert overlap_minutes(LOS_ANGELES, "Pacific/Auckland", day) == 300
    monday = date(2026, 1, 12)  # it is Sunday in Los Angeles when Auckland begins its week
    assert overlap_minutes(LOS_ANGELES, "Pacific/Auckland", monday) == 0


def test_a_window_is_told_on_both_clocks():
    window = call_window(PARIS, NEW_YORK, date(2026, 1, 15), home_hours=FRENCH)
    assert (window.opens.hour, window.closes.hour, window.minutes) == (9, 12, 180)
    assert (window.opens_for_caller.hour, window.closes_for_caller.hour) == (15, 18)
    assert call_window(PARIS, LOS_ANGELES, date(2026, 1, 15), home_hours=FRENCH) is None


@pytest.mark.parametrize(
    ("moment", "early"),
    [
        ((2026, 1, 15, 13, 59), True), ((2026, 1, 15, 14, 0), False),
        ((2026, 1, 15, 21, 59), False), ((2026, 1, 15, 22, 0), True), ((2026, 1, 17, 15, 0), True),
    ],
)  # fmt: skip
def test_calls_too_early_and_too_late(moment, early):
    """A-02: he calls too early."""
    assert is_early(datetime(*moment, tzinfo=UTC), NEW_YORK) == early


ZONES = st.sampled_from([PARIS, NEW_YORK, LOS_ANGELES, "Asia/Kolkata", "Pacific/Auckland",
                         "America/Phoenix", "America/St_Johns", "UTC"])  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(home=ZONES, there=ZONES, day=st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_minutes_are_those_counted_one_by_one(home, there, day):
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    start = datetime.combine(day, time(9), ZoneInfo(there)).astimezone(UTC)
    steps = (start + timedelta(minutes=15) * each for each in range(32))
    counted = sum(
        15 for moment in steps
        if (mine := moment.astimezone(ZoneInfo(home))).weekday() < 5 and 9 <= mine.hour < 17
    )  # fmt: skip
    assert overlap_minutes(home, there, day) == (counted if day.weekday() < 5 else 0)


def test_hours_and_zones_that_are_none_are_refused():
    with pytest.raises(ParameterError, match="from 18:00 to 09:00 are none"):
        Hours(time(18), time(9))
    with pytest.raises(ParameterError, match="without an offset"):
        Hours(time(9, tzinfo=UTC), time(18))
    with pytest.raises(ParameterError, match="'Mars/Base' is not a time zone"):
        overlap_minutes(PARIS, "Mars/Base", date(2026, 1, 15))


def test_hours_are_read_as_typed():
    assert read_hours(" 09:00 - 18:30") == Hours(time(9), time(18, 30))
    for text in ("", "9", "09:00", "25:00-26:00", "a-b", "09:00-10:00-11:00", "18:00-09:00"):
        with pytest.raises(ParameterError):
            read_hours(text)
