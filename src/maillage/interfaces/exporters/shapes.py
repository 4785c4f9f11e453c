"""The geometry of the units: polygons of the shipped reference where it has them, else points."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from maillage import reference
from maillage.domain.territories.outcome import DesignOutcome
from maillage.errors import NotFoundError
from maillage.interfaces.exporters.findings import texts
from maillage.reference import polygons

DRAWN_LEVELS = frozenset({"county", "state", "departement", "region"})
FEW_STATES, NEARBY = 12, 3.0  # degrees


def unit_polygons(outcome: DesignOutcome) -> dict[str, Any]:
    """Polygon of each unit by its code; nothing when the units are places or accounts."""
    if outcome.unit_level not in DRAWN_LEVELS:
        return {}
    shapes = shipped(outcome.country, outcome.unit_level, outcome.geography_vintage)
    shapes |= outcome.shapes
    return {code: shapes[code] for code in texts(outcome.units, "unit") if code in shapes}


def context_polygons(outcome: DesignOutcome) -> dict[str, Any]:
    """Polygons of the states of the country, to be drawn below the units."""
    if outcome.country != "US":
        return {}
    states = polygons("state")
    shown = set(texts(outcome.units, "state")) & set(states)
    if not 0 < len(shown) <= FEW_STATES:
        return states
    near = shapely.box(*shapely.total_bounds([states[code] for code in shown]))
    around = near.buffer(NEARBY)
    fine = {code for code, shape in states.items() if code in shown or shape.intersects(around)}
    return states | _states_of_counties(fine)


def _states_of_counties(codes: set[str]) -> dict[str, Any]:
    """States in the detail of their counties, for maps on which the coarse outline would show."""
    table = reference.table("us_states")
    state_of = dict(zip(table["state_code"], table["code"], strict=True))
    groups: dict[str, list[Any]] = {}
    for county, shape in polygons("county").items():
        state = state_of.get(county[:2], "")
        if state in codes:
            groups.setdefault(state, []).append(shape)
    return {state: shapely.coverage_union_all(shapes) for state, shapes in groups.items()}


def shipped(country: str, level: str, vintage: str) -> dict[str, Any]:
    """Polygons of a level, or nothing where the package ships none."""
    if country != "US":
        return {}
    try:
        return dict(polygons(level, vintage))
    except NotFoundError:
        return {}


def unit_points(outcome: DesignOutcome) -> Any:
    """Longitude and latitude of each unit, shape (units, 2), not a number where unknown."""
    columns = [outcome.units[key].to_numpy(dtype=float) for key in ("longitude", "latitude")]
    return np.column_stack(columns) if len(outcome.units) else np.empty((0, 2))


def rounded(shape: Any, decimals: int = 5) -> Any:
    """A shape as RFC 7946 wants it: outer rings counter-clockwise, no idle digits."""
    turned = shapely.orient_polygons(shape, exterior_cw=False)
    return shapely.transform(turned, lambda points: np.round(points, decimals))
