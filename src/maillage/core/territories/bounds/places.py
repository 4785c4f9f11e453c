"""Whether a territory can be worth more than claimed, anywhere: the search behind the verification.

It is kept apart from the code that makes certificates, so that an error of one shows in the other:
no cover of the map, no limit of depth and no list of places are taken over. At prices ``a`` (n,)
the worth of a territory with units S and weighted mean c is ``sum over S of a_i - w_i |x_i - c|²``
(chords). For any point m of a cell that holds c, with r the greatest distance of m to the cell::

    sum w_i |x_i - c|² = sum w_i |x_i - m|² - w(S) |c - m|² >= sum w_i (|x_i - m|² - r²)

so the worth is at most the sum over S of ``gain_i = a_i - w_i (|x_i - m|² - r²)``. For every
multiplier mu that is at most ``sum of max(0, gain_i - mu p_i) + max(mu high, mu low)`` (weak
duality; p the amounts). Cells of latitude, longitude and depth are divided, beginning with the
whole ball, until this is at most the claimed value in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, coo_array, diags_array, identity
from scipy.spatial import cKDTree

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.bounds.branches import Branches

RADIUS_KM = 6371.0088
HEAVY = 0.035
"""Share of a mean territory from which a unit is looked at as a whole."""

NEAR = 0.1
"""Squared radius, in mean squared km of a territory, of the cells where that is tried."""

FEWEST_BRANCHES, MOST_BRANCHES = 100, 50_000
"""Branches tried in the widest of these cells and, growing as they shrink, in the smallest."""

ALL_BRANCHES = 4_000_000

MOST_PAIRS = 1_000_000
MOST_LEVELS = 60
MOST_CELLS = 300_000
ROUNDS = 3
"""How often the multiplier of each measure is set anew, where there are several."""


@dataclass(frozen=True, eq=False)
class Units:
    """n units, q measures: place (n, 3) km, price (n,), weight (n,), amounts (n, q) in means."""

    position: FloatArray
    price: FloatArray
    weight: FloatArray
    amounts: FloatArray

    def take(self, which: BoolArray) -> Units:
        """Some of the units."""
        return Units(
            self.position[which], self.price[which], self.weight[which], self.amounts[which]
        )


@dataclass(frozen=True, eq=False)
class Boxes:
    """(C, 3) middle and half size in latitude, longitude (radians), depth (km); floors (C, q)."""

    middle: FloatArray
    half: FloatArray
    floor: FloatArray

    def take(self, which: BoolArray | IntArray | slice) -> Boxes:
        """Some of the boxes."""
        return Boxes(self.middle[which], self.half[which], self.floor[which])

    def points(self) -> FloatArray:
        """(C, 3) km, the middles."""
        latitude, longitude, depth = self.middle.T
        flat = np.cos(latitude)
        unit = np.column_stack(
            [flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)]
        )
        found: FloatArray = (RADIUS_KM - depth)[:, None] * unit
        return found

    def extents(self) -> FloatArray:
        """(C, 3) km: how far a point of the box is from the middle along each axis, at most."""
        nearest = np.maximum(np.abs(self.middle[:, 0]) - self.half[:, 0], 0.0)
        return np.column_stack(
            [
                RADIUS_KM * self.half[:, 0],
                RADIUS_KM * np.cos(nearest) * self.half[:, 1],
                self.half[:, 2],
            ]
        )

    def divided(self) -> Boxes:
        """Each box in two along every axis where it is at least half as long as at its longest."""
        extents = self.extents()
        long = extents >= 0.5 * extents.max(axis=1, keepdims=True)
        middle, half, floor = self.middle, self.half, self.floor
        for axis in range(3):
            split = long[:, axis]
            half = half.copy()
            half[split, axis] /= 2
            middle, moved = middle.copy(), middle[split]
            middle[split, axis] -= half[split, axis]
            moved[:, axis] += half[split, axis]
            middle, half, floor, long = (
                np.concatenate([whole, part])
                for whole, part in (
                    (middle, moved), (half, half[split]), (floor, floor[split]), (long, long[split])
                )
            )  # fmt: skip
        return Boxes(middle, half, floor)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Boxes with the units that may be worth serving from them, flattened.

    ``box``, ``unit``, ``gain`` (P,) · ``count`` number of boxes · ``amounts`` (P, q).
    """

    box: IntArray
    unit: IntArray
    gain: FloatArray
    amounts: FloatArray
    count: int

    def sums(self, values: FloatArray) -> FloatArray:
        """(C,) total over the units of each box."""
        return np.bincount(self.box, weights=values, minlength=self.count)


