"""Objectives of a year, handed down from the company to its reps."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.plans.attaining import attained
from maillage.domain.plans.objectives import (
    Given,
    from_territories,
    hand_down_objectives,
    nodes_of,
    objective_year,
    pin_objective,
    write_objectives,
)
from maillage.domain.plans.reconciling import gap_in_words, gaps
from maillage.interfaces.lists.objectives import row_of
from maillage.models import Objective, ObjectiveYear
from maillage.permissions import Action

router = Router(tags=["plans"])
KindName = Literal["company", "region", "team", "territory", "rep"]


class ObjectiveNode(Schema):
    """A part of the company: what it weighs, and what it may be given by name."""

    name: str = Field(min_length=1, max_length=200)
    kind: KindName
    parent: str = Field("", max_length=200, description="Name of the node it hangs on.")
    rep: str = Field("", max_length=100, description="Id of the rep whose objective it is.")
    measures: dict[str, float] = Field(default_factory=dict)
    pinned: Decimal | None = Field(None, description="What it holds whatever it weighs.")
    over: Decimal = Field(Decimal(0), description="Handed out beyond it: 0.05 assigns 105 %.")


class ObjectiveTree(Schema):
    """What is handed down, to whom, by what."""

    total: Decimal
    currency: str = Field("", max_length=10)
    mix: dict[str, float] = Field(description="What each measure counts: potential 2, accounts 1.")
    nodes: list[ObjectiveNode] = Field(max_length=5_000)
    seen: int | None = Field(None, ge=1, description="Version you looked at; null for a new year.")


class ObjectiveShares(Schema):
    """What is handed down to the reps by what they hold today."""

    total: Decimal
    currency: str = Field("", max_length=10)
    company: str = Field("Company", min_length=1, max_length=200)
    mix: dict[str, float] = Field({"potential": 1.0}, description="Of what each rep holds.")
    seen: int | None = Field(None, ge=1)


class ObjectivePin(Schema):
    """An amount for one node; null: its share again."""

    name: str = Field(max_length=200)
    amount: Decimal | None
    over: Decimal | None = Field(
        None, ge=0, le=10, max_digits=6, decimal_places=4,
        description="What it hands out beyond what it holds, 0.05 for 105 %; the amount may be null"
                    " then without giving it its share again.",
    )  # fmt: skip
    seen: int = Field(ge=1)


class ObjectiveSeen(Schema):
    """The version somebody looked at."""

    seen: int = Field(ge=1)


class ObjectiveYearRow(Schema):
    """The objective of a year."""

    starts_on: date
    total: float
    currency: str
    mix: dict[str, float]
    version: int
    changed_at: datetime


class HeldNode(Schema):
    """What a node holds: its objective, and what was assigned beyond it."""

    name: str
    kind: KindName
    parent: str | None = None
    rep: str | None = None
    measures: dict[str, float]
    pinned: float | None
    over: float
    objective: float
    beyond: float

    @staticmethod
    def resolve_parent(row: Objective) -> str | None:
        """Name the node it hangs on."""
        return row.parent.name if row.parent else None

    @staticmethod
    def resolve_rep(row: Objective) -> str | None:
        """Give the id of its rep."""
        return row.rep.external_id if row.rep else None


class HeldObjectives(ObjectiveYearRow):
    """A year with all its nodes, parents before their children."""

    nodes: list[HeldNode]

    @staticmethod
    def resolve_nodes(row: ObjectiveYear) -> Any:
        """Give the nodes."""
        return nodes_of(row)


class AttainedPart(Schema):
    """A part of the company with what it holds, plans and sold."""

    name: str
    kind: KindName
    parent: str | None
    rep: str | None
    depth: int = Field(description="How many parts it is within.")
    share: float | None = Field(description="Of what the part it is in holds.")
    pinned: float | None
    over: float
    objective: float
    beyond: float
    handed: float | None = Field(description="What its parts hold together.")
    planned: float | None = Field(description="Of the accepted plans of its reps.")
    sold: float
    attainment: float | None = Field(description="Sold / objective.")


class AttainedQuery(Schema):
    """Until which day."""

    on: date | None = Field(None, description="Today by default.")


class ObjectiveGap(Schema):
    """What does not agree: ``found`` against what is ``wanted``."""

    kind: Literal["children", "plan", "currency", "no_plan", "no_objective", "left"]
    about: str
    wanted: float | None
    found: float | None
    difference: float | None
    text: str


@router.get("/{workspace}/objectives", response=list[ObjectiveYearRow])
@allowed(Action.VIEW_DRAFTS)
def list_years(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List the years that have objectives, the latest first."""
    return ObjectiveYear.objects.all()


