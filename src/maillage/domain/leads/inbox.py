"""The leads that are to be worked on: what is due first, first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.db.models import DateTimeField, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django_scopes import scopes_disabled

from maillage.domain.leads.deadlines import ticking
from maillage.domain.leads.queries import TICKING, leads
from maillage.models import Account, Handoff, Lead, LeadLife, Promise

WORKED: Final = (LeadLife.MQL, LeadLife.ACCEPTED, LeadLife.SQL)
"""Where a lead is in its life while somebody is to do something with it."""
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


def with_deadlines(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Add ``due``, the next deadline of each lead, and what it is sorted by."""
    with scopes_disabled():  # the lead says which workspace: asked too, it misleads the planner
        owed = Promise.objects.filter(lead=OuterRef("pk"), status__in=TICKING, due_at__isnull=False)
    first = owed.order_by().values("lead").annotate(first=Min("due_at")).values("first")
    return rows.annotate(
        due=Subquery(first),
        due_first=Coalesce("due", Value(NEVER), output_field=DateTimeField()),
        lowest=-F("total"),
    )


def with_work(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Read along what is owed to each lead (``owed``), and how it came to its owner (``came``)."""
    return rows.prefetch_related(
        Prefetch("promises", ticking(), to_attr="owed"),
        Prefetch("handoffs", Handoff.objects.select_related("rep"), to_attr="came"),
    )


def inbox() -> QuerySet[Lead]:
    """Give the leads that are worked on or still owed something, with their next deadline."""
    owed = Promise.objects.filter(status__in=TICKING, due_at__isnull=False).order_by()
    rows = leads().filter(Q(life__in=WORKED) | Q(pk__in=owed.values("lead")))
    return with_work(with_deadlines(rows))


def everything() -> QuerySet[Lead]:
    """Give all leads, with their next deadline."""
    return with_work(with_deadlines(leads()))


def of_account(account: Account) -> QuerySet[Lead]:
    """Give the leads who work for an account with their next deadline, what is due first, first."""
    found = with_deadlines(leads().filter(account=account))
    return found.order_by("due_first", "lowest", "pk")
