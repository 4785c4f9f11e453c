"""Small shifts that bring the true workload of territories to their targets."""

from __future__ import annotations

import numpy as np

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.give_back import clashes, pieces
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.problem import Problem
from maillage.core.territories.restarts import moved
from maillage.core.territories.settle import node_labels
from maillage.core.territories.workload import Workload
from maillage.core.territories.workload_estimate import Estimator

OUTSIDE = 100.0
"""How much a deviation beyond the tolerance counts against one within it."""

TINY = 1e-12


class Descent:
    """Steepest descent over shifts of one node, on hours that are estimated anew for each."""

    def __init__(
        self, problem: Problem, workload: Workload, labels: IntArray, tolerance: float
    ) -> None:
        """Begin at a labelling."""
        self.model: Model = build_model(problem)
        self.label = node_labels(self.model, labels)
        self.estimator = Estimator(problem, workload)
        capacities = workload.capacities(problem.territories)
        self.share = capacities / capacities.sum()
        self.tolerance = tolerance
        count = problem.territories
        self.hours = np.array([self._hours(self.label, number) for number in range(count)])

    def run(self, steps: int) -> IntArray:
        """Shift until all hours are within tolerance, nothing helps, or steps are up; (n,) labels.

        The territories farthest from their targets come first.
        """
        for _step in range(steps):
            deviation = np.abs(self._deviations(self.hours))
            if deviation.max() <= self.tolerance:
                break
            if not any(self._improve(int(number)) for number in np.argsort(-deviation)):
                break
        return self.label[self.model.unit_node]

    def _improve(self, territory: int) -> bool:
        """Make the best of the shifts into or out of a territory that lower the cost."""
        best, least = None, self._cost(self.hours) * (1 - 1e-9) - TINY
        for node, target in self._shifts(territory):
            hours = self._after(node, target)
            cost = self._cost(hours)
            if cost < least and self._allowed(node, target):
                best, least = (node, target, hours), cost
        if best is None:
            return False
        self.label[best[0]] = best[1]
        self.hours = best[2]
        return True

    def _shifts(self, territory: int) -> list[tuple[int, int]]:
        """Nodes on the border of a territory and where they could go."""
        model, label = self.model, self.label
        rows = np.repeat(np.arange(model.size), np.diff(model.indptr))
        pairs = np.column_stack([rows, label[model.indices]])
        across = label[rows] != pairs[:, 1]
        mine = (label[rows] == territory) | (pairs[:, 1] == territory)
        found = np.unique(pairs[across & mine & (model.fixed[rows] < 0)], axis=0)
        return [(int(node), int(target)) for node, target in found]

    def _after(self, node: int, target: int) -> FloatArray:
        """(k,) hours once a node has gone to a territory."""
        label, hours = self.label.copy(), self.hours.copy()
        source = int(label[node])
        label[node] = target
        for number in (source, target):
            hours[number] = self._hours(label, number)
        return hours

    def _hours(self, label: IntArray, territory: int) -> float:
        units = np.flatnonzero(label[self.model.unit_node] == territory).astype(np.int32)
        return self.estimator.of(units, territory).hours

    def _deviations(self, hours: FloatArray) -> FloatArray:
        total = hours.sum()
        return hours / (self.share * total) - 1 if total > 0 else np.zeros_like(hours)

    def _cost(self, hours: FloatArray) -> float:
        deviation = np.abs(self._deviations(hours))
        outside = np.maximum(deviation - self.tolerance, 0.0)
        return float(OUTSIDE * outside.sum() + (deviation**2).sum())

    def _allowed(self, node: int, target: int) -> bool:
        """Whether a shift keeps everything else that is asked."""
        model, source = self.model, int(self.label[node])
        left = np.flatnonzero((self.label == source) & (np.arange(model.size) != node)).astype(
            np.int32
        )
        if not len(left) or (len(model.barred) and model.barred[node, target]):
            return False
        if clashes(model, self.label, node, target):
            return False
        if model.contiguous and pieces(model, left) > 1:
            return False
        after = self.label.copy()
        after[node] = target
        if moved(model, after) > max(model.cap, moved(model, self.label)):
            return False
        return self._measures_hold(node, source, target)

    def _measures_hold(self, node: int, source: int, target: int) -> bool:
        """Whether the other measures stay in their bounds, or no farther from them than now."""
        model = self.model
        amounts = model.amounts[node]
        given = model.amounts[self.label == source].sum(axis=0) - amounts
        taken = model.amounts[self.label == target].sum(axis=0) + amounts
        slack = 1e-9 * model.target
        fits = (given >= model.low[source] - slack[source]) & (
            taken <= model.high[target] + slack[target]
        )
        return bool(fits[amounts > 0].all())
