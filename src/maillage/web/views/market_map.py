"""The map of a market: figures by area, or by place where zones are postal codes (A-18)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pandas as pd
from django.http import HttpRequest, HttpResponse, JsonResponse

from maillage import reference
from maillage.domain.market.counted import GEOGRAPHY
from maillage.domain.market.levels import MarketMap, shares_of_counties
from maillage.domain.market.zones import postal_places, zone_names
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.guard import needs
from maillage.web.packed import Packed, pack, sent
from maillage.web.views.market import asked_of

SIZED = "establishments"


@needs(Action.VIEW)
def market_shapes(request: HttpRequest) -> JsonResponse:
    """Give the map the figures of its units: counties with those of their zone, or postal codes."""
    found = asked_of(request).found
    units = units_of(found)
    called = zone_names(found.level)
    return JsonResponse(
        {
            "revision": 0,
            "units": list(units["origin"]),
            "names": [called.get(zone, zone) for zone in units["target"]],
            "labels": [0] * len(units),
            "locked": [],
            "territories": [],
            "measures": measures(found, units["target"]),
            "sized": SIZED,
        }
    )


def measures(found: MarketMap, zones: pd.Series) -> list[dict[str, Any]]:
    """List the figures of a market, one value per unit of the map."""
    offered = {
        SIZED: (_("Establishments"), "", 1),
        "location_quotient": (_("Location quotient"), "", 1),
        "accounts": (_("Accounts"), "", 1),
        "penetration": (_("Penetration"), "%", 100),
        "revenue": (_("Sales possible"), "", 1),
        "employees": (_("Employees"), "", 1),
    }
    names = [name for name in offered if name in found.zones]
    values = found.zones[names].astype("float64").reindex(zones).fillna(0.0)
    return [
        {
            "name": name,
            "label": offered[name][0],
            "unit": offered[name][1],
            "values": (values[name] * offered[name][2]).round(2).tolist(),
        }
        for name in names
    ]


def units_of(found: MarketMap) -> pd.DataFrame:
    """Tabulate the units of the map, ``origin``, and the zone of each with a market, ``target``."""
    placed = found.zones[found.zones["establishments"] > 0].drop(index="", errors="ignore")
    if found.level == "postal":
        largest_first = placed.sort_values("establishments", ascending=False, kind="stable").index
        return pd.DataFrame({"origin": largest_first, "target": largest_first})
    shares = zone_of_counties(found.level)
    return shares[shares["target"].isin(placed.index)]


def zone_of_counties(level: str) -> pd.DataFrame:
    """Tabulate the counties of the map, ``origin``, and the zone of each, ``target``."""
    if level == "county":
        counties = reference.table("us_counties")
        codes = counties.loc[counties["vintage"] == str(GEOGRAPHY), "code"]
        return pd.DataFrame({"origin": codes, "target": codes})
    shares = shares_of_counties(level).sort_values("weight", ascending=False)
    return shares.drop_duplicates("origin").fillna("")


@needs(Action.VIEW)
def market_places(request: HttpRequest) -> HttpResponse:
    """Give the map the places of postal codes."""
    return sent(request, places())


@cache
def places() -> Packed:
    """The places of the postal codes that have one, packed."""
    codes = postal_places()
    found = {
        "codes": codes["postal_code"].tolist(),
        "lon": codes["longitude"].round(4).tolist(),
        "lat": codes["latitude"].round(4).tolist(),
    }
    return pack(json.dumps(found))
