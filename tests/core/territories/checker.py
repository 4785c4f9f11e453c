"""An independent checker of alignments: plain Python, from the problem alone.

It shares no code with the engine: its own distances, sums, union-find and rules.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import pytest

EARTH_KM = 6371.0088
EXACTNESS = 1e-9


@dataclass(frozen=True)
class Figures:
    """Totals per territory and measure, pieces, WSSD, value and disruption of an alignment."""

    amounts: list[list[float]]
    units: list[int]
    pieces: list[int]
    wssd: float
    value: float
    moved: float
    stake: float

    @property
    def disruption(self):
        return self.moved / self.stake if self.stake > 0 else 0.0


class Sets:
    """Union-find."""

    def __init__(self, size):
        self.parent = list(range(size))

    def find(self, item):
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, one, other):
        self.parent[self.find(one)] = self.find(other)


def faults(problem, labels):
    """Kinds and subjects of everything in ``labels`` that is not as ``problem`` asks."""
    labels = [int(label) for label in labels]
    count = problem.territories
    if len(labels) != len(problem.ids):
        return [("units", len(labels))]
    strays = [("label", label) for label in labels if not 0 <= label < count]
    if strays:
        return strays
    found = figures(problem, labels)
    return [
        *(("empty", number) for number in range(count) if found.units[number] == 0),
        *_unbalanced(problem, found),
        *(("pieces", n) for n in range(count) if problem.contiguity and found.pieces[n] > 1),
        *_broken_rules(problem, labels),
        *_over_cap(problem, found),
    ]


def figures(problem, labels):
    """All figures of a labelling that is complete."""
    count = problem.territories
    amounts = [[0.0] * len(problem.measures) for _ in range(count)]
    units = [0] * count
    for column, measure in enumerate(problem.measures):
        for label, value in zip(labels, measure.values, strict=True):
            amounts[label][column] += float(value)
    for label in labels:
        units[label] += 1
    moved, stake = _moved(problem, labels)
    wssd = _wssd(problem, labels)
    value = (
        _value(problem, labels) if problem.centres == "unit" or problem.travel is not None else wssd
    )
    return Figures(amounts, units, _pieces(problem, labels), wssd, value, moved, stake)


def assert_agrees(alignment):
    """Fail unless the alignment's claims and figures are those found here."""
    problem, statistics = alignment.problem, alignment.statistics
    labels = [int(label) for label in alignment.labels]
    found = faults(problem, labels)
    assert bool(alignment.violations) == bool(found), (alignment.violations, found)
    assert len(alignment.violations) == len(found), (alignment.violations, found)
    counted = figures(problem, labels)
    for mine, theirs in zip(counted.amounts, statistics.amounts.tolist(), strict=True):
        assert theirs == pytest.approx(mine, rel=1e-6)
    assert statistics.units.tolist() == counted.units
    if problem.contiguity:
        assert statistics.components.tolist() == counted.pieces
    if problem.centres == "unit":
        _assert_about_units(alignment)
    else:
        assert statistics.moment_of_inertia == pytest.approx(counted.wssd, rel=1e-6, abs=1e-6)
    assert alignment.value == pytest.approx(counted.value, rel=1e-6, abs=1e-6)
    assert statistics.disruption == pytest.approx(counted.disruption, rel=1e-6, abs=1e-12)
    assert alignment.as_dict() == dict(zip(problem.ids, labels, strict=True))


def targets(measure, count):
    """Target of each territory: equal, or in proportion to the shares."""
    total = math.fsum(float(value) for value in measure.values)
    if measure.shares is None:
        return [total / count] * count
    shares = [float(share) for share in measure.shares]
    return [total * share / math.fsum(shares) for share in shares]