@router.get("/{workspace}/objectives/{starts_on}", response=HeldObjectives)
@allowed(Action.VIEW_DRAFTS)
def read_objectives(request: HttpRequest, workspace: str, starts_on: date) -> Any:  # noqa: ARG001
    """Read what each part of the company holds in the year from a day."""
    return objective_year(starts_on)


@router.get("/{workspace}/objectives/{starts_on}/attainment", response=list[AttainedPart])
@allowed(Action.VIEW_DRAFTS)
def read_attainment(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    starts_on: date,
    query: Query[AttainedQuery],
) -> Any:
    """Read what each part holds, plans and sold until a day, each before what is in it."""
    found = attained(year=objective_year(starts_on), on=query.on or timezone.localdate())
    return [row_of(each) for each in found]


@router.put("/{workspace}/objectives/{starts_on}", response=HeldObjectives)
@allowed(Action.SET_OBJECTIVES)
def set_objectives(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    starts_on: date,
    tree: ObjectiveTree,
) -> Any:
    """Hand an objective down a tree, in place of the one seen."""
    nodes = [Given(**each.dict()) for each in tree.nodes]
    values = tree.dict() | {"nodes": nodes}
    return write_objectives(starts_on=starts_on, **values, by=request.member)


@router.post("/{workspace}/objectives/{starts_on}/from-territories", response=HeldObjectives)
@allowed(Action.SET_OBJECTIVES)
def share_objectives(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    starts_on: date,
    shares: ObjectiveShares,
) -> Any:
    """Hand an objective down to managers and reps by the accounts each holds that day."""
    values = shares.dict()
    nodes = from_territories(on=starts_on, company=values.pop("company"))
    return write_objectives(starts_on=starts_on, nodes=nodes, **values, by=request.member)


@router.post("/{workspace}/objectives/{starts_on}/pin", response=HeldObjectives)
@allowed(Action.SET_OBJECTIVES)
def pin(request: HttpRequest, workspace: str, starts_on: date, pin: ObjectivePin) -> Any:  # noqa: ARG001
    """Give one node an amount; the others stay until all is handed down again."""
    return pin_objective(year=objective_year(starts_on), **pin.dict(), by=request.member)


@router.post("/{workspace}/objectives/{starts_on}/hand-down", response=HeldObjectives)
@allowed(Action.SET_OBJECTIVES)
def hand_down(request: HttpRequest, workspace: str, starts_on: date, seen: ObjectiveSeen) -> Any:  # noqa: ARG001
    """Share the objective anew, pinned amounts first."""
    year = objective_year(starts_on)
    return hand_down_objectives(year=year, seen=seen.seen, by=request.member)


@router.get("/{workspace}/objectives/{starts_on}/gaps", response=list[ObjectiveGap])
@allowed(Action.VIEW_DRAFTS)
def list_gaps(request: HttpRequest, workspace: str, starts_on: date) -> Any:  # noqa: ARG001
    """List what does not sum, and the plans that differ from their objective."""
    return [
        {
            "kind": each.kind,
            "about": each.about,
            "wanted": each.wanted,
            "found": each.found,
            "difference": each.difference,
            "text": gap_in_words(each),
        }
        for each in gaps(objective_year(starts_on))
    ]
