"""The most that any territory is worth at given prices, wherever its centre may be.

Cells of latitude, longitude and depth cover every possible centre (a weighted mean of units lies in
their convex hull, a little inside the sphere). A cell whose upper bound is above what was asked is
divided; what remains after the finest division counts with its upper bound. So the result holds
for every centre, not for those of a grid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.spatial import cKDTree

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.bounds.relaxation import Relaxation
from maillage.core.territories.bounds.surroundings import Surroundings
from maillage.core.territories.kernels.bounds import bound_cells
from maillage.core.territories.sphere import EARTH_RADIUS_KM

PASSES = 8
MARGIN = 2.0
"""How much smaller a multiplier may be in a cell than it ever was at the places around, in mean
prices."""

AROUND = 6
"""The places around a cell that say how small a multiplier may get."""

CHUNK = 500
"""Cells evaluated between two reports."""

MOST_STEPS = 200_000
MOST_OPEN = 20_000
"""Cells of one size that are divided, at most."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Boxes: (C, 3) middle in latitude, longitude (radians), depth (km), and (C, 3) half sizes."""

    middle: FloatArray
    half: FloatArray

    def __len__(self) -> int:
        """Number of cells."""
        return len(self.middle)

    def points(self) -> FloatArray:
        """(C, 5) x, y, z in km, squared radius in km², latitude."""
        latitude, longitude, depth = self.middle.T
        radius = EARTH_RADIUS_KM - depth
        high, wide, deep = self.half.T
        flattest = np.cos(np.maximum(np.abs(latitude) - high, 0.0))
        square = deep**2 + EARTH_RADIUS_KM**2 * (high**2 + (flattest * wide) ** 2)
        return np.column_stack(
            [
                radius * np.cos(latitude) * np.cos(longitude),
                radius * np.cos(latitude) * np.sin(longitude),
                radius * np.sin(latitude),
                square,
                latitude,
            ]
        )

    def take(self, which: BoolArray | IntArray) -> Cells:
        """Some of the cells."""
        return Cells(self.middle[which], self.half[which])

    def divide(self) -> tuple[Cells, IntArray]:
        """Every cell in four, and in eight where it is deep; with the number each came from."""
        deep = self.half[:, 2] > 0.5 * EARTH_RADIUS_KM * self.half[:, 0]
        signs = np.array(list(product((-0.5, 0.5), repeat=3)))
        flat = signs.copy()
        flat[:, 2] = 0.0
        parts = []
        for which, moves, factor in (
            (np.flatnonzero(deep), signs, np.array([0.5, 0.5, 0.5])),
            (np.flatnonzero(~deep), np.unique(flat, axis=0), np.array([0.5, 0.5, 1.0])),
        ):
            middle = self.middle[which][:, None] + moves[None] * self.half[which][:, None]
            half = np.repeat(self.half[which] * factor, len(moves), axis=0)
            parts.append((middle.reshape(-1, 3), half, np.repeat(which, len(moves))))
        middle, half, origin = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Cells(middle, half), origin


