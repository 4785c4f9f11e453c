"""The market: what figures are loaded, and how large it is on any level of zones."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import pandas as pd
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.market.levels import MarketMap, market_map, zone_names
from maillage.domain.market.queries import datasets
from maillage.domain.market.words import rule_in_words
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

    naics: list[str] = Field(["all"], max_length=LONGEST_CHOICE)
    level: Literal[
        "county", "metro", "state", "postal", "macro_region", "census_region", "census_division"
    ] = "state"
    state: list[str] = Field([], max_length=LONGEST_CHOICE)
    vintage: int | None = Field(None, ge=1986, le=2100)
    allocate: Literal["none", "proportional"] = "none"
    quotients: bool = False
    top: int = Field(50, ge=1, le=MOST, description="Zones to list, the largest first.")


class MarketZone(Schema):
    """A market in one zone."""

    zone: str
    name: str
    establishments: int
    accounts: int
    penetration: float | None = Field(description="Accounts / establishments.")
    location_quotient: float | None = None


class MapView(Schema):
    """A market on one level; every level has the same total."""

    industries: list[str]
    level: str
    vintage: int
    source: str
    zones: int
    total: int
    in_no_zone: int
    residual: int | None = Field(description="Published for the nation and in no county.")
    rule: str
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
    """Size the market of industries in every zone of a level, with the accounts there (A-18)."""
    found = market_map(
        industries=query.naics,
        level=query.level,
        states=query.state,
        vintage=query.vintage,
        allocate=query.allocate,
        quotients=query.quotients,
    )
    return view_of(found, top=query.top)


def view_of(found: MarketMap, *, top: int) -> dict[str, Any]:
    """Describe a market on one level, the largest zones first."""
    names = zone_names(found.level)
    placed = found.zones.drop(index="", errors="ignore")
    ranked = placed.sort_values("establishments", ascending=False, kind="stable").head(top)
    remainder = found.result.remainder()
    return {
        "industries": list(found.result.industries),
        "level": found.level,
        "vintage": found.dataset.vintage,
        "source": found.dataset.source,
        "zones": len(placed),
        "total": found.total,
        "in_no_zone": found.total - int(placed["establishments"].sum()),
        "residual": None if remainder is None else round(remainder),
        "rule": rule_in_words(found.result),
        "ranking": [
            {"zone": zone, "name": names.get(zone, zone)}
            | {key: None if pd.isna(value) else value for key, value in row.items()}
            for zone, row in ranked.to_dict("index").items()
        ],
    }
