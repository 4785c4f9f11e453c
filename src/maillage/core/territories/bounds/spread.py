"""Where territories may be centred: a grid over the map, and the units near each place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.bounds.relaxation import Relaxation
from maillage.core.territories.sphere import EARTH_RADIUS_KM

PLACES_PER_TERRITORY = 110
MOST_PLACES = 12_000
REACH = 3.0
"""Amount, in mean territories, within the circle about a place that is looked at."""

TINY = 1e-6
UNBOUNDED = -1e300


@dataclass(eq=False)
class Places:
    """Where territories may be centred, with the units near each place and its multipliers."""

    position: FloatArray
    lists: tuple[IntArray, IntArray, FloatArray]
    mu: FloatArray
    least: FloatArray
    """(G, t, q) the smallest multipliers of light units about each place since it was listed."""

    floor: FloatArray
    """(G, q) the smallest multipliers for which the units near each place are all listed."""

    origin: IntArray | None = None
    """(G,) number of each place among those it was taken from."""

    def take(self, which: BoolArray) -> Places:
        """Some of the places."""
        pointers, units, squares = self.lists
        lengths = np.diff(pointers)
        ends = np.zeros(int(which.sum()) + 1, dtype=np.int32)
        ends[1:] = np.cumsum(lengths[which])
        listed = np.repeat(which, lengths)
        lists = (ends, units[listed], squares[listed])
        return Places(
            self.position[which],
            lists,
            self.mu[which],
            self.least[which],
            self.floor[which],
            np.flatnonzero(which).astype(np.int32),
        )

    def keep(self, part: Places) -> None:
        """Take over the multipliers of places taken from these."""
        if part.origin is not None:
            self.mu[part.origin] = part.mu
            self.least[part.origin] = part.least


def grid_over(relaxation: Relaxation, spacing: float) -> FloatArray:
    """(G, 3) places about ``spacing`` km apart wherever a unit is near, with the heavy units."""
    position = relaxation.position
    height = spacing * np.sqrt(3) / 2 / EARTH_RADIUS_KM
    latitude = np.arcsin(position[:, 2] / EARTH_RADIUS_KM)
    longitude = np.arctan2(position[:, 1], position[:, 0])
    row = np.floor(latitude / height).astype(np.int64)
    width = spacing / (EARTH_RADIUS_KM * np.maximum(np.cos((row + 0.5) * height), 0.01))
    column = np.floor(longitude / width + 0.5 * (row % 2)).astype(np.int64)
    cells = np.unique(np.column_stack([row, column]), axis=0)
    around = np.array(
        [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)]
    )
    cells = np.unique((cells[:, None] + around[None]).reshape(-1, 2), axis=0)
    middle = (cells[:, 0] + 0.5) * height
    width = spacing / (EARTH_RADIUS_KM * np.maximum(np.cos(middle), 0.01))
    east = (cells[:, 1] + 0.5 - 0.5 * (cells[:, 0] % 2)) * width
    points = EARTH_RADIUS_KM * np.column_stack(
        [np.cos(middle) * np.cos(east), np.cos(middle) * np.sin(east), np.sin(middle)]
    )
    return np.concatenate([points, position[relaxation.heavy]])


def spread_places(relaxation: Relaxation) -> FloatArray:
    """(G, 3) a grid as fine as the number of territories allows."""
    wanted = min(MOST_PLACES, PLACES_PER_TERRITORY * relaxation.territories)
    spacing = 40.0
    points = grid_over(relaxation, spacing)
    for _ in range(6):
        ratio = len(points) / wanted
        if 0.75 < ratio < 1.25:
            break
        spacing *= np.sqrt(ratio)
        points = grid_over(relaxation, spacing)
    return points


def look_around(relaxation: Relaxation, points: FloatArray) -> tuple[Places, FloatArray]:
    """The places with the units near them, and (G,) km²: how wide a territory about each is."""
    tree = cKDTree(relaxation.position)
    load = relaxation.amounts.mean(axis=1)
    count = len(load)
    nearest = min(count, int(4 * REACH * count / relaxation.territories) + 8)
    radius, wide = np.empty(len(points)), np.empty(len(points))
    for start in range(0, len(points), 1_000):
        part = slice(start, start + 1_000)
        distance, units = tree.query(points[part], k=nearest)
        distance, units = distance.reshape(-1, nearest), units.reshape(-1, nearest)
        held = np.cumsum(load[units], axis=1)
        rows = np.arange(len(held))
        last = np.minimum((held < REACH).sum(axis=1), nearest - 1)
        radius[part] = distance[rows, last]
        one = np.minimum((held < 1.0).sum(axis=1), nearest - 1)
        moment = np.cumsum(load[units] * distance**2, axis=1)
        wide[part] = moment[rows, one] / np.maximum(held[rows, one], TINY)
    near = tree.query_ball_point(points, radius + 1.0)
    pointers = np.zeros(len(points) + 1, dtype=np.int32)
    pointers[1:] = np.cumsum([len(units) for units in near])
    listed = np.concatenate([np.asarray(units, dtype=np.int32) for units in near])
    apart = relaxation.position[listed] - np.repeat(points, np.diff(pointers), axis=0)
    shape = (len(points), len(relaxation.low), relaxation.amounts.shape[1])
    lists = (pointers, listed, np.einsum("ij,ij->i", apart, apart))
    floor = np.full((len(points), shape[2]), UNBOUNDED)
    return Places(points, lists, np.zeros(shape), np.full(shape, np.inf), floor), wide
