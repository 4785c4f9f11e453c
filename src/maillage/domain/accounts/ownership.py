"""Giving an account to a rep, from a day on, with its reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from maillage import audit
from maillage.domain.accounts.holdings import in_force
from maillage.errors import InputError
from maillage.models import Account, Membership, Ownership, Rep
from maillage.texts import _

LONGEST_REASON = 200


@transaction.atomic
def give_account(
    *,
    account: Account,
    rep: Rep | None,
    starts_on: date,
    reason: str,
    by: str | Membership,
    named: bool = False,
) -> Ownership | None:
    """Make a rep the accountable owner of an account from a day on, until the next known change.

    Without a rep, nobody owns it from that day on. Whoever held it that day ends; changes planned
    for later stay.

    Raises
    ------
    InputError
        If there is no reason (A-27), the rep has left, or nothing would change.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InputError(
            _("An account changes owner for a reason."),
            remedy=_("Write it in 1 to %(most)d characters.") % {"most": LONGEST_REASON},
        )
    if rep is not None and not rep.active:
        raise InputError(_("%(rep)s has left.") % {"rep": rep}, remedy=_("Choose an active rep."))
    Account.objects.select_for_update().get(pk=account.pk)
    held = account.ownerships.filter(in_force(starts_on)).order_by("-starts_on").first()
    if (held.rep if held else None) == rep and (held is None or held.locked == named):
        raise InputError(_("Nothing would change: it is so on that day."))
    later = account.ownerships.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    ends_on = held.ends_on if held else later.starts_on if later else None
    end(held, starts_on)
    given = None
    if rep is not None:
        given = Ownership.objects.create(
            account=account,
            rep=rep,
            starts_on=starts_on,
            ends_on=ends_on,
            locked=named,
            reason=reason.strip(),
        )
    audit.record(
        verb="account.given",
        subject=account,
        by=by,
        before={"rep": held.rep.external_id if held else ""},
        after={
            "rep": rep.external_id if rep else "",
            "from": starts_on.isoformat(),
            "named": named,
        },
        reason=reason,
    )
    return given


def end(held: Ownership | None, on: date) -> None:
    """End an ownership on a day; one that would have begun that day never was."""
    if held is None:
        return
    if held.starts_on == on:
        held.delete()
        return
    held.ends_on = on
    held.save(update_fields=["ends_on"])
