"""The agreement of marketing and sales, in versions (E-01 to E-07)."""

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
from maillage.api.score_models import PlaceDifference
from maillage.domain.leads.agreements import (
    agree,
    agreement_called,
    agreement_state,
    agreements,
    terms_of,
)
from maillage.domain.leads.differences import differences
from maillage.domain.leads.terms import agreement_at
from maillage.domain.leads.written import WrittenTerms
from maillage.domain.remarks import SHORT
from maillage.interfaces.lists import agreements as lists
from maillage.models import Agreement
from maillage.permissions import Action

router = Router(tags=["agreements"])


class NewAgreement(Schema):
    """A version; it begins at once where it is not said when."""

    terms: WrittenTerms
    effective_from: AwareDatetime | None = None
    note: str = Field("", max_length=SHORT)


class AgreementRow(Schema):
    """A version; it holds from ``effective_from`` until the next one does."""

    version: int
    state: Literal["to_come", "in_force", "past"]
    effective_from: datetime
    author: str | None
    note: str
    created_at: datetime
    terms: WrittenTerms

    @staticmethod
    def resolve_state(row: Agreement) -> str:
        """Say where it stands."""
        return agreement_state(row, timezone.now())

    @staticmethod
    def resolve_author(row: Agreement) -> str | None:
        """Name who wrote it."""
        return str(row.by) if row.by else None

    @staticmethod
    def resolve_terms(row: Agreement) -> WrittenTerms:
        """Give what it says."""
        return terms_of(row)


class AgreementPage(Page):
    """A page of versions."""

    items: list[AgreementRow]


@router.get("/{workspace}/agreements", response=AgreementPage)
@allowed(Action.VIEW)
def list_agreements(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List the versions, the latest first."""
    return paged(request, lists.versions(str, timezone.now()), agreements(), query)


@router.post("/{workspace}/agreements", response={201: AgreementRow})
@allowed(Action.EDIT_SCORING)
def write_agreement(request: HttpRequest, workspace: str, sent: NewAgreement) -> Any:  # noqa: ARG001
    """Write a new version; what is owed already keeps its deadline."""
    made = agree(
        written=sent.terms,
        effective_from=sent.effective_from,
        note=sent.note,
        by=request.member,
        now=timezone.now(),
    )
    return Status(201, made)


@router.get("/{workspace}/agreements/in-force", response=AgreementRow)
@allowed(Action.VIEW)
def agreement_in_force(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Read the version that is in force."""
    return agreement_at(timezone.now())[0]


@router.get("/{workspace}/agreements/{int:version}", response=AgreementRow)
@allowed(Action.VIEW)
def read_agreement(request: HttpRequest, workspace: str, version: int) -> Any:  # noqa: ARG001
    """Read a version."""
    return agreement_called(version)


@router.get("/{workspace}/agreements/{int:version}/differences", response=list[PlaceDifference])
@allowed(Action.VIEW)
def agreement_differences(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    version: int,
    other: int,
) -> Any:
    """Compare a version with an earlier one, place by place."""
    before, after = (terms_of(agreement_called(each)) for each in (other, version))
    return differences(before.model_dump(mode="json"), after.model_dump(mode="json"))
