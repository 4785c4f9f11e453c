"""The market through the API (A-18)."""

from __future__ import annotations

import csv

import pytest

from maillage.domain.market.load import load_market_file
from tests.api.caller import ROOT, Caller
from tests.domain.market.builders import market_file
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ROWS = [
    ("01001", "county", "54", 30, 300, 10),
    ("06037", "county", "54", 500, 300, 10),
    ("06001", "county", "54", 3, 300, 10),
    ("US", "nation", "54", 700, 300, 10),
]


def test_a_market_on_every_level_has_one_total():
    load_market_file(file=market_file(*ROWS))
    caller = Caller(member("reader"))
    found = caller.get("/market/map?naics=54&level=state&quotients=true&top=1")
    assert (found["total"], found["zones"], found["residual"]) == (533, 2, 167)
    assert found["ranking"] == [
        {
            "zone": "06",
            "name": "California",
            "establishments": 503,
            "employees": 600,
            "employees_withheld": 0,
            "payroll": 20,
            "payroll_withheld": 0,
            "revenue": None,
            "accounts": 0,
            "penetration": 0.0,
            "location_quotient": pytest.approx(1.0),
        }
    ]
    for level in ("county", "metro", "postal", "macro_region"):
        assert caller.get(f"/market/map?naics=54&level={level}")["total"] == 533
    alabama = caller.get("/market/map?naics=54&naics=541&state=AL&vintage=2021")
    assert (alabama["total"], alabama["industries"]) == (30, ["54"])


def test_what_is_loaded_is_listed_with_its_source():
    load_market_file(file=market_file(*ROWS))
    found = Caller(member("reader")).get("/market/datasets")
    assert [(each["kind"], each["source"], each["zones"]) for each in found] == [
        ("cbp", "US Census Bureau", {"county": 3, "nation": 1})
    ]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("naics=99999999", 422),
        ("naics=%00", 422),
        ("level=planet", 422),
        ("state=Nowhere", 422),
        ("top=0", 422),
        ("vintage=99999999999999999999", 422),
        ("naics=54&vintage=1990", 404),
        ("employees=9-5", 422),
        ("employees=5-9", 422),
        ("icp=1", 404),
        ("icp=1&naics=54", 422),
        ("average=x", 422),
        ("average=customers", 404),
        ("average=5&per=planet", 422),
        ("average=1-4:5&per=employee", 422),
    ],
)
def test_what_cannot_be_asked(words, status):
    load_market_file(file=market_file(*ROWS))
    Caller(member("reader")).get(f"/market/map?{words}", status)


def test_the_zones_of_a_market_are_a_file():
    caller = Caller(member("director"))
    address = f"{ROOT}/exports/market.csv?naics=54&level=state"
    assert caller.client.get(address).status_code == 404
    load_market_file(file=market_file(*ROWS))
    lines = caller.client.get(address).content.decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines))
    assert sum(int(row["Establishments"]) for row in rows) == 533
