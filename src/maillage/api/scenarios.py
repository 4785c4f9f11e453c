"""Scenarios: begun, edited, designed in the background, branched, merged, compared."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import MOST
from maillage.domain.jobs import cancel_job
from maillage.domain.people.members import rep_called
from maillage.domain.territories.comments import add_comment, comments_on, settle_comment
from maillage.domain.territories.comparing import compare_scenarios
from maillage.domain.territories.editing.asking import ask_again
from maillage.domain.territories.editing.changes import Edit, redo, undo
from maillage.domain.territories.editing.moves import (
    fill_gaps,
    give_rep,
    lock_units,
    move_several,
    rename_territory,
    state_of,
)
from maillage.domain.territories.editing.repairs import suggest_repairs
from maillage.domain.territories.lifecycle import scenario_seen, visible_scenarios
from maillage.domain.territories.merging import differences, merge_scenarios
from maillage.domain.territories.running import run_design, run_frontier
from maillage.domain.territories.starting import (
    Origin,
    branch_scenario,
    copy_scenario,
    delete_scenario,
    start_scenario,
)
from maillage.domain.territories.stored_request import request_from
from maillage.models import Job, Scenario
from maillage.permissions import Action

router = Router(tags=["scenarios"])
MOST_UNITS = 200_000
Figures = dict[str, Any]


class ScenarioRow(Schema):
    """A scenario and how far it is."""

    id: int = Field(alias="pk")
    name: str
    status: str
    revision: int
    unit_level: str
    owner: str | None = None
    base: int | None = Field(None, alias="base_id")
    created_at: datetime
    changed_at: datetime
    request: Figures
    statistics: Figures

    @staticmethod
    def resolve_owner(row: Scenario) -> str | None:
        """Name who began it."""
        return str(row.owner) if row.owner else None


class NewScenario(Schema):
    """What a scenario begins with; ``request`` holds what `maillage design` may be asked."""

    origin: Literal["today", "nothing"] = "today"
    name: str = Field("", max_length=100)
    request: Figures = Field({}, description="measures, level, states, territories, tolerance…")
    fill: bool = Field(True, description="Units nobody owns go to the nearest territory.")


class Name(Schema):
    """A name, for a copy."""

    name: str = Field("", max_length=100)


class State(Schema):
    """A scenario as it is after a change.

    ``units`` are the territory numbers, 0 for none, of the units the change concerned; all of them
    where the state was asked for.
    """

    revision: int
    units: dict[str, int]
    locked: dict[str, bool]
    indicators: Figures
    undoable: str
    redoable: str


class At(Schema):
    """The revision a caller last saw: where it is no longer the last, the answer is 409."""

    revision: int = Field(ge=0, le=2**31 - 1)


class Moves(At):
    """Units by the number of their new territory; 0 takes them out of any."""

    moves: dict[int, list[str]] = Field(max_length=5_000)


class Locking(At):
    """Units to lock where they are, or to unlock."""

    units: list[str] = Field(max_length=MOST_UNITS)
    locked: bool = True


class TerritoryChange(At):
    """What changes of a territory; what is left out stays."""

    name: str | None = Field(None, max_length=120)
    rep: str | None = Field(None, max_length=100, description='Id of a rep; "" for none.')


class RepairRow(Schema):
    """A counter-move that brings a scenario nearer to what is asked."""

    moves: dict[int, list[str]]
    text: str
    resolves: bool
    before: float
    violation: float
    deviation: float
    accounts: int


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


class DifferenceRow(Schema):
    """Something that differs between a branch and its base."""

    subject: str
    before: int | str
    ours: int | str
    theirs: int | str


class MergeView(Schema):
    """Three-way differences."""

    revision: int
    incoming: list[DifferenceRow]
    kept: list[DifferenceRow]
    conflicts: list[DifferenceRow]


class Merging(At):
    """Whose value to take for each conflict, by its subject; "*" speaks for the others."""

    choices: dict[str, Literal["ours", "theirs"]] = Field({}, max_length=MOST_UNITS)


class Asking(At):
    """What a scenario is asked from now on; what is left out stays."""

    request: Figures = Field({}, description="measures, territories, targets, disruption_cap…")


class NewComment(Schema):
    """Something said about a scenario, a territory, an account or a move."""

    text: str = Field(min_length=1, max_length=4_000)
    subject: Literal["scenario", "territory", "account", "move"] = "scenario"
    reference: str = Field("", max_length=100)


class CommentRow(Schema):
    """A comment."""

    id: int = Field(alias="pk")
    subject: str
    reference: str
    text: str
    by: str
    at: datetime
    settled_at: datetime | None

    @staticmethod
    def resolve_by(row: Any) -> str:
        """Name who said it."""
        return str(row.by)


class Compared(Schema):
    """A scenario in a comparison."""

    id: int
    name: str
    indicators: Figures
    moved: int
    potential: float
    variation: dict[str, float]


def answer(edit: Edit) -> dict[str, Any]:
    """Write a scenario after a change for a program."""
    return {
        "revision": edit.revision,
        "units": dict(edit.units),
        "locked": dict(edit.locks),
        "indicators": edit.indicators.as_dict(),
        "undoable": edit.undoable,
        "redoable": edit.redoable,
    }


def seen(request: HttpRequest, scenario: int) -> Scenario:
    """Find a scenario the caller may see."""
    return scenario_seen(pk=scenario, member=request.member)


@router.get("/{workspace}/scenarios", response=list[ScenarioRow])
@allowed(Action.VIEW)
def list_scenarios(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    status: str = Query("", max_length=12),
    limit: int = Query(100, ge=1, le=MOST),
) -> Any:
    """List the scenarios, the newest first."""
    found = visible_scenarios(member=request.member).select_related("owner__user")
    return (found.filter(status=status) if status else found)[:limit]


@router.post("/{workspace}/scenarios", response={201: ScenarioRow})
@allowed(Action.EDIT_SCENARIOS)
def start(request: HttpRequest, workspace: str, scenario: NewScenario) -> Any:  # noqa: ARG001
    """Begin a scenario from today's ownership, or from nothing."""
    asked = request_from(scenario.request | ({"name": scenario.name} if scenario.name else {}))
    made = start_scenario(
        request=asked, origin=Origin(scenario.origin), fill=scenario.fill, by=request.member
    )
    return Status(201, made)


