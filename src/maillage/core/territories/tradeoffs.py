"""``frontier``: the plans between which to choose, from least change to most compact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.gain import GainEstimate, expected_gain
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.named import assignable, assignment_of, climb, sharpen
from maillage.core.territories.named.recentre import fixed_centres
from maillage.core.territories.problem import Measure, Problem
from maillage.core.territories.progress import Progress
from maillage.core.territories.search import SearchParameters
from maillage.core.territories.solver import solve
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from maillage.texts import _

MOST_POINTS = 100

FIRST_CAP = 0.01
"""Where the first cap lies between the least possible disruption and none at all."""

BEND = 2.0
"""Power by which caps gather near the least disruption, where each point of it costs most."""

POLL_S = 0.2
"""Seconds between two looks at whether the caller wants to stop."""

type Box = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class FrontierPoint:
    """One plan of a frontier.

    Attributes
    ----------
    alignment
        The plan; its problem carries the cap and the tolerances under which it was made.
    tolerance
        Largest tolerance of a measure.
    bound
        Proven lower bound on the objective of any such plan; NaN where centres are free or
        territories connected.
    gain
        What its balance is worth against today's; None without today's territories.
    """

    alignment: Alignment
    tolerance: float
    bound: float
    gain: GainEstimate | None

    @property
    def disruption(self) -> float:
        """Share of the stake that changes owner."""
        return self.alignment.statistics.disruption

    @property
    def mean_km(self) -> float:
        """Weighted mean distance of all units to the centre of their territory."""
        statistics = self.alignment.statistics
        weight = self.alignment.problem.weight_array()
        held = np.bincount(self.alignment.labels, weight, len(statistics.mean_km))
        total = held.sum()
        return float(held @ statistics.mean_km / total) if total > 0 else 0.0

    @property
    def value(self) -> float:
        """The problem's compactness."""
        return self.alignment.value

    @property
    def largest_deviation(self) -> float:
        """Largest relative deviation from target."""
        return self.alignment.statistics.largest_deviation

    @property
    def gap(self) -> float:
        """Share of the objective that is not proven to be necessary; NaN without a bound."""
        objective = self.alignment.objective
        return max(0.0, objective - self.bound) / objective if objective > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Frontier:
    """Plans of which none is better than another in everything.

    Attributes
    ----------
    points
        By tolerance, then from the least disruption to the most.
    dominated, infeasible
        Plans that were made and dropped: no better than another in anything, or not as asked.
    """

    points: tuple[FrontierPoint, ...]
    dominated: int
    infeasible: int

    @property
    def knee(self) -> FrontierPoint:
        """The point nearest to the ideal one: least disruption, distance and tolerance at once.

        Each is measured in its range over the frontier (the compromise solution of Yu, Management
        Science 19(8), 1973).
        """
        table = np.array([_coordinates(point) for point in self.points])
        low, high = table.min(axis=0), table.max(axis=0)
        scaled = (table - low) / np.where(high > low, high - low, 1.0)
        return self.points[int(np.argmin((scaled**2).sum(axis=1)))]


type Answer = FrontierPoint | tuple[object, ...]
"""A plan, or the findings that prove there is none."""


class Task(NamedTuple):
    """One plan to make."""

    problem: Problem
    parameters: SearchParameters | None
    seed: int


