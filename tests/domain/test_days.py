"""Days in words: French begins a month with its 1er."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from maillage.domain.days import day_in_words

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("language", "moment", "shape", "text"),
    [
        ("fr", date(2026, 1, 1), "DATE_FORMAT", "1er janvier 2026"),
        ("fr", date(2026, 1, 11), "DATE_FORMAT", "11 janvier 2026"),
        ("fr", date(2026, 2, 1), "MONTH_DAY_FORMAT", "1er février"),
        ("fr", datetime(2026, 3, 1, 9, 5, tzinfo=UTC), "DATETIME_FORMAT", "1er mars 2026 09:05"),
        ("fr", date(2026, 3, 1), "j F Y", "1er mars 2026"),
        ("en", date(2026, 1, 1), "DATE_FORMAT", "Jan. 1, 2026"),
        ("en", date(2026, 1, 1), "j F Y", "1 January 2026"),
    ],
)
def test_the_first_of_a_month_is_its_first(language, moment, shape, text):
    with override(language):
        assert day_in_words(moment, shape) == text
