"""Postal codes as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.geography.postal import Assumption, PostalCode, Problem, normalise_postal

pytestmark = pytest.mark.unit

READINGS = [
    ("06901", "US", "06901", ()),
    ("1234", "US", "01234", (Assumption.LEADING_ZERO,)),
    (501, "US", "00501", (Assumption.LEADING_ZERO,)),
    (6901, "US", "06901", (Assumption.LEADING_ZERO,)),
    (6901.0, "US", "06901", (Assumption.LEADING_ZERO,)),
    ("12345-6789", "US", "12345", (Assumption.PLUS_FOUR,)),
    ("123456789", "US", "12345", (Assumption.PLUS_FOUR,)),
    ("69011234", "US", "06901", (Assumption.LEADING_ZERO, Assumption.PLUS_FOUR)),
    ("12345.0", "US", "12345", (Assumption.DECIMALS,)),
    ("6901.0", "US", "06901", (Assumption.DECIMALS, Assumption.LEADING_ZERO)),
    ("  06901 ", "US", "06901", ()),
    ("'06901", "US", "06901", ()),
    ('="06901"', "US", "06901", ()),
    ("US-06901", "US", "06901", (Assumption.LETTERS_BEFORE,)),
    ("06901 Stamford", "US", "06901", (Assumption.TRAILING_TEXT,)),
    ("CT 06901", "US", "06901", (Assumption.LETTERS_BEFORE,)),
    ("CP 75001", "FR", "75001", (Assumption.LETTERS_BEFORE,)),
    ("75001 PARIS", "FR", "75001", (Assumption.TRAILING_TEXT,)),
    ("75 001", "FR", "75001", ()),
    ("F-75001", "FR", "75001", (Assumption.LETTERS_BEFORE,)),
    ("FR 75001 Paris", "FR", "75001", (Assumption.LETTERS_BEFORE, Assumption.TRAILING_TEXT)),
    ("1000", "FR", "01000", (Assumption.LEADING_ZERO,)),
    (1000.0, "FR", "01000", (Assumption.LEADING_ZERO,)),
    ("92919 PARIS LA DEFENSE CEDEX", "FR", "92919", (Assumption.CEDEX,)),
    ("75008 Paris Cedex 08", "FR", "75008", (Assumption.CEDEX,)),
    ("H2X 1Y4", "CA", "H2X", (Assumption.FSA,)),
    ("h2x1y4", "CA", "H2X", (Assumption.FSA,)),
    ("H2X-1Y4", "CA", "H2X", (Assumption.FSA,)),
    ("H2X", "CA", "H2X", ()),
    ("QC  H2X 1Y4", "CA", "H2X", (Assumption.FSA,)),
    ("12345 6789", "US", "12345", (Assumption.PLUS_FOUR,)),
]


@pytest.mark.parametrize(("typed", "country", "code", "assumed"), READINGS)
def test_what_people_type(typed, country, code, assumed):
    assert normalise_postal(typed, country) == PostalCode(code, country, assumed)


def test_canadian_code_in_an_american_file():
    read = normalise_postal("H2X 1Y4", "US")
    assert read == PostalCode("H2X", "CA", (Assumption.FSA, Assumption.COUNTRY))


@pytest.mark.parametrize("typed", [None, "", "   ", float("nan"), "nan", "NULL", True])
def test_nothing_typed(typed):
    assert normalise_postal(typed, "US") == PostalCode("", "US", problem=Problem.EMPTY)


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("😀", "US"),
        ("1" * 1_000_000, "US"),
        ("x" * 1_000_000, "FR"),
        ("12", "US"),
        ("-6901", "US"),
        ("1e5", "US"),
        (float("inf"), "CA"),
        (6901.5, "US"),
        ("99999", "US"),
        ("00000", "US"),
        ("06901", "CA"),
        ("D2X 1Y4", "CA"),
        ("١٢٣٤٥", "US"),
    ],
)
def test_hopeless_texts_say_so(typed, country):
    read = normalise_postal(typed, country)
    assert read.code == ""
    assert read.problem in {Problem.UNREADABLE, Problem.EMPTY}


def test_other_countries_are_not_known():
    assert normalise_postal("10115", "DE").problem == Problem.UNKNOWN_COUNTRY


@given(
    st.one_of(st.none(), st.floats(), st.integers(), st.text(), st.binary()),
    st.sampled_from(["US", "CA", "FR", "", "XX"]),
)
def test_nothing_is_ever_raised(typed, country):
    read = normalise_postal(typed, country)
    assert (read.code == "") == (read.problem is not None)


@given(st.integers(1, 99_998))
def test_reading_twice_changes_nothing(number):
    code = normalise_postal(f"{number:05d}", "US").code
    assert normalise_postal(code, "US") == PostalCode(code, "US")
