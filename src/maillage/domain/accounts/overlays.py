"""Roles beside the owner of an account: who else works on it, for which share of the credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from maillage import audit
from maillage.domain.accounts.holdings import in_force
from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.errors import InputError
from maillage.models import Account, Event, Membership, Overlay, Rep
from maillage.models.ownership import OverlayRole
from maillage.texts import _, percent

WHOLE = 100.0


@transaction.atomic
def add_overlay(
    *,
    accounts: Sequence[Account],
    rep: Rep,
    role: str,
    share: float,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: str | Membership,
) -> list[Overlay]:
    """Give a rep an additional role on accounts; the owners stay.

    Raises
    ------
    InputError
        If the credit of an account would be shared beyond 100 percent, the rep owns it or has the
        role already, it has a national coordinator (A-25), or the dates or the share cannot be.
    """
    wanted = Overlay(rep=rep, role=role, share=share, starts_on=starts_on, ends_on=ends_on)
    check(wanted, reason)
    Account.objects.select_for_update().filter(pk__in=[each.pk for each in accounts]).count()
    others = overlays_of(accounts, starts_on, ends_on)
    owned = set(rep.ownerships.filter(in_force(starts_on)).values_list("account_id", flat=True))
    rows = []
    for account in accounts:
        if account.pk in owned:
            raise InputError(
                _("%(rep)s owns %(account)s already.") % {"rep": rep, "account": account},
                remedy=_("Leave it out, or give it to somebody else first."),
            )
        refuse_overlap(account, wanted, others[account.pk])
        rows.append(row(account, wanted, reason))
    Overlay.objects.bulk_create(rows)
    Event.objects.bulk_create(
        [
            audit.entry(
                verb="overlay.added", subject=each.account, by=by, after=told(each), reason=reason
            )
            for each in rows
        ]
    )
    return rows


def row(account: Account, wanted: Overlay, reason: str) -> Overlay:
    """Make the overlay of one account."""
    return Overlay(
        account=account,
        rep=wanted.rep,
        role=wanted.role,
        share=wanted.share,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        reason=reason.strip(),
    )


def check(overlay: Overlay, reason: str) -> None:
    """Refuse an overlay that cannot be."""
    if not overlay.rep.active:
        raise InputError(
            _("%(rep)s has left.") % {"rep": overlay.rep}, remedy=_("Choose an active rep.")
        )
    if overlay.role not in OverlayRole.values or not 0 <= overlay.share <= WHOLE:
        raise InputError(_("A share is from 0 to 100 percent, and a role one of those listed."))
    if overlay.ends_on is not None and overlay.ends_on <= overlay.starts_on:
        raise InputError(
            _("A role ends after it starts."), remedy=_("Choose a later end, or none.")
        )
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise InputError(
            _("The reason is too long or cannot be read."),
            remedy=_("Write it in 1 to %(most)d characters.") % {"most": LONGEST_REASON},
        )


def overlays_of(
    accounts: Iterable[Account], starts_on: date, ends_on: date | None
) -> dict[int, list[Overlay]]:
    """Find the overlays of accounts that hold on a day at least of a period."""
    until = Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on)
    before = Q(starts_on__lt=ends_on) if ends_on else Q()
    found = Overlay.objects.filter(until & before, account__in=accounts).select_related("rep")
    sorted_out: dict[int, list[Overlay]] = defaultdict(list)
    for each in found:
        sorted_out[each.account_id].append(each)
    return sorted_out


def refuse_overlap(account: Account, wanted: Overlay, others: Sequence[Overlay]) -> None:
    """Refuse a role that is taken, and credit beyond the whole on any day."""
    for other in others:
        same = other.rep_id == wanted.rep.pk and other.role == wanted.role
        if same or (other.role == wanted.role == OverlayRole.COORDINATOR):
            raise InputError(
                _("%(rep)s is %(role)s of %(account)s then.")
                % {"rep": other.rep, "role": other.get_role_display(), "account": account},
                remedy=_("End that role first, or choose other dates."),
            )
    days = [wanted.starts_on, *(o.starts_on for o in others if o.starts_on > wanted.starts_on)]
    most = max(sum(o.share for o in others if holds(o, day)) for day in days)
    if most + wanted.share > WHOLE:
        raise InputError(
            _("%(account)s has %(left)s of its credit left to share.")
            % {"account": account, "left": percent((WHOLE - most) / WHOLE, 0)},
            remedy=_("Give a smaller share, or end another role first."),
        )


def holds(overlay: Overlay, on: date) -> bool:
    """Whether an overlay holds on a day."""
    return overlay.starts_on <= on and (overlay.ends_on is None or overlay.ends_on > on)


def overlays_at(on: date) -> QuerySet[Overlay]:
    """Give the overlays that hold on a day."""
    return Overlay.objects.filter(in_force(on)).select_related("rep")


def owner_share(account: Account, on: date) -> float:
    """Give the share of the credit that stays with the owner on a day, in percent."""
    return WHOLE - sum(overlays_at(on).filter(account=account).values_list("share", flat=True))


@transaction.atomic
def end_overlay(*, overlay: Overlay, on: date, by: str | Membership) -> None:
    """End a role on a day; one that would have begun that day or later never was.

    Raises
    ------
    InputError
        If it ends before that day already.
    """
    overlay = (
        Overlay.objects.select_for_update().select_related("account", "rep").get(pk=overlay.pk)
    )
    if overlay.ends_on is not None and overlay.ends_on <= on:
        raise InputError(_("Nothing would change: it is so on that day."))
    before = told(overlay)
    if overlay.starts_on >= on:
        overlay.delete()
    else:
        overlay.ends_on = on
        overlay.save(update_fields=["ends_on"])
    audit.record(
        verb="overlay.ended",
        subject=overlay.account,
        by=by,
        before=before,
        after={"to": on.isoformat()},
    )


def told(overlay: Overlay) -> dict[str, object]:
    """What the log keeps of an overlay."""
    return {
        "rep": overlay.rep.external_id,
        "role": overlay.role,
        "share": overlay.share,
        "from": overlay.starts_on.isoformat(),
        "to": overlay.ends_on.isoformat() if overlay.ends_on else "",
    }
