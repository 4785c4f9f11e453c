"""County, metro, state, postal and regional maps of one market agree to the unit (A-18, X-20)."""

import pandas as pd
import pytest
from django.core.cache import caches
from django.db import connection

from maillage.core.market.crosswalks import Crosswalk
from maillage.domain.market import counted as counting
from maillage.domain.market.choice import choice_of
from maillage.domain.market.crosswalks import load_crosswalk
from maillage.domain.market.levels import LEVELS, count_all, market_map
from maillage.domain.market.load import load_market_file
from maillage.domain.market.remembering import from_database
from maillage.errors import NotFoundError, ParameterError
from maillage.models import Account, Event, MarketDataset
from tests.domain.market.builders import market_file

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ROWS = [
    ("01001", "county", "54", 30, 300, 10),
    ("01003", "county", "54", 7, 300, 10),
    ("09001", "county", "54", 101, 300, 10),
    ("48301", "county", "54", 3, 300, 10),
    ("06037", "county", "54", 500, 300, 10),
    ("01001", "county", "62", 10, 300, 10),
    ("06037", "county", "62", 900, 300, 10),
    ("US", "nation", "54", 700, 300, 10),
]


SERVICES = choice_of(industries=["54"])


@pytest.fixture(autouse=True)
def loaded():
    load_market_file(file=market_file(*ROWS))


def zones(level, **words):
    return market_map(choice=SERVICES, level=level, **words).zones


@pytest.mark.parametrize("allocate", ["none", "proportional"])
def test_every_level_has_the_same_total(allocate):
    totals = {
        each: market_map(choice=SERVICES, level=each, allocate=allocate).total for each in LEVELS
    }
    assert totals == dict.fromkeys(LEVELS, 641 if allocate == "none" else 700)


def test_zones_of_each_level():
    assert zones("state")["establishments"].to_dict() == {"01": 37, "06": 500, "09": 101, "48": 3}
    metros = zones("metro")["establishments"]
    assert metros[["31080", "33860", "19300"]].to_dict() == {"31080": 500, "33860": 30, "19300": 7}
    assert zones("macro_region")["establishments"].sum() == 641
    assert zones("census_region")["establishments"].to_dict() == {
        "Northeast": 101,
        "South": 40,
        "West": 500,
    }
    postal = zones("postal")["establishments"]
    assert postal[postal.index.str.startswith("9")].sum() == 500
    assert not [each for each in zones("county").index if each.startswith("0900")]


def test_accounts_and_penetration():
    for number, (county, naics) in enumerate(
        [
            ("01001", "541511"),
            ("01001", "54"),
            ("01001", "62"),
            ("06037", "5415"),
            ("", "54"),
            ("01001", ""),
            ("01001", "5"),
        ]
    ):
        state = {"01": "AL", "06": "CA"}.get(county[:2], "")
        Account.objects.create(
            external_id=str(number), name="A", county=county, state=state, naics=naics
        )
    for level, zone in (("county", "01001"), ("metro", "33860")):
        row = zones(level).loc[zone]
        assert (row["accounts"], row["penetration"]) == (2, pytest.approx(2 / 30))
    assert zones("state").loc["01", "accounts"] == 2


def test_location_quotients():
    found = zones("state", quotients=True)["location_quotient"]
    assert found["06"] == pytest.approx((500 / 1400) / (641 / 1551))
    assert found["09"] == pytest.approx(1 / (641 / 1551))


def test_what_cannot_be_asked():
    with pytest.raises(ParameterError):
        market_map(choice=SERVICES, level="planet")
    with pytest.raises(NotFoundError):
        market_map(choice=SERVICES, vintage=1990)


def crosswalk(kind, *rows, geography=2022):
    return Crosswalk(
        kind=kind,
        layout="built",
        source="HUD",
        licence="public domain",
        vintage=2023,
        geography_vintage=geography,
        file_name="x.csv",
        sha256=repr(rows)[:64],
        shares=pd.DataFrame(rows, columns=["origin", "target", "weight"]),
    )


