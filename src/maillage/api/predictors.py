"""The predictive score: learnt from stored leads, judged, switched on and off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import Page, Paging, page_of
from maillage.core.leads.predictive import KnownAt
from maillage.domain.leads.learnt import Method
from maillage.domain.leads.predicting import (
    MOST_FIELDS,
    activate,
    learn_predictor,
    predictor_called,
    predictors,
    switch_off,
)
from maillage.models import Predictor
from maillage.permissions import Action

router = Router(tags=["predictive score"])


class NewPredictor(Schema):
    """What to learn from: fields, and from when each is known; see docs/leads.md."""

    fields: dict[str, KnownAt] = Field(min_length=1, max_length=MOST_FIELDS)
    method: Method = Method.BAYES


class PredictedBin(Schema):
    """Leads with about the same prediction, and how many of them were won."""

    predicted: float
    won: int
    of: int


class PredictorJudged(Schema):
    """How good predictions are, by leads that were not learnt from."""

    auc: float = Field(description="0.5 is chance.")
    brier: float
    guess: float = Field(description="The Brier score of always predicting the share won.")
    leads: int
    bins: list[PredictedBin]


class PredictorRow(Schema):
    """A version of the predictive score."""

    version: int
    active: bool
    method: Method
    fields: dict[str, KnownAt]
    learnt_from: int = Field(description="Leads it was learnt from: the oldest.")
    calibration: PredictorJudged
    author: str | None
    created_at: datetime

    @staticmethod
    def resolve_method(row: Predictor) -> str:
        """Say how it was learnt."""
        return str(row.content["method"])

    @staticmethod
    def resolve_learnt_from(row: Predictor) -> int:
        """Say from how many leads."""
        return int(row.content["leads"])

    @staticmethod
    def resolve_author(row: Predictor) -> str | None:
        """Name who had it learnt."""
        return str(row.by) if row.by else None


class PredictorPage(Page):
    """A page of versions."""

    items: list[PredictorRow]


@router.get("/{workspace}/predictors", response=PredictorPage)
@allowed(Action.VIEW)
def list_predictors(request: HttpRequest, workspace: str, query: Query[Paging]) -> Any:  # noqa: ARG001
    """List the versions with how good each is, the latest first."""
    return page_of(request, predictors(), query)


@router.post("/{workspace}/predictors", response={201: PredictorRow})
@allowed(Action.EDIT_SCORING)
def learn(request: HttpRequest, workspace: str, sent: NewPredictor) -> Any:  # noqa: ARG001
    """Learn a version from the stored leads whose outcome is known; it stays off."""
    made = learn_predictor(
        by=request.member, fields=sent.fields, method=sent.method, now=timezone.now()
    )
    return Status(201, made)


@router.post("/{workspace}/predictors/{int:version}/activate", response=PredictorRow)
@allowed(Action.EDIT_SCORING)
def switch_predictor_on(request: HttpRequest, workspace: str, version: int) -> Any:  # noqa: ARG001
    """Switch a version on instead of any other."""
    return activate(predictor=predictor_called(version), by=request.member)


@router.post("/{workspace}/predictors/{int:version}/switch-off", response=PredictorRow)
@allowed(Action.EDIT_SCORING)
def switch_predictor_off(request: HttpRequest, workspace: str, version: int) -> Any:  # noqa: ARG001
    """Switch a version off; leads show no prediction any more."""
    return switch_off(predictor=predictor_called(version), by=request.member)
