"""How a lead becomes an SQL and an opportunity: a call that validates it, then a sale (D-04)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.core.leads.course import caller
from maillage.core.leads.lifecycle import CALLERS, Life
from maillage.domain.leads.choices import Caller, one_of
from maillage.domain.leads.doing import act
from maillage.domain.leads.queries import events_of
from maillage.domain.leads.recording import check_move, held, written
from maillage.errors import InputError
from maillage.models import Lead, Membership, Opportunity, Role
from maillage.texts import _, quoted

ASKABLE = ("icp_match", "budget_confirmed", "decision_authority", "timing_identified")
"""What a call tells of a lead (X-11)."""


@transaction.atomic
def record_call(
    *, member: Membership, lead: Lead, role: str, learnt: Mapping[str, bool] | None = None,
    note: str = "", version: int | None = None, now: datetime,
) -> Lead:  # fmt: skip
    """Note a validation call, by whom, and what was learnt of the lead in it (D-04, X-11, X-12).

    Raises
    ------
    InputError
        If somebody calls as marketing who is not, or it was learnt what cannot be.
    """
    caller = one_of(Caller, role)
    if caller is Caller.MARKETING and member.role == Role.REP:
        raise InputError(
            _("A rep does not call as marketing."), remedy=_("Say that you called as SDR or sales.")
        )
    facts = dict(learnt or {})
    if unknown := sorted(set(facts) - set(ASKABLE)):
        raise InputError(
            _("A call does not tell %(field)s.") % {"field": quoted(unknown[0][:40])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(ASKABLE)},
        )
    found = held(member=member, lead=lead, version=version)
    kind = "validation_call" if caller in CALLERS else "contact"
    acts: dict[str, dict[str, object]] = {
        kind: {"role": caller.value, "called_by": caller.value, "note": written(note)}
    }
    if facts:
        acts["facts"] = dict(facts)
    return act(lead=found, by=member, verb="lead.called", acts=acts, now=now)


def validated_by(lead: Lead) -> str:
    """Give the role of who called to validate a lead in its present life; empty if nobody did."""
    told = events_of(lead)
    again = told.filter(kind="recycled").values_list("at", flat=True).first()
    calls = told.filter(kind="validation_call").filter(
        Q(carried__role__in=sorted(CALLERS)) | Q(carried__called_by__in=sorted(CALLERS))
    )
    if again is not None:
        calls = calls.filter(at__gte=again)
    found = calls.first()
    return caller(found.carried) if found else ""


@transaction.atomic
def make_sql(*, member: Membership, lead: Lead, version: int | None = None, now: datetime) -> Lead:
    """Make an accepted lead an SQL, after a validation call (D-04, X-12); once."""
    found = held(member=member, lead=lead, version=version)
    if found.life == Life.SQL:
        return found
    role = validated_by(found)
    check_move(found, Life.SQL, now, role=role)
    acts = {"sql": {"called_by": role}}
    return act(lead=found, by=member, verb="lead.qualified", acts=acts, now=now, to=Life.SQL)


@transaction.atomic
def make_opportunity(
    *, member: Membership, lead: Lead, opportunity: Opportunity | None = None, name: str = "",
    amount: float | None = None, expected_on: date | None = None, version: int | None = None,
    now: datetime,
) -> Lead:  # fmt: skip
    """Make an SQL an opportunity: one that there is, or a new one of its owner; once.

    Raises
    ------
    InputError
        If nobody owns the lead, the amount cannot be, or the opportunity is another account's.
    """
    found = held(member=member, lead=lead, version=version)
    if found.life == Life.OPPORTUNITY and opportunity in (None, found.opportunity):
        return found
    check_move(found, Life.OPPORTUNITY, now)
    if opportunity is not None:
        check_account(found, opportunity)
    linked = opportunity or new_opportunity(found, name, amount, expected_on, now)
    Lead.objects.filter(pk=found.pk).update(opportunity=linked)
    return act(
        lead=found,
        by=member,
        verb="lead.pursued",
        acts={"opportunity": {"opportunity": linked.external_id}},
        now=now,
        to=Life.OPPORTUNITY,
    )


def check_account(lead: Lead, opportunity: Opportunity) -> None:
    """Refuse an opportunity with another account than the lead's, where both are known."""
    if None in (lead.account, opportunity.account) or lead.account == opportunity.account:
        return
    raise InputError(
        _("The opportunity %(opportunity)s is one with %(other)s, and the lead is of %(account)s.")
        % {
            "opportunity": quoted(opportunity.external_id),
            "other": opportunity.account.name,
            "account": lead.account.name,
        },
        remedy=_("Choose an opportunity with this account, or correct the account of the lead."),
    )


def new_opportunity(
    lead: Lead, name: str, amount: float | None, expected_on: date | None, now: datetime
) -> Opportunity:
    """Make the opportunity of a lead."""
    if lead.owner is None:
        raise InputError(
            _("Nobody owns this lead, so nobody can pursue it."), remedy=_("Assign it to a rep.")
        )
    if amount is not None and not 0 <= amount <= 1e12:
        raise InputError(
            _("An amount of %(amount)s cannot be.") % {"amount": amount},
            remedy=_("Give 0 or more."),
        )
    made: Opportunity = Opportunity.objects.create(
        external_id=f"lead-{lead.pk}-{lead.recycled}",
        account=lead.account,
        rep=lead.owner,
        name=(name.strip() or lead.company or str(lead))[:200],
        source="new",
        amount=amount,
        opened_on=timezone.localdate(now),
        expected_on=expected_on,
    )
    return made
