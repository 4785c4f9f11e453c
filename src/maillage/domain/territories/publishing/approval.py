"""The steering committee (B-04): a scenario is put before it, three bodies say yes or send it back.

What they approve is frozen: the revision, and a digest of the units, the owners and the day. What
changes afterwards makes their approvals void.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.domain.people.messages import of_member, tell
from maillage.domain.remarks import remark
from maillage.domain.territories.consulting.consultation import (
    close_consultation,
    consultation_of,
)
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.publishing.freezing import digest_of, last_account
from maillage.domain.words import day_word
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import (
    Approval,
    Body,
    Membership,
    MessageKind,
    Publication,
    Role,
    Scenario,
    Stage,
    Submission,
)
from maillage.texts import _

BODY_OF: Mapping[str, Body] = {
    Role.DIRECTOR: Body.SALES,
    Role.OPERATIONS: Body.OPERATIONS,
    Role.FINANCE: Body.FINANCE,
}
"""For which body a role speaks."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a body said so far; without an approval it has still to speak."""

    body: Body
    approval: Approval | None


def submission_of(scenario: Scenario) -> Submission | None:
    """The scenario as it is before the committee, None where it is not."""
    found: Submission | None = (
        Submission.objects.filter(scenario=scenario, closed_at=None).select_related("by").first()
    )
    return found


def standings(submission: Submission) -> list[Standing]:
    """What each body said."""
    said = {each.body: each for each in submission.approvals.select_related("by__user")}
    return [Standing(body, said.get(body)) for body in Body]


@transaction.atomic
def submit_scenario(
    *, scenario: Scenario, effective_on: date, by: Membership, figures: Any = None
) -> Submission:
    """Put a scenario before the committee, to be in force from a day on; reps are heard no more.

    Raises
    ------
    InputError
        If the day is past.
    ConflictError
        If the scenario is not in consultation.
    """
    check_day(effective_on)
    current = move_on(scenario=scenario, to=Stage.APPROVAL, by=by)
    consultation = consultation_of(current)
    if consultation is not None:
        close_consultation(consultation=consultation, by=by)
    last = last_account()
    submission = Submission.objects.create(
        scenario=current,
        revision=current.revision,
        digest=digest_of(scenario=current, effective_on=effective_on, last=last),
        last_account=last,
        publication=last_publication(),
        effective_on=effective_on,
        figures=figures or current.statistics.get("now", {}),
        by=by,
    )
    audit.record(
        verb="scenario.submitted",
        subject=current,
        by=by,
        after={
            "revision": current.revision,
            "from": effective_on.isoformat(),
            "digest": submission.digest,
        },
    )
    tell_committee(submission)
    return submission


def tell_committee(submission: Submission) -> None:
    """Write to everybody else who may approve that a scenario waits for them."""
    scenario = submission.scenario
    members = Membership.objects.filter(workspace=scenario.workspace, role__in=BODY_OF)
    others = members.exclude(pk=submission.by_id).select_related("user", "workspace")
    tell(
        kind=MessageKind.APPROVAL,
        about=f"submission:{submission.pk}",
        readers=[of_member(each) for each in others],
        facts={
            "number": scenario.pk,
            "scenario": scenario.name,
            "effective_on": submission.effective_on.isoformat(),
            "by": str(submission.by),
        },
    )


def check_day(day: date) -> None:
    """Refuse a day that is past: nobody changes what was.

    Raises
    ------
    InputError
        If it is.
    """
    if day < timezone.localdate():
        raise InputError(
            _("%(day)s is past.") % {"day": day_word(day)},
            remedy=_("Choose today or a later day."),
        )


def last_publication() -> Publication | None:
    """The publication in force, or to be: the last one that was not rolled back."""
    found: Publication | None = Publication.objects.filter(rolled_back_at=None).first()
    return found


