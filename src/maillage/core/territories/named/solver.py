"""``assign``: from an assignment problem to a labelling and a proof of how good it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.named.assignment import Assignment
from maillage.core.territories.named.packing import MOST, Packing
from maillage.core.territories.named.prices import (
    Prices,
    cheapest_at,
    climb,
    reduced_costs,
)
from maillage.core.territories.named.relaxation import (
    nearest_whole,
    promising,
    restricted,
    sharpen,
)

SMALL = 600
"""Pairs of node and territory up to which the whole problem goes to HiGHS."""

SMALL_TREE = 5_000
"""Nodes of the search tree for a small problem."""

LAST_RESORT = 5_000
"""The same where nothing else was found that keeps bounds and cap."""

LAST_TREE = 50

GOOD = 5e-4
"""Gap, as a share of the bound, at which heavy nodes are not packed exactly."""

HEAVY = 0.02
"""Share of a mean target from which a node is heavy."""

HEAVY_CHOICES = 800
"""Choices of heavy nodes that HiGHS packs exactly."""

LIGHT_CHOICES = 60
"""Choices of other nodes beside them, per price."""

HEAVY_GAP = 0.1
"""Share of the gap left open at which the exact packing stops."""

WARMTH = 0.1
"""Temperature at which light nodes settle about heavy ones that were packed exactly."""


@dataclass(frozen=True, eq=False)
class Assigned:
    """A labelling of an assignment problem, and the bound on all of them.

    Attributes
    ----------
    label
        (n,) territory of each node.
    cost
        What it costs.
    violation
        How far it is outside bounds and cap, 0 when it keeps them all.
    prices
        Dual values; ``prices.bound`` is a proven lower bound on the cost.
    """

    label: IntArray
    cost: float
    violation: float
    prices: Prices

    @property
    def gap(self) -> float:
        """Share of the cost that is not proven to be necessary."""
        excess = self.cost - self.prices.bound
        return max(0.0, excess) / abs(self.cost) if self.cost else 0.0

    def better_than(self, other: Assigned) -> bool:
        """Whether this is the one to keep."""
        return (self.violation, self.cost) < (other.violation, other.cost)


def assign(
    assignment: Assignment,
    *,
    seed: int = 0,
    start: Prices | None = None,
    proposals: int = MOST,
    tick: Callable[[float], None] | None = None,
) -> Assigned:
    """Solve a generalised assignment problem with two-sided bounds and a cap on disruption.

    Prices of the relaxed problem settle all but a few nodes per price. The heavy ones among them
    are packed by a small mixed-integer program in which light ones may be divided, the light ones
    by annealing; a small problem goes to HiGHS as a whole.

    Parameters
    ----------
    assignment
        What is asked.
    seed
        Seed of the annealing.
    start
        Prices of a similar problem, to start from.
    proposals
        Moves that annealing may try at most.
    tick
        Called with the share done; it may raise to stop.

    Returns
    -------
    Assigned
        The best found; with a violation where nothing was found that keeps bounds and cap.
    """
    report = tick or nobody
    prices = sharpen(assignment, climb(assignment, start))
    report(0.2)
    found = _exactly(assignment, prices) if assignment.costs.size <= SMALL else None
    if found is None:
        found = _packed(assignment, prices, seed, proposals, report)
    if found.violation > 0 and SMALL < assignment.costs.size <= LAST_RESORT:
        found = _exactly(assignment, prices, LAST_TREE) or found
    report(1.0)
    return found


def _packed(
    assignment: Assignment,
    prices: Prices,
    seed: int,
    proposals: int,
    report: Callable[[float], None],
) -> Assigned:
    """Round by annealing, and again about heavy nodes that were packed exactly."""
    packing = Packing(assignment, prices)

    def run(label: IntArray, first: float, warmth: float) -> Assigned:
        def tick(share: float) -> None:
            report(first + 0.3 * share)

        label = packing.run(label, seed, warmth=warmth, proposals=proposals, tick=tick)
        return assigned(assignment, label, prices)

    best = run(cheapest_at(assignment, prices), 0.2, 1.0)
    if best.violation <= 0 and best.gap <= GOOD:
        return best
    start = _heavy_first(assignment, prices, best)
    report(0.7)
    if start is None:
        return best
    other = run(start, 0.7, WARMTH)
    return other if other.better_than(best) else best


def _exactly(assignment: Assignment, prices: Prices, tree: int = SMALL_TREE) -> Assigned | None:
    """The optimum of a small problem; None where the search tree was too large for one."""
    found = restricted(
        assignment,
        prices,
        np.isfinite(assignment.costs),
        whole=np.ones(assignment.size, dtype=np.bool_),
        nodes=tree,
    )
    if found.shares is None:
        return None
    exact = assigned(assignment, nearest_whole(found.shares), prices)
    return exact if exact.violation <= 0 else None


def _heavy_first(assignment: Assignment, prices: Prices, best: Assigned) -> IntArray | None:
    """A labelling with the heavy nodes packed exactly; None where there is nothing to pack."""
    reduced = reduced_costs(assignment, prices)
    share = (assignment.amounts / assignment.target.mean(axis=0)).max(axis=1)
    heavy = share > HEAVY
    rows = np.where(heavy[:, None], reduced, np.inf)
    chosen = np.isfinite(rows) & (rows > 0)
    if not chosen.any():
        return None
    count = min(HEAVY_CHOICES, int(chosen.sum()))
    dearest = np.partition(rows[chosen], count - 1)[count - 1]
    offered = promising(
        reduced / assignment.weight[:, None], LIGHT_CHOICES * (assignment.target.size + 1)
    )
    offered |= rows <= dearest
    excess = max(best.cost - prices.bound, 0.0)
    found = restricted(
        assignment, prices, offered, whole=heavy, elastic=True, gap=HEAVY_GAP * excess
    )
    return None if found.shares is None else nearest_whole(found.shares)


def assigned(assignment: Assignment, label: IntArray, prices: Prices) -> Assigned:
    """A labelling with its figures."""
    return Assigned(label, assignment.cost(label), assignment.violation(label), prices)


def nobody(_share: float) -> None:
    """Report to nobody."""
