"""Whether a plan is as asked, and its value: recomputed from the problem alone.

It is kept apart from the code that makes plans, so that an error of one shows in the other.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.problem import Problem
from maillage.texts import _, percent, quoted

RADIUS_KM = 6371.0088
ROUNDING = 1e-9
PART = 2_000


def faults_of_plan(problem: Problem, labels: IntArray) -> list[str]:
    """Everything in the labels that is not as the problem asks, in words."""
    count = problem.territories
    if labels.shape != (problem.size,):
        return [
            _("the plan names a territory for %(found)d basic units of %(count)d")
            % {"found": labels.size, "count": problem.size}
        ]
    outside = np.flatnonzero((labels < 0) | (labels >= count))
    if outside.size:
        return [
            _("unit %(unit)s belongs to no territory") % {"unit": quoted(problem.ids[number])}
            for number in outside[:10]
        ]
    empty = np.flatnonzero(np.bincount(labels, minlength=count) == 0)
    return [
        *(_("territory %(number)d has no unit") % {"number": number + 1} for number in empty),
        *_out_of_balance(problem, labels),
        *_in_pieces(problem, labels),
        *_broken_rules(problem, labels),
        *_over_cap(problem, labels),
    ]


def value_of_plan(problem: Problem, labels: IntArray) -> float:
    """Weight x distance to the power, about centroids, homes, or the best of the own units."""
    weight = problem.weight_array()
    if problem.centres == "unit":
        return sum(
            (
                _about_units(problem, weight, np.flatnonzero(labels == number).astype(np.int32))
                for number in range(problem.territories)
            ),
            start=0.0,
        )
    if problem.travel is not None:
        distance = np.asarray(problem.travel)[np.arange(problem.size), labels]
    elif problem.homes is not None:
        homes = _radians(np.asarray(problem.homes))
        distance = _haversine(_radians(problem.coordinates()), homes[labels])
    else:
        places = _radians(problem.coordinates())
        distance = _haversine(places, _centroids(places, weight, labels, problem.territories))
    return float((weight * distance**problem.power).sum())


def costs_at_centres(problem: Problem) -> FloatArray:
    """(n, k) weight x distance to the power of each unit at each given centre."""
    if problem.travel is not None:
        distance = np.asarray(problem.travel, dtype=np.float64)
    else:
        homes = _radians(np.asarray(problem.homes))
        distance = _haversine(_radians(problem.coordinates())[:, None], homes[None])
    found: FloatArray = problem.weight_array()[:, None] * distance**problem.power
    return found


def _about_units(problem: Problem, weight: FloatArray, inside: IntArray) -> float:
    """Cost of one territory about the best of its own units."""
    if not inside.size:
        return 0.0
    places = _radians(problem.coordinates()[inside])
    costs = []
    for start in range(0, len(inside), PART):
        centres = slice(start, start + PART)
        if problem.travel is not None:
            table = np.asarray(problem.travel)[np.ix_(inside, inside[centres])]
        else:
            table = _haversine(places[:, None], places[None, centres])
        costs.append(weight[inside] @ table**problem.power)
    return float(np.concatenate(costs).min())


def _radians(degrees: FloatArray) -> FloatArray:
    found: FloatArray = np.radians(np.asarray(degrees, dtype=np.float64))
    return found


def _haversine(one: FloatArray, other: FloatArray) -> FloatArray:
    """Great-circle km between places in radians, of any shapes that fit."""
    north = np.sin((other[..., 0] - one[..., 0]) / 2) ** 2
    east = np.sin((other[..., 1] - one[..., 1]) / 2) ** 2
    square = north + np.cos(one[..., 0]) * np.cos(other[..., 0]) * east
    found: FloatArray = 2 * RADIUS_KM * np.arcsin(np.sqrt(np.minimum(square, 1.0)))
    return found


def _centroids(places: FloatArray, weight: FloatArray, labels: IntArray, count: int) -> FloatArray:
    """(n, 2) radians: the weighted centroid of the territory of each unit."""
    latitude, longitude = places.T
    flat = np.cos(latitude)
    x, y, z = (
        np.bincount(labels, weights=weight * axis, minlength=count)
        for axis in (flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude))
    )
    return np.column_stack([np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)])[labels]


def _out_of_balance(problem: Problem, labels: IntArray) -> list[str]:
    count, found = problem.territories, []
    for measure in problem.measures:
        amounts = np.asarray(measure.values, dtype=np.float64)
        shares = np.ones(count) if measure.shares is None else np.asarray(measure.shares)
        target = amounts.sum() * shares / shares.sum()
        held = np.bincount(labels, weights=amounts, minlength=count)
        allowed = (measure.tolerance + ROUNDING) * target
        found += [
            _(
                "territory %(number)d: %(measure)s is %(deviation)s from its target, the tolerance"
                " is %(tolerance)s"
            )
            % {
                "number": number + 1,
                "measure": measure.name,
                "deviation": percent(held[number] / target[number] - 1, 2, signed=True),
                "tolerance": percent(measure.tolerance, 2),
            }
            for number in np.flatnonzero(np.abs(held - target) > allowed)
        ]
    return found


def _in_pieces(problem: Problem, labels: IntArray) -> list[str]:
    """Territories that are not connected by edges and groups."""
    if not problem.contiguity or problem.edges is None:
        return []
    index = {unit: number for number, unit in enumerate(problem.ids)}
    members = [[index[unit] for unit in group] for group in problem.groups]
    links = [[group[0], number] for group in members for number in group[1:]]
    pairs = np.array([*np.asarray(problem.edges).reshape(-1, 2).tolist(), *links], dtype=np.int64)
    one, other = pairs.reshape(-1, 2).T
    same = labels[one] == labels[other]
    graph = coo_array((np.ones(same.sum()), (one[same], other[same])), shape=(problem.size,) * 2)
    piece = connected_components(graph, directed=False)[1]
    pieces = [len(set(piece[labels == number])) for number in range(problem.territories)]
    return [
        _("territory %(number)d is in %(pieces)d pieces") % {"number": number + 1, "pieces": count}
        for number, count in enumerate(pieces)
        if count > 1
    ]


def _broken_rules(problem: Problem, labels: IntArray) -> list[str]:
    own = dict(zip(problem.ids, labels.tolist(), strict=True))
    found = [
        _("unit %(unit)s is locked to territory %(number)d but lies in %(other)d")
        % {"unit": unit, "number": number + 1, "other": own[unit] + 1}
        for unit, number in problem.locks.items()
        if own[unit] != number
    ]
    found += [
        _("unit %(unit)s is forbidden in territory %(number)d but lies there")
        % {"unit": unit, "number": number + 1}
        for unit, number in set(problem.forbidden)
        if own[unit] == number
    ]
    found += [
        _("the group of %(unit)s is divided") % {"unit": next(iter(group))}
        for group in problem.groups
        if len({own[unit] for unit in group}) > 1
    ]
    for units in problem.separate:
        members: dict[int, list[str]] = {}
        for unit in units:
            members.setdefault(own[unit], []).append(unit)
        found += [
            _("units %(units)s must not share a territory but all lie in %(number)d")
            % {"units": ", ".join(names), "number": number + 1}
            for number, names in members.items()
            if len(names) > 1
        ]
    return found


def _over_cap(problem: Problem, labels: IntArray) -> list[str]:
    reference = problem.reference
    if reference is None or reference.cap is None:
        return []
    today = np.asarray(reference.labels)
    stakes = problem.weight_array() if reference.amounts is None else np.asarray(reference.amounts)
    stakes = np.where((today < 0) | np.isin(today, list(reference.departed)), 0.0, stakes)
    share = float(stakes[labels != today].sum()) / max(float(stakes.sum()), 1e-300)
    if share <= reference.cap + ROUNDING:
        return []
    return [
        _("%(share)s changes owner, the cap is %(cap)s")
        % {"share": percent(share, 2), "cap": percent(reference.cap, 2)}
    ]
