"""What was put into force, and what of it holds."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from maillage.models import Publication


def published() -> QuerySet[Publication]:
    """The publications, the newest first, each with the ``last`` one that holds."""
    last = Publication._base_manager.filter(
        workspace=OuterRef("workspace"), rolled_back_at=None
    ).order_by("-at", "-pk")
    found: QuerySet[Publication] = Publication.objects.select_related(
        "scenario", "by__user", "rolled_back_by__user", "supersedes__scenario"
    ).annotate(last=Subquery(last.values("pk")[:1]))
    return found
