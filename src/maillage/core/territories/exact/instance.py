"""The centre-unit problem as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray

SLACK = 1e-9
"""Relative excess over a bound that is taken for rounding."""


@dataclass(frozen=True, eq=False)
class Instance:
    """n units to share out among k centres chosen from m (Hess et al. 1965).

    Attributes
    ----------
    cost
        (n, m) cost of each unit at each possible centre; infinite where it may not go there.
    homes
        (m,) unit at which each possible centre is, and that goes to it when it is chosen.
    amounts
        (n, q) activity of each unit.
    low, high
        (q,) smallest and largest amount of a territory.
    territories
        Number of centres to choose, k.
    indptr, indices
        Neighbours of each unit, in compressed rows.
    contiguous
        Whether every territory must be connected.
    """

    cost: FloatArray
    homes: IntArray
    amounts: FloatArray
    low: FloatArray
    high: FloatArray
    territories: int
    indptr: IntArray
    indices: IntArray
    contiguous: bool = True

    @property
    def size(self) -> int:
        """Number of units, n."""
        return len(self.cost)


@dataclass(frozen=True, eq=False)
class Scaled:
    """An instance with amounts of 1 per unit on average, as the kernels want it.

    ``amounts`` (n, q) · ``low``, ``high`` (q,) with room for rounding · ``paths`` whether units are
    heavy enough for the lightest way to them to matter.
    """

    amounts: FloatArray
    low: FloatArray
    high: FloatArray
    paths: bool


HEAVY = 0.02
"""Share of a territory from which a unit is heavy."""


def scale(instance: Instance) -> Scaled:
    """The instance's amounts and bounds per mean unit."""
    mean = instance.amounts.mean(axis=0)
    mean = np.where(mean > 0, mean, 1.0)
    high = instance.high / mean * (1 + SLACK)
    amounts = instance.amounts / mean
    return Scaled(
        amounts=np.ascontiguousarray(amounts),
        low=instance.low / mean * (1 - SLACK),
        high=high,
        paths=bool((amounts.max(axis=0) > HEAVY * high).any()),
    )


def plan_cost(instance: Instance, label: IntArray) -> tuple[float, IntArray]:
    """The cost of a plan about its best centres, and (k,) those centres (columns of ``cost``).

    The cost is infinite where a territory has no possible centre.
    """
    centres = np.full(instance.territories, -1, dtype=np.int32)
    total = 0.0
    for territory in range(instance.territories):
        own = np.flatnonzero(label == territory)
        columns = np.flatnonzero(label[instance.homes] == territory)
        if not len(columns):
            return np.inf, centres
        sums = instance.cost[np.ix_(own, columns)].sum(axis=0)
        centres[territory] = columns[np.argmin(sums)]
        total += float(sums.min())
    return total, centres


def fits(instance: Instance, label: IntArray) -> bool:
    """Whether a plan keeps the bounds."""
    load = np.column_stack(
        [
            np.bincount(label, weights=column, minlength=instance.territories)
            for column in instance.amounts.T
        ]
    )
    inside: BoolArray = (load >= instance.low * (1 - SLACK)) & (load <= instance.high * (1 + SLACK))
    return bool(inside.all())
