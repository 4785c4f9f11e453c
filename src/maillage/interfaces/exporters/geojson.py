"""The assignment as GeoJSON, coloured where a viewer reads simplestyle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.shapes import rounded, unit_points, unit_polygons
from maillage.interfaces.exporters.wording import clean, known

UNASSIGNED = "#b8bec6"


def write_geojson(outcome: DesignOutcome, path: Path) -> None:
    """Write one feature per unit (RFC 7946): polygons where there are some, else points.

    The names of the properties are those of the tables, whatever the language, so that a map
    made with the file keeps working.
    """
    collection = {
        "type": "FeatureCollection",
        "title": clean(outcome.title),
        "generated_data": outcome.generated_data,
        "features": list(_features(outcome)),
    }
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


def _features(outcome: DesignOutcome) -> Iterator[dict[str, Any]]:
    shapes = unit_polygons(outcome)
    territories = outcome.territories.set_index("number").to_dict("index")
    units = outcome.units.to_dict("records")
    for unit, (longitude, latitude) in zip(units, unit_points(outcome), strict=True):
        yield {
            "type": "Feature",
            "id": clean(unit["unit"]),
            "geometry": _geometry(shapes.get(unit["unit"]), longitude, latitude),
            "properties": _properties(outcome, unit, territories.get(unit["territory"], {})),
        }


def _properties(
    outcome: DesignOutcome, unit: dict[str, Any], territory: dict[str, Any]
) -> dict[str, Any]:
    colour = str(territory.get("colour", UNASSIGNED))
    style = {"fill": colour, "fill-opacity": 0.8, "stroke": "#ffffff", "stroke-width": 0.5}
    return {
        "unit": clean(unit["unit"]),
        "name": clean(unit["name"]),
        "state": clean(unit["state"]),
        "territory": int(unit["territory"]),
        "territory_name": clean(territory.get("name")),
        "rep": clean(territory.get("rep")),
        "previous": clean(unit["previous"]),
        "locked": bool(unit["locked"]),
        **{item.name: _amount(unit.get(item.name)) for item in outcome.measures},
        **style,
        "marker-color": colour,
    }


def _geometry(shape: Any, longitude: float, latitude: float) -> dict[str, Any] | None:
    if shape is not None:
        geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded(shape)))
        return geometry
    if np.isfinite([longitude, latitude]).all():
        return {"type": "Point", "coordinates": [round(longitude, 5), round(latitude, 5)]}
    return None


def _amount(value: Any) -> float | None:
    return float(value) if known(value) else None
