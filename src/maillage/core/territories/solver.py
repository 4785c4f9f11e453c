"""``solve``: from a problem to an alignment."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import IntArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.finish import conclude
from maillage.core.territories.exact.reach import within_reach
from maillage.core.territories.feasibility import preflight
from maillage.core.territories.kernels.exact_assign import search_assignment
from maillage.core.territories.kernels.exact_bound import ascend
from maillage.core.territories.kernels.exact_reach import propagate
from maillage.core.territories.kernels.power import settle
from maillage.core.territories.kernels.readiness import compiled
from maillage.core.territories.kernels.recombine import recombine
from maillage.core.territories.kernels.search import anneal_connected, anneal_free
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.problem import Problem
from maillage.core.territories.progress import Progress
from maillage.core.territories.restarts import PER_NODE, Task, begin_from, run_restart
from maillage.core.territories.search import Found, SearchParameters, assess
from maillage.core.territories.starts import match_labels
from maillage.core.territories.watch import Watch
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from maillage.texts import _

clock = time.time
"""Seconds that count alike in every process; looked up at each call."""

SMALL, LARGE = 500, 20_000
"""Fewer nodes are searched several times; from so many on, one start is as good as another."""

LEAST_STEPS = 60
"""Neighbourhoods cut again at least."""

TERRITORIES_PER_STEP = 5.5
"""Mean number of territories of a neighbourhood."""

POLL = 0.1
"""Seconds between two looks at restarts in other processes."""

STEPS_BUDGET = 24_000_000
"""Proposals that all neighbourhoods that are cut again get, about."""


@dataclass(frozen=True)
class Limits:
    """What ends a search besides its parameters: seconds, share of the gap, objective's bound."""

    deadline: float | None = None
    target_gap: float | None = None
    bound: float | None = None

    def __post_init__(self) -> None:
        """Check the range of every value."""
        if self.deadline is not None:
            values.positive(self.deadline, _("The deadline"))
        if self.bound is not None and not np.isfinite(values.number(self.bound, _("The bound"))):
            raise ParameterError(
                _("The bound is %(bound)s.") % {"bound": self.bound},
                remedy=_("Give a finite number, in the unit of the objective."),
            )
        if self.target_gap is None:
            return
        if not 0 <= values.number(self.target_gap, _("The gap aimed at")) < 1:
            raise ParameterError(
                _("The gap aimed at is %(gap)s.") % {"gap": self.target_gap},
                remedy=_("Give a share from 0 to less than 1, for example 0.02 for 2 %."),
            )
        if self.bound is None:
            raise ParameterError(
                _("A gap is aimed at, but no bound is known."),
                remedy=_("Give the bound that the proof found, or only a deadline."),
            )

    @property
    def aim(self) -> float:
        """Objective at which a feasible plan is good enough."""
        if self.bound is None or self.target_gap is None:
            return -np.inf
        return self.bound / (1 - self.target_gap) if self.bound > 0 else self.bound


