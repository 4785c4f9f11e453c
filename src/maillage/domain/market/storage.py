"""Figures into and out of the database, many rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import batched
from typing import Any

import pandas as pd
from django.db import connection
from django.db.models import QuerySet

from maillage.core.market.files import COLUMNS, COUNTS
from maillage.models import MarketCell, MarketDataset

ROWS_AT_ONCE = 20_000


def store_cells(
    *,
    dataset: MarketDataset,
    cells: pd.DataFrame,
    progress: Callable[[float], None] | None = None,
) -> int:
    """Write the cells of a dataset, past the object layer: there are up to two million."""
    names = ["dataset", *COLUMNS]
    columns = [MarketCell._meta.get_field(name).column for name in names]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(MarketCell._meta.db_table)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({places})"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        for start in range(0, len(cells), ROWS_AT_ONCE):
            rows = plain_rows(cells.iloc[start : start + ROWS_AT_ONCE])
            cursor.executemany(statement, [(dataset.pk, *row) for row in rows])
            if progress is not None:
                progress(min(1.0, (start + ROWS_AT_ONCE) / len(cells)))
    return len(cells)


def plain_rows(cells: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Give rows of Python values, with None for what is missing."""
    chunk = cells[list(COLUMNS)].astype(object)
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
