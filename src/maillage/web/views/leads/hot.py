"""The hot leads of the day, and what blocks: what the stand-up talks about (G-01)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.domain.days import day_in_words
from maillage.domain.leads.hot import hot, late, of_absent, of_nobody
from maillage.interfaces.lists.lead_inbox import entry
from maillage.interfaces.lists.lead_inbox import inbox as listing
from maillage.models import Lead
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.leads.live import live_context
from maillage.web.views.leads.page import rights

SHOWN = 20


@needs(Action.VIEW)
def leads_hot(request: HttpRequest) -> HttpResponse:
    """Show the hot leads of the day and the blockers, to be read aloud or printed."""
    now = timezone.now()
    return show_list(
        request,
        listing(
            lambda row: address(request, "lead", pk=row.pk),
            now,
            can=lambda row: rights(request, row),
        ),
        hot(now),
        "maillage/leads/hot.html",
        header={
            "title": _("Hot leads of the day"),
            "lead": day_in_words(timezone.localdate(now)),
        },
        now=now,
        blockers=blockers(request),
        **live_context(request),
    )


def blockers(request: HttpRequest) -> list[dict[str, Any]]:
    """What keeps leads from being worked on."""
    now = timezone.now()
    kinds: list[tuple[str, str, QuerySet[Lead]]] = [
        ("late", _("Promises that are late"), late(now)),
        ("nobody", _("Leads without an owner"), of_nobody()),
        ("absent", _("Leads whose owner is away"), of_absent(now)),
    ]
    return [
        {
            "name": name,
            "title": title,
            "count": rows.count(),
            "rows": [
                entry(row, address(request, "lead", pk=row.pk), now)
                for row in rows.order_by("due_first", "pk")[:SHOWN]
            ],
        }
        for name, title, rows in kinds
    ]
