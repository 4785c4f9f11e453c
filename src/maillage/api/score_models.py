"""Score models: versions, what they would say of the stored leads, activation (D-01 to D-08)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status
from pydantic import AwareDatetime

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.scoring.model import Model
from maillage.domain.leads.differences import differences
from maillage.domain.leads.score_models import (
    PRESETS,
    activate_model,
    change_model,
    draft_model,
    model_called,
    models,
    refuse_unreachable,
    state_of,
    withdraw_model,
    written_of,
)
from maillage.domain.leads.terms import model_at, model_of
from maillage.domain.leads.trying import Example, Trial, try_model
from maillage.domain.leads.written import WrittenModel
from maillage.domain.remarks import SHORT
from maillage.interfaces.lists import score_models as lists
from maillage.models import ScoreModel
from maillage.permissions import Action

router = Router(tags=["score models"])


class NewScoreModel(Schema):
    """A version to be activated; see docs/leads.md."""

    model: WrittenModel
    note: str = Field("", max_length=SHORT)


class Activation(Schema):
    """From when a version holds; at once where it is not said."""

    effective_from: AwareDatetime | None = None


class TriedModel(Schema):
    """A model to try on the stored leads; nothing is written."""

    model: WrittenModel
    since: AwareDatetime | None = Field(None, description="A quarter ago where it is not said.")


class ScoreModelRow(Schema):
    """A version; it holds from ``effective_from`` until the next one does."""

    version: int
    state: Literal["draft", "to_come", "in_force", "past"]
    effective_from: datetime | None
    activated_at: datetime | None
    activated_by: str | None
    author: str | None
    note: str
    created_at: datetime
    model: WrittenModel

    @staticmethod
    def resolve_state(row: ScoreModel) -> str:
        """Say where it stands."""
        return state_of(row, timezone.now())

    @staticmethod
    def resolve_activated_by(row: ScoreModel) -> str | None:
        """Name who activated it."""
        return str(row.activated_by) if row.activated_by else None

    @staticmethod
    def resolve_author(row: ScoreModel) -> str | None:
        """Name who wrote it."""
        return str(row.by) if row.by else None

    @staticmethod
    def resolve_model(row: ScoreModel) -> WrittenModel:
        """Give what it says."""
        return written_of(row)


class ScoreModelPage(Page):
    """A page of versions."""

    items: list[ScoreModelRow]


class PlaceDifference(Schema):
    """A place at which two versions differ."""

    place: str
    before: str
    after: str


class MoveRow(Schema):
    """How many leads go from where to where."""

    before: str
    after: str
    leads: int


class ShareRow(Schema):
    """Of the leads of a band whose outcome is known, how many became an SQL."""

    band: str
    converted: int
    known: int


class RuleChange(Schema):
    """What a rule gives before and after."""

    rule: str
    before: float
    after: float


class ChangedLead(Schema):
    """A lead that changes band or stage, and why."""

    lead: int
    name: str
    before: str
    after: str
    rules: list[RuleChange]
    missing: list[str]


class TrialView(Schema):
    """Two models over the leads of a period."""

    since: datetime
    until: datetime
    leads: int
    changed: int
    before: dict[str, int] = Field(description="Leads at each stage or beyond.")
    after: dict[str, int]
    bands: list[MoveRow]
    stages: list[MoveRow]
    converted_before: list[ShareRow]
    converted_after: list[ShareRow]
    examples: list[ChangedLead]


def trial_told(found: Trial) -> dict[str, Any]:
    """Lay a trial out for a program."""
    compared = found.comparison
    return {
        "since": found.since,
        "until": found.until,
        "leads": compared.leads,
        "changed": len(compared.changes),
        "before": found.before,
        "after": found.after,
        "bands": moves_told(compared.bands),
        "stages": moves_told(compared.stages),
        "converted_before": shares_told(found.converted_before),
        "converted_after": shares_told(found.converted_after),
        "examples": [example_told(each) for each in found.examples],
    }


def moves_told(counted: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Lay out how many go from where to where."""
    return [
        {"before": before, "after": after, "leads": count}
        for (before, after), count in counted.items()
    ]


