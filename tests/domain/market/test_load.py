"""Official figures are kept whole, once, with their source (A-13)."""

import pandas as pd
import pytest
from django.db import IntegrityError, transaction

from maillage.domain.market.load import load_market_file
from maillage.domain.market.storage import read_cells
from maillage.models import Event, ImportRun, MarketCell, MarketDataset
from tests.domain.market.builders import market_file

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ROWS = [
    ("01001", "county", "", 924, 11216, 424826),
    ("01001", "county", "31-33", 30, None, 40000),
    ("US", "nation", "", 8148606, 128346299, 8278573947),
]


def test_a_load_keeps_figures_source_and_history():
    file = market_file(*ROWS)
    load = load_market_file(file=file, by="ada")
    dataset = MarketDataset.objects.get()
    assert (load.dataset, load.created, load.unchanged) == (dataset, 3, 0)
    assert (dataset.kind, dataset.vintage, dataset.geography_vintage) == ("cbp", 2021, 2020)
    assert (dataset.licence, dataset.sha256) == ("US government work, public domain", file.sha256)
    kept = read_cells(dataset.cells.order_by("pk"))
    pd.testing.assert_frame_equal(
        kept.sort_values(["zone", "naics"], ignore_index=True),
        file.cells.sort_values(["zone", "naics"], ignore_index=True),
    )
    assert ImportRun.objects.values_list("kind", "created").get() == ("market", 3)
    assert Event.objects.values_list("verb", "actor", "after__cells").get() == (
        "market.loaded",
        "ada",
        3,
    )


def test_the_same_file_again_changes_nothing():
    first = load_market_file(file=market_file(*ROWS))
    again = load_market_file(file=market_file(*ROWS))
    assert (again.dataset, again.created, again.unchanged) == (first.dataset, 0, 3)
    assert [model.objects.count() for model in (MarketDataset, MarketCell, ImportRun, Event)] == [
        1,
        3,
        1,
        1,
    ]


def test_each_year_of_a_file_is_a_dataset():
    load_market_file(file=market_file(*ROWS))
    other = load_market_file(file=market_file(*ROWS, vintage=2022))
    assert (other.created, other.dataset.vintage) == (3, 2022)
    assert MarketDataset.objects.count() == 2


def test_nothing_is_half_written():
    with pytest.raises(IntegrityError), transaction.atomic():
        load_market_file(file=market_file(*ROWS, ROWS[0]))
    assert (MarketDataset.objects.count(), MarketCell.objects.count()) == (0, 0)


def test_many_rows_go_in_several_steps(monkeypatch):
    monkeypatch.setattr("maillage.domain.market.storage.ROWS_AT_ONCE", 2)
    assert load_market_file(file=market_file(*ROWS)).created == 3
    assert len(read_cells(MarketCell.objects.all())) == 3
