"""Two leads that turn out to be one: everything of both is kept."""

from __future__ import annotations

from maillage.models import (
    Handoff,
    Lead,
    LeadIdentity,
    Promise,
    PromiseAlarm,
    ScoreSnapshot,
)


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
    """Give a promise to a lead; where it has the same, only what was told of it."""
    own = Promise.objects.filter(lead=to, policy=promise.policy, life=promise.life).first()
    if own is None:
        Promise.objects.filter(pk=promise.pk).update(lead=to)
        return
    places = set(PromiseAlarm.objects.filter(promise=own).values_list("place", flat=True))
    alarms = PromiseAlarm.objects.filter(promise=promise).exclude(place__in=places)
    alarms.update(promise=own)
    Promise.objects.filter(pk=own.pk).update(alarms=max(own.alarms, promise.alarms))
    promise.delete()
