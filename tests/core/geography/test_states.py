"""Names of states, provinces, countries and cities as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.geography.states import (
    CA_PROVINCES,
    US_STATES,
    city_key,
    country_code,
    fold,
    state_code,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Conn.", "CT"),
        ("Calif.", "CA"),
        ("Californie", "CA"),
        ("californie ", "CA"),
        ("N. Y.", "NY"),
        ("n.y.", "NY"),
        ("09", "CT"),
        ("Caroline du Nord", "NC"),
        ("N. Carolina", "NC"),
        ("Nouveau-Mexique", "NM"),
        ("Virginie-Occidentale", "WV"),
        ("Washington, D.C.", "DC"),
        ("State of Maine", "ME"),
        ("Porto Rico", "PR"),
        ("Québec", ""),
        ("Nowhere", ""),
        ("", ""),
        (None, ""),
        (6, ""),
        ("😀" * 1000, ""),
    ],
)
def test_american_states(typed, code):
    assert state_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Québec", "QC"),
        ("quebec", "QC"),
        ("QC", "QC"),
        ("PQ", "QC"),
        ("Colombie-Britannique", "BC"),
        ("C.-B.", "BC"),
        ("Ont.", "ON"),
        ("Île-du-Prince-Édouard", "PE"),
        ("Terre-Neuve-et-Labrador", "NL"),
        ("Î.-P.-É.", "PE"),
        ("Nouvelle-Écosse", "NS"),
    ],
)
def test_canadian_provinces(typed, code):
    assert state_code(typed, "CA") == code


@pytest.mark.parametrize(("names", "country"), [(US_STATES, "US"), (CA_PROVINCES, "CA")])
def test_every_official_name_is_read(names, country):
    read = [
        state_code(text, country) for code, (_, *both) in names.items() for text in (code, *both)
    ]
    assert read == [code for code in names for _ in range(3)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("USA", "US"), ("États-Unis", "US"), ("U.S.A.", "US"), ("france", "FR"), ("Canada", "CA"),
     ("Germany", "GERMANY"), ("", "FR"), (None, "FR"), ("😀", "FR")],
)  # fmt: skip
def test_countries(typed, code):
    assert country_code(typed, "FR") == code


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("St. Louis", "Saint Louis"),
        ("Ft Worth", "FORT WORTH"),
        ("PARIS CEDEX 08", "Paris"),
        ("Paris 8e Arrondissement", "paris"),
        ("Saint-Étienne", "SAINT ETIENNE"),
        ("L’Haÿ-les-Roses", "L'HAY LES ROSES"),
        ("New York City", "New York"),
        ("Œuilly", "OEUILLY"),
    ],
)
def test_spellings_of_a_city_compare_equal(typed, same):
    assert city_key(typed) == city_key(same)


@given(st.text())
def test_folding_is_stable(text):
    assert fold(fold(text)) == fold(text)
