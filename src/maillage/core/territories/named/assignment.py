"""The question of named-account mode: a cost per node and territory, bounds, and a cap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.model import Model
from maillage.core.territories.problem import Problem

type Owned = tuple[IntArray, IntArray, FloatArray, FloatArray]
"""Today's owners of each node in compressed rows: starts, owners, held stakes; and their sums."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """A generalised assignment problem of n nodes, k territories and q measures.

    Attributes
    ----------
    costs
        (n, k) what each node costs in each territory, infinite where it may not go.
    weight
        (n,) compactness weight, all positive: costs of nodes are compared per weight.
    amounts
        (n, q) what each node adds to each measure.
    target, low, high
        (k, q) amounts aimed at, and the least and most that are allowed.
    owned
        Stakes held today: ``starts`` (n + 1,), ``owners`` and ``held`` in compressed rows, and
        ``stake`` (n,) their sums.
    cap
        Largest stake that may leave its owners; infinite where there is no cap.
    apart
        (m, 2) pairs of nodes that must not share a territory.
    """

    costs: FloatArray
    weight: FloatArray
    amounts: FloatArray
    target: FloatArray
    low: FloatArray
    high: FloatArray
    owned: Owned
    cap: float
    apart: IntArray

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.costs)

    @property
    def territories(self) -> int:
        """Number of territories."""
        return len(self.target)

    @property
    def stake(self) -> float:
        """All that could leave its owners."""
        return float(self.owned[3].sum())

    def limits(self) -> tuple[FloatArray, FloatArray]:
        """(k*q + 1,) least and most of every amount, by territory, then of what leaves."""
        cap = min(self.cap, self.stake) if self.cap < np.inf else np.inf
        return np.append(self.low.ravel(), -np.inf), np.append(self.high.ravel(), cap)

    def totals(self, label: IntArray) -> tuple[FloatArray, float]:
        """(k, q) amounts and the stake that leaves in a labelling."""
        held = np.column_stack(
            [np.bincount(label, column, self.territories) for column in self.amounts.T]
        )
        return held, float(self.leaving(label).sum())

    def leaving(self, label: IntArray) -> FloatArray:
        """(n,) stake of each node that leaves its owner in a labelling."""
        starts, owners, held, stake = self.owned
        row = np.repeat(np.arange(self.size), np.diff(starts))
        stays = np.where(owners == label[row], held, 0.0)
        left: FloatArray = stake - np.bincount(row, stays, self.size)
        return left

    def cost(self, label: IntArray) -> float:
        """What a labelling costs."""
        return float(self.costs[np.arange(self.size), label].sum())

    def violation(self, label: IntArray) -> float:
        """How far a labelling is outside its bounds and its cap: shares of the targets, summed."""
        totals, leaving = self.totals(label)
        slack = 1e-9 * self.target
        outside = np.maximum(totals - self.high - slack, self.low - slack - totals)
        over = max(0.0, leaving - self.cap * (1 + 1e-12)) / max(self.stake, 1e-300)
        return float((np.maximum(outside, 0.0) / self.target).sum()) + over + self.clashes(label)

    def clashes(self, label: IntArray) -> int:
        """Number of pairs to keep apart that share a territory, and of empty territories."""
        together = label[self.apart[:, 0]] == label[self.apart[:, 1]]
        empty = np.bincount(label, minlength=self.territories) == 0
        return int(together.sum() + empty.sum())


def assignment_of(problem: Problem, model: Model, centres: FloatArray) -> Assignment:
    """Lay out the assignment of a model's nodes to fixed centres.

    The costs are those of the model's objective; the cap counts what each owner holds of a shared
    group, as the figures of an alignment do.

    Parameters
    ----------
    problem, model
        What is asked, and its arrays.
    centres
        (k, 3) km from the Earth's centre; not used where the model has a table of costs.
    """
    costs = model.table.copy() if len(model.table) else _square_costs(model, centres)
    departures = model.departures(model.price)
    leaving = np.flatnonzero((model.previous >= 0) & (departures > 0))
    costs[leaving] += departures[leaving, None]
    costs[leaving, model.previous[leaving]] -= departures[leaving]
    if len(model.barred):
        costs[model.barred] = np.inf
    locked = np.flatnonzero(model.fixed >= 0)
    kept = costs[locked, model.fixed[locked]]
    costs[locked] = np.inf
    costs[locked, model.fixed[locked]] = np.where(np.isfinite(kept), kept, 0.0)
    cap = None if problem.reference is None else problem.reference.cap
    stakes = problem.stakes()
    rows = np.repeat(np.arange(model.size), np.diff(model.apart_indptr))
    apart = np.column_stack([rows, model.apart_indices]).astype(np.int32)
    return Assignment(
        costs=costs,
        weight=model.weight,
        amounts=model.amounts,
        target=model.target,
        low=model.low,
        high=model.high,
        owned=_owned(problem, model, stakes),
        cap=np.inf if cap is None else cap * float(stakes.sum()),
        apart=apart[apart[:, 0] < apart[:, 1]],
    )


def _square_costs(model: Model, centres: FloatArray) -> FloatArray:
    """(n, k) weight x squared chord to each centre, with what members of a node are apart."""
    costs = np.empty((model.size, len(centres)))
    inner = model.spread - model.weight * (model.position**2).sum(axis=1)
    for number, centre in enumerate(centres):
        square = ((model.position - centre) ** 2).sum(axis=1)
        costs[:, number] = model.weight * square + inner
    return costs


def _owned(problem: Problem, model: Model, stakes: FloatArray) -> Owned:
    size = model.size
    empty = np.zeros(size + 1, dtype=np.int32), np.empty(0, dtype=np.int32), np.empty(0)
    if problem.reference is None:
        return (*empty, np.zeros(size))
    owners = np.asarray(problem.reference.labels)
    owned = np.flatnonzero((owners >= 0) & (stakes > 0))
    place = (model.unit_node[owned], owners[owned])
    held = coo_array((stakes[owned], place), shape=(size, problem.territories)).tocsr()
    held.sum_duplicates()
    return (
        held.indptr.astype(np.int32),
        held.indices.astype(np.int32),
        np.asarray(held.data, dtype=np.float64),
        np.asarray(held.sum(axis=1), dtype=np.float64).ravel(),
    )
