"""The real figures of 2021, loaded and asked (A-13)."""

import pytest

from maillage.domain.market.boundaries import on_boundaries
from maillage.domain.market.choice import choice_of
from maillage.domain.market.levels import market_map
from maillage.domain.market.load import load_market_file
from maillage.domain.market.queries import establishments_by_county
from maillage.interfaces.importers.market import read_market_file
from maillage.models import MarketCell

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_three_sectors_by_county_with_their_remainder(shared_data):
    for name in ("cbp2021_county_naics_derived.csv.gz", "CBP2021.CB2100CBP-Data.US.csv.gz"):
        load_market_file(file=read_market_file(shared_data / "market" / name))
    result = establishments_by_county(industries=["31-33", "54", "62"])
    assert len(result.zones) == 3130
    assert result.activity().sum() == 283_015 + 962_470 + 947_570 - 70_970
    assert result.remainder() == 70_970
    moved = on_boundaries(values=result.activity(), geography=2022).values
    assert moved.sum() == pytest.approx(result.activity().sum())
    assert len(moved[moved.index.str.startswith("09")]) == 9
    whole = establishments_by_county(industries=["all"])
    found, remainder = whole.activity().sum(), whole.remainder()
    assert found + remainder == 8_148_606
    assert remainder == 173_757
    connecticut = whole.activity()[whole.activity().index.str.startswith("09")]
    regions = on_boundaries(values=connecticut, geography=2022).values
    assert list(connecticut.index) == [f"09{code:03d}" for code in range(1, 16, 2)]
    assert list(regions.index) == [f"09{code}" for code in range(110, 200, 10)]
    assert regions.sum() == pytest.approx(connecticut.sum())
    autauga = MarketCell.objects.filter(zone="01001", naics__in=["11", "113310"])
    assert list(
        autauga.order_by("naics").values_list("naics", "establishments", "employees", "payroll")
    ) == [("11", 10, 78, 5107), ("113310", 7, 68, 4563)]
    levels = ("county", "metro", "postal", "macro_region")
    choice = choice_of(industries=["31-33", "54", "62"])
    totals = {market_map(choice=choice, level=each).total for each in levels}
    assert totals == {283_015 + 962_470 + 947_570 - 70_970}
