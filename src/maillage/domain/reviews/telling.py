"""Who holds reviews is told of those that are past their date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django_scopes import get_scope

from maillage.domain.people.messages import of_member, tell
from maillage.models import Membership, MessageKind, Review
from maillage.permissions import Action, leads, may


def tell_leaders(late: Sequence[Review], on: date) -> None:
    """Write to each member who holds reviews, once for all of those they answer for."""
    members = Membership.objects.filter(workspace=get_scope()["workspace"], active=True)
    for member in members.select_related("user", "workspace"):
        theirs = [each for each in late if leads(member, each.rep)]
        if theirs and may(member, Action.HOLD_REVIEWS):
            tell(
                kind=MessageKind.REVIEW,
                about=f"reviews:{on.isoformat()}:{theirs[0].pk}",
                readers=[of_member(member)],
                facts={"reviews": [described(each) for each in theirs]},
            )


def described(review: Review) -> dict[str, str]:
    """A review as a message names it."""
    return {
        "layer": review.layer,
        "rep": str(review.rep) if review.rep else "",
        "due": review.due_on.isoformat(),
    }
