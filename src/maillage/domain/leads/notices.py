"""What a member was told in the application, and what of it they have read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from maillage.models import Membership, Notice


def notices_of(member: Membership) -> QuerySet[Notice]:
    """Give what a member was told, the latest first."""
    found: QuerySet[Notice] = Notice.objects.filter(member=member)
    return found


def unread(member: Membership) -> QuerySet[Notice]:
    """Give what a member was told and has not read."""
    return notices_of(member).filter(read_at__isnull=True)


def read_notices(
    *, member: Membership, now: datetime, key: int | None = None, path: str = ""
) -> int:
    """Note that a member has read what they were told: one, those that lead to a page, or all.

    Gives how many were not read before. It is told to nobody and changes nothing else, so it is
    not in the log.
    """
    found = unread(member)
    if key is not None:
        found = found.filter(pk=key)
    if path:
        found = found.filter(path=path)
    return found.update(read_at=now) if found.exists() else 0
