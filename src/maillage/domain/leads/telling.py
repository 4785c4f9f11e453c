"""Who is told of a lead: in the application, by e-mail, in chat rooms; once (E-02, E-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maillage.core.geography.zones import time_zone
from maillage.domain.leads.audience import Audience, Told
from maillage.domain.leads.terms import policies_of
from maillage.domain.people.messages import News, of_rep, tell_all
from maillage.models import (
    ChatDelivery,
    ChatHook,
    Handoff,
    Lead,
    MessageKind,
    Notice,
    PromiseAlarm,
)


@dataclass(frozen=True, slots=True)
class LeadNews:
    """Something that is told of a lead, once, and to whom."""

    about: str
    lead: Lead
    told: Told
    facts: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Where it leads to."""
        return f"leads/{self.lead.pk}/"


def tell_lead(*, lead: Lead, handoff: Handoff | None, now: datetime) -> None:
    """Tell a rep of a lead that is theirs now (E-02); without a rep, who can find one."""
    told, audience = Told(), Audience()
    if handoff is None:
        told.add(audience.answerable())
        about, facts = f"unowned:{lead.pk}:{lead.recycled}", named(lead)
    else:
        told.add_reader(of_rep(handoff.rep))
        about = f"handoff:{handoff.pk}"
        facts = named(lead) | {
            "why": handoff.why,
            "total": lead.total,
            "band": lead.band,
            "trigger": handoff.brief.get("trigger"),
            "action": handoff.next_action,
            "due": clock_face(handoff.next_action.get("by"), audience.zone(handoff.rep)),
        }
    spread(kind=MessageKind.LEAD, news=[LeadNews(about, lead, told, facts)], now=now)


def tell_alarms(*, alarms: Sequence[PromiseAlarm], now: datetime) -> None:
    """Warn of deadlines, and escalate those that were missed (E-07, X-18); debtors hear as well.

    In the transaction that gives the alarms, so that both happen or none.
    """
    agreements = {each.promise.agreement_id: each.promise.agreement for each in alarms}
    owed = {
        (number, policy.id): policy.fulfilled_by
        for number, agreement in agreements.items()
        for policy in policies_of(agreement)
    }
    audience = Audience()
    news = [
        of_alarm(each, owed.get((each.promise.agreement_id, each.promise.policy), ""), audience)
        for each in alarms
    ]
    spread(kind=MessageKind.DEADLINE, news=news, now=now)


def of_alarm(alarm: PromiseAlarm, owed: str, audience: Audience) -> LeadNews:
    """Say what an alarm tells, and to whom."""
    promise = alarm.promise
    lead, owner = promise.lead, promise.owner or promise.lead.owner
    told = audience.named(alarm.to, owner, promise.direction)
    if alarm.share >= 1:
        told.add(audience.named("owner", owner, promise.direction).members.values())
    facts = named(lead) | {
        "policy": promise.policy,
        "owed": owed,
        "share": alarm.share,
        "owner": owner.name if owner else "",
        "due": clock_face(
            promise.due_at.isoformat() if promise.due_at else None, audience.zone(owner)
        ),
    }
    return LeadNews(f"alarm:{promise.pk}:{alarm.place}", lead, told, facts)


def named(lead: Lead) -> dict[str, Any]:
    """A lead as messages name it."""
    return {"number": lead.pk, "lead": str(lead), "company": lead.company}


def clock_face(moment: str | None, zone: str) -> dict[str, str] | None:
    """An instant on the clock of a zone, to be written in the reader's language."""
    if moment is None:
        return None
    found = datetime.fromisoformat(moment)
    return {"at": found.astimezone(time_zone(zone)).isoformat(), "zone": zone}


def spread(*, kind: MessageKind, news: Sequence[LeadNews], now: datetime) -> None:
    """Tell it once: in the application, by e-mail to those who want such, and in chat rooms."""
    notices = [
        Notice(member=who, kind=kind, about=each.about, facts=each.facts, path=each.path)
        for each in news
        for who in each.told.members.values()
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    tell_all(kind=kind, news=[News(each.about, each.told.readers, each.facts) for each in news])
    rooms = ChatHook.objects.filter(active=True)
    posts = [
        ChatDelivery(
            hook=room, kind=kind, about=each.about, facts=each.facts, path=each.path, next_at=now
        )
        for room in rooms
        if not room.kinds or kind in room.kinds
        for each in news
        if room.rep_id in {None, each.lead.owner_id}
    ]
    ChatDelivery.objects.bulk_create(posts, ignore_conflicts=True)
