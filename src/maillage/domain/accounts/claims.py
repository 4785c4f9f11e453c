"""Claims: a rep says an account should be theirs; somebody who leads both reps decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from maillage import audit
from maillage.domain.accounts.holdings import in_force
from maillage.domain.accounts.ownership import give_account
from maillage.domain.accounts.policy import policy_in_force
from maillage.domain.territories.rules.testing import try_rules
from maillage.domain.words import day_word
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import Account, Claim, Membership, Rep, Touch
from maillage.models.ownership import PENDING, ClaimReason, ClaimState, Winner
from maillage.permissions import Action, is_own, leads, may
from maillage.texts import _

LONGEST_TEXT = 2_000


@transaction.atomic
def open_claim(
    *, account: Account, claimant: Rep, code: str, reason: str, by: str | Membership, now: datetime
) -> Claim:
    """Claim an account for a rep, against whoever owns it.

    Raises
    ------
    InputError
        If the rep owns it or has left, or the reason cannot be read.
    ConflictError
        If the rep claims it already.
    """
    if code not in ClaimReason.values or (code == ClaimReason.OTHER and not reason.strip()):
        raise InputError(_("A claim has a reason."), remedy=_("Choose one, and say more of it."))
    readable(reason)
    if not claimant.active:
        raise InputError(
            _("%(rep)s has left.") % {"rep": claimant}, remedy=_("Choose an active rep.")
        )
    owner = owner_of(account, now)
    if owner == claimant:
        raise InputError(_("%(rep)s owns %(account)s already.")
                         % {"rep": claimant, "account": account})  # fmt: skip
    policy = policy_in_force()
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                account=account,
                claimant=claimant,
                against=owner,
                code=code,
                reason=reason.strip(),
                opened_at=now,
                escalates_at=now + timedelta(days=policy.escalate_days),
                due_at=now + timedelta(days=policy.claim_days),
            )
    except IntegrityError as error:
        raise ConflictError(
            _("%(rep)s claims %(account)s already.") % {"rep": claimant, "account": account}
        ) from error
    note(claim, "claim.opened", by, reason)
    return claim


def readable(text: str) -> None:
    """Refuse a text that is too long or holds what no database keeps."""
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise InputError(
            _("The reason is too long or cannot be read."),
            remedy=_("Write at most %(most)d characters.") % {"most": LONGEST_TEXT},
        )


def owner_of(account: Account, now: datetime) -> Rep | None:
    """Find who owns an account at a moment."""
    held = account.ownerships.filter(in_force(timezone.localdate(now))).select_related("rep")
    found = held.order_by("-starts_on", "-pk").first()
    return found.rep if found else None


def note(claim: Claim, verb: str, by: str | Membership, reason: str) -> None:
    """Write down what happened to a claim, on its account."""
    audit.record(
        verb=verb,
        subject=claim.account,
        by=by,
        after={
            "claim": claim.pk,
            "claimant": claim.claimant.external_id,
            "against": claim.against.external_id if claim.against else "",
            "state": claim.state,
        },
        reason=reason,
    )


def may_decide(member: Membership, claim: Claim) -> bool:
    """Tell whether a member decides on a claim: who leads both reps, or whom it went up to."""
    if not may(member, Action.ANSWER_CHALLENGES):
        return False
    if claim.escalated_to_id == member.pk:
        return True
    sides = [claim.claimant, *([claim.against] if claim.against else [])]
    return all(leads(member, rep) for rep in sides)


@transaction.atomic
def decide_claim(*, claim: Claim, upheld: bool, text: str, by: Membership, now: datetime) -> Claim:
    """Decide on a claim; one that is upheld gives the account to its claimant from that day on.

    Raises
    ------
    PermissionDeniedError
        If the member does not lead both reps.
    ConflictError
        If it is decided already, or ended.
    InputError
        If the decision is not explained.
    """
    claim = pending(claim)
    if not may_decide(by, claim):
        raise PermissionDeniedError(
            _("Who decides on a claim leads both reps."),
            remedy=_("Ask the manager of both, the sales director or sales operations."),
        )
    if not text.strip():
        raise InputError(_("A decision is explained."), remedy=_("Write why, in a sentence."))
    readable(text)
    settle(claim, ClaimState.UPHELD if upheld else ClaimState.REJECTED, text.strip(), str(by), now)
    note(claim, "claim.decided", by, text)
    if upheld and owner_of(claim.account, now) != claim.claimant:
        give_account(
            account=claim.account,
            rep=claim.claimant,
            starts_on=timezone.localdate(now),
            reason=_("claim upheld"),
            by=by,
        )
    return claim


@transaction.atomic
def withdraw_claim(*, claim: Claim, by: Membership, now: datetime) -> Claim:
    """Take a claim back.

    Raises
    ------
    PermissionDeniedError
        If it is somebody else's.
    ConflictError
        If it is decided already, or ended.
    """
    claim = pending(claim)
    if not is_own(by, claim.claimant):
        raise PermissionDeniedError(_("Only who made a claim takes it back."))
    settle(claim, ClaimState.WITHDRAWN, "", str(by), now)
    note(claim, "claim.withdrawn", by, "")
    return claim


def pending(claim: Claim) -> Claim:
    """Lock a claim that somebody has still to decide on."""
    found = Claim.objects.select_for_update(of=("self",)).select_related(
        "account", "claimant", "against"
    )
    claim = found.get(pk=claim.pk)
    if not claim.pending:
        raise ConflictError(
            _("This claim is %(state)s already.") % {"state": claim.get_state_display()}
        )
    return claim


def settle(claim: Claim, state: ClaimState, text: str, by: str, now: datetime) -> None:
    """End a claim."""
    claim.state, claim.decision, claim.decided_by, claim.decided_at = state, text, by[:150], now
    claim.save(update_fields=["state", "decision", "decided_by", "decided_at"])


@transaction.atomic
def expire_claims(*, now: datetime) -> dict[str, int]:
    """End the claims of the workspace that nobody decided in time, and send others higher.

    To be called once a day; calling it again does nothing more. Gives how many ended and how many
    went higher.
    """
    waiting = Claim.objects.select_for_update(of=("self",)).select_related(
        "account", "claimant", "against"
    )
    ended = list(waiting.filter(state__in=PENDING, due_at__lte=now))
    for claim in ended:
        settle(claim, ClaimState.EXPIRED, _("Nobody decided in time: the owner stays."), "", now)
        note(claim, "claim.expired", "", claim.decision)
    whom = policy_in_force().escalate_to
    higher = list(waiting.filter(state=ClaimState.OPEN, escalates_at__lte=now))
    for claim in higher:
        claim.state, claim.escalated_to = ClaimState.ESCALATED, whom
        claim.save(update_fields=["state", "escalated_to"])
        note(claim, "claim.escalated", "", str(whom or ""))
    return {"expired": len(ended), "escalated": len(higher)}


def claims_shown_to(member: Membership) -> QuerySet[Claim]:
    """Give the claims a member may see: a rep those they make or answer, others all."""
    found = Claim.objects.select_related("account", "claimant", "against", "escalated_to__user")
    if may(member, Action.VIEW_DRAFTS):
        return found
    return found.filter(Q(claimant=member.rep_id) | Q(against=member.rep_id, against__isnull=False))


def advised(claim: Claim, now: datetime) -> tuple[Rep | None, str]:
    """Say whom the policy of the workspace would have the account, and why; None: no one yet."""
    winner = Winner(policy_in_force().winner)
    if winner is Winner.OWNER:
        return claim.against, _("the owner of record keeps it")
    if winner is Winner.FIRST_TOUCH:
        sides = [claim.claimant_id, claim.against_id]
        touched = Touch.objects.filter(account=claim.account, rep__in=sides).select_related("rep")
        first = touched.order_by("occurred_on", "pk").first()
        if first is None:
            return None, _("neither has touched it")
        return first.rep, _("first touch on %(day)s") % {"day": day_word(first.occurred_on)}
    if winner is Winner.RULES:
        test = try_rules(on=timezone.localdate(now))
        row = test.accounts[test.accounts["pk"] == claim.account_id].iloc[0]
        if row["rule"] < 0:
            return None, _("no rule matches it")
        rep = Rep.objects.filter(pk=row["proposed"]).first()
        return rep, _("the rule %(rule)s") % {"rule": test.rules[row["rule"]].name}
    return None, _("their manager chooses")
