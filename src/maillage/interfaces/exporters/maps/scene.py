"""What the map shows, projected to pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from maillage.core.geography.projection import Projection, albers_usa, projection_for
from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import numbers, texts
from maillage.interfaces.exporters.maps.inset import Inset, inset_of, is_crowded
from maillage.interfaces.exporters.shapes import context_polygons, unit_points, unit_polygons

Array = NDArray[np.float64]
ToPixels = Callable[[Array], Array]

SIMPLIFICATION = 0.35  # pixels
MARGIN = 0.025
TALLEST = 0.66  # of the width
SHARE_BESIDE_INSET = 0.9  # of the width
FAR_AWAY = frozenset({"AS", "GU", "MP", "PR", "VI"})


@dataclass(frozen=True)
class Scene:
    """Shapes and places in pixels, from the upper left corner of the map.

    ``cells`` holds the polygon of each unit (``None`` for a unit that is a point), ``points`` its
    place, ``numbers`` its territory (0: uncovered).
    """

    width: float
    height: float
    cells: list[Any]
    points: Array
    numbers: NDArray[np.int64]
    territories: dict[int, Any]
    states: list[Any]
    context: list[Any]
    outside: bool
    homes: Array
    anchors: dict[int, tuple[float, float, float]]
    inset: Inset | None

    @property
    def drawn_as_points(self) -> NDArray[np.bool_]:
        """Units that have a place but no polygon."""
        without = np.array([cell is None for cell in self.cells], dtype=bool)
        return without & np.isfinite(self.points).all(axis=1)


def compose(outcome: DesignOutcome, width: float) -> Scene:
    """Project everything that is drawn so that it fills the width."""
    shapes, places = unit_polygons(outcome), unit_points(outcome)
    around = {
        code: shape for code, shape in context_polygons(outcome).items() if code not in FAR_AWAY
    }
    projection = projection_for(outcome.country, places[:, 0], places[:, 1])
    extent = _extent(projection, shapes, places, around)
    crowded = is_crowded(outcome, projection)
    to_pixels, height, width = _fit(
        projection, extent, width, share=SHARE_BESIDE_INSET if crowded else 1.0
    )
    codes = texts(outcome.units, "unit").tolist()
    cells = _project_cells([shapes.get(code) for code in codes], to_pixels)
    numbered = numbers(outcome.units, "territory").to_numpy(dtype=int)
    dissolved = _dissolve(cells, numbered.tolist())
    dissolved.pop(0, None)
    points = to_pixels(places)
    return Scene(
        width=width,
        height=height,
        cells=cells,
        points=points,
        numbers=numbered,
        territories=dissolved,
        states=list(_dissolve(cells, texts(outcome.units, "state").tolist()).values()),
        context=_context(around, to_pixels, width, height),
        outside=bool(set(around) - set(texts(outcome.units, "state"))),
        homes=_homes(outcome, to_pixels),
        anchors=_anchors(outcome, dissolved, to_pixels),
        inset=inset_of(to_pixels, width, height) if crowded else None,
    )


def _extent(
    projection: Projection, shapes: dict[str, Any], places: Array, around: dict[str, Any]
) -> Array:
    drawn = list(around.values()) if projection is albers_usa else []
    drawn += list(shapes.values())
    corners = shapely.get_coordinates(drawn) if drawn else np.empty((0, 2))
    known = places[np.isfinite(places).all(axis=1)]
    everything = np.vstack(
        [corners, known, [[0.0, 46.0]] if len(corners) + len(known) == 0 else known]
    )
    x, y = projection(everything[:, 0], everything[:, 1])
    box = np.array([x.min(), y.min(), x.max(), y.max()])
    pad = max(float(box[2] - box[0]), float(box[3] - box[1]), 0.002) * MARGIN
    grown: Array = box + np.array([-pad, -pad, pad, pad])
    return grown


def _fit(
    projection: Projection, extent: Array, width: float, *, share: float
) -> tuple[ToPixels, float, float]:
    """Transformation to pixels; a map that fills a share of the width stands on the left of it."""
    left, bottom, right, top = extent
    scale = min(share * width / (right - left), width * TALLEST / (top - bottom))
    shift = (width - scale * (right - left)) / 2 if share == 1.0 else 0.0

    def to_pixels(points: Array) -> Array:
        x, y = projection(points[:, 0], points[:, 1])
        return np.column_stack([(x - left) * scale + shift, (top - y) * scale])

    return to_pixels, float(scale * (top - bottom)), width


def _project_cells(shapes: list[Any], to_pixels: ToPixels) -> list[Any]:
    """Project a coverage and simplify it so that neighbours keep their common border."""
    present = [index for index, shape in enumerate(shapes) if shape is not None]
    cells: list[Any] = [None] * len(shapes)
    if present:
        projected = shapely.transform(np.array([shapes[index] for index in present]), to_pixels)
        for index, cell in zip(
            present, shapely.coverage_simplify(projected, SIMPLIFICATION), strict=True
        ):
            cells[index] = cell
    return cells


def _dissolve(cells: list[Any], keys: list[Any]) -> dict[Any, Any]:
    """Union of the cells of each key."""
    groups: dict[Any, list[Any]] = {}
    for cell, key in zip(cells, keys, strict=True):
        if cell is not None and not cell.is_empty:
            groups.setdefault(key, []).append(cell)
    return {key: shapely.union_all(shapely.make_valid(groups[key])) for key in sorted(groups)}


def _context(around: dict[str, Any], to_pixels: ToPixels, width: float, height: float) -> list[Any]:
    if not around:
        return []
    projected = shapely.transform(np.array(list(around.values())), to_pixels)
    simple = shapely.make_valid(shapely.simplify(projected, SIMPLIFICATION))
    clipped = shapely.clip_by_rect(simple, 0, 0, width, height)
    return [shape for shape in clipped if not shape.is_empty]


def _homes(outcome: DesignOutcome, to_pixels: ToPixels) -> Array:
    reps = outcome.reps
    if not {"latitude", "longitude"} <= set(reps.columns):
        return np.empty((0, 2))
    places = reps[["longitude", "latitude"]].to_numpy(dtype=float)
    return to_pixels(places[np.isfinite(places).all(axis=1)])


def _anchors(
    outcome: DesignOutcome, dissolved: dict[int, Any], to_pixels: ToPixels
) -> dict[int, tuple[float, float, float]]:
    """Where a territory's number wants to stand, and the room there is."""
    table = outcome.territories
    centres = to_pixels(table[["longitude", "latitude"]].to_numpy(dtype=float).reshape(-1, 2))
    anchors = {}
    for number, (x, y) in zip(table["number"].tolist(), centres.tolist(), strict=True):
        if number in dissolved:
            anchors[number] = _widest_place(dissolved[number])
        elif np.isfinite([x, y]).all():
            anchors[number] = (x, y, 0.0)
    return anchors


def _widest_place(shape: Any) -> tuple[float, float, float]:
    """Centre and radius of the largest circle within the largest part."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    x, y = radius.coords[0]
    return float(x), float(y), float(radius.length)