def solve(
    problem: Problem,
    *,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    deadline: float | None = None,
    target_gap: float | None = None,
    bound: float | None = None,
    executor: Executor | None = None,
    start: ArrayLike | None = None,
) -> Alignment:
    """Cut the problem's units into territories.

    A balanced power diagram about the centres of a recursive bisection is made connected, then
    improved by simulated annealing over shifts, swaps and cut-off blocks, and by neighbourhoods
    that are cut again. A small problem about centre units is then solved by the exact mode, which
    also proves that no plan is better, or that there is none. The same problem, seed and parameters
    give the same alignment, with an executor or without, unless a deadline, a gap or the seconds of
    the exact mode end the search.

    Parameters
    ----------
    problem
        What is asked.
    parameters
        How long and how boldly to search; chosen from the problem's size when absent.
    seed
        Seed of the random generator.
    progress
        Called several times a second with a :class:`Progress`.
    cancelled
        Asked as often; the search stops when it answers true.
    deadline
        Seconds from the call after which the best plan so far is returned. The search cools down
        in time for it. The pre-flight check and the first labelling are always completed.
    target_gap
        The search ends as soon as a plan inside its bounds has (objective - bound) / objective at
        or below this share.
    bound
        Value that the objective of no feasible alignment is below, in the objective's unit.
    executor
        Runs the restarts, for example in other processes or on a cluster; in this one when absent.
    start
        (n,) territory (0 to k-1) of each unit to begin from, -1 where it has none; the search is
        cooler then. Where this plan is feasible, the answer is never worse.

    Returns
    -------
    Alignment
        The best found, ``proven`` where no other is better. Where it does not satisfy everything
        asked, ``violations`` say what, and ``impossible`` whether that is proven to be so; the
        number of territories is always the one asked for and every unit is assigned.

    Raises
    ------
    InfeasibleError
        If the pre-flight check proves that no alignment can satisfy the problem.
    CancelledError
        If ``cancelled`` answered true.
    ParameterError
        If the seed, a limit or the start is out of range.
    """
    began = clock()
    if values.whole(seed, _("The seed")) < 0:
        raise ParameterError(
            _("The seed is %(seed)s.") % {"seed": seed}, remedy=_("Give a number of 0 or more.")
        )
    limits = Limits(deadline, target_gap, bound)
    begin = None if start is None else _start_labels(problem, start)
    findings = preflight(problem)
    if findings:
        raise InfeasibleError(findings)
    run = _Run(problem, parameters, seed, limits, began)
    run.progress, run.cancelled = progress, cancelled
    return run.solve(begin, executor)


def _start_labels(problem: Problem, start: ArrayLike) -> IntArray:
    """(n,) the labels to begin from, checked."""
    labels = values.integers(values.vector(start, _("The start")), _("The start"))
    if len(labels) != problem.size:
        raise ParameterError(
            _("The start has %(count)s values for %(size)s units.")
            % {"count": len(labels), "size": problem.size},
            remedy=_("Give one territory per basic unit."),
        )
    wrong = np.flatnonzero((labels < -1) | (labels >= problem.territories))
    if wrong.size:
        raise ParameterError(
            _("The start puts unit number %(unit)s into territory %(label)s.")
            % {"unit": wrong[0], "label": labels[wrong[0]]},
            remedy=_("Give numbers from 0 to %(last)s, or -1 for none.")
            % {"last": problem.territories - 1},
        )
    return labels


