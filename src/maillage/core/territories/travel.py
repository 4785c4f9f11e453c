"""Territories balanced on a workload that contains travel, which depends on the territories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.problem import Measure, Problem
from maillage.core.territories.search import SearchParameters
from maillage.core.territories.settle import settle
from maillage.core.territories.solver import solve
from maillage.core.territories.travel_descent import Descent
from maillage.core.territories.workload import Workload
from maillage.core.territories.workload_estimate import WorkloadEstimate, estimate_workload
from maillage.errors import InfeasibleError, ParameterError
from maillage.texts import _, quoted

MEASURE = "workload"

FRESH = 2
"""Rounds that cut anew; the others go on from the territories there are."""

STEPS = 300
"""Shifts of single units at most, at the end of a round."""

WIDEST = 0.9
"""Tolerance beyond which hours that are not yet the true ones prove that there is no solution."""


@dataclass(frozen=True, eq=False)
class TravelPlan:
    """An alignment with its true workload.

    Attributes
    ----------
    alignment
        The territories; the measure ``workload`` of its problem holds the hours of each unit in
        these very territories, so that its totals, deviations and violations are the true ones.
    workload
        Visits, travel, days and utilisation.
    deviations
        (k,) relative deviation of the true hours from the target.
    history
        Largest absolute deviation of the true hours after each round.
    tolerance
        What was asked.
    """

    alignment: Alignment
    workload: WorkloadEstimate
    deviations: FloatArray
    history: tuple[float, ...]
    tolerance: float

    @property
    def balanced(self) -> bool:
        """Whether the true hours of every territory are within tolerance."""
        return bool(np.abs(self.deviations).max() <= self.tolerance + 1e-9)

    @property
    def rounds(self) -> int:
        """Number of times the territories were cut."""
        return len(self.history)


def solve_with_travel(
    problem: Problem,
    workload: Workload,
    *,
    tolerance: float = 0.05,
    rounds: int = 6,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> TravelPlan:
    """Cut territories of equal work, visits and travel together.

    Travel depends on the territories and the territories on the travel. Each round cuts the units
    by their hours of the round before, estimates the travel of the territories found, and shares
    it out over their units. The first rounds cut anew; the later ones go on from the territories
    there are, and end by shifting single units with the work of both territories estimated anew
    for every shift. It stops when the hours of the territories themselves are within tolerance.
    The best round is returned, balanced or not.

    Parameters
    ----------
    problem
        What is asked otherwise; its measures are kept beside the workload.
    workload
        Visits and time; targets are in proportion to the full-time equivalents.
    tolerance
        Allowed relative deviation of the true hours from target.
    rounds
        Most rounds.
    parameters, seed, cancelled
        As in :func:`~maillage.core.territories.solver.solve`.

    Raises
    ------
    ParameterError
        When the visits do not fit the problem, or a measure is already called ``workload``.
    InfeasibleError, CancelledError
        As in :func:`~maillage.core.territories.solver.solve`.
    """
    if values.whole(rounds, _("The number of rounds")) < 1:
        raise ParameterError(
            _("The number of rounds is %(rounds)s.") % {"rounds": rounds},
            remedy=_("Give at least one."),
        )
    if any(measure.name == MEASURE for measure in problem.measures):
        raise ParameterError(
            _("A measure is already called %(name)s.") % {"name": quoted(MEASURE)},
            remedy=_("Leave it out: the workload is recomputed here."),
        )
    estimate_workload(problem, np.zeros(problem.size), workload)
    hours, plans = workload.visit_hours(), list[TravelPlan]()
    for number in range(rounds):
        if number < FRESH:
            alignment = _cut(
                problem, workload, hours, tolerance, parameters=parameters, seed=seed,
                cancelled=cancelled,
            )  # fmt: skip
        else:
            asked = with_workload(problem, workload, hours, tolerance)
            present = plans[-1].alignment.labels
            alignment = settle(asked, present, seed=seed + number, cancelled=cancelled)
            labels = Descent(problem, workload, alignment.labels, tolerance).run(STEPS)
            alignment = replace(alignment, labels=labels)
        plans.append(_plan(problem, workload, alignment, tolerance))
        hours = plans[-1].workload.unit_hours
        if plans[-1].alignment.feasible:
            break
    best = min(plans, key=_quality)
    return replace(best, history=tuple(_largest(plan) for plan in plans))


def with_workload(
    problem: Problem, workload: Workload, hours: FloatArray, tolerance: float
) -> Problem:
    """The problem with the hours of each unit as its last measure."""
    shares = workload.capacities(problem.territories)
    measure = Measure(MEASURE, hours, tolerance, shares)
    return replace(problem, measures=(*problem.measures, measure))


def _cut(
    problem: Problem,
    workload: Workload,
    hours: FloatArray,
    tolerance: float,
    *,
    parameters: SearchParameters | None,
    seed: int,
    cancelled: Callable[[], bool] | None,
) -> Alignment:
    """Cut anew, with a wider tolerance where these hours, which are not yet the true ones, forbid.

    What is impossible with hours of other territories may well be possible with the true ones.
    """
    while True:
        asked = with_workload(problem, workload, hours, tolerance)
        try:
            return solve(asked, parameters=parameters, seed=seed, cancelled=cancelled)
        except InfeasibleError:
            if tolerance >= WIDEST:
                raise
            tolerance = min(WIDEST, 2 * tolerance)


def _plan(
    problem: Problem, workload: Workload, alignment: Alignment, tolerance: float
) -> TravelPlan:
    labels: IntArray = alignment.labels
    estimate = estimate_workload(problem, labels, workload)
    true = with_workload(problem, workload, estimate.unit_hours, tolerance)
    measured = alignment.against(true)
    return TravelPlan(
        alignment=measured,
        workload=estimate,
        deviations=measured.statistics.deviations[:, -1],
        history=(),
        tolerance=tolerance,
    )


def _largest(plan: TravelPlan) -> float:
    return float(np.abs(plan.deviations).max())


def _quality(plan: TravelPlan) -> tuple[int, float]:
    return len(plan.alignment.violations), _largest(plan)
