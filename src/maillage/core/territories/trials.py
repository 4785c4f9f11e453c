"""Tries out sets of units elsewhere, each set alone: what it would cost and what it would break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.figures import Statistics
from maillage.core.territories.kernels.edit import splits
from maillage.core.territories.ledger import Ledger
from maillage.core.territories.model import EARTH_RADIUS_KM, sphere_points
from maillage.core.territories.pricing import Pricer, Sets, joining, leaving


@dataclass(frozen=True, eq=False)
class Trial:
    """What giving each set to another territory would do, all else as it is.

    ``objective`` (m,) change of the objective · ``joined``, ``left`` (m, q) deviations from target
    of the two territories · ``apart`` (m,) whether it would touch nothing of the one joined ·
    ``divides`` (m,) whether the one left would be in pieces or empty · ``allowed`` (m,) whether no
    rule stands against it · ``feasible`` (m,) whether all of this is as asked.
    """

    objective: FloatArray
    joined: FloatArray
    left: FloatArray
    apart: BoolArray
    divides: BoolArray
    allowed: BoolArray
    feasible: BoolArray


class Trials:
    """A plan laid out for trials."""

    def __init__(self, ledger: Ledger, labels: IntArray, statistics: Statistics) -> None:
        self.board = ledger.board(labels)
        self.model = self.board.model
        self.label = np.empty(self.model.size, dtype=np.int32)
        self.label[self.model.unit_node] = labels
        self.pricer = Pricer(self.board, self.label)
        self.statistics = statistics
        self.points = self.board.points
        self.centres = sphere_points(self.statistics.centres) / EARTH_RADIUS_KM

    def divides(self, sets: Sets) -> BoolArray:
        """(m,) whether each set's territory would be in pieces, or empty, without it."""
        homes = self.label[sets.first]
        if self.model.contiguous:
            model = self.model
            found: BoolArray = splits(
                sets.starts, sets.nodes, homes, self.label, model.indptr, model.indices
            )
            return found
        emptied: BoolArray = self.pricer.totals.nodes[homes] <= np.diff(sets.starts)
        return emptied

    def run(self, sets: Sets, territories: IntArray, divides: BoolArray) -> Trial:
        """Give each set to a territory; ``divides`` (m,) as told by :meth:`divides`."""
        pricer, place = self.pricer, sets.place
        homes = self.label[sets.first]
        cargo = pricer.cargo(sets.nodes, place, homes, territories)
        apart = ~self._touching(sets, territories)
        barred = ~self.open(sets.nodes, territories[place])
        barred |= self.clashes(sets.nodes, territories[place])
        allowed = np.bincount(place, weights=barred, minlength=len(sets)) == 0
        outside = pricer.outside(territories, joining(cargo))
        outside = outside + pricer.outside(homes, leaving(cargo))
        return Trial(
            objective=pricer.objective(cargo),
            joined=pricer.deviations(territories, joining(cargo)),
            left=pricer.deviations(homes, leaving(cargo)),
            apart=apart,
            divides=divides,
            allowed=allowed,
            feasible=(outside <= 0) & ~apart & ~divides & allowed & pricer.within_cap(cargo),
        )

    def around(self, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """(e,) neighbours of the nodes and (e,) the place of the node each belongs to."""
        return _neighbours(nodes, self.model.indptr, self.model.indices)

    def km(self, nodes: IntArray, territories: IntArray) -> FloatArray:
        """(p,) great-circle km from each node to the centre of a territory."""
        chord = np.linalg.norm(self.points[nodes] - self.centres[territories], axis=1)
        distance: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0))
        return distance

    def worth(self, objective: FloatArray, sets: Sets) -> FloatArray:
        """(m,) km that cost each set's weight as much as a change of the objective."""
        weight = self.model.weight[sets.nodes]
        weight = np.bincount(sets.place, weights=weight, minlength=len(sets))
        power = self.board.problem.power if self.model.measured else 2
        size = (np.abs(objective) / np.maximum(weight, 1e-300)) ** (1 / power)
        distance: FloatArray = np.sign(objective) * size
        return distance

    def _touching(self, sets: Sets, territories: IntArray) -> BoolArray:
        """(m,) whether a neighbour of each set is in the territory, or that one is empty."""
        if not self.model.contiguous:
            return np.ones(len(sets), dtype=np.bool_)
        around, node = self.around(sets.nodes)
        place = sets.place[node]
        met = self.label[around] == territories[place]
        found = np.bincount(place, weights=met, minlength=len(sets))
        touching: BoolArray = (found > 0) | (self.pricer.totals.nodes[territories] == 0)
        return touching

    def open(self, nodes: IntArray, territories: IntArray | int) -> BoolArray:
        """(p,) whether no lock or forbidden pair stands against a node in a territory."""
        fixed = self.model.fixed[nodes]
        allowed: BoolArray = (fixed < 0) | (fixed == territories)
        if len(self.model.barred):
            allowed &= ~self.model.barred[nodes, territories]
        return allowed

    def clashes(self, nodes: IntArray, territories: IntArray | int) -> BoolArray:
        """(p,) whether a node that must be kept apart from a node is in the territory."""
        model = self.model
        goals = np.broadcast_to(territories, len(nodes))
        if not len(model.apart_indices):
            return np.zeros(len(nodes), dtype=np.bool_)
        others, place = _neighbours(nodes, model.apart_indptr, model.apart_indices)
        met = self.label[others] == goals[place]
        found: BoolArray = np.bincount(place, weights=met, minlength=len(nodes)) > 0
        return found


def _neighbours(nodes: IntArray, indptr: IntArray, indices: IntArray) -> tuple[IntArray, IntArray]:
    """(e,) neighbours of the nodes and (e,) the place of the node each belongs to."""
    first = indptr[nodes]
    count = indptr[nodes + 1] - first
    place = np.repeat(np.arange(len(nodes)), count)
    before = np.cumsum(count) - count
    edge = np.arange(len(place)) - before[place] + first[place]
    return indices[edge], place.astype(np.int32)
