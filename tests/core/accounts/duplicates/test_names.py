"""Names, streets, domains and telephone numbers as people type them (issue 5, A-26)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.accounts.duplicates.contacts import read_domain, read_phone
from maillage.core.accounts.duplicates.names import read_name
from maillage.core.accounts.duplicates.places import read_postal, read_street

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Kestspire Robotics LLC", "KESTSPIRE ROBOTICS, INC."),
        ("Kestspire Robotics L.L.C.", "Kestspire Robotics"),
        ("The Kestspire Company", "Kestspire Co., Ltd."),
        ("I.B.M. Corp.", "IBM Corporation"),
        ("I B M", "IBM"),
        ("Smith & Sons", "Smith and Sons"),
        ("Müller+Söhne GmbH", "Muller & Sohne"),
        ("Kestspire Mfg. Intl", "Kestspire Manufacturing International"),
        ("SARL Dupont et Fils", "Dupont & Fils"),
        ("Société Générale d'Électricité S.A.", "Generale d Electricite"),
        ("Ets Martin S.A.R.L.", "Établissements Martin"),
        ("Dubois Société par actions simplifiée", "Dubois SAS"),
        ("Tremblay Ltée", "Tremblay limitée"),
        ("Œuvre Cœur SASU", "Oeuvre Coeur"),
        ("Kestspire (formerly known to some)", "Kestspire"),
    ],
)
def test_the_same_name_typed_otherwise(typed, same):
    assert read_name(typed).compact == read_name(same).compact


def test_a_trade_name_stands_beside_the_legal_one():
    for typed in (
        "Acme Holdings LLC dba Blue Sky Inc.",
        "Acme Holdings LLC, d/b/a Blue Sky",
        "Acme Holdings LLC D.B.A. Blue Sky",
        "Acme Holdings exerçant sous le nom de Blue Sky",
    ):
        found = read_name(typed)
        assert (found.compact, found.trade) == ("acmeholdings", "bluesky")


def test_words_that_tell_companies_of_a_group_apart_are_kept():
    assert read_name("Acme Holdings 12 LLC").telling == "12 holdings"
    assert read_name("Acme LLC").telling == ""


def test_a_name_made_of_legal_forms_only_is_still_a_name():
    assert read_name("Company Inc").compact == "company"
    assert read_name("The Limited").compact == "limited"


@given(st.text(max_size=300))
def test_any_text_is_read_and_reading_again_changes_nothing(text):
    found = read_name(text)
    assert read_name(text) == found
    read_street(text)
    read_domain(text)
    read_phone(text, "US")


@pytest.mark.parametrize(
    ("typed", "street", "number"),
    [
        ("1200 North Main Street, Suite 4", "1200 n main st", "1200"),
        ("1200 N. Main St. #400", "1200 n main st", "1200"),
        ("5th Avenue 12", "5 ave 12", "5"),
        ("12 rue Ste Catherine", "12 r ste catherine", "12"),
        ("8 Main St, 3rd Floor", "8 main st", "8"),
        ("P.O. Box 445", "po box 445", "445"),
        ("12 bis, avenue du Général-Leclerc, bâtiment B", "12 bis ave du general leclerc", "12"),
        ("", "", ""),
    ],
)
def test_streets(typed, street, number):
    assert read_street(typed) == (street, number)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.shop.acme.co.uk/fr?x=1", "acme.co.uk"),
        ("ACME.com", "acme.com"),
        ("info@mail.acme.fr", "acme.fr"),
        ("acme.example", "acme.example"),
        ("http://acme.com:8080", "acme.com"),
        ("someone@gmail.com", ""),
        ("wanadoo.fr", ""),
        ("not a domain", ""),
        ("", ""),
    ],
)
def test_domains(typed, domain):
    assert read_domain(typed) == domain


@pytest.mark.parametrize(
    ("typed", "country", "phone"),
    [
        ("(617) 555-0123", "US", "+16175550123"),
        ("+1 617.555.0123 ext. 44", "US", "+16175550123"),
        ("1-514-555-0123", "CA", "+15145550123"),
        ("01 23 45 67 89", "FR", "+33123456789"),
        ("+33 (0)1 23 45 67 89", "FR", "+33123456789"),
        ("0033123456789", "US", "+33123456789"),
        ("555-0123", "US", ""),
        ("000-000-0000", "US", ""),
        ("n/a", "FR", ""),
    ],
)
def test_telephone_numbers(typed, country, phone):
    assert read_phone(typed, country) == phone


def test_postal_codes_with_lost_zeros_and_four_digits_more():
    assert {read_postal(each, "US") for each in ("2139", "02139", "02139-4307")} == {"US02139"}
    assert read_postal("99999", "US") == ""
