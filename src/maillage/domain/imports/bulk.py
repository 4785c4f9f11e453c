"""Writes many rows of one table with one prepared statement, without an object for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model


def upsert(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], by: Sequence[str]
) -> None:
    """Insert rows, or update those whose fields ``by`` are already stored.

    Fields not named get the model's default; the statement is the same on SQLite and PostgreSQL.
    """
    given = [model._meta.get_field(name) for name in names]
    others = [
        field
        for field in model._meta.concrete_fields
        if field not in given and not field.primary_key
    ]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in [*given, *others]]
    updates = ", ".join(
        f"{quote(field.column)} = EXCLUDED.{quote(field.column)}"
        for field in given
        if field.name not in by
    )
    keys = ", ".join(quote(model._meta.get_field(name).column) for name in by)
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)})"  # noqa: S608 - names
        f" VALUES ({', '.join(['%s'] * len(columns))})"
        f" ON CONFLICT ({keys}) DO UPDATE SET {updates}"
    )
    lists = [place for place, field in enumerate(given) if isinstance(field, JSONField)]
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*prepared(row, given, lists), *defaults) for row in rows])


def prepared(
    row: Sequence[Any], given: Sequence[Field[Any, Any]], lists: Sequence[int]
) -> Sequence[Any]:
    """Write the JSON of a row as its database takes it."""
    if not lists:
        return row
    ready = list(row)
    for place in lists:
        ready[place] = given[place].get_db_prep_save(row[place], connection)
    return ready
