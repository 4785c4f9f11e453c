"""Putting rules into force: accounts go where they say, from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from maillage.core.territories.rules.matching import NOBODY
from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.domain.accounts.transfers import Gift, Seen, transfer_accounts
from maillage.domain.jobs import MANY, Watcher, begin_job, conclude
from maillage.domain.territories.rules.testing import RuleTest, try_rules
from maillage.domain.words import day_word
from maillage.errors import ConflictError, InputError
from maillage.models import Job, Membership, Transfer
from maillage.texts import _

KIND = "rules"


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
        If what would change is no longer what was seen, or changes meanwhile.
    InputError
        If nothing would change.
    """
    return given(gifts_seen(on, seen), on, by)


def begin_applying(*, on: date, seen: str, by: Membership) -> Transfer | Job:
    """Apply the rules; where many accounts change, in the background.

    Raises
    ------
    ConflictError
        If what would change is no longer what was seen, or the rules are being applied already.
    InputError
        If nothing would change.
    """
    gifts = gifts_seen(on, seen)
    if len(gifts) <= MANY:
        return given(gifts, on, by)
    options = {"on": on.isoformat(), "seen": seen, "accounts": len(gifts)}
    return begin_job(kind=KIND, by=by, options=options)


def apply_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Apply the rules as they were seen: all of it, or nothing where somebody stops it."""
    watcher.at("reading", 0.1)
    on = date.fromisoformat(job.options["on"])
    gifts = gifts_seen(on, job.options["seen"])
    watcher.at("writing", 0.4)
    with transaction.atomic():
        transfer = given(gifts, on, job.by)
        result = {"transfer": transfer.pk} | transfer.figures
        conclude(job, result)
    return result


def gifts_seen(on: date, seen: str) -> list[Gift]:
    """What the rules give on a day, as it was seen.

    Raises
    ------
    ConflictError
        If it is no longer what was seen.
    InputError
        If it is nothing.
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
    return gifts


def given(gifts: list[Gift], on: date, by: str | Membership) -> Transfer:
    """Give what the rules give."""
    title = _("Rules applied from %(day)s") % {"day": day_word(on)}
    return transfer_accounts(gifts=gifts, starts_on=on, title=title, kind=KIND, by=by)


def gifts_of(test: RuleTest) -> list[Gift]:
    """Give each account that changes to its rep, if it still is whose it was; say the rule."""
    moved = test.rows("changes")
    columns = ("pk", "proposed", "rule", "owner")
    rows = zip(*(moved[name].tolist() for name in columns), strict=True)
    names = [rule.name[:LONGEST_REASON] for rule in test.rules]
    return [
        Gift(pk, rep, names[rule], seen=Seen(None if owner == NOBODY else owner))
        for pk, rep, rule, owner in rows
    ]
