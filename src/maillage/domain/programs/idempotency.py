"""Requests that may be sent twice and are done once (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.errors import ConflictError, InputError
from maillage.models import KeptAnswer, Membership
from maillage.texts import _

LONGEST_KEY = 100
KEPT_FOR = timedelta(days=1)


def digest_of(method: str, path: str, body: bytes) -> str:
    """Give what tells one request from another."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).hexdigest()


def begin(*, member: Membership, key: str, digest: str) -> KeptAnswer:
    """Reserve a key for a request, or give the answer kept for it (``status`` is then set).

    Raises
    ------
    InputError
        If the key is too long, or was used for another request.
    ConflictError
        If the same request is under way.
    """
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise InputError(
            _("This idempotency key cannot be used."),
            remedy=_("Send 1 to %(most)d printable characters.") % {"most": LONGEST_KEY},
        )
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(member=member, key=key, digest=digest)
    except IntegrityError:
        kept = KeptAnswer.objects.get(member=member, key=key)
    if kept.digest != digest:
        raise InputError(
            _("This idempotency key was used for another request."), remedy=_("Send a new key.")
        )
    if kept.status is None:
        raise ConflictError(
            _("The same request is under way."), remedy=_("Ask again in a few seconds.")
        )
    return kept


def finish(*, kept: KeptAnswer, status: int, content_type: str, body: str) -> None:
    """Keep an answer; a fault of ours is not kept, so that the request can be sent again."""
    if status >= 500:
        kept.delete()
        return
    kept.status, kept.content_type, kept.body = status, content_type, body
    kept.save(update_fields=["status", "content_type", "body"])


def forget_old_answers(*, now: datetime | None = None) -> int:
    """Forget the answers of requests a day old, in all workspaces; give their number."""
    old = (now or timezone.now()) - KEPT_FOR
    deleted, _each = KeptAnswer._base_manager.filter(at__lt=old).delete()
    return deleted
