"""What it costs to give units to another territory: many cases at once, from running totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.model import Model
from maillage.core.territories.problem import Problem
from maillage.core.territories.search import ROUNDING, tally_of
from maillage.core.territories.sphere import arc_lengths


@dataclass(frozen=True, eq=False)
class Board:
    """What does not change with the plan.

    ``problem`` · ``model`` its arrays, of groups or of units · ``held`` (nodes, k) stake of each
    node that each territory holds today · ``dues`` (nodes, k) toll of what it holds there ·
    ``points`` (nodes, 3) places on the unit sphere ·
    ``members`` the units of each node.
    """

    problem: Problem
    model: Model
    held: csr_array
    dues: csr_array
    points: FloatArray
    members: Sets

    @classmethod
    def of(cls, problem: Problem, model: Model, single: Model) -> Board:
        """Lay a problem out with its arrays; ``single`` are those of its units."""
        length = np.linalg.norm(model.position, axis=1, keepdims=True)
        units = np.arange(problem.size, dtype=np.int32)
        members = Sets.of(model.unit_node, units, model.size)
        held = _today(problem, model, problem.stakes())
        tolls = single.toll if len(single.toll) else np.zeros(problem.size)
        dues = _today(problem, model, tolls)
        return cls(problem, model, held, dues, model.position / length, members)


@dataclass(frozen=True, eq=False)
class Sets:
    """m sets of numbers: ``nodes`` (p,) set by set, each from its place in ``starts`` (m + 1,)."""

    nodes: IntArray
    starts: IntArray

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> IntArray:
        return self.nodes[self.starts[number] : self.starts[number + 1]]

    @property
    def place(self) -> IntArray:
        """(p,) the set of each number."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts)).astype(np.int32)

    @property
    def first(self) -> IntArray:
        """(m,) the first of each set."""
        return self.nodes[self.starts[:-1]]

    @classmethod
    def of(cls, number: IntArray, nodes: IntArray, count: int) -> Sets:
        """Collect nodes by the number (0 to count - 1) of their set."""
        order = np.argsort(number, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(number, minlength=count))])
        return cls(nodes[order].astype(np.int32), starts.astype(np.int32))

    def and_single(self, nodes: IntArray) -> Sets:
        """These sets, and one set for each node given."""
        last = self.starts[-1]
        more = last + 1 + np.arange(len(nodes), dtype=np.int32)
        return Sets(np.concatenate([self.nodes, nodes]), np.concatenate([self.starts, more]))

    def take(self, chosen: IntArray) -> Sets:
        """Some of the sets, in that order."""
        sizes = np.diff(self.starts)[chosen]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        place = np.repeat(self.starts[chosen] - starts[:-1], sizes) + np.arange(starts[-1])
        return Sets(self.nodes[place], starts)


