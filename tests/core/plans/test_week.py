"""Blocks of the week are whole half hours of one day (K-05)."""

from __future__ import annotations

import pytest

from maillage.core.plans.week import Block, clock, minutes_of
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
