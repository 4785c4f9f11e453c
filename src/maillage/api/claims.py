"""Claims on accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.accounts import called
from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.accounts.claims import (
    advised,
    claims_shown_to,
    decide_claim,
    open_claim,
    withdraw_claim,
)
from maillage.domain.people.members import rep_called
from maillage.interfaces.lists import ownership as lists
from maillage.models import Account, Claim
from maillage.permissions import Action

router = Router(tags=["ownership"])


class NewClaim(Schema):
    """Why a rep claims an account; who is a rep claims for themselves."""

    account: str = Field(max_length=100)
    code: Literal["relation", "territory", "parent", "referral", "inactive", "other"]
    reason: str = Field("", max_length=2_000)


class Decision(Schema):
    """What becomes of a claim."""

    upheld: bool
    text: str = Field(min_length=1, max_length=2_000)


class ClaimRow(Schema):
    """A claim."""

    id: int = Field(alias="pk")
    account: str
    claimant: str
    against: str | None = None
    code: str
    reason: str
    state: str
    opened_at: datetime
    escalates_at: datetime
    due_at: datetime
    decision: str
    decided_by: str

    @staticmethod
    def resolve_account(row: Claim) -> str:
        """Give the id of the account."""
        return row.account.external_id

    @staticmethod
    def resolve_claimant(row: Claim) -> str:
        """Give the id of the rep who claims."""
        return row.claimant.external_id

    @staticmethod
    def resolve_against(row: Claim) -> str | None:
        """Give the id of the rep who owns."""
        return row.against.external_id if row.against else None


class ClaimPage(Page):
    """A page of claims."""

    items: list[ClaimRow]


class ClaimQuery(ListQuery):
    """What the claims may be asked."""

    state: str = Field("", max_length=10, description='A state, or "pending".')


class Advice(Schema):
    """Whom the policy would have the account, and why."""

    rep: str | None = Field(description="Null where it names nobody.")
    why: str


class ClaimView(ClaimRow):
    """A claim, with what the policy says while nobody decided."""

    advice: Advice | None = None

    @staticmethod
    def resolve_advice(row: Claim) -> dict[str, Any] | None:
        """Say what the policy says; nothing once it is decided."""
        if not row.pending:
            return None
        rep, why = advised(row, timezone.now())
        return {"rep": rep.external_id if rep else None, "why": why}


def seen(request: HttpRequest, claim: int) -> Claim:
    """Find a claim the caller may see."""
    return get_object_or_404(claims_shown_to(request.member), pk=claim)


@router.get("/{workspace}/claims", response=ClaimPage)
@allowed(Action.VIEW)
def list_claims(request: HttpRequest, workspace: str, query: Query[ClaimQuery]) -> Any:  # noqa: ARG001
    """List the claims the caller may see, the newest first."""
    return paged(request, lists.claims(str), claims_shown_to(request.member), query)


@router.get("/{workspace}/claims/{int:claim}", response=ClaimView)
@allowed(Action.VIEW)
def read_claim(request: HttpRequest, workspace: str, claim: int) -> Any:  # noqa: ARG001
    """Read a claim, with whom the policy would have the account."""
    return seen(request, claim)


@router.post("/{workspace}/claims", response={201: ClaimRow})
@allowed(Action.CHALLENGE)
def claim(request: HttpRequest, workspace: str, claim: NewClaim) -> Any:  # noqa: ARG001
    """Claim an account for oneself."""
    account = called(claim.account, Account.objects.all())
    made = open_claim(
        account=account,
        claimant=rep_called(request.member.rep.external_id if request.member.rep else ""),
        code=claim.code,
        reason=claim.reason,
        by=request.member,
        now=timezone.now(),
    )
    return Status(201, made)


@router.post("/{workspace}/claims/{int:claim}/decide", response=ClaimRow)
@allowed(Action.ANSWER_CHALLENGES)
def decide(request: HttpRequest, workspace: str, claim: int, decision: Decision) -> Any:  # noqa: ARG001
    """Decide on a claim."""
    found = seen(request, claim)
    return decide_claim(
        claim=found,
        upheld=decision.upheld,
        text=decision.text,
        by=request.member,
        now=timezone.now(),
    )


@router.post("/{workspace}/claims/{int:claim}/withdraw", response=ClaimRow)
@allowed(Action.CHALLENGE)
def withdraw(request: HttpRequest, workspace: str, claim: int) -> Any:  # noqa: ARG001
    """Take one's own claim back."""
    found = seen(request, claim)
    return withdraw_claim(claim=found, by=request.member, now=timezone.now())
