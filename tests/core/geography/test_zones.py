"""Time zones and macro-regions."""

from datetime import UTC, datetime, timedelta

import pytest

from maillage.core.geography.states import US_STATES
from maillage.core.geography.zones import (
    CENSUS_DIVISION_OF_STATE,
    CENSUS_DIVISIONS,
    CENSUS_REGION_OF_STATE,
    CENSUS_REGIONS,
    MACRO_REGION_OF_STATE,
    MACRO_REGIONS,
    convert,
    time_zone,
    utc_offset_hours,
)
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

ISLANDS = {"AS", "GU", "MP", "PR", "VI"}
STATES_AND_DC = set(US_STATES) - ISLANDS


def test_nine_in_new_york_is_six_in_los_angeles_all_year():
    """A-01: the two coasts change their clocks together."""
    days = [datetime.fromisoformat("2026-01-01T09:00") + timedelta(days=day) for day in range(365)]
    clocks = {
        convert(day, "America/New_York", "America/Los_Angeles").strftime("%H:%M") for day in days
    }
    assert clocks == {"06:00"}


def test_a_state_can_have_two_time_zones():
    """A-01: Pensacola is an hour behind Miami."""
    there = convert(
        datetime.fromisoformat("2026-07-01T09:00"), "America/New_York", "America/Chicago"
    )
    assert there == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert there.hour == 8


def test_arizona_does_not_change_its_clocks():
    winter, summer = (
        datetime.fromisoformat("2026-01-15T09:00"),
        datetime.fromisoformat("2026-07-15T09:00"),
    )
    zones = ("America/New_York", "America/Phoenix")
    assert [convert(day, *zones).hour for day in (winter, summer)] == [7, 6]


def test_offsets_of_half_hours():
    assert utc_offset_hours("America/St_Johns", datetime.fromisoformat("2026-01-15")) == -3.5


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "😀", "x" * 1_000_000])
def test_unknown_zones_are_refused(name):
    with pytest.raises(ParameterError, match="is not a time zone"):
        time_zone(name)


def test_each_state_has_exactly_one_macro_region():
    """A-03, X-20: no state and no region is left over, and none is listed twice."""
    listed = [state for states in MACRO_REGIONS.values() for state in states.split()]
    assert sorted(listed) == sorted(STATES_AND_DC)
    assert set(MACRO_REGION_OF_STATE.values()) == {"Northeast", "Southeast", "Midwest", "West"}


def test_cities_named_with_the_regions_are_in_them():
    """A-03: Boston and Philadelphia, Miami and Charlotte, Seattle and Los Angeles."""
    states = ["NY", "MA", "PA", "GA", "FL", "NC", "CA", "WA"]
    assert [MACRO_REGION_OF_STATE[state] for state in states] == (
        ["Northeast"] * 3 + ["Southeast"] * 3 + ["West"] * 2
    )


def test_each_state_has_exactly_one_census_division_and_region():
    """X-20: the nine divisions and four regions of the Census."""
    listed = [state for states in CENSUS_DIVISIONS.values() for state in states.split()]
    assert sorted(listed) == sorted(STATES_AND_DC)
    assert sorted(d for parts in CENSUS_REGIONS.values() for d in parts) == sorted(CENSUS_DIVISIONS)
    assert CENSUS_REGION_OF_STATE["TX"] == "South"
    assert CENSUS_DIVISION_OF_STATE["TX"] == "West South Central"
