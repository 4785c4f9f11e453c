"""The real County Business Patterns of 2021 (A-13): published parts and what they leave out."""

import pandas as pd
import pytest

from maillage.core.market.naics import chosen, read_code
from maillage.core.market.tam import tam_by_zone

pytestmark = pytest.mark.integration

OFFICIAL = 8_148_606


@pytest.fixture(scope="module")
def cells(shared_data):
    counties = pd.read_csv(
        shared_data / "market" / "cbp2021_county_naics_derived.csv.gz",
        dtype={"fips": "str", "naics": "str"},
    )
    counties = counties.rename(
        columns={"fips": "zone", "est": "establishments", "emp": "employees", "payann_k": "payroll"}
    ).assign(level="county")
    nation = pd.read_csv(
        shared_data / "market" / "CBP2021.CB2100CBP-Data.US.csv.gz", dtype="str", skiprows=[1]
    )
    nation = nation[(nation["LFO"] == "001") & (nation["EMPSZES"] == "001")]
    nation = pd.DataFrame(
        {
            "zone": "US",
            "level": "nation",
            "naics": nation["NAICS2017"].map(read_code),
            "establishments": nation["ESTAB"].astype(int),
            "employees": nation["EMP"].astype(int),
            "payroll": nation["PAYANN"].astype(int),
        }
    )
    columns = list(nation.columns)
    return pd.concat([counties.assign(naics=counties["naics"].map(read_code))[columns], nation])


def test_four_digit_industries_add_up_to_96_percent(cells):
    codes = sorted(code for code in cells["naics"].unique() if len(code) == 4)
    found = tam_by_zone(cells, codes).zones["establishments"].sum()
    assert found == 7_836_193
    assert round(found / OFFICIAL, 3) == 0.962


def test_the_residual_of_every_sector_closes_the_national_figure(cells):
    sectors = [code for code in cells.loc[cells["level"] == "nation", "naics"] if code]
    result = tam_by_zone(cells, sectors)
    nation = result.residual[
        (result.residual["area"] == "US") & (result.residual["measure"] == "establishments")
    ].set_index("industry")
    assert nation["official"].sum() == OFFICIAL
    assert (nation["found"] + nation["residual"]).sum() == OFFICIAL
    assert nation.loc[["31-33", "54", "62"], "residual"].to_dict() == {
        "31-33": 55_851,
        "54": 11_943,
        "62": 3_176,
    }
    assert result.industries == chosen(sectors)
    assert (nation["residual"] >= 0).all()


def test_autauga_equals_the_official_row(cells):
    zones = tam_by_zone(cells, ["11"]).zones
    assert zones.loc["01001", ["establishments", "employees", "payroll"]].tolist() == [10, 78, 5107]


@pytest.mark.parametrize("industry", ["54", "62", "5415"])
def test_twenty_spot_checks_equal_the_rows_of_the_file(cells, industry):
    rows = cells[(cells["naics"] == industry) & (cells["level"] == "county")].set_index("zone")
    counties = sorted(rows.index[~rows.index.str.endswith("999")])
    spots = counties[:: len(counties) // 20][:20]
    zones = tam_by_zone(cells, [industry]).zones.loc[spots]
    measures = ["establishments", "employees", "payroll"]
    assert len(spots) == 20
    assert zones[measures].to_numpy().tolist() == rows.loc[spots, measures].to_numpy().tolist()