@dataclass(frozen=True, eq=False)
class Cargo:
    """Totals of m sets of nodes, each of which goes from one territory to another.

    ``origins``, ``destinations`` (m,) · ``weight`` (m,) · ``moment`` (m, 3) · ``leaves``, ``joins``
    (m,) spread, or cost, in the territory left and in the one joined · ``amounts`` (m, q) ·
    ``moved``, ``paid`` (m,) change of the stake that has left its present owner, and of its price.
    """

    origins: IntArray
    destinations: IntArray
    weight: FloatArray
    moment: FloatArray
    leaves: FloatArray
    joins: FloatArray
    amounts: FloatArray
    moved: FloatArray
    paid: FloatArray

    def take(self, chosen: IntArray) -> Cargo:
        """Some of the sets."""
        return Cargo(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class Load:
    """What m territories gain, or lose where negative: weight, moment, spread and amounts."""

    weight: FloatArray
    moment: FloatArray
    spread: FloatArray
    amounts: FloatArray

    def __add__(self, other: Load) -> Load:
        return Load(
            self.weight + other.weight,
            self.moment + other.moment,
            self.spread + other.spread,
            self.amounts + other.amounts,
        )


def joining(cargo: Cargo) -> Load:
    """What the destinations gain."""
    return Load(cargo.weight, cargo.moment, cargo.joins, cargo.amounts)


def leaving(cargo: Cargo) -> Load:
    """What the origins gain, which is less than nothing."""
    return Load(-cargo.weight, -cargo.moment, -cargo.leaves, -cargo.amounts)


class Pricer:
    """Prices changes of a plan without making them.

    Where centres are units, they are taken to stay where they are: what a change costs is then an
    estimate.

    Parameters
    ----------
    board
        The problem laid out.
    label
        (n,) territory of each node of its model.
    """

    def __init__(self, board: Board, label: IntArray) -> None:
        self.board, self.model, self.held = board, board.model, board.held
        self.label = label
        self.totals = tally_of(self.model, label)
        self.stake = float(self.held.sum())
        self.moved = self.stake - float(self.held[np.arange(self.model.size), label].sum())
        reference = board.problem.reference
        self.centres: IntArray | None = None
        if self.model.sites is not None:
            self.centres = self.model.sites.best(label, self.model.territories)
        cap = None if reference is None else reference.cap
        self.cap = np.inf if cap is None else cap * self.stake

    def cargo(
        self, nodes: IntArray, sets: IntArray, origins: IntArray, destinations: IntArray
    ) -> Cargo:
        """Totals of sets of nodes.

        Parameters
        ----------
        nodes, sets
            (p,) a node and the set (0 to m-1) it is in.
        origins, destinations
            (m,) territory of each set before and after.
        """
        model, count = self.model, len(origins)

        def total(values: FloatArray) -> FloatArray:
            return np.bincount(sets, weights=values, minlength=count)

        weight = np.zeros(len(nodes)) if model.measured else model.weight[nodes]
        moved = self._left(self.held, nodes, origins[sets], destinations[sets])
        paid = model.price * moved + self._left(
            self.board.dues, nodes, origins[sets], destinations[sets]
        )
        return Cargo(
            origins=origins,
            destinations=destinations,
            weight=total(weight),
            moment=np.column_stack([total(weight * axis) for axis in model.position[nodes].T]),
            leaves=total(self._cost(nodes, origins[sets])),
            joins=total(self._cost(nodes, destinations[sets])),
            amounts=np.column_stack([total(column) for column in model.amounts[nodes].T]),
            moved=total(moved),
            paid=total(paid),
        )

    @staticmethod
    def _left(
        held: csr_array, nodes: IntArray, origins: IntArray, destinations: IntArray
    ) -> FloatArray:
        """(p,) what the owners of today lose more of than before."""
        if not held.nnz:
            return np.zeros(len(nodes))
        return np.asarray(held[nodes, origins] - held[nodes, destinations]).ravel()

    def _cost(self, nodes: IntArray, territories: IntArray) -> FloatArray:
        """(p,) what each node adds to the spread of a territory."""
        model = self.model
        if len(model.table):
            return model.table[nodes, territories]
        if model.sites is None or self.centres is None:
            return model.spread[nodes]
        centres = self.centres[territories]
        sites = model.sites
        if len(sites.matrix):
            return np.where(centres >= 0, sites.matrix[centres, nodes], 0.0)
        units = self.board.members.take(nodes)
        distance = arc_lengths(sites.points[units.nodes], sites.points[centres[units.place]])
        cost = sites.weight[units.nodes] * distance**sites.power
        cost = np.bincount(units.place, weights=cost, minlength=len(nodes))
        return np.where(centres >= 0, cost, 0.0)

    def inertia(self, territories: IntArray, load: Load | None = None) -> FloatArray:
        """(m,) cost of territories as they are, or with a load more."""
        totals, homes = self.totals, self.model.homes
        weight, moment = totals.weight[territories], totals.moment[territories]
        spread = totals.spread[territories]
        if load is not None:
            weight, moment = weight + load.weight, moment + load.moment
            spread = spread + load.spread
        if self.model.measured:
            return np.maximum(0.0, spread)
        if len(homes):
            home = homes[territories]
            fixed = -2 * (home * moment).sum(axis=1) + (home**2).sum(axis=1) * weight
            return np.where(weight > 0, spread + fixed, 0.0)
        square = (moment**2).sum(axis=1)
        mean = np.divide(square, weight, out=np.zeros_like(square), where=weight > 0)
        return np.where(weight > 0, np.maximum(0.0, spread - mean), 0.0)

    def change(self, territories: IntArray, load: Load) -> FloatArray:
        """(m,) change of the cost of territories that gain a load."""
        return self.inertia(territories, load) - self.inertia(territories)

    def objective(self, cargo: Cargo) -> FloatArray:
        """(m,) change of the objective when each set goes, alone."""
        compactness = self.change(cargo.origins, leaving(cargo))
        compactness = compactness + self.change(cargo.destinations, joining(cargo))
        return compactness + cargo.paid

    def deviations(self, territories: IntArray, load: Load) -> FloatArray:
        """(m, q) relative deviation from target of territories that gain a load."""
        amounts = self.totals.amounts[territories] + load.amounts
        target = self.model.target[territories]
        return np.divide(amounts, target, out=np.ones_like(amounts), where=target > 0) - 1

    def outside(self, territories: IntArray, load: Load | None = None) -> FloatArray:
        """(m,) how far territories are outside their bounds, in shares of the target."""
        amounts = self.totals.amounts[territories]
        if load is not None:
            amounts = amounts + load.amounts
        model = self.model
        target = model.target[territories]
        over = np.maximum(amounts - model.high[territories], model.low[territories] - amounts)
        share = np.divide(over, target, out=np.zeros_like(over), where=target > 0)
        return np.where(share > ROUNDING, share, 0.0).sum(axis=1)

    def within_cap(self, cargo: Cargo) -> BoolArray:
        """(m,) whether the cap on disruption holds when each set goes, alone."""
        within: BoolArray = self.moved + cargo.moved <= self.cap + ROUNDING * self.stake
        return within


def _today(problem: Problem, model: Model, values: FloatArray) -> csr_array:
    """(n, k) how much of a value (units,) of each node each territory holds today."""
    shape = (model.size, model.territories)
    if problem.reference is None:
        return csr_array(shape)
    today = np.asarray(problem.reference.labels)
    owned = today >= 0
    entries = (values[owned], (model.unit_node[owned], today[owned]))
    return coo_array(entries, shape=shape).tocsr()
