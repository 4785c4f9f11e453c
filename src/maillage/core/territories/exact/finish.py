"""From a plan to the best one, as far as the time allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.instance import Instance, scale
from maillage.core.territories.exact.reach import unknown_to
from maillage.core.territories.exact.start import best_start, plan_of
from maillage.core.territories.exact.tree import Tree
from maillage.core.territories.model import Model
from maillage.core.territories.problem import Problem
from maillage.errors import ParameterError
from maillage.texts import _

IMPROVING = 0.25
"""Largest share of the time left that a search near the first plan takes."""


@dataclass(frozen=True, eq=False)
class Conclusion:
    """The best plan known when the search ends.

    ``label`` (nodes,) its territories · ``bound`` no plan costs less; infinite where there is none.
    """

    label: IntArray
    bound: float


def conclude(
    problem: Problem, model: Model, label: IntArray, clock: Clock, seed: int
) -> Conclusion:
    """Search on from a plan, which may break what is asked; ``label`` (nodes,) its territories."""
    instance = build_instance(problem, model)
    scaled = scale(instance)
    start = plan_of(instance, label)
    if not np.isfinite(start.cost):
        start = best_start(instance, scaled, seed=seed, clock=clock)
    tree = Tree(instance, scaled, start)
    explore(tree, clock)
    return Conclusion(tree.best.label.astype(np.int32), tree.bound)


def explore(tree: Tree, clock: Clock) -> None:
    """Search near the best plan known, then everywhere, until nothing is left or time is out."""
    tree.improve(clock.part(IMPROVING))
    tree.begin()
    tree.run(clock)


def build_instance(problem: Problem, model: Model) -> Instance:
    """The arrays of a problem, or a :class:`ParameterError` for what the exact mode cannot do."""
    unknown = unknown_to(problem, model)
    if unknown is not None:
        raise ParameterError(
            _("The exact mode does not know %(what)s.") % {"what": unknown},
            remedy=_("Leave that out, or use the usual search."),
        )
    assert model.sites is not None
    return Instance(
        cost=np.ascontiguousarray(model.sites.matrix.T),
        homes=model.sites.node,
        amounts=model.amounts,
        low=model.low[0],
        high=model.high[0],
        territories=model.territories,
        indptr=model.indptr,
        indices=model.indices,
        contiguous=model.contiguous,
    )
