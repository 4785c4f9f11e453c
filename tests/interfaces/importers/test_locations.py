"""Places in one text, as Sales Navigator writes them (F-03)."""

from __future__ import annotations

import pytest

from maillage.interfaces.importers.locations import location
from maillage.interfaces.importers.readings import Assumed
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.unit


def told(country, state="", city=""):
    named = {"hq_country": country, "hq_state": state, "hq_city": city}
    return {name: value for name, value in named.items() if value}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Austin, Texas, United States", told("US", "TX", "Austin")),
        ("  Austin ,  TX ", told("US", "TX", "Austin")),
        ("Los Angeles, CA", told("US", "CA", "Los Angeles")),
        ("Washington, District of Columbia, United States", told("US", "DC", "Washington")),
        ("Texas, United States", told("US", "TX")),
        ("Georgia", told("US", "GA")),
        ("Toronto, ON", told("CA", "ON", "Toronto")),
        ("Montréal, Québec, Canada", told("CA", "QC", "Montréal")),
        ("Lyon, Auvergne-Rhône-Alpes, France", told("FR", city="Lyon")),
        ("France", told("FR")),
        ("Berlin, Germany", told("DE", city="Berlin")),
    ],
)
def test_what_a_place_tells(text, found):
    assert location(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Greater Boston", told("US", "MA", "Boston")),
        ("Greater Boston Area", told("US", "MA", "Boston")),
        ("San Francisco Bay Area", told("US", "CA", "San Francisco")),
        ("Greater Toronto Area, Canada", told("CA", city="Toronto")),
        ("Paris et périphérie, France", told("FR", city="Paris")),
        ("Région de Lyon, France", told("FR", city="Lyon")),
    ],
)
def test_an_area_is_its_main_city_and_that_is_said(text, found):
    note = "areas such as Greater Boston are read as their main city"
    assert location(text) == Assumed(found, note)


@pytest.mark.parametrize(
    "text",
    ["Greater Paris", "Greater Lyon", "Greater Nowhere", "Reno", "a, b, c, France", ",,,", "x" * 500,
     "Boston, \x00MA", "Greater " * 9],
)  # fmt: skip
def test_what_could_be_several_places_or_none_stays_unknown(text):
    assert location(text) == Assumed(None, "locations that are not understood are left unknown")


@pytest.mark.parametrize("text", [name for name in HOSTILE_NAMES if name.strip()])
def test_hostile_texts_tell_nothing_untrue(text):
    found = location(text)
    value = found.value if isinstance(found, Assumed) else found
    assert value is None or value.keys() <= {"hq_country", "hq_state", "hq_city"}
