"""A list of database rows as a page shows it, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict

from maillage.interfaces.lists.columns import Column, Filter, written
from maillage.texts import _

ROWS = 50
OF_THE_LIST = ("sort", "page", "q")


@dataclass(frozen=True)
class Listing:
    """The recipe of a list.

    ``search`` are the lookups a typed word is looked for in (``name__icontains``); every word must
    be found in one of them. ``order`` is the column sorted by at first, with ``-`` in front for the
    largest first. ``empty`` says what to do where there is nothing: see components/empty.html.
    ``entry`` is what a page that draws no table shows of a row, in place of cells.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    order: str
    search: Sequence[str] = ()
    filters: Sequence[Filter] = ()
    placeholder: str = ""
    empty: dict[str, Any] = field(default_factory=dict)
    key: Callable[[Any], str] = lambda row: str(row.pk)
    selectable: bool = False
    field_name: str = "row"
    bulk: Sequence[dict[str, str]] = ()
    rows: int = ROWS
    entry: Callable[[Any], Any] | None = None

    def of(
        self,
        rows: QuerySet[Any],
        asked: QueryDict,
        path: str,
        kept: dict[str, str] | None = None,
    ) -> Shown:
        """Narrow and order rows as the address asks; what it asks that cannot be is left out.

        ``kept`` is asked of the page besides, and stays in its addresses.
        """
        chosen = {each.name: asked.get(each.name, "") for each in self.filters}
        found = rows
        for each in self.filters:
            if chosen[each.name] in {value for value, _text in each.choices if value}:
                found = found.filter(each.condition(chosen[each.name]))
            else:
                chosen[each.name] = ""
        query = " ".join(asked.get("q", "").replace("\0", "").split())[:200]
        for word in query.split() if self.search else ():
            wanted = Q()
            for lookup in self.search:
                wanted |= Q(**{lookup: word})
            found = found.filter(wanted)
        sort = asked.get("sort", "")
        if self.sorted_by(sort) is None:
            sort = self.order
        return Shown(self, found, path, query, chosen, sort, asked.get("page", "1"), kept or {})

    def sorted_by(self, sort: str) -> Column | None:
        """Find the column of a sort word, None where a reader cannot sort by it."""
        name = sort.removeprefix("-")
        return next((each for each in self.columns if each.name == name and each.order), None)


@dataclass(frozen=True)
class Shown:
    """A list narrowed and ordered for one reader."""

    listing: Listing
    found: QuerySet[Any]
    path: str
    query: str
    chosen: dict[str, str]
    sort: str
    page: str
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def ordered(self) -> QuerySet[Any]:
        """The rows in order; rows that are equal keep theirs."""
        column = self.listing.sorted_by(self.sort)
        names = column.order if column else ()
        sign = "-" if self.sort.startswith("-") else ""
        return self.found.order_by(*(f"{sign}{name}" for name in names), "pk")

    def url(self, **changed: Any) -> str:
        """Give the address of this list with something changed."""
        asked = {**self.kept, **self.chosen, "q": self.query, "sort": self.sort} | changed
        if asked["sort"] == self.listing.order:
            asked["sort"] = ""
        kept = {name: value for name, value in asked.items() if value}
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def table(self) -> dict[str, Any]:
        """Give the page of rows to components/table.html."""
        page = Paginator(self.ordered, self.listing.rows).get_page(self.page)
        return {
            "id": self.listing.name,
            "caption": self.listing.caption,
            "columns": [self._head(column) for column in self.listing.columns],
            "rows": [{"key": self.listing.key(row)} | self._shown(row) for row in page.object_list],
            "selectable": self.listing.selectable,
            "field": self.listing.field_name,
            "bulk": self.listing.bulk,
            "matching": self._matching(page),
            "empty": self._empty(),
            "pages": self._pages(page),
        }

    def _shown(self, row: Any) -> dict[str, Any]:
        """What a page shows of a row."""
        if self.listing.entry is not None:
            return {"entry": self.listing.entry(row)}
        return {"cells": [column.cell(row) for column in self.listing.columns]}

    @property
    def asked(self) -> str:
        """What narrows this list, as the words of an address: never empty."""
        return urlencode({"q": self.query, **self.kept, **self.chosen})

    def _matching(self, page: Page[Any]) -> dict[str, Any] | None:
        """Offer all rows that match where the page does not show them all."""
        if not self.listing.selectable or page.paginator.num_pages == 1:
            return None
        return {"asked": self.asked, "count": page.paginator.count}

    def filter_bar(self) -> dict[str, Any]:
        """Give what narrows the list to components/filter_bar.html."""
        return {
            "action": self.path,
            "target": self.listing.name,
            "query": self.query,
            "placeholder": self.listing.placeholder or _("Search"),
            "fields": [
                {
                    "name": each.name,
                    "label": each.label,
                    "choices": each.choices,
                    "value": self.chosen[each.name],
                }
                for each in self.listing.filters
            ],
            "kept": self.kept,
            "clear": self._whole if self.narrowed else "",
        }

    @property
    def narrowed(self) -> bool:
        """Whether the reader sees less than all."""
        return bool(self.query or any(self.chosen.values()))

    @property
    def _whole(self) -> str:
        return self.url(**dict.fromkeys(self.chosen, ""), q="")

    def export(self) -> Iterator[list[Any]]:
        """Give all rows as plain values, the labels first."""
        yield [column.label for column in self.listing.columns]
        for row in self.ordered.iterator(chunk_size=2_000):
            yield [column.value(row) for column in self.listing.columns]

    def _head(self, column: Column) -> dict[str, Any]:
        up = self.sort == column.name
        down = self.sort == f"-{column.name}"
        other = f"-{column.name}" if up else column.name
        return {
            "label": column.label,
            "number": column.number,
            "hint": column.hint,
            "sort_url": self.url(sort=other) if column.order else "",
            "sorted": "ascending" if up else "descending" if down else "",
        }

    def _empty(self) -> dict[str, Any]:
        if self.narrowed:
            return {
                "icon": "search",
                "title": _("Nothing matches."),
                "action": {"label": _("Show all"), "url": self._whole},
            }
        return {"title": _("Nothing here yet.")} | self.listing.empty

    def _pages(self, page: Page[Any]) -> dict[str, Any] | None:
        if page.paginator.num_pages == 1:
            return None
        links = [
            {"gap": True}
            if number == Paginator.ELLIPSIS
            else {
                "label": written(number),
                "url": self.url(page=number),
                "current": number == page.number,
            }
            for number in page.paginator.get_elided_page_range(
                page.number, on_each_side=1, on_ends=1
            )
        ]
        return {
            "first": page.start_index(),
            "last": page.end_index(),
            "total": page.paginator.count,
            "links": links,
            "previous": self.url(page=page.number - 1) if page.has_previous() else "",
            "next": self.url(page=page.number + 1) if page.has_next() else "",
        }