def frontier(
    problem: Problem,
    *,
    points: int = 8,
    tolerances: Sequence[float] = (),
    parameters: SearchParameters | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    executor: Executor | None = None,
) -> Frontier:
    """Plan at several caps on disruption, and several tolerances, and keep what is worth a look.

    The caps go from near the least disruption that balance allows to that of a plan which ignores
    today's owners, closer to each other near the former.

    Parameters
    ----------
    problem
        What is asked. Its reference gives the axis of disruption; a cap there is not used.
    points
        Plans to make for each tolerance, 2 to 100.
    tolerances
        Tolerances to plan with, for every measure; the measures' own when empty.
    parameters, seed
        As for :func:`solve`, for every plan.
    progress
        Called with a :class:`Progress` as plans are made.
    cancelled
        Asked as often; nothing is kept when it answers true.
    executor
        Where plans are made; here, one after another, when absent. The plans are the same.

    Returns
    -------
    Frontier
        At least one point.

    Raises
    ------
    InfeasibleError
        If the pre-flight check proves that no plan can satisfy the problem.
    ParameterError
        If there is no axis, or a number is out of range.
    CancelledError
        If ``cancelled`` answered true.
    """
    _check(problem, points, tolerances)
    run = _Sweep(parameters, seed, progress, cancelled, executor)
    variants = [_with_tolerance(problem, each) for each in tolerances] or [problem]
    free = run.plans([_with_cap(variant, None) for variant in variants], 0.0, 1.0 / points)
    tasks = [
        _with_cap(variant, cap)
        for variant, plan in zip(variants, free, strict=True)
        if plan is not None and variant.reference is not None
        for cap in _caps(variant, plan.alignment.statistics.disruption, points)
    ]
    found = [*run.plans(tasks, 1.0 / points, 1.0), *free]
    kept = [point for point in found if point is not None and point.alignment.feasible]
    if not kept:
        _refuse(run.refusal)
    chosen = undominated(kept)
    return Frontier(tuple(chosen), len(kept) - len(chosen), len(found) - len(kept))


def undominated(points: Sequence[FrontierPoint]) -> list[FrontierPoint]:
    """Points that no other beats in disruption, tolerance and compactness, in order.

    Compactness is compared twice, as the problem's own and as mean distance: a point that is beaten
    in either sense is dropped.
    """
    order = sorted(points, key=lambda point: (point.tolerance, point.disruption, point.mean_km))
    kept: list[FrontierPoint] = []
    for point in order:
        if not any(_beats(other, point) for other in kept):
            kept = [other for other in kept if not _beats(point, other)]
            kept.append(point)
    return kept


def _beats(one: FrontierPoint, other: FrontierPoint) -> bool:
    first, second = _coordinates(one), _coordinates(other)
    if first[0] > second[0] or first[1] > second[1]:
        return False
    return one.mean_km <= other.mean_km or one.value <= other.value


def _coordinates(point: FrontierPoint) -> Box:
    return point.disruption, point.tolerance, point.mean_km


def least_disruption(problem: Problem, model: Model) -> float:
    """Share of the stake that must change owner for balance; a bound that ignores contiguity."""
    stake = float(problem.stakes().sum())
    if stake <= 0:
        return 0.0
    anywhere = np.zeros((model.territories, 3))
    assignment = assignment_of(_with_cap(problem, None), model, anywhere)
    leaving = np.where(np.isfinite(assignment.costs), assignment.owned[3][:, None], np.inf)
    starts, owners, held, _sum = assignment.owned
    leaving[np.repeat(np.arange(model.size), np.diff(starts)), owners] -= held
    cheapest = replace(assignment, costs=leaving, cap=np.inf)
    return float(np.clip(sharpen(cheapest, climb(cheapest)).bound / stake, 0.0, 1.0))


def _caps(problem: Problem, most: float, points: int) -> list[float]:
    """Caps between the least disruption and ``most``, without the latter."""
    least = least_disruption(problem, build_model(problem))
    if most <= least:
        return []
    steps = np.arange(points - 1) / (points - 1)
    share = FIRST_CAP + (1 - FIRST_CAP) * steps**BEND
    return [float(cap) for cap in least + (most - least) * share]


