"""What a plan changed by hand is measured with: a problem laid out once, unit by unit.

The engine contracts groups; a person may divide them. Everything here is therefore at the level of
the basic units, and the members of a group count as linked, as in :func:`measure_up`.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.alignment import find_violations
from maillage.core.territories.figures import Gauge, Part, Statistics, measure_up
from maillage.core.territories.kernels.edit import pieces_among
from maillage.core.territories.kernels.state import conflicts, objective
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.pricing import Board
from maillage.core.territories.problem import Problem
from maillage.core.territories.search import ROUNDING, tally_of

BY_TERRITORY = (
    "amounts", "deviations", "units", "components", "centres", "mean_km", "radius_km", "inertia",
)  # fmt: skip
"""Figures that are one per territory; travel is too, where there is any."""


@dataclass(frozen=True, eq=False)
class Standing:
    """How a plan stands.

    Attributes
    ----------
    statistics
        Its figures, those of :func:`measure_up`.
    objective
        What the search minimises: compactness plus the price of disruption. A group that several
        own today counts unit by unit here, and as its main owner's in the search.
    violation
        How far it is from what is asked, 0 when it is feasible: the sum over territories and
        measures of what lies outside the bounds, in shares of the target, one for each piece too
        many, empty territory and broken rule, and the share of the stake beyond the cap.
    """

    statistics: Statistics
    objective: float
    violation: float


@dataclass(frozen=True, eq=False)
class Rules:
    """Locks (a unit's territory or -1), forbidden pairs and groups as arrays.

    ``locked`` (n,) · ``barred`` (n, k), or (0, 0) when there are none · ``group`` (n,) number of
    the group of each unit, one of its own where it is in none · ``apart`` (indptr, indices) units
    to keep apart from each, in compressed rows.
    """

    locked: IntArray
    barred: BoolArray
    group: IntArray
    apart: tuple[IntArray, IntArray]

    @cached_property
    def grouped(self) -> bool:
        """Whether any unit is in a group of two or more."""
        return int(self.group.max()) + 1 < len(self.group)

    def broken(self, labels: IntArray) -> int:
        """Locked and forbidden units that lie wrong, divided groups, pairs to keep apart."""
        found = int(((self.locked >= 0) & (self.locked != labels)).sum())
        if len(self.barred):
            found += int(self.barred[np.arange(len(labels)), labels].sum())
        found += int(conflicts(labels, *self.apart))
        return found + len(np.unique(self.group[self.divided(labels)]))

    def divided(self, labels: IntArray) -> BoolArray:
        """(n,) units whose group is in several territories."""
        if not self.grouped:
            return np.zeros(len(labels), dtype=np.bool_)
        first = np.full(int(self.group.max()) + 1, -1, dtype=np.int32)
        first[self.group[::-1]] = labels[::-1]
        apart = np.zeros(len(first), dtype=np.bool_)
        apart[self.group[first[self.group] != labels]] = True
        divided: BoolArray = apart[self.group]
        return divided

    def allow(self, units: IntArray, territory: int) -> bool:
        """Whether all these units may belong to the territory."""
        locked = self.locked[units]
        if ((locked >= 0) & (locked != territory)).any():
            return False
        return not (len(self.barred) and self.barred[units, territory].any())


class Ledger:
    """A problem laid out for measuring a few territories at a time."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {unit: number for number, unit in enumerate(problem.ids)}
        self.model: Model = build_model(_ungrouped(problem, self.place))
        self.contracted: Model = build_model(problem)
        self.rules = Rules(
            self.model.fixed,
            self.model.barred,
            self.contracted.unit_node,
            (self.model.apart_indptr, self.model.apart_indices),
        )
        self.gauge = Gauge(problem)
        self._piece = np.full(problem.size, -1, dtype=np.int32)

    def twin(self) -> Ledger:
        """The same for another plan, which is measured meanwhile."""
        found = copy(self)
        found._piece = np.full(self.problem.size, -1, dtype=np.int32)
        return found

    @cached_property
    def tolerances(self) -> FloatArray:
        """(q,) tolerances."""
        return np.array([measure.tolerance for measure in self.problem.measures])

    @property
    def contiguous(self) -> bool:
        """Whether territories must be connected."""
        return self.problem.contiguity and self.problem.edges is not None

    def board(self, labels: IntArray) -> Board:
        """The problem with its groups contracted, or unit by unit where the plan divides one."""
        return self._split_board if self.rules.divided(labels).any() else self._whole_board

    @cached_property
    def _whole_board(self) -> Board:
        return Board.of(self.problem, self.contracted, self.model)

    @cached_property
    def _split_board(self) -> Board:
        return Board.of(self.problem, self.model, self.model)

    def standing(self, labels: IntArray) -> Standing:
        """Measure a whole plan."""
        return self._standing(labels, measure_up(self.problem, labels))

    def update(self, before: Standing, labels: IntArray, touched: IntArray) -> Standing:
        """Measure a plan in which only the ``touched`` territories are not as ``before``."""
        return self._standing(labels, self._measure(before.statistics, labels, touched))

    def words(self, labels: IntArray, standing: Standing) -> tuple[str, ...]:
        """What is not as asked, in words."""
        return find_violations(self.problem, labels, standing.statistics)

    def members(self, labels: IntArray, territory: int) -> IntArray:
        """Indices of the units of one territory, ascending."""
        return np.flatnonzero(labels == territory).astype(np.int32)

    def pieces(self, labels: IntArray, territory: int) -> list[IntArray]:
        """Connected pieces of one territory, heaviest first; one where contiguity is off."""
        units = self.members(labels, territory)
        if not len(units):
            return []
        if not self.contiguous:
            return [units]
        piece, count = self._pieces(units, labels)
        weight = np.bincount(piece, weights=self.gauge.mass[units], minlength=count)
        return [units[piece == number] for number in np.argsort(-weight, kind="stable")]

    def _pieces(self, units: IntArray, labels: IntArray) -> tuple[IntArray, int]:
        found: tuple[IntArray, int] = pieces_among(
            units, labels, self.model.indptr, self.model.indices, self._piece
        )
        return found

    def _standing(self, labels: IntArray, statistics: Statistics) -> Standing:
        violation = self._violation(labels, statistics)
        return Standing(statistics, self._objective(labels, statistics), violation)

    def _objective(self, labels: IntArray, statistics: Statistics) -> float:
        model = self.model
        if statistics.travel is None:
            return float(objective(tally_of(model, labels), model.homes, model.price))
        found = float(statistics.travel.sum()) + model.price * statistics.moved
        if len(model.toll):
            away = (model.previous >= 0) & (labels != model.previous)
            found += float(model.toll[away].sum())
        return found

    def _violation(self, labels: IntArray, statistics: Statistics) -> float:
        outside = np.abs(statistics.deviations) - self.tolerances
        found = float(outside[outside > ROUNDING].sum())
        found += float(np.maximum(statistics.components - 1, 0).sum())
        found += float((statistics.units == 0).sum())
        reference = self.problem.reference
        cap = 1.0 if reference is None or reference.cap is None else reference.cap
        excess = statistics.disruption - cap
        return found + (excess if excess > ROUNDING else 0.0) + self.rules.broken(labels)

    def _measure(self, before: Statistics, labels: IntArray, touched: IntArray) -> Statistics:
        """Recompute the figures of the touched territories from their units."""
        rank = np.full(self.problem.territories, -1, dtype=np.int32)
        rank[touched] = np.arange(len(touched))
        units = np.flatnonzero(rank[labels] >= 0).astype(np.int32)
        own = rank[labels[units]]
        pieces = self._count_pieces(units, own, labels, len(touched))
        part = Part(touched, units, own, self._centre_units(labels, touched), pieces)
        found = self.gauge.measure(labels, part)
        changed = {name: getattr(before, name).copy() for name in BY_TERRITORY}
        for name, figures in changed.items():
            figures[touched] = getattr(found, name)
        if before.travel is not None and found.travel is not None:
            changed["travel"] = before.travel.copy()
            changed["travel"][touched] = found.travel
        return replace(found, **changed)

    def _centre_units(self, labels: IntArray, touched: IntArray) -> IntArray | None:
        """(t,) centre unit of each touched territory, -1 where it is empty; None without such."""
        if self.model.sites is None:
            return None
        here = np.zeros(self.problem.territories, dtype=np.bool_)
        here[touched] = True
        partial = np.where(here[labels], labels, -1).astype(np.int32)
        return self.model.sites.best(partial, self.problem.territories)[touched]

    def _count_pieces(
        self, units: IntArray, own: IntArray, labels: IntArray, count: int
    ) -> IntArray:
        if not self.contiguous:
            return np.ones(count, dtype=np.int32)
        piece, pieces = self._pieces(units, labels)
        owner = np.empty(pieces, dtype=np.int32)
        owner[piece] = own
        return np.bincount(owner, minlength=count).astype(np.int32)


def _ungrouped(problem: Problem, place: dict[str, int]) -> Problem:
    """The problem without groups, whose members are linked instead."""
    if problem.edges is None or not problem.group_members():
        return replace(problem, groups=())
    links = [
        (place[group[0]], place[member])
        for group in problem.group_members()
        for member in group[1:]
    ]
    return replace(problem, groups=(), edges=np.concatenate([problem.edge_array(), links]))
