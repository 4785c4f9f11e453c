"""Ruin and recreate: a few neighbouring territories are dissolved and cut again from scratch.

A run of annealing freezes heavy units first, sometimes in a combination that no small move can
leave (two large counties that only fit together with a third). Cutting the neighbourhood anew,
with the rest of the plan held, resolves such places one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.kernels.state import tally, violation
from maillage.core.territories.model import Model, adjacency
from maillage.core.territories.repair import connect
from maillage.core.territories.search import Found, Search, SearchParameters, assess
from maillage.core.territories.starts import Start, power_start

LARGEST = 8
"""Territories that are dissolved at once, at most."""

PATIENCE = 8
"""How many times longer to try while the plan is outside its bounds."""


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Some territories of a plan as a problem of their own."""

    model: Model
    nodes: IntArray
    territories: IntArray


def refine(
    model: Model,
    found: Found,
    generator: np.random.Generator,
    *,
    attempts: int,
    proposals_per_node: int,
    report: Callable[[float, Found], bool],
) -> Found:
    """Recreate neighbourhoods, those outside their bounds first, and keep what is better.

    Up to ``PATIENCE`` times ``attempts`` are made while the plan is outside its bounds.
    """
    for attempt in range(attempts * PATIENCE):
        if attempt >= attempts and found.violation <= 0:
            break
        centre = _worst_territory(model, found, generator)
        chosen = _cluster(model, found.label, centre, generator)
        part = extract(model, found.label, chosen)
        label = recreate(part, generator, proposals_per_node)
        trial = found.label.copy()
        trial[part.nodes] = part.territories[label]
        result = assess(model, trial)
        if result.better_than(found):
            found = result
        if report(min(1.0, (attempt + 1) / attempts), found):
            break
    return found


def extract(model: Model, label: IntArray, territories: IntArray) -> Neighbourhood:
    """The territories named, with their nodes, as a smaller model."""
    nodes = np.flatnonzero(np.isin(label, territories)).astype(np.int32)
    place = np.full(model.size, -1, dtype=np.int32)
    place[nodes] = np.arange(len(nodes), dtype=np.int32)
    rank = np.full(model.territories + 1, -1, dtype=np.int32)
    rank[territories] = np.arange(len(territories), dtype=np.int32)
    starts = np.repeat(np.arange(model.size), np.diff(model.indptr))
    inside = (place[starts] >= 0) & (place[model.indices] >= 0)
    edges = np.column_stack([place[starts[inside]], place[model.indices[inside]]])
    indptr, indices = adjacency(edges, len(nodes))
    outside = np.setdiff1d(np.arange(model.size), nodes)
    left = (model.previous[outside] >= 0) & (label[outside] != model.previous[outside])
    gone = (model.previous[nodes] >= 0) & (rank[model.previous[nodes]] < 0)
    used = model.stake[outside][left].sum() + model.stake[nodes][gone].sum()
    part = replace(
        model,
        unit_node=np.arange(len(nodes), dtype=np.int32),
        position=model.position[nodes],
        weight=model.weight[nodes],
        spread=model.spread[nodes],
        amounts=model.amounts[nodes],
        target=model.target[territories],
        low=model.low[territories],
        high=model.high[territories],
        indptr=indptr,
        indices=indices,
        fixed=rank[model.fixed[nodes]],
        barred=model.barred[nodes][:, territories] if len(model.barred) else model.barred,
        previous=rank[model.previous[nodes]],
        stake=np.where(gone, 0.0, model.stake[nodes]),
        homes=model.homes[territories] if len(model.homes) else model.homes,
        cap=model.cap - used,
    )
    return Neighbourhood(part, nodes, territories)


def recreate(part: Neighbourhood, generator: np.random.Generator, per_node: int) -> IntArray:
    """Cut a neighbourhood anew: a fresh start and a short annealing run."""
    model = part.model
    start: Start = power_start(model, generator, continuity=model.price)
    label = connect(model, start.label, start.centres) if model.contiguous else start.label
    parameters = SearchParameters(proposals=max(20_000, per_node * model.size), stages=40)
    search = Search(model, parameters, label)
    return search.run(int(generator.integers(2**31)), lambda _share, _best: False).label


def _worst_territory(model: Model, found: Found, generator: np.random.Generator) -> int:
    """A territory outside its bounds, drawn by how far; any one when all are inside."""
    totals = tally(
        found.label, model.position, model.weight, model.spread, model.amounts, model.previous,
        model.stake, model.territories,
    )  # fmt: skip
    outside = np.array(
        [
            violation(totals, number, model.low, model.high, model.target)
            for number in range(model.territories)
        ]
    )
    outside[outside < 1e-9] = 0.0
    if outside.sum() <= 0:
        return int(generator.integers(model.territories))
    return int(generator.choice(model.territories, p=outside / outside.sum()))


def _cluster(
    model: Model, label: IntArray, centre: int, generator: np.random.Generator
) -> IntArray:
    """The territory and a random handful of those around it."""
    starts = np.repeat(np.arange(model.size), np.diff(model.indptr))
    pairs = np.unique(np.column_stack([label[starts], label[model.indices]]), axis=0)
    size = int(generator.integers(3, LARGEST + 1))
    chosen = [centre]
    while len(chosen) < min(size, model.territories):
        around = pairs[np.isin(pairs[:, 0], chosen) & ~np.isin(pairs[:, 1], chosen), 1]
        if not len(around):
            break
        chosen.append(int(generator.choice(around)))
    return np.sort(np.array(chosen, dtype=np.int32))
