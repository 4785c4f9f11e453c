"""The assignment with few choices left, as a linear or mixed-integer program for HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.named.assignment import Assignment
from maillage.core.territories.named.prices import (
    Prices,
    cheapest_at,
    prices_at,
    reduced_costs,
    worth_of,
)

COLUMNS_PER_PRICE = 80
"""Choices beyond the cheapest one in the first linear program, per price."""

ROUNDS = 8
CLOSED = 1e-6
"""Relative distance between the linear program and the bound at which the prices are exact."""

UNIT_COST = 1e5
"""What the bound is scaled to, so that HiGHS's absolute tolerances are relative ones."""

PENALTY = 20.0
"""Cost of a whole target outside the bounds, in the largest price of a whole target."""

EXACTNESS = 1e-9


@dataclass(frozen=True, eq=False)
class Outcome:
    """What HiGHS found.

    ``shares`` (n, k) of each node in each territory, or None where nothing was found · ``point``
    (k*q + 1,) prices of a linear program · ``value`` in the assignment's costs · ``proven``
    whether nothing better, or nothing at all, exists within the choices.
    """

    shares: FloatArray | None
    point: FloatArray
    value: float
    proven: bool


def sharpen(assignment: Assignment, prices: Prices) -> Prices:
    """Make prices exact by column generation: the best bound that weak duality can prove.

    A linear program over the choices that are nearly cheapest gives prices; nodes that would rather
    go elsewhere at these prices get that choice too, until none would.
    """
    reduced = reduced_costs(assignment, prices)
    offered = promising(reduced / assignment.weight[:, None], _columns(assignment))
    nodes = np.arange(assignment.size)
    for _round in range(ROUNDS):
        found = restricted(assignment, prices, offered, elastic=True)
        if found.shares is None:
            break
        point = np.where(np.isfinite(found.point), found.point, 0.0)
        point[-1] = max(0.0, point[-1])
        sharper = prices_at(assignment, point)
        halfway = prices_at(assignment, 0.5 * (point + prices.vector()))
        prices = max(prices, sharper, halfway, key=lambda each: each.bound)
        if found.value - prices.bound <= CLOSED * abs(found.value):
            break
        for each in (sharper, halfway):
            offered[nodes, cheapest_at(assignment, each)] = True
    return prices


def promising(reduced: FloatArray, count: int) -> BoolArray:
    """(n, k) cheapest choice of every node and the ``count`` next cheapest of all."""
    kept = len(reduced) + count
    if kept >= reduced.size:
        return np.asarray(np.isfinite(reduced))
    limit = np.partition(reduced.ravel(), kept)[kept]
    return np.asarray((reduced <= limit) & np.isfinite(reduced))


def restricted(
    assignment: Assignment,
    prices: Prices,
    offered: BoolArray,
    *,
    whole: BoolArray | None = None,
    elastic: bool = False,
    gap: float = 0.0,
    nodes: int = 50,
) -> Outcome:
    """Solve the assignment with the ``offered`` (n, k) choices only.

    Parameters
    ----------
    assignment, prices
        What is asked; prices scale the program and its penalties.
    offered
        Choices left; a node with a single one has no variable.
    whole
        (n,) nodes that must go to one territory; the others, and all when absent, may be divided.
    elastic
        Whether bounds and cap may be left at a penalty.
    gap
        Cost above the optimum at which to stop; ``nodes`` of the search tree end it as well.
    """
    return _Program(assignment, prices, offered, whole).solve(elastic=elastic, gap=gap, nodes=nodes)


