"""The list of promises that were missed, and who was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from maillage.core.leads.clock import Clock
from maillage.domain.leads.breaches import hours_late, missed
from maillage.domain.leads.term_words import hearer_word
from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.leads import NONE, owned, owners
from maillage.interfaces.lists.listing import Listing
from maillage.models import Promise
from maillage.texts import _


def breaches(link: Callable[[Any], str], now: datetime) -> Listing:
    """Promises that were missed, the latest first."""
    clocks: dict[tuple[str, int], Clock] = {}
    known = Promise.objects.order_by("policy").values_list("policy", flat=True).distinct()
    return Listing(
        name="breaches",
        caption=_("Missed promises, and who was told"),
        order="-due",
        search=("lead__name__icontains", "lead__email__icontains", "lead__company__icontains"),
        placeholder=_("Name, e-mail or company"),
        empty={"icon": "circle-check", "title": _("No promise was missed.")},
        columns=[
            Column("lead", _("Lead"), lambda row: str(row.lead), ("lead__name",), link),
            Column("policy", _("Promise"), lambda row: row.policy, ("policy",)),
            Column("owner", _("Rep"), lambda row: row.owner and row.owner.name, ("owner__name",)),
            Column("due", _("Due"), lambda row: row.due_at, ("due_at",)),
            Column("ended", _("Ended"), lambda row: row.ended_at, ("ended_at",)),
            Column("hours", _("Hours late"), lambda row: hours_late(row, now, clocks),
                   ("late_seconds",), number=True, decimals=1),
            Column("told", _("Escalated to"), escalations),
        ],
        filters=[
            Filter("policy", _("Promise"), [("", _("All")), *((each, each) for each in known)],
                   lambda chosen: Q(policy=chosen)),
            Filter("owner", _("Rep"), [("", _("All")), *owners(), (NONE, _("none"))], owned),
        ],
    )  # fmt: skip


def every(now: datetime) -> tuple[Listing, QuerySet[Promise]]:
    """Promises that were missed since the beginning, with their rows."""
    return breaches(str, now), missed(now=now)


def escalations(row: Promise) -> str:
    """Say who was told, and when."""
    return ", ".join(
        f"{hearer_word(each.to)}, {date_format(localtime(each.given_at), 'SHORT_DATETIME_FORMAT')}"
        for each in row.told_to
    )
