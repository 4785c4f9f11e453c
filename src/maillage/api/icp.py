"""The ideal customer profile: versions, signatures, which accounts fit, what is done off it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.core.accounts.icp.criteria import Icp, read_icp
from maillage.core.accounts.icp.presets import PRESETS
from maillage.domain.accounts.icp.activity import activity_on_icp
from maillage.domain.accounts.icp.matching import FitCounts, count_fits, fit_rows
from maillage.domain.accounts.icp.versions import (
    LONGEST_NOTE,
    change_icp,
    checked,
    draft_icp,
    icp_in_force,
    sign_icp,
    versions,
    withdraw_icp,
)
from maillage.domain.accounts.portrait import fit_told
from maillage.interfaces.lists import icp as lists
from maillage.interfaces.lists.frames import FrameRows
from maillage.models import Account, IcpVersion
from maillage.permissions import Action

router = Router(tags=["icp"])
Counts = dict[str, int]
AnswerName = Literal["yes", "no", "unknown"]


class NewIcp(Schema):
    """A version to be signed. Criteria: see docs/market.md."""

    criteria: dict[str, Any]
    note: str = Field("", max_length=LONGEST_NOTE)
    wanted_on: date | None = Field(None, description="Begins that day at the earliest.")


class Asked(Schema):
    """Criteria to try; nothing is written."""

    criteria: dict[str, Any]


class Signing(Schema):
    """A signature under what was read."""

    seen: str = Field(max_length=64, description="The version's `fingerprint`.")


class SignatureRow(Schema):
    """A signature."""

    team: str
    member: str
    signed_at: datetime

    @staticmethod
    def resolve_member(row: Any) -> str:
        """Name who signed."""
        return str(row.member)


class IcpRow(Schema):
    """A version; it holds from ``in_force_from`` until the next one begins."""

    number: int
    criteria: dict[str, Any]
    note: str
    wanted_on: date
    in_force_from: date | None
    author: str | None
    fingerprint: str
    signatures: list[SignatureRow]

    @staticmethod
    def resolve_author(row: IcpVersion) -> str | None:
        """Name who wrote it."""
        return str(row.author) if row.author else None

    @staticmethod
    def resolve_signatures(row: IcpVersion) -> list[Any]:
        """Give the signatures."""
        return list(row.signatures.select_related("member__user"))


class IcpPage(Page):
    """A page of versions."""

    items: list[IcpRow]


class IcpQuery(ListQuery):
    """What the versions may be asked."""

    state: Literal["", "draft", "signed"] = ""


class CountView(Schema):
    """How many accounts fit, with the unknown apart; the same by criterion."""

    accounts: int
    fit: Counts
    criteria: dict[str, Counts]


class FindingRow(Schema):
    """One criterion: what is asked, what is known."""

    criterion: str
    answer: AnswerName
    asked: str
    known: str


class FitView(Schema):
    """How an account fits a version."""

    version: int
    answer: AnswerName
    findings: list[FindingRow]


class FittingRow(Schema):
    """An account and how it fits."""

    id: str = Field(alias="external_id")
    name: str
    city: str
    state: str
    potential: float | None
    fit: AnswerName
    criteria: dict[str, AnswerName]

    @staticmethod
    def resolve_criteria(row: Any) -> dict[str, str]:
        """Give the answers by criterion."""
        given = row._asdict().items()
        return {name.removeprefix("fit_"): each for name, each in given if name[:4] == "fit_"}


class FittingPage(Page):
    """A page of accounts."""

    items: list[FittingRow]


class FittingQuery(ListQuery):
    """What the accounts may be asked."""

    fit: AnswerName | Literal[""] = ""


class RepActivity(Schema):
    """The touches of a rep on days with a version in force."""

    rep: str = Field(alias="rep_name")
    yes: int
    no: int
    unknown: int
    off: float


class ActivityView(Schema):
    """Touches by the version in force on their day; shares are null where none was."""

    since: date
    until: date
    touches: int
    yes: int
    no: int
    unknown: int
    unjudged: int = Field(description="On days without a version in force.")
    off: float | None = Field(description="Share known to be off the profile.")
    off_at_most: float | None = Field(description="If all that is unknown were off it too.")
    reps: list[RepActivity]


def called(number: int) -> IcpVersion:
    """Find a version by its number."""
    return get_object_or_404(versions(), number=number)


def counts_of(icp: Icp) -> dict[str, Any]:
    """Count for a program."""
    found: FitCounts = count_fits(icp)
    return {"accounts": found.accounts, "fit": found.all, "criteria": found.criteria}


@router.get("/{workspace}/icp", response=IcpPage)
@allowed(Action.VIEW)
def list_versions(request: HttpRequest, workspace: str, query: Query[IcpQuery]) -> Any:  # noqa: ARG001
    """List the versions, the latest first."""
    return paged(
        request, lists.versions(str, icp_in_force(timezone.localdate())), versions(), query
    )


@router.post("/{workspace}/icp", response={201: IcpRow})
@allowed(Action.EDIT_ICP)
def draft(request: HttpRequest, workspace: str, version: NewIcp) -> Any:  # noqa: ARG001
    """Write a version, for marketing and sales to sign (C-01)."""
    return Status(201, draft_icp(**version.dict(), by=request.member))


@router.get("/{workspace}/icp/presets", response=dict[str, dict[str, Any]])
@allowed(Action.VIEW)
def presets(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List profiles to begin with (A-17)."""
    return {name: icp.stored() for name, icp in PRESETS.items()}


