"""Branch and bound over the centres.

A node of the tree is a set of possible centres and, for each unit, those it may go to. A unit is
branched on: each child settles which centre it belongs to, and so opens that centre; once all k are
open, what is left is an assignment problem. Every node is bounded by Lagrangian relaxation, and
what the bound, the balance or contiguity exclude is taken away before branching.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.instance import Instance, Scaled, fits, plan_cost
from maillage.core.territories.exact.milp import Program
from maillage.core.territories.exact.start import Plan
from maillage.core.territories.kernels.exact_assign import search_assignment
from maillage.core.territories.kernels.exact_bound import ascend, exclude
from maillage.core.territories.kernels.exact_reach import propagate

NEARBY, NEARBY_NODES = 6, 150
"""Possible centres near each of the best plan's, and nodes, of a search for a better plan."""

ROOT_ITERATIONS = 20_000
NODE_ITERATIONS = 80
PATIENCE = 12
ROOT_PATIENCE = 100
SEARCH_ITERATIONS = 30
SEARCH_NODES = 300
"""Nodes of an assignment's own tree that are worked off before HiGHS takes over."""

STACK = 1024
"""Open nodes that are kept of such a tree."""
GAP = 1e-9
"""Relative gap at which a plan counts as optimal."""


@dataclass(eq=False)
class Node:
    """A part of the solutions.

    ``columns`` (m,) possible centres · ``cost`` (n, m), infinite where excluded · ``opened`` (m,)
    centres that are surely used · ``alpha`` (n,), ``price`` (m, q) multipliers · ``bound`` no plan
    of the part costs less.
    """

    columns: IntArray
    cost: FloatArray
    opened: BoolArray
    alpha: FloatArray
    price: FloatArray
    bound: float