@dataclass(eq=False)
class Survey:
    """Upper bounds over all places for one set of prices ``alpha`` (n,)."""

    relaxation: Relaxation
    alpha: FloatArray
    places: FloatArray
    mu: FloatArray
    least: FloatArray
    scale: float
    surroundings: Surroundings
    report: Callable[[], object] = lambda: None
    """Called several times a second; it may raise to stop."""

    def __post_init__(self) -> None:
        """Prepare how far units are looked for, and how deep centres."""
        self.tree = cKDTree(self.places)
        self.heavy = self.relaxation.heavy
        self.floor = np.minimum(self.mu, self.least) - MARGIN * self.scale
        lowest = float(self.floor[:, :, 0].min()) - self.scale
        highest = float(self.mu[:, :, 0].max())
        self.reach = self.surroundings.reach(self.alpha, lowest, highest)
        weight = self.relaxation.weight
        self.widest = float((self.alpha[weight > 0] / weight[weight > 0]).max())
        self.gift = float(np.maximum(self.alpha[weight <= 0], 0.0).sum())

    def most(self, kind: int, enough: float, finest_km: float) -> tuple[float, FloatArray]:
        """Upper bound on the value of a territory of a kind, and (C, 3) places worth most.

        Cells at or under ``enough`` are not looked at more closely, nor are those of ``finest_km``.
        Where the mean squared distance to the centre is above the greatest price by weight, a
        territory is worth at most its units without weight: only with ``enough`` above that may
        cells so deep be left out.
        """
        cells = cover(self.relaxation.position, self.widest if enough >= self.gift else np.inf)
        mu, floor = self._nearest(cells, kind)
        bound, last = enough, np.full(len(cells), np.inf)
        while True:
            size = EARTH_RADIUS_KM * float(cells.half[:, 0].max())
            finest = size <= finest_km
            upper = self._evaluate(cells, mu, floor, kind, enough, whole=size <= 8 * finest_km)
            upper = np.minimum(upper, last)
            open_ = upper > enough
            if finest or not open_.any() or int(open_.sum()) > MOST_OPEN:
                order = np.argsort(-upper)[: max(1, min(2_000, int(open_.sum())))]
                return max(bound, float(upper.max())), cells.take(order).points()[:, :3]
            which = np.flatnonzero(open_).astype(np.int32)
            cells, origin = cells.take(which).divide()
            origin = which[origin]
            mu, floor, last = mu[origin], floor[origin], upper[origin]

    def _nearest(self, cells: Cells, kind: int) -> tuple[FloatArray, FloatArray]:
        """(C, q) multipliers of the nearest place, and how small they may get."""
        around = min(AROUND, len(self.places))
        nearest = self.tree.query(cells.points()[:, :3], k=around)[1].reshape(len(cells), around)
        return self.mu[nearest[:, 0], kind], self.floor[nearest, kind].min(axis=1)

    def _evaluate(
        self,
        cells: Cells,
        mu: FloatArray,
        floor: FloatArray,
        kind: int,
        enough: float,
        *,
        whole: bool,
    ) -> FloatArray:
        relaxation = self.relaxation
        upper = np.empty(len(cells))
        step = np.full(mu.shape[1], 0.02 * self.scale)
        whole = whole and bool(self.heavy.any())
        low, high = relaxation.low[kind], relaxation.high[kind]
        points = cells.points()
        for start in range(0, len(cells), CHUNK):
            part = slice(start, start + CHUNK)
            bound_cells(
                points[part], self.alpha, (relaxation.position, relaxation.weight),
                relaxation.amounts, self.surroundings.rows, self.surroundings.everywhere, mu[part],
                floor[part], low, high, step, PASSES, self.heavy, enough,
                MOST_STEPS if whole else 0, self.reach, upper[part],
            )  # fmt: skip
            self.report()
        return upper


def cover(position: FloatArray, widest: float) -> Cells:
    """Cells of about 1 degree over every place that can be a centre.

    The sides of the convex hull bulge towards the poles. All units within an angle of one
    direction have centres no deeper than ``R (1 - cos angle)``. A territory at depth h has a mean
    squared distance of ``2 R h - h²`` to its centre; cells where this is above ``widest`` (km²) are
    left out.
    """
    latitude = np.arcsin(np.clip(position[:, 2] / EARTH_RADIUS_KM, -1, 1))
    longitude = np.sort(np.arctan2(position[:, 1], position[:, 0]))
    gaps = np.diff(np.append(longitude, longitude[0] + 2 * np.pi))
    widest_gap = int(np.argmax(gaps))
    span = 2 * np.pi - gaps[widest_gap]
    west = longitude[(widest_gap + 1) % len(longitude)]
    south, north = float(latitude.min()), float(latitude.max())
    if span >= 0.95 * np.pi:
        west, span, south, north = -np.pi, 2 * np.pi, -np.pi / 2, np.pi / 2
    else:
        north = max(north, np.arctan(np.tan(north) / np.cos(span / 2))) if north > 0 else north
        south = min(south, np.arctan(np.tan(south) / np.cos(span / 2))) if south < 0 else south
    heart = position.mean(axis=0)
    heart /= max(float(np.linalg.norm(heart)), 1e-300)
    highest = max(0.0, float((position @ heart).min()) / EARTH_RADIUS_KM)
    highest = max(highest, np.sqrt(max(0.0, 1.0 - max(widest, 1.0) / EARTH_RADIUS_KM**2)))
    depth = EARTH_RADIUS_KM * (1.0 - min(highest, 1.0))
    degree = np.radians(1.0)
    down = max(1, int(np.ceil((north - south) / degree)))
    across = max(1, int(np.ceil(span / degree)))
    half = np.array([(north - south) / down / 2 + 1e-9, span / across / 2 + 1e-9, depth / 2 + 1e-6])
    grid = np.stack(
        np.meshgrid(
            south + (np.arange(down) + 0.5) * (north - south) / down,
            west + (np.arange(across) + 0.5) * span / across,
            [depth / 2],
            indexing="ij",
        ),
        axis=-1,
    ).reshape(-1, 3)
    return Cells(grid, np.tile(half, (len(grid), 1)))
