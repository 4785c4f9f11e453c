"""Basic units: counties, postal codes, accounts, and which one an account lies in (B-03)."""

import numpy as np
import pandas as pd
import pytest

from maillage.domain.territories.request import Level
from maillage.domain.territories.units import (
    design_units,
    place_strays,
    unit_edges,
    unit_of_accounts,
)
from maillage.errors import InputError

pytestmark = pytest.mark.unit

ACCOUNTS = pd.DataFrame(
    {
        "external_id": ["A1", "A2", "A3", "A4"],
        "name": ["One", "Two", "Three", "Four"],
        "state": ["RI", "RI", "RI", "TX"],
        "county": ["44007", "", "44007", "48201"],
        "postal_code": ["02903", "", "", "77001"],
        "city": ["Providence", "Newport", "", "Houston"],
        "latitude": [41.82, 41.49, np.nan, 29.76],
        "longitude": [-71.41, -71.31, np.nan, -95.37],
    }
)


def units_of(level, states):
    return design_units(level=level, states=states, accounts=ACCOUNTS)


def test_counties_are_on_todays_boundaries():
    units = units_of(Level.COUNTY, ("CT", "RI"))
    assert units["unit"].tolist() == [
        "09110", "09120", "09130", "09140", "09150", "09160", "09170", "09180", "09190",
        "44001", "44003", "44005", "44007", "44009",
    ]  # fmt: skip
    assert units.loc[12, ["name", "state", "place"]].tolist() == [
        "Providence County", "RI", "Providence",
    ]  # fmt: skip


def test_postal_codes_have_a_place_and_are_listed_once():
    units = units_of(Level.POSTAL, ("RI",))
    assert units["unit"].is_unique
    assert units[["latitude", "longitude"]].notna().all(axis=None)
    assert set(units["state"]) == {"RI"}


def test_accounts_of_the_states_that_have_a_place():
    units = units_of(Level.ACCOUNT, ("RI",))
    assert units[["unit", "place"]].to_numpy().tolist() == [["A1", "Providence"], ["A2", "Newport"]]


def test_no_unit_at_all_is_refused():
    with pytest.raises(InputError) as refusal:
        units_of(Level.ACCOUNT, ("VT", "NH"))
    assert str(refusal.value) == (
        "There is no account to design territories with in VT, NH."
        " Import accounts that have a place, or choose other states or units."
    )


@pytest.mark.parametrize(
    ("level", "found"),
    [
        (Level.COUNTY, ["44007", "", "", "48201"]),
        (Level.POSTAL, ["02903", "", "", "77001"]),
        (Level.ACCOUNT, ["A1", "A2", "", "A4"]),
    ],
)
def test_accounts_lie_in_units_where_they_have_a_place(level, found):
    assert unit_of_accounts(level=level, accounts=ACCOUNTS).tolist() == found


def test_an_account_whose_unit_is_unknown_goes_to_the_nearest():
    units = units_of(Level.COUNTY, ("RI",))
    accounts = ACCOUNTS.assign(unit=unit_of_accounts(level=Level.COUNTY, accounts=ACCOUNTS))
    placed = place_strays(accounts=accounts, units=units, states=("RI",))
    assert placed.tolist() == ["44007", "44005", "", "48201"]


def test_neighbours_share_borders_water_or_a_link_of_ones_own():
    units = units_of(Level.COUNTY, ("RI",))
    edges = unit_edges(level=Level.COUNTY, units=units, links=())
    more = unit_edges(level=Level.COUNTY, units=units, links=(("44001", "44009"),))
    assert more.tolist() == [*edges.tolist(), [0, 4]]


@pytest.mark.parametrize("link", [("44001", "🚢"), ("4401", "44009")])
def test_a_link_to_an_unknown_unit_is_refused(link):
    units = units_of(Level.COUNTY, ("RI",))
    with pytest.raises(InputError) as refusal:
        unit_edges(level=Level.COUNTY, units=units, links=(link,))
    unknown = next(unit for unit in link if unit not in set(units["unit"]))
    assert str(refusal.value) == (
        f"A link names the unit {unknown!r}, which is not among the units."
        " Check its code, leading zeros included."
    )


def test_accounts_at_one_place_are_neighbours_all_the_same():
    together = ACCOUNTS.iloc[[0, 0, 0]].assign(external_id=["B1", "B2", "B3"])
    units = design_units(level=Level.ACCOUNT, states=("RI",), accounts=together)
    edges = unit_edges(level=Level.ACCOUNT, units=units, links=())
    assert edges.tolist() == [[0, 1], [1, 2]]
