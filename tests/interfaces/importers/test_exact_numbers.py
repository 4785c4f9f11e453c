"""Ranges tell no number; exact ones are read as elsewhere."""

from __future__ import annotations

import pytest

from maillage.interfaces.importers.numbers import exact
from maillage.interfaces.importers.readings import Assumed, Options, Wrong

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    ["51-200", "51 - 200", "10,001+", "10 000+", "$1M-$10M", "51–200 employees", "1M to 5M",
     "5k à 10k", "> 1,000", "under 50", "more than 10"],
)  # fmt: skip
def test_a_range_tells_no_number(text):
    found = exact(whole=True)([text], Options())(text)
    assert isinstance(found, Assumed)
    assert found.value is None


@pytest.mark.parametrize(("text", "value"), [("120", 120), ("1,200", 1200), ("2B", 2_000_000_000)])
def test_exact_numbers_are_read(text, value):
    found = exact(whole=True)([text], Options())(text)
    assert (found.value if isinstance(found, Assumed) else found) == value


@pytest.mark.parametrize("text", ["2021-05-01", "-5", "51-", "hundred", "1-2-3", "(5)"])
def test_what_is_neither_is_wrong(text):
    assert isinstance(exact(whole=True)([text], Options())(text), Wrong)
