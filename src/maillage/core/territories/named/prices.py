"""Prices of balance and disruption, and the lower bound they prove."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.kernels.named_prices import (
    newton_step,
    relaxed,
    softened,
    toll_of,
)
from maillage.core.territories.named.assignment import Assignment

FIRST_HEAT = 0.1
"""First temperature, in median advantage of the cheapest territory over the mean one."""

COOLING = 0.2
STAGES = 6
STEPS = 40
"""Newton steps at one temperature at most."""

TRIES = 12
ENOUGH = 3e-7
"""Gain of a step, in worth of the choice, below which a temperature is done."""

NO_CURVE = np.zeros((0, 0))


@dataclass(frozen=True, eq=False)
class Prices:
    """Dual values of an assignment, and the bound that they prove.

    Attributes
    ----------
    measures
        (k, q) price of an amount in a territory: positive where it is too full, negative where it
        is too empty.
    disruption
        Price of the stake that leaves its owners, 0 or more.
    bound
        No assignment that keeps the bounds and the cap costs less.
    """

    measures: FloatArray
    disruption: float
    bound: float

    def vector(self) -> FloatArray:
        """(k*q + 1,) all prices, in rows of territories, then that of disruption."""
        return np.append(self.measures.ravel(), self.disruption)


def bound_of(assignment: Assignment, measures: FloatArray, disruption: float) -> float:
    """Lower bound that any prices prove, by weak duality.

    It is the sum over nodes of the least of ``cost + amounts · prices of the territory +
    disruption x stake that leaves``, minus ``price x most allowed`` for each positive price, plus
    ``|price| x least allowed`` for each negative one, minus ``disruption x cap``.

    Parameters
    ----------
    assignment
        What is asked.
    measures
        (k, q) any prices.
    disruption
        Any price of 0 or more.

    Returns
    -------
    float
        Minus infinity where the price of disruption is not 0 and nothing caps it.
    """
    point = np.append(np.asarray(measures, dtype=np.float64).ravel(), max(0.0, disruption))
    return _value(assignment, point)[0]


def reduced_costs(assignment: Assignment, prices: Prices) -> FloatArray:
    """(n, k) how much dearer than a node's cheapest territory each one is, prices included."""
    full = assignment.costs + assignment.amounts @ prices.measures.T
    if prices.disruption > 0:
        starts, owners, held, _stake = assignment.owned
        row = np.repeat(np.arange(assignment.size), np.diff(starts))
        full[row, owners] -= prices.disruption * held
    full -= full.min(axis=1)[:, None]
    return full


def climb(assignment: Assignment, start: Prices | None = None) -> Prices:
    """Climb the dual function from ``start``, or from no prices at all.

    The choice of each node is softened to a logit whose temperature falls, so that Newton's method
    with Levenberg's damping applies; the best bound seen on the way is kept. From a start, only the
    coolest temperatures are run.
    """
    return _Climb(assignment).run(start)


def worth_of(assignment: Assignment) -> tuple[float, float]:
    """What the choice is worth: summed, and per weight at the median node.

    A node's choice is worth its mean finite cost less its least one.
    """
    finite = np.isfinite(assignment.costs)
    total = np.where(finite, assignment.costs, 0.0).sum(axis=1)
    worth = total / np.maximum(finite.sum(axis=1), 1) - assignment.costs.min(axis=1)
    worth = np.maximum(worth, 0.0)
    middle = float(np.median((worth / assignment.weight)[worth > 0])) if worth.any() else 0.0
    return float(worth.sum()), middle