@transaction.atomic
def approve_scenario(*, scenario: Scenario, by: Membership, text: str = "") -> Approval:
    """Say yes for the body a member speaks for; with the third yes the scenario is approved.

    Raises
    ------
    PermissionDeniedError
        If the member speaks for no body.
    ConflictError
        If the body or the person spoke already, or the scenario is not what was submitted.
    """
    body = body_of(by)
    current, submission = before_committee(scenario)
    check_same(current, submission)
    check_four_eyes(submission, body, by)
    approval = Approval.objects.create(
        submission=submission, body=body, approved=True, text=remark(text), by=by
    )
    audit.record(
        verb="scenario.approved_by",
        subject=current,
        by=by,
        after={"body": body.value, "revision": submission.revision, "digest": submission.digest},
        reason=approval.text,
    )
    if submission.approvals.filter(approved=True).count() == len(Body):
        move_on(scenario=current, to=Stage.APPROVED, by=by)
    return approval


@transaction.atomic
def send_back_scenario(*, scenario: Scenario, by: Membership, text: str) -> Approval:
    """Say no for the body a member speaks for, and why; the scenario is in consultation again.

    Raises
    ------
    InputError
        If no reason is given.
    PermissionDeniedError
        If the member speaks for no body.
    ConflictError
        If the body or the person spoke already, or the scenario is before no committee.
    """
    body = body_of(by)
    said = remark(text)
    if not said:
        raise InputError(
            _("A scenario is sent back for a reason."), remedy=_("Write what has to change.")
        )
    current, submission = before_committee(scenario)
    check_four_eyes(submission, body, by)
    approval = Approval.objects.create(
        submission=submission, body=body, approved=False, text=said, by=by
    )
    audit.record(
        verb="scenario.sent_back", subject=current, by=by, after={"body": body.value}, reason=said
    )
    move_on(scenario=current, to=Stage.CONSULTATION, by=by, reason=said)
    return approval


def body_of(member: Membership) -> Body:
    """The body a member speaks for.

    Raises
    ------
    PermissionDeniedError
        If it is none.
    """
    if member.role not in BODY_OF:
        raise PermissionDeniedError(
            _("You speak for no body of the steering committee."),
            remedy=_(
                "Directors speak for sales management, and operations and finance for theirs."
            ),
        )
    return BODY_OF[member.role]


def before_committee(scenario: Scenario) -> tuple[Scenario, Submission]:
    """The scenario, held until the transaction ends, and its submission.

    Raises
    ------
    ConflictError
        If it is before no committee.
    """
    current = Scenario.objects.select_for_update().get(pk=scenario.pk)
    submission = submission_of(current)
    if submission is None or current.status not in {Stage.APPROVAL, Stage.APPROVED}:
        raise ConflictError(
            _("The scenario %(name)s is before no committee.") % {"name": current.name},
            remedy=_("Submit it first."),
        )
    return current, submission


def check_same(scenario: Scenario, submission: Submission) -> None:
    """Refuse to go on with a scenario that is not what was submitted.

    Raises
    ------
    ConflictError
        If it was edited since, its data changed, or another scenario was published.
    """
    again = _("Take it back to consultation and submit it again.")
    name = {"name": scenario.name}
    if submission.revision != scenario.revision:
        raise ConflictError(
            _("The scenario %(name)s was edited since it was submitted.") % name, remedy=again
        )
    if submission.publication != last_publication():
        raise ConflictError(
            _("Ownership was published or rolled back since the scenario %(name)s was submitted.")
            % name,
            remedy=again,
        )
    now = digest_of(
        scenario=scenario, effective_on=submission.effective_on, last=submission.last_account
    )
    if now != submission.digest:
        raise ConflictError(
            _("Accounts or reps changed since the scenario %(name)s was submitted, and with them"
              " who gets what.") % name,
            remedy=again,
        )  # fmt: skip


def check_four_eyes(submission: Submission, body: Body, by: Membership) -> None:
    """Refuse a second word of a body, or of a person.

    Raises
    ------
    ConflictError
        If there is one already.
    """
    said = list(submission.approvals.select_related("by__user"))
    if any(each.by_id == by.pk for each in said):
        raise ConflictError(
            _("You spoke for a body already."),
            remedy=_("Four eyes: each body is spoken for by another person."),
        )
    spoken = next((each for each in said if each.body == body), None)
    if spoken is not None:
        raise ConflictError(
            _("%(person)s spoke for %(body)s already.")
            % {"person": spoken.by, "body": spoken.get_body_display()}
        )
