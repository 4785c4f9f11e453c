"""The market: what figures are loaded, and how large it is on any level of zones."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.market.asking import average_asked, market_asked
from maillage.domain.market.levels import market_map
from maillage.domain.market.queries import datasets
from maillage.domain.market.telling import told
from maillage.permissions import Action

router = Router(tags=["market"])
MOST = 500
LONGEST_CHOICE = 50


class DatasetRow(Schema):
    """Figures or a correspondence that are loaded, with their source."""

    id: int
    kind: str
    vintage: int
    geography_vintage: int
    source: str
    licence: str
    file_name: str
    loaded_at: datetime
    zones: dict[str, int] = Field(description="Zones with figures, by level.")


class MapQuery(Schema):
    """Which market, and on which level."""

    naics: list[str] = Field([], max_length=LONGEST_CHOICE, description="All by default.")
    level: Literal[
        "county", "metro", "state", "postal", "macro_region", "census_region", "census_division"
    ] = "state"
    state: list[str] = Field([], max_length=LONGEST_CHOICE)
    employees: str = Field("", max_length=20, description="Of an establishment: 50-99, 1000-.")
    icp: int | None = Field(None, ge=1, le=10**6, description="Number of a version, instead.")
    vintage: int | None = Field(None, ge=1986, le=2100)
    allocate: Literal["none", "proportional"] = "none"
    average: str = Field(
        "", max_length=200,
        description="Sales per year: 12000; by class of employees 1-4:500,5-9:900; or customers.",
    )  # fmt: skip
    per: Literal["establishment", "employee"] = "establishment"
    quotients: bool = False
    top: int = Field(50, ge=1, le=MOST, description="Zones to list, the largest first.")


class MarketZone(Schema):
    """A market in one zone."""

    zone: str
    name: str
    establishments: int
    employees: int | None = Field(None, description="None where withheld, or one size is counted.")
    employees_withheld: int | None = Field(
        None, description="Establishments whose employees are withheld, in whole or in part."
    )
    payroll: int | None = Field(None, description="Thousands of dollars a year.")
    payroll_withheld: int | None = None
    revenue: int | None = Field(None, description="Sales possible a year.")
    accounts: int
    penetration: float | None = Field(description="Accounts / establishments.")
    location_quotient: float | None = None


class MapView(Schema):
    """A market on one level; every level has the same total."""

    industries: list[str]
    excluded: list[str]
    level: str
    vintage: int
    source: str
    zones: int
    total: int
    in_no_zone: int
    residual: int | None = Field(description="Published for the nation and in no county.")
    accounts: int
    employees: int | None = None
    payroll: int | None = None
    revenue: int | None = None
    rule: str
    notes: list[str] = Field(description="What the figures are, and what they are not.")
    ranking: list[MarketZone]


@router.get("/{workspace}/market/datasets", response=list[DatasetRow])
@allowed(Action.VIEW)
def loaded(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List what is loaded, with source, year, date and licence (A-18)."""
    return [
        {name: getattr(each.dataset, name) for name in DatasetRow.model_fields if name != "zones"}
        | {"zones": each.zones}
        for each in datasets()
    ]


@router.get("/{workspace}/market/map", response=MapView)
@allowed(Action.VIEW)
def on_level(request: HttpRequest, workspace: str, query: Query[MapQuery]) -> Any:  # noqa: ARG001
    """Size the market of industries or of a profile in every zone of a level (A-18)."""
    choice = market_asked(
        industries=query.naics, states=query.state, size=query.employees, icp=query.icp
    )
    found = market_map(
        choice=choice,
        level=query.level,
        vintage=query.vintage,
        allocate=query.allocate,
        quotients=query.quotients,
        average=average_asked(typed=query.average, choice=choice, per=query.per),
    )
    return told(found, top=query.top)