class _Program:
    """A program over the nodes that still have a choice."""

    def __init__(
        self, assignment: Assignment, prices: Prices, offered: BoolArray, whole: BoolArray | None
    ) -> None:
        self.assignment = assignment
        self.offered = offered
        open_nodes = offered.sum(axis=1) > 1
        self.node, self.place = (part.astype(np.int32) for part in np.nonzero(offered))
        choice = open_nodes[self.node]
        self.settled = self.node[~choice], self.place[~choice]
        self.node, self.place = self.node[choice], self.place[choice]
        self.open, self.row = np.unique(self.node, return_inverse=True)
        self.whole = None if whole is None else whole[self.node]
        self.scale = UNIT_COST / _size_of(assignment, prices)
        largest = (np.abs(prices.measures) * assignment.target).max(initial=0.0)
        spread = _size_of(assignment, prices) / assignment.territories
        self.penalty = PENALTY * (largest + prices.disruption * assignment.stake + spread)

    def solve(self, *, elastic: bool, gap: float, nodes: int) -> Outcome:
        """Hand it to HiGHS."""
        if len(self.node) == 0:
            return self.nothing_open(elastic=elastic)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("primal_feasibility_tolerance", EXACTNESS),
            ("mip_feasibility_tolerance", EXACTNESS),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", max(gap * self.scale, EXACTNESS)),
            ("mip_max_nodes", nodes),
        ):
            solver.setOptionValue(option, value)
        solver.passModel(self.program())
        if elastic:
            self.loosen(solver)
        self.keep_apart(solver)
        solver.run()
        return self.read(solver)

    def nothing_open(self, *, elastic: bool) -> Outcome:
        """Every node has a single choice."""
        label = self.offered.argmax(axis=1)
        kept = elastic or self.assignment.violation(label.astype(np.int32)) <= 0
        value = self.assignment.cost(label.astype(np.int32))
        point = np.zeros(self.assignment.low.size + 1)
        return Outcome(self.offered.astype(np.float64) if kept else None, point, value, proven=True)

    def program(self) -> highspy.HighsLp:
        """Rows: one per node with a choice, one per territory and measure, one for the cap."""
        assignment, columns = self.assignment, len(self.node)
        places, measures = assignment.target.shape
        base, gone, spent = self.fixed_part()
        target, stake = assignment.target, max(assignment.stake, 1e-300)
        ones = np.ones(len(self.open))
        program = highspy.HighsLp()
        program.num_col_ = columns
        program.num_row_ = len(self.open) + places * measures + 1
        program.col_cost_ = assignment.costs[self.node, self.place] * self.scale
        program.offset_ = spent * self.scale
        program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
        low = ((assignment.low - base) / target).ravel()
        high = ((assignment.high - base) / target).ravel()
        room = (assignment.cap - gone) / stake if assignment.stake > 0 else np.inf
        program.row_lower_ = np.concatenate([ones, low, [-np.inf]])
        program.row_upper_ = np.concatenate([ones, high, [room]])
        first = len(self.open)
        rows = [self.row]
        parts = [np.ones(columns)]
        for measure in range(measures):
            rows.append(first + self.place * measures + measure)
            parts.append(assignment.amounts[self.node, measure] / target[self.place, measure])
        rows.append(np.full(columns, first + places * measures))
        parts.append(self.leaving() / stake)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.arange(columns + 1) * len(rows)
        program.a_matrix_.index_ = np.column_stack(rows).ravel().astype(np.int32)
        program.a_matrix_.value_ = np.column_stack(parts).ravel()
        if self.whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            program.integrality_ = [kinds[int(whole)] for whole in self.whole]
        return program

    def fixed_part(self) -> tuple[FloatArray, float, float]:
        """(k, q) amounts, leaving stake and cost of the nodes with a single choice."""
        node, place = self.settled
        assignment = self.assignment
        base = np.zeros_like(assignment.target)
        np.add.at(base, place, assignment.amounts[node])
        label = self.offered.argmax(axis=1).astype(np.int32)
        gone = float(assignment.leaving(label)[node].sum())
        return base, gone, float(assignment.costs[node, place].sum())

    def leaving(self) -> FloatArray:
        """Stake that leaves by each variable."""
        starts, owners, held, stake = self.assignment.owned
        row = np.repeat(np.arange(self.assignment.size), np.diff(starts))
        count = self.assignment.territories
        keys = row * count + owners
        wanted = self.node.astype(np.int64) * count + self.place
        left: FloatArray = stake[self.node].astype(np.float64)
        if len(keys):
            order = np.argsort(keys)
            spot = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
            found = keys[order][spot] == wanted
            left = left - np.where(found, held[order][spot], 0.0)
        return np.maximum(left, 0.0)

    def loosen(self, solver: highspy.Highs) -> None:
        """Let every bound and the cap be left at a penalty."""
        first, rows = len(self.open), self.assignment.target.size + 1
        cost, one = self.penalty * self.scale, np.ones(1)
        for row in range(rows):
            place = np.array([first + row], dtype=np.int32)
            solver.addCol(cost, 0.0, np.inf, 1, place, -one)
            if row < rows - 1:
                solver.addCol(cost, 0.0, np.inf, 1, place, one)

    def keep_apart(self, solver: highspy.Highs) -> None:
        """One row per pair of nodes to be kept apart and territory open to both."""
        if len(self.assignment.apart) == 0 or self.whole is None:
            return
        variable = np.full(self.offered.shape, -1, dtype=np.int32)
        variable[self.node, self.place] = np.arange(len(self.node))
        for one, other in self.assignment.apart:
            for place in np.flatnonzero(self.offered[one] & self.offered[other]):
                pair = np.array([variable[one, place], variable[other, place]], dtype=np.int32)
                pair = pair[pair >= 0]
                room = len(pair) - 1.0
                if len(pair):
                    solver.addRow(-np.inf, room, len(pair), pair, np.ones(len(pair)))

    def read(self, solver: highspy.Highs) -> Outcome:
        """Translate HiGHS's answer."""
        status, info = solver.getModelStatus(), solver.getInfo()
        solution = solver.getSolution()
        proven = status in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}
        assignment = self.assignment
        rows = assignment.target.size + 1
        point = np.zeros(rows)
        if self.whole is None and solution.dual_valid:
            first = len(self.open)
            duals = -np.asarray(solution.row_dual)[first : first + rows] / self.scale
            size = np.append(assignment.target.ravel(), max(assignment.stake, 1e-300))
            point = duals / size
        if info.primal_solution_status != highspy.kSolutionStatusFeasible:
            return Outcome(None, point, np.inf, proven)
        shares = np.zeros(self.offered.shape)
        shares[self.settled] = 1.0
        shares[self.node, self.place] = np.asarray(solution.col_value)[: len(self.node)]
        value = info.objective_function_value / self.scale
        return Outcome(shares, point, value, proven)


def _columns(assignment: Assignment) -> int:
    return max(1500, COLUMNS_PER_PRICE * (assignment.target.size + 1))


def _size_of(assignment: Assignment, prices: Prices) -> float:
    """A cost that is never 0, to scale by."""
    return max(abs(prices.bound), 1e-3 * worth_of(assignment)[0], 1e-300)


def nearest_whole(shares: FloatArray) -> IntArray:
    """(n,) the territory of each node's largest share."""
    label: IntArray = shares.argmax(axis=1).astype(np.int32)
    return label