@dataclass(frozen=True, eq=False)
class Claim:
    """That no territory within ``low`` and ``high`` (q,) is worth more than ``value``.

    ``spread``: mean squared km of a territory, to know when a cell is small.
    """

    units: Units
    low: FloatArray
    high: FloatArray
    value: float
    spread: float

    def counterexample(self) -> FloatArray | None:
        """(3,) middle of a cell where the claim is not proven (see :class:`Boxes`), if any.

        The search ends early where a territory is found that is worth more.
        """
        if float(np.maximum(self.units.price, 0.0).sum()) <= self.value:
            return None
        fitting = ~(self.units.amounts > self.high).any(axis=1)
        search = _Search(self, self.units.take(fitting))
        boxes = Boxes(
            np.array([[0.0, 0.0, RADIUS_KM / 2]]),
            np.array([[np.pi / 2, np.pi, RADIUS_KM / 2]]) * (1 + 1e-12),
            np.zeros((1, len(self.low))),
        )
        looked_at = 0
        for _ in range(MOST_LEVELS):
            looked_at += len(boxes.middle)
            parts = list(search.unproven(boxes))
            if not parts:
                return None
            if search.refuted is not None or looked_at > MOST_CELLS:
                break
            boxes = Boxes(
                np.concatenate([part.middle for part in parts]),
                np.concatenate([part.half for part in parts]),
                np.concatenate([part.floor for part in parts]),
            ).divided()
        found: FloatArray = boxes.middle[0] if search.refuted is None else search.refuted
        return found


