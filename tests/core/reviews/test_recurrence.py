"""Meetings come again on the days their rhythm says (G-01 to G-04)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.reviews.recurrence import Rhythm, next_day, rule_of

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("rhythm", "first", "rule", "following"),
    [
        (Rhythm.DAILY, date(2026, 11, 20), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 11, 23)),
        (Rhythm.WEEKLY, date(2026, 11, 24), "FREQ=WEEKLY;BYDAY=TU", date(2026, 12, 1)),
        (Rhythm.MONTHLY, date(2026, 11, 10), "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU",
         date(2026, 12, 8)),
        (Rhythm.MONTHLY, date(2026, 10, 30), "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR",
         date(2026, 11, 27)),
        (Rhythm.QUARTERLY, date(2026, 1, 5), "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO",
         date(2026, 4, 6)),
    ],
)  # fmt: skip
def test_the_rule_and_the_day_after_the_first(rhythm, first, rule, following):
    assert (rule_of(rhythm, first), next_day(rhythm, first, first)) == (rule, following)


def test_a_daily_meeting_that_begins_on_a_saturday_begins_on_monday():
    assert next_day(Rhythm.DAILY, date(2026, 11, 21), date(2026, 11, 1)) == date(2026, 11, 23)


@given(rhythm=st.sampled_from([*Rhythm]), first=DAYS, after=DAYS)
def test_the_next_day_is_after_and_none_lies_between(rhythm, first, after):
    found = next_day(rhythm, first, after)
    assert found > after
    assert found >= first
    longest = {"daily": 3, "weekly": 7, "monthly": 35, "quarterly": 98}[rhythm]
    assert found - max(after, first - timedelta(days=1)) <= timedelta(days=longest)
    assert next_day(rhythm, first, found - timedelta(days=1)) == found
    if rhythm is not Rhythm.DAILY:
        assert found.weekday() == first.weekday()
