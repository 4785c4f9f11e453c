"""Numbers, dates and words as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.interfaces.importers import numbers, values
from maillage.interfaces.importers.dates import dates
from maillage.interfaces.importers.readings import Assumed, Options, Wrong

pytestmark = pytest.mark.unit


def read(reader, texts, options=None):
    options = options or Options()
    cell = reader(texts, options)
    return [
        value.value
        if isinstance(value, Assumed)
        else (value.message if isinstance(value, Wrong) else value)
        for value in map(cell, texts)
    ]


NUMBERS = [
    (["1 234,56 €", "1 000 000,00 €", "12"], [1234.56, 1_000_000.0, 12.0]),
    (["1\u202f234,5", "2\u00a0000"], [1234.5, 2000.0]),
    (["$1,234.56", "$1,000", "7"], [1234.56, 1000.0, 7.0]),
    (["1.234.567,8", "1.000"], [1_234_567.8, 1000.0]),
    (["1'234.50", "CHF 99"], [1234.5, 99.0]),
    (["$1.2M", "250k", "3 M€", "1.5 K"], [1_200_000.0, 250_000.0, 3_000_000.0, 1500.0]),
    (["1.5E+06", "2e3"], [1_500_000.0, 2000.0]),
    (["1,234", "-", "N/A"], [1234.0, None, None]),
    (["5m", "12 34", "1,2,3", "10%"], ["not a number."] * 4),
    (["-1", "(2)", "−3"], ["negative."] * 3),
]


@pytest.mark.parametrize(("texts", "expected"), NUMBERS)
def test_amounts(texts, expected):
    assert read(numbers.measure(), texts) == expected


def test_a_column_that_mixes_decimal_signs_is_not_guessed():
    mixed = "the column mixes decimal commas and decimal points."
    assert read(numbers.measure(), ["1,5", "2.75", "12"]) == [mixed, mixed, 12.0]
    assert read(numbers.measure(), ["1,5", "12"], Options(decimal=",")) == [1.5, 12.0]


def test_three_digits_after_a_sign_are_said_to_be_assumed():
    cell = numbers.measure()(["1,234"], Options())
    assert cell("1,234") == Assumed(1234.0, "numbers like 1,234 read as thousands")
    cell = numbers.measure()(["1.234"], Options())
    assert cell("1.234") == Assumed(1.234, "numbers like 1.234 read as decimals")


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", ","]))
def test_whole_amounts_are_read_back(amount, thousands):
    text = f"{amount:,}".replace(",", thousands)
    assert read(numbers.measure(), [text]) == [float(amount)]


@given(st.floats(-90, 90, allow_nan=False).map(lambda x: round(x, 6)), st.sampled_from(".,"))
def test_coordinates_are_read_back(degrees, sign):
    text = f"{degrees:.6f}".replace(".", sign)
    assert read(numbers.coordinate(bound=90), [text]) == [degrees]


DATES = [
    (["2026-03-01", "2026/3/1", "20260301", "2026-03-01T10:00:00Z"], [date(2026, 3, 1)] * 4),
    (["13/02/2026", "01/03/2026"], [date(2026, 2, 13), date(2026, 3, 1)]),
    (["02/13/2026", "03/01/2026"], [date(2026, 2, 13), date(2026, 3, 1)]),
    (["26-02-2018 19:58", "08-05-18"], [date(2018, 2, 26), date(2018, 5, 8)]),
    (["01.03.2026"], [date(2026, 3, 1)]),
    (
        ["1 mars 2026", "1er février 2026", "Mar 1, 2026"],
        [date(2026, 3, 1), date(2026, 2, 1), date(2026, 3, 1)],
    ),
    (["03/03/2026"], [date(2026, 3, 3)]),
    (["01/03/2026"], ["day and month could be swapped, and no date of the column tells."]),
    (["31/02/2026", "soon"], ["not a date."] * 2),
    (["1026-03-01"], ["the year is not between 1900 and 2100."]),
]


@pytest.mark.parametrize(("texts", "expected"), DATES)
def test_dates(texts, expected):
    assert read(dates, texts) == expected


def test_a_column_with_both_orders_is_refused():
    message = "the column holds dates with the day first and others with the month first."
    assert read(dates, ["13/02/2026", "02/13/2026"]) == [message] * 2


def test_the_mapping_file_settles_the_order():
    assert read(dates, ["01/03/2026"], Options(date="%d/%m/%Y")) == [date(2026, 3, 1)]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]))
def test_dates_are_read_back(day, pattern):
    assert read(dates, [day.strftime(pattern)]) == [day]


def test_words():
    one_of = values.one_of({"customer": "client", "prospect": "lead"}, name="status")
    assert read(one_of, ["Client", "LEAD", "prospect"]) == ["customer", "prospect", "prospect"]
    assert read(one_of, ["En cours"], Options(values={"en cours": "customer"})) == ["customer"]
    assert [values.yes_no(text) for text in ("Oui", "no", "1", "FAUX")] == [
        True,
        False,
        True,
        False,
    ]
    assert values.yes_no("maybe") == Wrong("neither yes nor no.", "Use yes or no.")
    assert values.listing("tech; santé ;") == ["tech", "santé"]
    assert values.listing("tech, santé") == ["tech", "santé"]
    assert [values.country(text) for text in ("États-Unis", "fr", "Canada", "Korea")] == [
        "US",
        "FR",
        "CA",
        "KR",
    ]
    assert values.domain("https://www.Acme.com/fr?x=1") == "acme.com"
    assert values.naics("3345 - Instruments") == "3345"
    assert [values.time_zone(text) for text in ("Eastern Time", "Europe/Paris")] == [
        "America/New_York",
        "Europe/Paris",
    ]
    assert values.email("A@Acme.com") == "a@acme.com"
