"""The page of the market: map, figures, zones, and the accounts behind them (A-18, C-04)."""

from __future__ import annotations

import re

import pytest

from maillage.domain.market.crosswalks import load_crosswalk
from maillage.domain.market.load import load_market_file
from tests.api.caller import Caller
from tests.domain.accounts.factories import make_account
from tests.domain.market.builders import market_file
from tests.domain.market.test_choice import CELLS, SIZES
from tests.domain.market.test_levels import crosswalk
from tests.domain.market.test_priority import in_force
from tests.factories import HOSTILE_NAMES
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PAGE = "/main/market/"


@pytest.fixture
def loaded():
    load_market_file(file=market_file(*CELLS, sizes=SIZES))


def rows(client, words):
    text = client.get(f"{PAGE}?format=csv&{words}").content.decode("utf-8-sig")
    return [line.split(",") for line in text.splitlines()]


def test_without_figures_the_page_says_what_to_load(client):
    signed_in(client, member("reader"))
    page = client.get(PAGE).content.decode()
    assert "No official figures are loaded." in page
    assert "maillage import market cbp21co.zip --apply" in page


def test_zones_with_their_figures_and_the_accounts_behind(
    client, loaded, django_assert_max_num_queries
):
    make_account(1, naics="541511", county="36061")
    make_account(2, naics="62", county="36061")
    signed_in(client, member("marketing"))
    client.get(f"{PAGE}?naics=5415")
    with django_assert_max_num_queries(25):
        page = client.get(f"{PAGE}?naics=5415&average=1000").content.decode()
    links = re.findall(r'href="(/main/accounts/[^"]+)"', page)
    assert links == [
        "/main/accounts/?market=5415",
        "/main/accounts/?zone=state%3A36&amp;market=5415",
    ]
    there = client.get(links[1].replace("&amp;", "&")).content.decode()
    assert "Account 1" in there
    assert "Account 2" not in there
    assert "/main/market/?level=county&amp;naics=5415&amp;average=1000&amp;state=NY" in page
    assert "Sales possible = establishments × 1,000 a year, which you gave." in page
    heads, new_york, california = rows(client, "naics=5415&average=1000")
    assert new_york[:4] == ["New York", "36", "140", "1"]
    assert dict(zip(heads, california, strict=True))["Sales possible"] == "60000"


def test_a_market_of_sizes_and_of_the_profile(client, loaded):
    in_force()
    signed_in(client, member("marketing"))
    assert [row[1:3] for row in rows(client, "naics=5415&employees=50-99")[1:]] == [
        ["36", "42"], ["06", "18"],
    ]  # fmt: skip
    page = client.get(f"{PAGE}?icp=1&level=metro&naics=62").content.decode()
    assert "Version 1, in force" in page
    assert "Official figures say nothing of: Sales of the company per year." in page
    file = client.get(f"{PAGE}?icp=1&level=metro&format=csv").content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith('"New York-Newark-Jersey City, NY-NJ",35620,')


def test_the_map_gives_each_county_the_figures_of_its_zone(client, loaded):
    signed_in(client, member("reader"))
    for level, counties in (("county", 3), ("metro", 26), ("state", 120), ("macro_region", 380)):
        found = client.get(f"{PAGE}map.json?naics=5415&level={level}").json()
        assert counties <= len(found["units"]) == len(set(found["units"])) <= 2 * counties
        measures = {each["name"]: each["values"] for each in found["measures"]}
        here = measures["establishments"][found["units"].index("36061")]
        assert here == {"county": 100, "metro": 100}.get(level, 140)
        assert found["territories"] == []
        assert {len(values) for values in measures.values()} == {len(found["units"])}
    texas = client.get(f"{PAGE}map.json?naics=5415&state=TX").json()
    assert texas["units"] == []


