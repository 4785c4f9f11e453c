"""``solve_exactly``: the cheapest alignment about centre units, with proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.finish import build_instance, explore
from maillage.core.territories.exact.instance import scale
from maillage.core.territories.exact.start import best_start
from maillage.core.territories.exact.tree import Tree
from maillage.core.territories.feasibility import preflight
from maillage.core.territories.findings import no_plan
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.problem import Problem
from maillage.core.territories.progress import Progress
from maillage.core.territories.values import number, whole
from maillage.errors import CancelledError, InfeasibleError, ParameterError
from maillage.texts import _


def solve_exactly(
    problem: Problem,
    *,
    seed: int = 0,
    deadline: float = 60.0,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Alignment:
    """The best alignment about centre units, or the best found in time with a bound.

    Branch and bound over the centres; Lagrangian relaxation bounds every part of the search and,
    with balance and contiguity, rules out most pairs of unit and centre; assignments to settled
    centres are searched depth first or solved by HiGHS with contiguity cuts (see
    ``docs/decisions/0004-exact-mode.md``).

    Parameters
    ----------
    problem
        What is asked, with ``centres="unit"``, equal targets, and neither locks, forbidden pairs,
        units to keep apart nor a price or cap on disruption.
    seed
        Seed of the annealing runs that find the first plan.
    deadline
        Seconds after which the best alignment so far is returned; the first annealing run always
        ends.
    progress
        Called as the search goes on, with the share of the deadline that is used.
    cancelled
        Asked as often; the search stops when it answers true.

    Returns
    -------
    Alignment
        With ``proven`` true when it is the best there is. Where no feasible alignment was found in
        time its ``violations`` say what is not as asked.

    Raises
    ------
    InfeasibleError
        If no alignment can satisfy the problem: every one has been ruled out.
    CancelledError
        If ``cancelled`` answered true.
    ParameterError
        If the problem asks for something that the exact mode does not know, or the seed or deadline
        is out of range.
    """
    _check(seed, deadline)
    findings = preflight(problem)
    if findings:
        raise InfeasibleError(findings)
    model = build_model(problem)
    instance = build_instance(problem, model)
    watch = _Watch(deadline, progress, cancelled)
    clock = Clock(deadline, watch)
    scaled = scale(instance)
    start = best_start(instance, scaled, seed=seed, clock=clock)
    watch.stage, watch.objective = "searching", start.cost
    tree = Tree(instance, scaled, start)
    explore(tree, clock)
    if np.isinf(tree.bound):
        raise InfeasibleError([no_plan(problem.territories)])
    watch.stage, watch.objective = "finished", tree.best.cost
    watch(clock.seconds())
    return _dress(problem, model, tree, seconds=clock.seconds(), seed=seed)


class _Watch:
    """Tells the caller how far the search is, and stops it when the caller wants."""

    def __init__(
        self,
        deadline: float,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.deadline = deadline
        self.progress = progress
        self.cancelled = cancelled
        self.stage = "preparing"
        self.objective = float("nan")

    def __call__(self, seconds: float) -> None:
        if self.cancelled is not None and self.cancelled():
            raise CancelledError(_("The design was stopped; nothing was kept."))
        if self.progress is not None:
            share = 1.0 if self.stage == "finished" else min(1.0, seconds / self.deadline)
            self.progress(Progress(self.stage, share, seconds, self.objective))


def _check(seed: int, deadline: float) -> None:
    if whole(seed, _("The seed")) < 0:
        raise ParameterError(
            _("The seed is %(seed)s.") % {"seed": seed}, remedy=_("Give a number of 0 or more.")
        )
    if not number(deadline, _("The deadline")) > 0:
        raise ParameterError(
            _("The deadline is %(value)s seconds.") % {"value": deadline},
            remedy=_("Give a number above 0."),
        )


def _dress(problem: Problem, model: Model, tree: Tree, *, seconds: float, seed: int) -> Alignment:
    labels: IntArray = tree.best.label[model.unit_node].astype(np.int32)
    found = Alignment.of(problem, labels, seconds=seconds, proposals=tree.nodes, seed=seed)
    bound = min(tree.bound, found.value) if np.isfinite(tree.best.cost) else tree.bound
    return replace(found, bound=bound)
