"""A plan as a file: documents, the calculator, a calendar, and what programs read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.plans.stored_files import content_of, file_name, kinds
from maillage.models import RepPlan
from maillage.permissions import Action
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.plans.finding import plan_seen


def file_actions(request: HttpRequest, plan: RepPlan) -> list[dict[str, str]]:
    """The buttons that download a plan."""
    return [
        {"label": kind.label, "icon": kind.icon,
         "url": address(request, "plan_file", pk=plan.pk, kind=name)}
        for name, kind in kinds().items()
    ]  # fmt: skip


@needs(Action.VIEW)
def plan_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give the plan as a file of a kind."""
    found = plan_seen(request, pk)
    made = kinds().get(kind)
    if made is None:
        raise Http404
    content = content_of(found, made, found.content)
    return attached(content, made.content_type, file_name(found, kind))
