"""What is said of a plan: remarks in the discussion, and coaching notes (B-09, G-05)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from maillage import audit
from maillage.domain.plans.telling import tell_rep
from maillage.domain.plans.writing import described
from maillage.domain.remarks import remark
from maillage.errors import InputError, PermissionDeniedError
from maillage.models import Membership, PlanNote, RepPlan
from maillage.permissions import coaches, is_own
from maillage.texts import _, quoted

COACHING = PlanNote.Kind.COACHING


@transaction.atomic
def add_note(*, plan: RepPlan, kind: str, text: str, by: Membership) -> PlanNote:
    """Say something of a plan as it is: a remark, or for who leads the rep a coaching note.

    The rep is told of a coaching note.

    Raises
    ------
    InputError
        If nothing is said, or the kind is none.
    PermissionDeniedError
        If a coaching note is written by who does not lead the rep.
    """
    if kind not in PlanNote.Kind.values:
        raise InputError(
            _("%(kind)s is no kind of note.") % {"kind": quoted(kind[:20])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(PlanNote.Kind.values)},
        )
    if kind == COACHING and not coaches(by, plan.rep):
        raise PermissionDeniedError(
            _("You do not lead %(rep)s.") % {"rep": plan.rep},
            remedy=_("Write a remark: all who see the plan read it."),
        )
    said = remark(text, needed=True)
    note = PlanNote.objects.create(plan=plan, kind=kind, version=plan.version, text=said, by=by)
    verb = "plan.coached" if kind == COACHING else "plan.remarked"
    audit.record(verb=verb, subject=plan, by=by, after=described(plan) | {"note": note.pk})
    if kind == COACHING:
        tell_rep(plan, "coached", by=by, text=said)
    return note


def notes_shown_to(plan: RepPlan, member: Membership | None) -> QuerySet[PlanNote]:
    """The notes of a plan a member may read: coaching is the rep's and of those who lead them.

    None is whoever holds the data, who reads all.
    """
    notes: QuerySet[PlanNote] = plan.notes.select_related("by__user")
    if member is None or is_own(member, plan.rep) or coaches(member, plan.rep):
        return notes
    return notes.exclude(kind=COACHING)
