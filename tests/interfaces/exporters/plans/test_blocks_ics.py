"""The calendar of a plan, parsed back: times of day, summer time, identities (K-05, K-07)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from maillage.core.plans.examining import examine
from maillage.errors import ParameterError
from maillage.interfaces.exporters.plans.blocks_ics import plan_calendar
from maillage.interfaces.importers.plans.files import EXAMPLE, plan_from, read_plan
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.unit
ELISE = read_plan(EXAMPLE)
NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")


def written(plan=ELISE, **options):
    content = plan_calendar(plan, examine(plan.read()), made_at=NOW, **options)
    return content, Calendar.from_ical(content)


def blocks_of(calendar):
    return [each for each in calendar.walk("VEVENT") if "RRULE" in each]


def reviews_of(calendar):
    return [each for each in calendar.walk("VEVENT") if "RRULE" not in each]


def occurrences(event):
    """All starts of a weekly event, by dateutil."""
    return list(rrulestr(event["RRULE"].to_ical().decode(), dtstart=event.decoded("dtstart")))


def test_her_week_returns_30_hours_in_each_whole_week_of_the_year():
    """The hours that are read back are those of the plan, in its time zone."""
    _content, calendar = written()
    hours: dict[date, float] = {}
    for event in blocks_of(calendar):
        assert event["DTSTART"].params["TZID"] == "America/Toronto"
        for start in occurrences(event):
            assert start.tzinfo.utcoffset(start) == TORONTO.utcoffset(start.replace(tzinfo=None))
            monday = start.date() - timedelta(days=start.weekday())
            hours[monday] = hours.get(monday, 0) + event.decoded("duration").total_seconds() / 3600
    assert hours.pop(date(2025, 12, 29)) == 30 * 2 / 5
    assert hours.pop(date(2026, 12, 28)) == 30 * 4 / 5
    assert set(hours.values()) == {30}
    assert len(hours) == 51


def test_blocks_stay_at_their_time_of_day_in_summer():
    """09:00 in Toronto is 14:00 UTC in winter, 13:00 in summer."""
    _content, calendar = written()
    monday = next(
        each for each in blocks_of(calendar)
        if each.decoded("dtstart") == datetime(2026, 1, 5, 9, tzinfo=TORONTO)
    )  # fmt: skip
    starts = {each.date(): each for each in occurrences(monday)}
    assert starts[date(2026, 1, 5)].astimezone(UTC).hour == 14
    assert starts[date(2026, 7, 6)].astimezone(UTC).hour == 13
    assert (min(starts), max(starts)) == (date(2026, 1, 5), date(2026, 12, 28))


def test_the_time_zone_is_told_with_its_changes():
    """A program that knows no time zones by name finds both offsets in the file."""
    _content, calendar = written()
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "America/Toronto"
    offsets = {each.decoded("tzoffsetto") for each in zone.subcomponents}
    assert offsets == {timedelta(hours=-5), timedelta(hours=-4)}


def test_reviews_are_days_that_keep_no_time():
    _content, calendar = written()
    days = [each.decoded("dtstart") for each in reviews_of(calendar)]
    assert days == list(examine(ELISE.read()).seven.reviews)
    assert {str(each["TRANSP"]) for each in reviews_of(calendar)} == {"TRANSPARENT"}


def test_identities_are_stable_and_one_each():
    """Written again, changed or later, the same places have the same identities."""
    content, calendar = written()
    uids = [str(each["UID"]) for each in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids)) == 11 + 13
    assert written()[0] == content
    other = ELISE.model_copy(update={"weekly_hours": 20})
    moved = [str(each["UID"]) for each in blocks_of(written(other)[1])]
    assert set(moved) & set(uids)
    known = [str(each["UID"]) for each in written(identity="plan-7")[1].walk("VEVENT")]
    assert not set(known) & set(uids)


def test_without_a_time_zone_blocks_float():
    plan = ELISE.model_copy(update={"time_zone": ""})
    _content, calendar = written(plan)
    assert calendar.walk("VTIMEZONE") == []
    first = blocks_of(calendar)[0]
    assert first.decoded("dtstart") == datetime(2026, 1, 5, 9)  # noqa: DTZ001 - it has none
    assert occurrences(first)[-1] == datetime(2026, 12, 28, 9)  # noqa: DTZ001 - same


@pytest.mark.parametrize("name", [each for each in HOSTILE_NAMES if 1 <= len(each) <= 200])
def test_any_name_is_read_back_as_one_line(name):
    segments = [each.model_copy() for each in ELISE.segments]
    segments[0] = segments[0].model_copy(update={"name": name})
    plan = ELISE.model_copy(update={"segments": segments, "name": name})
    _content, calendar = written(plan)
    assert len(calendar.walk("VEVENT")) == 24
    assert all(b"BEGIN:" not in line[1:] for line in _content.splitlines())


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "x" * 64])
def test_a_time_zone_that_is_none_is_refused(zone):
    text = EXAMPLE.read_text().replace("America/Toronto", zone)
    with pytest.raises(ParameterError, match="is not a time zone"):
        plan_from(text.encode(), name="x").read()


def test_a_plan_with_nothing_to_do_is_refused():
    bare = b'objective = 9\nstarts_on = 2027-01-02\nreview_weeks = 52\n[[sources]]\nname = "a"\nshare = 1'
    with pytest.raises(ParameterError, match="neither a week nor a review"):
        written(plan_from(bare, name="x"))


def left_out(**changed):
    """The days on which blocks would return and do not."""
    plan = ELISE.model_copy(update=changed)
    days = set()
    for event in blocks_of(written(plan)[1]):
        if "EXDATE" in event:
            starts = {each.dt for each in event["EXDATE"].dts}
            assert starts <= set(occurrences(event))
            days |= {start.date() for start in starts}
    return days


def test_no_block_returns_on_a_public_holiday():
    """Those of the country of the time zone, of a state where one is named, none where none is."""
    canada = {date(2026, 1, 1), date(2026, 4, 3), date(2026, 7, 1), date(2026, 12, 25)}
    assert canada <= left_out()
    assert date(2026, 6, 24) not in left_out()
    assert {date(2026, 6, 24), date(2026, 7, 1)} <= left_out(holidays="CA-QC")
    assert {date(2026, 7, 14), date(2026, 5, 1)} <= left_out(holidays="FR")
    assert left_out(time_zone="") == set()
    assert left_out(time_zone="Etc/UTC") == set()


@pytest.mark.parametrize("where", ["XX", "CA-ZZ", "canada", "F"])
def test_a_place_without_known_holidays_is_refused(where):
    with pytest.raises(ParameterError):
        written(ELISE.model_copy(update={"holidays": where}))
