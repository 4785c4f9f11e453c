"""Answers with a list: as a page, or as a file for those who may export."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.interfaces.downloads import attached
from maillage.interfaces.lists import Listing
from maillage.interfaces.lists.files import KINDS, as_file
from maillage.permissions import Action, may, require


def show_list(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet[Any],
    template: str,
    *,
    kept: dict[str, str] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show rows on the page ``template``, with ``table``, ``filters`` and ``exports`` in context.

    ``kept`` is what the page is asked besides, such as a day. ``?format=csv`` or ``xlsx`` answers
    with the file of all rows the reader asked for.
    """
    shown = listing.of(rows, request.GET, request.path, kept)
    kind = request.GET.get("format", "")
    if kind in KINDS:
        require(request.member, Action.EXPORT)
        content = as_file(shown.export(), kind, listing.caption)
        return attached(content, KINDS[kind], f"{listing.name}.{kind}")
    exports = [
        {"label": name.upper(), "icon": "download", "url": shown.url(format=name)} for name in KINDS
    ]
    found = {
        "table": shown.table(),
        "filters": shown.filter_bar(),
        "exports": exports if may(request.member, Action.EXPORT) else [],
    }
    return render(request, template, found | context)
