"""Who is told that a plan moves on: who leads the rep, or the rep."""

from __future__ import annotations

from django_scopes import get_scope

from maillage.domain.people.messages import of_member, of_rep, tell
from maillage.models import Event, Membership, MessageKind, Rep, RepPlan, Role
from maillage.permissions import accepts_plan


def leaders_of(rep: Rep) -> list[Membership]:
    """Who accepts the plan of a rep: their managers, else the directors."""
    members = Membership.objects.filter(workspace=get_scope()["workspace"], active=True)
    may = [each for each in members.select_related("user", "workspace") if accepts_plan(each, rep)]
    return [each for each in may if each.role == Role.MANAGER] or may


def tell_leaders(plan: RepPlan, *, by: Membership, text: str) -> None:
    """Write to who decides that a plan is proposed."""
    readers = [of_member(each) for each in leaders_of(plan.rep) if each.pk != by.pk]
    write(plan, "proposed", readers=readers, by=by, text=text)


def tell_rep(plan: RepPlan, event: str, *, by: Membership, text: str) -> None:
    """Write to the rep what became of their plan, or what they are advised."""
    write(plan, event, readers=[of_rep(plan.rep)], by=by, text=text)


def write(plan: RepPlan, event: str, *, readers: list, by: Membership, text: str) -> None:
    """Write a message about a plan; each time it happens is told once."""
    entries = Event.objects.filter(subject_type="repplan", subject_id=str(plan.pk))
    tell(
        kind=MessageKind.PLAN,
        about=f"plan:{plan.pk}:{event}:{entries.count()}",
        readers=readers,
        facts={
            "event": event,
            "number": plan.pk,
            "plan": str(plan),
            "rep": str(plan.rep),
            "by": str(by),
            "text": text,
        },
    )
