"""Connected sets of units that may mend a plan together."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.countermoves.plan import Candidate, Kind, Plan
from maillage.core.territories.kernels.edit import pieces_among

PATCH_LIMIT = 2_000
"""Nodes that move together at most."""


class Patches:
    """Candidates that move a connected set of nodes of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.trials, self.pricer = plan.trials, plan.pricer
        self.model, self.label = plan.model, plan.label

    def candidates(self, territory: int) -> Iterator[Candidate]:
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
            yield Candidate.single(Kind.PATCH, patch, way[1])
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
        free = (
            self.plan.movable[nodes]
            & self.plan.open(nodes, goal)
            & (label[nodes] == self.label[nodes])
        )
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
