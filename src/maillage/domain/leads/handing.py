"""Leads are handed to reps: chosen by rules, with a brief and what to do next (E-01, E-02)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django_scopes import scope

from maillage.core.leads.lifecycle import Life
from maillage.core.leads.routing import Asked, Choice, How, choose
from maillage.core.leads.sla.policies import Policy, applying
from maillage.domain.leads.calendars import clock_of
from maillage.domain.leads.gathering import fields_of, gather, standing_of, values_of
from maillage.domain.leads.holding import hold_lead
from maillage.domain.leads.recording import note_acts
from maillage.domain.leads.standing import owner_of, rules_now, standings, territory_of
from maillage.domain.leads.telling import tell_lead
from maillage.domain.leads.terms import agreement_at, calendar_of, policies_of
from maillage.models import (
    Agreement,
    Handoff,
    HandoffReason,
    Lead,
    LeadEvent,
    Membership,
    PoolMember,
    PromiseStatus,
    Rep,
    RoutingRule,
    Workspace,
)

CLOCK: Final = "clock"
CONTACT: Final = "first_contact"
TRIED_FOR: Final = timedelta(days=7)
TRIED_AT_ONCE: Final = 20
WHY: Final = {
    How.TERRITORY: HandoffReason.TERRITORY,
    How.POOL: HandoffReason.ROUND_ROBIN,
    How.REP: HandoffReason.NAMED,
}

_tried: dict[int, int] = {}
"""The last lead of each workspace that this process tried again for."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Routed:
    """Whom the rules choose for a lead, and by when they have to contact it."""

    choice: Choice
    contact_by: datetime | None


def route(*, lead: Lead, now: datetime, without: Iterable[int] = (), hold: bool = False) -> Routed:
    """Ask the rules who gets a lead, and why not the others; nothing is changed by it."""
    rules = rules_now(hold=hold)
    owner, territory = owner_of(lead, now), territory_of(lead, now)
    wanted = {int(seat.rep) for each in rules for seat in each.pool}
    wanted |= {int(each.rep) for each in rules if each.rep}
    wanted |= {each for each in (owner, territory) if each is not None}
    asked = Asked(
        values_of(lead),
        str(owner or ""),
        str(territory or ""),
        contact_by(lead, None, now),
        frozenset(map(str, without)),
    )
    return Routed(choose(rules, asked, standings(wanted, now)), asked.contact_by)


def contact_by(lead: Lead, rep: Rep | None, now: datetime) -> datetime | None:
    """Give by when a lead must be contacted first (E-03); None where nothing is promised."""
    promise = next(contacts_promised(lead), None)
    if promise:
        agreement, policies = promise
    else:
        agreement, agreed = agreement_at(now)
        policies = applying(agreed, fields_of(lead) | standing_of(lead))
    for policy in policies:
        if policy.fulfilled_by == CONTACT:
            clock = clock_of(calendar_of(lead, rep, agreement)[1])
            begins = now if policy.begins == "handed_over" else lead.mql_at or now
            return policy.target.moved(
                policy.target.due(begins, policy.target.amount, clock), clock
            )
    return None


def contacts_promised(lead: Lead) -> Iterator[tuple[Agreement, list[Policy]]]:
    """Give what is owed to a lead already of a first contact, as it was agreed when it began."""
    running = lead.promises.filter(life=lead.recycled, status=PromiseStatus.RUNNING)
    for row in running.select_related("agreement").order_by("pk"):
        known = [each for each in policies_of(row.agreement) if each.id == row.policy]
        if any(each.fulfilled_by == CONTACT for each in known):
            yield row.agreement, known


@transaction.atomic
def hand_over(*, lead: Lead, trigger: LeadEvent | None, now: datetime) -> Handoff | None:
    """Hand an MQL to whom the rules choose, once in each of its lives (E-01).

    Who owns it already keeps it. Where nobody can have it, who answers for all reps is told. One
    that was refused or given back meanwhile is handed to nobody.
    """
    found = hold_lead(lead)
    known = [each for each in found.handoffs.all() if each.facts.get("life", 0) == found.recycled]
    if known:
        return known[0]
    if found.life in {Life.RAW, Life.REJECTED}:
        return None
    if found.owner is not None and found.owner.active:
        facts = {"kept": True}
        return give(found, found.owner, HandoffReason.BY_HAND, facts, trigger=trigger, now=now)
    routed = route(lead=found, now=now, hold=True)
    if not routed.choice.rep:
        tell_lead(lead=found, handoff=None, now=now)
        return None
    return give_chosen(found, routed, WHY[How(routed.choice.how or "")], trigger=trigger, now=now)


