"""Putting rules into force: accounts go where they say, from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.domain.accounts.transfers import Gift, transfer_accounts
from maillage.domain.territories.rules.testing import RuleTest, try_rules
from maillage.errors import ConflictError, InputError
from maillage.models import Membership, Transfer
from maillage.texts import _

KIND = "rules"


@transaction.atomic
def apply_rules(*, on: date, seen: str, by: str | Membership) -> Transfer:
    """Give every account the owner that the rules name, from a day on.

    Named accounts stay, and so do those two rules claim with equal standing.

    Parameters
    ----------
    on
        The day the accounts change owner; the rules in force that day speak.
    seen
        The fingerprint of the test somebody saw before.
    by
        Who applies them.

    Raises
    ------
    ConflictError
        If what would change is no longer what was seen.
    InputError
        If nothing would change.
    """
    test = try_rules(on=on)
    gifts = gifts_of(test)
    if not gifts:
        raise InputError(_("Nothing would change: every account is where the rules want it."))
    if test.fingerprint != seen:
        raise ConflictError(
            _("Accounts or rules have changed since you looked."),
            remedy=_("Look at the test again, then apply the rules."),
        )
    title = _("Rules applied from %(day)s") % {"day": on.isoformat()}
    return transfer_accounts(gifts=gifts, starts_on=on, title=title, kind=KIND, by=by)


def gifts_of(test: RuleTest) -> list[Gift]:
    """Give each account that changes to its rep; the reason is the rule's name."""
    moved = test.rows("changes")
    rows = zip(moved["pk"], moved["proposed"], moved["rule"], strict=True)
    return [
        Gift(int(pk), int(rep), test.rules[rule].name[:LONGEST_REASON]) for pk, rep, rule in rows
    ]
