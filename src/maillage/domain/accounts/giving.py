"""Giving selected accounts to one rep: at once, or in the background where they are many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from maillage.domain.accounts.transfers import SELECTION, Gift, check, transfer_accounts
from maillage.domain.jobs import MANY, Watcher, begin_job, conclude
from maillage.models import Job, Membership, Transfer


def give_selected(
    *, gifts: Sequence[Gift], starts_on: date, title: str, by: Membership
) -> Transfer | Job:
    """Give accounts from a day on; where they are many, in the background.

    Raises
    ------
    InputError
        If a reason is missing (A-27), a rep has left, or nothing would change.
    ConflictError
        If other accounts are being given in the background.
    """
    if len(gifts) <= MANY:
        return transfer_accounts(
            gifts=gifts, starts_on=starts_on, title=title, kind=SELECTION, by=by
        )
    check(gifts)
    said = {"title": title, "from": starts_on.isoformat(), "accounts": len(gifts)}
    rows = [[gift.account, gift.rep, gift.reason, gift.locked] for gift in gifts]
    return begin_job(kind="gifts", by=by, options=said | {"gifts": rows}, said=said)


def give_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Give accounts: all of them, or none where somebody stops it."""
    watcher.at("writing", 0.2)
    with transaction.atomic():
        transfer = transfer_accounts(
            gifts=[Gift(*row) for row in job.options["gifts"]],
            starts_on=date.fromisoformat(job.options["from"]),
            title=job.options["title"],
            kind=SELECTION,
            by=job.by,
        )
        result = {"transfer": transfer.pk} | transfer.figures
        conclude(job, result)
    return result
