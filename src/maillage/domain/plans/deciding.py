"""A plan on its way: proposed by the rep, discussed, accepted by who leads them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.core.plans.examining import examine
from maillage.domain.plans.checking import Reader, examined, held, weakest
from maillage.domain.plans.telling import tell_leaders, tell_rep
from maillage.domain.plans.writing import check_writes, described, version_called
from maillage.domain.remarks import remark
from maillage.domain.reviews.holding import start_review
from maillage.domain.reviews.planned import days_between
from maillage.domain.reviews.timers import cadence
from maillage.errors import ConflictError, PermissionDeniedError
from maillage.models import Layer, Membership, PlanState, Rep, RepPlan
from maillage.permissions import accepts_plan, is_own, writes_plan
from maillage.texts import _

TO_PROPOSE = (PlanState.DRAFT, PlanState.DISCUSSED)


@transaction.atomic
def propose_plan(*, plan: RepPlan, seen: int, by: Membership, text: str = "") -> RepPlan:
    """Propose one's own plan, or that of a rep one leads who was not let in.

    Raises
    ------
    PermissionDeniedError
        If it is somebody else's.
    ConflictError
        If it is proposed or accepted already.
    """
    current = held(plan, seen)
    if not may_propose(by, current.rep):
        raise PermissionDeniedError(
            _("The plan of %(rep)s is proposed by themselves.") % {"rep": current.rep},
            remedy=_("Who leads them writes it with them, then accepts it."),
        )
    check_state(current, *TO_PROPOSE)
    current.state, current.proposed_by, current.proposed_at = (
        PlanState.PROPOSED,
        by,
        timezone.now(),
    )
    current.reason = ""
    noted(current, "plan.proposed", by, remark(text))
    tell_leaders(current, by=by, text=remark(text))
    return current


@transaction.atomic
def discuss_plan(*, plan: RepPlan, seen: int, reason: str, by: Membership) -> RepPlan:
    """Send a proposed plan back, and say why.

    Raises
    ------
    InputError
        If no reason is given.
    PermissionDeniedError
        If one does not lead the rep, or is them.
    ConflictError
        If it is not proposed.
    """
    current = to_decide(plan, seen, by)
    current.state, current.discussed_by, current.discussed_at = (
        PlanState.DISCUSSED,
        by,
        timezone.now(),
    )
    current.reason = remark(reason, needed=True)
    noted(current, "plan.discussed", by, current.reason)
    tell_rep(current, "discussed", by=by, text=current.reason)
    return current


@transaction.atomic
def accept_plan(
    *,
    plan: RepPlan,
    seen: int,
    read: Reader,
    by: Membership,
    on: date | None = None,
    text: str = "",
) -> RepPlan:
    """Accept a proposed plan: it is in force, with the odds it has that day.

    The next review of the rep's plan is due after the weeks the plan says.

    Raises
    ------
    ParameterError
        If it cannot be read or examined any more; the message names the place and the value.
    PermissionDeniedError
        If one does not lead the rep, or is them.
    ConflictError
        If it is not proposed.
    """
    current = to_decide(plan, seen, by)
    version = version_called(current, current.version)
    version.examined = examined(examine(read(version.content).read()))
    version.accepted_by, version.accepted_at = by, timezone.now()
    version.save(update_fields=["examined", "accepted_by", "accepted_at"])
    current.state, current.in_force, current.reason = PlanState.ACCEPTED, current.version, ""
    current.accepted_by, current.accepted_at = by, version.accepted_at
    current.odds, current.findings = weakest(version.examined), len(version.examined["findings"])
    noted(current, "plan.accepted", by, remark(text))
    day = max(on or timezone.localdate(), current.starts_on)
    days = days_between(version.content.get("review_weeks"), cadence())
    start_review(layer=Layer.PLAN, rep=current.rep, due_on=day + timedelta(days=days), by=by)
    tell_rep(current, "accepted", by=by, text=remark(text))
    return current


@transaction.atomic
def reopen_plan(*, plan: RepPlan, seen: int, reason: str, by: Membership) -> RepPlan:
    """Begin to write an accepted plan anew; what was accepted stays in force meanwhile.

    Raises
    ------
    InputError
        If no reason is given.
    PermissionDeniedError
        If one may not write it.
    ConflictError
        If it is not accepted.
    """
    current = held(plan, seen)
    check_writes(by, current.rep)
    check_state(current, PlanState.ACCEPTED)
    current.state, current.reason = PlanState.DRAFT, remark(reason, needed=True)
    noted(current, "plan.reopened", by, current.reason)
    return current


def may_propose(member: Membership, rep: Rep) -> bool:
    """Tell whether a member proposes the plan of a rep: their own, or of one not let in."""
    if is_own(member, rep):
        return writes_plan(member, rep)
    let_in = Membership.objects.filter(rep=rep, active=True).exists()
    return writes_plan(member, rep) and not let_in


def to_decide(plan: RepPlan, seen: int, by: Membership) -> RepPlan:
    """The plan, held, which is proposed to who decides.

    Raises
    ------
    PermissionDeniedError
        If they do not.
    """
    current = held(plan, seen)
    if not accepts_plan(by, current.rep):
        raise PermissionDeniedError(
            _("You do not lead %(rep)s.") % {"rep": current.rep},
            remedy=_("Their manager or a director decides."),
        )
    check_state(current, PlanState.PROPOSED)
    return current


def check_state(plan: RepPlan, *states: PlanState) -> None:
    """Refuse what a plan is not ready for.

    Raises
    ------
    ConflictError
        Saying what it is, and what it would have to be.
    """
    if plan.state not in states:
        raise ConflictError(
            _("This plan is %(state)s.") % {"state": plan.get_state_display()},
            remedy=_("This is done while a plan is %(states)s.")
            % {"states": ", ".join(str(each.label) for each in states)},
        )


def noted(plan: RepPlan, verb: str, by: Membership, reason: str) -> None:
    """Store a step of a plan, and write it into the log."""
    plan.save()
    audit.record(verb=verb, subject=plan, by=by, after=described(plan), reason=reason)
