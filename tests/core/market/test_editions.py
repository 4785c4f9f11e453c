"""Codes of one NAICS edition in those of the other: only what is sure."""

from __future__ import annotations

import pytest

from maillage.core.market.editions import Editions, common

pytestmark = pytest.mark.unit

CURRENT = frozenset({"51", "513", "5132", "513210", "513110", "44-45", "455110", "458110", "92"})
PAIRS = [
    ("511210", "513210"),
    ("511110", "513110"),
    ("454110", "455110"),
    ("454110", "458110"),
    ("452210", "455110"),
    ("999110", "513210"),
    ("999110", "455110"),
]
EDITIONS = Editions(CURRENT, PAIRS)


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("511110", "513110"),  # one code became one
        ("5111", "513110"),
        ("511", "513"),  # its parts have a subsector in common
        ("454110", "44-45"),  # divided within the sector
        ("513210", "513210"),  # current
        ("44", "44"),
        ("999110", ""),  # divided between sectors
        ("621111", "621111"),  # not in the concordance
        ("", ""),
        ("日本", "日本"),
        ("12", "12"),
    ],
)
def test_a_code_is_read_at_the_level_that_is_sure(old, now):
    assert EDITIONS.now(old) == now


def test_what_is_asked_for_is_only_what_is_wholly_so():
    assert EDITIONS.sure("511110") == ("511110", "513110")
    assert EDITIONS.sure("454110") == ("454110", "458110")  # 455110 holds more than it
    assert EDITIONS.sure("511210") == ("511210",)  # 513210 holds more than it
    assert EDITIONS.sure("51") == ("51",)


def test_codes_of_no_common_sector_have_nothing_in_common():
    assert common(["513210", "513110"]) == "513"
    assert common(["513210", "455110"]) == ""
