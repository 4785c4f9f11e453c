"""The bound about fixed centres: homes, or travel to the centre of each territory.

What a unit costs then depends on its own territory alone, so prices of balance and of change prove
a bound by weak duality (see :func:`~maillage.core.territories.named.bound_of`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.territories.bounds.certificate import Certificate
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.named import Assignment, assignment_of, bound_of, climb, sharpen
from maillage.core.territories.problem import Problem
from maillage.core.territories.sphere import arc_table, sphere_points

ROUNDING = 1e-9
"""Excess over a tolerance or the cap that a plan is allowed for rounding."""

Report = Callable[[float, float], None]
"""Told the share done and the best bound so far; it may raise to stop."""


def has_fixed_centres(problem: Problem) -> bool:
    """Whether what a unit costs depends on its own territory alone."""
    given = problem.homes is not None or problem.travel is not None
    return problem.centres == "free" and given


def prove_fixed(problem: Problem, *, deadline: float | None, report: Report) -> Certificate:
    """A bound on the value of every plan about the given centres, with its certificate.

    Connectivity and sets to separate are left out; ``deadline`` seconds end it after the first of
    two stages.
    """
    began = time.perf_counter()
    report(0.0, -np.inf)
    assignment = _assignment(problem)
    prices = climb(assignment)
    report(0.5, prices.bound)
    if deadline is None or time.perf_counter() - began < deadline:
        prices = sharpen(assignment, prices)
    capped = np.isfinite(assignment.cap)
    change = max(0.0, prices.disruption) if capped else 0.0
    bound = bound_of(assignment, prices.measures, change)
    report(1.0, bound)
    seconds = time.perf_counter() - began
    return Certificate("fixed", bound, prices.measures, np.array([change]), seconds)


def _assignment(problem: Problem) -> Assignment:
    """The assignment whose cost is a plan's value, with bounds as loose as rounding makes them."""
    model, count = build_model(problem), problem.territories
    asked = assignment_of(problem, model, model.homes)
    targets = np.column_stack([measure.targets(count) for measure in problem.measures])
    tolerance = np.array([measure.tolerance for measure in problem.measures]) + ROUNDING
    return replace(
        asked,
        costs=np.where(np.isfinite(asked.costs), _costs(problem, model), np.inf),
        low=targets * (1 - tolerance),
        high=targets * (1 + tolerance),
        cap=asked.cap + ROUNDING * float(problem.stakes().sum()),
    )


def _costs(problem: Problem, model: Model) -> FloatArray:
    """(nodes, k) what each node adds to the value in each territory."""
    if problem.travel is None:
        homes = sphere_points(np.asarray(problem.homes, dtype=np.float64))
        distance = arc_table(sphere_points(problem.coordinates()), homes)
    else:
        distance = np.asarray(problem.travel, dtype=np.float64)
    costs = np.zeros((model.size, problem.territories))
    np.add.at(costs, model.unit_node, problem.weight_array()[:, None] * distance**problem.power)
    return costs
