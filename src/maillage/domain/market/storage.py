"""Figures into and out of the database, many rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from typing import Any

import pandas as pd
from django.db import connection
from django.db.models import Model, QuerySet

from maillage.core.market.files import COLUMNS, COUNTS, SIZE_COLUMNS
from maillage.models import MarketCell, MarketDataset, MarketSize

ROWS_AT_ONCE = 20_000


def store_cells(
    *,
    dataset: MarketDataset,
    cells: pd.DataFrame,
    progress: Callable[[float], None] | None = None,
) -> int:
    """Write the cells of a dataset."""
    return store_rows(MarketCell, COLUMNS, dataset, cells, progress)


def store_sizes(*, dataset: MarketDataset, sizes: pd.DataFrame) -> int:
    """Write the figures of a dataset by class of employees."""
    return store_rows(MarketSize, SIZE_COLUMNS, dataset, sizes, None)


def store_rows(
    model: type[Model],
    names: Sequence[str],
    dataset: MarketDataset,
    rows: pd.DataFrame,
    progress: Callable[[float], None] | None,
) -> int:
    """Write rows of a dataset, past the object layer: there are up to two million."""
    columns = [model._meta.get_field(name).column for name in ("dataset", *names)]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({places})"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            chunk = plain_rows(rows.iloc[start : start + ROWS_AT_ONCE][list(names)])
            cursor.executemany(statement, [(dataset.pk, *row) for row in chunk])
            if progress is not None:
                progress(min(1.0, (start + ROWS_AT_ONCE) / len(rows)))
    return len(rows)


def plain_rows(rows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Give rows of Python values, with None for what is missing."""
    chunk = rows.astype(object)
    return chunk.where(chunk.notna(), None).itertuples(index=False, name=None)


def read_cells(cells: QuerySet[MarketCell]) -> pd.DataFrame:
    """Read cells as a table with the columns of a market file."""
    rows = cells.order_by().values_list(*COLUMNS).iterator(chunk_size=ROWS_AT_ONCE)
    frames = [typed(pd.DataFrame(chunk, columns=COLUMNS)) for chunk in batched(rows, ROWS_AT_ONCE)]
    return pd.concat(frames) if frames else typed(pd.DataFrame(columns=COLUMNS))


def typed(cells: pd.DataFrame) -> pd.DataFrame:
    """Give the columns their types whatever values they hold."""
    types = {name: "Int64" if name in COUNTS else "str" for name in COLUMNS}
    return cells.astype(types)
