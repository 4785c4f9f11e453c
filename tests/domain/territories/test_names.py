"""Units and reps as a person names them (B-02)."""

import pytest

from maillage.domain.territories.framing import frame_problem
from maillage.domain.territories.names import meant, rep_meant
from maillage.domain.territories.queries import reps_frame
from maillage.domain.territories.request import CONTIGUOUS_STATES, Level
from maillage.domain.territories.units import county_units
from maillage.errors import InputError
from tests.domain.accounts.factories import make_rep
from tests.domain.territories.scene import ask, cover

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MOVED = (
    "Connecticut's planning regions, 09110 to 09190, replaced its counties in 2022: name one of"
    " those."
)


def suggested(unit, states=CONTIGUOUS_STATES, level=Level.COUNTY):
    return meant(unit=unit, units=county_units(states), level=level, otherwise="Nothing.")


@pytest.mark.parametrize(
    ("typed", "states", "said"),
    [
        ("Cumberland", ("ME", "NH"), "23005 Cumberland County, ME"),
        ("cumberland county me", CONTIGUOUS_STATES, "23005 Cumberland County, ME"),
        ("Cumbreland", ("ME", "NH"), "23005 Cumberland County, ME"),
        ("1001", ("AL",), "01001 Autauga County, AL"),
    ],
)
def test_a_county_may_be_meant_by_its_name(typed, states, said):
    assert suggested(typed, states) == f"Give its code. Did you mean {said}?"


def test_of_many_counties_of_a_name_five_are_shown():
    said = suggested("Washington")
    assert (said.count(";"), said[-4:]) == (5, "; …?")


@pytest.mark.parametrize("typed", ["", "99999", "🚢", "Xyzzy", "[(", "²"])
def test_nothing_is_suggested_for_what_is_like_no_county(typed):
    assert suggested(typed, ("ME",)) == "Nothing."


def test_the_former_counties_of_connecticut_are_known():
    former = [f"{code:05}" for code in range(9001, 9016, 2)]
    assert [suggested(code) for code in former] == [MOVED] * 8
    assert suggested("09001", level=Level.POSTAL) == "Nothing."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"together": (("Strafford", "33001"),)},
            (
                "--together names the unit 'Strafford', which is not among the units."
                " Give its code. Did you mean 33017 Strafford County, NH?"
            ),
        ),
        (
            {"keep": (("Strafford", "R1"),)},
            (
                "--keep names the unit 'Strafford', which is not among the units."
                " Give its code. Did you mean 33017 Strafford County, NH?"
            ),
        ),
        (
            {"links": (("Strafford", "33001"),)},
            (
                "A link names the unit 'Strafford', which is not among the units."
                " Give its code. Did you mean 33017 Strafford County, NH?"
            ),
        ),
        (
            {"split": ("09001",)},
            "The county '09001', which is to be split, is not among the units. " + MOVED,
        ),
    ],
)
def test_every_option_suggests_units(asked, said):
    cover()
    make_rep(1)
    with pytest.raises(InputError) as refusal:
        frame_problem(request=ask(**{"territories": 1, **asked}))
    assert str(refusal.value) == said


@pytest.fixture
def reps():
    make_rep(1, name="Paul Roy", email="paul@example.com")
    make_rep(2, name="Ana Diaz", email="ana@example.com")
    make_rep(3, name="Ana Diaz")
    make_rep(4, name="Gone Away", active=False)
    return reps_frame()


@pytest.mark.parametrize("typed", ["R1", "paul@example.com", "Paul@Example.com", "paul roy"])
def test_a_rep_is_known_by_id_email_or_name(reps, typed):
    assert rep_meant(unit="50001", typed=typed, reps=reps) == "R1"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Ana Diaz", "Several active reps are called 'Ana Diaz': R2, R3. Give the id of one"),
        ("paul@exampel.com", "no active rep. Did you mean R1 (Paul Roy)"),
        ("Gone Away", "no active rep. Give the id, e-mail or name of an active rep"),
        ("", "no active rep. Give the id, e-mail or name of an active rep"),
    ],
)
def test_an_unknown_rep_is_refused_with_those_probably_meant(reps, typed, said):
    with pytest.raises(InputError) as refusal:
        rep_meant(unit="50001", typed=typed, reps=reps)
    assert str(refusal.value).partition(said)[1] == said
