"""Two leads that turn out to be one: everything of both is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from maillage.core.leads.sla.events import Kind
from maillage.models import (
    Handoff,
    Lead,
    LeadIdentity,
    Promise,
    PromiseAlarm,
    PromiseEvent,
    PromiseStatus,
    ScoreSnapshot,
)

ASIDE: Final = 2**15 - 1
"""The number of a life that no lead lives: where a promise waits while two change places."""


def merge(kept: int, gone: int) -> None:
    """Make one lead of two: names, hand-offs, scores and promises go to the one that stays.

    What follows from events is added up anew by the digestion that found them to be one. An alarm
    that was given for either is not given again.
    """
    stays, goes = Lead.objects.get(pk=kept), Lead.objects.get(pk=gone)
    known = set(LeadIdentity.objects.filter(lead=stays).values_list("source", "of", "subject"))
    for name in LeadIdentity.objects.filter(lead=goes):
        if (name.source_id, name.of, name.subject) not in known:
            LeadIdentity.objects.filter(pk=name.pk).update(lead=stays)
    LeadIdentity.objects.filter(lead=goes).delete()
    Handoff.objects.filter(lead=goes).update(lead=stays)
    ScoreSnapshot.objects.filter(lead=goes).update(lead=stays)
    for promise in Promise.objects.filter(lead=goes):
        carry_promise(promise, stays)
    if not stays.account_fixed and goes.account_fixed:
        stays.account_id, stays.account_fixed = goes.account_id, True
    stays.owner_id = stays.owner_id or goes.owner_id
    stays.opportunity_id = stays.opportunity_id or goes.opportunity_id
    stays.save(update_fields=["account", "account_fixed", "owner", "opportunity"])
    Lead.objects.filter(merged_into=goes).update(merged_into=stays)
    Lead.objects.filter(pk=goes.pk).update(merged_into=stays, owner=None)


def carry_promise(promise: Promise, to: Lead) -> None:
    """Give a promise to a lead; of two that are the same, the one that began first goes on.

    The other one is closed and goes with the lead that is gone, its events with it: they are
    history. A breach that was noted for either holds for the one that goes on, so that no lead
    moves on twice.
    """
    own = Promise.objects.filter(lead=to, policy=promise.policy, life=promise.life).first()
    if own is None:
        Promise.objects.filter(pk=promise.pk).update(lead=to)
        return
    goes_on, ends = sorted((own, promise), key=began)
    if goes_on == promise:
        swap(own, promise)
    for noted in ends.events.filter(kind=Kind.BREACH.value):
        PromiseEvent.objects.get_or_create(
            promise=goes_on, key=noted.key, defaults={"kind": noted.kind, "at": noted.at}
        )
    places = set(PromiseAlarm.objects.filter(promise=goes_on).values_list("place", flat=True))
    PromiseAlarm.objects.filter(promise=ends).exclude(place__in=places).update(promise=goes_on)
    alarms = max(goes_on.alarms, ends.alarms)
    Promise.objects.filter(pk=goes_on.pk).update(alarms=alarms)
    Promise.objects.filter(pk=ends.pk).update(status=PromiseStatus.CANCELLED, next_at=None)


def began(promise: Promise) -> tuple[datetime, int]:
    """Order promises by when they began; those that did not are last."""
    return (promise.began_at or datetime.max.replace(tzinfo=UTC), promise.pk)


def swap(one: Promise, other: Promise) -> None:
    """Give two promises that are the same each to the lead of the other."""
    rows = Promise.objects
    rows.filter(pk=one.pk).update(life=ASIDE)
    rows.filter(pk=other.pk).update(lead=one.lead_id)
    rows.filter(pk=one.pk).update(lead=other.lead_id, life=one.life)
