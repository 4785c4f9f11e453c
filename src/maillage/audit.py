"""The activity log: one call records who did what, to which object, and why."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django_scopes import get_scope

from maillage.models import Event, Membership


def record(
    *,
    verb: str,
    subject: Model,
    by: str | Membership = "",
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> Event:
    """Write one entry, in the caller's transaction.

    ``by`` is a member of the workspace, or the name of a program. Entries of one request carry its
    number, which the door puts in scope.
    """
    event = entry(verb=verb, subject=subject, by=by, before=before, after=after, reason=reason)
    event.save()
    return event


def entry(
    *,
    verb: str,
    subject: Model,
    by: str | Membership = "",
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> Event:
    """Make one entry that is not written yet, for many to be written at once."""
    return Event(
        actor=str(by),
        user=by.user if isinstance(by, Membership) else None,
        request=get_scope().get("request"),
        verb=verb,
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        before=before,
        after=after,
        reason=reason,
    )
