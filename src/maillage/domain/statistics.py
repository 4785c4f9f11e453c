"""What a database knows of its tables, after many rows came in at once."""

from __future__ import annotations

from typing import Final

from django.db import connection, models

MANY: Final = 1_000
"""Rows that change what a table is like."""


def analyse(*tables: type[models.Model]) -> None:
    """Have PostgreSQL look at tables again: until then it plans as if they were nearly empty.

    It does so by itself after a minute or so, and other databases need no telling.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")