@router.get("/{workspace}/scenarios/compare", response=list[Compared])
@allowed(Action.VIEW)
def compare(request: HttpRequest, workspace: str, ids: Query[list[int]]) -> Any:  # noqa: ARG001
    """Measure several scenarios alike."""
    columns = compare_scenarios(scenarios=[seen(request, pk) for pk in ids])
    return [
        {
            "id": each.scenario.pk,
            "name": each.scenario.name,
            "indicators": each.indicators.as_dict(),
            "moved": each.moved,
            "potential": each.potential,
            "variation": each.variation,
        }
        for each in columns
    ]


@router.get("/{workspace}/scenarios/{int:scenario}", response=ScenarioRow)
@allowed(Action.VIEW)
def read_scenario(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Read a scenario."""
    return seen(request, scenario)


@router.delete("/{workspace}/scenarios/{int:scenario}", response={204: None})
@allowed(Action.EDIT_SCENARIOS)
def throw_away(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Throw a draft or an archived scenario away."""
    delete_scenario(scenario=seen(request, scenario), by=request.member)
    return Status(204, None)


@router.get("/{workspace}/scenarios/{int:scenario}/state", response=State)
@allowed(Action.VIEW)
def read_state(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Read every unit, lock and figure of a scenario."""
    return answer(state_of(scenario=seen(request, scenario)))


@router.post("/{workspace}/scenarios/{int:scenario}/moves", response=State)
@allowed(Action.EDIT_SCENARIOS)
def move(request: HttpRequest, workspace: str, scenario: int, moves: Moves) -> Any:  # noqa: ARG001
    """Give units to territories, as one step that can be undone."""
    edit = move_several(
        scenario=seen(request, scenario),
        moves=moves.moves,
        revision=moves.revision,
        by=request.member,
    )
    return answer(edit)


@router.post("/{workspace}/scenarios/{int:scenario}/locks", response=State)
@allowed(Action.EDIT_SCENARIOS)
def lock(request: HttpRequest, workspace: str, scenario: int, locking: Locking) -> Any:  # noqa: ARG001
    """Lock units where they are, or unlock them."""
    edit = lock_units(
        scenario=seen(request, scenario),
        units=locking.units,
        locked=locking.locked,
        revision=locking.revision,
        by=request.member,
    )
    return answer(edit)


@router.post("/{workspace}/scenarios/{int:scenario}/undo", response=State)
@allowed(Action.EDIT_SCENARIOS)
def take_back(request: HttpRequest, workspace: str, scenario: int, at: At) -> Any:  # noqa: ARG001
    """Undo the last step."""
    found = seen(request, scenario)
    return answer(undo(scenario=found, revision=at.revision, by=request.member))


@router.post("/{workspace}/scenarios/{int:scenario}/redo", response=State)
@allowed(Action.EDIT_SCENARIOS)
def do_again(request: HttpRequest, workspace: str, scenario: int, at: At) -> Any:  # noqa: ARG001
    """Do the step undone last again."""
    found = seen(request, scenario)
    return answer(redo(scenario=found, revision=at.revision, by=request.member))


@router.post("/{workspace}/scenarios/{int:scenario}/fill", response=State)
@allowed(Action.EDIT_SCENARIOS)
def fill(request: HttpRequest, workspace: str, scenario: int, at: At) -> Any:  # noqa: ARG001
    """Give every unit that is in no territory to the nearest one."""
    found = seen(request, scenario)
    return answer(fill_gaps(scenario=found, revision=at.revision, by=request.member))


@router.patch("/{workspace}/scenarios/{int:scenario}/territories/{int:number}", response=State)
@allowed(Action.EDIT_SCENARIOS)
def change_territory(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    number: int,
    change: TerritoryChange,
) -> Any:
    """Give a territory another name or rep."""
    found, revision = seen(request, scenario), change.revision
    if change.name is not None:
        revision = rename_territory(
            scenario=found, territory=number, name=change.name, revision=revision, by=request.member
        ).revision
    if change.rep is not None:
        rep = rep_called(change.rep) if change.rep else None
        give_rep(scenario=found, territory=number, rep=rep, revision=revision, by=request.member)
    return answer(state_of(scenario=seen(request, scenario)))


@router.get("/{workspace}/scenarios/{int:scenario}/repairs", response=list[RepairRow])
@allowed(Action.EDIT_SCENARIOS)
def repairs(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    limit: int = Query(5, ge=1, le=10),
) -> Any:
    """List counter-moves that bring the scenario nearer to what is asked."""
    found = suggest_repairs(scenario=seen(request, scenario), limit=limit)
    return [
        {name: getattr(each, name) for name in RepairRow.model_fields if name != "moves"}
        | {"moves": {number: list(units) for number, units in each.moves.items()}}
        for each in found
    ]


@router.post("/{workspace}/scenarios/{int:scenario}/copy", response={201: ScenarioRow})
@allowed(Action.EDIT_SCENARIOS)
def copy(request: HttpRequest, workspace: str, scenario: int, naming: Name) -> Any:  # noqa: ARG001
    """Make a draft that is like another scenario."""
    found = seen(request, scenario)
    return Status(201, copy_scenario(scenario=found, by=request.member, name=naming.name))


@router.post("/{workspace}/scenarios/{int:scenario}/branch", response={201: ScenarioRow})
@allowed(Action.EDIT_SCENARIOS)
def branch(request: HttpRequest, workspace: str, scenario: int, naming: Name) -> Any:  # noqa: ARG001
    """Make a draft that can be merged back."""
    found = seen(request, scenario)
    return Status(201, branch_scenario(scenario=found, by=request.member, name=naming.name))


@router.get("/{workspace}/scenarios/{int:scenario}/merge", response=MergeView)
@allowed(Action.EDIT_SCENARIOS)
def read_merge(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """List what a branch and its base changed, and where they disagree."""
    found = seen(request, scenario)
    merge = differences(branch=found)
    base = found.base
    return {
        "revision": base.revision if base else 0,
        "incoming": merge.incoming,
        "kept": merge.kept,
        "conflicts": merge.conflicts,
    }


@router.post("/{workspace}/scenarios/{int:scenario}/merge", response=State)
@allowed(Action.EDIT_SCENARIOS)
def merge(request: HttpRequest, workspace: str, scenario: int, merging: Merging) -> Any:  # noqa: ARG001
    """Bring what a branch changed into its base."""
    edit = merge_scenarios(
        branch=seen(request, scenario),
        choices=merging.choices,
        revision=merging.revision,
        by=request.member,
    )
    return answer(edit)


@router.patch("/{workspace}/scenarios/{int:scenario}/request", response=State)
@allowed(Action.EDIT_SCENARIOS)
def ask(request: HttpRequest, workspace: str, scenario: int, asking: Asking) -> Any:  # noqa: ARG001
    """Change what a scenario is asked; the plan stays until the engine designs."""
    found = seen(request, scenario)
    edit = ask_again(
        scenario=found,
        request=request_from({**found.request, **asking.request}),
        revision=asking.revision,
        by=request.member,
    )
    return answer(edit)


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


@router.get("/{workspace}/jobs/{int:job}", response=JobRow)
@allowed(Action.VIEW)
def read_job(request: HttpRequest, workspace: str, job: int) -> Any:  # noqa: ARG001
    """Read how far a piece of background work is."""
    visible = visible_scenarios(member=request.member)
    return get_object_or_404(Job.objects.all(), pk=job, scenario__in=visible)


@router.post("/{workspace}/jobs/{int:job}/cancel", response=JobRow)
@allowed(Action.EDIT_SCENARIOS, "design")
def cancel(request: HttpRequest, workspace: str, job: int) -> Any:
    """Stop a piece of background work."""
    cancel_job(job=read_job(request, workspace, job), by=request.member)
    return read_job(request, workspace, job)


@router.get("/{workspace}/scenarios/{int:scenario}/comments", response=list[CommentRow])
@allowed(Action.VIEW)
def list_comments(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """List what was said about a scenario."""
    return comments_on(scenario=seen(request, scenario))[:MOST]


@router.post("/{workspace}/scenarios/{int:scenario}/comments", response={201: CommentRow})
@allowed(Action.COMMENT)
def comment(request: HttpRequest, workspace: str, scenario: int, comment: NewComment) -> Any:  # noqa: ARG001
    """Say something about a scenario, a territory, an account or a move."""
    made = add_comment(
        scenario=seen(request, scenario),
        text=comment.text,
        subject=comment.subject,
        reference=comment.reference,
        by=request.member,
    )
    return Status(201, made)


@router.post(
    "/{workspace}/scenarios/{int:scenario}/comments/{int:comment}/settle", response=CommentRow
)
@allowed(Action.COMMENT)
def settle(request: HttpRequest, workspace: str, scenario: int, comment: int) -> Any:  # noqa: ARG001
    """Settle a comment; one that is settled is open again."""
    found = get_object_or_404(comments_on(scenario=seen(request, scenario)), pk=comment)
    return settle_comment(comment=found, by=request.member)