class Tree:
    """The search for the cheapest plan; ``best`` and ``bound`` hold whenever it is stopped."""

    def __init__(self, instance: Instance, scaled: Scaled, best: Plan) -> None:
        self.instance = instance
        self.scaled = scaled
        self.best = best
        self.heap: list[tuple[float, int, Node]] = []
        self.pushed = 0
        self.unfinished = np.inf
        self.nodes = 0

    @property
    def upper(self) -> float:
        """What a plan must be cheaper than to be worth looking for."""
        return self.best.cost * (1 - GAP) if np.isfinite(self.best.cost) else np.inf

    @property
    def bound(self) -> float:
        """No plan costs less; infinite when everything has been looked at and no plan found."""
        least = self.heap[0][0] if self.heap else np.inf
        return min(least, self.unfinished, self.best.cost)

    def root(self) -> Node:
        """The whole problem, with multipliers that fit the best plan known."""
        instance = self.instance
        width = instance.cost.shape[1]
        alpha = instance.cost[np.arange(instance.size), self.best.centres[self.best.label]]
        alpha = np.where(np.isfinite(alpha), alpha, 0.0)
        return Node(
            columns=np.arange(width, dtype=np.int32),
            cost=instance.cost.copy(),
            opened=np.zeros(width, dtype=np.bool_),
            alpha=alpha,
            price=np.zeros((width, instance.amounts.shape[1])),
            bound=-np.inf,
        )

    def improve(self, clock: Clock) -> None:
        """Look for cheaper plans whose centres are near those of the best plan."""
        found = np.isfinite(self.best.cost)
        while found and clock.left() > 0:
            nearby = Tree(self.instance, self.scaled, self.best)
            nearby.begin(self.near(self.best.centres))
            nearby.run(clock, NEARBY_NODES)
            found = nearby.best.cost < self.best.cost
            self.best = nearby.best

    def near(self, centres: IntArray) -> BoolArray:
        """(m,) the possible centres that are nearest to each of some."""
        instance = self.instance
        distance = instance.cost[instance.homes[:, None], centres]
        distance /= np.maximum(instance.cost[instance.homes].mean(axis=1), 1e-300)[:, None]
        chosen = np.zeros(len(instance.homes), dtype=np.bool_)
        chosen[np.argsort(distance, axis=0)[:NEARBY].ravel()] = True
        chosen[centres] = True
        return chosen

    def begin(self, columns: BoolArray | None = None) -> None:
        """Bound the whole problem, or that with some of the possible centres (m,)."""
        root = self.root()
        if columns is not None:
            root.cost[:, ~columns] = np.inf
        if self.tighten(root, ROOT_ITERATIONS, ROOT_PATIENCE):
            self.push(root)

    def run(self, clock: Clock, nodes: float = np.inf) -> None:
        """Work off the tree until nothing is left or the time or number of nodes is used up."""
        while self.heap and self.nodes < nodes and clock.left() > 0:
            bound, _order, node = heapq.heappop(self.heap)
            if bound >= self.upper:
                continue
            self.nodes += 1
            if self.is_leaf(node):
                self.assign(node, clock)
            else:
                self.branch(node)

    def push(self, node: Node) -> None:
        """Keep a node for later."""
        self.pushed += 1
        heapq.heappush(self.heap, (node.bound, self.pushed, node))

    def is_leaf(self, node: Node) -> bool:
        """Whether all centres are settled."""
        return int(node.opened.sum()) == self.instance.territories

    def tighten(self, node: Node, iterations: int, patience: int) -> bool:
        """Bound a node and take away what no better plan has; False when nothing is left."""
        instance, scaled = self.instance, self.scaled
        balance = (scaled.amounts, scaled.low, scaled.high)
        upper = self.upper
        while True:
            homes = instance.homes[node.columns]
            problem = (node.cost, homes, node.opened, *balance)
            if not propagate(
                *problem, instance.indptr, instance.indices, instance.contiguous, scaled.paths
            ):
                return False
            self.compress(node)
            if len(node.columns) < instance.territories:
                return False
            if int(node.opened.sum()) > instance.territories:
                return False
            homes = instance.homes[node.columns]
            problem = (node.cost, homes, node.opened, *balance)
            multipliers = (instance.territories, node.alpha, node.price, upper)
            bound = ascend(*problem, *multipliers, iterations, patience)
            node.bound = max(node.bound, bound)
            if node.bound >= upper:
                return False
            before = np.isfinite(node.cost).sum()
            exclude(*problem, *multipliers)
            after = np.isfinite(node.cost).sum()
            if after > 0.9 * before:
                break
            iterations = max(20, iterations // 2)
        return True

    def compress(self, node: Node) -> None:
        """Drop the centres that are given up."""
        homes = self.instance.homes[node.columns]
        kept = np.isfinite(node.cost[homes, np.arange(len(homes))])
        if int(node.opened.sum()) == self.instance.territories:
            kept &= node.opened
        if not kept.all():
            node.columns = node.columns[kept]
            node.cost = np.ascontiguousarray(node.cost[:, kept])
            node.opened = node.opened[kept]
            node.price = np.ascontiguousarray(node.price[kept])

    def branch(self, node: Node) -> None:
        """Settle the centre of the unit with the fewest choices among which are unopened ones."""
        allowed = np.isfinite(node.cost)
        choices = allowed.sum(axis=1)
        choices[~(allowed & ~node.opened).any(axis=1)] = len(node.columns) + 1
        unit = int(np.argmin(choices))
        columns = np.flatnonzero(allowed[unit] & ~node.opened)
        reduced = node.cost[unit, columns] + node.price[columns] @ self.scaled.amounts[unit]
        cost = node.cost
        for column in columns[np.argsort(reduced)]:
            opened = node.opened.copy()
            opened[column] = True
            self.consider(node, cost, opened)
            cost = cost.copy()
            cost[:, column] = np.inf
        if (allowed[unit] & node.opened).any():
            self.consider(node, cost, node.opened)

    def consider(self, parent: Node, cost: FloatArray, opened: BoolArray) -> None:
        """Keep a child of a node unless nothing in it can be better."""
        child = Node(
            parent.columns, cost.copy(), opened.copy(), parent.alpha.copy(), parent.price.copy(),
            parent.bound,
        )  # fmt: skip
        if self.tighten(child, NODE_ITERATIONS, PATIENCE):
            self.push(child)

    def assign(self, node: Node, clock: Clock) -> None:
        """Find the best plan of a node whose centres are settled.

        A depth-first search settles the small ones at once; HiGHS takes what it leaves open.
        """
        self.compress(node)
        bound = self.search(node)
        if bound >= self.upper:
            return
        program = Program(self.instance, self.scaled, node.columns, node.cost)
        found = program.solve(self.upper, clock)
        if found.label is not None and fits(self.instance, found.label):
            self.offer(found.label)
        elif found.bound < self.upper:
            self.unfinished = min(self.unfinished, max(found.bound, bound))

    def search(self, node: Node) -> float:
        """Search a node depth first for a while; the bound of what is left, infinite if nothing."""
        instance, scaled = self.instance, self.scaled
        size, width = node.cost.shape
        room = size * width + 1
        costs = np.empty((min(STACK, room), size, width))
        prices = np.empty((len(costs), width, instance.amounts.shape[1]))
        bounds = np.full(len(costs), -np.inf)
        costs[0], prices[0], bounds[0] = node.cost, node.price, node.bound
        depth = np.ones(1, dtype=np.int64)
        upper = np.array([self.upper])
        best = np.empty(size, dtype=np.int64)
        search_assignment(
            costs, prices, bounds, depth, instance.homes[node.columns], scaled.amounts, scaled.low,
            scaled.high, instance.indptr, instance.indices, instance.contiguous, scaled.paths,
            upper, best, SEARCH_NODES, SEARCH_ITERATIONS,
        )  # fmt: skip
        if upper[0] < self.upper:
            self.offer(best.astype(np.int32))
        return float(bounds[: depth[0]].min(initial=np.inf))

    def offer(self, label: IntArray) -> None:
        """Keep a feasible labelling if it is the cheapest so far."""
        cost, centres = plan_cost(self.instance, label)
        if cost < self.best.cost:
            self.best = Plan(label, cost, centres)
