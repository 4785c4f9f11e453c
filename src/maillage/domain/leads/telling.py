"""Who is told of a lead: in the application, by e-mail, in chat rooms; once (E-02, E-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django_scopes import get_scope

from maillage.core.geography.zones import time_zone
from maillage.core.leads.sla.policies import Direction
from maillage.domain.leads.terms import calendar_of_rep, policies_of
from maillage.domain.people.messages import Reader, of_member, of_rep, tell
from maillage.models import (
    ChatDelivery,
    ChatHook,
    Handoff,
    Lead,
    Membership,
    MessageKind,
    Notice,
    Promise,
    PromiseAlarm,
    Rep,
    Role,
)
from maillage.permissions import leads


@dataclass(slots=True)
class Told:
    """Who is told: members, and reps or addresses who are none."""

    members: dict[int, Membership] = field(default_factory=dict)
    others: list[Reader] = field(default_factory=list)

    def add(self, members: Iterable[Membership]) -> None:
        """Tell members, each once."""
        self.members |= {each.pk: each for each in members}

    def add_rep(self, rep: Rep) -> None:
        """Tell a rep: as the member they are, else at the address of the file."""
        reader = of_rep(rep)
        if reader.member is not None:
            self.add([reader.member])
        else:
            self.others.append(reader)

    @property
    def readers(self) -> list[Reader]:
        """All of them, as readers of e-mails."""
        return [*map(of_member, self.members.values()), *self.others]


def tell_lead(*, lead: Lead, handoff: Handoff | None, now: datetime) -> None:
    """Tell a rep of a lead that is theirs now (E-02); without a rep, who can find one."""
    told = Told()
    if handoff is None:
        told.add(answerable())
        about, facts = f"unowned:{lead.pk}:{lead.recycled}", named(lead)
    else:
        told.add_rep(handoff.rep)
        about = f"handoff:{handoff.pk}"
        facts = named(lead) | {
            "why": handoff.why,
            "total": lead.total,
            "band": lead.band,
            "trigger": handoff.brief.get("trigger"),
            "action": handoff.next_action,
            "due": clock_face(handoff.next_action.get("by"), handoff.rep),
        }
    spread(kind=MessageKind.LEAD, about=about, told=told, facts=facts, lead=lead, now=now)


def tell_alarm(*, promise: Promise, alarm: PromiseAlarm, now: datetime) -> None:
    """Warn of a deadline, or escalate one that was missed (E-07, X-18); its debtor hears as well.

    In the transaction that gives the alarm, so that both happen or none.
    """
    lead, owner = promise.lead, promise.owner or promise.lead.owner
    policies = {each.id: each for each in policies_of(promise.agreement)}
    owed = policies.get(promise.policy)
    told = told_of(alarm.to, owner, promise.direction)
    if alarm.share >= 1:
        told.add(told_of("owner", owner, promise.direction).members.values())
    facts = named(lead) | {
        "policy": promise.policy,
        "owed": owed.fulfilled_by if owed else "",
        "share": alarm.share,
        "owner": owner.name if owner else "",
        "due": clock_face(promise.due_at.isoformat() if promise.due_at else None, owner),
    }
    about = f"alarm:{promise.pk}:{alarm.place}"
    spread(kind=MessageKind.DEADLINE, about=about, told=told, facts=facts, lead=lead, now=now)


def told_of(to: str, owner: Rep | None, direction: str) -> Told:
    """Find whom an alarm names: owner, manager, director, another role, or an address.

    What marketing owes is told to marketing; where a rep has no manager, the directors hear of it.
    """
    told = Told()
    if "@" in to:
        members = list(active().filter(user__email__iexact=to))
        told.add(members)
        told.others += [] if members else [Reader(to, to, get_scope()["workspace"].language)]
    elif to == "owner" and direction == Direction.MARKETING_TO_SALES:
        told.add(active().filter(role=Role.MARKETING))
    elif to == "owner" and owner is not None:
        told.add_rep(owner)
    elif to in Role.values and to not in {Role.MANAGER, Role.DIRECTOR}:
        told.add(active().filter(role=to))
    else:
        managers = [] if to == Role.DIRECTOR else managers_of(owner)
        told.add(managers or answerable())
    return told


def active() -> QuerySet[Membership]:
    """Those who are in the workspace."""
    found: QuerySet[Membership] = Membership.objects.filter(
        workspace=get_scope()["workspace"], active=True
    )
    return found.select_related("user", "workspace", "rep")


def managers_of(rep: Rep | None) -> list[Membership]:
    """The managers whom the file of reps names for a rep."""
    found = active().filter(role=Role.MANAGER)
    return [each for each in found if rep is not None and leads(each, rep)]


def answerable() -> list[Membership]:
    """Who answers for all reps: the directors; where there is none, operations."""
    directors = list(active().filter(role=Role.DIRECTOR))
    return directors or list(active().filter(role=Role.OPERATIONS))


def named(lead: Lead) -> dict[str, Any]:
    """A lead as messages name it."""
    return {"number": lead.pk, "lead": str(lead), "company": lead.company}


def clock_face(moment: str | None, rep: Rep | None) -> dict[str, str] | None:
    """An instant on the clock of a rep, to be written in the reader's language."""
    if moment is None:
        return None
    found = datetime.fromisoformat(moment)
    zone = calendar_of_rep(rep)[1].zone if rep else "UTC"
    return {"at": found.astimezone(time_zone(zone)).isoformat(), "zone": zone}


def spread(
    *, kind: MessageKind, about: str, told: Told, facts: Mapping[str, Any], lead: Lead,
    now: datetime,
) -> None:  # fmt: skip
    """Tell it once: in the application, by e-mail to those who want such, and in chat rooms."""
    path, plain = f"leads/{lead.pk}/", dict(facts)
    notices = [
        Notice(member=each, kind=kind, about=about, facts=plain, path=path)
        for each in told.members.values()
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    tell(kind=kind, about=about, readers=told.readers, facts=plain)
    rooms = [
        ChatDelivery(hook=each, kind=kind, about=about, facts=plain, path=path, next_at=now)
        for each in ChatHook.objects.filter(active=True)
        if (not each.kinds or kind in each.kinds) and each.rep_id in {None, lead.owner_id}
    ]
    ChatDelivery.objects.bulk_create(rooms, ignore_conflicts=True)
