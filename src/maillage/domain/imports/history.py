"""The files that were taken in."""

from __future__ import annotations

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from maillage.models import Event, ImportRun


def imports() -> QuerySet[ImportRun]:
    """All files taken in, each with who did it as ``who``, without what they changed."""
    said = Event.objects.filter(
        verb="import",
        subject_type="importrun",
        subject_id=Cast(OuterRef("pk"), CharField(max_length=100)),
    )
    found: QuerySet[ImportRun] = ImportRun.objects.defer("steps")
    return found.annotate(who=Subquery(said.values("actor")[:1]))