class _Search:
    """Upper bounds for boxes, in parts that fit the memory."""

    def __init__(self, claim: Claim, units: Units) -> None:
        self.claim = claim
        self.units = units
        self.refuted: FloatArray | None = None
        self.left = ALL_BRANCHES
        self.weighty = np.flatnonzero(units.weight > 0)
        self.weightless = np.flatnonzero(units.weight <= 0)
        self.tree = cKDTree(units.position[self.weighty])
        self.margin = np.abs(units.price).sum() / np.maximum(units.amounts.sum(axis=0), 1e-300)
        self.single = units.amounts.shape[1] == 1
        self.heavy = units.amounts[:, 0] > HEAVY

    def unproven(self, boxes: Boxes) -> Iterator[Boxes]:
        """The boxes where the claim is not proven, with the floors for their parts."""
        start, size = 0, 8
        while start < len(boxes.middle):
            part = boxes.take(slice(start, start + size))
            start += len(part.middle)
            pairs = self._pairs(part)
            size = max(1, min(2_000, MOST_PAIRS * len(part.middle) // (len(pairs.box) + 1)))
            upper, mu = self._relaxed(pairs, part.floor)
            open_ = upper > self.claim.value
            square = (part.extents() ** 2).sum(axis=1)
            tried = open_ & (square <= NEAR * self.claim.spread)
            look = self._look_at_heavy if self.single else self._look_at_multipliers
            look(pairs, part, np.flatnonzero(tried).astype(np.int32), open_)
            if open_.any():
                self._try(pairs, mu, part, int(np.argmax(upper)))
                starved = mu <= part.floor
                lower = np.minimum(mu, 0.0) - np.where(starved, 4.0, 1.0) * self.margin
                lower = np.where(tried[:, None], np.minimum(lower, 2.0 * part.floor), lower)
                yield Boxes(part.middle[open_], part.half[open_], lower[open_])

    def _try(self, pairs: Pairs, mu: FloatArray, boxes: Boxes, box: int) -> None:
        """Refute the claim if the units that fill the best territory of a box are worth more."""
        units, claim = self.units, self.claim
        here = pairs.box == box
        taken = here & (pairs.gain > np.einsum("ij,j->i", pairs.amounts, mu[box]))
        held = pairs.amounts[taken].sum(axis=0)
        if (held < claim.low).any() or (held > claim.high).any():
            return
        inside = pairs.unit[taken]
        weight, position = units.weight[inside], units.position[inside]
        middle = weight @ position / max(float(weight.sum()), 1e-300)
        square = ((position - middle) ** 2).sum(axis=1)
        if float(units.price[inside].sum() - weight @ square) > claim.value:
            self.refuted = boxes.middle[box]

    def _pairs(self, boxes: Boxes) -> Pairs:
        """Units that gain more than their amounts cost at the floors; no others ever count."""
        units, points = self.units, boxes.points()
        square = (boxes.extents() ** 2).sum(axis=1)
        count = len(points)
        box = np.repeat(np.arange(count), len(self.weightless))
        unit = np.tile(self.weightless, count)
        if len(self.weighty):
            own, near = self._near(points, square, boxes.floor)
            box, unit = np.concatenate([box, own]), np.concatenate([unit, near])
        apart = units.position[unit] - points[box]
        distance = np.einsum("ij,ij->i", apart, apart)
        gain = units.price[unit] - units.weight[unit] * (distance - square[box])
        amounts = units.amounts[unit]
        kept = gain > np.einsum("ij,ij->i", boxes.floor[box], amounts)
        return Pairs(box[kept], unit[kept], gain[kept], amounts[kept], count)

    def _near(
        self, points: FloatArray, square: FloatArray, floor: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Box and unit of pairs that may gain; the few units of a long reach go everywhere."""
        units, own = self.units, self.weighty
        least = floor.min(axis=0)
        reach = (units.price[own] - units.amounts[own] @ least) / units.weight[own]
        usual = max(0.0, 1.5 * float(np.quantile(reach, 0.95)))
        common = np.sqrt(square + usual) * (1 + 1e-9)
        lists = self.tree.query_ball_point(points, common, return_sorted=False)
        lengths = np.array([len(found) for found in lists])
        near = np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=int(lengths.sum()))
        box = np.repeat(np.arange(len(points)), lengths)
        far = reach > usual
        box, near = box[~far[near]], near[~far[near]]
        everywhere = np.flatnonzero(far)
        box = np.concatenate([box, np.repeat(np.arange(len(points)), len(everywhere))])
        near = np.concatenate([near, np.tile(everywhere, len(points))])
        return box.astype(np.int32), own[near].astype(np.int32)

    def _relaxed(self, pairs: Pairs, floor: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(C,) least upper bound with fractions of units, and (C, q) its multipliers."""
        low, high = self.claim.low, self.claim.high
        mu = np.maximum(floor, 0.0)
        best, kept = np.full(pairs.count, np.inf), mu.copy()
        measures = len(low)
        for measure in list(range(measures)) * (1 if measures == 1 else ROUNDS):
            mu = mu.copy()
            mu[:, measure] = 0.0
            left = pairs.gain - np.einsum("ij,ij->i", mu[pairs.box], pairs.amounts)
            mu[:, measure] = self._multiplier(pairs, left, measure, floor[:, measure])
            left -= mu[pairs.box, measure] * pairs.amounts[:, measure]
            upper = pairs.sums(np.maximum(left, 0.0)) + np.maximum(mu * low, mu * high).sum(axis=1)
            better = upper < best
            best[better], kept[better] = upper[better], mu[better]
        return best, kept

    def _multiplier(
        self, pairs: Pairs, gain: FloatArray, measure: int, floor: FloatArray
    ) -> FloatArray:
        """(C,) gain by amount of the unit that fills up the best territory, in falling order."""
        amount = pairs.amounts[:, measure]
        ratio = np.divide(gain, amount, out=np.full(len(gain), -np.inf), where=amount > 0)
        low, high = self.claim.low[measure], self.claim.high[measure]
        wanted = np.where(pairs.sums(amount * (ratio > 0)) > high, high, low)
        enough = pairs.sums(amount * (ratio > 0)) >= low
        order = np.lexsort((-ratio, pairs.box))
        box, filled = pairs.box[order], np.cumsum(amount[order])
        number = np.bincount(box, minlength=pairs.count)
        first = np.cumsum(number) - number
        before = np.concatenate([[0.0], filled])[first]
        short = filled - before[box] < wanted[box]
        rank = np.bincount(box, weights=short, minlength=pairs.count).astype(np.int64)
        reached = rank < number
        last = order[np.minimum(first + rank, max(0, len(order) - 1))] if len(order) else first
        found = np.full(pairs.count, -np.inf)
        found[reached] = ratio[last[reached]]
        return np.maximum(np.where(enough & (wanted == low), 0.0, found), floor)

    def _look_at_heavy(self, pairs: Pairs, boxes: Boxes, which: IntArray, open_: BoolArray) -> None:
        """Close boxes where the claim holds when heavy units are taken whole or not at all.

        Units under the floor stand in for what is missing, so it may have to be lower where this
        fails.
        """
        square = (boxes.extents() ** 2).sum(axis=1)
        widest = NEAR * self.claim.spread
        within = (float(self.claim.low[0]), float(self.claim.high[0]))
        for box in which:
            here = pairs.box == box
            gain, amount = pairs.gain[here], pairs.amounts[here, 0]
            heavy = self.heavy[pairs.unit[here]]
            free = float(gain[amount <= 0].sum())
            heavy, gain, amount = heavy[amount > 0], gain[amount > 0], amount[amount > 0]
            allowed = min(MOST_BRANCHES, int(FEWEST_BRANCHES * widest / square[box]), self.left)
            if heavy.any():
                units = (gain, amount, heavy)
                tree = Branches(self.claim.value, within, units, float(boxes.floor[box, 0]))
                open_[box] = not tree.proven(allowed, free)
                self.left -= tree.steps

    def _look_at_multipliers(
        self, pairs: Pairs, boxes: Boxes, which: IntArray, open_: BoolArray
    ) -> None:
        """Close boxes where the claim holds at the best multipliers, found by a linear program.

        Its variables are the multipliers, what they cost, and what remains of each unit's gain.
        """
        low, high = self.claim.low, self.claim.high
        measures = len(low)
        one = identity(measures)
        for box in which:
            here = pairs.box == box
            gain, amounts = pairs.gain[here], pairs.amounts[here]
            none = coo_array((measures, len(gain)))
            blocks: Any = [
                [diags_array(low), -one, none],
                [diags_array(high), -one, none],
                [coo_array(-amounts), None, -identity(len(gain))],
            ]
            found = linprog(
                np.concatenate([np.zeros(measures), np.ones(measures + len(gain))]),
                block_array(blocks).tocsr(),
                np.concatenate([np.zeros(2 * measures), -gain]),
                bounds=[
                    *((least, None) for least in boxes.floor[box]),
                    *[(None, None)] * measures,
                    *[(0, None)] * len(gain),
                ],
            )
            if found.x is not None:
                mu = np.maximum(found.x[:measures], boxes.floor[box])
                left = np.maximum(gain - amounts @ mu, 0.0).sum()
                open_[box] = left + np.maximum(mu * low, mu * high).sum() > self.claim.value
