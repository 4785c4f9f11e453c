"""French industries in American sectors (A-18)."""

import pytest

from maillage.core.market.naf import sector_of
from maillage.core.market.naics import SECTORS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("naf", "naics"),
    [
        ("01.11Z", "11"),
        ("3320A", "31-33"),
        ("46.21Z", "42"),
        ("47.11F", "44-45"),
        ("62.01Z", "51"),
        ("70.10Z", "54"),
        ("99.00Z", "92"),
        ("00.00Z", None),
        ("34.10Z", None),
        ("Z", None),
        ("", None),
        ("²²", None),
    ],
)
def test_divisions_go_to_sectors(naf, naics):
    assert sector_of(naf) == naics


def test_every_sector_is_one_of_the_classification():
    found = {sector_of(f"{division:02d}.00Z") for division in range(100)} - {None}
    assert found == SECTORS - {"55", "95", "99"}