@router.get("/{workspace}/icp/in-force", response=IcpRow)
@allowed(Action.VIEW)
def in_force(request: HttpRequest, workspace: str, on: date | None = None) -> Any:  # noqa: ARG001
    """Read the version in force on a day; 404 where none is."""
    found = icp_in_force(on or timezone.localdate())
    if found is None:
        raise Http404
    return found


@router.post("/{workspace}/icp/count", response=CountView)
@allowed(Action.EDIT_ICP, "read")
def count(request: HttpRequest, workspace: str, asked: Asked) -> Any:  # noqa: ARG001
    """Count the accounts that would fit criteria."""
    return counts_of(checked(asked.criteria))


@router.get("/{workspace}/icp/activity", response=ActivityView)
@allowed(Action.VIEW_DRAFTS)
def activity(request: HttpRequest, workspace: str, since: date, until: date) -> Any:  # noqa: ARG001
    """Measure the share of touches off the profile (C-03)."""
    found = activity_on_icp(since=since, until=until)
    counts = {name: found.count(name) for name in ("yes", "no", "unknown", "unjudged")}
    return counts | {
        "since": since,
        "until": until,
        "touches": len(found.touches),
        "off": found.off,
        "off_at_most": found.off_at_most,
        "reps": found.by_rep().to_dict("records"),
    }


@router.get("/{workspace}/icp/{int:number}", response=IcpRow)
@allowed(Action.VIEW)
def read(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Read a version."""
    return called(number)


@router.put("/{workspace}/icp/{int:number}", response=IcpRow)
@allowed(Action.EDIT_ICP)
def change(request: HttpRequest, workspace: str, number: int, version: NewIcp) -> Any:  # noqa: ARG001
    """Change a version nobody has signed."""
    found = called(number)
    given = version.dict() | {"wanted_on": version.wanted_on or found.wanted_on}
    return change_icp(version=found, **given, by=request.member)


@router.delete("/{workspace}/icp/{int:number}", response={204: None})
@allowed(Action.EDIT_ICP)
def withdraw(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Remove a version that both teams have not signed."""
    withdraw_icp(version=called(number), by=request.member)
    return Status(204, None)


@router.post("/{workspace}/icp/{int:number}/sign", response=IcpRow)
@allowed(Action.SIGN_ICP)
def sign(request: HttpRequest, workspace: str, number: int, signing: Signing) -> Any:  # noqa: ARG001
    """Sign a version for one's team; the second signature brings it into force (C-02)."""
    return sign_icp(version=called(number), seen=signing.seen, by=request.member)


@router.get("/{workspace}/icp/{int:number}/counts", response=CountView)
@allowed(Action.VIEW)
def read_counts(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Count the accounts that fit a version."""
    return counts_of(read_icp(called(number).criteria))


@router.get("/{workspace}/icp/{int:number}/accounts", response=FittingPage)
@allowed(Action.VIEW)
def list_fitting(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    number: int,
    query: Query[FittingQuery],
) -> Any:
    """List the accounts by how they fit a version."""
    icp = read_icp(called(number).criteria)
    return paged(request, lists.fitting(str, icp), FrameRows(fit_rows(icp)), query)


@router.get("/{workspace}/accounts/{account}/fit", response=FitView)
@allowed(Action.VIEW)
def read_fit(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    account: str,
    on: date | None = None,
) -> Any:
    """Explain how an account fits the version in force on a day; 404 where none is."""
    found = get_object_or_404(Account.objects.all(), external_id=account)
    told = fit_told(found, on or timezone.localdate())
    if told is None:
        raise Http404
    return told
