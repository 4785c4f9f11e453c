"""Where a scenario is on its way into force, and what comes next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from maillage.domain.days import day_in_words
from maillage.domain.territories.publishing.approval import standings, submission_of
from maillage.domain.territories.waiting import unspoken
from maillage.models import Scenario, Stage
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address

ORDER = (Stage.DRAFT, Stage.CONSULTATION, Stage.APPROVAL, Stage.APPROVED)


def steps(request: HttpRequest, scenario: Scenario, *, here: str) -> dict[str, Any] | None:
    """Give components/steps.html the way of a scenario; ``here`` names the page it is shown on.

    What is done on the page itself is told without a button that leads to it.
    """
    if scenario.status == Stage.ARCHIVED:
        return None
    text, action = NEXT_STEP[Stage(scenario.status)](request, scenario)
    if action and action["page"] == here:
        action = None
    return {"ways": ways(scenario), "text": text, "action": action}


def ways(scenario: Scenario) -> list[dict[str, str]]:
    """The steps, each done, current or to come."""
    labels = (_("Plan"), _("Ask the reps"), _("Approve"), _("Publish"))
    published = scenario.status == Stage.PUBLISHED
    at = len(ORDER) if published else ORDER.index(Stage(scenario.status))
    states = ["done"] * at + ["current"] + ["todo"] * len(ORDER)
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=False)]


type Next = tuple[str, dict[str, str] | None]


def leads_to(request: HttpRequest, page: str, label: str, scenario: Scenario) -> dict[str, str]:
    """A button that leads to a page about a scenario."""
    return {
        "page": page,
        "label": label,
        "icon": "arrow-right",
        "kind": "primary",
        "url": address(request, page, pk=scenario.pk),
    }


def after_draft(request: HttpRequest, scenario: Scenario) -> Next:
    """The plan is being made."""
    if not may(request.member, Action.EDIT_SCENARIOS):
        return _("This plan is being made; nothing of it is in force."), None
    text = _("Change the plan until its figures suit you, then ask the reps what they think.")
    return text, leads_to(request, "approval", _("Ask the reps"), scenario)


def after_consultation(request: HttpRequest, scenario: Scenario) -> Next:
    """Reps are heard."""
    if may(request.member, Action.EDIT_SCENARIOS):
        text = _("Reps may object now. Once you heard them, submit it to the steering committee.")
        return text, leads_to(request, "approval", _("Submit"), scenario)
    if not may(request.member, Action.CHALLENGE):
        return _("Reps may object now; nothing of it is in force."), None
    action = leads_to(request, "scenario", _("My territory"), scenario)
    action |= {"page": "territory", "url": address(request, "territory", {"scenario": scenario.pk})}
    return _("Look at the territory you would get, and say what you think of it."), action


def after_submission(request: HttpRequest, scenario: Scenario) -> Next:
    """The committee decides."""
    submission = submission_of(scenario)
    said = standings(submission) if submission else []
    left = [each.body.label for each in said if each.approval is None]
    text = _("Still to approve it: %(bodies)s. Each with another person.") % {
        "bodies": ", ".join(map(str, left))
    }
    if not may(request.member, Action.APPROVE) or submission not in unspoken(request.member):
        return text, None
    return text, leads_to(request, "approval", _("Say yes or no"), scenario)


def after_approval(request: HttpRequest, scenario: Scenario) -> Next:
    """Everybody said yes."""
    submission = submission_of(scenario)
    day = day_in_words(submission.effective_on) if submission else ""
    if may(request.member, Action.PUBLISH):
        text = _("Everybody approved. Publish it, and it is in force from %(day)s.") % {"day": day}
        return text, leads_to(request, "publish", _("Publish"), scenario)
    text = _("Everybody approved. A director or sales operations can publish it, from %(day)s.")
    return text % {"day": day}, None


def after_publication(request: HttpRequest, scenario: Scenario) -> Next:
    """It is in force, or will be."""
    found = scenario.publications.filter(rolled_back_at=None).first()
    if found is None:
        return _("It was published."), None
    day = day_in_words(found.effective_on)
    action = leads_to(request, "publication", _("What it changed"), scenario)
    action["url"] = address(request, "publication", pk=found.pk)
    return _("Published, in force from %(day)s.") % {"day": day}, action


NEXT_STEP = {
    Stage.DRAFT: after_draft,
    Stage.CONSULTATION: after_consultation,
    Stage.APPROVAL: after_submission,
    Stage.APPROVED: after_approval,
    Stage.PUBLISHED: after_publication,
}
