"""Which zones come first (A-16)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.core.market.priority import CRITERIA
from maillage.core.market.sensitivity import KEEP, SPREAD
from maillage.domain.market.launch import launch_advice, said
from maillage.domain.market.priority import Priority, prioritise
from maillage.permissions import Action

router = Router(tags=["market"])
LevelName = Literal["state", "metro", "county"]


class PriorityQuery(Schema):
    """The level of zones, and the weight of each criterion in any unit."""

    level: LevelName = "state"
    potential: float = Field(1, ge=0, le=1e6)
    density: float = Field(1, ge=0, le=1e6)
    distance: float = Field(1, ge=0, le=1e6, description="Nearness to the existing network.")
    signals: float = Field(1, ge=0, le=1e6)
    on: date | None = Field(None, description="Day whose profile qualifies; today by default.")
    spread: float = Field(SPREAD, ge=0, le=1, description="Share by which every weight moves.")
    keep: int = Field(KEEP, ge=1, le=5_000, description="How many zones are the first ones.")
    top: int = Field(100, ge=1, le=5_000)


class RankedZone(Schema):
    """A zone; what is not known is null and adds nothing to the score.

    While every weight moves by up to `spread` of itself its rank stays from `rank_from` to
    `rank_to`, and in the share `kept` of such weightings it is among the first `keep`.
    """

    zone: str
    name: str
    rank: int
    best_rank: int
    score: float
    at_most: float
    known: float
    first: float
    rank_from: int
    rank_to: int
    kept: float
    accounts: int
    qualified: float | None
    potential: float | None
    density: float | None
    distance: float | None
    signals: float | None
    from_potential: float | None
    from_density: float | None
    from_distance: float | None
    from_signals: float | None


class StabilityRow(Schema):
    """Between which weights of a criterion the leader, and the whole order, stay."""

    criterion: str
    weight: float
    leader: tuple[float, float]
    order: tuple[float, float]


class PriorityView(Schema):
    """Zones in order, the best first."""

    level: str
    icp: int | None = Field(description="Number of the version that qualifies accounts.")
    not_placed: int
    expired: int = Field(description="Intent signals that no longer count.")
    error: float = Field(description="Standard error of the shares `first`.")
    spread: float
    keep: int
    kept_error: float = Field(description="Standard error of the shares `kept`.")
    stability: list[StabilityRow]
    zones: list[RankedZone]


@router.get("/{workspace}/market/priority", response=PriorityView)
@allowed(Action.VIEW)
def read_priority(request: HttpRequest, workspace: str, query: Query[PriorityQuery]) -> Any:  # noqa: ARG001
    """Rank zones by potential, density, nearness and buying signals."""
    weights = {name: getattr(query, name) for name in CRITERIA}
    found = prioritise(
        level=query.level,
        weights=weights,
        on=query.on or timezone.localdate(),
        spread=query.spread,
        keep=query.keep,
    )
    return told(found, query.top)


class SignRow(Schema):
    """A sign of a launch gone wrong."""

    sign: Literal["too_many_zones", "whole_country", "overworked"]
    about: str
    text: str


class LaunchView(Schema):
    """Where a small team begins, two states at most, none for larger teams; what goes wrong."""

    team: int
    zones: list[str]
    findings: list[SignRow]


@router.get("/{workspace}/market/launch", response=LaunchView)
@allowed(Action.VIEW)
def read_launch(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    team: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    on: date | None = None,
) -> Any:
    """Advise where to begin (A-19) and detect the signs of a launch gone wrong (A-20)."""
    found = launch_advice(on=on or timezone.localdate(), team=team)
    signs = [
        {"sign": each.sign, "about": each.about, "text": said(each)} for each in found.findings
    ]
    return {"team": found.team, "zones": found.zones, "findings": signs}


def told(found: Priority, top: int) -> dict[str, Any]:
    """Write a ranking for a program."""
    rows = found.zones.head(top).astype(object)
    return {
        "level": found.level,
        "icp": found.version.number if found.version else None,
        "not_placed": found.not_placed,
        "expired": found.expired,
        "error": found.error,
        "spread": found.spread,
        "keep": found.keep,
        "kept_error": found.kept_error,
        "stability": found.stability,
        "zones": rows.where(rows.notna(), None).to_dict("records"),
    }
