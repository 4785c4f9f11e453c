"""Units in words: the parts of a split county are postal codes, one of anything is singular."""

from dataclasses import replace

import pandas as pd
import pytest
from django.utils.translation import override

from maillage.interfaces.exporters.counting import counted_units, units_in_words

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("codes", "level", "expected"),
    [
        (
            ["06037/90001", "06037/90002", "06059"],
            "county",
            "1\u00a0county and 2\u00a0postal codes",
        ),
        (["06037", "06059"], "county", "2\u00a0counties"),
        (["06037/90001"], "county", "1\u00a0postal code"),
        (["A/1", "A/2"], "account", "2\u00a0accounts"),
        ([], "county", "0\u00a0counties"),
        (["x"], "zone", "1\u00a0zone"),
    ],
)
def test_units_are_counted_by_what_they_are(codes, level, expected):
    with override("en"):
        assert counted_units(pd.Series(codes, dtype=object), level=level) == expected


def test_the_units_of_a_design(outcome):
    codes = ["09001/06601", *outcome.units["unit"][1:]]
    split = replace(outcome, units=outcome.units.assign(unit=codes))
    with override("en"):
        assert units_in_words(split) == "201\u00a0counties and 1\u00a0postal code"
