"""Which units may be worth serving from a place, at given prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.bounds.relaxation import Relaxation
from maillage.core.territories.kernels.bounds import relevant_units
from maillage.core.territories.sphere import EARTH_RADIUS_KM

NODES = 400
ROW = 0.004
"""Height of a row of units, radians (25 km)."""

Rows = tuple[IntArray, IntArray, FloatArray, float, float]
Reach = tuple[FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Units sorted by place; some of them have a weight.

    ``rows`` the units with a weight, see :func:`bound_cells` · ``everywhere`` the others, which
    cost nothing anywhere.
    """

    relaxation: Relaxation
    rows: Rows
    everywhere: IntArray

    @classmethod
    def of(cls, relaxation: Relaxation) -> Surroundings:
        """Sort the units of a relaxation."""
        counted = relaxation.weight > 0
        free = ~counted & (relaxation.amounts > 0).any(axis=1)
        return cls(
            relaxation,
            _rows_of(relaxation.position, np.flatnonzero(counted).astype(np.int32)),
            np.flatnonzero(free).astype(np.int32),
        )

    def reach(self, alpha: FloatArray, lowest: float, highest: float) -> Reach:
        """How far a unit can be worth serving, by the multiplier of the first measure."""
        weight, amounts = self.relaxation.weight, self.relaxation.amounts
        counted = weight > 0
        ratio = alpha[counted] / weight[counted]
        share = amounts[counted] / weight[counted, None]
        nodes = np.linspace(lowest, max(highest, lowest + 1.0), NODES)
        squares = np.array([(ratio - node * share[:, 0]).max() for node in nodes])
        return nodes, squares, share.max(axis=0)

    def relevant(
        self, points: FloatArray, alpha: FloatArray, mu: FloatArray, margin: float, room: int
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Lists (pointers, units, squared km) for (G, 3) places and (G, q) multipliers."""
        margins = np.full(mu.shape[1], margin)
        reach = self.reach(alpha, float(mu[:, 0].min()) - margin - 1.0, float(mu[:, 0].max()))
        latitude = np.arcsin(points[:, 2] / np.linalg.norm(points, axis=1))
        cells = np.column_stack([points, np.zeros(len(points)), latitude])
        relaxation = self.relaxation
        return relevant_units(  # type: ignore[no-any-return]
            cells, alpha, (relaxation.position, relaxation.weight), relaxation.amounts, self.rows,
            self.everywhere, mu, margins, reach, room,
        )  # fmt: skip


def _rows_of(position: FloatArray, units: IntArray) -> Rows:
    """Some of the units, by rows of latitude."""
    latitude = np.arcsin(np.clip(position[units, 2] / EARTH_RADIUS_KM, -1, 1))
    longitude = np.arctan2(position[units, 1], position[units, 0])
    first = float(latitude.min())
    row = np.floor((latitude - first) / ROW).astype(np.int64)
    order = np.lexsort((longitude, row))
    pointers = np.zeros(int(row.max()) + 2, dtype=np.int32)
    pointers[1:] = np.cumsum(np.bincount(row))
    return pointers, units[order], longitude[order], first, ROW
