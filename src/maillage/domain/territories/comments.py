"""What people say of a scenario: of all of it, a territory, an account, or a move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from maillage import audit
from maillage.domain.remarks import remark
from maillage.domain.territories.editing.bench import bench_of
from maillage.errors import InputError, NotFoundError, PermissionDeniedError
from maillage.models import Account, Comment, Membership, Scenario
from maillage.permissions import Action, may
from maillage.texts import _, quoted


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, and the name of what it speaks of, "" where that is the whole scenario."""

    comment: Comment
    about: str


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
    said = remark(text, needed=True)
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
    found = Comment.objects.filter(scenario=scenario).select_related("by__user", "scenario")
    if subject:
        found = found.filter(subject=subject, reference=reference)
    return found


def open_comments(scenario: Scenario) -> QuerySet[Comment]:
    """What was said and is not settled, oldest first."""
    return comments_on(scenario=scenario).filter(settled_at=None)


def open_by_part(*, scenario: Scenario, subject: str) -> dict[str, int]:
    """How many comments on each part of a kind are not settled, by its reference."""
    rows = open_comments(scenario).filter(subject=subject).order_by().values_list("reference")
    return dict(rows.annotate(count=Count("pk")))


def remarks(comments: Iterable[Comment]) -> list[Remark]:
    """Name what comments on one scenario speak of."""
    found = list(comments)
    if not found:
        return []
    names = names_of(found[0].scenario, found)
    return [Remark(each, names.get((each.subject, each.reference), "")) for each in found]


def names_of(scenario: Scenario, comments: Iterable[Comment]) -> dict[tuple[str, str], str]:
    """The name of each part spoken of, by subject and reference; what is gone keeps its code."""
    kinds = Comment.Subject
    spoken: dict[str, set[str]] = {kind: set() for kind in kinds.values}
    for each in comments:
        spoken[each.subject].add(each.reference)
    names: dict[tuple[str, str], str] = {
        (kind, code): code for kind, codes in spoken.items() for code in codes
    }
    for number, name in scenario.territories.values_list("number", "name"):
        names[kinds.TERRITORY, str(number)] = name
    held = Account.objects.filter(external_id__in=spoken[kinds.ACCOUNT])
    names |= {(kinds.ACCOUNT, code): name for code, name in held.values_list("external_id", "name")}
    if spoken[kinds.MOVE]:
        bench = bench_of(scenario)
        known = spoken[kinds.MOVE] & bench.place.keys()
        frame = bench.ground.units["name"]
        names |= {(kinds.MOVE, code): str(frame.iloc[bench.place[code]]) for code in known}
    return names


def may_settle(member: Membership | None, comment: Comment) -> bool:
    """Tell whether a member settles a comment: who wrote it, and who may edit scenarios."""
    if member is None or not may(member, Action.COMMENT):
        return False
    return comment.by_id == member.pk or may(member, Action.EDIT_SCENARIOS)


@transaction.atomic
def settle_comment(*, comment: Comment, by: Membership) -> Comment:
    """Mark what was said as settled, or open again.

    Raises
    ------
    PermissionDeniedError
        If somebody else wrote it, and the member may not edit scenarios.
    """
    if not may_settle(by, comment):
        raise PermissionDeniedError(
            _("This comment is not yours to settle."),
            remedy=_("Ask its author, or somebody who may edit scenarios."),
        )
    comment.settled_at = None if comment.settled_at else timezone.now()
    comment.save(update_fields=["settled_at"])
    verb = "comment.settled" if comment.settled_at else "comment.reopened"
    audit.record(verb=verb, subject=comment, by=by)
    return comment
