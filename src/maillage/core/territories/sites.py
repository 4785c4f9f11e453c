"""Basic units as centres: what every node costs at each, and which is best for a territory."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.kernels.sites import TIE, cheapest_sites
from maillage.core.territories.problem import Problem
from maillage.core.territories.sphere import arc_lengths, arc_table, sphere_points

DENSE = 3000
"""Units up to which the distances between all of them are kept."""

NEAREST = 50
"""Units nearest to the centroid that are tried as centres of a territory in larger problems."""


@dataclass(frozen=True, eq=False)
class Sites:
    """The m basic units as possible centres of territories of n nodes.

    ``node`` (m,) node each unit belongs to · ``points`` (m, 3) its place, km from the Earth's
    centre · ``weight`` (m,) · ``power`` of the distance · ``matrix`` (m, n) cost of each node at
    each unit, or (0, 0) where it is computed when needed, from great-circle distances · ``tried``
    units of a territory, those nearest to its weighted centroid, that are tried as its centre then.
    """

    node: IntArray
    points: FloatArray
    weight: FloatArray
    power: int
    matrix: FloatArray
    tried: int

    def best(self, label: IntArray, territories: int, heat: float = 0.0) -> IntArray:
        """(k,) unit of each territory from which its nodes cost least, -1 where it has none.

        With ``heat`` and a matrix, one drawn by Boltzmann's law, at that temperature in mean cost
        per node.
        """
        if len(self.matrix):
            return cheapest_sites(label, self.node, self.matrix, territories, heat)  # type: ignore[no-any-return]
        own = label[self.node]
        order = np.argsort(own, kind="stable").astype(np.int32)
        starts = np.searchsorted(own[order], np.arange(territories + 1))
        chosen = np.full(territories, -1, dtype=np.int32)
        for number in range(territories):
            units = order[starts[number] : starts[number + 1]]
            if len(units):
                chosen[number] = self._best_of(units)
        return chosen

    def _best_of(self, units: IntArray) -> int:
        weight = self.weight[units]
        points = self.points[units]
        centroid = np.average(points, axis=0, weights=weight if weight.any() else None)
        tried = np.argsort(np.linalg.norm(points - centroid, axis=1), kind="stable")[: self.tried]
        costs = weight @ arc_table(points, points[tried]) ** self.power
        return int(units[tried[costs <= costs.min() * (1 + TIE)].min()])

    def costs(self, chosen: IntArray, nodes: int) -> FloatArray:
        """(n, c) cost of each of ``nodes`` nodes at each of the units ``chosen``."""
        if len(self.matrix):
            return np.ascontiguousarray(self.matrix[chosen].T)
        return self.weighted(arc_table(self.points, self.points[chosen]), nodes)

    def own_costs(self, chosen: IntArray, label: IntArray) -> FloatArray:
        """(n,) cost of each node at the unit ``chosen`` (k,) for its territory; 0 without one."""
        placed = label >= 0
        if len(self.matrix):
            return np.where(placed, self.matrix[chosen[label], np.arange(len(label))], 0.0)
        distance = arc_lengths(self.points, self.points[chosen[label[self.node]]])
        cost = np.bincount(
            self.node, weights=self.weight * distance**self.power, minlength=len(label)
        )
        return np.where(placed, cost, 0.0)

    def within(self, nodes: IntArray, place: IntArray) -> Sites:
        """The units of some nodes alone; ``place`` (n,) is the new number of each node or -1."""
        units = np.flatnonzero(place[self.node] >= 0)
        return replace(
            self,
            node=place[self.node[units]],
            points=self.points[units],
            weight=self.weight[units],
            matrix=self.matrix[np.ix_(units, nodes)] if len(self.matrix) else self.matrix,
        )

    def weighted(self, distance: FloatArray, nodes: int) -> FloatArray:
        """(n, c) cost of each node from the (m, c) distances of its units."""
        cost = self.weight[:, None] * distance**self.power
        size = len(self.node)
        members = csr_array((np.ones(size), (self.node, np.arange(size))), shape=(nodes, size))
        return np.asarray(members @ cost)

    def kept(self, nodes: int) -> Sites:
        """The same with the costs of all ``nodes`` nodes at all units kept, where few enough."""
        if len(self.matrix) or len(self.node) > DENSE:
            return self
        costs = self.weighted(arc_table(self.points, self.points), nodes)
        return replace(self, matrix=np.ascontiguousarray(costs.T))


def unit_sites(problem: Problem, unit_node: IntArray, nodes: int) -> Sites:
    """Every basic unit as a possible centre; ``unit_node`` (m,) is the node each belongs to.

    The matrix is that of the problem's travel, or absent.
    """
    weight = problem.weight_array()
    sites = Sites(
        node=unit_node,
        points=sphere_points(problem.coordinates()),
        weight=weight,
        power=problem.power,
        matrix=np.empty((0, 0)),
        tried=problem.size if problem.size <= DENSE else NEAREST,
    )
    if problem.travel is None:
        return sites
    costs = sites.weighted(np.asarray(problem.travel), nodes)
    return replace(sites, matrix=np.ascontiguousarray(costs.T))
