"""Conditions on accounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.accounts.criteria import (
    Containing,
    Either,
    Every,
    Labelled,
    Neither,
    OfIndustry,
    OneOf,
    Size,
    StartingWith,
    Within,
)
from tests.core.territories.rules.factories import table

pytestmark = pytest.mark.unit


def fitting(criterion, field, values) -> list:
    marks = criterion.mask(table(*({field: value} for value in values)))
    return [value for value, mark in zip(values, marks, strict=True) if mark]


def test_codes():
    assert fitting(OneOf("state", ("ny", " NJ")), "state", ["NY", "nj", "PA", ""]) == ["NY", "nj"]


def test_words_fit_whatever_the_accents_and_case():
    industries = ["Santé publique", "SANTE", "Santa Claus", "healthcare", ""]
    assert fitting(Containing("industry", ("santé", "Health")), "industry", industries) == [
        "Santé publique", "SANTE", "healthcare",
    ]  # fmt: skip
    assert fitting(Containing("industry", ("", "...")), "industry", industries) == []


def test_postal_codes_by_their_beginning():
    codes = ["10001", "10199", "11001", "K1A", ""]
    assert fitting(StartingWith(("100", "k1")), "postal_code", codes) == ["10001", "K1A"]


def test_postal_ranges_compare_numbers():
    codes = ["00501", "501", "02799", "10001", "00500", "2800", "K1A", "٠٠٥٠١", ""]
    assert fitting(Within("501", "02799"), "postal_code", codes) == ["00501", "501", "02799"]
    assert fitting(Within("K1A", "k9z"), "postal_code", ["K1A", "K9Z", "L0A", "K1", "10001"]) == [
        "K1A", "K9Z",
    ]  # fmt: skip


def test_industries_by_their_parts():
    codes = ["31-33", "3254", "325412", "54", "5415", "", "nonsense"]
    assert fitting(OfIndustry(("31-33", "5415")), "naics", codes) == [
        "31-33", "3254", "325412", "5415",
    ]  # fmt: skip


REVENUES = [99_999.99, 100_000.0, 500_000.0, 500_000.01]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (Size("revenue", low=500_000, low_included=False), [500_000.01]),
        (Size("revenue", low=100_000, high=500_000, high_included=True), [100_000.0, 500_000.0]),
        (Size("revenue", low=100_000, high=500_000), [100_000.0]),
        (Size("revenue", high=100_000), [99_999.99]),
        (Size("revenue"), REVENUES),
    ],
)
def test_bounds_of_segments(size, expected):
    """X-24: strict above, both ends of the middle, strict below."""
    assert fitting(size, "revenue", REVENUES) == expected


def test_unknown_numbers_fit_no_size():
    assert fitting(Size("revenue", high=9.0), "revenue", [float("nan")]) == []


def test_labels():
    carried = [("CFO", "DG"), ("cfo",), ("vp sales",), ()]
    assert fitting(Labelled("personas", ("Cfo",)), "personas", carried) == [("CFO", "DG"), ("cfo",)]


def test_no_accounts():
    every = Every((OneOf("state", ("NY",)), Labelled("tags", ("a",)), Within("1", "2")))
    assert every.mask(table()).tolist() == []


def test_groups_of_nothing():
    one = table({})
    assert [group(()).mask(one).tolist() for group in (Every, Either, Neither)] == [
        [True], [False], [True],
    ]  # fmt: skip


@given(
    numbers=st.lists(st.floats(0, 10), min_size=1, max_size=6),
    bounds=st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), max_size=4),
)
def test_groups_are_logic(numbers, bounds):
    accounts = table(*({"potential": number} for number in numbers))
    parts = tuple(Size("potential", low, high) for low, high in bounds)
    for number, every, either, neither in zip(
        numbers,
        Every(parts).mask(accounts),
        Either(parts).mask(accounts),
        Neither(parts).mask(accounts),
        strict=True,
    ):
        fits = [low <= number < high for low, high in bounds]
        assert (every, either, neither) == (all(fits), any(fits), not any(fits))
