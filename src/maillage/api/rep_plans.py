"""Plans of reps: written in versions, discussed, accepted; a rep finds only their own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.people.members import rep_called
from maillage.domain.plans import deciding, writing
from maillage.domain.plans.differences import in_words
from maillage.domain.plans.notes import add_note, notes_shown_to
from maillage.domain.plans.queries import plan_in_force, plans_shown_to
from maillage.domain.plans.targets import target_handed_down
from maillage.domain.plans.writing import version_called
from maillage.interfaces.importers.plans.schema import LARGEST, WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.interfaces.lists import plans as lists
from maillage.interfaces.lists.listing import Listing
from maillage.models import Membership, PlanNote, PlanVersion, RepPlan
from maillage.permissions import Action

router = Router(tags=["plans"])
StateName = Literal["draft", "proposed", "discussed", "accepted"]


class PlanRow(Schema):
    """A plan in a list; ``odds`` are those of its weakest source."""

    id: int = Field(alias="pk")
    rep: str
    name: str
    starts_on: date
    state: StateName
    version: int
    in_force: int | None = Field(description="The version that was accepted last; null for none.")
    objective: float
    currency: str
    odds: float | None
    findings: int
    reason: str = Field(description="Why it was sent back, or is written anew.")
    changed_at: datetime

    @staticmethod
    def resolve_rep(row: RepPlan) -> str:
        """Give the id of the rep."""
        return row.rep.external_id


class PlanPage(Page):
    """A page of plans."""

    items: list[PlanRow]


class PlanListQuery(ListQuery):
    """What the plans may be asked."""

    state: StateName | Literal[""] = ""
    year: int | None = Field(None, ge=1990, le=2200, description="In which they begin.")


class StoredPlan(PlanRow):
    """A plan with what its latest version says."""

    content: dict[str, Any] = Field(description="As POST /plans/examine takes it.")
    proposed_at: datetime | None
    discussed_at: datetime | None
    accepted_at: datetime | None
    accepted_by: str | None = None

    @staticmethod
    def resolve_accepted_by(row: RepPlan) -> str | None:
        """Name who accepted it."""
        return told(row.accepted_by)


class PlanVersionRow(Schema):
    """A version: who wrote it, and what changed in words."""

    number: int
    by: str | None = None
    at: datetime
    accepted_by: str | None = None
    accepted_at: datetime | None
    changes: list[str]

    @staticmethod
    def resolve_by(row: PlanVersion) -> str | None:
        """Name who wrote it."""
        return told(row.by)

    @staticmethod
    def resolve_accepted_by(row: PlanVersion) -> str | None:
        """Name who accepted it."""
        return told(row.accepted_by)

    @staticmethod
    def resolve_changes(row: PlanVersion) -> list[str]:
        """Say the differences to the version before, in the caller's language."""
        return [in_words(each) for each in row.changes]


class PlanVersionView(PlanVersionRow):
    """A version with what it says, its odds and what was found."""

    content: dict[str, Any]
    examined: dict[str, Any]


class PlanNoteRow(Schema):
    """A remark, or a coaching note."""

    id: int = Field(alias="pk")
    kind: Literal["remark", "coaching"]
    version: int
    text: str
    by: str
    at: datetime

    @staticmethod
    def resolve_by(row: PlanNote) -> str:
        """Name who wrote it."""
        return str(row.by)


class NewRepPlan(Schema):
    """The plan of a rep to begin with."""

    rep: str = Field("", max_length=100, description="Id of a rep; oneself by default.")
    content: WrittenPlan


class PlanSeen(Schema):
    """The version somebody looked at, so that nothing is done to another."""

    seen: int = Field(ge=1, le=2**31 - 1, description="Number of the version you looked at.")


class PlanWriting(PlanSeen):
    """A new version."""

    content: WrittenPlan


class PlanSaying(PlanSeen):
    """A step, and what is said with it."""

    text: str = Field("", max_length=4_000)


class PlanReason(PlanSeen):
    """A step that needs a reason."""

    reason: str = Field(min_length=1, max_length=4_000)


class PlanRestoring(PlanSeen):
    """Which version is written anew."""

    number: int = Field(ge=1, le=2**31 - 1)


