"""The optimum of small problems with free centres, by trying every partition; and best worths."""

from itertools import product

import numpy as np

EARTH_KM = 6371.0088


def points(problem):
    latitude, longitude = np.radians(problem.latitude), np.radians(problem.longitude)
    flat = np.cos(latitude)
    return EARTH_KM * np.column_stack(
        [flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)]
    )


def spread(weight, position):
    """Weighted sum of squared chords to the weighted mean, which none about a point is under."""
    if weight.sum() <= 0:
        return 0.0
    middle = weight @ position / weight.sum()
    return float(weight @ ((position - middle) ** 2).sum(axis=1))


def least(problem):
    """Least sum of spreads of all partitions within their bounds; infinite where there is none."""
    position, weight = points(problem), problem.weight_array()
    bounds = [measure.bounds(problem.territories) for measure in problem.measures]
    amounts = [measure.array() for measure in problem.measures]
    best = np.inf
    for labels in product(range(problem.territories), repeat=problem.size):
        own = np.array(labels)
        held = [np.bincount(own, weights=each, minlength=problem.territories) for each in amounts]
        if any(
            (total < low - 1e-12).any() or (total > high + 1e-12).any()
            for total, (low, high) in zip(held, bounds, strict=True)
        ):
            continue
        sums = [spread(weight[own == n], position[own == n]) for n in range(problem.territories)]
        best = min(best, sum(sums))
    return best


def greatest_worth(relaxation, alpha, kind=0):
    """The most that any set of units of a relaxation within its bounds is worth about its mean."""
    best = -np.inf
    for chosen in product((False, True), repeat=len(alpha)):
        inside = np.array(chosen)
        held = relaxation.amounts[inside].sum(axis=0)
        if (held < relaxation.low[kind]).any() or (held > relaxation.high[kind]).any():
            continue
        worth = alpha[inside].sum()
        best = max(best, worth - spread(relaxation.weight[inside], relaxation.position[inside]))
    return best
