"""Accounts, units and territories as GeoJSON (RFC 7946), for any map."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely

from maillage.domain.territories.editing.bench import Bench
from maillage.domain.territories.editing.finding import units_told
from maillage.domain.territories.editing.indicators import indicators
from maillage.interfaces.exporters.geojson import UNASSIGNED
from maillage.interfaces.exporters.shapes import DRAWN_LEVELS, rounded, shipped
from maillage.interfaces.exporters.wording import clean
from maillage.models import Scenario

GEOJSON = "application/geo+json"


def as_geojson(title: str, features: Iterable[dict[str, Any]]) -> bytes:
    """Write a collection of features."""
    collection = {"type": "FeatureCollection", "title": clean(title), "features": list(features)}
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def account_features(accounts: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """One point for each account with its owner on a day; no geometry where it is not located."""
    for row in accounts:
        known = row.latitude is not None and row.longitude is not None
        yield {
            "type": "Feature",
            "id": clean(row.external_id),
            "geometry": point(row.longitude, row.latitude) if known else None,
            "properties": {
                "name": clean(row.name),
                "status": row.status,
                "state": clean(row.state),
                "city": clean(row.city),
                "potential": row.potential,
                "owner": clean(row.owner_name) if row.owner_name else None,
            },
        }


def unit_features(scenario: Scenario, bench: Bench) -> Iterator[dict[str, Any]]:
    """One feature for each basic unit: its polygon where there is one, else a point."""
    shapes = shapes_of(scenario, bench)
    posts = {post.number: post for post in bench.posts}
    for row in units_told(bench, range(len(bench.place))):
        post, shape = posts.get(row["territory"]), shapes.get(row["unit"])
        colour = post.colour if post else UNASSIGNED
        located = row["longitude"] is not None and row["latitude"] is not None
        geometry = point(row["longitude"], row["latitude"]) if located else None
        yield {
            "type": "Feature",
            "id": clean(row["unit"]),
            "geometry": geometry if shape is None else drawn(shape),
            "properties": {
                "name": clean(row["name"]),
                "state": clean(row["state"]),
                "territory": row["territory"],
                "territory_name": clean(post.name) if post else None,
                "rep": clean(post.rep_name) if post and post.rep_name else None,
                "locked": row["locked"],
                "accounts": row["accounts"],
                **row["measures"],
                "fill": colour,
                "marker-color": colour,
            },
        }


def territory_features(scenario: Scenario, bench: Bench) -> Iterator[dict[str, Any]]:
    """One feature for each territory: the union of its units, or their points."""
    shapes = shapes_of(scenario, bench)
    units = bench.ground.units
    codes = units["unit"].to_numpy(object)
    places = units[["longitude", "latitude"]].to_numpy(float)
    for rank, each in enumerate(indicators(bench).territories):
        inside = np.flatnonzero(bench.labels == rank)
        yield {
            "type": "Feature",
            "id": each.number,
            "geometry": union(
                [shapes[code] for code in codes[inside] if code in shapes], places[inside]
            ),
            "properties": {
                "name": clean(each.name),
                "rep": clean(each.rep_name) if each.rep_name else None,
                "units": each.units,
                "accounts": each.accounts,
                "pieces": each.pieces,
                "mean_km": each.mean_km,
                **{balance.measure: balance.amount for balance in each.balances},
                "fill": each.colour,
            },
        }


def shapes_of(scenario: Scenario, bench: Bench) -> dict[str, Any]:
    """The polygons of units by code; none where units are places or accounts."""
    if scenario.unit_level not in DRAWN_LEVELS:
        return {}
    found = shipped("US", scenario.unit_level, scenario.geography_vintage)
    return found | dict(bench.ground.split.areas)


def union(shapes: list[Any], places: np.ndarray) -> dict[str, Any] | None:
    """The outline of polygons, or the points of places; None where there is neither."""
    if shapes:
        return drawn(shapely.union_all(shapes))
    known = places[np.isfinite(places).all(axis=1)]
    if not len(known):
        return None
    return {"type": "MultiPoint", "coordinates": np.round(known, 5).tolist()}


def drawn(shape: Any) -> dict[str, Any]:
    """The geometry of a shape."""
    found: dict[str, Any] = json.loads(shapely.to_geojson(rounded(shape)))
    return found


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """The geometry of a place."""
    return {"type": "Point", "coordinates": [round(longitude, 5), round(latitude, 5)]}
