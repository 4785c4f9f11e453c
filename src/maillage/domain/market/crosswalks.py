"""Taking published correspondences of zones into the workspace, and using the newest."""

from __future__ import annotations

import pandas as pd
from django.db import transaction

from maillage import audit
from maillage.core.market.crosswalks import Crosswalk
from maillage.domain.market.load import MarketLoad
from maillage.models import ImportRun, MarketDataset, MarketShare

ROWS_AT_ONCE = 5000


@transaction.atomic
def load_crosswalk(*, file: Crosswalk, by: str = "") -> MarketLoad:
    """Keep a correspondence with its source; a file already loaded changes nothing."""
    key = {"kind": file.kind, "sha256": file.sha256, "vintage": file.vintage}
    earlier = MarketDataset.objects.filter(**key).first()
    if earlier is not None:
        return MarketLoad(earlier, created=0, unchanged=len(file.shares))
    dataset = MarketDataset.objects.create(
        **key,
        source=file.source,
        licence=file.licence,
        geography_vintage=file.geography_vintage,
        file_name=file.file_name[-255:],
    )
    rows = file.shares[["origin", "target", "weight"]].itertuples(index=False, name=None)
    MarketShare.objects.bulk_create(
        (MarketShare(dataset=dataset, origin=a, target=b, weight=w) for a, b, w in rows),
        batch_size=ROWS_AT_ONCE,
    )
    created = len(file.shares)
    ImportRun.objects.create(
        kind="market", file_name=dataset.file_name, sha256=file.sha256, created=created
    )
    after = {"kind": file.kind, "vintage": file.vintage, "file": dataset.file_name}
    audit.record(verb="market.loaded", subject=dataset, by=by, after={**after, "cells": created})
    return MarketLoad(dataset, created=created, unchanged=0)


def newest_crosswalk(kind: str) -> tuple[MarketDataset | None, pd.DataFrame]:
    """Find the newest correspondence of a kind: its dataset, if any is loaded, and its shares."""
    newest = MarketDataset.objects.filter(kind=kind).order_by("-vintage", "-pk").first()
    shares = newest.shares if newest else MarketShare.objects.none()
    rows = shares.order_by().values_list("origin", "target", "weight")
    return newest, pd.DataFrame(rows, columns=["origin", "target", "weight"])
