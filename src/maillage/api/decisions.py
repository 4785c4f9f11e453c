"""From consultation into force: stages, approvals, publications and their way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import MOST
from maillage.api.scenarios import ScenarioRow, seen
from maillage.domain.territories.lifecycle import change_stage
from maillage.domain.territories.publishing.approval import (
    approve_scenario,
    send_back_scenario,
    standings,
    submission_of,
    submit_scenario,
)
from maillage.domain.territories.publishing.plan import Later
from maillage.domain.territories.publishing.publish import publish_scenario
from maillage.domain.territories.publishing.rollback import roll_back_publication
from maillage.models import Publication
from maillage.permissions import Action

router = Router(tags=["decisions"])


class Staging(Schema):
    """The stage a scenario is brought to by hand."""

    stage: Literal["draft", "consultation", "archived"]
    reason: str = Field("", max_length=2_000)


class Submitting(Schema):
    """From when on the scenario is to be in force."""

    effective_on: date


class Verdict(Schema):
    """What a body of the steering committee says."""

    approved: bool
    text: str = Field("", max_length=2_000)


class Voice(Schema):
    """What one body said, or null where it has not spoken."""

    body: str
    approved: bool | None
    by: str | None
    at: datetime | None
    text: str


class Submitted(Schema):
    """A scenario before the steering committee."""

    scenario: int
    revision: int
    digest: str
    effective_on: date
    voices: list[Voice]


class Publishing(Schema):
    """What is put into force."""

    effective_on: date
    revision: int | None = Field(None, ge=0, description="The one that was looked at.")
    later: Literal["keep", "drop"] | None = Field(
        None, description="What becomes of changes of owner planned for a later day."
    )


class PublicationRow(Schema):
    """A scenario that was put into force."""

    id: int = Field(alias="pk")
    scenario: int = Field(alias="scenario_id")
    effective_on: date
    at: datetime
    by: str
    figures: dict[str, Any]
    rolled_back_at: datetime | None

    @staticmethod
    def resolve_by(row: Publication) -> str:
        """Name who published it."""
        return str(row.by)


def told(scenario: Any) -> dict[str, Any] | None:
    """Write what the committee said of a scenario so far."""
    submission = submission_of(scenario)
    if submission is None:
        return None
    return {
        "scenario": scenario.pk,
        "revision": submission.revision,
        "digest": submission.digest,
        "effective_on": submission.effective_on,
        "voices": [
            {
                "body": each.body.value,
                "approved": each.approval.approved if each.approval else None,
                "by": str(each.approval.by) if each.approval else None,
                "at": each.approval.at if each.approval else None,
                "text": each.approval.text if each.approval else "",
            }
            for each in standings(submission)
        ],
    }


@router.post("/{workspace}/scenarios/{int:scenario}/stage", response=ScenarioRow)
@allowed(Action.EDIT_SCENARIOS)
def stage(request: HttpRequest, workspace: str, scenario: int, staging: Staging) -> Any:  # noqa: ARG001
    """Open a scenario to the reps, take it back to a draft, or archive it."""
    change_stage(
        scenario=seen(request, scenario),
        to=staging.stage,
        by=request.member,
        reason=staging.reason,
    )
    return seen(request, scenario)


@router.get("/{workspace}/scenarios/{int:scenario}/approvals", response=Submitted | None)
@allowed(Action.VIEW)
def read_approvals(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Read what the steering committee said so far; null where it was not asked."""
    return told(seen(request, scenario))


@router.post("/{workspace}/scenarios/{int:scenario}/submit", response=Submitted)
@allowed(Action.EDIT_SCENARIOS)
def submit(request: HttpRequest, workspace: str, scenario: int, submitting: Submitting) -> Any:  # noqa: ARG001
    """Put a scenario before the steering committee."""
    found = seen(request, scenario)
    submit_scenario(scenario=found, effective_on=submitting.effective_on, by=request.member)
    return told(found)


@router.post("/{workspace}/scenarios/{int:scenario}/approvals", response=Submitted | None)
@allowed(Action.APPROVE)
def speak(request: HttpRequest, workspace: str, scenario: int, verdict: Verdict) -> Any:  # noqa: ARG001
    """Approve a scenario for the body one speaks for, or send it back with a reason."""
    found = seen(request, scenario)
    if verdict.approved:
        approve_scenario(scenario=found, by=request.member, text=verdict.text)
    else:
        send_back_scenario(scenario=found, by=request.member, text=verdict.text)
    return told(found)


@router.post("/{workspace}/scenarios/{int:scenario}/publish", response={201: PublicationRow})
@allowed(Action.PUBLISH)
def publish(request: HttpRequest, workspace: str, scenario: int, publishing: Publishing) -> Any:  # noqa: ARG001
    """Put an approved scenario into force from a day on: all of it, or nothing."""
    made = publish_scenario(
        scenario=seen(request, scenario),
        effective_on=publishing.effective_on,
        revision=publishing.revision,
        later=Later(publishing.later) if publishing.later else None,
        by=request.member,
    )
    return Status(201, made)


@router.get("/{workspace}/publications", response=list[PublicationRow])
@allowed(Action.VIEW)
def list_publications(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    limit: int = Query(100, ge=1, le=MOST),
) -> Any:
    """List what was put into force, the newest first."""
    return Publication.objects.select_related("by__user")[:limit]


@router.post("/{workspace}/publications/{int:publication}/roll-back", response=PublicationRow)
@allowed(Action.PUBLISH)
def roll_back(request: HttpRequest, workspace: str, publication: int) -> Any:  # noqa: ARG001
    """Take a publication back: the accounts nobody changed since are as they were before."""
    found = get_object_or_404(Publication.objects.all(), pk=publication)
    roll_back_publication(publication=found, by=request.member)
    return Publication.objects.select_related("by__user").get(pk=publication)
