"""A certificate for fixed centres checked again, from the problem alone.

Whatever the prices are, a plan within its bounds and its cap costs at least what each group of
units costs where it is cheapest, prices included, less what the bounds and the cap are worth at
the prices. Nothing is taken over from the code that finds the prices.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.bounds.certificate import Certificate
from maillage.core.territories.bounds.plan import costs_at_centres
from maillage.core.territories.problem import Problem
from maillage.texts import _

ROUNDING = 1e-9


def faults_of_fixed(certificate: Certificate, problem: Problem) -> list[str]:
    """Why a bound about fixed centres is not proven by its prices, in words."""
    if problem.centres != "free" or (problem.homes is None and problem.travel is None):
        return [_("the certificate is for fixed centres, those of the problem are not")]
    prices, change = np.asarray(certificate.prices), np.asarray(certificate.values)
    expected = (problem.territories, len(problem.measures))
    if prices.shape != expected or change.shape != (1,):
        return [
            _("the certificate has prices of the shape %(found)s instead of %(expected)s")
            % {"found": f"{prices.shape}, {change.shape}", "expected": f"{expected}, (1,)"}
        ]
    if not all(np.isfinite(part).all() for part in (certificate.bound, prices, change)):
        return [_("the certificate holds a number that is not finite")]
    capped = problem.reference is not None and problem.reference.cap is not None
    if change[0] < 0 or (change[0] > 0 and not capped):
        return [_("the certificate has a price of change that proves nothing")]
    terms = [
        *_cheapest(problem, prices, float(change[0])),
        *_worth_of_bounds(problem, prices),
        -float(change[0]) * _most_that_leaves(problem),
    ]
    proven, most = math.fsum(terms), math.fsum(map(abs, terms))
    if abs(certificate.bound - proven) > ROUNDING * most:
        return [
            _("the bound is %(bound).9g, its prices and values give %(proven).9g")
            % {"bound": certificate.bound, "proven": proven}
        ]
    return []


def _cheapest(problem: Problem, prices: FloatArray, change: float) -> list[float]:
    """What each group of units costs, prices included, in the cheapest territory it may go to."""
    costs = costs_at_centres(problem)
    for measure, price in zip(problem.measures, prices.T, strict=True):
        costs += measure.array()[:, None] * price
    if problem.reference is not None:
        today = np.asarray(problem.reference.labels)
        leaves = today[:, None] != np.arange(problem.territories)
        costs += change * problem.stakes()[:, None] * leaves
    group = _groups(problem)
    together = np.zeros((int(group.max()) + 1, problem.territories))
    np.add.at(together, group, costs)
    least = np.where(_allowed(problem, group), together, np.inf).min(axis=1)
    return [float(cost) for cost in least]


def _groups(problem: Problem) -> IntArray:
    """(n,) number of the group of each unit, one of its own where it is in none."""
    place = {unit: number for number, unit in enumerate(problem.ids)}
    links = [(place[units[0]], place[unit]) for units in problem.group_members() for unit in units]
    rows, columns = np.array(links, dtype=np.int32).reshape(-1, 2).T
    shape = (problem.size, problem.size)
    graph = coo_array((np.ones(len(links)), (rows, columns)), shape=shape)
    found: IntArray = connected_components(graph, directed=False)[1]
    return found


def _allowed(problem: Problem, group: IntArray) -> BoolArray:
    """(g, k) where locks and forbidden pairs let each group go; anywhere if they let it nowhere."""
    allowed = np.ones((int(group.max()) + 1, problem.territories), dtype=np.bool_)
    place = {unit: number for number, unit in enumerate(problem.ids)}
    for unit, territory in problem.forbidden:
        allowed[group[place[unit]], territory] = False
    for unit, territory in problem.locks.items():
        allowed[group[place[unit]], np.arange(problem.territories) != territory] = False
    allowed[~allowed.any(axis=1)] = True
    return allowed


def _worth_of_bounds(problem: Problem, prices: FloatArray) -> list[float]:
    """What the bounds of each territory are worth at its prices, negative where they bind."""
    terms = []
    for measure, price in zip(problem.measures, prices.T, strict=True):
        targets, slack = measure.targets(problem.territories), measure.tolerance + ROUNDING
        limit = np.where(price > 0, targets * (1 + slack), targets * (1 - slack))
        terms += (-price * limit).tolist()
    return terms


def _most_that_leaves(problem: Problem) -> float:
    """The largest stake that may change owner; 0 where nothing caps it, and its price is 0."""
    if problem.reference is None or problem.reference.cap is None:
        return 0.0
    return (problem.reference.cap + ROUNDING) * float(problem.stakes().sum())
