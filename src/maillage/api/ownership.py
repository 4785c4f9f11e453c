"""Rules, transfers, overlays and claims."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import MOST
from maillage.domain.accounts.claims import decide_claim, open_claim, withdraw_claim
from maillage.domain.accounts.overlays import add_overlay, end_overlay, overlays_at
from maillage.domain.accounts.transfers import undo_transfer
from maillage.domain.people.members import rep_called
from maillage.domain.territories.rules.applying import apply_rules
from maillage.domain.territories.rules.editing import remove_rule, save_rule
from maillage.domain.territories.rules.reading import criterion_of
from maillage.domain.territories.rules.sentences import sentence
from maillage.domain.territories.rules.testing import RuleTest, try_rules
from maillage.models import Account, AssignmentRule, Claim, Overlay, Transfer
from maillage.permissions import Action

router = Router(tags=["ownership"])
FINDINGS = ("matched", "twice", "none", "named", "family", "changes")
Figures = dict[str, Any]


class NewRule(Schema):
    """A rule: which accounts go to whom. Criteria: see docs/territories.md."""

    name: str = Field(min_length=1, max_length=120)
    criteria: Figures
    rep: str = Field(max_length=100, description="Id of the rep who gets them.")
    starts_on: date
    ends_on: date | None = None
    position: int = Field(10, ge=0, le=10_000, description="Lower ones come first.")
    description: str = Field("", max_length=2_000)
    basis: Literal["coverage", "potential", "purchases", "complexity", "volume", "habit"] = (
        "coverage"
    )
    by_site: bool = False
    active: bool = True


class RuleRow(Schema):
    """A rule, with what it says in words."""

    id: int = Field(alias="pk")
    name: str
    position: int
    criteria: Figures
    sentence: str
    rep: str | None = None
    territory: str | None = None
    starts_on: date
    ends_on: date | None
    basis: str
    by_site: bool
    active: bool

    @staticmethod
    def resolve_sentence(row: AssignmentRule) -> str:
        """Say the rule in words."""
        return sentence(row, criterion_of(row.criteria))

    @staticmethod
    def resolve_rep(row: AssignmentRule) -> str | None:
        """Give the id of the rep."""
        return row.rep.external_id if row.rep else None

    @staticmethod
    def resolve_territory(row: AssignmentRule) -> str | None:
        """Name the territory."""
        return row.territory.name if row.territory else None


class TestCount(Schema):
    """Some accounts and their potential."""

    finding: str
    accounts: int
    potential: float


class RuleTestView(Schema):
    """What the rules say of all accounts on a day; nothing is written."""

    on: date
    seen: str = Field(description="Send it back to apply what was seen, and nothing else.")
    findings: list[TestCount]
    reps: list[Figures]


class Applying(Schema):
    """What somebody saw, to be applied."""

    on: date
    seen: str = Field(max_length=64)


class TransferRow(Schema):
    """Accounts given at once."""

    id: int = Field(alias="pk")
    title: str
    kind: str
    starts_on: date
    made_at: datetime
    made_by: str
    undone_at: datetime | None
    figures: Figures


class NewOverlay(Schema):
    """A role on accounts beside their owners."""

    accounts: list[str] = Field(min_length=1, max_length=10_000)
    rep: str = Field(max_length=100)
    role: Literal["specialist", "coordinator", "sdr", "support"]
    share: float = Field(0.0, ge=0, le=100, description="Of the credit, in percent.")
    starts_on: date
    ends_on: date | None = None
    reason: str = Field("", max_length=200)


class OverlayRow(Schema):
    """A role on an account."""

    id: int = Field(alias="pk")
    account: str
    rep: str
    role: str
    share: float
    starts_on: date
    ends_on: date | None

    @staticmethod
    def resolve_account(row: Overlay) -> str:
        """Give the id of the account."""
        return row.account.external_id

    @staticmethod
    def resolve_rep(row: Overlay) -> str:
        """Give the id of the rep."""
        return row.rep.external_id


class Ending(Schema):
    """When something ends."""

    on: date


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


@router.get("/{workspace}/rules", response=list[RuleRow])
@allowed(Action.VIEW)
def list_rules(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List the rules, those that come first first."""
    return AssignmentRule.objects.select_related("rep", "territory")[:MOST]


@router.post("/{workspace}/rules", response={201: RuleRow})
@allowed(Action.EDIT_RULES)
def make_rule(request: HttpRequest, workspace: str, rule: NewRule) -> Any:  # noqa: ARG001
    """Write a new rule."""
    values = rule.dict() | {"rep": rep_called(rule.rep)}
    return Status(201, save_rule(**values, by=request.member))


@router.put("/{workspace}/rules/{int:number}", response=RuleRow)
@allowed(Action.EDIT_RULES)
def change_rule(request: HttpRequest, workspace: str, number: int, rule: NewRule) -> Any:  # noqa: ARG001
    """Change a rule."""
    found = get_object_or_404(AssignmentRule.objects.all(), pk=number)
    values = rule.dict() | {"rep": rep_called(rule.rep)}
    return save_rule(rule=found, **values, by=request.member)