def shares_told(rates: dict[str, Rate]) -> list[dict[str, Any]]:
    """Lay out shares by band."""
    return [
        {"band": band, "converted": rate.count, "known": rate.of} for band, rate in rates.items()
    ]


def example_told(each: Example) -> dict[str, Any]:
    """Lay out a lead that changes."""
    return {
        "lead": each.lead.pk,
        "name": str(each.lead),
        "before": lists.standing(each.before),
        "after": lists.standing(each.after),
        "rules": each.differences,
        "missing": [str(missing) for missing in each.after.missing],
    }


def tried(new: Model, since: datetime | None) -> dict[str, Any]:
    """Try a model against the one in force."""
    now = timezone.now()
    return trial_told(try_model(old=model_at(now)[1], new=new, now=now, since=since))


@router.get("/{workspace}/score-models", response=ScoreModelPage)
@allowed(Action.VIEW)
def list_score_models(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List the versions, the latest first."""
    return paged(request, lists.versions(str, timezone.now()), models(), query)


@router.post("/{workspace}/score-models", response={201: ScoreModelRow})
@allowed(Action.EDIT_SCORING)
def draft_score_model(request: HttpRequest, workspace: str, sent: NewScoreModel) -> Any:  # noqa: ARG001
    """Write a version; it counts nothing before it is activated."""
    return Status(201, draft_model(written=sent.model, note=sent.note, by=request.member))


@router.get("/{workspace}/score-models/presets", response=dict[str, WrittenModel])
@allowed(Action.VIEW)
def score_model_presets(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List models to begin with: that of the source, and the one with its gate (D-08)."""
    return {name: WrittenModel.of(model) for name, model in PRESETS.items()}


@router.post("/{workspace}/score-models/what-if", response=TrialView)
@allowed(Action.EDIT_SCORING, "read")
def try_score_model(request: HttpRequest, workspace: str, sent: TriedModel) -> Any:  # noqa: ARG001
    """Say what a model would have made of the stored leads of a quarter."""
    new = sent.model.read()
    refuse_unreachable(new)
    return tried(new, sent.since)


@router.get("/{workspace}/score-models/{int:version}", response=ScoreModelRow)
@allowed(Action.VIEW)
def read_score_model(request: HttpRequest, workspace: str, version: int) -> Any:  # noqa: ARG001
    """Read a version."""
    return model_called(version)


@router.put("/{workspace}/score-models/{int:version}", response=ScoreModelRow)
@allowed(Action.EDIT_SCORING)
def change_score_model(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    version: int,
    sent: NewScoreModel,
) -> Any:
    """Change a draft."""
    found = model_called(version)
    return change_model(model=found, written=sent.model, note=sent.note, by=request.member)


@router.delete("/{workspace}/score-models/{int:version}", response={204: None})
@allowed(Action.EDIT_SCORING)
def withdraw_score_model(request: HttpRequest, workspace: str, version: int) -> Any:  # noqa: ARG001
    """Remove a draft."""
    withdraw_model(model=model_called(version), by=request.member)
    return Status(204, None)


@router.post("/{workspace}/score-models/{int:version}/activate", response=ScoreModelRow)
@allowed(Action.EDIT_SCORING)
def activate_score_model(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    version: int,
    sent: Activation,
) -> Any:
    """Bring a draft into force; it does not change any more."""
    return activate_model(
        model=model_called(version),
        effective_from=sent.effective_from,
        by=request.member,
        now=timezone.now(),
    )


@router.get("/{workspace}/score-models/{int:version}/what-if", response=TrialView)
@allowed(Action.VIEW)
def try_version(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    version: int,
    since: AwareDatetime | None = None,
) -> Any:
    """Say what a version would have made of the stored leads of a quarter."""
    return tried(model_of(model_called(version)), since)


@router.get("/{workspace}/score-models/{int:version}/differences", response=list[PlaceDifference])
@allowed(Action.VIEW)
def score_model_differences(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    version: int,
    other: int,
) -> Any:
    """Compare a version with an earlier one, place by place."""
    return differences(model_called(other).content, model_called(version).content)
