"""The clock that governs each lead: the one its deadlines were computed by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from maillage.core.leads.clock import Clock
from maillage.core.leads.sla.events import Kind
from maillage.domain.leads.calendars import calendar_called, calendars_now, clock_of
from maillage.domain.leads.terms import agreement_at
from maillage.models import Lead, PromiseEvent


def clocks_of(leads: Iterable[int], now: datetime) -> dict[int, Clock]:
    """Give the clock of each lead, by key.

    It is that of the calendar in the version that the first promise to it was computed by, so that
    a later version does not change history; without a promise the one that governs it now.
    """
    wanted = set(leads)
    found: dict[int, Clock] = {}
    read: dict[tuple[str, int], Clock] = {}
    rows = PromiseEvent.objects.filter(kind=Kind.APPLY, promise__lead__pk__among=wanted)
    for lead, name, version in rows.order_by("at", "pk").values_list(
        "promise__lead", "calendar", "version"
    ):
        if lead not in found:
            if (name, version) not in read:
                read[name, version] = clock_of(calendar_called(name, version)[1])
            found[lead] = read[name, version]
    return found | governing_now(wanted - found.keys(), now)


def governing_now(leads: set[int], now: datetime) -> dict[int, Clock]:
    """Give the clocks that govern leads as they are."""
    if not leads:
        return {}
    agreement, calendars = agreement_at(now)[0], calendars_now()
    rows = Lead.objects.filter(pk__among=leads).select_related("account", "owner")
    found: dict[int, Clock] = {}
    known: dict[tuple[object, ...], Clock] = {}
    for lead in rows:
        account, owner = lead.account, lead.owner
        place = (
            lead.country, lead.state, lead.time_zone, lead.owner_id, account and account.country,
            account and account.state, account and account.time_zone,
        )  # fmt: skip
        if place not in known:
            known[place] = clock_of(calendars.of(lead, owner, agreement)[1])
        found[lead.pk] = known[place]
    return found