@router.delete("/{workspace}/rules/{int:number}", response={204: None})
@allowed(Action.EDIT_RULES)
def end_rule(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Remove a rule; the accounts it gave stay where they are."""
    found = get_object_or_404(AssignmentRule.objects.select_related("rep", "territory"), pk=number)
    remove_rule(rule=found, by=request.member)
    return Status(204, None)


@router.get("/{workspace}/rules/test", response=RuleTestView)
@allowed(Action.EDIT_RULES)
def judge(request: HttpRequest, workspace: str, on: date | None = None) -> Any:  # noqa: ARG001
    """Let the rules judge all accounts on a day, without writing anything."""
    return told(try_rules(on=on or timezone.localdate()))


def told(test: RuleTest) -> dict[str, Any]:
    """Write a test for a program."""
    counts = {finding: test.count(finding) for finding in FINDINGS}
    return {
        "on": test.on,
        "seen": test.fingerprint,
        "findings": [
            {"finding": finding, "accounts": each.accounts, "potential": each.potential}
            for finding, each in counts.items()
        ],
        "reps": [{key: row[key] for key in row if key != "rep"} for row in test.by_rep()],
    }


@router.post("/{workspace}/rules/apply", response={201: TransferRow})
@allowed(Action.EDIT_RULES)
def apply(request: HttpRequest, workspace: str, applying: Applying) -> Any:  # noqa: ARG001
    """Give every account the owner the rules name: what was seen in a test, and nothing else."""
    return Status(201, apply_rules(on=applying.on, seen=applying.seen, by=request.member))


@router.get("/{workspace}/transfers", response=list[TransferRow])
@allowed(Action.VIEW_LOG)
def list_transfers(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    limit: int = Query(100, ge=1, le=MOST),
) -> Any:
    """List what was given at once, the newest first."""
    return Transfer.objects.all()[:limit]


@router.post("/{workspace}/transfers/{int:transfer}/undo", response=TransferRow)
@allowed(Action.EDIT_RULES)
def undo(request: HttpRequest, workspace: str, transfer: int) -> Any:  # noqa: ARG001
    """Give every account of a transfer back, as it was."""
    found = get_object_or_404(Transfer.objects.all(), pk=transfer)
    undo_transfer(transfer=found, by=request.member)
    return Transfer.objects.get(pk=transfer)


@router.get("/{workspace}/overlays", response=list[OverlayRow])
@allowed(Action.VIEW)
def list_overlays(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    on: date | None = None,
    account: str = Query("", max_length=100),
    limit: int = Query(100, ge=1, le=MOST),
) -> Any:
    """List the roles that hold on a day."""
    found = overlays_at(on or timezone.localdate()).select_related("account")
    return (found.filter(account__external_id=account) if account else found)[:limit]


@router.post("/{workspace}/overlays", response={201: list[OverlayRow]})
@allowed(Action.EDIT_ACCOUNTS)
def make_overlays(request: HttpRequest, workspace: str, overlay: NewOverlay) -> Any:  # noqa: ARG001
    """Give a rep a role on accounts; the owners stay."""
    found = list(Account.objects.filter(external_id__in=overlay.accounts))
    missing = set(overlay.accounts) - {account.external_id for account in found}
    for name in sorted(missing):
        get_object_or_404(Account.objects.all(), external_id=name)
    values = overlay.dict() | {"accounts": found, "rep": rep_called(overlay.rep)}
    return Status(201, add_overlay(**values, by=request.member))


@router.post("/{workspace}/overlays/{int:overlay}/end", response={204: None})
@allowed(Action.EDIT_ACCOUNTS)
def end(request: HttpRequest, workspace: str, overlay: int, ending: Ending) -> Any:  # noqa: ARG001
    """End a role on a day."""
    found = get_object_or_404(Overlay.objects.all(), pk=overlay)
    end_overlay(overlay=found, on=ending.on, by=request.member)
    return Status(204, None)


@router.get("/{workspace}/claims", response=list[ClaimRow])
@allowed(Action.VIEW)
def list_claims(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    state: str = Query("", max_length=10),
    limit: int = Query(100, ge=1, le=MOST),
) -> Any:
    """List the claims, the newest first."""
    found = Claim.objects.select_related("account", "claimant", "against")
    return (found.filter(state=state) if state else found)[:limit]


@router.post("/{workspace}/claims", response={201: ClaimRow})
@allowed(Action.CHALLENGE)
def claim(request: HttpRequest, workspace: str, claim: NewClaim) -> Any:  # noqa: ARG001
    """Claim an account for oneself."""
    account = get_object_or_404(Account.objects.all(), external_id=claim.account)
    made = open_claim(
        account=account,
        claimant=rep_called(request.member.rep.external_id if request.member.rep else ""),
        code=claim.code,
        reason=claim.reason,
        by=request.member,
        now=timezone.now(),
    )
    return Status(201, made)


def claims() -> Any:
    """Claims with what their rows show."""
    return Claim.objects.select_related("account", "claimant", "against")


@router.post("/{workspace}/claims/{int:claim}/decide", response=ClaimRow)
@allowed(Action.ANSWER_CHALLENGES)
def decide(request: HttpRequest, workspace: str, claim: int, decision: Decision) -> Any:  # noqa: ARG001
    """Decide on a claim."""
    found = get_object_or_404(claims(), pk=claim)
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
    found = get_object_or_404(claims(), pk=claim)
    return withdraw_claim(claim=found, by=request.member, now=timezone.now())
