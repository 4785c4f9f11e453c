"""From a plan to a near one: a cold search that begins at given territories."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.problem import Problem
from maillage.core.territories.search import Found, Search, SearchParameters
from maillage.errors import CancelledError
from maillage.texts import _

COLD = SearchParameters(hot=0.05, cold=0.002, soft=30.0, hard=300.0, stages=40, attempts=0)
"""A search that stays near where it begins: small steps, bounds that hold from the start."""

PER_NODE = 1_500
"""Proposals per node of the problem."""


def settle(
    problem: Problem,
    labels: IntArray,
    *,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Alignment:
    """Bring a labelling towards what the problem asks, by small moves from where it is.

    One cold run without restarts, recut neighbourhoods or pre-flight check, so that little moves
    and a problem that cannot be satisfied comes back as near as it gets; ``solve(start=...)``
    would search on for a more compact plan.

    Parameters
    ----------
    problem
        What is asked.
    labels
        (n,) territory of each unit, 0 to k-1, connected where contiguity is asked for.
    parameters
        How long and how boldly to search; cold, and by the number of units, when absent.
    seed
        Seed of the random generator.
    cancelled
        Asked several times a second; the search stops when it answers true.

    Returns
    -------
    Alignment
        The best found, with its violations where it is not as asked.

    Raises
    ------
    CancelledError
        If ``cancelled`` answered true.
    """
    began = time.perf_counter()
    model = build_model(problem)
    if parameters is None:
        proposals = min(8_000_000, max(20_000, PER_NODE * model.size))
        parameters = replace(COLD, proposals=proposals)

    def report(_share: float, _found: Found) -> bool:
        if cancelled is not None and cancelled():
            raise CancelledError(_("The design was stopped; nothing was kept."))
        return False

    search = Search(model, parameters, node_labels(model, labels))
    found = search.run(seed, report)
    polished = Search(model, parameters, found.label.copy()).polish(seed)
    best = polished if polished.better_than(found) else found
    final = best.label[model.unit_node]
    return Alignment.of(
        problem,
        final,
        objective=best.objective,
        seconds=time.perf_counter() - began,
        proposals=parameters.proposals,
        seed=seed,
    )


def node_labels(model: Model, labels: IntArray) -> IntArray:
    """(nodes,) territory of each node: its lock, or that of the last of its units."""
    found = np.zeros(model.size, dtype=np.int32)
    found[model.unit_node] = labels
    return np.where(model.fixed >= 0, model.fixed, found).astype(np.int32)
