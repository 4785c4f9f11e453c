"""Addresses as they should have been typed, by hand and against known truth (issue 5)."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.accounts.addresses import FIELDS, Repair, propose_repairs
from maillage.core.accounts.addresses.codes import one_apart
from maillage.core.accounts.addresses.places import Places
from maillage.core.accounts.addresses.wording import assumed
from maillage.core.accounts.synthetic.addresses import generate_addresses
from maillage.reference import places, table

pytestmark = pytest.mark.unit
RIGHT = {
    "country": "US", "state": "MA", "city": "Cambridge", "postal_code": "02139", "county": "25017",
}  # fmt: skip


def proposed(**typed):
    rows = pd.DataFrame([RIGHT | typed], columns=FIELDS, dtype=object)
    found = propose_repairs(rows, places())
    return {row.field: (row.after, "+".join(row.repairs), row.confidence)
            for row in found.itertuples()}  # fmt: skip


def only(field, **typed):
    found = proposed(**typed)
    assert list(found) == [field]
    return found[field]


def test_a_right_address_is_left_alone():
    assert proposed() == {}
    assert proposed(city="CAMBRIDGE") == {}
    assert proposed(country="FR", state="11", city="Paris", postal_code="75008") == {}
    assert proposed(country="CA", state="QC", city="Montréal", postal_code="H2X", county="") == {}


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("2139", "leading_zero"),
        ("02139-4307", "plus_four"),
        ("021394307", "plus_four"),
        ("2139.0", "decimals+leading_zero"),
        ("MA 02139", "letters_before"),
        ("O2139", "lookalike"),
        ("0Z139", "lookalike"),
    ],
)
def test_postal_codes_as_people_type_them(typed, how):
    assert only("postal_code", postal_code=typed) == ("02139", how, pytest.approx(0.99, abs=0.02))


def test_a_code_of_another_city_is_mended_only_where_one_code_of_the_city_is_near():
    after, how, sure = only("postal_code", state="CO", city="Boulder", postal_code="30303")
    assert (after, how) == ("80303", "near_code")
    assert sure < 0.99
    assert "postal_code" not in proposed(state="TX", city="Houston", postal_code="99501")


def test_what_is_known_of_the_city_fills_a_missing_code():
    found = only("postal_code", state="VT", city="Stowe", postal_code="")
    assert found[:2] == ("05672", "only_code")
    assert "postal_code" not in proposed(city="Boston", postal_code="")


@pytest.mark.parametrize("typed", ["Massachusetts", "mass.", "ma", "State of Massachusetts"])
def test_states_become_codes(typed):
    assert only("state", state=typed)[:2] == ("MA", "state_name")


def test_two_of_three_outvote_the_state():
    assert only("state", state="NY")[:2] == ("MA", "state_of_code")
    assert only("state", state="")[:2] == ("MA", "state_of_code")
    assert proposed(state="NY", city="Springfield Gardens") == {}


def test_cities_are_spelt_as_the_reference_spells_them():
    assert only("city", city="Cambrige")[:2] == ("Cambridge", "city_spelling")
    assert only("city", city="")[:2] == ("Cambridge", "city_of_code")
    without = only("city", city="Cambrige", postal_code="")
    assert without[:2] == ("Cambridge", "city_spelling")
    assert without[2] < only("city", city="Cambrige")[2]
    assert proposed(city="Boston") == {}
    assert proposed(city="Qzxv") == {}


def test_the_county_is_proposed_where_nothing_else_changes():
    assert only("county", county="")[:2] == ("25017", "county_of_code")
    assert only("county", county="", postal_code="")[:2] == ("25017", "county_of_city")
    assert list(proposed(county="", state="Mass.")) == ["state"]
    assert proposed(country="CA", state="QC", city="Montréal", postal_code="H2X", county="") == {}


def test_canadian_codes():
    canada = {"country": "CA", "state": "QC", "city": "Montréal", "county": ""}
    assert only("postal_code", **canada, postal_code="h2x 1y4")[:2] == ("H2X", "fsa")
    assert only("postal_code", **canada, postal_code="H2X1Y4")[:2] == ("H2X", "fsa")
    assert only("postal_code", **canada, postal_code="HZX 1Y4")[:2] == ("H2X", "fsa+lookalike")
    assert only("postal_code", **canada, postal_code="h2x")[:2] == ("H2X", "spelled")
    assert only("state", **canada | {"state": "Québec"}, postal_code="H2X")[0] == "QC"
    found = proposed(country="US", state="QC", city="Montreal", postal_code="H2X 1Y4", county="")
    assert found["country"][:2] == ("CA", "country_of_code")
    assert found["postal_code"][0] == "H2X"


def test_french_codes():
    france = {"country": "FR", "state": "84", "city": "Bourg-en-Bresse", "county": "01"}
    assert only("postal_code", **france, postal_code="1000")[:2] == ("01000", "leading_zero")
    assert only("postal_code", **france, postal_code="01 000")[0] == "01000"
    assert only("postal_code", **france, postal_code="01000 CEDEX 9")[:2] == ("01000", "cedex")
    assert only("city", **france | {"city": "Bourg-en-Bres"}, postal_code="01000")[0] == (
        "Bourg-en-Bresse"
    )
    state = only("state", **france | {"state": "Auvergne-Rhône-Alpes"}, postal_code="01000")
    assert state[:2] == ("84", "state_of_code")
    found = proposed(country="US", state="", city="Bourg en Bresse", postal_code="01000", county="")
    assert found["country"][:2] == ("FR", "country_of_code")


@pytest.mark.parametrize(
    "typed",
    [
        {"country": "DE", "postal_code": "10115"},
        {"state": "Atlantis", "city": "Nowhere", "postal_code": "banana"},
        {"state": "", "city": "", "postal_code": "", "county": ""},
        {"postal_code": "99999", "city": ""},
        {"postal_code": "9" * 300},
        {"city": "=CMD()", "postal_code": "\x00"},
        {"city": "a" * 5000, "state": "b" * 500},
    ],
)
def test_of_what_cannot_be_read_nothing_is_invented(typed):
    assert "postal_code" not in proposed(**typed)


@given(st.builds(dict, **{name: st.text(max_size=12) for name in FIELDS}))
def test_any_text_gives_proposals_that_change_something_and_are_stable(typed):
    rows = pd.DataFrame([typed], columns=FIELDS, dtype=object)
    found = propose_repairs(rows, places())
    assert (found["before"] != found["after"]).all()
    assert found["confidence"].between(0, 1).all()
    assert found["field"].is_unique


def test_most_blemishes_are_mended_and_the_sure_ones_are_right():
    made = generate_addresses(table("us_postal"), accounts=4000, seed=5)
    found = propose_repairs(made.accounts, places())
    right = [
        made.truth.loc[row, field] == after
        for row, field, after in zip(found["row"], found["field"], found["after"], strict=True)
    ]
    found = found.assign(right=right)
    assert found[found["confidence"] >= 0.95]["right"].mean() >= 0.95
    lost = made.accounts["postal_code"].str.fullmatch(r"\d{3,4}")
    mended = set(found[(found["field"] == "postal_code") & found["right"]]["row"])
    assert len(mended & set(lost[lost].index)) / lost.sum() >= 0.9


def test_the_same_seed_gives_the_same_addresses():
    one, other = (generate_addresses(table("us_postal"), accounts=50, seed=2) for _ in range(2))
    assert one.accounts.equals(other.accounts)
    assert not one.accounts.equals(one.truth[one.accounts.columns])


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("02139", "02138", True), ("02139", "20139", True), ("02139", "02193", True),
     ("02139", "12138", False), ("02139", "02139", False), ("02139", "2139", False),
     ("02139", "92130", False)],
)  # fmt: skip
def test_codes_one_slip_apart(one, other, near):
    assert one_apart(one, other) is near


def test_every_repair_says_what_it_assumes():
    said = assumed([each.value for each in Repair])
    assert all(said)
    assert len(set(said)) == len(Repair)


def test_places_know_codes_cities_and_counties():
    known = Places(pd.DataFrame({
        "country": ["US"] * 3, "postal_code": ["1", "2", ""], "state": ["MA"] * 3,
        "city": ["St. Ann", "Saint Ann", "Boston"], "county": ["a", "b", ""],
    }))  # fmt: skip
    assert known.codes_of("US", "MA", "saint ann") == ["1", "2"]
    assert known.cities("US", "MA") == {"saint ann": "St. Ann", "boston": "Boston"}
    assert known.counties_of("US", ["1", "2"], "saint ann") == {"a", "b"}
    assert known.of_code("US", "9") == []
