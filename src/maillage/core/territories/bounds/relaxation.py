"""The relaxed problem behind a lower bound: what is kept of it, in comfortable units.

Kept: every unit is served once, each territory is within its bounds, territories have a free
centre. Dropped, which can only lower the cost: connectivity, locks, forbidden pairs, groups, sets
to separate, and continuity with today's alignment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.problem import Problem
from maillage.core.territories.sphere import sphere_points

KINDS = 6
"""Kinds of territories at most; territories of different targets are grouped into them."""

HEAVY = 0.04
"""Share of a mean territory from which a unit is kept whole."""

ROUNDING = 2e-9
"""Added to the tolerances: plans within 1e-9 of them count as balanced."""

LIGHTEST = 0.05
"""Least price unit of a basic unit, as a share of what its amounts would give it."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """n units, q measures, t kinds of territories.

    ``position`` (n, 3) km · ``weight`` (n,) in mean territories · ``amounts`` (n, q) in mean
    territories · ``low``, ``high`` (t, q) bounds · ``number`` (t,) territories of each kind ·
    ``size`` (n,) price unit of each unit: its weight, or its share of the amounts where it weighs
    little · ``scale`` objective units (weight x km²) per km² of a mean territory.
    """

    position: FloatArray
    weight: FloatArray
    amounts: FloatArray
    low: FloatArray
    high: FloatArray
    number: IntArray
    size: FloatArray
    scale: float

    @property
    def territories(self) -> int:
        """Number of territories."""
        return int(self.number.sum())

    @property
    def heavy(self) -> BoolArray:
        """(n,) units kept whole; none where there are several measures."""
        if self.amounts.shape[1] > 1:
            return np.zeros(len(self.weight), dtype=np.bool_)
        found: BoolArray = self.amounts[:, 0] > HEAVY
        return found


def relax(problem: Problem) -> Relaxation:
    """The relaxation of a problem with free centres."""
    count = problem.territories
    weight = problem.weight_array()
    scale = float(weight.sum()) / count or 1.0
    totals = [measure.array().sum() / count or 1.0 for measure in problem.measures]
    amounts = np.column_stack(
        [m.array() / total for m, total in zip(problem.measures, totals, strict=True)]
    )
    targets = np.column_stack(
        [m.targets(count) / total for m, total in zip(problem.measures, totals, strict=True)]
    )
    low, high, number = _kinds(targets, np.array([m.tolerance for m in problem.measures]))
    weight = weight / scale
    return Relaxation(
        position=sphere_points(problem.coordinates()),
        weight=weight,
        amounts=amounts,
        low=low,
        high=high,
        number=number,
        size=np.maximum(weight, LIGHTEST * amounts.mean(axis=1)),
        scale=scale,
    )


def _kinds(targets: FloatArray, tolerance: FloatArray) -> tuple[FloatArray, FloatArray, IntArray]:
    """Bounds and number of each kind: of equal (k, q) targets, by rising targets.

    Many kinds are merged, by their target of the first measure, with the loosest of their bounds.
    """
    rounded = np.round(targets, 9)
    kind = np.unique(rounded, axis=0, return_inverse=True)[1].reshape(-1)
    if kind.max() >= KINDS:
        order = np.argsort(rounded[:, 0], kind="stable")
        for number, part in enumerate(np.array_split(order, KINDS)):
            kind[part] = number
    members = [targets[kind == number] for number in range(kind.max() + 1)]
    allowed = tolerance + ROUNDING
    return (
        np.array([part.min(axis=0) * (1 - allowed) for part in members]),
        np.array([part.max(axis=0) * (1 + allowed) for part in members]),
        np.array([len(part) for part in members], dtype=np.int32),
    )