class _Climb:
    """One ascent: holds the point, its damping and the best bound."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.low, self.high = assignment.limits()
        self.worth, self.middle = worth_of(assignment)
        self.damping = 1e-3
        self.stiffest = np.zeros(len(self.low))
        self.hopeless = _dearest(assignment)

    def run(self, start: Prices | None) -> Prices:
        """Cool down, from warm where there is a start."""
        point = np.zeros(len(self.low)) if start is None else start.vector()
        best = _value(self.assignment, point)[0], point
        if self.middle > 0:
            for stage in range(0 if start is None else STAGES - 3, STAGES):
                heat = FIRST_HEAT * self.middle * COOLING**stage * self.assignment.weight
                point = self.settle(point, heat)
                value = _value(self.assignment, point)[0]
                best = max(best, (value, point), key=lambda pair: pair[0])
                if value > self.hopeless:
                    break
        return prices_at(self.assignment, best[1])

    def settle(self, point: FloatArray, heat: FloatArray) -> FloatArray:
        """Newton steps at one temperature."""
        self.damping = min(self.damping, 1.0)
        for _step in range(STEPS):
            curve = np.zeros((len(point), len(point)))
            value, slope = self.soft(point, heat, curve)
            found = self.step(point, value, slope, curve, heat)
            if found is None:
                break
            point, gain = found
            if gain < ENOUGH * self.worth or value > self.hopeless:
                break
        return point

    def step(
        self, point: FloatArray, value: float, slope: FloatArray, curve: FloatArray,
        heat: FloatArray,
    ) -> tuple[FloatArray, float] | None:  # fmt: skip
        """A step that gains a tenth of what its model promises, and the promise; else None."""
        stiff = self.stiffness(np.diag(curve).copy(), heat)
        close = 1e-3 * np.sqrt(ENOUGH * self.worth)
        for _try in range(TRIES):
            damped = curve + np.diag(self.damping * stiff)
            step = newton_step(point, slope, damped, self.low, self.high, 200, close)
            moved = point + step
            promise = float(slope @ step - 0.5 * step @ damped @ step)
            promise += toll_of(point, self.low, self.high) - toll_of(moved, self.low, self.high)
            if self.soft(moved, heat, NO_CURVE)[0] >= value + 0.1 * promise:
                self.damping = max(self.damping / 5, 1e-6)
                return moved, promise
            self.damping *= 8
        return None

    def stiffness(self, diagonal: FloatArray, heat: FloatArray) -> FloatArray:
        """(k*q + 1,) positive scale of the damping: second derivatives where there are any."""
        measures = self.assignment.amounts.shape[1]
        for column in range(measures):
            part = diagonal[column:-1:measures]
            natural = 1e-9 * (self.assignment.amounts[:, column] ** 2 / heat).sum()
            part[:] = np.maximum(part, max(0.05 * part.mean(), natural, 1e-300))
        natural = 1e-9 * (self.assignment.owned[3] ** 2 / heat).sum()
        diagonal[-1] = max(diagonal[-1], natural, 1e-300)
        self.stiffest = np.maximum(diagonal, 1e-4 * self.stiffest)
        return self.stiffest

    def soft(
        self, point: FloatArray, heat: FloatArray, curve: FloatArray
    ) -> tuple[float, FloatArray]:
        """Value and slope of the softened dual; the slope leaves out the bounds."""
        assignment = self.assignment
        prices = point[:-1].reshape(assignment.target.shape)
        value, slope = softened(
            assignment.costs, assignment.amounts, assignment.owned, prices, point[-1], heat, curve
        )
        return value - toll_of(point, self.low, self.high), slope


def prices_at(assignment: Assignment, point: FloatArray) -> Prices:
    """The prices of a vector of them, with the bound that they prove."""
    measures = point[:-1].reshape(assignment.target.shape).copy()
    return Prices(measures, float(point[-1]), _value(assignment, point)[0])


def cheapest_at(assignment: Assignment, prices: Prices) -> IntArray:
    """(n,) cheapest territory of every node, prices included."""
    return _value(assignment, prices.vector())[1]


def _value(assignment: Assignment, point: FloatArray) -> tuple[float, IntArray]:
    prices = point[:-1].reshape(assignment.target.shape)
    label, value = relaxed(
        assignment.costs, assignment.amounts, assignment.owned, prices, point[-1]
    )
    return float(value.sum()) - float(toll_of(point, *assignment.limits())), label


def _dearest(assignment: Assignment) -> float:
    """More than any assignment can cost."""
    costs = np.where(np.isfinite(assignment.costs), assignment.costs, -np.inf)
    return float(costs.max(axis=1).sum()) * (1 + 1e-9) + 1e-9