def test_the_map_of_postal_codes_has_the_total_of_the_counties(client, loaded):
    signed_in(client, member("reader"))
    maps = {
        level: client.get(f"{PAGE}map.json?naics=5415&level={level}").json()
        for level in ("county", "postal")
    }
    for found in maps.values():
        assert found["sized"] == found["measures"][0]["name"] == "establishments"
        assert sum(found["measures"][0]["values"]) == 200
    codes = maps["postal"]["units"]
    values = maps["postal"]["measures"][0]["values"]
    assert len(codes) == len(set(codes)) > 60
    assert values == sorted(values, reverse=True)
    assert maps["postal"]["names"][codes.index("10001")] == "New York, NY"
    assert "10001" not in maps["county"]["units"]
    places = client.get(f"{PAGE}places.json").json()
    assert set(codes) <= set(places["codes"])
    at = places["codes"].index("10001")
    assert (places["lon"][at], places["lat"][at]) == pytest.approx((-73.99, 40.75), abs=0.01)
    page = client.get(f"{PAGE}?naics=5415&level=postal").content.decode()
    assert 'data-around="counties"' in page
    assert 'data-places-url="/main/market/places.json"' in page
    assert "Each circle is a postal code, the larger the more establishments it has." in page
    assert "whose place is not known" not in page


def test_what_lies_in_postal_codes_without_a_place_is_said(client, loaded):
    load_crosswalk(file=crosswalk("postal-county", ("99998", "36061", 1.0)))
    signed_in(client, member("reader"))
    page = client.get(f"{PAGE}?naics=5415&level=postal&state=NY").content.decode()
    assert "100 establishments are in postal codes whose place is not known." in page


@pytest.mark.parametrize(
    "words",
    ["naics=planet", "state=Nowhere", "employees=9-5", "average=x", "vintage=1990", "icp=9"],
)
def test_what_cannot_be_asked_is_said_and_left_out(client, loaded, words):
    signed_in(client, member("reader"))
    answer = client.get(f"{PAGE}?{words}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert client.get(f"{PAGE}map.json?{words}").status_code == 200


def test_hostile_words_do_no_harm(client, loaded):
    signed_in(client, member("reader"))
    fields = ("naics", "state", "average", "employees", "level", "icp", "vintage", "q")
    for number, name in enumerate(HOSTILE_NAMES):
        answer = client.get(PAGE, {fields[number % len(fields)]: name, "q": name})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
        asked = {"zone": f"county:{name}", "market": f"icp{name}" if number % 2 else name}
        assert client.get("/main/accounts/", asked).status_code == 200


ALL = ["1", "2", "3", "4"]
NARROWED = [
    ({"zone": "county:36061"}, ["1", "2"]),
    ({"zone": "metro:35620"}, ["1", "2"]),
    ({"zone": "state:36"}, ["1", "2", "3"]),
    ({"zone": "macro_region:Northeast"}, ["1", "2", "3"]),
    ({"zone": "census_division:Middle Atlantic"}, ["1", "2", "3"]),
    ({"zone": "postal:14201"}, ["3"]),
    ({"zone": "state:06"}, ["4"]),
    ({"market": "5415"}, ["1", "4"]),
    ({"market": "5415,62@50-199"}, ["1"]),
    ({"market": "all@200-"}, ["4"]),
    ({"market": "icp1"}, ["1"]),
    ({"market": "icp1", "zone": "state:06"}, []),
    ({"zone": "planet:36"}, ALL),
    ({"market": "planet"}, ALL),
    ({"market": "icp7"}, ALL),
]


def test_accounts_of_a_zone_and_a_market(client):
    in_force()
    make_account(1, naics="541511", county="36061", employees=120)
    make_account(2, county="36061")
    make_account(3, naics="62", county="36029", postal_code="14201-1234")
    make_account(4, naics="5415", county="06037", state="CA", employees=500)
    who = member("marketing")
    caller = Caller(who)
    signed_in(client, who)
    for words, found in NARROWED:
        listed = caller.get("/accounts", sort="id", **words)
        assert [each["id"] for each in listed["items"]] == [f"A{each}" for each in found], words
        page = client.get("/main/accounts/", {**words, "sort": "id"}).content.decode()
        assert re.findall(r">Account (\d)</a>", page) == found, words