def default_parameters(model: Model) -> SearchParameters:
    """A search of some ten seconds for thousands of units, twice that for tens of thousands."""
    small = model.size < SMALL
    step = PER_NODE * max(1, round(TERRITORIES_PER_STEP * model.size / model.territories))
    return SearchParameters(
        proposals=min(80_000_000, max(400_000, 5_000 * model.size)),
        restarts=3 if small else 1,
        trials=3 if SMALL <= model.size < LARGE and not model.continuity else 1,
        attempts=max(LEAST_STEPS, min(model.size // 4, STEPS_BUDGET // step)),
    )


def named(model: Model, label: IntArray) -> IntArray:
    """(n,) the labelling, with names that agree best with today's where names mean nothing else."""
    alike = bool((model.target == model.target[0]).all())
    bound = len(model.homes) or len(model.table) or len(model.barred) or (model.fixed >= 0).any()
    if bound or model.continuity or not alike:
        return label
    return match_labels(model, label)


class _Run:
    """One call of :func:`solve`: keeps the clock and the caller informed."""

    progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def __init__(
        self,
        problem: Problem,
        parameters: SearchParameters | None,
        seed: int,
        limits: Limits,
        began: float,
    ) -> None:
        self.problem = problem
        self.model = build_model(problem)
        self.parameters = parameters or default_parameters(self.model)
        self.seed = seed
        self.bound = float("nan") if limits.bound is None else float(limits.bound)
        until = np.inf if limits.deadline is None else began + limits.deadline
        self.watch = Watch(began, until, limits.aim, clock=clock)
        self.best: Found | None = None

    def solve(self, start: IntArray | None, executor: Executor | None) -> Alignment:
        """Run every restart and dress the best labelling."""
        self.report("preparing", 0.0)
        kernels = (anneal_connected, recombine) if self.model.contiguous else (anneal_free,)
        proof = (ascend, propagate, search_assignment) if self.exact else ()
        if not compiled(settle, *kernels, *proof):
            self.report("compiling", 0.0)
        label = None if start is None else begin_from(self.model, start)
        if executor is None:
            self.in_turn(label)
        else:
            self.spread(label, executor)
        assert self.best is not None
        bound = self.conclude() if self.exact and not self.watch.over(self.best) else -np.inf
        labels = named(self.model, self.best.label)[self.model.unit_node]
        self.report("finished", 1.0)
        found = Alignment.of(
            self.problem,
            labels,
            objective=self.best.objective,
            seconds=self.watch.clock() - self.watch.began,
            proposals=self.parameters.proposals * self.parameters.restarts,
            seed=self.seed,
        )
        return replace(found, bound=min(bound, found.value) if found.feasible else bound)

    @property
    def exact(self) -> bool:
        """Whether the exact mode ends the search."""
        return self.parameters.exact > 0 and within_reach(self.problem, self.model)

    def conclude(self) -> float:
        """Go on with the exact mode from the best plan; no plan has a smaller value than this."""
        assert self.best is not None
        seconds = min(self.parameters.exact, self.watch.until - self.watch.clock())

        def tell(used: float) -> None:
            self.report("proving", min(1.0, used / seconds))

        found = conclude(self.problem, self.model, self.best.label, Clock(seconds, tell), self.seed)
        self.keep(assess(self.model, found.label))
        self.bound = found.bound if np.isnan(self.bound) else max(self.bound, found.bound)
        return found.bound

    def task(self, number: int, label: IntArray | None, watch: Watch) -> Task:
        """One restart."""
        return Task(self.problem, self.model, self.parameters, self.seed, number, label, watch)

    def in_turn(self, label: IntArray | None) -> None:
        """Run the restarts one after the other, each with its part of the time."""
        count = self.parameters.restarts
        for number in range(count):

            def tell(share: float, found: Found | None, number: int = number) -> None:
                better = found is not None and found.better_than(self.best)
                best = found if better else self.best
                self.report("searching", (number + share) / count, best)

            found = run_restart(self.task(number, label, self.watch.slice(number, count)), tell)
            self.keep(found)
            if self.watch.over(self.best):
                break

    def spread(self, label: IntArray | None, executor: Executor) -> None:
        """Hand the restarts to an executor, and stop them with a file where that is shared."""
        with TemporaryDirectory() as folder:
            flag = Path(folder) / "stop"
            watch = replace(self.watch, flag=str(flag))
            futures: list[Future[Found | None]] = [
                executor.submit(run_restart, self.task(number, label, watch))
                for number in range(self.parameters.restarts)
            ]
            try:
                self.follow(futures)
            finally:
                flag.touch()
                wait([future for future in futures if not future.cancel()])

    def follow(self, futures: list[Future[Found | None]]) -> None:
        """Wait for every restart, or for one that is good enough; the first of equals counts."""
        waiting = set(futures)
        while waiting:
            _done, waiting = wait(waiting, timeout=POLL, return_when=FIRST_COMPLETED)
            self.best = None
            for future in futures:
                if future not in waiting:
                    self.keep(future.result())
            self.report("searching", 1 - len(waiting) / len(futures))
            if self.best is not None and self.watch.over(self.best):
                return

    def keep(self, found: Found | None) -> None:
        """Remember the better plan."""
        if found is not None and found.better_than(self.best):
            self.best = found

    def report(self, stage: str, share: float, best: Found | None = None) -> None:
        """Tell the caller how far we are, and stop when the caller wants."""
        if self.cancelled is not None and self.cancelled():
            raise CancelledError(_("The design was stopped; nothing was kept."))
        if self.progress is None:
            return
        found = best or self.best
        seconds = self.watch.clock() - self.watch.began
        nothing = float("nan")
        objective = nothing if found is None else found.objective
        outside = nothing if found is None else found.violation
        self.progress(Progress(stage, share, seconds, objective, outside, self.bound))
