"""Leads are given to reps by hand, by who routes leads."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from maillage import permissions
from maillage.domain.leads.digest import digest_subjects
from maillage.domain.leads.handing import give
from maillage.domain.leads.holding import hold_lead
from maillage.errors import InputError
from maillage.models import Handoff, HandoffReason, Lead, Membership, Rep
from maillage.permissions import Action
from maillage.texts import _


@transaction.atomic
def assign(*, member: Membership, lead: Lead, rep: Rep, reason: str = "", now: datetime) -> Handoff:
    """Give a lead to a rep by hand.

    Raises
    ------
    InputError
        If the rep has left, or has it already.
    PermissionDeniedError
        If the member does not route leads.
    """
    permissions.require(member, Action.ROUTE_LEADS)
    found = hold_lead(lead)
    if not rep.active:
        raise InputError(_("%(rep)s has left.") % {"rep": rep}, remedy=_("Choose an active rep."))
    if found.owner == rep:
        raise InputError(_("%(rep)s has this lead already.") % {"rep": rep})
    facts = {"reason": reason.strip()[:200]}
    made = give(found, rep, HandoffReason.BY_HAND, facts, trigger=None, now=now, by=member)
    digest_subjects(leads=[found], now=now)
    return made
