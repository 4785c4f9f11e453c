"""Reads what the workspace already holds about the rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from django.db.models import Model, QuerySet

from maillage.models import Account

CHUNK = 5_000


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Cut a long sequence into pieces a query can take."""
    return (items[start : start + size] for start in range(0, len(items), size))


def stored_rows(
    query: QuerySet[Model], by: str, values: Sequence[Any], fields: Sequence[str]
) -> pd.DataFrame:
    """Return the given fields of all rows whose ``by`` is among the values."""
    rows = [
        row
        for part in chunks(list(values))
        for row in query.filter(**{f"{by}__in": part}).values_list(*fields)
    ]
    return pd.DataFrame(rows, columns=list(fields), dtype=object)


def existing(query: QuerySet[Model], keys: pd.Series, fields: dict[str, str]) -> pd.DataFrame:
    """Line up stored objects with the rows of a file; ``pk`` is ``None`` where there is none.

    ``fields`` maps the names wanted to the paths that are read.
    """
    paths = ["external_id", "pk", *fields.values()]
    found = stored_rows(query, "external_id", keys.dropna().unique().tolist(), paths)
    found.columns = ["external_id", "pk", *fields]
    lined_up = found.set_index("external_id").reindex(keys)
    lined_up.index = keys.index
    return lined_up.astype(object).where(lined_up.notna(), None)


def account_keys(ids: Sequence[str]) -> dict[str, int]:
    """Map identifiers of accounts to their primary keys."""
    found = stored_rows(Account.objects.all(), "external_id", ids, ["external_id", "pk"])
    return dict(zip(found["external_id"], found["pk"], strict=True))
