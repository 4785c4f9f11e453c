"""Reps challenge a move with a reason; whoever leads them accepts, which applies it, or refuses."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage import audit
from maillage.domain.people.messages import of_member, tell
from maillage.domain.remarks import remark
from maillage.domain.territories.consulting.consultation import check_open
from maillage.domain.territories.editing.changes import Edit
from maillage.domain.territories.editing.moves import move_units
from maillage.domain.territories.editing.naming import name_accounts
from maillage.domain.territories.owners import settle_accounts
from maillage.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError
from maillage.models import (
    Challenge,
    ChallengeReason,
    ChallengeState,
    Membership,
    MessageKind,
    Rep,
    Scenario,
    Territory,
)
from maillage.permissions import Action, is_own, leads, may
from maillage.texts import _, quoted

ACCOUNT, UNIT = Challenge.Subject.ACCOUNT, Challenge.Subject.UNIT


def challenge_move(
    *,
    scenario: Scenario,
    rep: Rep,
    subject: str,
    reference: str,
    wanted: Rep,
    code: str,
    text: str,
    by: Membership,
) -> Challenge:
    """Ask, for a rep, that an account or a unit go to ``wanted`` and not to whom it is proposed.

    Raises
    ------
    InputError
        If the reason is none of the list, nothing is said, ``wanted`` could not have it, or it is
        proposed already.
    NotFoundError
        If the scenario has no such account or unit.
    ConflictError
        If the scenario is not open to reps, or the rep challenged this already.
    """
    check_open(scenario)
    said = remark(text, needed=True)
    if code not in ChallengeReason.values:
        raise InputError(
            _("%(code)s is no reason to challenge a move.") % {"code": quoted(code[:20])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(ChallengeReason.values)},
        )
    proposed = proposed_rep(scenario, subject, reference)
    check_wanted(scenario, subject, wanted, proposed)
    try:
        with transaction.atomic():
            challenge = Challenge.objects.create(
                scenario=scenario, rep=rep, subject=subject, reference=reference,
                proposed=proposed, wanted=wanted, code=code, text=said, by=by,
            )  # fmt: skip
            record(challenge, "challenge.opened", by, said)
    except IntegrityError as error:
        raise ConflictError(
            _("You challenged this already."), remedy=_("Withdraw that challenge first.")
        ) from error
    return challenge


def proposed_rep(scenario: Scenario, subject: str, reference: str) -> Rep | None:
    """The rep a scenario gives an account or a unit to.

    Raises
    ------
    NotFoundError
        If the scenario has no such account or unit.
    """
    reference = reference.replace("\0", "")
    rows = {ACCOUNT: scenario.accounts.filter(account__external_id=reference),
            UNIT: scenario.units.filter(unit=reference)}.get(subject)  # fmt: skip
    if subject == ACCOUNT:
        settle_accounts(scenario=scenario)
    path = "rep" if subject == ACCOUNT else "territory__rep"
    found = None if rows is None else rows.values_list(path, flat=True).first()
    if rows is None or (found is None and not rows.exists()):
        raise NotFoundError(
            _("There is no account or unit %(reference)s in this scenario.")
            % {"reference": quoted(reference[:40])},
            remedy=_("Choose one from the list."),
        )
    return Rep.objects.get(pk=found) if found else None


def check_wanted(scenario: Scenario, subject: str, wanted: Rep, proposed: Rep | None) -> None:
    """Refuse a wish that cannot be, or is so already.

    Raises
    ------
    InputError
        If the rep has left, has it already, or has no territory for a unit.
    """
    if not wanted.active:
        raise InputError(
            _("%(rep)s has left.") % {"rep": wanted}, remedy=_("Choose an active rep.")
        )
    if wanted == proposed:
        raise InputError(_("The scenario gives it to %(rep)s already.") % {"rep": wanted})
    if subject == UNIT and not Territory.objects.filter(scenario=scenario, rep=wanted).exists():
        raise InputError(
            _("%(rep)s has no territory in this scenario.") % {"rep": wanted},
            remedy=_("Choose a rep who has one."),
        )


@transaction.atomic
def withdraw_challenge(*, challenge: Challenge, by: Membership) -> Challenge:
    """Take a challenge back, by whom it is.

    Raises
    ------
    PermissionDeniedError
        If it is somebody else's.
    ConflictError
        If it was answered.
    """
    current = unanswered(challenge)
    if current.by_id != by.pk and not is_own(by, current.rep):
        raise PermissionDeniedError(_("This challenge is somebody else's."))
    return settle(current, ChallengeState.WITHDRAWN, by, "")


@transaction.atomic
def refuse_challenge(*, challenge: Challenge, text: str, by: Membership) -> Challenge:
    """Say no to a challenge, and why.

    Raises
    ------
    InputError
        If no reason is given.
    PermissionDeniedError
        If the member does not lead the rep.
    ConflictError
        If it was answered.
    """
    current = unanswered(challenge)
    check_leads(current, by)
    return settle(current, ChallengeState.REFUSED, by, remark(text, needed=True))


@transaction.atomic
def accept_challenge(
    *, challenge: Challenge, revision: int, by: Membership, text: str = ""
) -> Challenge:
    """Say yes to a challenge and change the scenario accordingly, as one step.

    Raises
    ------
    PermissionDeniedError
        If the member does not lead the rep.
    ConflictError
        If it was answered, or somebody changed the scenario since ``revision``.
    """
    current = unanswered(challenge)
    check_leads(current, by)
    edit = applied(current, revision, by)
    current.revision = edit.revision
    return settle(current, ChallengeState.ACCEPTED, by, remark(text))


def applied(challenge: Challenge, revision: int, by: Membership) -> Edit:
    """Give what is challenged to whom it is wanted for."""
    if challenge.subject == ACCOUNT:
        return name_accounts(
            scenario=challenge.scenario,
            accounts=[challenge.reference],
            rep=challenge.wanted,
            revision=revision,
            by=by,
        )
    number = territory_of(challenge)
    return move_units(
        scenario=challenge.scenario,
        units=[challenge.reference],
        territory=number,
        revision=revision,
        by=by,
    )


def territory_of(challenge: Challenge) -> int:
    """The territory of the rep something is wanted for.

    Raises
    ------
    InputError
        If they have none any more.
    """
    held = Territory.objects.filter(scenario=challenge.scenario, rep=challenge.wanted).first()
    if held is None:
        raise InputError(
            _("%(rep)s has no territory in this scenario.") % {"rep": challenge.wanted},
            remedy=_("Refuse the challenge, or give them one first."),
        )
    return int(held.number)


def may_answer(member: Membership | None, challenge: Challenge) -> bool:
    """Tell whether a member answers a challenge: those who lead its rep."""
    allowed = may(member, Action.ANSWER_CHALLENGES)
    return allowed and member is not None and leads(member, challenge.rep)


def check_leads(challenge: Challenge, by: Membership) -> None:
    """Refuse the answer of a member who does not lead the rep.

    Raises
    ------
    PermissionDeniedError
        If they do not.
    """
    if not may_answer(by, challenge):
        raise PermissionDeniedError(
            _("You do not lead %(rep)s.") % {"rep": challenge.rep},
            remedy=_("Their manager, a director or sales operations answers."),
        )


def unanswered(challenge: Challenge) -> Challenge:
    """The challenge as it is, held until the transaction ends.

    Raises
    ------
    ConflictError
        If it was answered or withdrawn.
    """
    current: Challenge = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("scenario", "rep", "wanted")
        .get(pk=challenge.pk)
    )
    if current.state != ChallengeState.OPEN:
        raise ConflictError(
            _("This challenge is not open any more: %(state)s.")
            % {"state": current.get_state_display()}
        )
    return current


def settle(challenge: Challenge, state: ChallengeState, by: Membership, text: str) -> Challenge:
    """Write down how a challenge ended."""
    challenge.state, challenge.answer = state, text
    challenge.answered_by, challenge.answered_at = by, timezone.now()
    challenge.save()
    record(challenge, f"challenge.{state.value}", by, text)
    if by.pk != challenge.by_id:
        tell_challenger(challenge)
    return challenge


def tell_challenger(challenge: Challenge) -> None:
    """Write to whom a challenge is, how it was answered."""
    tell(
        kind=MessageKind.CHALLENGE,
        about=f"challenge:{challenge.pk}",
        readers=[of_member(challenge.by)],
        facts={
            "number": challenge.pk,
            "scenario": challenge.scenario.name,
            "what": str(challenge),
            "state": challenge.state,
            "answer": challenge.answer,
            "by": str(challenge.answered_by),
        },
    )


def record(challenge: Challenge, verb: str, by: Membership, text: str) -> None:
    """Write a step of a challenge into the log."""
    audit.record(
        verb=verb,
        subject=challenge,
        by=by,
        after={
            "scenario": challenge.scenario_id,
            "rep": challenge.rep.external_id,
            challenge.subject: challenge.reference,
            "wanted": challenge.wanted.external_id,
            "code": challenge.code,
        },
        reason=text,
    )