def test_loaded_ratios_take_the_place_of_those_that_ship():
    file = crosswalk(
        "postal-county",
        ("90001", "06037", 1.0),
        ("99998", "06037", 0.5),
        ("99998", "01001", 0.5),
        ("06604", "09001", 1.0),
        geography=2020,
    )
    assert load_crosswalk(file=file).created == 4
    assert load_crosswalk(file=file).unchanged == 4
    found = zones("postal")["establishments"]
    assert found.sum() == 641
    assert found["06604"] == 101
    assert found["99998"] >= 30
    assert found["90001"] + found["99998"] - 30 == 500
    assert found[""] == 10
    load_crosswalk(file=crosswalk("county-metro", ("01001", "33860", 1.0)))
    assert zones("metro")["establishments"].to_dict() == {"": 611, "33860": 30}


def test_a_correspondence_is_kept_with_its_source():
    load_crosswalk(file=crosswalk("naics", ("452210", "455110", 1.0)), by="ada")
    dataset = MarketDataset.objects.get(kind="naics")
    assert (dataset.source, dataset.licence) == ("HUD", "public domain")
    assert Event.objects.filter(verb="market.loaded", actor="ada").count() == 1


def test_other_figures_take_the_place_of_those_remembered():
    assert zones("state")["establishments"]["48"] == 3
    load_market_file(file=market_file(("48301", "county", "54", 9, 1, 1), vintage=2022))
    assert zones("state")["establishments"].to_dict() == {"48": 9}
    assert zones("state", vintage=2021)["establishments"]["48"] == 3


def test_all_industries_are_kept_for_other_processes(monkeypatch):
    everything = choice_of(industries=["all"])
    count_all()
    caches["process"].clear()
    monkeypatch.setattr(counting, "count", not_again)
    found = market_map(choice=everything, level="state", quotients=True)
    assert found.zones["establishments"].to_dict() == {"01": 47, "06": 1400, "09": 101, "48": 3}
    found.zones["establishments"] += 1
    assert market_map(choice=everything, level="state", quotients=True).total == 1551
    with pytest.raises(AssertionError, match="again"):
        market_map(choice=SERVICES, level="state")


def not_again(*_words):
    raise AssertionError("again")


def test_what_another_version_of_a_library_kept_is_counted_anew():
    key = "market-torn"
    caches["default"].set(key, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE maillage_cache SET value = %s", ["bm8gcGlja2xl"])
    assert from_database(key, lambda: 5) == 5
    assert caches["default"].get(key) == 5


def test_employees_are_those_published_and_the_withheld_ones_are_counted():
    rows = [("48301", "county", "54", 9, 70, 1), ("48301", "county", "62", 5, None, 4),
            ("48303", "county", "62", 7, None, None)]  # fmt: skip
    load_market_file(file=market_file(*rows, vintage=2022))
    found = market_map(choice=choice_of(industries=["54", "62"]), level="county").zones
    columns = ["employees", "employees_withheld", "payroll", "payroll_withheld"]
    assert found.loc["48301", columns].tolist() == [70, 5, 5, 0]
    assert found.loc["48303", ["employees_withheld", "payroll_withheld"]].tolist() == [7, 7]
    assert found.loc["48303", ["employees", "payroll"]].isna().all()
    texas = market_map(choice=choice_of(industries=["54", "62"]), level="state").zones.loc["48"]
    assert texas[columns].tolist() == [70, 12, 5, 7]


def test_parts_that_are_withheld_leave_the_sum_incomplete():
    rows = [("48301", "county", "541", 9, None, 1), ("48301", "county", "5415", 4, 30, 1)]
    load_market_file(file=market_file(*rows, vintage=2022))
    found = zones("county").loc["48301"]
    assert (found["establishments"], found["employees"], found["employees_withheld"]) == (9, 30, 5)
