"""The list of scenarios, where they begin, and the page on which one is edited."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.editing.changes import edit_of
from maillage.domain.territories.lifecycle import (
    EDITABLE,
    NEXT,
    change_stage,
    scenario_seen,
    visible_scenarios,
)
from maillage.domain.territories.request import Level
from maillage.domain.territories.starting import (
    Origin,
    branch_scenario,
    copy_scenario,
    delete_scenario,
    start_scenario,
)
from maillage.errors import InputError, MaillageError
from maillage.interfaces.forms.scenarios import NameForm, RunForm, StartForm, SweepForm
from maillage.interfaces.lists.scenarios import STATES, scenarios
from maillage.models import Scenario, Stage
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.steps import steps
from maillage.web.views.scenarios.comments import comment_form, said
from maillage.web.views.scenarios.figures import shown_figures
from maillage.web.views.scenarios.jobs import shown as shown_job

BY_HAND = frozenset({Stage.DRAFT, Stage.CONSULTATION, Stage.ARCHIVED})
"""Stages a person chooses here; approval and publication have a page of their own."""

OFFERED = {Stage.DRAFT: "rotate-ccw", Stage.ARCHIVED: "inbox"}
"""Stages with a button here, and its icon; consultation begins where reps are asked."""

JOBS = 3


@needs(Action.VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """List the scenarios a member may see."""
    edits = may(request.member, Action.EDIT_SCENARIOS)
    new = {
        "label": _("New scenario"),
        "icon": "plus",
        "kind": "primary",
        "url": address(request, "scenario_new"),
    }
    empty = {
        "icon": "layers",
        "title": _("No scenario yet"),
        "text": _("A scenario is a plan of territories to try out: nothing changes until it is"
                  " published."),
        "action": new if edits else None,
    }  # fmt: skip
    listing = scenarios(lambda row: address(request, "scenario", pk=row.pk), empty)
    rows = visible_scenarios(member=request.member).select_related("owner__user", "base")
    return show_list(
        request,
        listing,
        rows,
        "maillage/scenarios/list.html",
        header={
            "title": _("Scenarios"),
            "lead": _("Try territories out; nothing changes until one is published."),
            "actions": [new] if edits else [],
        },
    )


@needs(Action.EDIT_SCENARIOS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a scenario."""
    form = StartForm(request.POST or None)
    if form.is_valid():
        try:
            scenario = start_scenario(
                request=form.asked(), origin=Origin(form.cleaned_data["origin"]), by=request.member
            )
        except MaillageError as error:
            form.add_error(None, str(error))
        else:
            return redirect(address(request, "scenario", pk=scenario.pk))
    context = {
        "form": form,
        "submit": _("Begin"),
        "back": address(request, "scenarios"),
        "header": {
            "title": _("New scenario"),
            "lead": _(
                "A name is enough to begin from today's ownership; change the rest as needed."
            ),
            "crumbs": [{"label": _("Scenarios"), "url": address(request, "scenarios")}],
        },
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/form.html", context, status=status)


@needs(Action.VIEW)
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page on which a scenario is edited."""
    found = scenario_seen(pk=pk, member=request.member)
    bench = bench_of(found)
    edits = may(request.member, Action.EDIT_SCENARIOS) and found.status in EDITABLE
    context = {
        "scenario": found,
        "edits": edits,
        "badge": STATES[Stage(found.status)],
        "steps": steps(request, found, here="scenario"),
        "map": map_panel(request, found, edits=edits, compare=bench.ledger.problem.reference),
        "stages": stages(found) if may(request.member, Action.EDIT_SCENARIOS) else [],
        "jobs": [shown_job(job, request.member) for job in found.jobs.all()[:JOBS]],
        "run": RunForm(),
        "sweep": SweepForm(),
        "naming": NameForm(initial={"name": found.name}),
        "said": said(found),
        "comment": comment_form(request, found),
        "header": {
            "title": found.name,
            "crumbs": [{"label": _("Scenarios"), "url": address(request, "scenarios")}],
            "actions": actions(request, found),
        },
    }
    context |= shown_figures(request, found, edit_of(found, bench, {}))
    return render(request, "maillage/scenarios/scenario.html", context)


def map_panel(
    request: HttpRequest, found: Scenario, *, edits: bool, compare: object
) -> dict[str, Any]:
    """Give the map its addresses."""
    county = found.unit_level == Level.COUNTY
    panel: dict[str, Any] = {
        "title": found.name,
        "state_url": address(request, "scenario_state", pk=found.pk),
        "topology": "counties" if county else "states",
        "accounts_url": address(request, "accounts_map"),
        "compare": compare is not None,
    }
    if not county:
        panel["places_url"] = address(request, "scenario_places", pk=found.pk)
    if edits:
        for name in ("move", "undo", "redo", "lock"):
            panel[f"{name}_url"] = address(request, f"scenario_{name}", pk=found.pk)
    return panel


def actions(request: HttpRequest, found: Scenario) -> list[dict[str, str]]:
    """What can be done with a scenario besides editing it."""
    pages = [
        ("scenario_units", "table", _("Table")),
        ("scenario_moves", "arrow-right", _("Moves")),
    ]
    if may(request.member, Action.VIEW_DRAFTS):
        pages.append(("approval", "flag", _("Decide")))
    shown = [
        {"label": label, "icon": icon, "url": address(request, name, pk=found.pk)}
        for name, icon, label in pages
    ]
    if found.base_id and may(request.member, Action.EDIT_SCENARIOS):
        url = address(request, "scenario_merge", pk=found.pk)
        shown.append({"label": _("Merge"), "icon": "git-branch", "url": url})
    return shown


def stages(found: Scenario) -> list[dict[str, str]]:
    """The stages a person may bring a scenario to."""
    labels = {Stage.DRAFT: _("Back to draft"), Stage.ARCHIVED: _("Archive")}
    return [
        {"value": stage.value, "label": labels[stage], "icon": OFFERED[stage]}
        for stage in NEXT[Stage(found.status)]
        if stage in OFFERED
    ]


@require_POST
@needs(Action.EDIT_SCENARIOS)
def stage(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Bring a scenario to another stage."""
    wanted = request.POST.get("stage", "")
    if wanted not in BY_HAND:
        raise InputError(_("This stage is not chosen by hand."))
    change_stage(
        scenario=scenario_seen(pk=pk, member=request.member),
        to=wanted,
        by=request.member,
        reason=request.POST.get("reason", "")[:500],
    )
    messages.success(request, _("Saved."))
    return redirect(address(request, "scenario", pk=pk))


@require_POST
@needs(Action.EDIT_SCENARIOS)
def copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Copy or branch a scenario."""
    form = NameForm(request.POST)
    if not form.is_valid():
        raise InputError(form.errors["name"][0])
    found = scenario_seen(pk=pk, member=request.member)
    make = branch_scenario if "branch" in request.POST else copy_scenario
    made = make(scenario=found, by=request.member, name=form.cleaned_data["name"])
    return redirect(address(request, "scenario", pk=made.pk))


@require_POST
@needs(Action.EDIT_SCENARIOS)
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throw a scenario away."""
    delete_scenario(scenario=scenario_seen(pk=pk, member=request.member), by=request.member)
    messages.success(request, _("The scenario was thrown away."))
    return redirect(address(request, "scenarios"))
