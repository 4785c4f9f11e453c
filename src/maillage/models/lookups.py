"""Asks whether a key is among many, as one value: a database takes few thousand values each."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import BigAutoField, Lookup


@BigAutoField.register_lookup
class Among(Lookup[Any]):
    """``pk__among=[1, 2, ...]``: as ``pk__in``, for lists of any length."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Unfold the list from JSON, as SQLite does."""
        column, given = self.process_lhs(compiler, connection)
        keys = json.dumps([int(key) for key in self.rhs])
        unfolded = "(SELECT value FROM json_each(%s))"
        return f"{column} IN {unfolded}", (*given, keys)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Give the list as an array."""
        column, given = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*given, [int(key) for key in self.rhs])