class PlanCopying(Schema):
    """For which year a plan is copied, and with which objective."""

    starts_on: date
    objective: Decimal | None = Field(
        None, gt=0, le=LARGEST, max_digits=16, decimal_places=2,
        description="As before where left out.",
    )  # fmt: skip
    handed_down: bool = Field(default=False, description="Take what was handed down to the rep.")


class NewPlanNote(Schema):
    """What is said of a plan; a coaching note is read by the rep and those who lead them."""

    kind: Literal["remark", "coaching"] = "remark"
    text: str = Field(min_length=1, max_length=4_000)


class InForceQuery(Schema):
    """Whose plan, on which day."""

    rep: str = Field("", max_length=100, description="Id of a rep; oneself by default.")
    on: date | None = None


def told(member: Membership | None) -> str | None:
    """Name a member."""
    return None if member is None else str(member)


def seen_plan(request: HttpRequest, plan: int) -> RepPlan:
    """Find a plan the caller may read; to others there is none."""
    return get_object_or_404(
        plans_shown_to(request.member).select_related("accepted_by__user"), pk=plan
    )


def rep_named(request: HttpRequest, rep: str) -> Any:
    """The rep that is named, else the one the caller is."""
    own = request.member.rep
    return rep_called(rep or (own.external_id if own else ""))


def listed_plans(request: HttpRequest, year: int | None) -> tuple[Listing, Any]:
    """The list of the plans a caller may read; of a year without a plan, none."""
    rows = plans_shown_to(request.member)
    years = {day.year for day in rows.order_by().values_list("starts_on", flat=True)}
    return lists.plans(str, sorted(years | ({year} if year else set())), {}), lists.with_reviews(
        rows
    )


@router.get("/{workspace}/plans", response=PlanPage)
@allowed(Action.VIEW)
def list_plans(request: HttpRequest, workspace: str, query: Query[PlanListQuery]) -> Any:  # noqa: ARG001
    """List the plans the caller may read, the latest year first."""
    listing, rows = listed_plans(request, query.year)
    return paged(request, listing, rows, query)


@router.post("/{workspace}/plans", response={201: StoredPlan})
@allowed(Action.WRITE_PLAN)
def begin(request: HttpRequest, workspace: str, plan: NewRepPlan) -> Any:  # noqa: ARG001
    """Begin the plan of a rep for a year, as a draft."""
    rep = rep_named(request, plan.rep)
    return Status(201, writing.create_plan(rep=rep, written=plan.content, by=request.member))


@router.get("/{workspace}/plans/in-force", response=PlanVersionView)
@allowed(Action.VIEW)
def read_in_force(request: HttpRequest, workspace: str, query: Query[InForceQuery]) -> Any:  # noqa: ARG001
    """Read the version of a rep's plan that is in force on a day."""
    rep = rep_named(request, query.rep)
    get_object_or_404(plans_shown_to(request.member).filter(rep=rep)[:1])
    found = plan_in_force(rep, query.on or timezone.localdate())
    return get_object_or_404(PlanVersion.objects.all(), pk=found.pk if found else 0)


@router.get("/{workspace}/plans/{int:plan}", response=StoredPlan)
@allowed(Action.VIEW)
def read_plan(request: HttpRequest, workspace: str, plan: int) -> Any:  # noqa: ARG001
    """Read a plan."""
    return seen_plan(request, plan)


@router.put("/{workspace}/plans/{int:plan}", response=StoredPlan)
@allowed(Action.WRITE_PLAN)
def write(request: HttpRequest, workspace: str, plan: int, written: PlanWriting) -> Any:  # noqa: ARG001
    """Write a new version over the one seen; 409 where there is a later one."""
    return writing.write_plan(
        plan=seen_plan(request, plan),
        written=written.content,
        seen=written.seen,
        by=request.member,
    )


@router.post("/{workspace}/plans/{int:plan}/propose", response=StoredPlan)
@allowed(Action.WRITE_PLAN)
def propose(request: HttpRequest, workspace: str, plan: int, saying: PlanSaying) -> Any:  # noqa: ARG001
    """Propose one's own plan to who leads one."""
    return deciding.propose_plan(plan=seen_plan(request, plan), **saying.dict(), by=request.member)


