"""``solve``: from a problem to an alignment."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.alignment import Alignment, find_violations, measure_up
from maillage.core.territories.islands import parts_of, share_out, shareable
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.named import assignable, design, roaming
from maillage.core.territories.neighbourhood import extract, refine
from maillage.core.territories.preflight import preflight
from maillage.core.territories.problem import Problem
from maillage.core.territories.repair import connect, fill_empty
from maillage.core.territories.search import (
    Found,
    Search,
    SearchParameters,
    assess,
    least_price,
)
from maillage.core.territories.starts import Start, power_start
from maillage.core.territories.values import whole
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from maillage.texts import _

FIRST_PART = 0.3
"""Share of a restart's time that the first annealing run takes."""

PER_NODE = 300
"""Proposals per node of a neighbourhood that is cut again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solution is: for a progress bar.

    ``stage`` preparing, searching or finished · ``share`` 0 to 1 · ``seconds`` so far ·
    ``objective`` best so far · ``violation`` of the best, 0 when it is feasible.
    """

    stage: str
    share: float
    seconds: float
    objective: float = float("nan")
    violation: float = float("nan")

    @property
    def seconds_left(self) -> float:
        """Estimated seconds to go."""
        return self.seconds * (1 / self.share - 1) if self.share > 0 else float("nan")