def haversine(one, other):
    """Great-circle km between two points in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = one, other
    north = math.sin(math.radians(lat_b - lat_a) / 2) ** 2
    east = math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    square = north + math.cos(math.radians(lat_a)) * math.cos(math.radians(lat_b)) * east
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(square)))


def _unbalanced(problem, found):
    for column, measure in enumerate(problem.measures):
        for number, target in enumerate(targets(measure, problem.territories)):
            deviation = found.amounts[number][column] / target - 1
            if abs(deviation) > measure.tolerance + EXACTNESS:
                yield ("balance", measure.name, number)


def _broken_rules(problem, labels):
    where = {unit: labels[number] for number, unit in enumerate(problem.ids)}
    for unit, number in problem.locks.items():
        if where[unit] != number:
            yield ("lock", unit, number)
    for unit, number in dict.fromkeys(problem.forbidden):
        if where[unit] == number:
            yield ("forbidden", unit, number)
    for group in problem.groups:
        if len({where[unit] for unit in group}) > 1:
            yield ("group", tuple(group))
    for units in problem.separate:
        for number in range(problem.territories):
            inside = [unit for unit in units if where[unit] == number]
            if len(inside) > 1:
                yield ("separate", tuple(inside), number)


def _over_cap(problem, found):
    reference = problem.reference
    if reference is None or reference.cap is None:
        return
    if not found.disruption <= reference.cap + EXACTNESS:
        yield ("cap", found.disruption)


def _moved(problem, labels):
    if problem.reference is None:
        return 0.0, 0.0
    stakes = problem.reference.amounts
    stakes = _weights(problem) if stakes is None else [float(stake) for stake in stakes]
    today = [int(label) for label in problem.reference.labels]
    today = [-1 if label in problem.reference.departed else label for label in today]
    rows = list(zip(stakes, today, labels, strict=True))
    moved = math.fsum(stake for stake, old, new in rows if old >= 0 and old != new)
    return moved, math.fsum(stake for stake, old, _ in rows if old >= 0)


def _weights(problem):
    values = problem.measures[0].values if problem.weights is None else problem.weights
    return [float(value) for value in values]


def _pieces(problem, labels):
    """Connected pieces per territory by union-find; members of a group count as linked."""
    index = {unit: number for number, unit in enumerate(problem.ids)}
    links = [(int(a), int(b)) for a, b in (() if problem.edges is None else problem.edges)]
    links += [(index[group[0]], index[unit]) for group in problem.groups for unit in group[1:]]
    sets = Sets(len(labels))
    for one, other in links:
        if labels[one] == labels[other]:
            sets.join(one, other)
    roots = defaultdict(set)
    for number, label in enumerate(labels):
        roots[label].add(sets.find(number))
    return [len(roots[label]) for label in range(problem.territories)]


def _wssd(problem, labels):
    """Sum of weight times squared km to the weighted centroid, or to the home."""
    weights = _weights(problem)
    places = list(zip(map(float, problem.latitude), map(float, problem.longitude), strict=True))
    if problem.homes is not None:
        centres = {n: (float(home[0]), float(home[1])) for n, home in enumerate(problem.homes)}
    else:
        centres = _centroids(places, weights, labels)
    return math.fsum(
        weight * haversine(place, centres[label]) ** 2
        for place, weight, label in zip(places, weights, labels, strict=True)
    )


def cost_at(problem, unit, number, centre):
    """What a unit of territory ``number`` costs, with a given centre unit (None: fixed centres)."""
    if problem.travel is not None:
        distance = float(problem.travel[unit][number if centre is None else centre])
    else:
        distance = haversine(
            (problem.latitude[unit], problem.longitude[unit]),
            (problem.latitude[centre], problem.longitude[centre]),
        )
    return _weights(problem)[unit] * distance**problem.power


def _value(problem, labels):
    """Sum of weight times distance to a power, about the best of each territory's own units."""
    total = 0.0
    for number in range(problem.territories):
        inside = [unit for unit, label in enumerate(labels) if label == number]
        centres = inside if problem.centres == "unit" else [None]
        total += min(
            (
                math.fsum(cost_at(problem, unit, number, centre) for unit in inside)
                for centre in centres
            ),
            default=0.0,
        )
    return total


def _assert_about_units(alignment):
    """Every centre is one of the best units of its territory, and distances are those to it."""
    problem, statistics = alignment.problem, alignment.statistics
    weights = _weights(problem)
    for number in range(problem.territories):
        inside = [unit for unit, label in enumerate(alignment.labels) if label == number]
        if not inside:
            continue
        costs = {
            centre: math.fsum(cost_at(problem, unit, number, centre) for unit in inside)
            for centre in inside
        }
        at = tuple(statistics.centres[number].tolist())
        here = [
            centre
            for centre in inside
            if haversine(at, (problem.latitude[centre], problem.longitude[centre])) < 1e-3
        ]
        assert min(costs[centre] for centre in here) <= min(costs.values()) * (1 + 1e-9) + 1e-9
        km = [haversine(at, (problem.latitude[u], problem.longitude[u])) for u in inside]
        pulls = [weights[u] * d**2 for u, d in zip(inside, km, strict=True)]
        assert statistics.inertia[number] == pytest.approx(math.fsum(pulls), rel=1e-5, abs=1e-4)
        assert statistics.radius_km[number] == pytest.approx(max(km), rel=1e-5, abs=1e-3)


def _centroids(places, weights, labels):
    vectors = defaultdict(lambda: [[], [], []])
    for (latitude, longitude), weight, label in zip(places, weights, labels, strict=True):
        phi, lam = math.radians(latitude), math.radians(longitude)
        point = (math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi))
        for axis, part in enumerate(point):
            vectors[label][axis].append(weight * part)
    centres = {}
    for label, axes in vectors.items():
        x, y, z = (math.fsum(axis) for axis in axes)
        centres[label] = (
            math.degrees(math.atan2(z, math.hypot(x, y))),
            math.degrees(math.atan2(y, x)),
        )
    return centres
