"""How a list becomes a table that is exported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from maillage.api.export_query import ExportQuery
from maillage.api.listing import asked
from maillage.interfaces.lists import Listing

type Rows = Iterable[list[Any]]
type Table = Callable[[HttpRequest, ExportQuery], tuple[str, Rows]]


def listed(recipe: Callable[[HttpRequest, ExportQuery], tuple[Listing, Any]]) -> Table:
    """Make the table of a list."""

    def table(request: HttpRequest, query: ExportQuery) -> tuple[str, Rows]:
        listing, rows = recipe(request, query)
        return listing.caption, listing.of(rows, asked(query), request.path).export()

    return table
