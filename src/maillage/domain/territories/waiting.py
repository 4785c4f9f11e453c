"""What waits for a member to decide: said on the first page they see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from maillage.domain.territories.publishing.approval import BODY_OF
from maillage.models import Acceptance, Consultation, Membership, Scenario, Stage, Submission
from maillage.permissions import Action, may


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scenario that waits for a member to ``answer``, ``approve`` or ``publish``."""

    what: str
    scenario: Scenario


def waiting_for(member: Membership) -> list[Waiting]:
    """List what waits for a member, the most pressing first."""
    return [*to_publish(member), *to_approve(member), *to_answer(member)]


def to_publish(member: Membership) -> Iterator[Waiting]:
    """Scenarios that everybody approved."""
    if may(member, Action.PUBLISH):
        for each in Scenario.objects.filter(status=Stage.APPROVED):
            yield Waiting("publish", each)


def to_approve(member: Membership) -> Iterator[Waiting]:
    """Scenarios before the committee on which the member's body has still to speak."""
    if may(member, Action.APPROVE):
        for each in unspoken(member):
            yield Waiting("approve", each.scenario)


def unspoken(member: Membership) -> QuerySet[Submission]:
    """What is before the committee, and neither the member nor their body spoke on."""
    spoken = Q(approvals__body=BODY_OF[member.role]) | Q(approvals__by=member)
    return (
        Submission.objects.filter(closed_at=None, scenario__status=Stage.APPROVAL)
        .exclude(pk__in=Submission.objects.filter(spoken).values("pk"))
        .select_related("scenario")
    )


def to_answer(member: Membership) -> Iterator[Waiting]:
    """Consultations on a territory of the member's that they have not accepted."""
    if not (may(member, Action.CHALLENGE) and member.rep_id):
        return
    accepted = Acceptance.objects.filter(rep=member.rep_id)
    found = Consultation.objects.filter(
        closed_at=None,
        deadline__gte=timezone.localdate(),
        scenario__territories__rep=member.rep_id,
    )
    for each in found.exclude(scenario__in=accepted.values("scenario")).select_related("scenario"):
        yield Waiting("answer", each.scenario)
