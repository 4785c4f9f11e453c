"""The activity log: one call records who did what, to which object, and why."""

from typing import Any

from django.db.models import Model

from maillage.models.activity import Event


def record(
    *,
    verb: str,
    subject: Model,
    by: str = "",
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> Event:
    """Write one entry, in the caller's transaction."""
    return Event.objects.create(
        actor=by,
        verb=verb,
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        before=before,
        after=after,
        reason=reason,
    )
