"""What is known of a lead and around it, gathered for the brief of its hand-off (E-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from maillage.core.accounts.icp.fit import Answer
from maillage.core.leads.brief import OURS, Around, Brief, Point, make_brief, trigger_of
from maillage.core.leads.conditions import Value
from maillage.core.leads.happenings import Happening
from maillage.core.leads.next_action import NextAction, next_action
from maillage.core.leads.scoring.score import STANDING
from maillage.domain.leads.fit import FIELD
from maillage.domain.leads.queries import events_of, leads
from maillage.models import Lead, LeadEvent

MOST_EVENTS: Final = 500
MOST_AROUND: Final = 5


@dataclass(frozen=True, slots=True)
class Gathered:
    """The brief of a lead, what to do next, and the event that made it an MQL."""

    brief: Brief
    action: NextAction
    trigger: LeadEvent | None


def gather(
    *, lead: Lead, trigger: LeadEvent | None, contact_by: datetime | None, now: datetime
) -> Gathered:
    """Put together what a rep is told of a lead."""
    told = list(events_of(lead).exclude(kind=LeadEvent.FACTS)[:MOST_EVENTS])
    happenings = [happening(each) for each in told]
    led = trigger_of(happenings, lead.mql_at or now)
    if trigger is not None and trigger.kind not in OURS:
        led = happening(trigger)
    brief = make_brief(
        who=who(lead),
        happenings=happenings,
        trigger=led,
        reasons=[point(each) for each in lead.reasons],
        fields=fields_of(lead),
        around=around(lead),
        now=now,
    )
    action = next_action(brief, happenings, by=contact_by, now=now)
    found = {str(each.pk): each for each in [*told, *([trigger] if trigger else [])]}
    return Gathered(brief, action, found.get(led.id) if led else None)


def happening(event: LeadEvent) -> Happening:
    """Read an event."""
    return Happening(str(event.pk), event.kind, event.at, event.carried, event.source.key)


def point(reason: dict[str, Any]) -> Point:
    """Read a reason of a score as it is stored."""
    return Point(reason["rule"], reason["points"], reason.get("at"), reason.get("source", ""))


def who(lead: Lead) -> dict[str, Any]:
    """Say who a lead is, and how to reach them."""
    account = lead.account
    return {
        "name": lead.name,
        "title": lead.title,
        "company": lead.company,
        "email": lead.email,
        "phone": lead.phone,
        "place": ", ".join(filter(None, (lead.city, lead.state, lead.country))),
        "account": account.external_id if account else "",
        "account_name": account.name if account else "",
        "status": account.status if account else "",
    }


def fields_of(lead: Lead) -> dict[str, Value]:
    """Give the latest value of each field that was told, and whether its account fits (D-02)."""
    known: dict[str, Value] = {}
    told = events_of(lead).filter(kind=LeadEvent.FACTS).order_by("at", "pk")
    for carried in told.values_list("carried", flat=True):
        known |= carried
    fits = {FIELD: lead.fit == Answer.YES} if lead.fit in {Answer.YES, Answer.NO} else {}
    return fits | known


def standing_of(lead: Lead) -> dict[str, Value]:
    """Give where the score of a lead stands, as promises ask for it."""
    return dict(zip(STANDING, (lead.band, lead.stage, lead.total), strict=True))


def values_of(lead: Lead) -> dict[str, Value]:
    """Give what rules can ask of a lead: its fields, its place, its score."""
    own = {
        "country": lead.country, "state": lead.state, "city": lead.city, "company": lead.company,
        "domain": lead.domain, "title": lead.title,
    }  # fmt: skip
    account = (
        {"segment": lead.account.segment, "status": lead.account.status} if lead.account else {}
    )
    given = {name: value for name, value in (own | account).items() if value}
    return fields_of(lead) | given | standing_of(lead)


def around(lead: Lead) -> Around:
    """Give what is known around a lead: colleagues, opportunities and touches of its account."""
    account = lead.account
    if account is None:
        return Around(colleagues_of(lead))
    opportunities = account.opportunities.order_by("-opened_on", "-pk")[:MOST_AROUND]
    touches = account.touches.select_related("rep").order_by("-occurred_on", "-pk")[:MOST_AROUND]
    return Around(
        colleagues_of(lead),
        [
            {
                "name": str(each),
                "stage": each.stage,
                "outcome": each.outcome,
                "amount": each.amount,
                "opened_on": each.opened_on.isoformat() if each.opened_on else None,
            }
            for each in opportunities
        ],
        [
            {"on": each.occurred_on.isoformat(), "kind": each.kind, "rep": each.rep.name}
            for each in touches
        ],
    )


def colleagues_of(lead: Lead) -> Sequence[dict[str, Any]]:
    """Give other people of the same company, those who did something last first."""
    same = Q()
    if lead.account_id:
        same |= Q(account=lead.account_id)
    if lead.domain:
        same |= Q(domain=lead.domain)
    if not same:
        return []
    found = leads().filter(same).exclude(pk=lead.pk).order_by("-last_event_at", "pk")
    return [
        {
            "lead": each.pk,
            "name": str(each),
            "title": each.title,
            "at": each.last_event_at.isoformat() if each.last_event_at else None,
        }
        for each in found[:MOST_AROUND]
    ]
