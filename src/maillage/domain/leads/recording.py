"""What people do with leads is told as events of Maillage's own, each once, with its log entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from maillage import audit
from maillage.core.leads.lifecycle import Life, LifeState, Step, move
from maillage.domain.leads.checking import CLOCKS_APART
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.domain.leads.holding import hold_lead
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import EventSubject, Lead, LeadSource, Membership, SourceKind
from maillage.permissions import works_lead
from maillage.texts import _

LONGEST_NOTE = 2_000
CRM = (SourceKind.HUBSPOT, SourceKind.SALESFORCE)


def held(*, member: Membership, lead: Lead, version: int | None = None) -> Lead:
    """Hold a lead for somebody who works on it, until the transaction ends.

    Raises
    ------
    PermissionDeniedError
        If it is not theirs.
    ConflictError
        If it changed since the ``version`` they looked at.
    """
    found = hold_lead(lead)
    if not works_lead(member, found.owner):
        raise PermissionDeniedError(
            _("This lead is not yours."),
            remedy=_("Its owner, who leads them, and marketing work on it."),
        )
    if version is not None and version != found.version:
        raise ConflictError(
            _("Somebody changed this lead since you looked at it."),
            remedy=_("Look at it again."),
        )
    return found


def written(text: str) -> str:
    """Give a note without spaces around it.

    Raises
    ------
    InputError
        If it is too long.
    """
    if len(text.strip()) > LONGEST_NOTE:
        raise InputError(
            _("The note has %(count)d characters.") % {"count": len(text.strip())},
            remedy=_("Write up to %(most)d.") % {"most": LONGEST_NOTE},
        )
    return text.strip()


def check_move(lead: Lead, to: Life, now: datetime, *, reason: str = "", role: str = "") -> None:
    """Refuse what the life of a lead does not allow; see :func:`core.leads.lifecycle.move`."""
    move(LifeState(Life(lead.life)), Step(to, now, reason, role))


def moment_for(lead: Lead, now: datetime) -> datetime:
    """Give when something is done with a lead: no earlier than what was told of it already.

    The clock of a source may be ahead of ours; what answers to its news follows them.
    """
    last = lead.last_event_at
    return last if last is not None and now < last <= now + CLOCKS_APART else now


def note_acts(
    *,
    lead: Lead,
    by: Membership | str,
    verb: str,
    acts: Mapping[str, Mapping[str, Any]],
    now: datetime,
    to: Life | None = None,
    reason: str = "",
) -> None:
    """Record what was done with a lead that is held, once.

    Parameters
    ----------
    verb, reason
        Of the entry in the log.
    acts
        What is carried by each kind of event.
    to
        Where it is in its life afterwards, if it moves: a CRM that tells us of leads is to follow
        (E-05).
    """
    kinds = {kind: dict(carried) for kind, carried in acts.items()}
    if to is not None and LeadSource.objects.filter(active=True, kind__in=CRM).exists():
        kinds["status_changed"] = {"before": lead.life, "after": to.value}
    events = [
        NewEvent(
            f"{lead.pk}.{lead.version}.{kind}",
            EventSubject.LEAD,
            str(lead.pk),
            kind,
            moment_for(lead, now),
            carried | ({} if kind == "facts" else {"by": str(by)}),
        )
        for kind, carried in kinds.items()
    ]
    record(source=own_source(), events=events, now=now)
    first = next(iter(acts.values()), {})
    audit.record(verb=verb, subject=lead, by=by, after=dict(first), reason=reason)
    Lead.objects.filter(pk=lead.pk).update(version=F("version") + 1)
