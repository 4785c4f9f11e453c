"""Rules: whose an account is, tested before they are applied."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.jobs import JobRow
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.accounts.criteria.presets import presets
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.domain.people.members import rep_called
from maillage.domain.territories.rules.applying import begin_applying
from maillage.domain.territories.rules.editing import remove_rule, save_rule
from maillage.domain.territories.rules.sentences import sentence
from maillage.domain.territories.rules.testing import TARGETS, RuleTest, try_rules
from maillage.interfaces.lists import ownership as lists
from maillage.interfaces.lists.frames import FrameRows
from maillage.models import AssignmentRule, Job
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


class RulePage(Page):
    """A page of rules."""

    items: list[RuleRow]


class RuleQuery(ListQuery):
    """What the rules may be asked."""

    active: Literal["", "yes", "no"] = ""


class TestQuery(ListQuery):
    """Of which test, and which accounts of it."""

    on: date | None = Field(None, description="Day to judge; today by default.")
    rule: int | None = Field(None, ge=1, le=2**53, description="One rule alone.")
    via: Literal["", "named", "family", "rule", "clash", "none"] = ""


class TestedRow(Schema):
    """An account in a test; ``proposed`` is whom the rules give it to."""

    id: str = Field(alias="external_id")
    name: str
    state: str
    potential: float | None
    owner: str = Field(alias="owner_name")
    proposed: str = Field(alias="proposed_name")
    via: str
    changes: bool


class TestedPage(Page):
    """A page of accounts of a test."""

    items: list[TestedRow]


def every_rule() -> Any:
    """The rules of the workspace, with what their rows show."""
    return AssignmentRule.objects.select_related(*TARGETS)


def tested(on: date | None, rule: int | None) -> RuleTest:
    """Test all rules, or one alone, on a day."""
    one = None if rule is None else [get_object_or_404(every_rule(), pk=rule)]
    return try_rules(on=on or timezone.localdate(), rules=one)


@router.get("/{workspace}/rules", response=RulePage)
@allowed(Action.VIEW)
def list_rules(request: HttpRequest, workspace: str, query: Query[RuleQuery]) -> Any:  # noqa: ARG001
    """List the rules, those that come first first."""
    return paged(request, lists.rules(None, ""), every_rule(), query)


@router.get("/{workspace}/rules/presets", response=dict[str, dict[str, Figures]])
@allowed(Action.EDIT_RULES)
def list_presets(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Give criteria to begin a rule with, by kind and name."""
    return presets()


@router.get("/{workspace}/rules/{int:number}", response=RuleRow)
@allowed(Action.VIEW)
def read_rule(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Read a rule."""
    return get_object_or_404(every_rule(), pk=number)


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
    found = get_object_or_404(every_rule(), pk=number)
    values = rule.dict() | {"rep": rep_called(rule.rep)}
    return save_rule(rule=found, **values, by=request.member)


@router.delete("/{workspace}/rules/{int:number}", response={204: None})
@allowed(Action.EDIT_RULES)
def end_rule(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Remove a rule; the accounts it gave stay where they are."""
    found = get_object_or_404(every_rule(), pk=number)
    remove_rule(rule=found, by=request.member)
    return Status(204, None)


@router.get("/{workspace}/rules/test", response=RuleTestView)
@allowed(Action.VIEW_DRAFTS)
def judge(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    on: date | None = None,
    rule: int | None = Query(None, ge=1, le=2**53, description="One rule alone."),
) -> Any:
    """Let the rules judge all accounts on a day, without writing anything."""
    return told(tested(on, rule))


@router.get("/{workspace}/rules/test/{finding}", response=TestedPage)
@allowed(Action.VIEW_DRAFTS)
def list_tested(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    finding: Literal["matched", "twice", "none", "named", "family", "changes"],
    query: Query[TestQuery],
) -> Any:
    """List the accounts behind a finding of a test."""
    test = tested(query.on, query.rule)
    return paged(request, lists.tested(str, test, finding), FrameRows(test.rows(finding)), query)


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


@router.post("/{workspace}/rules/apply", response={201: TransferRow, 202: JobRow})
@allowed(Action.EDIT_RULES)
def apply(request: HttpRequest, workspace: str, applying: Applying) -> Any:  # noqa: ARG001
    """Give every account the owner the rules name: what was seen in a test, and nothing else.

    Where many accounts change, 202 and the work in the background that does it.
    """
    done = begin_applying(on=applying.on, seen=applying.seen, by=request.member)
    return Status(202 if isinstance(done, Job) else 201, done)
