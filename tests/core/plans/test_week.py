"""Blocks of the week are whole half hours of one day (K-05)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.week import HALF, Block, clock, halves_of, minutes_of, week_of
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def test_a_block_is_part_of_a_day():
    block = Block("key", 4, minutes_of("22:30"), 90)
    assert (block.ends, clock(block.starts), clock(block.ends)) == (1440, "22:30", "24:00")


@pytest.mark.parametrize(
    ("weekday", "starts", "minutes"),
    [(7, 540, 60), (-1, 540, 60), (0, -30, 60), (0, 1410, 60), (0, 540, 0), (0, 540, 45)],
)
def test_what_is_no_part_of_a_day_is_refused(weekday, starts, minutes):
    with pytest.raises(ParameterError, match="whole half hours of one day"):
        Block("key", weekday, starts, minutes)


shares = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), min_size=1).filter(
    lambda found: any(found.values())
)


@given(shares, st.floats(0.5, 57.5))
def test_the_blocks_are_the_shares_of_the_hours_in_whole_half_hours(found, hours):
    """K-05: share x weekly hours, and the sum is exact."""
    week = week_of(found, hours)
    halves = int(hours * 2)
    assert (week.minutes, week.unplaced) == (halves * HALF, 0)
    assert {each: week.minutes_of(each) for each in found} == {
        name: count * HALF for name, count in halves_of(found, hours).items()
    }
    for name, share in found.items():
        assert abs(week.minutes_of(name) / HALF - halves * share / sum(found.values())) < 1
    assert not overlaps(week.blocks)
    assert all(each.weekday < 5 for each in week.blocks)


@given(
    shares, st.floats(0, 168), st.lists(st.tuples(st.integers(0, 6), st.integers(0, 7)), max_size=6)
)
def test_blocks_are_placed_around_given_ones(found, hours, places):
    given_ones = [Block("a", day, 540 + 105 * place, 90) for day, place in set(places)]
    week = week_of(found, hours, given_ones)
    assert not overlaps(week.blocks)
    assert set(given_ones) <= set(week.blocks)
    if given_ones:
        assert week.minutes_of("a") == 90 * len(given_ones)
    rest = sum(
        count for name, count in halves_of(found, hours).items() if not given_ones or name != "a"
    )
    placed = [each for each in week.blocks if each not in given_ones]
    assert sum(each.minutes for each in placed) + week.unplaced == rest * HALF


def overlaps(blocks):
    taken = [
        (each.weekday, minute) for each in blocks for minute in range(each.starts, each.ends, 15)
    ]
    return len(taken) != len(set(taken))


def test_the_week_of_elise():
    """30 hours: 24 for 40 key accounts, 6 for bronze, on five even days."""
    week = week_of({"key": 0.8, "bronze": 0.2}, 30)
    assert (week.minutes_of("key"), week.minutes_of("bronze")) == (24 * 60, 6 * 60)
    assert [sum(each.minutes for each in week.blocks if each.weekday == day) for day in range(7)] == [
        360, 360, 360, 360, 360, 0, 0,
    ]  # fmt: skip
    assert [(each.segment, clock(each.starts), each.minutes) for each in week.blocks[-2:]] == [
        ("bronze", "09:00", 180), ("bronze", "13:30", 180),
    ]  # fmt: skip


@pytest.mark.parametrize("given_ones", [
    [Block("a", 1, 540, 60), Block("b", 1, 570, 60)],
    [Block("a", 1, 540, 120), Block("a", 1, 570, 30)],
    [Block("a", 1, 540, 60), Block("a", 1, 540, 60)],
])  # fmt: skip
def test_blocks_that_overlap_are_refused(given_ones):
    with pytest.raises(ParameterError, match=r"lasts until .* begins at .* of the same day"):
        week_of({"a": 1}, 10, given_ones)


def test_without_hours_only_given_blocks_are_there():
    block = Block("a", 1, 540, 60)
    assert week_of({"a": 1}, None, [block]).blocks == (block,)
    assert week_of({"a": 1}, None).blocks == ()


def test_what_has_no_room_is_told():
    week = week_of({"a": 1}, 100)
    assert (week.minutes, week.unplaced) == (57.5 * 60, 42.5 * 60)
