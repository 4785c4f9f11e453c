"""How a scenario goes from a draft into force: which step may follow which."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from maillage import audit
from maillage.errors import ConflictError, NotFoundError
from maillage.models import Membership, Scenario, Stage, Submission
from maillage.permissions import Action, may
from maillage.texts import _

NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.CONSULTATION, Stage.ARCHIVED),
    Stage.CONSULTATION: (Stage.APPROVAL, Stage.DRAFT, Stage.ARCHIVED),
    Stage.APPROVAL: (Stage.APPROVED, Stage.CONSULTATION, Stage.ARCHIVED),
    Stage.APPROVED: (Stage.PUBLISHED, Stage.CONSULTATION, Stage.ARCHIVED),
    Stage.PUBLISHED: (Stage.APPROVED, Stage.ARCHIVED),
    Stage.ARCHIVED: (Stage.DRAFT,),
}
"""Publication is taken back to approved; an archived scenario begins again as a draft."""

EDITABLE = frozenset({Stage.DRAFT, Stage.CONSULTATION})
BEFORE_COMMITTEE = frozenset({Stage.DRAFT, Stage.CONSULTATION, Stage.ARCHIVED})
"""Where nothing is before the committee: what it said of a scenario that comes here is void."""

DECIDED = frozenset({Stage.APPROVAL, Stage.APPROVED, Stage.PUBLISHED})
"""Stages a scenario comes to by submission, approval, publication or its roll-back alone."""

OPEN_TO_ALL = frozenset({Stage.CONSULTATION, Stage.APPROVAL, Stage.APPROVED, Stage.PUBLISHED})


def visible_scenarios(*, member: Membership | None) -> QuerySet[Scenario]:
    """The scenarios a member may see: for reps and readers, from consultation on (B-09)."""
    found = Scenario.objects.all()
    return found if may(member, Action.VIEW_DRAFTS) else found.filter(status__in=OPEN_TO_ALL)


def scenario_seen(*, pk: int, member: Membership | None) -> Scenario:
    """Find a scenario a member may see.

    Raises
    ------
    NotFoundError
        If there is none, at least for this member.
    """
    found = visible_scenarios(member=member).select_related("owner__user", "base").filter(pk=pk)
    scenario = found.first()
    if scenario is None:
        raise NotFoundError(_("There is no such scenario."), remedy=_("Choose one from the list."))
    return scenario


def check_editable(scenario: Scenario) -> None:
    """Refuse to change a scenario whose stage does not allow it.

    Raises
    ------
    ConflictError
        If it is past consultation.
    """
    if scenario.status not in EDITABLE:
        raise ConflictError(
            _("The scenario %(name)s can no longer be changed: its stage is %(stage)s.")
            % {"name": scenario.name, "stage": scenario.get_status_display()},
            remedy=_("Take it back to consultation, or change a copy."),
        )


@transaction.atomic
def move_on(*, scenario: Scenario, to: str, by: Membership, reason: str = "") -> Scenario:
    """Bring a scenario to another stage that may follow its own.

    Raises
    ------
    ConflictError
        If that stage may not follow.
    """
    current = Scenario.objects.select_for_update().get(pk=scenario.pk)
    following = NEXT[Stage(current.status)]
    if to not in following:
        raise ConflictError(
            _("The scenario %(name)s cannot go from %(stage)s to %(wanted)s.")
            % {
                "name": current.name,
                "stage": current.get_status_display(),
                "wanted": Stage(to).label if to in Stage.values else to,
            },
            remedy=_("It can go to: %(stages)s.")
            % {"stages": ", ".join(str(each.label) for each in following)},
        )
    before, current.status = current.status, to
    current.save(update_fields=["status", "changed_at"])
    if to in BEFORE_COMMITTEE:
        close_submission(scenario=current, by=by, reason=reason)
    audit.record(
        verb="scenario.moved_on",
        subject=current,
        by=by,
        before={"status": before},
        after={"status": str(to)},
        reason=reason,
    )
    return current


def change_stage(*, scenario: Scenario, to: str, by: Membership, reason: str = "") -> Scenario:
    """Bring a scenario to another stage by hand: not to one that others decide.

    Raises
    ------
    ConflictError
        If the steering committee decides on that stage, or it may not follow.
    """
    if to in DECIDED:
        raise ConflictError(
            _("The steering committee decides when a scenario is submitted, approved, published."),
            remedy=_("Submit it, and let the three bodies approve."),
        )
    return move_on(scenario=scenario, to=to, by=by, reason=reason)


def close_submission(*, scenario: Scenario, by: Membership, reason: str) -> None:
    """Make void what the committee said of a scenario, where it said something."""
    submission = Submission.objects.filter(scenario=scenario, closed_at=None).first()
    if submission is None:
        return
    submission.closed_at, submission.closed_because = timezone.now(), reason
    submission.save(update_fields=["closed_at", "closed_because"])
    audit.record(
        verb="scenario.approvals_void",
        subject=scenario,
        by=by,
        before={"approvals": [each.body for each in submission.approvals.filter(approved=True)]},
        after={"revision": scenario.revision},
        reason=reason,
    )
