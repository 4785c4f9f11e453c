"""A scenario on its way: reps are asked, the committee decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.territories.comments import open_comments
from maillage.domain.territories.consulting.consultation import (
    close_consultation,
    consultation_of,
    open_challenges,
    open_consultation,
    voices,
)
from maillage.domain.territories.lifecycle import change_stage, scenario_seen
from maillage.domain.territories.publishing.approval import (
    BODY_OF,
    approve_scenario,
    send_back_scenario,
    standings,
    submission_of,
    submit_scenario,
)
from maillage.interfaces.exporters.wording import number, percent
from maillage.interfaces.forms.decisions import ConsultationForm, SubmitForm, VerdictForm
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists.scenarios import STATES
from maillage.models import Scenario, Stage, Submission
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.steps import steps
from maillage.web.taking import taken
from maillage.web.views.scenarios.comments import said


@needs(Action.VIEW_DRAFTS)
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a scenario is, what reps said, and what each body says."""
    return show(request, scenario_seen(pk=pk, member=request.member))


def show(request: HttpRequest, scenario: Scenario, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a scenario on its way; ``forms`` replace the empty ones."""
    submission = submission_of(scenario)
    consultation = consultation_of(scenario)
    edits = may(request.member, Action.EDIT_SCENARIOS)
    consults = scenario.status in {Stage.DRAFT, Stage.CONSULTATION} and edits
    context = {
        "scenario": scenario,
        "badge": STATES[Stage(scenario.status)],
        "steps": steps(request, scenario, here="approval"),
        "consultation": consultation,
        "submission": submission,
        "void": void_of(scenario) if submission is None else None,
        "consults": ConsultationForm(initial=initial(consultation)) if consults else None,
        "submits": SubmitForm() if edits and scenario.status == Stage.CONSULTATION else None,
        "speaks": speaks(request, scenario, submission),
        "verdict": VerdictForm(),
        "takes_back": edits and scenario.status in {Stage.APPROVAL, Stage.APPROVED},
        "publishes": scenario.status == Stage.APPROVED and may(request.member, Action.PUBLISH),
        "bodies": standings(submission) if submission else [],
        "tiles": tiles(request, scenario),
        "voices": voices_table(request, scenario),
        "said": said(scenario),
        "challenges": open_challenges(scenario).select_related("rep", "wanted"),
        "header": {
            "title": _("Decide on %(scenario)s") % {"scenario": scenario.name},
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": scenario.name, "url": address(request, "scenario", pk=scenario.pk)},
            ],
        },
    }
    return render(request, "maillage/decide/approval.html", context | forms, status=status)


def initial(consultation: Any) -> dict[str, Any]:
    """What the form of a consultation begins with."""
    if consultation is None:
        return {}
    return {"deadline": consultation.deadline, "message": consultation.message}


def void_of(scenario: Scenario) -> Submission | None:
    """The last submission, whose approvals are void now."""
    found: Submission | None = (
        scenario.submissions.exclude(closed_at=None).prefetch_related("approvals__by__user").first()
    )
    return found


def speaks(request: HttpRequest, scenario: Scenario, submission: Submission | None) -> str:
    """The body a member can still speak for, "" for none."""
    if (
        submission is None
        or scenario.status != Stage.APPROVAL
        or not may(request.member, Action.APPROVE)
    ):
        return ""
    body = BODY_OF[request.member.role]
    said = submission.approvals
    if said.filter(body=body).exists() or said.filter(by=request.member).exists():
        return ""
    return str(body.label)


def tiles(request: HttpRequest, scenario: Scenario) -> list[dict[str, Any]]:
    """The figures of the scenario, each with the rows behind it."""
    now = scenario.statistics.get("now", {})
    here = address(request, "scenario", pk=scenario.pk)
    moves = address(request, "scenario_moves", pk=scenario.pk)
    waiting = open_challenges(scenario).count()
    return [
        {"label": _("Largest deviation"), "figure": percent(now.get("largest_deviation"), 1),
         "url": here},
        {"label": _("Changes owner"), "figure": percent(now.get("disruption"), 1), "url": moves},
        {"label": _("Warnings"), "figure": number(now.get("warnings")), "url": here,
         "state": "warn" if now.get("warnings") else "good",
         "note": _("not as asked") if now.get("warnings") else _("all as asked")},
        {"label": _("Open challenges"), "figure": number(waiting), "url": "#challenges",
         "state": "warn" if waiting else "good",
         "note": _("nobody answered yet") if waiting else _("all answered")},
        {"label": _("Open comments"), "figure": number(open_comments(scenario).count()),
         "url": address(request, "scenario_comments", {"state": "open"}, pk=scenario.pk)},
    ]  # fmt: skip


def voices_table(request: HttpRequest, scenario: Scenario) -> dict[str, Any]:
    """What each rep said."""
    heads = [_("Rep"), _("Territory"), _("Answer"), _("Open challenges")]
    return {
        "id": "voices",
        "caption": _("Reps"),
        "columns": [{"label": head, "number": place == 3} for place, head in enumerate(heads)],
        "rows": [
            {
                "key": str(each.rep.pk),
                "cells": [
                    Cell(
                        each.rep.name,
                        url=address(
                            request, "territory", {"scenario": scenario.pk, "rep": each.rep.pk}
                        ),
                    ),
                    Cell(each.territory),
                    answer_cell(accepted=each.accepted, outdated=each.outdated),
                    Cell(number(each.open_challenges), number=True),
                ],
            }
            for each in voices(scenario)
        ],
        "empty": {"icon": "users", "title": _("No territory has a rep yet.")},
    }


def answer_cell(*, accepted: bool, outdated: bool) -> Cell:
    """Whether a rep accepts."""
    if not accepted:
        return Cell(_("nothing yet"), badge="")
    if outdated:
        return Cell(_("accepted an earlier state"), badge="warn")
    return Cell(_("accepts it"), badge="good")


@require_POST
@needs(Action.EDIT_SCENARIOS)
def consult(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open a scenario to reps, or change until when."""
    scenario = scenario_seen(pk=pk, member=request.member)
    form = ConsultationForm(request.POST)
    if taken(form, open_consultation, scenario=scenario, by=request.member):
        messages.success(request, _("The scenario is open to reps."))
        return back(request, pk)
    return show(request, scenario, 422, consults=form)


@require_POST
@needs(Action.EDIT_SCENARIOS)
def consult_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let reps say nothing more."""
    consultation = consultation_of(scenario_seen(pk=pk, member=request.member))
    if consultation is not None:
        close_consultation(consultation=consultation, by=request.member)
        messages.success(request, _("The consultation is over."))
    return back(request, pk)


@require_POST
@needs(Action.EDIT_SCENARIOS)
def submit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put a scenario before the committee."""
    scenario = scenario_seen(pk=pk, member=request.member)
    form = SubmitForm(request.POST)
    if taken(form, submit_scenario, scenario=scenario, by=request.member):
        messages.success(request, _("The scenario is before the steering committee."))
        return back(request, pk)
    return show(request, scenario, 422, submits=form)


@require_POST
@needs(Action.APPROVE)
def speak(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Approve a scenario, or send it back, for the body a member speaks for."""
    scenario = scenario_seen(pk=pk, member=request.member)
    form = VerdictForm(request.POST)
    say = approve_scenario if "approve" in request.POST else send_back_scenario
    if taken(form, say, scenario=scenario, by=request.member):
        messages.success(request, _("Saved."))
        return back(request, pk)
    return show(request, scenario, 422, verdict=form)


@require_POST
@needs(Action.EDIT_SCENARIOS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a scenario back to consultation; what the committee said is void then."""
    change_stage(
        scenario=scenario_seen(pk=pk, member=request.member),
        to=Stage.CONSULTATION,
        by=request.member,
        reason=request.POST.get("reason", "")[:500],
    )
    messages.success(request, _("The scenario is in consultation; its approvals are void."))
    return back(request, pk)


def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to the page."""
    return redirect(address(request, "approval", pk=pk))
