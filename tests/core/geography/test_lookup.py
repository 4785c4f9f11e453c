"""From what an address says to where it is, on a gazetteer of eight places."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geography.lookup import Gazetteer
from maillage.core.geography.places import area_key
from maillage.core.geography.postal import Assumption, Problem

pytestmark = pytest.mark.unit

COLUMNS = [
    "country",
    "postal_code",
    "city",
    "state",
    "county",
    "latitude",
    "longitude",
    "population",
]
PLACES = [
    ("US", "06901", "Stamford", "CT", "09190", 41.05, -73.54, 9000),
    ("US", "06902", "Stamford", "CT", "09190", 41.06, -73.55, 70000),
    ("US", "01101", "Springfield", "MA", "25013", 42.10, -72.59, 0),
    ("US", "65801", "Springfield", "MO", "29077", 37.20, -93.28, 50000),
    ("US", "09001", "APO", "AE", "", np.nan, np.nan, 0),
    ("FR", "75001", "Paris 1er Arrondissement", "11", "75", 48.86, 2.34, 15000),
    ("CA", "H2X", "Montréal", "QC", "", 45.51, -73.57, 0),
    ("CA", "", "Toronto", "ON", "", 43.70, -79.42, 2600000),
]


@pytest.fixture(scope="module")
def gazetteer():
    places = pd.DataFrame(PLACES, columns=COLUMNS)
    return Gazetteer(places.assign(county_vintage="2022", metro="", time_zone="Etc/UTC"))


def found(place):
    return place.postal_code, place.city, place.state, place.county, place.assumed, place.problem


def test_a_postal_code_is_enough(gazetteer):
    assert found(gazetteer.locate("06901")) == ("06901", "Stamford", "CT", "09190", (), "")


def test_a_lost_zero_is_restored_and_said(gazetteer):
    assert found(gazetteer.locate(6901.0)) == (
        "06901", "Stamford", "CT", "09190", (Assumption.LEADING_ZERO,), "",
    )  # fmt: skip


def test_the_state_follows_the_postal_code(gazetteer):
    place = gazetteer.locate("06901", state="New York")
    assert (place.state, place.assumed) == ("CT", (Assumption.STATE_OF_POSTAL_CODE,))


def test_a_city_and_its_state_in_french(gazetteer):
    place = gazetteer.locate(city="Springfield", state="Massachusetts")
    assert (place.county, place.assumed) == ("25013", (Assumption.CITY,))


def test_a_city_alone_is_the_largest_of_its_name(gazetteer):
    place = gazetteer.locate(city="springfield")
    assert (place.state, place.assumed) == ("MO", (Assumption.CITY_ALONE,))


def test_a_city_is_where_most_of_its_people_live(gazetteer):
    assert gazetteer.locate(city="Stamford", state="Conn.").latitude == 41.06


def test_a_city_of_another_state_is_not_taken(gazetteer):
    assert gazetteer.locate(city="Stamford", state="TX").problem == Problem.NOT_FOUND


def test_an_unknown_code_falls_back_on_its_city_then_on_its_area(gazetteer):
    by_city = gazetteer.locate("06999", city="Stamford", state="CT")
    by_area = gazetteer.locate("06999")
    assert (by_city.county, by_city.assumed) == ("09190", (Assumption.CITY,))
    assert (by_area.state, by_area.county, by_area.city) == ("CT", "", "")
    assert by_area.assumed == (Assumption.AREA,)


def test_french_and_canadian_places(gazetteer):
    assert gazetteer.locate(city="PARIS CEDEX 01", country="France").county == "75"
    assert gazetteer.locate("75099", country="FR").county == "75"
    assert gazetteer.locate("h2x 1y4").state == "QC"
    assert gazetteer.locate(city="toronto", state="Ont.", country="CA").latitude == 43.70


def test_military_mail_has_no_place(gazetteer):
    place = gazetteer.locate("09001")
    assert np.isnan(place.latitude)
    assert (place.state, place.problem) == ("AE", Problem.NO_PLACE)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, Problem.EMPTY),
        ({"postal_code": "😀"}, Problem.UNREADABLE),
        ({"postal_code": "1" * 1_000_000}, Problem.UNREADABLE),
        ({"postal_code": "10115", "country": "Germany"}, Problem.UNKNOWN_COUNTRY),
        ({"city": "x" * 1_000_000}, Problem.NOT_FOUND),
        ({"postal_code": "35004"}, Problem.NOT_FOUND),
    ],
)
def test_what_cannot_be_found_says_why(gazetteer, typed, problem):
    place = gazetteer.locate(**typed)
    assert np.isnan([place.latitude, place.longitude]).tolist() == [True, True]
    assert place.problem == problem


def test_a_state_alone_is_kept(gazetteer):
    place = gazetteer.locate(state="Californie")
    assert (place.state, place.county, place.problem) == ("CA", "", Problem.EMPTY)


def test_many_rows_keep_their_order_and_index(gazetteer):
    typed = pd.DataFrame({"postal_code": ["65801", None, 6901.0]}, index=[7, 3, 7])
    places = gazetteer.locate_many(typed)
    assert places.index.tolist() == [7, 3, 7]
    assert places["state"].tolist() == ["MO", "", "CT"]
    assert places["assumed"].tolist() == [(), (), (Assumption.LEADING_ZERO,)]


def test_no_rows(gazetteer):
    assert gazetteer.locate_many(pd.DataFrame({"city": []})).shape == (0, 12)


def test_the_default_country_can_be_chosen(gazetteer):
    typed = pd.DataFrame({"postal_code": ["75001", "75001"], "country": ["", "US"]})
    assert gazetteer.locate_many(typed, country="FR")["county"].tolist() == ["75", ""]


cells = st.one_of(st.none(), st.floats(), st.integers(), st.text(max_size=30), st.booleans())


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=6))
def test_one_by_one_is_the_same_as_together(gazetteer, rows):
    typed = pd.DataFrame(rows, columns=["postal_code", "city", "state", "country"], dtype=object)
    together = gazetteer.locate_many(typed)
    alone = [gazetteer.locate(*row) for row in rows]
    assert together["problem"].tolist() == [place.problem for place in alone]
    assert together["state"].tolist() == [place.state for place in alone]
    assert together["assumed"].tolist() == [place.assumed for place in alone]


@pytest.mark.parametrize(
    ("country", "code", "key"),
    [
        ("US", "06901", "US|069*"),
        ("FR", "75001", "FR|75*"),
        ("FR", "97110", "FR|971*"),
        ("CA", "H2X", ""),
        ("US", "", ""),
    ],
)
def test_areas_of_postal_codes(country, code, key):
    assert area_key(country, code) == key
