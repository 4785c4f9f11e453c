"""Priority of zones from the accounts of a workspace (A-16)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from maillage.core.market.priority import EQUAL_WEIGHTS
from maillage.domain.accounts.icp.versions import draft_icp, sign_icp
from maillage.domain.market.priority import prioritise
from maillage.errors import ParameterError
from tests.domain.accounts.factories import make_account, make_rep
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ON = date(2026, 7, 1)
HERE = {"latitude": 43.0, "longitude": -75.5}


def book() -> None:
    """Two good accounts in New York, a customer there; one poor and vague account in Wyoming."""
    make_account(1, **GOOD, tags=["Intent"], status="customer", **HERE)
    make_account(2, **GOOD)
    make_account(3, state="WY", county="56021", potential=None)
    make_account(4, state="", county="")
    make_account(5, state="QC", country="CA")


def in_force() -> None:
    version = draft_icp(criteria=SMALL_TECH, wanted_on=date(2026, 1, 1), by="x")
    for role in ("marketing", "director"):
        sign_icp(version=version, seen=version.fingerprint, by=member(role), on=date(2026, 1, 1))


def test_zones_are_measured_and_ranked():
    book()
    in_force()
    found = prioritise(weights=EQUAL_WEIGHTS, on=ON)
    assert found.not_placed == 1
    zones = found.zones.set_index("zone")
    assert list(zones.index) == ["NY", "WY"]
    ny, wy = zones.loc["NY"], zones.loc["WY"]
    assert (ny["name"], ny["accounts"], ny["qualified"], ny["potential"]) == ("New York", 2, 2, 300)
    assert (ny["signals"], wy["signals"], wy["qualified"]) == (1, 0, 0)
    assert np.isnan(wy["potential"])
    assert wy["distance"] > 2_000 > ny["distance"]
    assert ny["density"] == pytest.approx(2 / 126.5, rel=0.15)  # about 126,500 km² of land
    assert (ny["rank"], ny["first"]) == (1, 1)
    assert (wy["score"], wy["at_most"], wy["best_rank"]) == (0, 0.25, 2)


def test_what_nothing_tells_is_not_known():
    make_account(1)
    zones = prioritise(weights=EQUAL_WEIGHTS, on=ON).zones
    assert zones.loc[0, ["density", "distance", "signals", "qualified"]].isna().all()
    assert zones.loc[0, "known"] == 0.25
    make_rep(1, **HERE)
    make_rep(2, active=False, latitude=0.0, longitude=0.0)
    assert prioritise(weights=EQUAL_WEIGHTS, on=ON).zones.loc[0, "distance"] < 200


@pytest.mark.parametrize(
    ("level", "names"),
    [
        ("state", ["New York", "Wyoming"]),
        ("metro", ["Cheyenne, WY", "New York-Newark-Jersey City, NY-NJ"]),
        ("county", ["Laramie County", "New York County"]),
    ],
)
def test_every_level_names_its_zones(level, names):
    book()
    zones = prioritise(level=level, weights=EQUAL_WEIGHTS, on=ON).zones
    assert sorted(zones["name"]) == names
    assert zones["distance"].notna().all()


def test_no_account_is_no_zone():
    assert len(prioritise(weights=EQUAL_WEIGHTS, on=ON).zones) == 0


def test_levels_that_are_none_are_refused():
    with pytest.raises(ParameterError, match="'planet' is no level"):
        prioritise(level="planet", weights=EQUAL_WEIGHTS, on=ON)
