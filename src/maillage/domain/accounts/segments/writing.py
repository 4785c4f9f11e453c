"""Writing segmentations: what they say is checked before they are kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from maillage import audit
from maillage.domain.accounts.segments.reading import checked_name, segments_of
from maillage.domain.remarks import remark
from maillage.errors import ConflictError, InputError
from maillage.models import Membership, Segmentation
from maillage.texts import _, quoted

MOST_SEGMENTATIONS = 50


@transaction.atomic
def save_segmentation(
    *,
    segmentation: Segmentation | None = None,
    name: str,
    segments: Any,
    note: str = "",
    by: Membership | str,
) -> Segmentation:
    """Write a new segmentation, or change one.

    Raises
    ------
    InputError
        If a segment, the name or the note cannot be.
    ConflictError
        If there are too many segmentations.
    """
    if segmentation is None:
        check_room()
        wanted, before = Segmentation(), None
    else:
        wanted = Segmentation.objects.select_for_update().get(pk=segmentation.pk)
        before = told(wanted)
    segments_of(segments)
    wanted.name, wanted.note = checked_name(name), remark(note)
    wanted.segments = [
        {"name": checked_name(each["name"]), "criteria": each["criteria"]} for each in segments
    ]
    if Segmentation.objects.filter(name=wanted.name).exclude(pk=wanted.pk).exists():
        raise InputError(
            _("There is a segmentation %(name)s already.") % {"name": quoted(wanted.name)},
            remedy=_("Choose another name."),
        )
    wanted.save()
    verb = "segmentation.changed" if segmentation else "segmentation.written"
    audit.record(verb=verb, subject=wanted, by=by, before=before, after=told(wanted))
    return wanted


@transaction.atomic
def remove_segmentation(*, segmentation: Segmentation, by: Membership | str) -> None:
    """Remove a segmentation; accounts do not change, and the log keeps what it said."""
    found = Segmentation.objects.select_for_update().get(pk=segmentation.pk)
    audit.record(verb="segmentation.removed", subject=found, by=by, before=told(found))
    found.delete()


def check_room() -> None:
    """Refuse more segmentations than lists can show."""
    if Segmentation.objects.count() >= MOST_SEGMENTATIONS:
        raise ConflictError(
            _("There are %(count)d segmentations already.") % {"count": MOST_SEGMENTATIONS},
            remedy=_("Remove one that nobody uses."),
        )


def told(segmentation: Segmentation) -> dict[str, Any]:
    """What the log keeps of a segmentation: enough to write it again."""
    names = ("name", "note", "segments")
    return {name: getattr(segmentation, name) for name in names}
