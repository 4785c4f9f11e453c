"""What a scenario is asked is changed, and the engine designs again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from maillage.domain.territories.editing.asking import ask_again
from maillage.domain.territories.lifecycle import check_editable, scenario_seen
from maillage.domain.territories.stored_request import request_from
from maillage.errors import MaillageError
from maillage.interfaces.forms.scenarios import AskForm, RunForm
from maillage.models import Scenario
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.scenarios.jobs import begin


@needs(Action.EDIT_SCENARIOS)
def ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change what a scenario is asked; and design, where that button was pressed."""
    scenario = scenario_seen(pk=pk, member=request.member)
    check_editable(scenario)
    asked = request_from(scenario.request)
    form = AskForm(request.POST or None, asked=asked, initial=initial(scenario))
    run = RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and run.is_valid():
        try:
            save(request, scenario, form, run)
        except MaillageError as error:
            form.add_error(None, str(error))
        else:
            return redirect(address(request, "scenario", pk=pk))
    context = {
        "scenario": scenario,
        "form": form,
        "run": run,
        "header": {
            "title": _("What %(name)s is asked") % {"name": scenario.name},
            "lead": _("The plan stays as it is until the engine designs."),
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": scenario.name, "url": address(request, "scenario", pk=pk)},
            ],
        },
    }
    status = 422 if form.errors or run.errors else 200
    return render(request, "maillage/scenarios/ask.html", context, status=status)


def initial(scenario: Scenario) -> dict[str, int]:
    """What the form begins with beside the request: the scenario as it is."""
    return {"territories": scenario.territories.count(), "revision": scenario.revision}


def save(request: HttpRequest, scenario: Scenario, form: AskForm, run: RunForm) -> None:
    """Save what is asked, and put the design into the queue where it was wanted."""
    ask_again(
        scenario=scenario,
        request=form.wanted(),
        revision=form.cleaned_data["revision"],
        by=request.member,
    )
    if "design" not in request.POST:
        messages.success(request, _("Saved."))
        return
    scenario.refresh_from_db()
    begin(request, scenario, run.cleaned_data)
