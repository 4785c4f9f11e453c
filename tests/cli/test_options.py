"""Values typed on the command line, by friends and by others."""

from datetime import date
from pathlib import Path

import pytest

from maillage.cli import options
from maillage.domain.territories.request import CONTIGUOUS_STATES, Level, MeasureRequest, Source
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

MILLION = 1_000_000
CUT = "'" + "9" * 59 + "…'"


def refused(read, *values) -> str:
    with pytest.raises(ParameterError) as refusal:
        read(*values)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("5%", 0.05), ("5 %", 0.05), (" 5,5% ", 0.055), ("0.05", 0.05), ("0,05", 0.05),
     ("0%", 0.0), ("100%", 1.0), ("5e-2", 0.05)],
)  # fmt: skip
def test_shares(typed, read):
    assert options.share(typed) == pytest.approx(read)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "%",
        "5",
        "-5%",
        "101%",
        "nan",
        "nan%",
        "inf",
        "5%%",
        "5 percent",
        "1.5",
        "😀",
        "0x1",
        "\udcff",
    ],
)
def test_what_is_no_share(typed):
    assert refused(options.share, typed) == (
        f"{typed!r} is not a share. Write a percentage such as 5%, or 0.05."
    )


def test_a_long_text_is_not_repeated_whole():
    said = refused(options.share, "9" * MILLION)
    assert said == f"{CUT} is not a share. Write a percentage such as 5%, or 0.05."


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("potential", MeasureRequest(Source.POTENTIAL, 0.10)),
        (" Revenue : 5 % ", MeasureRequest(Source.REVENUE, 0.05)),
        ("establishments:0.2", MeasureRequest(Source.ESTABLISHMENTS, 0.2, ("54",))),
    ],
)
def test_measures(typed, read):
    assert options.measures([typed, "establishments"], ["54"])[0] == read


@pytest.mark.parametrize(
    ("typed", "industries", "said"),
    [
        ("turnover", [], "There is no measure 'turnover'. Choose among potential, revenue, accounts, employees, workload, establishments, population."),
        ("", [], "There is no measure ''. Choose among potential, revenue, accounts, employees, workload, establishments, population."),
        ("9" * MILLION, [], f"There is no measure {CUT}. Choose among potential, revenue, accounts, employees, workload, establishments, population."),
        ("potential:", [], "'' is not a share. Write a percentage such as 5%, or 0.05."),
        ("potential:5:5", [], "'5:5' is not a share. Write a percentage such as 5%, or 0.05."),
        ("establishments", [], "The measure establishments needs industries. Add --naics, for example --naics 54."),
        ("potential", ["54"], "Industries are given, but no measure counts establishments. Add --measure establishments, or leave --naics out."),
        ("establishments", [""], "'' is no name. Write 1 to 100 characters."),
    ],
)  # fmt: skip
def test_what_is_no_measure(typed, industries, said):
    assert refused(options.measures, [typed], industries) == said


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("TX,OK", ("OK", "TX")),
        (" texas , tx,, Okla. ", ("OK", "TX")),
        ("Californie", ("CA",)),
        (" Contiguous ", CONTIGUOUS_STATES),
        ("", ()),
    ],
)
def test_states(typed, read):
    assert options.states(typed) == read


@pytest.mark.parametrize(
    ("typed", "named"),
    [("TX,XX", "'XX'"), (",,XX,TX", "'XX'"), ("ON", "'ON'"), ("🤠", "'🤠'"), ("9" * MILLION, CUT)],
)
def test_what_is_no_state(typed, named):
    assert refused(options.states, typed) == (
        f"{named} is not a state of the USA."
        " Write two-letter codes separated by commas, for example TX,OK."
    )


def test_all_states_come_with_islands_and_territories():
    assert set(options.states("ALL")) - set(CONTIGUOUS_STATES) == {
        "AK", "AS", "GU", "HI", "MP", "PR", "VI",
    }  # fmt: skip


def test_pairs_and_lists_of_names():
    assert options.pair(" 06037 = R=1 ", "=") == ("06037", "R=1")
    assert options.names("A, B,,C ") == ("A", "B", "C")
    assert options.name(" 06037 ") == "06037"


@pytest.mark.parametrize("typed", ["", "=", "06037", "06037=", "=R1", " = "])
def test_what_is_no_pair(typed):
    assert refused(options.pair, typed, "=") == (
        f"{typed!r} does not hold two names. Write them as A=B."
    )


@pytest.mark.parametrize("typed", ["", ",", "A", "A,,"])
def test_what_is_no_list(typed):
    assert refused(options.names, typed) == (
        f"{typed!r} does not hold two names. Write them as A,B,C."
    )


def test_no_name_is_endless():
    assert refused(options.pair, "06037=" + "9" * MILLION, "=") == (
        f"{CUT} is no name. Write 1 to 100 characters."
    )


def test_a_choice_of_words():
    assert options.choice(" Postal ", Level, "--units") is Level.POSTAL
    assert refused(options.choice, "zip", Level, "--units") == (
        "--units is 'zip'. Choose among county, postal, account."
    )


@pytest.mark.parametrize("typed", ["2026-31-12", "20260630", "2026-W01-1", "", "tomorrow"])
def test_a_date_is_written_year_first(typed):
    with pytest.raises(ParameterError) as refusal:
        options.day(typed)
    assert str(refusal.value) == (
        f"{typed!r} is not a date. Write YYYY-MM-DD, for example 2026-06-30."
    )
    assert options.day(" 2026-06-30 ") == date(2026, 6, 30)


@pytest.mark.parametrize("typed", ["", "  ", "a\0b"])
def test_a_folder_has_a_name(typed):
    """An empty one would stand for the folder one is in."""
    with pytest.raises(ParameterError, match=r"Name a folder, or leave --out away\.$"):
        options.folder(typed)
    assert options.folder("a b") == Path("a b")
