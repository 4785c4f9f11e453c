"""What was put into force, and what of it holds."""

from __future__ import annotations

from django.db.models import Min, OuterRef, QuerySet, Subquery

from maillage.models import Publication


def published() -> QuerySet[Publication]:
    """The publications, the newest first, each with the ``last`` one that holds.

    ``replaced_on`` is the first day of one published since, None where there is none that holds.
    """
    holding = Publication._base_manager.filter(workspace=OuterRef("workspace"), rolled_back_at=None)
    last = holding.order_by("-at", "-pk")
    since = holding.filter(pk__gt=OuterRef("pk")).order_by().values("workspace")
    found: QuerySet[Publication] = Publication.objects.select_related(
        "scenario", "by__user", "rolled_back_by__user", "supersedes__scenario"
    ).annotate(
        last=Subquery(last.values("pk")[:1]),
        replaced_on=Subquery(since.annotate(day=Min("effective_on")).values("day")),
    )
    return found
