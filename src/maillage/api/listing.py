"""Lists in the API: searched, filtered, sorted and paged like those of the pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from ninja import Field, Schema

from maillage.interfaces.lists import Listing

MOST = 500


class Paging(Schema):
    """Which rows of a list."""

    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(50, ge=1, le=MOST, description="Rows of a page.")


class ListQuery(Paging):
    """What a list may be asked."""

    q: str = Field("", max_length=200, description="Words to look for.")
    sort: str = Field("", max_length=40, description="A column, with - in front: largest first.")


class Page(Schema):
    """One page of a list."""

    count: int = Field(description="Rows of all pages.")
    page: int
    pages: int
    next: str | None = Field(None, description="Address of the next page.")


def paged(request: HttpRequest, listing: Listing, rows: Any, query: ListQuery) -> dict[str, Any]:
    """Give the page of rows a caller asked for, narrowed and ordered by the recipe of a list."""
    shown = listing.of(rows, asked(query), request.path)
    return page_of(request, shown.ordered, query)


def asked(query: Schema) -> QueryDict:
    """What a caller asks, as an address of a page asks it."""
    found = QueryDict(mutable=True)
    found.update({name: str(value) for name, value in query.dict().items() if value})
    return found


def page_of(request: HttpRequest, rows: Any, query: Paging) -> dict[str, Any]:
    """Give one page of rows that are in order, with ``items`` as they are."""
    pages = Paginator(rows, query.size)
    within = query.page <= pages.num_pages
    page = pages.get_page(query.page)
    following = None
    if within and page.has_next():
        changed = request.GET.copy()
        changed["page"] = str(page.next_page_number())
        following = request.build_absolute_uri(f"{request.path}?{changed.urlencode()}")
    return {
        "items": list(page.object_list) if within else [],
        "count": pages.count,
        "page": query.page,
        "pages": pages.num_pages,
        "next": following,
    }
