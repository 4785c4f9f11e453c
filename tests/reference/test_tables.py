"""The tables that ship: complete, consistent, and every code a text."""

import pandas as pd
import pytest

from maillage import reference
from maillage.core.geography.distance import great_circle_km
from maillage.core.geography.zones import MACRO_REGION_OF_STATE
from maillage.errors import NotFoundError

pytestmark = pytest.mark.unit

NAMES = [
    "ca_fsa",
    "ca_province_adjacency",
    "ca_provinces",
    "cities",
    "fr_communes",
    "fr_departement_adjacency",
    "fr_departements",
    "fr_postal",
    "fr_regions",
    "naics",
    "us_counties",
    "us_county_adjacency",
    "us_county_crosswalk",
    "us_metros",
    "us_postal",
    "us_state_adjacency",
    "us_states",
]
CODES = {"code", "postal_code", "county", "county_2020", "metro", "a", "b", "state_code", "vintage",
         "from_code", "to_code", "commune_code", "departement", "region", "parent"}  # fmt: skip


def counties(vintage):
    table = reference.table("us_counties")
    return table[table["vintage"] == vintage].set_index("code")


def test_the_list_of_tables():
    assert reference.tables() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_missing_and_codes_are_text(name):
    table = reference.table(name)
    blank = [column for column in table if table[column].isna().any()]
    codes = [column for column in table if column in CODES]
    assert blank == (["latitude", "longitude"] if name == "us_postal" else [])
    assert [column for column in codes if not isinstance(table[column].dtype, pd.StringDtype)] == []


def test_an_unknown_table_names_the_known_ones():
    with pytest.raises(NotFoundError, match="There are: ca_fsa, "):
        reference.table("../us_postal")


def test_changing_a_table_changes_it_for_nobody_else():
    mine = reference.table("us_states")
    mine["name"] = "mine"
    mine.loc[0, "code"] = "??"
    assert reference.table("us_states")["code"].iloc[0] == "AL"
    assert reference.table("us_states")["name"].iloc[0] == "Alabama"


def test_states():
    states = reference.table("us_states").set_index("code")
    assert len(states) == 56
    assert states["contiguous"].sum() == 49
    assert states["population"].sum() == 328_239_524
    regions = states["macro_region"]
    assert regions[regions != ""].to_dict() == MACRO_REGION_OF_STATE


def test_connecticut_has_eight_counties_then_nine_planning_regions():
    old, new = (set(counties(v).query("state == 'CT'").index) for v in ("2020", "2022"))
    assert old == {f"09{number:03d}" for number in range(1, 16, 2)}
    assert new == {f"09{number:03d}" for number in range(110, 191, 10)}


def test_the_vintages_differ_in_connecticut_only():
    old, new = set(counties("2020").index), set(counties("2022").index)
    assert {code[:2] for code in old ^ new} == {"09"}
    assert (len(old), len(new)) == (3232, 3233)


def test_people_of_counties():
    assert counties("2020")["population"].sum() == 328_239_523
    assert counties("2020").loc["06037", "population"] == 10_039_107
    assert counties("2022").loc["09110", "name"] == "Capitol Planning Region"
    assert counties("2022").loc["35013", "name"] == "Doña Ana County"


def test_every_county_lies_in_a_time_zone_of_its_own():
    """A-01: a state may have several."""
    zones = counties("2022")["time_zone"]
    assert zones.loc[["12033", "12086", "21037", "15003"]].tolist() == [
        "America/Chicago",
        "America/New_York",
        "America/New_York",
        "Pacific/Honolulu",
    ]


def test_the_crosswalk_moves_whole_counties():
    crosswalk = reference.table("us_county_crosswalk")
    shares = crosswalk.groupby(["from_code", "from_vintage"])["weight"].sum()
    assert shares.to_numpy() == pytest.approx(1.0, abs=1e-5)
    known = [crosswalk["to_vintage"] == v for v in ("2020", "2022")]
    arrivals = [set(crosswalk[rows]["to_code"]) - set(counties(v).index)
                for rows, v in zip(known, ("2020", "2022"), strict=True)]  # fmt: skip
    assert arrivals == [set(), set()]


def test_zip_codes_point_to_their_zones():
    zips = reference.table("us_postal").set_index("postal_code")
    civil = zips[zips["kind"] != "military"]
    assert zips.index.is_unique
    assert set(civil["county"]) - set(counties("2022").index) == set()
    assert set(civil["county_2020"]) - set(counties("2020").index) == set()
    assert set(zips["metro"]) - {""} == set(reference.table("us_metros")["code"])
    assert zips.index.str.fullmatch(r"\d{5}").all()
    assert civil["latitude"].notna().all()


def test_known_zip_codes():
    zips = reference.table("us_postal").set_index("postal_code")
    columns = ["place", "state", "county", "county_2020", "metro", "time_zone"]
    assert zips.loc["06901", columns].tolist() == [
        "Stamford", "CT", "09190", "09001", "14860", "America/New_York",
    ]  # fmt: skip
    assert zips.loc["99701", columns].tolist() == [
        "Fairbanks", "AK", "02090", "02090", "21820", "America/Anchorage",
    ]  # fmt: skip


def test_france():
    departments, regions = reference.table("fr_departements"), reference.table("fr_regions")
    assert (len(departments), len(regions)) == (101, 18)
    assert set(departments["region"]) == set(regions["code"])
    assert departments["population"].sum() == regions["population"].sum()
    postal = reference.table("fr_postal")
    assert postal["postal_code"].str.fullmatch(r"\d{5}").all()
    assert postal.query("postal_code == '75008'")["commune_code"].tolist() == ["75108"]


def test_most_french_people_live_where_the_point_is_their_own():
    communes = reference.table("fr_communes")
    whole = communes[communes["commune"] == ""]
    people = whole.groupby("position")["population"].sum()
    assert people["own"] / people.sum() > 0.9


def test_canada():
    provinces, areas = reference.table("ca_provinces"), reference.table("ca_fsa")
    assert len(provinces) == 13
    assert set(areas["province"]) == set(provinces["code"])
    assert areas["postal_code"].str.fullmatch(r"[A-Z]\d[A-Z]").all()


def test_cities_are_in_their_states():
    cities = reference.table("cities").query("country == 'US'").merge(
        counties("2022")[["state", "latitude", "longitude"]],
        left_on="county", right_index=True, suffixes=("", "_of_county"),
    )  # fmt: skip
    assert (cities["state"] == cities["state_of_county"]).mean() > 0.999
    km = great_circle_km(cities["latitude"], cities["longitude"],
                         cities["latitude_of_county"], cities["longitude_of_county"])  # fmt: skip
    assert float(pd.Series(km).median()) < 20


def test_naics_has_twenty_sectors_and_a_parent_for_every_other_code():
    naics = reference.table("naics").set_index("code")
    sectors = naics[naics["level"] == "sector"]
    assert len(naics) == 2125
    assert len(sectors) == 20
    assert set(naics.drop(sectors.index)["parent"]) - set(naics.index) == set()
    assert naics.loc["31-33", "title"] == "Manufacturing"
    assert naics.loc["334", "parent"] == "31-33"
    assert naics.loc["513210", "sector"] == "51"
