"""Rounding by annealing: heavy nodes settle first, light ones fill up what they leave."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.kernels.named_pack import pack
from maillage.core.territories.kernels.search import seed_kernels
from maillage.core.territories.named.assignment import Assignment
from maillage.core.territories.named.prices import Prices, reduced_costs, worth_of

CHOICES = 8
"""Territories tried for each node: its cheapest ones at the prices."""

PER_NODE = 400
"""Proposals per node, up to ``MOST``."""

MOST = 12_000_000
STAGES = 100
HEAT = 1e-4
"""First temperature of a cold start, in the cost of the constraints per price."""

COLDEST = 1e-200
"""Temperature where nothing constrains the choice."""

FAVOURED = 30.0
"""Choices dearer than so many temperatures are seldom tried."""

SOFT, HARD = 0.9, 3.0
"""First and last penalty of leaving the bounds, in prices."""

REPAIRS = 12
STEEPER = 3.0
"""Factor between the penalties of two repairs."""

EVERY_CHOICE = 10_000_000
"""Most pairs of node and territory that a last repair may try."""


class Packing:
    """Annealing about given prices."""

    def __init__(self, assignment: Assignment, prices: Prices) -> None:
        self.assignment, self.prices = assignment, prices
        self.reduced = reduced_costs(assignment, prices)
        count = assignment.target.size + 1
        free = float(assignment.costs.min(axis=1).sum())
        scale = max(prices.bound - free, 0.0) + 1e-4 * worth_of(assignment)[0]
        self.heat = max(HEAT * scale / count, COLDEST)
        floor = scale / assignment.territories / assignment.target
        size = np.abs(prices.measures)
        self.penalty = size + np.maximum(size.mean(axis=0), 0.1 * floor)
        self.toll = prices.disruption + 0.1 * scale / max(assignment.stake, 1e-300)
        self.question = (
            assignment.costs, assignment.amounts, assignment.owned, _neighbours(assignment)
        )  # fmt: skip
        self.limits = (assignment.low, assignment.high, assignment.cap)

    def run(
        self,
        label: IntArray,
        seed: int,
        *,
        warmth: float = 1.0,
        proposals: int = MOST,
        tick: Callable[[float], None] | None = None,
    ) -> IntArray:
        """Anneal from ``label``; with less ``warmth`` than 1 it stays nearer to it."""
        seed_kernels(seed)
        label = separate(self.assignment, self.reduced, label)
        pairs = self.pairs(CHOICES)
        size = self.assignment.size
        per_stage = max(1, min(PER_NODE * size, proposals, MOST) // STAGES)
        hot = self.heat * warmth
        cold = min(hot / 10, self.heat * 10 / size)
        for stage in range(STAGES):
            progress = stage / (STAGES - 1)
            penalty = SOFT * (HARD / SOFT) ** progress
            self.moves(label, pairs, hot * (cold / hot) ** progress, penalty, per_stage)
            if tick is not None:
                tick(progress)
        return self.repair(label, cold)

    def repair(self, label: IntArray, cold: float) -> IntArray:
        """Raise the penalties until the bounds and the cap are kept, or nothing helps."""
        most = self.assignment.territories
        every = most if self.assignment.size * most <= EVERY_CHOICE else CHOICES
        for choices in sorted({min(CHOICES, most), every}):
            pairs = self.pairs(choices)
            proposals = 20 * self.assignment.size
            for number in range(REPAIRS):
                kept = self.assignment.violation(label) <= 0
                if kept and number > 1:
                    break
                self.moves(label, pairs, cold, HARD * STEEPER**number, proposals)
            if self.assignment.violation(label) <= 0:
                break
        return label

    def moves(
        self,
        label: IntArray,
        pairs: tuple[IntArray, IntArray, IntArray, FloatArray],
        temperature: float,
        penalty: float,
        proposals: int,
    ) -> None:
        """Try moves at one temperature."""
        nodes, places, first, reduced = pairs
        if len(nodes) == 0:
            return
        limit = FAVOURED * temperature
        active = np.array(
            [
                np.searchsorted(reduced[begin:end], limit, side="right")
                for begin, end in pairwise(first)
            ]
        )
        totals, moved = self.assignment.totals(label)
        counts = np.bincount(label, minlength=self.assignment.territories)
        terms = (temperature, penalty * self.penalty, penalty * self.toll)
        pack(
            label, (totals, counts, np.array([moved])), self.question, self.limits, terms,
            (nodes, places, first), active, proposals,
        )  # fmt: skip

    def pairs(self, choices: int) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
        """Nodes and territories worth pairing, by territory and then by reduced cost."""
        reduced = self.reduced
        near = np.isfinite(reduced)
        if choices < reduced.shape[1]:
            limit = np.partition(reduced, choices - 1, axis=1)[:, choices - 1 : choices]
            near &= reduced <= limit
        near &= near.sum(axis=1)[:, None] > 1
        nodes, places = np.nonzero(near)
        order = np.lexsort((reduced[nodes, places], places))
        nodes, places = nodes[order], places[order]
        first = np.searchsorted(places, np.arange(reduced.shape[1] + 1)).astype(np.int32)
        values: FloatArray = reduced[nodes, places]
        return nodes.astype(np.int32), places.astype(np.int32), first, values


def separate(assignment: Assignment, reduced: FloatArray, label: IntArray) -> IntArray:
    """A copy of the labelling in which nodes to be kept apart are, where a greedy choice can."""
    label = label.astype(np.int32, copy=True)
    if len(assignment.apart) == 0:
        return label
    starts, others = _neighbours(assignment)
    for node in np.unique(assignment.apart):
        around = others[starts[node] : starts[node + 1]]
        taken = np.zeros(assignment.territories, dtype=np.bool_)
        taken[label[around]] = True
        if taken[label[node]]:
            cost = np.where(taken, np.inf, reduced[node])
            if np.isfinite(cost).any():
                label[node] = cost.argmin()
    return label


def _neighbours(assignment: Assignment) -> tuple[IntArray, IntArray]:
    """Nodes to be kept apart from each node, in compressed rows."""
    both = np.concatenate([assignment.apart, assignment.apart[:, ::-1]])
    size = assignment.size
    rows = coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(size, size)).tocsr()
    return rows.indptr.astype(np.int32), rows.indices.astype(np.int32)
