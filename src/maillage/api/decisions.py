"""From consultation into force: stages, approvals, publications and their way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.jobs import JobRow
from maillage.api.listing import ListQuery, Page, paged
from maillage.api.scenarios import ScenarioRow, seen
from maillage.api.transfers import TransferredRow
from maillage.domain.territories.lifecycle import change_stage
from maillage.domain.territories.publishing.approval import (
    approve_scenario,
    send_back_scenario,
    standings,
    submission_of,
    submit_scenario,
)
from maillage.domain.territories.publishing.background import begin_publishing
from maillage.domain.territories.publishing.letters import send_letters
from maillage.domain.territories.publishing.plan import Later
from maillage.domain.territories.publishing.preview import preview_publication
from maillage.domain.territories.publishing.published import published
from maillage.domain.territories.publishing.rollback import roll_back_publication
from maillage.errors import ConflictError
from maillage.interfaces.lists import decisions as lists
from maillage.models import Job, Letter, Publication, Stage
from maillage.permissions import Action
from maillage.texts import _

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


class PublicationPage(Page):
    """A page of publications."""

    items: list[PublicationRow]


class PublishedRow(TransferredRow):
    """An account a publication changed; ``restored``: a roll-back gave it back."""

    restored: bool


class PublishedPage(Page):
    """A page of accounts a publication changed."""

    items: list[PublishedRow]


class PublishedQuery(ListQuery):
    """Which accounts."""

    restored: Literal["", "yes", "no"] = ""


class LetterRow(Schema):
    """What a rep is told of a publication, and how far it is."""

    rep: str
    kind: str
    address: str
    state: str
    problem: str
    sent_at: datetime | None

    @staticmethod
    def resolve_rep(row: Letter) -> str:
        """Give the id of the rep."""
        return row.rep.external_id


class RepChangeRow(Schema):
    """What a rep would gain and lose, in accounts."""

    rep: str
    gained: int
    lost: int


class PlannedRow(Schema):
    """A change planned for later that contradicts the scenario; "" is nobody."""

    name: str
    on: date
    rep: str
    proposed: str


class PreviewView(Schema):
    """What publishing would change."""

    effective_on: date
    revision: int
    accounts: int
    potential: float
    from_nobody: int
    kept: int
    unassigned: int
    reps: list[RepChangeRow]
    planned: list[PlannedRow]


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
@allowed(Action.VIEW_DRAFTS)
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


@router.post(
    "/{workspace}/scenarios/{int:scenario}/publish", response={201: PublicationRow, 202: JobRow}
)
@allowed(Action.PUBLISH)
def publish(request: HttpRequest, workspace: str, scenario: int, publishing: Publishing) -> Any:  # noqa: ARG001
    """Put an approved scenario into force from a day on: all of it, or nothing.

    Where many accounts change, 202 and the work in the background that does it.
    """
    made = begin_publishing(
        scenario=seen(request, scenario),
        effective_on=publishing.effective_on,
        revision=publishing.revision,
        later=Later(publishing.later) if publishing.later else None,
        by=request.member,
    )
    return Status(202 if isinstance(made, Job) else 201, made)


@router.get("/{workspace}/scenarios/{int:scenario}/publish", response=PreviewView)
@allowed(Action.PUBLISH)
def look_ahead(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Read what publishing an approved scenario would change; nothing is written."""
    found = seen(request, scenario)
    submission = submission_of(found)
    if submission is None or found.status != Stage.APPROVED:
        raise ConflictError(
            _("The scenario %(name)s is not approved.") % {"name": found.name},
            remedy=_("Only what the steering committee approved is published."),
        )
    day = submission.effective_on
    preview = preview_publication(scenario=found, effective_on=day)
    return {
        "effective_on": day,
        "revision": found.revision,
        "accounts": preview.figures["owner_changes"],
        "potential": preview.figures["potential"],
        "from_nobody": preview.figures["from_nobody"],
        "kept": preview.kept,
        "unassigned": preview.unassigned,
        "reps": preview.reps,
        "planned": preview.planned,
    }


@router.get("/{workspace}/publications", response=PublicationPage)
@allowed(Action.VIEW)
def list_publications(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List what was put into force, the newest first."""
    return paged(request, lists.publications(str), published(), query)


@router.get("/{workspace}/publications/{int:publication}", response=PublicationRow)
@allowed(Action.VIEW_DRAFTS)
def read_publication(request: HttpRequest, workspace: str, publication: int) -> Any:  # noqa: ARG001
    """Read a publication."""
    return get_object_or_404(published(), pk=publication)


@router.get("/{workspace}/publications/{int:publication}/accounts", response=PublishedPage)
@allowed(Action.VIEW_DRAFTS)
def list_published(
    request: HttpRequest, workspace: str, publication: int, query: Query[PublishedQuery]
) -> Any:
    """List the accounts a publication changed."""
    found = read_publication(request, workspace, publication)
    rows = found.accounts.select_related("account", "from_rep", "to_rep")
    return paged(request, lists.published_accounts(str, rolled_back=True), rows, query)


@router.get("/{workspace}/publications/{int:publication}/letters", response=list[LetterRow])
@allowed(Action.VIEW_DRAFTS)
def list_letters(request: HttpRequest, workspace: str, publication: int) -> Any:
    """List the letters of a publication, and which could not be sent."""
    return read_publication(request, workspace, publication).letters.select_related("rep")


@router.post("/{workspace}/publications/{int:publication}/letters", response={202: None})
@allowed(Action.PUBLISH)
def send_again(request: HttpRequest, workspace: str, publication: int) -> Any:
    """Try the letters again that could not be sent."""
    send_letters.enqueue(read_publication(request, workspace, publication).pk)
    return Status(202, None)


@router.post("/{workspace}/publications/{int:publication}/roll-back", response=PublicationRow)
@allowed(Action.PUBLISH)
def roll_back(request: HttpRequest, workspace: str, publication: int) -> Any:  # noqa: ARG001
    """Take a publication back: the accounts nobody changed since are as they were before."""
    found = get_object_or_404(Publication.objects.all(), pk=publication)
    roll_back_publication(publication=found, by=request.member)
    return Publication.objects.select_related("by__user").get(pk=publication)
