"""The engine at work in the background: begun, watched, and stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import Page, Paging, page_of
from maillage.api.scenarios import Figures, seen
from maillage.domain.jobs import cancel_job, jobs_seen
from maillage.domain.territories.running import run_design, run_frontier
from maillage.permissions import Action

router = Router(tags=["scenarios"])


class Running(Schema):
    """A design run."""

    kind: Literal["design", "improve", "frontier"] = "design"
    effort: float = Field(1.0, gt=0, le=10)
    seed: int = Field(0, ge=0, lt=2**31)
    prove: bool = False
    keep_locks: bool = Field(True, description="Locked units stay; without, they are unlocked.")
    keep_edits: bool = Field(False, description="What people assigned by hand stays.")
    points: int = Field(6, ge=2, le=12, description="Of a frontier.")


class JobRow(Schema):
    """A piece of background work."""

    id: int = Field(alias="pk")
    kind: str
    scenario: int | None = Field(None, alias="scenario_id")
    state: str
    progress: Figures
    result: Figures
    message: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobPage(Page):
    """A page of background work."""

    items: list[JobRow]


@router.post("/{workspace}/scenarios/{int:scenario}/jobs", response={202: JobRow})
@allowed(Action.EDIT_SCENARIOS, "design")
def run(request: HttpRequest, workspace: str, scenario: int, running: Running) -> Any:  # noqa: ARG001
    """Let the engine design a scenario, improve it, or plan a frontier, in the background."""
    found = seen(request, scenario)
    common = {"scenario": found, "by": request.member}
    common |= {"effort": running.effort, "seed": running.seed}
    if running.kind == "frontier":
        job = run_frontier(points=running.points, **common)
    else:
        job = run_design(
            improve=running.kind == "improve",
            prove=running.prove,
            keep_locks=running.keep_locks,
            keep_edits=running.keep_edits,
            **common,
        )
    return Status(202, job)


@router.get("/{workspace}/scenarios/{int:scenario}/jobs", response=JobPage)
@allowed(Action.VIEW)
def list_jobs(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    query: Query[Paging],
) -> Any:
    """List the background work on a scenario, the newest first."""
    return page_of(request, seen(request, scenario).jobs.all(), query)


@router.get("/{workspace}/jobs/{int:job}", response=JobRow)
@allowed(Action.VIEW)
def read_job(request: HttpRequest, workspace: str, job: int) -> Any:  # noqa: ARG001
    """Read how far a piece of background work is."""
    return get_object_or_404(jobs_seen(member=request.member), pk=job)


@router.post("/{workspace}/jobs/{int:job}/cancel", response=JobRow)
@allowed(Action.EDIT_SCENARIOS, "design")
def cancel(request: HttpRequest, workspace: str, job: int) -> Any:
    """Stop a piece of background work."""
    cancel_job(job=read_job(request, workspace, job), by=request.member)
    return read_job(request, workspace, job)
