"""Prices that prove a bound: smoothed dual ascent over places where a territory may be centred.

For prices ``alpha`` the bound is ``sum(alpha) - sum over territories of the best value of a
territory anywhere``. The greatest value over places is smoothed into a soft maximum whose
temperature falls, so that the gradient (1 less how often a unit is served by the best territories)
comes from many places at once; plain subgradient steps need ten times as many. Places are a grid
over the map and the heavy units, and later those that turned out to be missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial import cKDTree

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.bounds.relaxation import Relaxation
from maillage.core.territories.bounds.surroundings import Surroundings
from maillage.core.territories.kernels.bounds import cover_by_places, price_places, whole_places
from maillage.core.territories.sphere import EARTH_RADIUS_KM

PLACES_PER_TERRITORY = 110
MOST_PLACES = 12_000
REACH = 3.0
"""Amount, in mean territories, within the circle about a place that is looked at."""

WARMEST, COLDEST = 0.1, 0.0015
"""First and last temperature, as a share of the mean price."""

STEP, MOMENTUM = 0.3, 0.8
WHOLE_FROM = 0.5
"""Share of the steps after which heavy units are kept whole."""

WIDTH = 8.0
"""Temperatures below the best value from which a place does not count."""

MOST_BRANCHES = 3_000
MOST_CHOSEN = 64
TINY = 1e-6
LIST_MARGIN = 1.0
"""How much smaller than now a multiplier may get before units are missing, in mean prices."""

MOST_LISTED = 30_000_000
FAR = 1e12


@dataclass(eq=False)
class Places:
    """Where territories may be centred, with the units near each place and its multipliers."""

    position: FloatArray
    lists: tuple[IntArray, IntArray, FloatArray]
    mu: FloatArray


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
    return Places(points, lists, np.zeros(shape)), wide


@dataclass(eq=False)
class Ascent:
    """Smoothed dual ascent; ``price`` (n,) km² per price unit, ``alpha = size * price``."""

    relaxation: Relaxation
    places: Places
    price: FloatArray
    scale: float
    heavy: BoolArray
    surroundings: Surroundings
    known: FloatArray = field(default_factory=lambda: np.empty(0))
    """(t,) value of the best territory of each kind over the places, at the prices kept."""

    @classmethod
    def begin(cls, relaxation: Relaxation) -> Ascent:
        """Start from how wide a territory about each unit would be."""
        places, wide = look_around(relaxation, spread_places(relaxation))
        near = cKDTree(places.position).query(relaxation.position, k=min(8, len(wide)))[1]
        price = wide[near.reshape(len(relaxation.weight), -1)].mean(axis=1)
        scale = max(float(np.average(price, weights=relaxation.size)), TINY)
        return cls(
            relaxation,
            places,
            price + WARMEST * scale,
            scale,
            relaxation.heavy,
            Surroundings.of(relaxation),
        )

    @property
    def alpha(self) -> FloatArray:
        """(n,) prices in km² of a mean territory."""
        found: FloatArray = self.relaxation.size * self.price
        return found

    def climb(
        self, steps: int, warmest: float, coldest: float, more: Callable[[float], bool]
    ) -> None:
        """Make steps and keep the best prices seen; ``more(share done)`` ends them by False."""
        relaxation = self.relaxation
        momentum = np.zeros(len(self.price))
        best, kept = -np.inf, self.price
        total = relaxation.size.sum() / relaxation.territories
        enough = np.full(len(relaxation.low), np.inf)
        for number in range(steps):
            share = number / steps
            temperature = self.scale * warmest * (coldest / warmest) ** share
            whole = bool(self.heavy.any()) and share >= WHOLE_FROM
            enough -= WIDTH * temperature * total
            if number == steps // 2 or number == 3 * steps // 4:
                self.relist()
            bound, cover, enough = self._step(
                temperature * total, enough, whole=whole, thorough=number % 20 == 0
            )
            if bound > best:
                best, kept, self.known = bound, self.price.copy(), enough.copy()
            momentum = MOMENTUM * momentum + (1 - MOMENTUM) * (1.0 - cover)
            self.price = self.price + STEP * temperature * momentum / np.sqrt(1 - MOMENTUM)
            if not more((number + 1) / steps):
                break
        self.price = kept

    def relist(self, more: FloatArray | None = None) -> None:
        """List anew which units each place may serve; add the places (m, 3) ``more``."""
        points, mu = self.places.position, self.places.mu
        if more is not None:
            nearest = cKDTree(points).query(more)[1]
            points, mu = np.concatenate([points, more]), np.concatenate([mu, mu[nearest]])
        lists = self.surroundings.relevant(
            points, self.alpha, mu.min(axis=1), LIST_MARGIN * self.scale, MOST_LISTED
        )
        self.places = Places(points, lists, mu)

    def _step(
        self, temperature: float, enough: FloatArray, *, whole: bool, thorough: bool
    ) -> tuple[float, FloatArray, FloatArray]:
        """Bound over the places, (n,) how often each unit is served, and (t,) the best values."""
        relaxation, places, alpha = self.relaxation, self.places, self.alpha
        shape = places.mu.shape
        value = np.empty(shape[:2])
        step = np.full(shape[2], max(temperature, TINY))
        price_places(
            alpha, relaxation.weight, relaxation.amounts, places.lists, places.mu, relaxation.low,
            relaxation.high, step, 30 if thorough else 4, value,
        )  # fmt: skip
        taken = np.full(shape[:2], -1, dtype=np.int64)
        chosen = np.empty((*shape[:2], MOST_CHOSEN if whole else 0), dtype=np.int32)
        used = places.mu
        upper = value
        if whole:
            used, upper = places.mu.copy(), np.empty(shape[:2])
            floor = np.where(np.isfinite(enough), enough, value.max(axis=0) - 50 * temperature)
            whole_places(
                alpha, relaxation.weight, relaxation.amounts, places.lists, places.mu,
                FAR, relaxation.low, relaxation.high, self.heavy, floor,
                MOST_BRANCHES, value, upper, used, taken, chosen,
            )  # fmt: skip
            value = np.where(taken >= 0, value, -np.inf)
            if not np.isfinite(value.max(axis=0)).all():
                return -np.inf, np.ones(len(alpha)), np.full(shape[1], np.inf)
            upper = np.where(taken >= 0, upper, -np.inf)
        top = value.max(axis=0)
        share = np.exp((value - top) / temperature)
        share *= relaxation.number / share.sum(axis=0)
        cover = np.empty(len(alpha))
        cover_by_places(
            alpha, relaxation.weight, relaxation.amounts, places.lists, used, share, TINY,
            self.heavy, taken, chosen, cover,
        )  # fmt: skip
        bound = float(alpha.sum() - relaxation.number @ upper.max(axis=0))
        return bound, cover, top
