"""Scenarios beside one another, copies and branches, and what one moves against today."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import Page, Paging, page_of
from maillage.api.scenarios import MOST_UNITS, At, Figures, ScenarioRow, State, answer, seen
from maillage.domain.territories.comparing import (
    compare_scenarios,
    frontier_points,
    unit_moves,
    units_apart,
)
from maillage.domain.territories.lifecycle import visible_scenarios
from maillage.domain.territories.merging import differences, merge_scenarios
from maillage.domain.territories.starting import branch_scenario, copy_scenario
from maillage.interfaces.exporters.scenario_tables import moves_told
from maillage.permissions import Action

router = Router(tags=["scenarios"])


class Name(Schema):
    """A name, for a copy."""

    name: str = Field("", max_length=100)


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


class Compared(Schema):
    """A scenario in a comparison."""

    id: int
    name: str
    indicators: Figures
    moved: int
    potential: float
    variation: dict[str, float]


class UnitMoveRow(Schema):
    """Units that change hands against today, and why."""

    units: tuple[str, ...]
    name: str
    state: str
    former: str
    receiver: str
    amounts: dict[str, float]
    cause: str
    text: str


class UnitMovePage(Page):
    """A page of unit moves."""

    items: list[UnitMoveRow]


class AccountMoveRow(Schema):
    """An account that changes owner against today, and why."""

    account: str
    name: str
    state: str
    from_rep: str
    to_rep: str
    potential: float | None
    reason: str


class AccountMovePage(Page):
    """A page of account moves."""

    items: list[AccountMoveRow]


class ApartRow(Schema):
    """A unit that is not with the same rep in two scenarios."""

    unit: str
    one: str
    other: str


class ApartPage(Page):
    """A page of units that differ."""

    items: list[ApartRow]


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


@router.get("/{workspace}/scenarios/{int:scenario}/units/moves", response=UnitMovePage)
@allowed(Action.VIEW)
def list_moves(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    query: Query[Paging],
) -> Any:
    """List the units that change hands against today, the largest first, with the reasons."""
    return page_of(request, unit_moves(scenario=seen(request, scenario)), query)


@router.get("/{workspace}/scenarios/{int:scenario}/accounts/moves", response=AccountMovePage)
@allowed(Action.VIEW)
def list_account_moves(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    query: Query[Paging],
) -> Any:
    """List the accounts that change owner against today, the richest first, with the reasons."""
    return page_of(request, moves_told(seen(request, scenario)), query)


@router.get("/{workspace}/scenarios/{int:scenario}/apart/{int:other}", response=ApartPage)
@allowed(Action.VIEW)
def list_apart(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    other: int,
    query: Query[Paging],
) -> Any:
    """List the units that are not with the same rep in two scenarios."""
    found = units_apart(one=seen(request, scenario), other=seen(request, other))
    rows = [{"unit": unit, "one": one, "other": second} for unit, one, second in found]
    return page_of(request, rows, query)


@router.get("/{workspace}/scenarios/{int:scenario}/frontier", response=list[Figures])
@allowed(Action.VIEW)
def read_frontier(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """List the plans of the last sweep of disruption against distance; empty without one."""
    visible = visible_scenarios(member=request.member)
    points = frontier_points(scenario=seen(request, scenario))
    return [each for each in points if visible.filter(pk=each["scenario"]).exists()]
