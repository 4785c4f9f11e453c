"""Lists in the API: searched, filtered, sorted and paged like those of the pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from ninja import Field, Schema

from maillage.interfaces.lists import Listing

MOST = 500


class ListQuery(Schema):
    """What a list may be asked."""

    q: str = Field("", max_length=200, description="Words to look for.")
    sort: str = Field("", max_length=40, description="A column, with - in front: largest first.")
    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(50, ge=1, le=MOST, description="Rows of a page.")


class Page(Schema):
    """One page of a list."""

    count: int = Field(description="Rows of all pages.")
    page: int
    pages: int
    next: str | None = Field(None, description="Address of the next page.")


def paged(
    request: HttpRequest, listing: Listing, rows: QuerySet[Any], query: ListQuery
) -> dict[str, Any]:
    """Give the page of rows a caller asked for, with ``items`` as model instances."""
    asked = QueryDict(mutable=True)
    asked.update({name: str(value) for name, value in query.dict().items() if value})
    shown = listing.of(rows, asked, request.path)
    pages = Paginator(shown.ordered, query.size)
    page = pages.get_page(query.page)
    following = None
    if page.has_next() and query.page <= pages.num_pages:
        changed = request.GET.copy()
        changed["page"] = str(page.next_page_number())
        following = request.build_absolute_uri(f"{request.path}?{changed.urlencode()}")
    items = list(page.object_list) if query.page <= pages.num_pages else []
    return {
        "items": items,
        "count": pages.count,
        "page": query.page,
        "pages": pages.num_pages,
        "next": following,
    }
