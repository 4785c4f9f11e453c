"""Taking official figures into the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from maillage import audit
from maillage.core.market.files import MarketFile
from maillage.domain.market.storage import store_cells, store_sizes
from maillage.models import ImportRun, MarketDataset


@dataclass(frozen=True, slots=True)
class MarketLoad:
    """What a load did: the dataset, and how many figures were new or already there."""

    dataset: MarketDataset
    created: int
    unchanged: int


@transaction.atomic
def load_market_file(
    *, file: MarketFile, by: str = "", progress: Callable[[float], None] | None = None
) -> MarketLoad:
    """Keep the figures of a file, with their source; a file already loaded changes nothing.

    Each year of a file that holds several is a dataset of its own.
    """
    earlier = MarketDataset.objects.filter(
        kind=file.kind, sha256=file.sha256, vintage=file.vintage
    ).first()
    if earlier is not None:
        if len(file.sizes) and not earlier.sizes.exists():
            add_sizes(earlier, file, by)
        return MarketLoad(earlier, created=0, unchanged=len(file.cells))
    dataset = MarketDataset.objects.create(
        kind=file.kind,
        source=file.source,
        licence=file.licence,
        vintage=file.vintage,
        geography_vintage=file.geography_vintage,
        file_name=file.file_name[-255:],
        sha256=file.sha256,
    )
    created = store_cells(dataset=dataset, cells=file.cells, progress=progress)
    store_sizes(dataset=dataset, sizes=file.sizes)
    ImportRun.objects.create(
        kind="market", file_name=dataset.file_name, sha256=file.sha256, created=created
    )
    audit.record(verb="market.loaded", subject=dataset, by=by, after=description(dataset, created))
    return MarketLoad(dataset, created=created, unchanged=0)


def add_sizes(dataset: MarketDataset, file: MarketFile, by: str) -> None:
    """Add the classes of employees to figures that were loaded without them."""
    added = store_sizes(dataset=dataset, sizes=file.sizes)
    after = description(dataset, dataset.cells.count()) | {"sizes": added}
    audit.record(verb="market.loaded", subject=dataset, by=by, after=after)


def description(dataset: MarketDataset, cells: int) -> dict[str, object]:
    """Describe a dataset for the activity log."""
    return {
        "kind": dataset.kind,
        "vintage": dataset.vintage,
        "geography_vintage": dataset.geography_vintage,
        "file": dataset.file_name,
        "cells": cells,
    }
