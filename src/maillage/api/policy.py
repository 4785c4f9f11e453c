"""The policy that settles claims, and the choice of a cut."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.accounts.policy import (
    LONGEST_CLAIM,
    LONGEST_PAY,
    change_policy,
    in_words,
    policy_in_force,
)
from maillage.domain.territories.cutting import choose_cut
from maillage.models import Membership, Policy
from maillage.permissions import Action

router = Router(tags=["ownership"])


class NewPolicy(Schema):
    """How claims are settled, and what reps are told about their pay."""

    winner: Literal["owner", "first_touch", "rules", "manager"]
    escalate_days: int = Field(ge=1, le=LONGEST_CLAIM)
    claim_days: int = Field(ge=2, le=LONGEST_CLAIM)
    escalate_to: int | None = Field(None, ge=1, le=2**53, description="Id of a member.")
    pay: str = Field("", max_length=LONGEST_PAY)


class PolicyView(Schema):
    """The policy in force; ``words`` say it in full sentences."""

    winner: str
    escalate_days: int
    claim_days: int
    escalate_to: int | None = Field(alias="escalate_to_id")
    pay: str
    words: list[str]
    cut: dict[str, Any] = Field(alias="choice", description="What was recommended last.")

    @staticmethod
    def resolve_words(row: Policy) -> list[str]:
        """Say the policy in sentences."""
        return in_words(row)


class CutAsked(Schema):
    """What the choice of a cut depends on."""

    offer: Literal["same", "by_industry", "by_size"]
    stage: Literal["entering", "growing", "established"]
    team: int | None = Field(
        None, ge=1, le=100_000, description="How many sell; the active reps by default."
    )


class WeighedCut(Schema):
    """One way to cut; without accounts ``carried``, ``known`` and ``figure`` are null."""

    cut: str
    asked: float = Field(description="1 by the offer, 0.5 by the stage.")
    carried: float | None = Field(description="How far the accounts carry it, 0 to 1.")
    known: float | None = Field(description="Share of the accounts that say so.")
    figure: float | None
    points: float
    says: str | None


class CutAdvice(Schema):
    """One or two ways to cut, the leading one first, and why; all four as they were weighed."""

    cuts: list[str]
    why: list[str]
    weighed: list[WeighedCut]


@router.get("/{workspace}/policy", response=PolicyView)
@allowed(Action.EDIT_RULES)
def read_policy(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Read how claims are settled."""
    return policy_in_force()


@router.put("/{workspace}/policy", response=PolicyView)
@allowed(Action.EDIT_RULES)
def write_policy(request: HttpRequest, workspace: str, policy: NewPolicy) -> Any:  # noqa: ARG001
    """Say how claims are settled."""
    members = Membership.objects.filter(workspace=request.member.workspace, active=True)
    higher = None
    if policy.escalate_to is not None:
        higher = get_object_or_404(members, pk=policy.escalate_to)
    return change_policy(**policy.dict() | {"escalate_to": higher}, by=request.member)


@router.post("/{workspace}/policy/cut", response=CutAdvice)
@allowed(Action.EDIT_RULES)
def recommend(request: HttpRequest, workspace: str, asked: CutAsked) -> Any:  # noqa: ARG001
    """Recommend how to cut the market, and keep what was recommended (A-06)."""
    advice = choose_cut(**asked.dict(), by=request.member)
    return advice.stored()
