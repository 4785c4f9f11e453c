"""The answer of the design engine: an alignment with its figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.model import EARTH_RADIUS_KM, sphere_points
from maillage.core.territories.problem import Problem
from maillage.texts import _, percent


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
        (k, 2) latitude and longitude of the weighted centre (or of the home), degrees.
    mean_km, radius_km
        (k,) weighted mean and largest great-circle distance of the units to the centre, km.
    inertia
        (k,) moment of inertia, weight x km².
    moved
        Stake that changes owner against the reference; ``stake`` is the whole of it.
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
class Alignment:
    """The assignment of every basic unit to one territory.

    Attributes
    ----------
    labels
        (n,) territory of each unit, 0 to k-1.
    statistics
        Its figures.
    violations
        What is not as asked, in words; empty when everything is.
    objective
        What the search minimised (chord inertia plus the price of disruption).
    seconds, proposals, seed
        How it was found.
    """

    problem: Problem
    labels: IntArray
    statistics: Statistics
    violations: tuple[str, ...]
    objective: float
    seconds: float
    proposals: int
    seed: int

    @property
    def feasible(self) -> bool:
        """Whether everything is as asked."""
        return not self.violations

    def as_dict(self) -> dict[str, int]:
        """Unit id to territory."""
        return dict(zip(self.problem.ids, self.labels.tolist(), strict=True))


def measure_up(problem: Problem, labels: IntArray) -> Statistics:
    """All figures of a labelling, recomputed from the problem alone."""
    count = problem.territories
    amounts = np.column_stack(
        [np.bincount(labels, weights=m.array(), minlength=count) for m in problem.measures]
    )
    targets = np.column_stack([m.targets(count) for m in problem.measures])
    deviations = np.divide(amounts, targets, out=np.ones_like(amounts), where=targets > 0) - 1
    centres, distance = distances(problem, labels)
    weight = problem.weight_array()
    total = np.bincount(labels, weights=weight, minlength=count)
    mean_km = np.bincount(labels, weights=weight * distance, minlength=count)
    radius = np.zeros(count)
    np.maximum.at(radius, labels, distance)
    moved, stake = _moved(problem, labels)
    return Statistics(
        amounts=amounts,
        deviations=deviations,
        units=np.bincount(labels, minlength=count).astype(np.int32),
        components=count_pieces(problem, labels),
        centres=centres,
        mean_km=np.divide(mean_km, total, out=np.zeros(count), where=total > 0),
        radius_km=radius,
        inertia=np.bincount(labels, weights=weight * distance**2, minlength=count),
        moved=moved,
        stake=stake,
    )


def distances(problem: Problem, labels: IntArray) -> tuple[FloatArray, FloatArray]:
    """(k, 2) centres in degrees and (n,) great-circle km of each unit to its centre."""
    points = sphere_points(problem.coordinates()) / EARTH_RADIUS_KM
    count = problem.territories
    if problem.homes is None:
        weight = problem.weight_array()
        weight = np.where(weight > 0, weight, 1e-9 * (weight.mean() or 1.0))
        middle = np.column_stack(
            [np.bincount(labels, weights=weight * axis, minlength=count) for axis in points.T]
        )
        length = np.linalg.norm(middle, axis=1)
        middle = middle / np.maximum(length, 1e-300)[:, None]
    else:
        middle = sphere_points(np.asarray(problem.homes, dtype=np.float64)) / EARTH_RADIUS_KM
    chord = np.linalg.norm(points - middle[labels], axis=1)
    arc = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0))
    centres = np.degrees(
        np.column_stack(
            [np.arcsin(np.clip(middle[:, 2], -1, 1)), np.arctan2(middle[:, 1], middle[:, 0])]
        )
    )
    return centres, arc


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


def find_violations(problem: Problem, labels: IntArray, statistics: Statistics) -> tuple[str, ...]:
    """Everything in a labelling that is not as asked, in words."""
    found: list[str] = []
    for column, measure in enumerate(problem.measures):
        outside = np.flatnonzero(
            np.abs(statistics.deviations[:, column]) > measure.tolerance + 1e-9
        )
        found.extend(
            _(
                "territory %(number)d: %(measure)s is %(deviation)s from its target, the tolerance"
                " is %(tolerance)s"
            )
            % {
                "number": number + 1,
                "measure": measure.name,
                "deviation": percent(statistics.deviations[number, column], 2, signed=True),
                "tolerance": percent(measure.tolerance, 2),
            }
            for number in outside
        )
    found.extend(
        _("territory %(number)d is in %(pieces)d pieces")
        % {"number": number + 1, "pieces": statistics.components[number]}
        for number in np.flatnonzero(statistics.components > 1)
    )
    found.extend(
        _("territory %(number)d has no unit") % {"number": number + 1}
        for number in np.flatnonzero(statistics.units == 0)
    )
    reference = problem.reference
    cap = 1.0 if reference is None or reference.cap is None else reference.cap
    if statistics.disruption > cap + 1e-9:
        found.append(
            _("%(share)s changes owner, the cap is %(cap)s")
            % {"share": percent(statistics.disruption, 2), "cap": percent(cap, 2)}
        )
    return (*found, *_broken_rules(problem, labels))


def _broken_rules(problem: Problem, labels: IntArray) -> list[str]:
    """Locks, forbidden pairs and groups that a labelling does not keep."""
    place = {unit: number for number, unit in enumerate(problem.ids)}
    found = [
        _("unit %(unit)s is locked to territory %(number)d but lies in %(other)d")
        % {"unit": unit, "number": number + 1, "other": labels[place[unit]] + 1}
        for unit, number in problem.locks.items()
        if labels[place[unit]] != number
    ]
    found += [
        _("unit %(unit)s is forbidden in territory %(number)d but lies there")
        % {"unit": unit, "number": number + 1}
        for unit, number in dict.fromkeys(problem.forbidden)
        if labels[place[unit]] == number
    ]
    found += [
        _("the group of %(unit)s is divided") % {"unit": group[0]}
        for group in problem.group_members()
        if len({int(labels[place[unit]]) for unit in group}) > 1
    ]
    return found


def _moved(problem: Problem, labels: IntArray) -> tuple[float, float]:
    if problem.reference is None:
        return 0.0, 0.0
    stakes = problem.stakes()
    return float(stakes[labels != problem.reference.labels].sum()), float(stakes.sum())


def _group_links(problem: Problem) -> IntArray:
    index = {unit: number for number, unit in enumerate(problem.ids)} if problem.groups else {}
    links = [
        (index[group[0]], index[member])
        for group in problem.group_members()
        for member in group[1:]
    ]
    return np.array(links, dtype=np.int32).reshape(-1, 2)
