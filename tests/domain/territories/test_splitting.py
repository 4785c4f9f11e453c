"""Counties too heavy for one territory, cut into their postal codes (B-03, B-06)."""

import numpy as np
import pandas as pd
import pytest
import shapely

from maillage.core.geography.adjacency import component_labels
from maillage.domain.territories.splitting import (
    NOTHING,
    place_accounts,
    split_counties,
    split_units,
    spread,
)
from maillage.domain.territories.units import county_units
from maillage.errors import InputError
from maillage.reference import polygons

pytestmark = pytest.mark.unit

PROVIDENCE, BALTIMORE, SAN_JUAN = "44007", "24510", "53055"
STATES = {PROVIDENCE: ("RI", "MA"), BALTIMORE: ("MD",), SAN_JUAN: ("WA",)}


def split_of(county):
    return split_counties(counties=county_units(STATES[county]), codes=(county,))


@pytest.fixture(scope="module", params=STATES)
def county(request):
    return request.param


@pytest.fixture(scope="module")
def split(county):
    return split_of(county)


def test_every_part_once_with_its_share_of_the_people(split, county):
    assert split.parts["unit"].is_unique
    assert list(split.areas) == split.parts["unit"].tolist()
    assert set(split.parts["county"]) == {county}
    assert split.parts["share"].sum() == pytest.approx(1.0)


def test_the_areas_cover_the_county_without_overlap(split, county):
    """The centre of one postal code of Baltimore lies so far outside that it has no area."""
    whole = polygons("county")[county]
    areas = list(split.areas.values())
    assert min(area.area for area in areas) > 0
    assert sum(area.area for area in areas) == pytest.approx(whole.area, rel=1e-6)
    assert shapely.union_all(areas).area == pytest.approx(whole.area, rel=1e-6)


def test_the_parts_hang_together_islands_too(split):
    place = {unit: number for number, unit in enumerate(split.areas)}
    inside = [(place[a], place[b]) for a, b in split.pairs if a in place and b in place]
    assert component_labels(len(place), np.array(inside)).tolist() == [0] * len(place)


def test_parts_touch_the_counties_around(split, county):
    around = {
        PROVIDENCE: {"25005", "25021", "25027", "44001", "44003"},
        BALTIMORE: {"24003", "24005"},
        SAN_JUAN: {"53009", "53057", "53073"},
    }
    outside = {unit for pair in split.pairs for unit in pair} - set(split.areas)
    assert {unit for unit in outside if unit in around[county]} == outside


def test_units_are_whole_counties_and_parts():
    split = split_of(PROVIDENCE)
    counties = county_units(("RI", "MA"))
    units = split_units(counties=counties, split=split)["unit"]
    rest = [code for code in counties["unit"] if code != PROVIDENCE]
    assert units.tolist() == [*rest, *split.parts["unit"]]


def test_accounts_go_to_their_postal_code_or_the_nearest_part():
    split = split_of(PROVIDENCE)
    accounts = pd.DataFrame(
        {
            "unit": [PROVIDENCE, PROVIDENCE, PROVIDENCE, "44001", ""],
            "postal_code": ["02903", "00000", "", "02809", ""],
            "latitude": [41.82, 41.8201, 41.8201, 41.67, np.nan],
            "longitude": [-71.41, -71.4128, -71.4128, -71.27, np.nan],
        }
    )
    placed = place_accounts(accounts=accounts, split=split)
    assert placed.tolist() == ["44007/02903", "44007/02903", "44007/02903", "44001", ""]
    assert place_accounts(accounts=accounts, split=NOTHING).tolist() == accounts["unit"].tolist()


def test_figures_of_the_county_are_spread_and_add_up():
    split = split_of(PROVIDENCE)
    figures = pd.Series({"44001": 5.0, PROVIDENCE: 1234.0})
    given = spread(figures=figures, split=split)
    assert given["44001"] == 5.0
    assert given.drop("44001").sum() == pytest.approx(1234.0)
    assert given.index.tolist() == ["44001", *split.parts["unit"]]
    assert spread(figures=figures, split=NOTHING) is figures


@pytest.mark.parametrize(
    ("states", "code", "said"),
    [
        (("RI",), "4407", "The county '4407', which is to be split, is not among the units. Give its five-digit FIPS code, leading zeros included."),
        (("RI",), "48201", "The county '48201', which is to be split, is not among the units. Give its five-digit FIPS code, leading zeros included."),
        (("TX",), "48301", "Loving County has fewer than two postal codes, so it cannot be split. Leave it whole, or design with smaller units."),
    ],
)  # fmt: skip
def test_what_cannot_be_split(states, code, said):
    with pytest.raises(InputError) as refusal:
        split_counties(counties=county_units(states), codes=(code,))
    assert str(refusal.value) == said
