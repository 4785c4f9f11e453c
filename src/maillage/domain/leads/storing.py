"""Writes what changed of many rows with prepared statements, without an object for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def update_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update rows: each gives the values of the fields named, and last its number."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    given = ", ".join(f"{quote(each.column)} = %s" for each in fields)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {given} WHERE id = %s"  # noqa: S608 - names of ours
    prepared = [
        (
            *(
                each.get_db_prep_save(value, connection)
                for each, value in zip(fields, row, strict=False)
            ),
            row[-1],
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, prepared)


def update_changed(
    model: type[Model], names: Sequence[str], rows: Iterable[tuple[Sequence[Any], Sequence[Any]]]
) -> None:
    """Update of each row only the fields that changed.

    Each gives its values before and after, of the fields named, and last its number.
    """
    groups: dict[tuple[int, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for before, after in rows:
        places = tuple(n for n in range(len(names)) if before[n] != after[n])
        groups[places].append((*(after[n] for n in places), after[-1]))
    for places, changed in groups.items():
        if places:
            update_rows(model, [names[n] for n in places], changed)
