"""Giving many accounts at once, in one transaction that can be undone as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.domain.accounts.timeline import Period, given, held_on, periods, read
from maillage.domain.accounts.writing import (
    AT_ONCE,
    hold_accounts,
    insert_rows,
    rewrite_ownership,
    write_events,
)
from maillage.errors import ConflictError, InputError
from maillage.models import (
    Account,
    Membership,
    Ownership,
    Rep,
    Transfer,
    TransferredAccount,
)
from maillage.permissions import Action
from maillage.texts import _, ngettext

SELECTION = "selection"
"""The kind of a transfer somebody made by hand; rules make the others."""

NAMED_IN_ERRORS = 3
ROW = ("transfer", "account", "from_rep", "to_rep", "reason", "before", "after")


@dataclass(frozen=True, slots=True)
class Seen:
    """The owner somebody saw an account with, by its key; None is nobody."""

    rep: int | None


@dataclass(frozen=True, slots=True)
class Gift:
    """An account for a rep, by their keys; no rep is nobody.

    Where it is said whom the account was ``seen`` with, it is not taken from anybody else.
    """

    account: int
    rep: int | None
    reason: str
    locked: bool = False
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a gift does to an account."""

    gift: Gift
    before: Sequence[Period]
    after: Sequence[Period]
    was: int | None


@transaction.atomic
def transfer_accounts(
    *, gifts: Sequence[Gift], starts_on: date, title: str, kind: str, by: str | Membership
) -> Transfer:
    """Give accounts to reps from a day on; those that are so already are left out.

    Raises
    ------
    InputError
        If a reason is missing (A-27), a rep has left, or nothing would change.
    ConflictError
        If an account is no longer whose it was seen to be, or not there any more.
    """
    check(gifts)
    transfer = Transfer.objects.create(
        title=title[:200], kind=kind, starts_on=starts_on, made_by=str(by)[:150]
    )
    count = 0
    for some in batched(sorted(gifts, key=attrgetter("account")), AT_ONCE, strict=False):
        changes = [change for change in changes_of(some, starts_on) if change is not None]
        rewrite_ownership((each.gift.account, each.before, each.after) for each in changes)
        note(transfer, changes, by)
        count += len(changes)
    if count == 0:
        raise InputError(_("Nothing would change: it is so on that day."))
    transfer.figures = {"accounts": count}
    transfer.save(update_fields=["figures"])
    audit.record(
        verb="transfer.made",
        subject=transfer,
        by=by,
        after={"title": transfer.title, "from": starts_on.isoformat(), "accounts": count},
        reason=title,
    )
    return transfer


@transaction.atomic
def preview(*, gifts: Sequence[Gift], starts_on: date) -> list[Change]:
    """Say what gifts would do, without doing it; what is so already is left out.

    Raises
    ------
    InputError
        If they could not be given.
    """
    check(gifts)
    return [change for change in changes_of(gifts, starts_on) if change is not None]


def check(gifts: Sequence[Gift]) -> None:
    """Refuse gifts without a reason, and reps who have left."""
    if any(not gift.reason.strip() or len(gift.reason) > LONGEST_REASON for gift in gifts):
        raise InputError(
            _("An account changes owner for a reason."),
            remedy=_("Write it in 1 to %(most)d characters.") % {"most": LONGEST_REASON},
        )
    twice = [account for account, count in Counter(g.account for g in gifts).items() if count > 1]
    if twice:
        raise InputError(_("An account is given twice at once."))
    reps = {gift.rep for gift in gifts if gift.rep is not None}
    left = Rep.objects.filter(pk__in=reps, active=False).first()
    if left is not None:
        raise InputError(_("%(rep)s has left.") % {"rep": left}, remedy=_("Choose an active rep."))


def changes_of(gifts: Sequence[Gift], on: date) -> Iterator[Change | None]:
    """Work out what gifts do; None where it is so already. The accounts are locked meanwhile."""
    held = periods_of([gift.account for gift in gifts])
    for gift in gifts:
        before = held[gift.account]
        now = held_on(before, on)
        was = now.rep if now else None
        if gift.seen is not None and gift.seen.rep != was:
            raise ConflictError(
                _("An account changed owner meanwhile. Nothing was given."),
                remedy=_("Look again, then try again."),
            )
        if was == gift.rep and (now is None or now.locked == gift.locked):
            yield None
            continue
        after = given(before, rep=gift.rep, on=on, locked=gift.locked, reason=gift.reason.strip())
        yield Change(gift, before, after, was)


