"""The real files of the Census Bureau (A-13)."""

import pandas as pd
import pytest

from maillage.core.market.tam import tam_by_zone
from maillage.interfaces.importers.market import read_market_file
from tests.interfaces.importers.market.files import genuine_county_layout

pytestmark = pytest.mark.integration


def test_national_download_of_2021(shared_data):
    found = read_market_file(shared_data / "market" / "CBP2021.CB2100CBP-Data.US.csv.gz")
    total = found.totals().loc[("nation", 0)]
    assert (found.vintage, found.zones, found.industries) == (2021, {"nation": 1}, 21)
    assert total[["establishments", "employees", "payroll"]].tolist() == [
        8_148_606,
        128_346_299,
        8_278_573_947,
    ]


def test_state_file_of_2007_and_2011(shared_data):
    found = read_market_file(shared_data / "market" / "cbp_state_2007_2011.csv.gz", year=2011)
    total = found.totals().loc[("state", 0)]
    assert found.zones == {"state": 51}
    assert total[["establishments", "employees"]].tolist() == [7_354_043, 113_425_965]


def test_postal_downloads_of_2022(shared_data):
    found = read_market_file(shared_data / "market" / "CBP2022.CB2200CBP-Data.LA-zips.csv")
    assert (found.vintage, found.zones) == (2022, {"postal": 8})


def test_county_populations_of_2023(shared_data):
    found = read_market_file(shared_data / "market" / "co-est2023-alldata.csv.gz")
    assert (found.vintage, found.geography_vintage) == (2023, 2022)
    assert found.zones == {"county": 3144, "state": 51}
    assert found.totals()["population"].tolist() == [334_914_895, 334_914_895]


@pytest.fixture(scope="module")
def long_table(shared_data):
    return pd.read_csv(
        shared_data / "market" / "cbp2021_county_naics_derived.csv.gz",
        dtype={"fips": "str", "naics": "str"},
    )


def test_county_figures_of_2021(shared_data):
    found = read_market_file(shared_data / "market" / "cbp2021_county_naics_derived.csv.gz")
    assert (found.vintage, found.geography_vintage) == (2021, 2020)
    assert (len(found.cells), found.zones) == (621_720, {"county": 3130})
    assert found.totals()["establishments"].tolist() == [6_479_665, 7_836_193, 7_523_519]


def test_the_same_figures_in_the_genuine_county_layout(long_table, shared_data, tmp_path):
    rows = long_table[long_table["state"] == "TX"]
    path = tmp_path / "cbp21co.txt"
    genuine_county_layout(rows, path)
    genuine = read_market_file(path)
    table = read_market_file(shared_data / "market" / "cbp2021_county_naics_derived.csv.gz")
    texas = table.cells[table.cells["zone"].str.startswith("48")].reset_index(drop=True)
    columns = ["zone", "level", "naics", "establishments", "employees", "payroll"]
    pd.testing.assert_frame_equal(genuine.cells[columns], texas[columns])
    found = tam_by_zone(genuine.cells, ["31-33", "5415"])
    pd.testing.assert_frame_equal(found.zones, tam_by_zone(texas, ["31-33", "5415"]).zones)
