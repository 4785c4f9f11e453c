"""Candidates that may mend a plan: what could be moved, priced at once, from totals alone.

They are estimates: whether a territory stays connected is only known once each is tried.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.kernels.edit import blocks, pieces_among
from maillage.core.territories.ledger import Ledger, Standing
from maillage.core.territories.pricing import Cargo, Load, Sets, joining, leaving
from maillage.core.territories.search import ROUNDING, least_price
from maillage.core.territories.trials import Trials

BLOCK_LIMIT = 64
"""Nodes that go with an articulation point at most."""

WORST = 4
"""Territories that are mended at once: those furthest from what is asked."""

KEPT = 16
"""Candidates of each kind that are handed on to be tried."""

NEAREST = 4
"""Territories worth trying for a unit where contiguity does not count."""

FEW = 150
"""Moves that are combined into exchanges, per territory and direction, without contiguity."""

PATCH_LIMIT = 2_000
"""Nodes that move together at most."""


class Kind(StrEnum):
    """What a counter-move is.

    ``RULE`` units go where a lock, a group, a forbidden pair or one to keep apart wants them ·
    ``PIECE`` a piece joins the territory around it · ``BRIDGE`` units between two pieces join them
    · ``RETURN`` units go back to their owner · ``UNIT`` one unit, with what it would cut off ·
    ``PATCH`` a connected set of units · ``SWAP`` two such exchange · ``CHAIN`` one to a neighbour,
    another on from there.
    """

    RULE = "rule"
    PIECE = "piece"
    BRIDGE = "bridge"
    RETURN = "return"
    UNIT = "unit"
    PATCH = "patch"
    SWAP = "swap"
    CHAIN = "chain"


@dataclass(frozen=True, eq=False)
class Candidate:
    """Nodes that would go to territories, one set after the other."""

    kind: Kind
    moves: tuple[tuple[IntArray, int], ...]


@dataclass(frozen=True, eq=False)
class _Shifts:
    """m moves of one set of nodes each, with their totals, and 1 for each that leaves pieces."""

    sets: Sets
    cargo: Cargo
    breaks: FloatArray


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
        self.ledger, self.labels, self.standing = ledger, labels, standing
        self.trials = Trials(ledger, labels, standing.statistics)
        self.model, self.label = self.trials.model, self.trials.label
        self.pricer = self.trials.pricer
        kept = np.bincount(self.model.unit_node, weights=keep, minlength=self.model.size)
        self.movable: BoolArray = (kept == 0) & (
            (self.model.fixed < 0) | (self.model.fixed != self.label)
        )
        self.price = self.model.price
        if self.pricer.stake > 0:
            self.price = least_price(self.model)

    def candidates(self) -> Iterator[Candidate]:
        """Every candidate worth trying."""
        yield from self._rules()
        for territory in self._worst():
            if self.ledger.contiguous and self.standing.statistics.components[territory] > 1:
                yield from self._pieces(territory)
            yield from self._balance(territory)
        if self.pricer.moved > self.pricer.cap + ROUNDING * self.pricer.stake:
            yield from self._returns()

    def cost(self, standing: Standing) -> float:
        """What a plan costs more than this one: compactness and, at a price, disruption."""
        moved = standing.statistics.moved - self.standing.statistics.moved
        extra = max(0.0, self.price - self.model.price) * moved
        return standing.objective - self.standing.objective + extra

    def _worst(self) -> list[int]:
        """Territories furthest from what is asked, the worst first."""
        statistics = self.standing.statistics
        outside = np.abs(statistics.deviations) - self.ledger.tolerances
        fault = np.where(outside > ROUNDING, outside, 0.0).sum(axis=1)
        fault += np.maximum(statistics.components - 1, 0) + (statistics.units == 0)
        order = np.argsort(-fault, kind="stable")[:WORST]
        return [int(territory) for territory in order if fault[territory] > 0]

    def _may(self, nodes: IntArray, territory: int) -> bool:
        """Whether nodes can move, and to this territory."""
        return bool(self.movable[nodes].all()) and bool(self._open(nodes, territory).all())

    def _open(self, nodes: IntArray, territories: int | IntArray) -> BoolArray:
        """(p,) whether no rule stands against each node in a territory."""
        trials = self.trials
        return trials.open(nodes, territories) & ~trials.clashes(nodes, territories)

    def _rules(self) -> Iterator[Candidate]:
        """Units back to their lock, out of where they may not be, and groups made whole."""
        fixed = self.model.fixed
        wrong = (fixed >= 0) & (fixed != self.label) & self.movable
        for node in np.flatnonzero(wrong)[:KEPT]:
            yield _candidate(Kind.RULE, [node], int(fixed[node]))
        everyone = np.arange(self.model.size, dtype=np.int32)
        for node in np.flatnonzero(~self._open(everyone, self.label) & ~wrong & self.movable)[
            :KEPT
        ]:
            for territory in self._homes(np.array([node])):
                yield _candidate(Kind.RULE, [node], territory)
        rules = self.ledger.rules
        divided = rules.divided(self.labels)
        for number in np.unique(rules.group[divided])[:KEPT]:
            units = np.flatnonzero(rules.group == number)
            for territory in np.unique(self.labels[units]):
                going = units[self.labels[units] != territory].astype(np.int32)
                if self._may(self.model.unit_node[going], int(territory)):
                    yield _candidate(Kind.RULE, self.model.unit_node[going], int(territory))

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
        found = [int(other) for other in order if other != label and self._may(nodes, int(other))]
        return found[:NEAREST]

    def _pieces(self, territory: int) -> Iterator[Candidate]:
        """Each smaller piece to what surrounds it, and what lies between to the territory."""
        pieces = [
            np.unique(self.model.unit_node[piece])
            for piece in self.ledger.pieces(self.labels, territory)
        ]
        for piece in pieces[1 : 1 + KEPT]:
            for other in self._homes(piece):
                yield _candidate(Kind.PIECE, piece, other)
            between = self._between(piece, pieces[0], territory)
            if len(between):
                yield _candidate(Kind.BRIDGE, between, territory)
            for node in self._joints(piece, territory):
                yield _candidate(Kind.BRIDGE, [node], territory)

    def _joints(self, piece: IntArray, territory: int) -> list[int]:
        """Single nodes that touch a piece and the rest of its territory, the lightest first."""
        rest = np.flatnonzero(self.label == territory).astype(np.int32)
        rest = np.setdiff1d(rest, piece)
        found = np.intersect1d(self.trials.around(piece)[0], self.trials.around(rest)[0])
        found = found[(self.label[found] != territory) & self.movable[found]]
        found = found[self._open(found, territory)]
        order = np.argsort(self.model.amounts[found].sum(axis=1), kind="stable")[:KEPT]
        return [int(node) for node in found[order]]

    def _between(self, piece: IntArray, main: IntArray, territory: int) -> IntArray:
        """Nodes of the lightest path that joins two pieces of a territory; empty without one."""
        model = self.model
        everyone = np.arange(model.size, dtype=np.int32)
        usable = (self.movable & self._open(everyone, territory)) | (self.label == territory)
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
        gone = (previous >= 0) & (previous != self.label) & self.movable
        away = np.flatnonzero(gone).astype(np.int32)
        away = away[self._open(away, previous[away])]
        if not len(away):
            return
        shifts = self._priced(Sets(away, np.arange(len(away) + 1, dtype=np.int32)), previous[away])
        stake = -shifts.cargo.moved
        excess = self.pricer.moved - self.pricer.cap
        change = self.pricer.objective(shifts.cargo) - shifts.cargo.paid
        enough = stake >= excess
        order = np.lexsort([np.where(enough, change, change / np.maximum(stake, 1e-300)), ~enough])
        for row in order[:KEPT]:
            yield _candidate(Kind.RETURN, [away[row]], int(previous[away[row]]))
        for way in np.unique(np.column_stack([self.label[away], previous[away]]), axis=0)[:KEPT]:
            nodes = away[(self.label[away] == way[0]) & (previous[away] == way[1])]
            yield _candidate(Kind.RETURN, nodes, int(way[1]))

    def _balance(self, territory: int) -> Iterator[Candidate]:
        """Moves into and out of one territory: single, exchanged, in chains, and by the patch."""
        shifts = self._shifts(territory)
        if len(shifts.sets):
            yield from self._single(shifts, territory)
            yield from self._pairs(shifts, territory)
        if self.model.contiguous:
            yield from self._patches(territory)

    def _shifts(self, territory: int) -> _Shifts:
        """Moves between the territory and its neighbours, and between these and theirs."""
        nodes, goals = self._pairs_nearby(territory)
        allowed = self.movable[nodes] & self._open(nodes, goals)
        nodes, goals = nodes[allowed], goals[allowed]
        if not self.model.contiguous:
            return self._priced(Sets(nodes, np.arange(len(nodes) + 1, dtype=np.int32)), goals)
        distinct, number = np.unique(nodes, return_inverse=True)
        starts, members = blocks(
            distinct, self.label, self.model.indptr, self.model.indices, BLOCK_LIMIT
        )
        whole = Sets(members, starts).take(number.ravel().astype(np.int32))
        larger = np.flatnonzero(np.diff(whole.starts) > 1)
        sets = whole.and_single(nodes[larger])
        goals = np.concatenate([goals, goals[larger]])
        fine = self.movable[sets.nodes] & self._open(sets.nodes, goals[sets.place])
        wrong = np.bincount(sets.place, weights=~fine, minlength=len(sets))
        chosen = np.flatnonzero(wrong == 0).astype(np.int32)
        breaks = np.repeat([0.0, 1.0], [len(whole), len(larger)])[chosen]
        return self._priced(sets.take(chosen), goals[chosen], breaks)

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

    def _priced(self, sets: Sets, goals: IntArray, breaks: FloatArray | None = None) -> _Shifts:
        homes = self.label[sets.first]
        cargo = self.pricer.cargo(sets.nodes, sets.place, homes, goals)
        return _Shifts(sets, cargo, np.zeros(len(sets)) if breaks is None else breaks)

    def _single(self, shifts: _Shifts, territory: int) -> Iterator[Candidate]:
        cargo = shifts.cargo
        rows = np.flatnonzero((cargo.origins == territory) | (cargo.destinations == territory))
        cargo = cargo.take(rows.astype(np.int32))
        outside = self._outside_change(cargo.origins, leaving(cargo))
        outside = outside + self._outside_change(cargo.destinations, joining(cargo))
        outside = outside + shifts.breaks[rows]
        for row in rows[self._best(outside, self.pricer.objective(cargo), cargo.moved)]:
            yield Candidate(Kind.UNIT, (self._way(shifts, int(row)),))

    def _pairs(self, shifts: _Shifts, territory: int) -> Iterator[Candidate]:
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
        cost = objective + (self.price - self.model.price) * moved
        over = np.maximum(0.0, self.pricer.moved + moved - self.pricer.cap)
        over = over / max(self.pricer.stake, 1e-300) if np.isfinite(self.pricer.cap) else 0 * over
        order = np.lexsort([cost, np.round(outside + over, 9)])[:KEPT]
        return order.astype(np.int32)

    def _way(self, shifts: _Shifts, row: int) -> tuple[IntArray, int]:
        return shifts.sets[row], int(shifts.cargo.destinations[row])

    def _patches(self, territory: int) -> Iterator[Candidate]:
        """A connected set of units to, or from, each neighbour, and on from there where needed."""
        own = np.flatnonzero(self.label == territory).astype(np.int32)
        met = self.label[self.trials.around(own)[0]]
        amounts, model = self.pricer.totals.amounts, self.model
        over = (amounts - model.high)[territory] / model.target[territory]
        under = (model.low - amounts)[territory] / model.target[territory]
        column = int(np.argmax(np.maximum(over, under)))
        need = float(max(over[column], under[column]) * model.target[territory, column])
        if need <= 0:
            return
        for other in np.unique(met[met != territory]):
            way = (territory, int(other)) if over[column] > 0 else (int(other), territory)
            patch = self._patch(self.label, way, need, column)
            if not len(patch):
                continue
            yield _candidate(Kind.PATCH, patch, way[1])
            yield from self._onward(territory, int(other), patch, column)

    def _onward(
        self, territory: int, middle: int, patch: IntArray, column: int
    ) -> Iterator[Candidate]:
        """The patch, and another between the territory in the middle and the one with most room."""
        model = self.model
        after = self.label.copy()
        out = self.label[patch[0]] == territory
        after[patch] = middle if out else territory
        around = after[self.trials.around(np.flatnonzero(after == middle).astype(np.int32))[0]]
        ends = np.setdiff1d(around, [territory, middle])
        if not len(ends):
            return
        carried = float(model.amounts[patch, column].sum())
        held = self.pricer.totals.amounts[:, column]
        if out:
            need = held[middle] + carried - model.high[middle, column]
            room = (model.high[:, column] - held)[ends]
        else:
            need = model.low[middle, column] - held[middle] + carried
            room = (held - model.low[:, column])[ends]
        if need <= 0:
            return
        first = (patch, middle if out else territory)
        for end in ends[np.argsort(-room, kind="stable")[:2]]:
            way = (middle, int(end)) if out else (int(end), middle)
            second = self._patch(after, way, need, column)
            if len(second):
                yield Candidate(Kind.CHAIN, (first, (second, way[1])))

    def _patch(self, label: IntArray, way: tuple[int, int], need: float, column: int) -> IntArray:
        """Nodes grown from the border into the first territory until they hold what is needed.

        Those that lose least by going come first; what they would cut off goes with them.
        """
        origin, goal = way
        model = self.model
        nodes = np.flatnonzero(label == origin).astype(np.int32)
        places = self.trials.points[nodes]
        loss = ((places - self.trials.centres[goal]) ** 2).sum(axis=1)
        loss -= ((places - self.trials.centres[origin]) ** 2).sum(axis=1)
        free = self.movable[nodes] & self._open(nodes, goal) & (label[nodes] == self.label[nodes])
        rank = {
            int(node): float(value) for node, value in zip(nodes[free], loss[free], strict=True)
        }
        around, place = self.trials.around(nodes)
        border = np.unique(nodes[place[label[around] == goal]]).tolist()
        heap = [(rank[node], node) for node in border if node in rank]
        heapq.heapify(heap)
        taken: dict[int, None] = {}
        held = 0.0
        while heap and held < need and len(taken) < min(PATCH_LIMIT, len(nodes) - 1):
            node = heapq.heappop(heap)[1]
            if node in taken:
                continue
            taken[node] = None
            held += float(model.amounts[node, column])
            for other in model.indices[model.indptr[node] : model.indptr[node + 1]].tolist():
                if other in rank and other not in taken:
                    heapq.heappush(heap, (rank[other], other))
        if held < need:
            return np.empty(0, dtype=np.int32)
        return self._rounded(label, nodes, np.array(list(taken), dtype=np.int32), rank)

    def _rounded(
        self, label: IntArray, nodes: IntArray, patch: IntArray, free: dict[int, float]
    ) -> IntArray:
        """The patch with the smaller pieces of its territory that it cuts off and that may go."""
        rest = np.setdiff1d(nodes, patch).astype(np.int32)
        after = label.copy()
        after[patch] = -1
        work = np.full(self.model.size, -1, dtype=np.int32)
        piece, count = pieces_among(rest, after, self.model.indptr, self.model.indices, work)
        largest = int(np.argmax(np.bincount(piece, minlength=count)))
        small = rest[piece != largest]
        going = [int(node) for node in small if int(node) in free]
        return np.concatenate([patch, np.array(going, dtype=np.int32)])


def _candidate(kind: Kind, nodes: IntArray | list[int], territory: int) -> Candidate:
    return Candidate(kind, ((np.asarray(nodes, dtype=np.int32), territory),))
