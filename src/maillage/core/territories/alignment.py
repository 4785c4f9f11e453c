"""The answer of the design engine: an alignment with its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.problem import Problem
from maillage.core.territories.sites import unit_sites
from maillage.core.territories.sphere import EARTH_RADIUS_KM, arc_lengths, sphere_points
from maillage.texts import _, percent

if TYPE_CHECKING:
    from maillage.core.territories.bounds.certificate import Certificate


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
        What the search minimised: the value (about free centres and homes, with chords and light
        units counted more) plus the price of disruption.
    seconds, proposals, seed
        How it was found.
    bound
        No feasible alignment has a smaller value, as far as is proven.
    certificate
        What proves the bound, where :func:`prove` did.
    """

    problem: Problem
    labels: IntArray
    statistics: Statistics
    violations: tuple[str, ...]
    objective: float
    seconds: float
    proposals: int
    seed: int
    bound: float = -np.inf
    certificate: Certificate | None = None

    @property
    def feasible(self) -> bool:
        """Whether everything is as asked."""
        return not self.violations

    @property
    def value(self) -> float:
        """The problem's compactness, without any price: with distances and weights as given."""
        return self.statistics.value

    @property
    def gap(self) -> float:
        """Largest share of the value that a better alignment could save; infinite while unknown."""
        if not (self.feasible and np.isfinite(self.bound)):
            return np.inf
        return max(0.0, 1 - self.bound / self.value) if self.value > 0 else 0.0

    def with_certificate(self, certificate: Certificate) -> Alignment:
        """The same alignment, with a bound that was proven for its problem."""
        bound = max(self.bound, certificate.bound)
        return replace(self, bound=bound, certificate=certificate)

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
    units = centre_units(problem, labels)
    centres, distance = distances(problem, labels, units)
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
        travel=_travel(problem, labels, units, distance),
    )


def centre_units(problem: Problem, labels: IntArray) -> IntArray | None:
    """(k,) the unit at the centre of each territory, -1 where it is empty; None without such.

    It is the one of the territory's units from which all of them cost least. Without travel, in
    problems of over 3,000 units, only those nearest to the weighted centroid are tried.
    """
    if problem.centres != "unit":
        return None
    sites = unit_sites(problem, np.arange(problem.size, dtype=np.int32), problem.size)
    return sites.best(np.asarray(labels, dtype=np.int32), problem.territories)


def distances(
    problem: Problem, labels: IntArray, units: IntArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """(k, 2) centres in degrees and (n,) great-circle km of each unit to its centre.

    ``units`` (k,) are the centre units where centres are units (see :func:`centre_units`).
    """
    points = sphere_points(problem.coordinates())
    count = problem.territories
    if units is not None:
        middle = np.where(units[:, None] >= 0, points[units], 0.0) / EARTH_RADIUS_KM
    elif problem.homes is None:
        weight = problem.weight_array()
        weight = np.where(weight > 0, weight, 1e-9 * (weight.mean() or 1.0))
        middle = np.column_stack(
            [np.bincount(labels, weights=weight * axis, minlength=count) for axis in points.T]
        )
        length = np.linalg.norm(middle, axis=1)
        middle = middle / np.maximum(length, 1e-300)[:, None]
    else:
        middle = sphere_points(np.asarray(problem.homes, dtype=np.float64)) / EARTH_RADIUS_KM
    centres = np.degrees(
        np.column_stack(
            [np.arcsin(np.clip(middle[:, 2], -1, 1)), np.arctan2(middle[:, 1], middle[:, 0])]
        )
    )
    return centres, arc_lengths(points, EARTH_RADIUS_KM * middle[labels])


def _travel(
    problem: Problem, labels: IntArray, units: IntArray | None, distance: FloatArray
) -> FloatArray | None:
    """(k,) weighted travel ** power of each territory; ``distance`` (n,) serves without a table."""
    if not problem.measured:
        return None
    if problem.travel is not None:
        columns = labels if units is None else units[labels]
        distance = np.asarray(problem.travel)[np.arange(problem.size), columns]
    return np.bincount(
        labels,
        weights=problem.weight_array() * distance**problem.power,
        minlength=problem.territories,
    )


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
    if not (problem.locks or problem.forbidden or problem.groups or problem.separate):
        return []
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
    for units in problem.separate_sets():
        found += _together(units, [int(labels[place[unit]]) for unit in units])
    return found


def _together(units: tuple[str, ...], numbers: list[int]) -> list[str]:
    """Units of a set to keep apart that share a territory; ``numbers`` are their territories."""
    sharing = {
        number: [unit for unit, own in zip(units, numbers, strict=True) if own == number]
        for number in sorted(set(numbers))
    }
    return [
        _("units %(units)s must not share a territory but all lie in %(number)d")
        % {"units": ", ".join(members), "number": number + 1}
        for number, members in sharing.items()
        if len(members) > 1
    ]


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
