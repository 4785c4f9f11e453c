"""The geography that ships, held against official files where they are at hand."""

import gzip

import numpy as np
import pandas as pd
import pytest

from maillage import reference
from maillage.core.geography.distance import great_circle_km

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def market(shared_data):
    return shared_data / "market"


def census_pairs(path):
    pairs, county = set(), ""
    with gzip.open(path, "rt", encoding="latin1") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            county = cells[1].strip() or county
            pairs.add(tuple(sorted((county, cells[3].strip()))))
    return {pair for pair in pairs if pair[0] != pair[1]}


def test_county_neighbours_agree_with_the_census(market):
    """What only the Census has are corners and open water; what only we have was redrawn since."""
    official = census_pairs(market / "county_adjacency.txt.gz")
    links = reference.table("us_county_adjacency").query("vintage == '2020' and kind == 'land'")
    ours = {tuple(pair) for pair in links[["a", "b"]].to_numpy().tolist()}
    extra = {pair for pair in ours - official if pair[0][:2] not in {"02", "46", "31"}}
    assert extra == {("12063", "13087"), ("22095", "22103")}
    assert len(ours & official) / len(ours) > 0.997
    assert len(ours & official) / len(official) > 0.94


def test_counties_are_those_of_the_2023_estimates(market):
    official = pd.read_csv(market / "co-est2023-alldata.csv.gz", encoding="latin1")
    official = official[official["COUNTY"] > 0]
    codes = official["STATE"].map("{:02d}".format) + official["COUNTY"].map("{:03d}".format)
    counties = reference.table("us_counties").query("vintage == '2022'").set_index("code")
    assert {code for code in counties.index if code < "60"} == set(codes)
    ratio = counties["population"].reindex(codes) / official["POPESTIMATE2023"].to_numpy()
    assert ratio[codes.str.startswith("09").to_numpy()].between(0.96, 1.0).all()


def test_inner_points_are_near_the_gazetteer(market):
    official = pd.read_csv(
        market / "2024_Gaz_counties_national.txt.gz", sep="\t", dtype={"GEOID": str}
    ).rename(columns=str.strip)
    counties = reference.table("us_counties").query("vintage == '2022'").set_index("code")
    mine = counties.reindex(official["GEOID"])
    km = great_circle_km(
        mine["latitude"], mine["longitude"], official["INTPTLAT"], official["INTPTLONG"]
    )
    assert np.quantile(km, 0.5) < 1
    assert np.quantile(km, 0.95) < 10
    area = mine["area_km2"].to_numpy() / (official["ALAND"] / 1e6)
    assert area.median() == pytest.approx(1.01, abs=0.01)


def test_zip_codes_agree_with_the_housing_department(market):
    official = pd.read_csv(market / "zip_county_fips_2018_03.csv.gz", dtype=str)
    counties = official.groupby("zip")["stcountyfp"].agg(set)
    zips = reference.table("us_postal").set_index("postal_code")["county_2020"]
    zips = zips[zips.index.isin(counties.index) & (zips != "")]
    agreed = [county in counties[code] for code, county in zips.items()]
    assert np.mean(agreed) > 0.99


def test_french_communes_are_near_the_postal_file(market):
    official = pd.read_csv(market / "laposte_hexasmal_2023.csv.gz", sep=";", dtype=str)
    official = official.drop_duplicates("code_commune_insee").set_index("code_commune_insee")
    point = official["coordonnees_geographiques"].str.split(",", expand=True).astype(float)
    communes = reference.table("fr_communes").set_index("code").join(point, how="inner")
    km = pd.Series(
        great_circle_km(communes["latitude"], communes["longitude"], communes[0], communes[1]),
        index=communes["position"],
    )
    assert km["own"].quantile(0.99) < 6
    assert km["postal code"].quantile(0.99) < 20


def test_metros_are_those_of_july_2023(market):
    official = pd.read_excel(market / "list1_2023.xlsx", dtype=str, engine="openpyxl")
    official = official.dropna(subset="FIPS County Code")
    names = dict(official[["CBSA Code", "CBSA Title"]].itertuples(index=False))
    assert dict(reference.table("us_metros")[["code", "name"]].itertuples(index=False)) == names
    official["county"] = official["FIPS State Code"] + official["FIPS County Code"]
    metro = official.drop_duplicates("county").set_index("county")["CBSA Code"]
    counties = reference.table("us_counties").query("vintage == '2022'").set_index("code")["metro"]
    differ = counties[counties != metro.reindex(counties.index).fillna("")]
    assert differ[differ.index < "78"].index.tolist() == []
