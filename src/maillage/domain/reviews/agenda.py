"""The agenda of a review, filled from the data of a day (B-05, A-29, A-32, G-06)."""

from __future__ import annotations

from datetime import date

from maillage.domain.reviews.meetings import meeting_agenda
from maillage.domain.reviews.points import (
    Item,
    balance,
    changes_since,
    coverage,
    decisions_before,
    not_contacted,
    open_questions,
    previous,
    promised,
)
from maillage.models import Layer, Review
from maillage.texts import _


def agenda_of(review: Review, *, on: date) -> list[Item]:
    """What is to be talked about: as kept where it was held, else from the data of a day."""
    if review.held_on is not None and review.agenda:
        return [Item(each["heading"], tuple(each["lines"])) for each in review.agenda]
    before = previous(review)
    if review.ritual is not None:
        return meeting_agenda(review, before=before, on=on)
    items = [
        Item(_("What was decided before"), tuple(decisions_before(review))),
        Item(_("What changed since"), tuple(changes_since(review, before, on))),
        Item(_("Coverage"), tuple(coverage(review.rep, on))),
        Item(_("Balance"), tuple(balance(review.rep, on))),
        Item(_("Claims and challenges that are open"), tuple(open_questions(review.rep))),
        Item(_("Which priority accounts were not contacted this month?"),
             tuple(not_contacted(review.rep, on))),
    ]  # fmt: skip
    if review.layer != Layer.PLAN:
        items += [
            Item(_("Before and after: what the cut promised"), tuple(promised(before, on))),
            Item(
                _("Does the cut reflect commercial reality, or what was inherited?"),
                (_("To be answered together, territory by territory."),),
            ),
        ]
    return [each for each in items if each.lines]