class _Sweep:
    """Makes plans, here or elsewhere, and keeps the caller informed."""

    def __init__(
        self,
        parameters: SearchParameters | None,
        seed: int,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
        executor: Executor | None,
    ) -> None:
        self.parameters, self.seed = parameters, seed
        self.progress, self.cancelled, self.executor = progress, cancelled, executor
        self.seconds = 0.0
        self.refusal: tuple[object, ...] = ()

    def plans(
        self, problems: Sequence[Problem], begin: float, end: float
    ) -> list[FrontierPoint | None]:
        """One plan per problem, None where none can be; progress goes from begin to end."""
        tasks = [Task(problem, self.parameters, self.seed) for problem in problems]
        made: list[FrontierPoint | None] = []
        answers = self.here(tasks) if self.executor is None else self.there(tasks, self.executor)
        for number, answer in enumerate(answers, start=1):
            if isinstance(answer, tuple):
                self.refusal = answer
            made.append(None if isinstance(answer, tuple) else answer)
            self.report(begin + (end - begin) * number / len(tasks), answer)
        return made

    def here(self, tasks: Sequence[Task]) -> Iterator[Answer]:
        """Make the plans one after another."""
        for task in tasks:
            yield make_point(task, self.cancelled)

    def there(self, tasks: Sequence[Task], executor: Executor) -> Iterator[Answer]:
        """Hand the plans to an executor and wait for them in turn."""
        futures: list[Future[Answer]] = [executor.submit(make_point, task) for task in tasks]
        try:
            for future in futures:
                while not future.done():
                    self.stop_if_asked()
                    wait([future], timeout=POLL_S)
                yield future.result()
        finally:
            for future in futures:
                future.cancel()

    def report(self, share: float, answer: Answer) -> None:
        """Tell the caller how far we are."""
        self.stop_if_asked()
        objective = float("nan")
        if isinstance(answer, FrontierPoint):
            self.seconds += answer.alignment.seconds
            objective = answer.alignment.objective
        if self.progress is not None:
            stage = "searching" if share < 1 else "finished"
            self.progress(Progress(stage, share, self.seconds, objective))

    def stop_if_asked(self) -> None:
        """Stop when the caller wants."""
        if self.cancelled is not None and self.cancelled():
            raise CancelledError(_("The design was stopped; nothing was kept."))


def make_point(task: Task, cancelled: Callable[[], bool] | None = None) -> Answer:
    """Plan, and measure the plan; the reasons where there can be none."""
    problem = task.problem
    try:
        plan = solve(problem, parameters=task.parameters, seed=task.seed, cancelled=cancelled)
    except InfeasibleError as error:
        return error.findings
    tolerance = max(measure.tolerance for measure in problem.measures)
    return FrontierPoint(plan, tolerance, _bound(problem), _gain(plan))


def _bound(problem: Problem) -> float:
    model = build_model(problem)
    if not (assignable(model) and fixed_centres(model)):
        return float("nan")
    assignment = assignment_of(problem, model, model.homes)
    return sharpen(assignment, climb(assignment)).bound


def _gain(plan: Alignment) -> GainEstimate | None:
    problem = plan.problem
    if problem.reference is None:
        return None
    first, count = problem.measures[0], problem.territories
    today = np.asarray(problem.reference.labels)
    owned = today >= 0
    share: FloatArray = first.targets(count) / first.targets(count).mean()
    before = np.bincount(today[owned], first.array()[owned], count) / share
    after = plan.statistics.amounts[:, 0] / share
    if not before.any() or not after.any():
        return None
    return expected_gain(before.tolist(), after.tolist())


def _with_cap(problem: Problem, cap: float | None) -> Problem:
    if problem.reference is None:
        return problem
    return replace(problem, reference=replace(problem.reference, cap=cap))


def _with_tolerance(problem: Problem, tolerance: float) -> Problem:
    measures: list[Measure] = [replace(each, tolerance=tolerance) for each in problem.measures]
    return replace(problem, measures=measures)


def _check(problem: Problem, points: int, tolerances: Sequence[float]) -> None:
    if not 2 <= values.whole(points, _("The number of points")) <= MOST_POINTS:
        raise ParameterError(
            _("The number of points is %(points)s.") % {"points": points},
            remedy=_("Give a number from 2 to %(most)d.") % {"most": MOST_POINTS},
        )
    if problem.stakes().sum() <= 0 and len(tolerances) < 2:
        raise ParameterError(
            _("There is nothing to choose between: no unit has an owner today."),
            remedy=_("Give today's owners, or two tolerances or more."),
        )


def _refuse(refusal: tuple[object, ...]) -> None:
    if refusal:
        raise InfeasibleError(refusal)
    raise ParameterError(
        _("No plan was found that keeps everything asked."),
        remedy=_("Raise the tolerance, or search longer."),
    )
