"""A rep leaves: their accounts go to a colleague, or to nobody, and their roles end."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage import audit
from maillage.domain.accounts.holdings import in_force
from maillage.domain.accounts.overlays import end_overlay
from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.domain.accounts.transfers import SELECTION, Gift, transfer_accounts
from maillage.domain.reviews.detecting import Headcount, review_headcount
from maillage.errors import ConflictError, InputError
from maillage.models import Membership, Overlay, Ownership, Rep, Transfer
from maillage.texts import _, ngettext


@transaction.atomic
def hand_over(
    *,
    rep: Rep,
    successor: Rep | None,
    leaves_on: date,
    by: str | Membership,
    reason: str = "",
) -> Transfer | None:
    """Give all that a rep holds on a day to a colleague, named accounts as such; end their roles.

    None where the rep held nothing. Once the day has come, no design and no rule counts with the
    rep; where it is still to come, do this again on that day.

    Raises
    ------
    InputError
        If the colleague is the rep, or has left.
    ConflictError
        If accounts are planned to come to the rep later.
    """
    if successor is not None and successor.pk == rep.pk:
        raise InputError(
            _("%(rep)s cannot follow themselves.") % {"rep": rep}, remedy=_("Choose a colleague.")
        )
    refuse_planned(rep, leaves_on)
    made = given_away(rep, successor, leaves_on, by, reason.strip())
    for role in Overlay.objects.filter(ending_after(leaves_on), rep=rep):
        end_overlay(overlay=role, on=leaves_on, by=by)
    if leaves_on <= timezone.localdate():
        rep.active = False
        rep.save(update_fields=["active"])
        review_headcount(found=Headcount(left=[rep]), by=by, on=leaves_on)
    after = {"on": leaves_on.isoformat(), "successor": successor.external_id if successor else ""}
    audit.record(verb="rep.left", subject=rep, by=by, after=after, reason=reason.strip())
    return made


def given_away(
    rep: Rep, successor: Rep | None, leaves_on: date, by: str | Membership, reason: str
) -> Transfer | None:
    """Give the accounts of a rep away as one transfer; None where there are none."""
    held = Ownership.objects.filter(in_force(leaves_on), rep=rep).order_by("account_id")
    why = reason or _("%(rep)s leaves") % {"rep": rep}
    whom = None if successor is None else successor.pk
    gifts = [
        Gift(account, whom, why[:LONGEST_REASON], locked and successor is not None)
        for account, locked in held.values_list("account_id", "locked")
    ]
    if not gifts:
        return None
    title = _("%(rep)s leaves (to %(successor)s)")
    return transfer_accounts(
        gifts=gifts,
        starts_on=leaves_on,
        title=title % {"rep": rep, "successor": successor or _("nobody")},
        kind=SELECTION,
        by=by,
    )


def ending_after(day: date) -> Q:
    """What still goes on after a day."""
    return Q(ends_on__isnull=True) | Q(ends_on__gt=day)


def refuse_planned(rep: Rep, leaves_on: date) -> None:
    """Refuse to let a rep leave to whom accounts are to come.

    Raises
    ------
    ConflictError
        Saying how many.
    """
    planned = Ownership.objects.filter(rep=rep, starts_on__gt=leaves_on).count()
    if planned:
        text = ngettext(
            "%(count)d account is planned to come to %(rep)s later.",
            "%(count)d accounts are planned to come to %(rep)s later.",
            planned,
        )
        raise ConflictError(
            text % {"count": planned, "rep": rep},
            remedy=_("Give them to somebody else first."),
        )