def periods_of(accounts: Iterable[int]) -> dict[int, list[Period]]:
    """Read and lock all ownerships of accounts, in order of start."""
    keys = list(accounts)
    if hold_accounts(Account.objects.filter(pk__in=keys)) != len(set(keys)):
        raise ConflictError(
            _("An account is not there any more."), remedy=_("Load the page again.")
        )
    return periods(Ownership._base_manager.filter(account__in=keys))


def note(transfer: Transfer, changes: Sequence[Change], by: str | Membership) -> None:
    """Keep what was before and after, and write one event for each account."""
    insert_rows(TransferredAccount, ROW, (row_of(transfer, each) for each in changes))
    ids = dict(Rep.objects.values_list("pk", "external_id"))
    day = transfer.starts_on.isoformat()
    write_events(
        verb="account.given",
        by=by,
        rows=[
            (
                each.gift.account,
                {"rep": ids.get(each.was, "")},
                {
                    "rep": ids.get(each.gift.rep, ""),
                    "from": day,
                    "named": each.gift.locked,
                    "transfer": transfer.pk,
                },
                each.gift.reason,
            )
            for each in changes
        ],
    )


def row_of(transfer: Transfer, change: Change) -> tuple[Any, ...]:
    """One changed account, as it is kept."""
    return (
        transfer.pk, change.gift.account, change.was, change.gift.rep, change.gift.reason.strip(),
        [each.stored() for each in change.before], [each.stored() for each in change.after],
    )  # fmt: skip


def undone_by(transfer: Transfer) -> Action:
    """What one must be allowed to do to undo a transfer."""
    return Action.EDIT_ACCOUNTS if transfer.kind == SELECTION else Action.EDIT_RULES


@transaction.atomic
def undo_transfer(*, transfer: Transfer, by: str | Membership) -> None:
    """Give every account of a transfer back, as it was.

    Raises
    ------
    ConflictError
        If it was undone already, or an account changed since: nothing is undone then.
    """
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if transfer.undone_at is not None:
        raise ConflictError(_("This was undone already."))
    rows = transfer.accounts.select_related("account", "from_rep", "to_rep").order_by("account_id")
    for some in batched(rows.iterator(chunk_size=AT_ONCE), AT_ONCE, strict=False):
        now = unchanged(some)
        rewrite_ownership(
            (row.account_id, now[row.account_id], [read(each) for each in row.before])
            for row in some
        )
        write_events(verb="account.given_back", by=by, rows=[given_back(row) for row in some])
    transfer.undone_at = timezone.now()
    transfer.save(update_fields=["undone_at"])
    audit.record(
        verb="transfer.undone",
        subject=transfer,
        by=by,
        after=transfer.figures,
        reason=transfer.title,
    )


def unchanged(rows: Sequence[TransferredAccount]) -> dict[int, list[Period]]:
    """The ownerships of accounts as they are now: what a transfer made of them.

    Raises
    ------
    ConflictError
        If somebody changed one since.
    """
    now = periods_of([row.account_id for row in rows])
    changed = [
        str(row.account)
        for row in rows
        if {read(each) for each in row.after} != set(now[row.account_id])
    ]
    if changed:
        text = ngettext(
            "%(count)d account has changed since: %(names)s.",
            "%(count)d accounts have changed since, such as %(names)s.",
            len(changed),
        )
        raise ConflictError(
            text % {"count": len(changed), "names": ", ".join(changed[:NAMED_IN_ERRORS])},
            remedy=_("Undo the later changes first, or give these accounts by hand."),
        )
    return now


def given_back(row: TransferredAccount) -> tuple[int, Any, Any, str]:
    """Say that an account went back to whom it came from."""
    return (
        row.account_id,
        {"rep": row.to_rep.external_id if row.to_rep else ""},
        {
            "rep": row.from_rep.external_id if row.from_rep else "",
            "transfer": row.transfer_id,
        },
        row.reason,
    )
