"""Scenarios: begun, looked at, edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.accounts import accounts_called
from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, Paging, page_of, paged
from maillage.domain.people.members import rep_called
from maillage.domain.territories.editing.asking import ask_again
from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.editing.changes import Edit, redo, undo
from maillage.domain.territories.editing.finding import units_found, units_told
from maillage.domain.territories.editing.moves import (
    fill_gaps,
    give_rep,
    lock_units,
    move_several,
    rename_territory,
    state_of,
)
from maillage.domain.territories.editing.naming import name_accounts
from maillage.domain.territories.editing.repairs import suggest_repairs
from maillage.domain.territories.lifecycle import scenario_seen, visible_scenarios
from maillage.domain.territories.starting import (
    Origin,
    delete_scenario,
    start_scenario,
)
from maillage.domain.territories.stored_request import request_from
from maillage.interfaces.lists import scenarios as lists
from maillage.models import Scenario
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


class ScenarioPage(Page):
    """A page of scenarios."""

    items: list[ScenarioRow]


class ScenarioQuery(ListQuery):
    """What the scenarios may be asked."""

    status: str = Field("", max_length=12, description="A stage, such as draft.")


class NewScenario(Schema):
    """What a scenario begins with; ``request`` holds what `maillage design` may be asked."""

    origin: Literal["today", "nothing"] = "today"
    name: str = Field("", max_length=100)
    request: Figures = Field({}, description="measures, level, states, territories, tolerance…")
    fill: bool = Field(True, description="Units nobody owns go to the nearest territory.")


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
    kind: Literal["move", "repair"] = Field("move", description="What the log calls it.")


class Locking(At):
    """Units to lock where they are, or to unlock."""

    units: list[str] = Field(max_length=MOST_UNITS)
    locked: bool = True


class Naming(At):
    """Accounts for a rep by name, wherever they lie."""

    accounts: list[str] = Field(min_length=1, max_length=10_000, description="Ids.")
    rep: str | None = Field(
        description="Id of a rep; null: they follow their units again.", max_length=100
    )


class TerritoryChange(At):
    """What changes of a territory; what is left out stays."""

    name: str | None = Field(None, max_length=120)
    rep: str | None = Field(None, max_length=100, description='Id of a rep; "" for none.')


class UnitRow(Schema):
    """A basic unit of a scenario; ``territory`` is 0 where it is in none."""

    unit: str
    name: str
    state: str
    latitude: float | None
    longitude: float | None
    territory: int
    locked: bool
    accounts: int
    measures: dict[str, float]


class UnitPage(Page):
    """A page of units."""

    items: list[UnitRow]


class UnitQuery(Paging):
    """Which units."""

    q: str = Field("", max_length=200, description="Words of the name, the code or the state.")
    territory: int | None = Field(None, ge=0, le=10**6, description="A number; 0: in none.")
    state: str = Field("", max_length=3)
    sort: str = Field("", max_length=40, description="name, unit, state or a measure; -: reversed.")


class RepairRow(Schema):
    """A counter-move that brings a scenario nearer to what is asked."""

    moves: dict[int, list[str]]
    text: str
    resolves: bool
    before: float
    violation: float
    deviation: float
    accounts: int


class Asking(At):
    """What a scenario is asked from now on; what is left out stays."""

    request: Figures = Field({}, description="measures, territories, targets, disruption_cap…")


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


@router.get("/{workspace}/scenarios", response=ScenarioPage)
@allowed(Action.VIEW)
def list_scenarios(request: HttpRequest, workspace: str, query: Query[ScenarioQuery]) -> Any:  # noqa: ARG001
    """List the scenarios the caller may see, those changed last first."""
    found = visible_scenarios(member=request.member).select_related("owner__user", "base")
    return paged(request, lists.scenarios(str, {}), found, query)


@router.post("/{workspace}/scenarios", response={201: ScenarioRow})
@allowed(Action.EDIT_SCENARIOS)
def start(request: HttpRequest, workspace: str, scenario: NewScenario) -> Any:  # noqa: ARG001
    """Begin a scenario from today's ownership, or from nothing."""
    asked = request_from(scenario.request | ({"name": scenario.name} if scenario.name else {}))
    made = start_scenario(
        request=asked, origin=Origin(scenario.origin), fill=scenario.fill, by=request.member
    )
    return Status(201, made)


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


@router.get("/{workspace}/scenarios/{int:scenario}/units", response=UnitPage)
@allowed(Action.VIEW)
def list_units(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    query: Query[UnitQuery],
) -> Any:
    """List the basic units of a scenario, narrowed by words, territory and state."""
    bench = bench_of(seen(request, scenario))
    chosen = units_found(
        bench, words=query.q, territory=query.territory, state=query.state, sort=query.sort
    )
    found = page_of(request, chosen, query)
    return found | {"items": units_told(bench, found["items"])}


@router.post("/{workspace}/scenarios/{int:scenario}/moves", response=State)
@allowed(Action.EDIT_SCENARIOS)
def move(request: HttpRequest, workspace: str, scenario: int, moves: Moves) -> Any:  # noqa: ARG001
    """Give units to territories, as one step that can be undone."""
    edit = move_several(
        scenario=seen(request, scenario),
        moves=moves.moves,
        revision=moves.revision,
        kind=moves.kind,
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


@router.post("/{workspace}/scenarios/{int:scenario}/accounts", response=State)
@allowed(Action.EDIT_SCENARIOS)
def name(request: HttpRequest, workspace: str, scenario: int, naming: Naming) -> Any:  # noqa: ARG001
    """Give accounts to a rep by name in a scenario, as one step that can be undone."""
    edit = name_accounts(
        scenario=seen(request, scenario),
        accounts=[account.external_id for account in accounts_called(naming.accounts)],
        rep=None if naming.rep is None else rep_called(naming.rep),
        revision=naming.revision,
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
@allowed(Action.VIEW)
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
