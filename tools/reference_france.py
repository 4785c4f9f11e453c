"""France: régions, départements, communes and postal codes, with the coordinates that exist."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import shapely
from reference_packages import npm_package
from reference_places import FRENCH_OVERSEAS, french_places, natural_areas, town_districts
from reference_shapes import Shapes, area_km2, coverage_links, inner_points

from maillage.core.geography.states import city_key

YEAR = "2026"
TIME_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
CLIPPERTON = "98901"
DISTRICT_CODES = {"Paris": "751{}", "Lyon": "6938{}", "Marseille": "132{}"}


def department_shapes(cache: Path) -> Shapes:
    """Return the polygons of the 101 départements by their INSEE codes."""
    shapes = natural_areas(cache, "FR")
    return dict(sorted((FRENCH_OVERSEAS.get(code, code), shape) for code, shape in shapes.items()))


def region_shapes(departments: Shapes, table: pd.DataFrame) -> Shapes:
    """Return the régions as the unions of their départements."""
    region = table.set_index("code")["region"]
    parts: dict[str, list[shapely.Geometry]] = {}
    for code, shape in departments.items():
        parts.setdefault(region[code], []).append(shape)
    return {code: shapely.union_all(shapes) for code, shapes in sorted(parts.items())}


def department_links(shapes: Shapes) -> pd.DataFrame:
    """Return which départements touch; a ferry links Corsica to the mainland."""
    areas = {code: code if len(code) == 3 else "France" for code in shapes}
    return coverage_links(shapes, areas).assign(vintage=YEAR)


def communes(cache: Path) -> pd.DataFrame:
    """Return the communes, and the arrondissements of the three largest, with their points."""
    table = pd.DataFrame(_read(cache, "communes"))
    kinds = ["commune-actuelle", "arrondissement-municipal"]
    inhabited = table["codesPostaux"].notna() & (table["code"] != CLIPPERTON)
    table = table[table["type"].isin(kinds) & inhabited].copy()
    table["departement"] = table["departement"].fillna(table["code"].str[:3])
    table["region"] = table["region"].fillna("")
    table["population"] = table["population"].fillna(0).astype("int32")
    table["commune"] = table["commune"].fillna("")
    table["latitude"], table["longitude"], table["position"] = _points(table, cache)
    return table.rename(columns={"nom": "name"}).reset_index(drop=True).assign(vintage=YEAR)


def commune_table(communes_: pd.DataFrame) -> pd.DataFrame:
    """Return one row per commune; ``commune`` names that of an arrondissement."""
    columns = ["code", "name", "departement", "region", "commune", "population"]
    return communes_[[*columns, "latitude", "longitude", "position", "vintage"]]


def postal_table(communes_: pd.DataFrame) -> pd.DataFrame:
    """Return one row per postal code and commune, districts in the place of divided communes."""
    divided = set(communes_["commune"]) - {""}
    pairs = communes_[~communes_["code"].isin(divided)].explode("codesPostaux")
    pairs = pairs.rename(columns={"codesPostaux": "postal_code", "code": "commune_code"})
    pairs["time_zone"] = pairs["departement"].map(TIME_ZONES).fillna("Europe/Paris")
    pairs["place"] = pairs["name"]
    columns = ["postal_code", "commune_code", "place", "departement", "region", "latitude"]
    columns += ["longitude", "position", "population", "time_zone", "vintage"]
    return pairs[columns].sort_values(["postal_code", "commune_code"]).reset_index(drop=True)


def _read(cache: Path, name: str) -> list[dict[str, object]]:
    folder = npm_package("@etalab/decoupage-administratif", cache)
    return json.loads((folder / f"data/{name}.json").read_text(encoding="utf-8"))


def _points(table: pd.DataFrame, cache: Path) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Take a commune's own point, else the middle of its postal code, else the main town around."""
    known = _known_points(cache)
    names = table["departement"] + "|" + table["nom"].map(city_key)
    own = known["code"].reindex(table["code"]).set_axis(table.index)
    own = own.fillna(known["name"].reindex(names).set_axis(table.index))
    near = _middle(own, table["codesPostaux"].str[0])
    around = known["department"].reindex(table["departement"]).set_axis(table.index)
    points = own.fillna(near).fillna(around).round(4)
    position = pd.Series("department", index=table.index)
    position = position.mask(near["latitude"].notna(), "postal code")
    position = position.mask(own["latitude"].notna(), "own")
    return points["latitude"], points["longitude"], position


def _middle(points: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    return points.groupby(group).transform("mean")


def _known_points(cache: Path) -> dict[str, pd.DataFrame]:
    """Return points by INSEE code, by département and name, and of each département's main town."""
    places = french_places(cache)
    angles = ["latitude", "longitude"]
    coded = pd.concat([_districts(cache), places[places["admin4"] != ""].set_index("admin4")])
    named = places.set_index(places["department"] + "|" + places["name"].map(city_key))
    points = {"code": coded, "name": named, "department": places.set_index("department")}
    return {key: rows.loc[~rows.index.duplicated(), angles] for key, rows in points.items()}


def _districts(cache: Path) -> pd.DataFrame:
    districts = town_districts(cache)
    numbers = districts["number"].where(districts["town"] != "Lyon", districts["number"].str[-1])
    pairs = zip(districts["town"], numbers, strict=True)
    districts.index = [DISTRICT_CODES[town].format(number) for town, number in pairs]
    return districts[["latitude", "longitude"]]


def departments(cache: Path, communes_: pd.DataFrame, shapes: Shapes) -> pd.DataFrame:
    """Return the 101 départements."""
    table = pd.DataFrame(_read(cache, "departements")).rename(columns={"nom": "name"})
    table = table[table["code"].isin(shapes)].sort_values("code").reset_index(drop=True)
    people = _people(communes_).groupby("departement")["population"].sum()
    table["population"] = table["code"].map(people)
    table["time_zone"] = table["code"].map(TIME_ZONES).fillna("Europe/Paris")
    columns = ["code", "name", "region", "population", "time_zone"]
    return _located(table[columns], shapes)


def regions(cache: Path, communes_: pd.DataFrame, shapes: Shapes) -> pd.DataFrame:
    """Return the 18 régions."""
    table = pd.DataFrame(_read(cache, "regions")).rename(columns={"nom": "name"})
    table = table[table["code"].isin(shapes)].sort_values("code").reset_index(drop=True)
    people = _people(communes_).groupby("region")["population"].sum()
    table["population"] = table["code"].map(people)
    return _located(table[["code", "name", "population"]], shapes)


def _people(communes_: pd.DataFrame) -> pd.DataFrame:
    return communes_[communes_["commune"] == ""]


def _located(table: pd.DataFrame, shapes: Shapes) -> pd.DataFrame:
    ordered = {code: shapes[code] for code in table["code"]}
    latitude, longitude = inner_points(ordered)
    area = area_km2(ordered)
    return table.assign(latitude=latitude, longitude=longitude, area_km2=area, vintage=YEAR)
