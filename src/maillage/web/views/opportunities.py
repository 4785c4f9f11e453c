"""Opportunities, listed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.interfaces.lists import opportunities as lists
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list


@needs(Action.VIEW)
def opportunities(request: HttpRequest) -> HttpResponse:
    """List opportunities."""

    def account(row: Any) -> str:
        return address(request, "account", pk=row.account_id) if row.account_id else ""

    header = {
        "title": _("Opportunities"),
        "lead": _("What may be sold to whom by when, and what came of it."),
        "actions": [{"label": _("Tracking"), "icon": "gauge", "url": address(request, "tracking")}],
    }
    listing = lists.opportunities(account, timezone.localdate())
    rows = lists.all_opportunities()
    return show_list(request, listing, rows, "maillage/list.html", header=header)