@transaction.atomic
def reassign(*, lead: Lead, now: datetime) -> Handoff | None:
    """Give a lead whose deadline was missed to another rep; it stays where there is none."""
    found = hold_lead(lead)
    had = {
        each.rep_id for each in found.handoffs.all() if each.facts.get("life", 0) == found.recycled
    }
    had |= {found.owner_id} if found.owner_id else set()
    routed = route(lead=found, now=now, without=had, hold=True)
    if not routed.choice.rep:
        return None
    return give_chosen(found, routed, HandoffReason.REASSIGNED, trigger=None, now=now)


def give_chosen(
    lead: Lead, routed: Routed, why: str, *, trigger: LeadEvent | None, now: datetime
) -> Handoff:
    """Give a lead to whom the rules chose, and keep the turns that were taken."""
    choice = routed.choice
    pool = RoutingRule.objects.filter(pk=int(choice.rule)).values("pool")
    seats = list(PoolMember.objects.filter(pool__in=pool, rep__in=map(int, choice.turns)))
    for seat in seats:
        seat.taken = choice.turns[str(seat.rep_id)]
    PoolMember.objects.bulk_update(seats, ["taken"])
    return give(
        lead, Rep.objects.get(pk=int(choice.rep)), why, told(choice), trigger=trigger, now=now
    )


def told(choice: Choice) -> dict[str, Any]:
    """Keep how a rep was chosen, as plain values."""
    return {
        "rule": int(choice.rule),
        "how": choice.how,
        "by_account": choice.by_account,
        "instead_of": int(choice.instead_of) if choice.instead_of else None,
        "passed": [
            {"rule": int(each.rule), "why": each.why, "rep": int(each.rep) if each.rep else None}
            for each in choice.passed
        ],
    }


def give(
    lead: Lead, rep: Rep, why: str, facts: dict[str, Any], *, trigger: LeadEvent | None,
    now: datetime, by: Membership | str = CLOCK,
) -> Handoff:  # fmt: skip
    """Make a rep the owner of a lead, with brief and next action, and tell them (E-02)."""
    lead.owner = rep
    Lead.objects.filter(pk=lead.pk).update(owner=rep)
    found = gather(lead=lead, trigger=trigger, contact_by=contact_by(lead, rep, now), now=now)
    handoff: Handoff = Handoff.objects.create(
        lead=lead,
        rep=rep,
        at=now,
        why=why,
        facts=facts | {"life": lead.recycled},
        brief=found.brief.plain(),
        next_action=found.action.plain(),
        trigger=found.trigger,
        by=by if isinstance(by, Membership) else None,
    )
    carried = {
        "rep": rep.external_id,
        "why": str(why),
        "brief": handoff.pk,
        "next_action": found.action.action,
        "content": found.action.content,
    }
    verb = "lead.assigned" if isinstance(by, Membership) else "lead.handed_over"
    note_acts(lead=lead, by=by, verb=verb, acts={"handed_over": carried}, now=now)
    tell_lead(lead=lead, handoff=handoff, now=now)
    return handoff


def hand_over_new(*, leads: Iterable[Lead], now: datetime) -> None:
    """Hand over MQLs as they are found; what is long ago is history, and nobody is told of it.

    One that cannot be handed over keeps no other waiting.
    """
    for lead in leads:
        if lead.mql_at is None or lead.mql_at <= now - TRIED_FOR:
            continue
        try:
            hand_over(lead=lead, trigger=None, now=now)
        except Exception:
            logger.exception("lead %s cannot be handed over", lead.pk)


def hand_over_waiting(workspace: Workspace, now: datetime) -> None:
    """Try again for MQLs that nobody could have, some each time in turn, while it may help."""
    with scope(workspace=workspace):
        waiting = Lead.objects.filter(
            life=Life.MQL, owner=None, merged_into=None, mql_at__gt=now - TRIED_FOR
        ).order_by("pk")
        after = _tried.get(workspace.pk, 0)
        some = list(waiting.filter(pk__gt=after)[:TRIED_AT_ONCE]) or list(waiting[:TRIED_AT_ONCE])
        hand_over_new(leads=some, now=now)
        _tried[workspace.pk] = some[-1].pk if some else 0
