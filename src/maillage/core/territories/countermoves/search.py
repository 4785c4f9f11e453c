"""Everything that may mend a plan, priced at once, from totals alone.

They are estimates: whether a territory stays connected is only known once each is tried.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maillage.core.arrays import BoolArray, IntArray
from maillage.core.territories.countermoves.exchanges import Exchanges
from maillage.core.territories.countermoves.patches import Patches
from maillage.core.territories.countermoves.plan import KEPT, WORST, Candidate, Kind, Plan
from maillage.core.territories.ledger import Ledger, Standing
from maillage.core.territories.pricing import Sets
from maillage.core.territories.search import ROUNDING

NEAREST = 4
"""Territories worth trying for a unit where contiguity does not count."""


class Countermoves:
    """Everything that may mend one plan.

    Parameters
    ----------
    ledger, labels, standing
        The plan, and how it stands.
    keep
        (n,) units that stay where they are.
    """

    def __init__(
        self, ledger: Ledger, labels: IntArray, standing: Standing, keep: BoolArray
    ) -> None:
        self.plan = Plan(ledger, labels, standing, keep)
        self.ledger, self.labels, self.standing = ledger, labels, standing
        self.trials, self.pricer = self.plan.trials, self.plan.pricer
        self.model, self.label = self.plan.model, self.plan.label
        self.exchanges = Exchanges(self.plan)
        self.patches = Patches(self.plan)

    def candidates(self) -> Iterator[Candidate]:
        """Every candidate worth trying."""
        yield from self._rules()
        for territory in self._worst():
            if self.ledger.contiguous and self.standing.statistics.components[territory] > 1:
                yield from self._pieces(territory)
            yield from self.exchanges.candidates(territory)
            if self.model.contiguous:
                yield from self.patches.candidates(territory)
        if self.pricer.moved > self.pricer.cap + ROUNDING * self.pricer.stake:
            yield from self._returns()

    def cost(self, standing: Standing) -> float:
        """What a plan costs more than this one: compactness and, at a price, disruption."""
        moved = standing.statistics.moved - self.standing.statistics.moved
        extra = max(0.0, self.plan.price - self.model.price) * moved
        return standing.objective - self.standing.objective + extra

    def _worst(self) -> list[int]:
        """Territories furthest from what is asked, the worst first."""
        statistics = self.standing.statistics
        outside = np.abs(statistics.deviations) - self.ledger.tolerances
        fault = np.where(outside > ROUNDING, outside, 0.0).sum(axis=1)
        fault += np.maximum(statistics.components - 1, 0) + (statistics.units == 0)
        order = np.argsort(-fault, kind="stable")[:WORST]
        return [int(territory) for territory in order if fault[territory] > 0]

    def _rules(self) -> Iterator[Candidate]:
        """Units back to their lock, out of where they may not be, and groups made whole."""
        fixed = self.model.fixed
        wrong = (fixed >= 0) & (fixed != self.label) & self.plan.movable
        for node in np.flatnonzero(wrong)[:KEPT]:
            yield Candidate.single(Kind.RULE, [node], int(fixed[node]))
        everyone = np.arange(self.model.size, dtype=np.int32)
        for node in np.flatnonzero(
            ~self.plan.open(everyone, self.label) & ~wrong & self.plan.movable
        )[:KEPT]:
            for territory in self._homes(np.array([node])):
                yield Candidate.single(Kind.RULE, [node], territory)
        rules = self.ledger.rules
        divided = rules.divided(self.labels)
        for number in np.unique(rules.group[divided])[:KEPT]:
            units = np.flatnonzero(rules.group == number)
            for territory in np.unique(self.labels[units]):
                going = units[self.labels[units] != territory].astype(np.int32)
                if self.plan.may(self.model.unit_node[going], int(territory)):
                    yield Candidate.single(Kind.RULE, self.model.unit_node[going], int(territory))

    def _homes(self, nodes: IntArray) -> list[int]:
        """Other territories that nodes may go to: the adjacent, or those with the nearest centres.

        Those that touch most come first.
        """
        label = int(self.label[nodes[0]])
        around = self.label[self.trials.around(nodes)[0]]
        touched = np.bincount(around[around != label], minlength=self.model.territories)
        near = np.linalg.norm(self.trials.centres - self.trials.points[nodes[0]], axis=1)
        order = np.lexsort([near, -touched])
        if touched.any() and self.model.contiguous:
            order = order[touched[order] > 0]
        found = [
            int(other) for other in order if other != label and self.plan.may(nodes, int(other))
        ]
        return found[:NEAREST]

    def _pieces(self, territory: int) -> Iterator[Candidate]:
        """Each smaller piece to what surrounds it, and what lies between to the territory."""
        pieces = [
            np.unique(self.model.unit_node[piece])
            for piece in self.ledger.pieces(self.labels, territory)
        ]
        for piece in pieces[1 : 1 + KEPT]:
            for other in self._homes(piece):
                yield Candidate.single(Kind.PIECE, piece, other)
            between = self._between(piece, pieces[0], territory)
            if len(between):
                yield Candidate.single(Kind.BRIDGE, between, territory)
            for node in self._joints(piece, territory):
                yield Candidate.single(Kind.BRIDGE, [node], territory)

    def _joints(self, piece: IntArray, territory: int) -> list[int]:
        """Single nodes that touch a piece and the rest of its territory, the lightest first."""
        rest = np.flatnonzero(self.label == territory).astype(np.int32)
        rest = np.setdiff1d(rest, piece)
        found = np.intersect1d(self.trials.around(piece)[0], self.trials.around(rest)[0])
        found = found[(self.label[found] != territory) & self.plan.movable[found]]
        found = found[self.plan.open(found, territory)]
        order = np.argsort(self.model.amounts[found].sum(axis=1), kind="stable")[:KEPT]
        return [int(node) for node in found[order]]

    def _between(self, piece: IntArray, main: IntArray, territory: int) -> IntArray:
        """Nodes of the lightest path that joins two pieces of a territory; empty without one."""
        model = self.model
        everyone = np.arange(model.size, dtype=np.int32)
        usable = (self.plan.movable & self.plan.open(everyone, territory)) | (
            self.label == territory
        )
        starts = np.repeat(everyone, np.diff(model.indptr))
        keep = usable[starts] & usable[model.indices]
        share = np.divide(
            model.amounts, model.target[territory], out=np.zeros_like(model.amounts),
            where=model.target[territory] > 0,
        ).sum(axis=1)  # fmt: skip
        length = np.where(self.label == territory, 0.0, share) + 1e-6
        graph = csr_array(
            (length[model.indices[keep]], (starts[keep], model.indices[keep])),
            shape=(model.size, model.size),
        )
        distance, before = dijkstra(graph, indices=int(piece[0]), return_predecessors=True)
        node = int(main[np.argmin(distance[main])])
        path = []
        while node >= 0 and np.isfinite(distance[node]):
            if self.label[node] != territory:
                path.append(node)
            node = int(before[node])
        return np.array(path, dtype=np.int32)

    def _returns(self) -> Iterator[Candidate]:
        """Units that changed owner back to the one who has most of them today."""
        previous = self.model.previous
        gone = (previous >= 0) & (previous != self.label) & self.plan.movable
        away = np.flatnonzero(gone).astype(np.int32)
        away = away[self.plan.open(away, previous[away])]
        if not len(away):
            return
        shifts = self.exchanges.priced(
            Sets(away, np.arange(len(away) + 1, dtype=np.int32)), previous[away]
        )
        stake = -shifts.cargo.moved
        excess = self.pricer.moved - self.pricer.cap
        change = self.pricer.objective(shifts.cargo) - shifts.cargo.paid
        enough = stake >= excess
        order = np.lexsort([np.where(enough, change, change / np.maximum(stake, 1e-300)), ~enough])
        for row in order[:KEPT]:
            yield Candidate.single(Kind.RETURN, [away[row]], int(previous[away[row]]))
        for way in np.unique(np.column_stack([self.label[away], previous[away]]), axis=0)[:KEPT]:
            nodes = away[(self.label[away] == way[0]) & (previous[away] == way[1])]
            yield Candidate.single(Kind.RETURN, nodes, int(way[1]))
