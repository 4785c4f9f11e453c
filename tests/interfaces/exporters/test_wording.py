"""Numbers and dates as English and French readers write them."""

from datetime import UTC, datetime

import numpy as np
import pytest
from django.utils.translation import override

from maillage.interfaces.exporters.wording import (
    clean,
    compact,
    day,
    kilometres,
    measured,
    number,
    percent,
    signed_percent,
    spoken,
)

pytestmark = pytest.mark.unit

ENGLISH = [
    (number, (1234567.4,), "1,234,567"),
    (number, (-12.34, 1), "−12.3"),
    (number, (-0.001, 1), "0.0"),
    (number, (None,), "–"),
    (number, (float("nan"),), "–"),
    (number, (np.int64(5),), "5"),
    (measured, (12.345,), "12.35"),
    (measured, (1234.5,), "1,234"),
    (compact, (999,), "999"),
    (compact, (34_567,), "34.6\u00a0k"),
    (compact, (1_234_000_000,), "1.2\u00a0bn"),
    (percent, (0.0512,), "5.1%"),
    (signed_percent, (0.0512,), "+5.1%"),
    (signed_percent, (-0.0512,), "−5.1%"),
    (signed_percent, (0.0001,), "0.0%"),
    (kilometres, (1234.5,), "1,234\u00a0km"),
    (spoken, (True,), "yes"),
    (spoken, ([1, 2.5],), "1, 2.50"),
    (spoken, ({"a": None},), "a: –"),
]
FRENCH = [
    (number, (1234567.4,), "1\u00a0234\u00a0567"),
    (number, (-12.34, 1), "−12,3"),
    (percent, (0.0512,), "5,1\u00a0%"),
    (signed_percent, (0.0512,), "+5,1\u00a0%"),
    (compact, (1_234_000_000,), "1,2\u00a0Md"),
    (spoken, (False,), "non"),
]


@pytest.mark.parametrize(("function", "given", "expected"), ENGLISH)
def test_english(function, given, expected):
    with override("en"):
        assert function(*given) == expected


@pytest.mark.parametrize(("function", "given", "expected"), FRENCH)
def test_french(function, given, expected):
    with override("fr"):
        assert function(*given) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "November 21, 2026"), ("fr", "21 novembre 2026")]
)
def test_dates(language, expected):
    with override(language):
        assert day(datetime(2026, 11, 21, 9, tzinfo=UTC)) == expected


def test_clean_removes_what_no_document_holds_and_keeps_the_rest():
    assert clean("a\x00b\ud800c\u202ed\u00a0é 😀 שלום") == "abcd\u00a0é 😀 שלום"
    assert [clean(None), clean(float("nan")), clean(12)] == ["", "", "12"]
    assert clean("x" * 50, 10) == "xxxxxxxxx…"
