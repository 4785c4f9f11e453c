"""How a workspace settles who owns an account, and what it tells its reps about it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from maillage import audit
from maillage.errors import InputError
from maillage.models import Membership, Policy
from maillage.models.ownership import Winner
from maillage.permissions import Action, may
from maillage.texts import _, ngettext

LONGEST_PAY = 4_000
LONGEST_CLAIM = 365


def policy_in_force() -> Policy:
    """Give the policy of the workspace; where none was written, the usual one, not stored."""
    return Policy.objects.select_related("escalate_to__user").first() or Policy()


@transaction.atomic
def change_policy(
    *,
    winner: str,
    escalate_days: int,
    claim_days: int,
    escalate_to: Membership | None,
    pay: str,
    by: str | Membership,
) -> Policy:
    """Say who wins, how long a claim lasts, who decides when nobody does, how pay is computed.

    Raises
    ------
    InputError
        If the days cannot be, the text is too long, or who decides at last may not.
    """
    if winner not in Winner.values or not 0 < escalate_days < claim_days <= LONGEST_CLAIM:
        raise InputError(
            _("A claim goes higher after a day at least, and before it ends."),
            remedy=_("Choose fewer days until then, or more until it ends, at most %(most)d.")
            % {"most": LONGEST_CLAIM},
        )
    if len(pay) > LONGEST_PAY or "\0" in pay:
        raise InputError(
            _("The text about pay is too long or cannot be read."),
            remedy=_("Write at most %(most)d characters.") % {"most": LONGEST_PAY},
        )
    if escalate_to is not None and not may(escalate_to, Action.ANSWER_CHALLENGES):
        raise InputError(
            _("%(person)s may not decide on claims.") % {"person": escalate_to},
            remedy=_("Choose a manager, a director or sales operations."),
        )
    policy = policy_in_force()
    before = told(policy)
    policy.winner, policy.pay, policy.escalate_to = winner, pay.strip(), escalate_to
    policy.escalate_days, policy.claim_days = escalate_days, claim_days
    policy.save()
    audit.record(verb="policy.changed", subject=policy, by=by, before=before, after=told(policy))
    return policy


def told(policy: Policy) -> dict[str, Any]:
    """What the log keeps of a policy."""
    return {
        "winner": policy.winner,
        "escalate_days": policy.escalate_days,
        "claim_days": policy.claim_days,
        "escalate_to": str(policy.escalate_to or ""),
        "pay": policy.pay,
    }


def in_words(policy: Policy) -> list[str]:
    """Say which rules settle who owns an account, in full sentences (B-02)."""
    days = ngettext("%(count)d day", "%(count)d days", policy.claim_days)
    higher = ngettext("%(count)d day", "%(count)d days", policy.escalate_days)
    whom = policy.escalate_to or _("the sales director")
    return [
        _("Each account has one owner who answers for it; others help, they do not own."),
        _("A named account belongs to the rep it is assigned to by name, wherever it is."),
        _("A site belongs to the owner of its parent account: one customer, one owner."),
        winner_in_words(policy),
        _("A claim is decided within %(days)s; after that it ends and the owner stays.")
        % {"days": days % {"count": policy.claim_days}},
        _("Undecided for %(days)s, it goes to %(person)s.")
        % {"days": higher % {"count": policy.escalate_days}, "person": whom},
    ]


def winner_in_words(policy: Policy) -> str:
    """Say who is right where two reps claim an account."""
    return {
        Winner.OWNER: _("Where two reps claim an account, the owner of record keeps it."),
        Winner.FIRST_TOUCH: _("Where two reps claim an account, who touched it first has it."),
        Winner.RULES: _("Where two reps claim an account, the rules of attribution decide."),
        Winner.MANAGER: _("Where two reps claim an account, their manager chooses."),
    }[Winner(policy.winner)]
