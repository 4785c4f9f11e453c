"""Moves between two territories that may mend a plan: single, exchanged and in chains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.countermoves.plan import KEPT, WORST, Candidate, Kind, Plan
from maillage.core.territories.kernels.edit import blocks
from maillage.core.territories.pricing import Cargo, Load, Sets, joining, leaving

BLOCK_LIMIT = 64
"""Nodes that go with an articulation point at most."""

NEAREST = 4
"""Territories worth trying for a unit where contiguity does not count."""

FEW = 150
"""Moves that are combined into exchanges, per territory and direction, without contiguity."""


@dataclass(frozen=True, eq=False)
class Shifts:
    """m moves of one set of nodes each, with their totals, and 1 for each that leaves pieces."""

    sets: Sets
    cargo: Cargo
    breaks: FloatArray


class Exchanges:
    """Candidates that move sets of nodes into or out of one territory of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.trials, self.pricer = plan.trials, plan.pricer
        self.model, self.label = plan.model, plan.label

    def candidates(self, territory: int) -> Iterator[Candidate]:
        """Single moves, exchanges and chains about one territory, the best of each kind."""
        shifts = self._shifts(territory)
        if len(shifts.sets):
            yield from self._single(shifts, territory)
            yield from self._pairs(shifts, territory)

    def _shifts(self, territory: int) -> Shifts:
        """Moves between the territory and its neighbours, and between these and theirs."""
        nodes, goals = self._pairs_nearby(territory)
        allowed = self.plan.movable[nodes] & self.plan.open(nodes, goals)
        nodes, goals = nodes[allowed], goals[allowed]
        if not self.model.contiguous:
            return self.priced(Sets(nodes, np.arange(len(nodes) + 1, dtype=np.int32)), goals)
        distinct, number = np.unique(nodes, return_inverse=True)
        starts, members = blocks(
            distinct, self.label, self.model.indptr, self.model.indices, BLOCK_LIMIT
        )
        whole = Sets(members, starts).take(number.ravel().astype(np.int32))
        larger = np.flatnonzero(np.diff(whole.starts) > 1)
        sets = whole.and_single(nodes[larger])
        goals = np.concatenate([goals, goals[larger]])
        fine = self.plan.movable[sets.nodes] & self.plan.open(sets.nodes, goals[sets.place])
        wrong = np.bincount(sets.place, weights=~fine, minlength=len(sets))
        chosen = np.flatnonzero(wrong == 0).astype(np.int32)
        breaks = np.repeat([0.0, 1.0], [len(whole), len(larger)])[chosen]
        return self.priced(sets.take(chosen), goals[chosen], breaks)

    def _pairs_nearby(self, territory: int) -> tuple[IntArray, IntArray]:
        """(p,) nodes and (p,) territories they could go to, about one territory."""
        if not self.model.contiguous:
            return self._pairs_far(territory)
        own = np.flatnonzero(self.label == territory).astype(np.int32)
        about = np.union1d(self.label[self.trials.around(own)[0]], [territory])
        nodes = np.flatnonzero(np.isin(self.label, about)).astype(np.int32)
        around, place = self.trials.around(nodes)
        pairs = np.column_stack([nodes[place], self.label[around]])
        inward = np.column_stack([around, self.label[nodes[place]]])
        pairs = np.unique(np.concatenate([pairs, inward]), axis=0)
        pairs = pairs[self.label[pairs[:, 0]] != pairs[:, 1]].astype(np.int32)
        if self.pricer.totals.nodes[territory]:
            return pairs[:, 0], pairs[:, 1]
        return self._planted(territory)

    def _planted(self, territory: int) -> tuple[IntArray, IntArray]:
        """Nodes that an empty territory could begin with: the rim of the heaviest territories."""
        used = (self.pricer.totals.amounts / self.model.target).max(axis=1)
        heavy = np.argsort(-used, kind="stable")[:WORST]
        nodes = np.flatnonzero(np.isin(self.label, heavy)).astype(np.int32)
        far = -self.trials.km(nodes, self.label[nodes])
        if len(self.model.homes):
            far = self.trials.km(nodes, np.full(len(nodes), territory))
        nodes = nodes[np.argsort(far, kind="stable")[:FEW]]
        return nodes, np.full(len(nodes), territory, dtype=np.int32)

    def _pairs_far(self, territory: int) -> tuple[IntArray, IntArray]:
        """The same without contiguity: the units that lose least by going, or by coming."""
        if not self.pricer.totals.nodes[territory]:
            return self._planted(territory)
        present = np.flatnonzero(self.pricer.totals.nodes > 0)
        tree = cKDTree(self.trials.centres[present])
        own = np.flatnonzero(self.label == territory)
        count = min(NEAREST + 1, len(present))
        near = present[tree.query(self.trials.points[own], k=np.arange(1, count + 1))[1]]
        out = np.column_stack([np.repeat(own, count), near.ravel()])
        gain = np.linalg.norm(self.trials.points - self.trials.centres[territory], axis=1)
        gain -= np.linalg.norm(self.trials.points - self.trials.centres[self.label], axis=1)
        others = np.flatnonzero(self.label != territory)
        others = others[np.argsort(gain[others], kind="stable")[:FEW]]
        pairs = np.concatenate([out, np.column_stack([others, np.full(len(others), territory)])])
        pairs = pairs[self.label[pairs[:, 0]] != pairs[:, 1]].astype(np.int32)
        return pairs[:, 0], pairs[:, 1]

    def priced(self, sets: Sets, goals: IntArray, breaks: FloatArray | None = None) -> Shifts:
        """Moves of sets to territories; ``breaks`` is 1 for each that leaves pieces."""
        homes = self.label[sets.first]
        cargo = self.pricer.cargo(sets.nodes, sets.place, homes, goals)
        return Shifts(sets, cargo, np.zeros(len(sets)) if breaks is None else breaks)

    def _single(self, shifts: Shifts, territory: int) -> Iterator[Candidate]:
        cargo = shifts.cargo
        rows = np.flatnonzero((cargo.origins == territory) | (cargo.destinations == territory))
        cargo = cargo.take(rows.astype(np.int32))
        outside = self._outside_change(cargo.origins, leaving(cargo))
        outside = outside + self._outside_change(cargo.destinations, joining(cargo))
        outside = outside + shifts.breaks[rows]
        for row in rows[self._best(outside, self.pricer.objective(cargo), cargo.moved)]:
            yield Candidate(Kind.UNIT, (self._way(shifts, int(row)),))

    def _pairs(self, shifts: Shifts, territory: int) -> Iterator[Candidate]:
        """Two moves, the second from where the first goes: back (an exchange) or on (a chain)."""
        cargo = shifts.cargo
        order = np.argsort(cargo.origins, kind="stable")
        low = np.searchsorted(cargo.origins[order], cargo.destinations)
        high = np.searchsorted(cargo.origins[order], cargo.destinations, side="right")
        first = np.repeat(np.arange(len(low)), high - low)
        before = np.cumsum(high - low) - (high - low)
        second = order[np.arange(len(first)) - before[first] + low[first]]
        ends = np.column_stack([cargo.origins[first], cargo.destinations[second]])
        back = ends[:, 0] == ends[:, 1]
        for kind, chosen in (
            (Kind.SWAP, back & (ends[:, 0] == territory)),
            (Kind.CHAIN, ~back & (ends == territory).any(axis=1)),
        ):
            one, two = first[chosen].astype(np.int32), second[chosen].astype(np.int32)
            if not len(one):
                continue
            outside, change, moved = self._both(cargo.take(one), cargo.take(two), kind)
            outside = outside + shifts.breaks[one] + shifts.breaks[two]
            for row in self._best(outside, change, moved):
                yield Candidate(
                    kind, (self._way(shifts, int(one[row])), self._way(shifts, int(two[row])))
                )

    def _both(
        self, one: Cargo, two: Cargo, kind: Kind
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Change of what is outside, of the objective and of the stake moved, by pairs of moves."""
        loads = [
            (one.origins, leaving(one)),
            (one.destinations, joining(one) + leaving(two)),
            (two.destinations, joining(two)),
        ]
        if kind is Kind.SWAP:
            loads = [(one.origins, leaving(one) + joining(two)), loads[1]]
        moved = one.moved + two.moved
        outside, change = np.zeros(len(moved)), one.paid + two.paid
        for territories, load in loads:
            outside = outside + self._outside_change(territories, load)
            change = change + self.pricer.change(territories, load)
        return outside, change, moved

    def _outside_change(self, territories: IntArray, load: Load) -> FloatArray:
        return self.pricer.outside(territories, load) - self.pricer.outside(territories)

    def _best(self, outside: FloatArray, objective: FloatArray, moved: FloatArray) -> IntArray:
        """Rows of the best moves: what mends most first, then what costs least."""
        cost = objective + (self.plan.price - self.model.price) * moved
        over = np.maximum(0.0, self.pricer.moved + moved - self.pricer.cap)
        over = over / max(self.pricer.stake, 1e-300) if np.isfinite(self.pricer.cap) else 0 * over
        order = np.lexsort([cost, np.round(outside + over, 9)])[:KEPT]
        return order.astype(np.int32)

    def _way(self, shifts: Shifts, row: int) -> tuple[IntArray, int]:
        return shifts.sets[row], int(shifts.cargo.destinations[row])
