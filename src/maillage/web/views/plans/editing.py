"""The editor of a plan: its seven steps, with what they come to beside them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.plans.writing import version_called, write_plan
from maillage.errors import InputError, StaleError
from maillage.interfaces.forms.plans.head import STEPS
from maillage.interfaces.forms.plans.panels import Panel, first_wrong, is_wrong, panels
from maillage.interfaces.forms.plans.plan import PlanForm
from maillage.models import PlanState, RepPlan
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.plans.figures import beside, beside_stored
from maillage.web.views.plans.finding import called, crumbs, number_sent, plan_written
from maillage.web.views.plans.reading import TERMS

ROW_STEPS = {
    "products": "objectives", "sources": "sources", "segments": "segments",
    "opportunities": "opportunities", "blocks": "time", "activities": "indicators",
    "indicators": "indicators", "counts": "review",
}  # fmt: skip


@needs(Action.WRITE_PLAN)
def plan_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a plan: a row more or less, or a new version of the whole."""
    found = plan_written(request, pk)
    if found.state == PlanState.ACCEPTED:
        return redirect(address(request, "plan", pk=pk))
    if request.method != "POST":
        form = PlanForm(plan=found.content)
        return show_editor(request, found, form, step=request.GET.get("step", ""))
    seen = number_sent(request, "seen")
    form = form_sent(request, found, seen)
    rows = request.POST.get("add") or request.POST.get("remove")
    valid = form.is_valid()
    if rows:
        return show_editor(request, found, form, seen=seen, step=ROW_STEPS.get(list_of(rows), ""))
    if not valid:
        return show_editor(request, found, form, seen=seen, status=422)
    return saved(request, found, form, seen)


def saved(request: HttpRequest, found: RepPlan, form: PlanForm, seen: int) -> HttpResponseBase:
    """Keep what was typed as a new version; where that is refused, show it all again."""
    try:
        write_plan(plan=found, written=form.written, seen=seen, by=request.member)
    except StaleError as error:
        again = _(
            "What you typed is still here: saving again replaces that version, which is kept."
        )
        form.problems += [str(error), again]
        return show_editor(request, found, form, seen=error.revision, status=409)
    except InputError as error:
        form.problems.append(str(error))
        return show_editor(request, found, form, seen=seen, status=422)
    messages.success(request, _("Saved."))
    return redirect(address(request, "plan", pk=found.pk))


def form_sent(request: HttpRequest, found: RepPlan, seen: int) -> PlanForm:
    """The form as it was sent, over the version it began with, with the rows it asks for."""
    begun = version_called(found, seen).content if 0 < seen < found.version else found.content
    form = PlanForm(request.POST, plan=begun)
    form.remove_row(request.POST.get("remove", ""))
    form.add_row(request.POST.get("add", ""))
    return form


def list_of(rows: str) -> str:
    """The list of a row, or of the stages of a source."""
    return rows.partition("-")[0]


def show_editor(
    request: HttpRequest, found: RepPlan, form: PlanForm, *, seen: int | None = None,
    step: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Show the form, with the step to be looked at."""
    shown = panels(form)
    current = step if step in STEPS else first_wrong(shown, form)
    context: dict[str, Any] = {
        "panels": shown,
        "words": TERMS.items(),
        "tabs": tabs_of(shown, form, current),
        "refused": [*form.problems, *form.faults.values()] if status != HTTPStatus.OK else [],
        "beside": beside(form) if form.sent else beside_stored(found.content),
        "seen": found.version if seen is None else seen,
        "here": address(request, "plan_edit", pk=found.pk),
        "figures_url": address(request, "plan_figures", pk=found.pk),
        "back": address(request, "plan", pk=found.pk),
        "header": {"title": _("Change the plan"), "crumbs": crumbs(request, found),
                   "lead": called(found)},
    }  # fmt: skip
    return render(request, "maillage/plans/edit.html", context, status=status)


def tabs_of(shown: list[Panel], form: PlanForm, current: str) -> list[dict[str, Any]]:
    """The steps as tabs; one with something wrong has a mark."""
    return [
        {
            "label": f"{number} {panel.title}",
            "panel": f"step-{panel.name}",
            "current": panel.name == current,
            "icon": "triangle-alert" if is_wrong(panel, form) else "",
        }
        for number, panel in enumerate(shown, start=1)
    ]


@require_POST
@needs(Action.WRITE_PLAN)
def plan_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the plan comes to as it stands in the form; nothing is kept."""
    found = plan_written(request, pk)
    form = form_sent(request, found, number_sent(request, "seen"))
    form.is_valid()
    return render(request, "maillage/plans/recomputed.html", {"beside": beside(form)})