def solve(
    problem: Problem,
    *,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Alignment:
    """Cut the problem's units into territories.

    A balanced power diagram about the centres of a recursive bisection is made connected, then
    improved by simulated annealing over shifts, swaps and cut-off blocks. The same problem, seed
    and parameters give the same alignment.

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

    Returns
    -------
    Alignment
        The best found. Where it does not satisfy everything asked, ``violations`` say what;
        the number of territories is always the one asked for and every unit is assigned.

    Raises
    ------
    InfeasibleError
        If the pre-flight check proves that no alignment can satisfy the problem.
    CancelledError
        If ``cancelled`` answered true.
    ParameterError
        If the seed is not a whole number of 0 or more.
    """
    if whole(seed, _("The seed")) < 0:
        raise ParameterError(
            _("The seed is %(seed)s.") % {"seed": seed}, remedy=_("Give a number of 0 or more.")
        )
    findings = preflight(problem)
    if findings:
        raise InfeasibleError(findings)
    run = _Run(problem, parameters, seed, progress, cancelled)
    return run.solve()


def default_parameters(model: Model) -> SearchParameters:
    """A search of seconds for thousands of units and of half a minute for tens of thousands."""
    proposals = min(30_000_000, max(400_000, 5_000 * model.size))
    return SearchParameters(proposals=proposals, restarts=3 if model.size < 500 else 1)


class _Run:
    """One call of :func:`solve`: keeps the clock and the caller informed."""

    def __init__(
        self,
        problem: Problem,
        parameters: SearchParameters | None,
        seed: int,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.began = time.perf_counter()
        self.problem = problem
        self.model = build_model(problem)
        self.parameters = parameters or default_parameters(self.model)
        self.seed = seed
        self.progress = progress
        self.cancelled = cancelled
        self.best: Found | None = None

    def solve(self) -> Alignment:
        """Run every restart and dress the best labelling."""
        self.report("preparing", 0.0)
        for restart in range(self.parameters.restarts):
            found = self.restart(restart)
            if found.better_than(self.best):
                self.best = found
        assert self.best is not None
        labels = self.best.label[self.model.unit_node]
        statistics = measure_up(self.problem, labels)
        self.report("finished", 1.0)
        return Alignment(
            problem=self.problem,
            labels=labels,
            statistics=statistics,
            violations=find_violations(self.problem, labels, statistics),
            objective=self.best.objective,
            seconds=time.perf_counter() - self.began,
            proposals=self.parameters.proposals * self.parameters.restarts,
            seed=self.seed,
        )

    def restart(self, number: int) -> Found:
        """One start and one annealing run."""
        generator = np.random.default_rng([self.seed, number])
        if assignable(self.model):
            return self.assign(number, generator)
        start = self.start(generator)
        label = start.label
        if self.model.contiguous:
            label = connect(self.model, label, start.centres)

        else:
            fill_empty(self.model, label, start.centres)
        part = FIRST_PART if self.model.contiguous and self.parameters.attempts else 1.0

        def report(share: float, found: Found) -> bool:
            best = found if found.better_than(self.best) else self.best
            self.report("searching", (number + part * share) / self.parameters.restarts, best)
            return False

        def report_rest(share: float, found: Found) -> bool:
            return report((part + (1 - part) * share) / part, found)

        search = Search(self.model, self.parameters, label, start.continuity)
        found = search.run(int(generator.integers(2**31)), report)
        if part < 1.0:
            found = refine(
                self.model,
                found,
                generator,
                attempts=self.parameters.attempts,
                proposals_per_node=PER_NODE,
                price=search.price if np.isfinite(self.model.cap) else 0.0,
                report=report_rest,
            )
        last = Search(self.model, self.parameters, found.label.copy())
        polished = last.polish(int(generator.integers(2**31)))
        return polished if polished.better_than(found) else found

    def assign(self, number: int, generator: np.random.Generator) -> Found:
        """An assignment to centres: without contiguity prices do better than annealing.

        Free centres of few nodes have many local optima, and annealing may find another.
        """
        part = 0.5 if roaming(self.model) else 1.0

        def report(share: float) -> None:
            self.report("searching", (number + share) / self.parameters.restarts, self.best)

        done = design(
            self.problem, self.model, generator, proposals=self.parameters.proposals,
            tick=lambda share: report(part * share),
        )  # fmt: skip
        found = Found(done.label, done.violation, assess(self.model, done.label).objective)
        search = Search(self.model, self.parameters, done.label.copy())
        seed = int(generator.integers(2**31))
        if part < 1.0:

            def report_rest(share: float, _found: Found) -> bool:
                report(part + (1 - part) * share)
                return False

            other = search.run(seed, report_rest)
            found = other if other.better_than(found) else found
            search = Search(self.model, self.parameters, found.label.copy())
        polished = search.polish(seed)
        return polished if polished.better_than(found) else found

    def start(self, generator: np.random.Generator) -> Start:
        """A first labelling, made for each island apart where that is possible."""
        if self.model.contiguous:
            count, part = parts_of(self.model)
            if count > 1 and shareable(self.model, part, count):
                return self.start_apart(part, count, generator)
        return self.start_together(self.model, generator)

    def start_apart(self, part: IntArray, count: int, generator: np.random.Generator) -> Start:
        """One start per island, each with its own territories."""
        label = np.zeros(self.model.size, dtype=np.int32)
        centres = np.zeros((self.model.territories, 3))
        continuity = 0.0
        for number, territories in enumerate(share_out(self.model, part, count)):
            provisional = np.where(part == number, territories[0], -1)
            island = extract(self.model, provisional, territories)
            start = self.start_together(island.model, generator)
            label[island.nodes] = island.territories[start.label]
            centres[island.territories] = start.centres
            continuity = max(continuity, start.continuity)
        return Start(label, centres, continuity)

    def start_together(self, model: Model, generator: np.random.Generator) -> Start:
        """One start; continuity is made dearer until the cap on disruption is kept."""
        continuity = model.price
        start = power_start(model, generator, continuity=continuity)
        if not np.isfinite(model.cap):
            return start
        continuity = least_price(model)
        dearest = 1e7 * continuity
        while moved(model, start.label) > 0.9 * model.cap and continuity < dearest:
            start = power_start(model, generator, continuity=continuity)
            continuity *= 4
        return start

    def report(self, stage: str, share: float, best: Found | None = None) -> None:
        """Tell the caller how far we are, and stop when the caller wants."""
        if self.cancelled is not None and self.cancelled():
            raise CancelledError(_("The design was stopped; nothing was kept."))
        if self.progress is None:
            return
        found = best or self.best
        seconds = time.perf_counter() - self.began
        if found is None:
            self.progress(Progress(stage, share, seconds))
        else:
            self.progress(Progress(stage, share, seconds, found.objective, found.violation))


def moved(model: Model, label: IntArray) -> float:
    """Stake that changes owner in a labelling."""
    left = (model.previous >= 0) & (label != model.previous)
    return float(model.stake[left].sum())
