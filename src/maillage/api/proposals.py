"""What is proposed for accounts: repairs of addresses, parents of sites; applied and undone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.jobs import JobRow
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.accounts.proposals import deciding
from maillage.domain.accounts.proposals.finding import look_for_proposals
from maillage.errors import InputError
from maillage.interfaces.lists import proposals as lists
from maillage.models import Job, Proposal
from maillage.permissions import Action
from maillage.texts import _

router = Router(tags=["accounts"])
Kind = Literal["addresses", "sites"]
Key = Annotated[int, Field(ge=1, le=2**53)]


class ProposalRow(Schema):
    """A field of an account that should be otherwise."""

    id: int = Field(alias="pk")
    account: str
    field: str
    before: str
    after: str = Field(description="The value proposed; of a parent, its id.")
    confidence: float = Field(description="How probable it is that this is right, 0 to 1.")
    reasons: list[str] = Field(description="Why, and what is assumed.")
    state: str
    decided_by: str
    decided_at: datetime | None

    @staticmethod
    def resolve_account(row: Proposal) -> str:
        """Give the id of the account."""
        return row.account.external_id

    @staticmethod
    def resolve_reasons(row: Proposal) -> list[str]:
        """Say why, and what is assumed."""
        return lists.reasons(row)


class ProposalPage(Page):
    """A page of proposals."""

    items: list[ProposalRow]


class ProposalQuery(ListQuery):
    """What the proposals may be asked."""

    kind: Kind = "addresses"
    state: str = Field(
        "", max_length=8, description="sure, applied or refused; without, those to be looked at."
    )
    field: str = Field("", max_length=12, description="Of addresses: only this field.")


class ProposalSearch(Schema):
    """What is looked for."""

    kind: Kind


class ProposedRow(Schema):
    """What a search proposed."""

    accounts: int
    proposals: int
    sure: int


class ChosenProposals(Schema):
    """Proposals something is done with at once."""

    proposals: list[Key] = Field(min_length=1, max_length=500)


@router.get("/{workspace}/proposals", response=ProposalPage)
@allowed(Action.EDIT_ACCOUNTS)
def list_proposals(request: HttpRequest, workspace: str, query: Query[ProposalQuery]) -> Any:  # noqa: ARG001
    """List what is proposed for addresses or for sites, the surest first."""
    rows = lists.listed(query.kind, query.state)
    return paged(request, lists.proposals(query.kind, str), rows, query)


@router.post("/{workspace}/proposals", response={200: ProposedRow, 202: JobRow})
@allowed(Action.EDIT_ACCOUNTS)
def find(request: HttpRequest, workspace: str, asked: ProposalSearch) -> Any:  # noqa: ARG001
    """Look at all accounts; where they are many, 202 and the work in the background."""
    found = look_for_proposals(kind=asked.kind, by=request.member)
    return Status(202 if isinstance(found, Job) else 200, found)


@router.post("/{workspace}/proposals/apply", response=list[ProposalRow])
@allowed(Action.EDIT_ACCOUNTS)
def apply(request: HttpRequest, workspace: str, asked: ChosenProposals) -> Any:  # noqa: ARG001
    """Apply proposals; those whose account has changed since are left out of the answer."""
    return deciding.apply_proposals(proposals=chosen(asked), by=request.member)


@router.post("/{workspace}/proposals/refuse", response=list[ProposalRow])
@allowed(Action.EDIT_ACCOUNTS)
def refuse(request: HttpRequest, workspace: str, asked: ChosenProposals) -> Any:  # noqa: ARG001
    """Remember that proposals are wrong; no search makes them again."""
    return deciding.refuse_proposals(proposals=chosen(asked), by=request.member)


@router.post("/{workspace}/proposals/reopen", response=list[ProposalRow])
@allowed(Action.EDIT_ACCOUNTS)
def reopen(request: HttpRequest, workspace: str, asked: ChosenProposals) -> Any:  # noqa: ARG001
    """Ask again about proposals that were refused."""
    return deciding.reopen_proposals(proposals=chosen(asked), by=request.member)


@router.post("/{workspace}/proposals/undo", response=list[ProposalRow])
@allowed(Action.EDIT_ACCOUNTS)
def undo(request: HttpRequest, workspace: str, asked: ChosenProposals) -> Any:  # noqa: ARG001
    """Take back what was applied, all or none."""
    return deciding.undo_proposals(proposals=chosen(asked), by=request.member)


def chosen(asked: ChosenProposals) -> list[Proposal]:
    """Find the proposals that are named.

    Raises
    ------
    InputError
        If one is not there.
    """
    found = list(Proposal.objects.filter(pk__in=asked.proposals))
    if len(found) != len(set(asked.proposals)):
        raise InputError(_("Some of these proposals are no longer there."))
    return found
