"""What people say of a scenario: of all of it, a territory, an account, or a move."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from maillage import audit
from maillage.errors import InputError, NotFoundError
from maillage.models import Account, Comment, Membership, Scenario
from maillage.texts import _, quoted

LONGEST = 4000


@transaction.atomic
def add_comment(
    *,
    scenario: Scenario,
    text: str,
    by: Membership,
    subject: str = Comment.Subject.SCENARIO,
    reference: str = "",
) -> Comment:
    """Say something of a scenario, or of a part of it.

    Raises
    ------
    InputError
        If nothing is said, or too much.
    NotFoundError
        If there is no such part.
    """
    said = text.replace("\x00", "").strip()
    if not said or len(said) > LONGEST:
        raise InputError(
            _("A comment has 1 to %(most)d characters; this one has %(count)d.")
            % {"most": LONGEST, "count": len(said)}
        )
    check_subject(scenario=scenario, subject=subject, reference=reference)
    comment = Comment.objects.create(
        scenario=scenario, subject=subject, reference=reference, text=said, by=by
    )
    audit.record(
        verb="comment.added",
        subject=comment,
        by=by,
        after={"scenario": scenario.pk, "subject": str(subject), "reference": reference},
    )
    return comment


def check_subject(*, scenario: Scenario, subject: str, reference: str) -> None:
    """Refuse to speak of what is not there.

    Raises
    ------
    InputError
        If the kind of subject is none.
    NotFoundError
        If there is no such territory, account or unit.
    """
    kinds = Comment.Subject
    found = {
        kinds.SCENARIO: lambda: not reference,
        kinds.TERRITORY: lambda: (
            reference.isdecimal()
            and len(reference) < 9
            and scenario.territories.filter(number=int(reference)).exists()
        ),
        kinds.ACCOUNT: lambda: Account.objects.filter(external_id=reference).exists(),
        kinds.MOVE: lambda: scenario.units.filter(unit=reference).exists(),
    }
    if subject not in found:
        raise InputError(
            _("Nobody can comment on %(subject)s.") % {"subject": quoted(subject[:40])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(kinds.values)},
        )
    if not found[kinds(subject)]():
        raise NotFoundError(
            _("There is no %(subject)s %(reference)s in this scenario.")
            % {"subject": kinds(subject).label, "reference": quoted(reference[:40])}
        )


def comments_on(*, scenario: Scenario, subject: str = "", reference: str = "") -> QuerySet[Comment]:
    """What was said, oldest first: of everything, or of one part."""
    found = Comment.objects.filter(scenario=scenario).select_related("by__user")
    if subject:
        found = found.filter(subject=subject, reference=reference)
    return found


@transaction.atomic
def settle_comment(*, comment: Comment, by: Membership) -> Comment:
    """Mark what was said as settled, or open again."""
    comment.settled_at = None if comment.settled_at else timezone.now()
    comment.save(update_fields=["settled_at"])
    verb = "comment.settled" if comment.settled_at else "comment.reopened"
    audit.record(verb=verb, subject=comment, by=by)
    return comment
