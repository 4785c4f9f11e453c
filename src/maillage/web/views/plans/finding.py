"""Finding the plan of a page, and the way back from it."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from maillage.domain.plans.queries import plans_shown_to
from maillage.models import RepPlan
from maillage.permissions import writes_plan
from maillage.texts import _
from maillage.web.addresses import address


def plan_seen(request: HttpRequest, pk: int) -> RepPlan:
    """Find a plan its reader may see; others are not there."""
    found: RepPlan = get_object_or_404(plans_shown_to(request.member), pk=pk)
    return found


def plan_written(request: HttpRequest, pk: int) -> RepPlan:
    """Find a plan its reader may write; to others its form is not there."""
    found = plan_seen(request, pk)
    if not writes_plan(request.member, found.rep):
        raise Http404
    return found


def called(plan: RepPlan) -> str:
    """Name a plan."""
    return plan.name or f"{plan.rep.name} {plan.starts_on.year}"


def crumbs(request: HttpRequest, plan: RepPlan | None = None) -> list[dict[str, str]]:
    """The way back to the list, and to a plan."""
    ways = [{"label": _("Sales plans"), "url": address(request, "plans")}]
    if plan is not None:
        ways.append({"label": called(plan), "url": address(request, "plan", pk=plan.pk)})
    return ways


def number_sent(request: HttpRequest, name: str) -> int:
    """A number of a form; 0 where it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
