"""The figures of an alignment: of all its territories, or of some of them again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.problem import Problem
from maillage.core.territories.sites import unit_sites
from maillage.core.territories.sphere import EARTH_RADIUS_KM, arc_lengths, sphere_points


@dataclass(frozen=True, eq=False)
class Statistics:
    """Figures of an alignment; k territories, q measures.

    Attributes
    ----------
    amounts, deviations
        (k, q) totals per measure and their relative deviation from the target.
    units
        (k,) basic units per territory.
    components
        (k,) connected pieces per territory on the problem's edges (1 where contiguity is off).
    centres
        (k, 2) latitude and longitude of the weighted centre, of the home, or of the centre unit,
        degrees.
    mean_km, radius_km
        (k,) weighted mean and largest great-circle distance of the units to the centre, km.
    inertia
        (k,) moment of inertia, weight x km².
    moved
        Stake that changes owner against the reference; ``stake`` is the whole of it.
    travel
        (k,) sum of weight x travel ** power to the centre, where travel was given or centres are
        units (then great-circle km where it was not given); None otherwise.
    """

    amounts: FloatArray
    deviations: FloatArray
    units: IntArray
    components: IntArray
    centres: FloatArray
    mean_km: FloatArray
    radius_km: FloatArray
    inertia: FloatArray
    moved: float
    stake: float
    travel: FloatArray | None = None

    @property
    def value(self) -> float:
        """What compactness is in this problem: the sum of ``travel``, or of ``inertia``."""
        return self.moment_of_inertia if self.travel is None else float(self.travel.sum())

    @property
    def largest_deviation(self) -> float:
        """Largest relative deviation from target, over territories and measures."""
        return float(np.abs(self.deviations).max())

    @property
    def disconnected(self) -> int:
        """Number of territories in more than one piece."""
        return int((self.components > 1).sum())

    @property
    def moment_of_inertia(self) -> float:
        """Weighted sum of squared great-circle distances to the centres (WSSD), weight x km²."""
        return float(self.inertia.sum())

    @property
    def disruption(self) -> float:
        """Share of the reference's stake that changes owner; 0 without a reference."""
        return self.moved / self.stake if self.stake > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Part:
    """Some territories of a labelling.

    ``territories`` (t,) their numbers · ``units`` (m,) their units and ``own`` (m,) the place of
    each one's territory among them · ``centres`` (t,) their centre units, -1 where one is empty,
    None where centres are no units · ``components`` (t,) their connected pieces.
    """

    territories: IntArray
    units: IntArray
    own: IntArray
    centres: IntArray | None
    components: IntArray


