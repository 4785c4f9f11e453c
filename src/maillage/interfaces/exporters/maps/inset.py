"""A closer look at the north-east where its territories are too small for a national map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.core.geography.projection import Projection, albers_usa
from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import numbers

Array = NDArray[np.float64]

WASHINGTON, BOSTON = (-77.04, 38.90), (-71.06, 42.36)
FLORIDA, HATTERAS = (-79.9, 27.0), (-76.3, 34.6)
CROWD, ENLARGEMENT, LEAST = 4, 2.5, 1.5
MARGIN, GAP = 0.1, 12.0
AROUND = 0.75  # degrees


@dataclass(frozen=True, slots=True)
class Inset:
    """The box that is enlarged and where its enlargement stands, in pixels of the map."""

    box: tuple[float, float, float, float]
    corner: tuple[float, float]
    scale: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the enlargement."""
        left, top, right, bottom = self.box
        return (right - left) * self.scale, (bottom - top) * self.scale

    def holds(self, x: float, y: float) -> bool:
        """Whether a place of the map is within the box."""
        left, top, right, bottom = self.box
        return left <= x <= right and top <= y <= bottom

    def enlarged(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the map stands within the enlargement."""
        return (x - self.box[0]) * self.scale, (y - self.box[1]) * self.scale


def is_crowded(outcome: DesignOutcome, projection: Projection) -> bool:
    """Whether a national map has several territories between Washington and Boston."""
    if projection is not albers_usa:
        return False
    longitude = numbers(outcome.territories, "longitude")
    latitude = numbers(outcome.territories, "latitude")
    (west, south), (east, north) = WASHINGTON, BOSTON
    inside = longitude.between(west - AROUND, east + AROUND) & latitude.between(
        south - AROUND, north + AROUND
    )
    return int(inside.sum()) >= CROWD


def inset_of(to_pixels: Callable[[Array], Array], width: float, height: float) -> Inset | None:
    """The inset in the lower right corner, as large as the Atlantic lets it be."""
    ends = to_pixels(np.array([WASHINGTON, BOSTON, FLORIDA, HATTERAS]))
    (left, bottom), (right, top) = ends[0], ends[1]
    pad = MARGIN * max(right - left, bottom - top)
    box = (float(left - pad), float(top - pad), float(right + pad), float(bottom + pad))
    room = width - ends[2, 0] - 2 * GAP, height - ends[3, 1] - 2 * GAP
    scale = float(min(ENLARGEMENT, room[0] / (box[2] - box[0]), room[1] / (box[3] - box[1])))
    if scale < LEAST:
        return None
    size = scale * (box[2] - box[0]), scale * (box[3] - box[1])
    return Inset(box, (width - size[0] - 2.0, height - size[1] - 2.0), scale)