@router.post("/{workspace}/plans/{int:plan}/discuss", response=StoredPlan)
@allowed(Action.ACCEPT_PLAN)
def discuss(request: HttpRequest, workspace: str, plan: int, reason: PlanReason) -> Any:  # noqa: ARG001
    """Send a proposed plan back, and say why."""
    return deciding.discuss_plan(plan=seen_plan(request, plan), **reason.dict(), by=request.member)


@router.post("/{workspace}/plans/{int:plan}/accept", response=StoredPlan)
@allowed(Action.ACCEPT_PLAN)
def accept(request: HttpRequest, workspace: str, plan: int, saying: PlanSaying) -> Any:  # noqa: ARG001
    """Accept a proposed plan: it is in force, with the odds it has that day."""
    return deciding.accept_plan(
        plan=seen_plan(request, plan), **saying.dict(), read=stored_plan, by=request.member
    )


@router.post("/{workspace}/plans/{int:plan}/reopen", response=StoredPlan)
@allowed(Action.WRITE_PLAN)
def reopen(request: HttpRequest, workspace: str, plan: int, reason: PlanReason) -> Any:  # noqa: ARG001
    """Begin to write an accepted plan anew; what was accepted stays in force meanwhile."""
    return deciding.reopen_plan(plan=seen_plan(request, plan), **reason.dict(), by=request.member)


@router.post("/{workspace}/plans/{int:plan}/restore", response=StoredPlan)
@allowed(Action.WRITE_PLAN)
def restore(request: HttpRequest, workspace: str, plan: int, which: PlanRestoring) -> Any:  # noqa: ARG001
    """Write what an earlier version said as a new one."""
    return writing.restore_version(
        plan=seen_plan(request, plan), **which.dict(), read=stored_plan, by=request.member
    )


@router.post("/{workspace}/plans/{int:plan}/copy", response={201: StoredPlan})
@allowed(Action.WRITE_PLAN)
def copy(request: HttpRequest, workspace: str, plan: int, year: PlanCopying) -> Any:  # noqa: ARG001
    """Begin another year with what a plan says, without what was reached."""
    found = seen_plan(request, plan)
    target = target_handed_down(found.rep, year.starts_on) if year.handed_down else None
    made = writing.copy_plan(
        plan=found,
        starts_on=year.starts_on,
        read=stored_plan,
        by=request.member,
        objective=target.amount if target else year.objective,
        currency=target.currency if target else "",
    )
    return Status(201, made)


@router.get("/{workspace}/plans/{int:plan}/versions", response=list[PlanVersionRow])
@allowed(Action.VIEW)
def list_versions(request: HttpRequest, workspace: str, plan: int) -> Any:  # noqa: ARG001
    """List the versions of a plan with what changed, the latest first."""
    versions = seen_plan(request, plan).versions.defer("content", "examined")
    return versions.select_related("by__user", "accepted_by__user")


@router.get("/{workspace}/plans/{int:plan}/versions/{int:number}", response=PlanVersionView)
@allowed(Action.VIEW)
def read_version(request: HttpRequest, workspace: str, plan: int, number: int) -> Any:  # noqa: ARG001
    """Read a version with its odds and what was found."""
    return version_called(seen_plan(request, plan), number)


@router.get("/{workspace}/plans/{int:plan}/notes", response=list[PlanNoteRow])
@allowed(Action.VIEW)
def list_notes(request: HttpRequest, workspace: str, plan: int) -> Any:  # noqa: ARG001
    """List what was said of a plan, as far as the caller may read it."""
    return notes_shown_to(seen_plan(request, plan), request.member)


@router.post("/{workspace}/plans/{int:plan}/notes", response={201: PlanNoteRow})
@allowed(Action.COMMENT)
def note(request: HttpRequest, workspace: str, plan: int, note: NewPlanNote) -> Any:  # noqa: ARG001
    """Say something of a plan; coaching notes are written by who leads the rep."""
    found = seen_plan(request, plan)
    return Status(201, add_note(plan=found, **note.dict(), by=request.member))
