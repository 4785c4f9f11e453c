"""What people do with a lead: contact, judge, validate, give back (E-03 to E-06, E-11, D-04)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from maillage.core.leads.lifecycle import Life
from maillage.core.leads.next_action import Channel
from maillage.domain.leads.choices import ContactOutcome, Quality, Refusal, one_of
from maillage.domain.leads.doing import act
from maillage.domain.leads.qualifying import make_opportunity, make_sql, record_call
from maillage.domain.leads.recording import check_move, held, written
from maillage.errors import InputError
from maillage.models import Account, Lead, Membership, Touch
from maillage.texts import _

__all__ = [
    "accept",
    "contact",
    "fix_account",
    "give_feedback",
    "make_opportunity",
    "make_sql",
    "record_call",
    "recycle",
    "refuse",
]

TOUCHES = {Channel.PHONE: "call", Channel.EMAIL: "email", Channel.MEETING: "meeting"}


@transaction.atomic
def contact(
    *, member: Membership, lead: Lead, channel: str, outcome: str = ContactOutcome.REACHED,
    referenced_content: bool = False, note: str = "", version: int | None = None, now: datetime,
) -> Lead:  # fmt: skip
    """Note that somebody contacted a lead, and whether they named what it had read (E-11).

    The first that goes out ends the promise of a first contact; a rep's also counts as a contact
    with the account.
    """
    way, result = one_of(Channel, channel), one_of(ContactOutcome, outcome)
    found, text = held(member=member, lead=lead, version=version), written(note)
    out = result is not ContactOutcome.WRONG_DETAILS
    kind = "first_contact" if out and found.contacted_at is None else "contact"
    if found.account and out and member.rep:
        Touch.objects.create(
            account=found.account,
            rep=member.rep,
            occurred_on=timezone.localdate(now),
            kind=TOUCHES.get(way, way.value),
        )
    carried = {
        "channel": way.value, "outcome": result.value, "referenced_content": referenced_content,
        "note": text,
    }  # fmt: skip
    return act(lead=found, by=member, verb="lead.contacted", acts={kind: carried}, now=now)


@transaction.atomic
def accept(*, member: Membership, lead: Lead, version: int | None = None, now: datetime) -> Lead:
    """Take a lead on, for sales (X-13); once."""
    found = held(member=member, lead=lead, version=version)
    if found.life == Life.ACCEPTED:
        return found
    check_move(found, Life.ACCEPTED, now)
    acts = {"accepted": {"owner": found.owner.external_id if found.owner else ""}}
    return act(lead=found, by=member, verb="lead.accepted", acts=acts, now=now, to=Life.ACCEPTED)


@transaction.atomic
def refuse(
    *, member: Membership, lead: Lead, reason: str, note: str = "", version: int | None = None,
    now: datetime,
) -> Lead:  # fmt: skip
    """Refuse a lead for a reason of the list; another one is written down (E-06).

    Raises
    ------
    InputError
        If there is no reason, or another one that is not written.
    """
    why, text = one_of(Refusal, reason), written(note)
    if why is Refusal.OTHER and not text:
        raise InputError(
            _("Another reason is written down."), remedy=_("Say why it does not qualify (E-06).")
        )
    found = held(member=member, lead=lead, version=version)
    if found.life == Life.REJECTED and found.rejected_why == why:
        return found
    check_move(found, Life.REJECTED, now, reason=why)
    return act(
        lead=found,
        by=member,
        verb="lead.refused",
        acts={"rejected": {"reason": why.value, "note": text}},
        now=now,
        to=Life.REJECTED,
        reason=text or why.value,
    )


@transaction.atomic
def give_feedback(
    *, member: Membership, lead: Lead, quality: str, note: str = "", version: int | None = None,
    now: datetime,
) -> Lead:  # fmt: skip
    """Say how good a lead is, for marketing (E-04)."""
    judged = one_of(Quality, quality)
    found = held(member=member, lead=lead, version=version)
    acts = {"feedback": {"quality": judged.value, "note": written(note)}}
    return act(lead=found, by=member, verb="lead.judged", acts=acts, now=now)


@transaction.atomic
def recycle(
    *, member: Membership, lead: Lead, back_on: date | None = None, note: str = "",
    version: int | None = None, now: datetime,
) -> Lead:  # fmt: skip
    """Give a refused lead back to marketing, to be asked again from a day on; nobody owns it."""
    if back_on is not None and back_on <= timezone.localdate(now):
        raise InputError(
            _("%(day)s is over.") % {"day": back_on}, remedy=_("Give a day that is to come.")
        )
    found = held(member=member, lead=lead, version=version)
    if found.life == Life.RAW and found.recycled:
        return found
    check_move(found, Life.RAW, now)
    Lead.objects.filter(pk=found.pk).update(owner=None)
    carried = {"back_on": back_on.isoformat() if back_on else None, "note": written(note)}
    return act(
        lead=found, by=member, verb="lead.recycled", acts={"recycled": carried}, now=now,
        to=Life.RAW,
    )  # fmt: skip


@transaction.atomic
def fix_account(
    *, member: Membership, lead: Lead, account: Account | None, version: int | None = None,
    now: datetime,
) -> Lead:  # fmt: skip
    """Say which account a lead belongs to; without one, it is found by itself again."""
    found = held(member=member, lead=lead, version=version)
    if found.account_fixed == (account is not None) and (
        account is None or found.account == account
    ):
        return found
    changed = {"account_fixed": account is not None} | ({"account": account} if account else {})
    Lead.objects.filter(pk=found.pk).update(**changed)
    acts = {"account_fixed": {"account": account.external_id if account else ""}}
    return act(lead=found, by=member, verb="lead.account_fixed", acts=acts, now=now)
