"""Holding a review: its agenda from the data, its decisions, and what becomes of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.domain.remarks import remark
from maillage.domain.reviews.agenda import agenda_of
from maillage.domain.reviews.dates import months_after
from maillage.domain.reviews.planned import planned_reviews
from maillage.domain.reviews.points import measures
from maillage.domain.reviews.rituals import following, plan_meeting
from maillage.domain.reviews.timers import cadence
from maillage.errors import ConflictError, InputError
from maillage.models import LAYERS, Decision, Layer, Membership, Rep, Review, Trigger
from maillage.texts import _


@transaction.atomic
def start_review(
    *, layer: str, rep: Rep | None, due_on: date, by: Membership, note: str = ""
) -> Review:
    """Plan a review for a day; the one of the calendar that is planned already is moved there.

    Raises
    ------
    InputError
        If there is no such layer, or the structure would be reviewed for one rep.
    """
    if layer not in LAYERS or (layer == Layer.STRUCTURE and rep is not None):
        raise InputError(
            _("The structure is reviewed as a whole, plans and assignments for a rep or for all.")
        )
    review, _made = Review.objects.update_or_create(
        layer=layer,
        rep=rep,
        trigger=Trigger.CALENDAR,
        held_on=None,
        defaults={"due_on": due_on, "note": remark(note), "flagged_at": None},
    )
    audit.record(
        verb="review.planned", subject=review, by=by,
        after={"layer": layer, "rep": rep.external_id if rep else "", "due": due_on.isoformat()},
    )  # fmt: skip
    found: Review = review
    return found


@transaction.atomic
def hold_review(*, review: Review, held_on: date, minutes: str, by: Membership) -> Review:
    """Close a review: what the data said is kept with it, and the next one is planned.

    Raises
    ------
    InputError
        If the day is still to come, or the minutes are too long.
    ConflictError
        If it was held already.
    """
    if held_on > timezone.localdate():
        raise InputError(_("This day is still to come."), remedy=_("Choose today or before."))
    current = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if current.held_on is not None:
        raise ConflictError(_("This review was held already."))
    current.agenda = [each.stored() for each in agenda_of(current, on=held_on)]
    current.figures = measures(on=held_on)
    current.held_on, current.minutes, current.by = held_on, remark(minutes), by
    current.next_on = next_date(current, held_on)
    current.save()
    plan_next(current, by)
    audit.record(
        verb="review.held",
        subject=current,
        by=by,
        after={"layer": current.layer, "next": current.next_on.isoformat()},
        reason=current.minutes,
    )
    return current


def next_date(review: Review, held_on: date) -> date:
    """When the next review of the same kind is due; a rep's plan in force says so itself."""
    if review.ritual is not None:
        return following(review.ritual, held_on)
    rules = cadence()
    if review.layer == Layer.STRUCTURE:
        return months_after(held_on, rules.structure_months)
    if review.layer != Layer.PLAN:
        return held_on + timedelta(days=rules.assignment_days)
    planned = planned_reviews(held_on, rules).get(review.rep_id)
    return held_on + timedelta(days=planned.days if planned else rules.plan_days)


def plan_next(review: Review, by: Membership) -> None:
    """Plan the next review, or the next meeting where its ritual goes on."""
    if review.ritual is None:
        start_review(layer=review.layer, rep=review.rep, due_on=review.next_on, by=by)
    elif review.ritual.active:
        plan_meeting(review.ritual, after=review.held_on)


@transaction.atomic
def decide(
    *, review: Review, text: str, owner: Membership, due_on: date, by: Membership
) -> Decision:
    """Write down what a review decided: who does it, until when.

    Raises
    ------
    InputError
        If nothing is decided, or its owner has left.
    """
    said = remark(text)
    if not said:
        raise InputError(_("A decision says what is to be done."))
    if not owner.active:
        raise InputError(
            _("%(person)s has left.") % {"person": owner}, remedy=_("Choose somebody else.")
        )
    decision = Decision.objects.create(review=review, text=said, owner=owner, due_on=due_on)
    audit.record(
        verb="decision.made", subject=decision, by=by,
        after={"owner": str(owner), "due": due_on.isoformat(), "review": review.pk}, reason=said,
    )  # fmt: skip
    return decision


@transaction.atomic
def settle_decision(*, decision: Decision, state: str, by: Membership) -> Decision:
    """Say what became of a decision; one that was settled can be opened again.

    Raises
    ------
    InputError
        If that is no state.
    """
    if state not in Decision.State.values:
        raise InputError(_("A decision is open, done or dropped."))
    before, decision.state = decision.state, state
    decision.settled_at = None if state == Decision.State.OPEN else timezone.now()
    decision.save(update_fields=["state", "settled_at"])
    audit.record(
        verb="decision.settled", subject=decision, by=by,
        before={"state": before}, after={"state": state},
    )  # fmt: skip
    return decision
