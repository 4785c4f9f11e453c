"""Webhooks: every event of a workspace is sent, signed, and sent again until it arrives."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_scopes import scope

from maillage import audit
from maillage.domain.programs.posting import check_address, post
from maillage.models import Delivery, Event, Membership, Webhook, Workspace
from maillage.models.programs import State

WAITS = (1, 5, 30, 120, 480, 1_440)
"""Minutes before each new attempt; after the last the delivery has failed."""

AT_ONCE = 100
LEASE = timedelta(minutes=2)
"""How long whoever sends something keeps it to itself."""

OF_ACCOUNTS = ("account.given", "account.given_back")
SUMS = ("scenario.published", "scenario.rolled_back", "transfer.made", "transfer.undone")
"""What sums up accounts that are given, or given back, many at once."""

LONGEST = timedelta(minutes=15)
"""The longest a transaction may last that writes events."""

_looked: dict[str, datetime] = {}
"""When this process last looked for events of a webhook, by its secret."""


@transaction.atomic
def add_webhook(*, url: str, verbs: Sequence[str], by: Membership) -> Webhook:
    """Send the events whose verb begins with one of ``verbs`` (none: all) to an address.

    Raises
    ------
    InputError
        If the address is not one of the web, or is inside this network.
    """
    check_address(url)
    cleaned = sorted({verb.strip() for verb in verbs if verb.strip()})
    webhook = Webhook.objects.create(url=url, verbs=cleaned, secret=secrets.token_urlsafe(32))
    audit.record(verb="webhook.added", subject=webhook, by=by, after={"url": url, "verbs": cleaned})
    return webhook


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: Membership) -> None:
    """Send nothing more to an address."""
    audit.record(verb="webhook.removed", subject=webhook, by=by, before={"url": webhook.url})
    webhook.delete()


def asked_for(webhook: Webhook) -> Q:
    """The events a webhook is sent: not each account of many given at once, but what sums them up.

    Whoever asked for accounts that are given is sent the sum.
    """
    of_many = Q(verb__in=OF_ACCOUNTS, after__has_any_keys=["publication", "transfer"])
    verbs = [Q(verb__startswith=each) for each in webhook.verbs]
    if any(verb.startswith(each) for verb in OF_ACCOUNTS for each in webhook.verbs):
        verbs.append(Q(verb__in=SUMS))
    return reduce(or_, verbs, Q()) & ~of_many


def enqueue_events(*, workspace: Workspace, now: datetime | None = None) -> int:
    """Put the events no delivery was made for yet on their way; give their number."""
    made = 0
    with scope(workspace=workspace):
        for webhook in Webhook.objects.filter(active=True):
            due, looked = now or timezone.now(), timezone.now()
            fresh = [
                Delivery(webhook=webhook, event=event, next_at=due) for event in not_sent(webhook)
            ]
            made += len(Delivery.objects.bulk_create(fresh, ignore_conflicts=True))
            _looked[webhook.secret] = looked
    return made


def not_sent(webhook: Webhook) -> QuerySet[Event]:
    """The events for a webhook that are not on their way yet, oldest first.

    A long transaction shows its events when it ends, after younger ones.
    """
    since = max(webhook.created_at, _looked.get(webhook.secret, webhook.created_at) - LONGEST)
    sent = Delivery._base_manager.filter(webhook=webhook, event=OuterRef("pk"))
    found: QuerySet[Event] = Event.objects.filter(asked_for(webhook), at__gte=since)
    return found.exclude(Exists(sent)).order_by("pk")


def deliver_waiting(*, workspace: Workspace, now: datetime | None = None) -> int:
    """Try every delivery whose time has come; give how many arrived.

    Who does not answer at all is left in peace until the next time, and keeps no other waiting.
    """
    moment, arrived = now or timezone.now(), 0
    with scope(workspace=workspace):
        due = Delivery.objects.filter(state=State.WAITING, next_at__lte=moment)
        receivers = due.order_by("webhook").values_list("webhook", flat=True).distinct()
        for receiver in list(receivers):
            waiting = due.filter(webhook=receiver).select_related("webhook", "event__workspace")
            for delivery in waiting.order_by("pk")[:AT_ONCE]:
                arrived += attempt(delivery, now=moment)
                if delivery.status is None:
                    break
    return arrived


def attempt(delivery: Delivery, *, now: datetime) -> bool:
    """Send one event once, unless somebody else does; note what came back and when to try again."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, next_at=delivery.next_at)
    if not mine.update(next_at=now + LEASE):
        return False
    delivery.attempts += 1
    delivery.status, delivery.problem = send(delivery, now)
    arrived = delivery.status is not None and 200 <= delivery.status < 300
    if arrived:
        delivery.state, delivery.next_at = State.DELIVERED, None
    elif delivery.attempts > len(WAITS):
        delivery.state, delivery.next_at = State.FAILED, None
    else:
        delivery.next_at = now + timedelta(minutes=WAITS[delivery.attempts - 1])
    delivery.save()
    return arrived


def send(delivery: Delivery, now: datetime) -> tuple[int | None, str]:
    """Post an event; give the HTTP status, and what went wrong where there was none."""
    body = json.dumps(message(delivery.event), ensure_ascii=False).encode()
    return post(
        delivery.webhook.url,
        body,
        {
            "Maillage-Delivery": str(delivery.pk),
            "Maillage-Signature": signature(delivery.webhook.secret, body, now),
        },
    )


def message(event: Event) -> dict[str, Any]:
    """Write an event for a program."""
    return {
        "id": event.pk,
        "at": event.at.isoformat(),
        "verb": event.verb,
        "actor": event.actor,
        "subject": {"type": event.subject_type, "id": event.subject_id},
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
    } | accounts_of(event)


def accounts_of(event: Event) -> dict[str, Any]:
    """Where the accounts of an event that sums up many are read, page by page."""
    if event.verb not in SUMS:
        return {}
    if event.subject_type == "transfer":
        rows = f"transfers/{event.subject_id}"
    else:
        rows = f"publications/{event.after['publication']}"
    return {"accounts": f"/api/v1/{event.workspace.slug}/{rows}/accounts"}


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Sign a body: ``t=<seconds>,v1=<hex HMAC-SHA256 of "seconds.body">``."""
    seconds = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def verified(secret: str, body: bytes, header: str, *, now: datetime, within: int = 300) -> bool:
    """Tell whether a signature is right and not older, or newer, than ``within`` seconds."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    try:
        at = datetime.fromtimestamp(int(parts["t"]), tz=now.tzinfo)
    except (KeyError, ValueError, OverflowError, OSError):
        return False
    right = hmac.compare_digest(signature(secret, body, at).encode(), header.encode())
    return right and abs((now - at).total_seconds()) <= within