class Gauge:
    """A problem laid out for measuring territories.

    ``points`` (n, 3) km from the Earth's centre · ``amounts`` (n, q) · ``targets`` (k, q) ·
    ``weight`` (n,) compactness weights, and ``mass`` (n,) the same with a little where there is
    none · ``stakes``, ``today`` (n,) what changes owner with a unit, and its territory today ·
    ``homes`` (k, 3) fixed centres in km, None without.
    """

    def __init__(self, problem: Problem) -> None:
        count, reference, homes = problem.territories, problem.reference, problem.homes
        self.problem = problem
        self.points = sphere_points(problem.coordinates())
        self.amounts = np.column_stack([measure.array() for measure in problem.measures])
        self.targets = np.column_stack([measure.targets(count) for measure in problem.measures])
        self.weight = problem.weight_array()
        self.mass = np.where(self.weight > 0, self.weight, 1e-9 * (self.weight.mean() or 1.0))
        self.stakes = problem.stakes()
        self.today = np.full(problem.size, -1, dtype=np.int32)
        if reference is not None:
            self.today = np.asarray(reference.labels, dtype=np.int32)
        self.homes = None if homes is None else sphere_points(np.asarray(homes, dtype=np.float64))

    def measure(self, labels: IntArray, part: Part) -> Statistics:
        """Figures of some territories of a labelling, with the whole of what changes owner."""
        count, own = len(part.territories), part.own

        def total(amounts: FloatArray) -> FloatArray:
            return np.bincount(own, weights=amounts, minlength=count)

        amounts = np.column_stack([total(column) for column in self.amounts[part.units].T])
        target = self.targets[part.territories]
        deviations = np.divide(amounts, target, out=np.ones_like(amounts), where=target > 0) - 1
        middle = self._middle(part)
        distance = arc_lengths(self.points[part.units], middle[own])
        weight = self.weight[part.units]
        mass = total(weight)
        mean_km = total(weight * distance)
        radius = np.zeros(count)
        np.maximum.at(radius, own, distance)
        return Statistics(
            amounts=amounts,
            deviations=deviations,
            units=np.bincount(own, minlength=count).astype(np.int32),
            components=part.components,
            centres=_degrees(middle / EARTH_RADIUS_KM),
            mean_km=np.divide(mean_km, mass, out=np.zeros(count), where=mass > 0),
            radius_km=radius,
            inertia=total(weight * distance**2),
            moved=float(self.stakes[labels != self.today].sum()),
            stake=float(self.stakes.sum()),
            travel=total(self._travel(part, distance)) if self.problem.measured else None,
        )

    def _middle(self, part: Part) -> FloatArray:
        """(t, 3) km: centre unit, home or weighted centroid of each territory."""
        if part.centres is not None:
            return np.where(part.centres[:, None] >= 0, self.points[part.centres], 0.0)
        if self.homes is not None:
            homes: FloatArray = self.homes[part.territories]
            return homes
        mass, points = self.mass[part.units], self.points[part.units]
        count = len(part.territories)
        middle = np.column_stack(
            [np.bincount(part.own, weights=mass * axis, minlength=count) for axis in points.T]
        )
        length = np.maximum(np.linalg.norm(middle, axis=1), 1e-300)
        found: FloatArray = EARTH_RADIUS_KM * middle / length[:, None]
        return found

    def _travel(self, part: Part, distance: FloatArray) -> FloatArray:
        """(m,) weighted travel to some power; ``distance`` (m,) serves where no table was given."""
        problem = self.problem
        if problem.travel is not None:
            columns = part.territories if part.centres is None else part.centres
            distance = np.asarray(problem.travel)[part.units, columns[part.own]]
        cost: FloatArray = self.weight[part.units] * distance**problem.power
        return cost


def measure_up(problem: Problem, labels: IntArray) -> Statistics:
    """All figures of a labelling, recomputed from the problem alone."""
    part = Part(
        territories=np.arange(problem.territories, dtype=np.int32),
        units=np.arange(problem.size, dtype=np.int32),
        own=labels,
        centres=centre_units(problem, labels),
        components=count_pieces(problem, labels),
    )
    return Gauge(problem).measure(labels, part)


def _degrees(points: FloatArray) -> FloatArray:
    """(t, 2) latitude and longitude of points on the unit sphere."""
    north = np.arcsin(np.clip(points[:, 2], -1, 1))
    return np.degrees(np.column_stack([north, np.arctan2(points[:, 1], points[:, 0])]))


def centre_units(problem: Problem, labels: IntArray) -> IntArray | None:
    """(k,) the unit at the centre of each territory, -1 where it is empty; None without such.

    It is the one of the territory's units from which all of them cost least. Without travel, in
    problems of over 3,000 units, only those nearest to the weighted centroid are tried.
    """
    if problem.centres != "unit":
        return None
    sites = unit_sites(problem, np.arange(problem.size, dtype=np.int32), problem.size)
    return sites.best(np.asarray(labels, dtype=np.int32), problem.territories)


def count_pieces(problem: Problem, labels: IntArray) -> IntArray:
    """(k,) connected pieces of each territory; members of a group count as linked."""
    count = problem.territories
    if not problem.contiguity or problem.edges is None:
        return np.ones(count, dtype=np.int32)
    edges = np.concatenate([problem.edge_array(), _group_links(problem)])
    inside = edges[labels[edges[:, 0]] == labels[edges[:, 1]]]
    size = problem.size
    graph = coo_array((np.ones(len(inside)), (inside[:, 0], inside[:, 1])), shape=(size, size))
    _count, piece = connected_components(graph, directed=False)
    pairs = np.unique(np.column_stack([labels, piece]), axis=0)
    return np.bincount(pairs[:, 0], minlength=count).astype(np.int32)


def _group_links(problem: Problem) -> IntArray:
    index = {unit: number for number, unit in enumerate(problem.ids)} if problem.groups else {}
    links = [
        (index[group[0]], index[member])
        for group in problem.group_members()
        for member in group[1:]
    ]
    return np.array(links, dtype=np.int32).reshape(-1, 2)
