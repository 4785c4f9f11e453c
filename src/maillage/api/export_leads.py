"""The tables of leads and of what is owed to them, as they are exported."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone

from maillage.api.export_listed import Table, listed
from maillage.api.export_query import ExportQuery
from maillage.domain.leads.asides import asides
from maillage.domain.leads.hot import hot
from maillage.domain.leads.inbox import everything, inbox
from maillage.domain.leads.notices import notices_of
from maillage.domain.leads.queries import every_event, every_promise
from maillage.domain.leads.queries import leads as every_lead
from maillage.domain.leads.sources import sources
from maillage.interfaces.lists import Listing, breaches, lead_inbox, lead_sources, notices
from maillage.interfaces.lists import leads as lead_lists
from maillage.permissions import Action


def inbox_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """The leads to be worked on, or all where a stage of life is asked."""
    listing = lead_inbox.inbox(str, timezone.now(), account=query.account)
    return listing, everything() if query.life else inbox()


LEADS: Final[dict[str, tuple[Action, Table]]] = {
    "leads": (
        Action.VIEW,
        listed(
            lambda _request, query: (lead_lists.leads(str, account=query.account), every_lead())
        ),
    ),
    "promises": (
        Action.VIEW,
        listed(lambda _request, _query: (lead_lists.promises(str), every_promise())),
    ),
    "lead-events": (
        Action.VIEW,
        listed(lambda _request, _query: (lead_lists.events(str), every_event())),
    ),
    "inbox": (Action.VIEW, listed(lambda _request, query: inbox_asked(query))),
    "hot": (
        Action.VIEW,
        listed(
            lambda _request, _query: (lead_inbox.inbox(str, timezone.now()), hot(timezone.now()))
        ),
    ),
    "breaches": (Action.VIEW, listed(lambda _request, _query: breaches.every(timezone.now()))),
    "notices": (
        Action.VIEW,
        listed(lambda request, _query: (notices.notices(str), notices_of(request.member))),
    ),
    "asides": (
        Action.MANAGE_SOURCES,
        listed(lambda _request, _query: (lead_sources.asides(), asides())),
    ),
    "sources": (
        Action.MANAGE_SOURCES,
        listed(lambda _request, _query: (lead_sources.sources(str), sources())),
    ),
}
