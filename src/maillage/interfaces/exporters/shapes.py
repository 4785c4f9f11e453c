"""The geometry of the units: polygons of the shipped reference where it has them, else points."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from maillage.domain.territories.outcome import DesignOutcome
from maillage.errors import NotFoundError
from maillage.interfaces.exporters.findings import texts
from maillage.reference import polygons

DRAWN_LEVELS = frozenset({"county", "state", "departement", "region"})


def unit_polygons(outcome: DesignOutcome) -> dict[str, Any]:
    """Polygon of each unit by its code; nothing when the units are places or accounts."""
    if outcome.unit_level not in DRAWN_LEVELS:
        return {}
    shapes = shipped(outcome.country, outcome.unit_level, outcome.geography_vintage)
    shapes |= outcome.shapes
    return {code: shapes[code] for code in texts(outcome.units, "unit") if code in shapes}


def context_polygons(outcome: DesignOutcome) -> dict[str, Any]:
    """Polygons of the states of the country, to be drawn below the units."""
    return polygons("state") if outcome.country == "US" else {}


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
