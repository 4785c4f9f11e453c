"""Who may see which challenge, and which scenarios concern a member now."""

from __future__ import annotations

from django.db.models import QuerySet

from maillage.models import Challenge, Membership, Scenario, Stage
from maillage.permissions import Action, may

CONCERNING = (Stage.CONSULTATION, Stage.APPROVAL, Stage.APPROVED, Stage.PUBLISHED)


def challenges_shown_to(member: Membership) -> QuerySet[Challenge]:
    """The challenges a member may see: all for those who decide, a rep's own, else none."""
    found: QuerySet[Challenge] = Challenge.objects.all()
    if may(member, Action.VIEW_DRAFTS):
        return found
    return found.filter(rep=member.rep_id) if member.rep_id else found.none()


def open_scenarios(member: Membership) -> QuerySet[Scenario]:
    """The scenarios on their way into force, the latest first; for a rep, those they are in."""
    found: QuerySet[Scenario] = Scenario.objects.filter(status__in=CONCERNING)
    if member.rep_id:
        found = found.filter(territories__rep=member.rep_id).distinct()
    return found.order_by("-created_at", "-pk")
