"""What an indicator came to, in words."""

from __future__ import annotations

import pytest

from maillage.interfaces.lists.indicators import value_text

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1.0, "days", "1 day"), (2.0, "days", "2 days"), (1.5, "days", "1.5 days"),
        (0.25, "percent", "25.0%"), (12.0, "count", "12"), (0.5, "", "0.50"), (None, "days", "–"),
    ],
)  # fmt: skip
def test_values_are_written_in_their_unit(value, unit, text):
    assert value_text(value, unit) == text
