"""Larger steps: a few neighbouring territories are cut again while the rest of the plan is held.

A run of annealing freezes heavy units first, sometimes in a combination that no small move can
leave (two large counties that only fit together with a third). Two kinds of step resolve such
places one at a time, themselves under annealing: a heavy unit is put into a neighbouring territory
and held there while those around it adapt, or the neighbourhood is dissolved and cut from scratch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.clusters import cluster, worst_territory
from maillage.core.territories.model import Model, adjacency
from maillage.core.territories.reassign import reassign
from maillage.core.territories.repair import connect
from maillage.core.territories.search import (
    ROUNDING,
    Found,
    Search,
    SearchParameters,
    assess,
    idle,
)
from maillage.core.territories.starts import Start, centroids, power_start

LARGEST = 8
"""Territories that are dissolved at once, at most."""

DISPLACED = 0.9
"""Share of the steps that displace one heavy unit; the others dissolve the neighbourhood."""

EXACT_EVERY = 40
"""Once a plan should be inside its bounds, every so many steps are exact re-assignments."""

EXACT_SIZE = 6
"""Territories that are assigned anew exactly, at most."""

EXCHANGED = 0.3
"""Share of the steps that exchange two targets, where targets differ."""

LIKE = 0.2
"""How far in the order of likeness the other target is drawn, in all targets, on average."""

DISSOLVED = 6
"""How many times more proposals a dissolved neighbourhood gets."""

FEWEST = 4_000
"""Proposals that even the smallest neighbourhood gets."""

IDLE = 60
"""Steps without improvement, besides a quarter of all, that end the work on a feasible plan."""

WORST = 0.5
"""Share of the steps that begin at a territory outside its bounds; the others begin anywhere."""

FIRST_FINE, LAST_FINE = 30.0, 300.0
"""First and last fine for 100 % of a target outside the bounds, in mean inertia of a territory."""

FIRST_HEAT, LAST_HEAT = 0.1, 0.005
"""First and last temperature of the steps, in mean inertia of a territory."""

HEAVY = 0.03
"""Share of a territory's target from which a unit is heavy."""

PATIENCE = 3
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
    price: float,
    report: Callable[[float, Found], bool],
    pace: Callable[[], float] = idle,
) -> Found:
    """Cut neighbourhoods again, half of the time those outside their bounds, and anneal over that.

    A step is judged by the objective plus a rising price of what is outside its bounds, and taken
    as in annealing: a plan that is only brought inside at any price ends far dearer than one that
    may wait for the right combination. Up to ``PATIENCE`` times ``attempts`` are made while the
    best plan is outside its bounds; these take only what is better. ``pace`` is as in
    :meth:`Search.run`.

    Returns
    -------
    Found
        The best plan met, never worse than the one given.
    """
    best = present = found
    unchanged = 0
    for attempt in range(attempts * PATIENCE):
        progress = max(attempt / attempts, min(1.0, pace()))
        if best.violation <= 0 and (progress >= 1.0 or unchanged >= IDLE + attempts // 4):
            break
        if progress >= 1.0:
            present = best
        exact = model.contiguous and attempt >= attempts and attempt % EXACT_EVERY == 0
        if exact and pace() < 1.0:
            trial = _reassigned(model, present, generator, proposals_per_node, price=price)
        else:
            trial = _step(model, present, generator, proposals_per_node, price=price)
        if _taken(present, trial, model.territories, progress, generator):
            present = trial
        unchanged += 1
        if present.better_than(best):
            best, unchanged = present, 0
        if report(min(1.0, max(progress, (attempt + 1) / attempts)), best):
            break
    return best


def _taken(
    present: Found, trial: Found, territories: int, progress: float, generator: np.random.Generator
) -> bool:
    """Whether a step is taken; at the end only if it is better."""
    if progress >= 1.0:
        return trial.better_than(present)
    inertia = abs(present.objective) / territories + 1e-300
    fine = inertia * FIRST_FINE * (LAST_FINE / FIRST_FINE) ** progress
    dearer = merit(trial, fine) - merit(present, fine)
    if dearer <= 0:
        return True
    heat = inertia * FIRST_HEAT * (LAST_HEAT / FIRST_HEAT) ** progress
    return bool(generator.random() < np.exp(-dearer / heat))


def merit(found: Found, fine: float) -> float:
    """Objective plus ``fine`` per 100 % of a target outside the bounds."""
    return found.objective + fine * max(found.violation, ROUNDING)


def _step(
    model: Model, found: Found, generator: np.random.Generator, per_node: int, *, price: float
) -> Found:
    """One neighbourhood cut again: the whole plan with it."""
    centre = (
        worst_territory(model, found, generator)
        if generator.random() < WORST
        else int(generator.choice(np.unique(found.label)))
    )
    if _exchangeable(model) and generator.random() < EXCHANGED:
        return _exchange(model, found, centre, generator, per_node, price=price)
    part = extract(model, found.label, cluster(model, found.label, centre, generator, LARGEST))
    label = None
    if generator.random() < DISPLACED:
        label = displace(part, found.label, centre, generator, per_node, price=price)
    if label is None:
        label = recreate(part, generator, DISSOLVED * per_node, price=price)
    trial = found.label.copy()
    trial[part.nodes] = part.territories[label]
    return assess(model, trial)


def _exchangeable(model: Model) -> bool:
    """Whether territories differ in their targets and in nothing else."""
    alike = bool((model.target == model.target[0]).all())
    bound = len(model.homes) or len(model.table) or len(model.barred) or (model.fixed >= 0).any()
    return not (alike or bound or model.continuity)


def _exchange(
    model: Model,
    found: Found,
    centre: int,
    generator: np.random.Generator,
    per_node: int,
    *,
    price: float,
) -> Found:
    """Two territories of the plan exchange their targets; those around both adapt to it."""
    other = _like_target(model, centre, generator)
    label = found.label.copy()
    label[found.label == centre], label[found.label == other] = other, centre
    for territory in (centre, other):
        part = extract(model, label, cluster(model, label, territory, generator, LARGEST))
        present = _ranked(part, label)
        label[part.nodes] = part.territories[
            _anneal(part.model, present, generator, per_node, price=price)
        ]
    return assess(model, label)


def _reassigned(
    model: Model, found: Found, generator: np.random.Generator, per_node: int, *, price: float
) -> Found:
    """A territory outside its bounds and some around it assigned exactly, then annealed."""
    centre = worst_territory(model, found, generator)
    chosen = cluster(model, found.label, centre, generator, EXACT_SIZE)
    part = extract(model, found.label, chosen)
    present = _ranked(part, found.label)
    exact = reassign(part.model, present, generator, exchange=_exchangeable(model))
    if exact is None:
        return found
    label = found.label.copy()
    label[part.nodes] = part.territories[
        _anneal(part.model, exact, generator, per_node, price=price)
    ]
    return assess(model, label)


def _like_target(model: Model, centre: int, generator: np.random.Generator) -> int:
    """Another territory, drawn among those whose targets are most like this one's."""
    share = (model.target / model.target.mean(axis=0)).mean(axis=1)
    order = np.argsort(np.abs(share - share[centre]), kind="stable")
    order = order[share[order] != share[centre]]
    place = min(int(generator.exponential(LIKE * len(order))), len(order) - 1)
    return int(order[place])


def _ranked(part: Neighbourhood, label: IntArray) -> IntArray:
    """(nodes,) the neighbourhood's own numbers of the territories in the whole plan's ``label``."""
    rank = np.full(int(label.max()) + 1, -1, dtype=np.int32)
    rank[part.territories] = np.arange(len(part.territories), dtype=np.int32)
    ranked: IntArray = rank[label[part.nodes]]
    return ranked


def _anneal(
    model: Model,
    label: IntArray,
    generator: np.random.Generator,
    per_node: int,
    *,
    price: float,
) -> IntArray:
    """A short run from a labelling of a neighbourhood."""
    parameters = SearchParameters(
        proposals=max(FEWEST, per_node * model.size), stages=25, hot=0.3, soft=10.0
    )
    search = Search(model, parameters, label, price)
    return search.run(int(generator.integers(2**31)), lambda _share, _best: False).label


def extract(model: Model, label: IntArray, territories: IntArray) -> Neighbourhood:
    """The territories named, with their nodes, as a smaller model."""
    nodes = np.flatnonzero(np.isin(label, territories)).astype(np.int32)
    place = np.full(model.size, -1, dtype=np.int32)
    place[nodes] = np.arange(len(nodes), dtype=np.int32)
    rank = np.full(model.territories + 1, -1, dtype=np.int32)
    rank[territories] = np.arange(len(territories), dtype=np.int32)
    indptr, indices = _renumbered(model.indptr, model.indices, place, len(nodes))
    apart = _renumbered(model.apart_indptr, model.apart_indices, place, len(nodes))
    outside = np.setdiff1d(np.arange(model.size), nodes)
    placed = label[outside] >= 0
    left = placed & (model.previous[outside] >= 0) & (label[outside] != model.previous[outside])
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
        rival=model.rival[nodes],
        homes=model.homes[territories] if len(model.homes) else model.homes,
        cap=model.cap - used,
        table=model.table[np.ix_(nodes, territories)] if len(model.table) else model.table,
        sites=None if model.sites is None else model.sites.within(nodes, place),
        toll=model.toll[nodes] if len(model.toll) else model.toll,
        apart_indptr=apart[0],
        apart_indices=apart[1],
    )
    return Neighbourhood(part, nodes, territories)


def _renumbered(
    indptr: IntArray, indices: IntArray, place: IntArray, size: int
) -> tuple[IntArray, IntArray]:
    """Compressed rows of the pairs of nodes that both have a new number in ``place``."""
    starts = place[np.repeat(np.arange(len(place)), np.diff(indptr))]
    ends = place[indices]
    inside = (starts >= 0) & (ends >= 0)
    return adjacency(np.column_stack([starts[inside], ends[inside]]), size)


def recreate(
    part: Neighbourhood, generator: np.random.Generator, per_node: int, *, price: float = 0.0
) -> IntArray:
    """Cut a neighbourhood anew: a fresh start and a short annealing run."""
    model = part.model
    start: Start = power_start(model, generator, continuity=max(model.price, price))
    label = connect(model, start.label, start.centres) if model.contiguous else start.label
    parameters = SearchParameters(proposals=max(FEWEST, per_node * model.size), stages=40)
    search = Search(model, parameters, label, price)
    return search.run(int(generator.integers(2**31)), lambda _share, _best: False).label


def displace(
    part: Neighbourhood,
    label: IntArray,
    centre: int,
    generator: np.random.Generator,
    per_node: int,
    *,
    price: float = 0.0,
) -> IntArray | None:
    """Put one heavy border unit into the territory beside it and let the others adapt.

    ``label`` is the whole plan's and ``centre`` the territory to begin at. Returns None where no
    heavy unit can be put anywhere else.
    """
    model = part.model
    present = _ranked(part, label)
    place = int(np.searchsorted(part.territories, centre))
    chosen = _heavy_neighbours(model, present, place, generator)
    if chosen is None:
        return None
    node, territory = chosen
    fixed = model.fixed.copy()
    fixed[node] = territory
    present[node] = territory
    held = replace(model, fixed=fixed)
    if held.contiguous:
        fallback = np.tile(model.position[node], (model.territories, 1))
        present = connect(held, present, centroids(model, present, fallback))
    return _anneal(held, present, generator, per_node, price=price)


def _heavy_neighbours(
    model: Model, label: IntArray, centre: int, generator: np.random.Generator
) -> tuple[int, int] | None:
    """A heavy node and a territory beside it, mostly with one of the two at ``centre``."""
    share = (model.amounts / np.maximum(model.target.min(axis=0), 1e-300)).max(axis=1)
    starts = np.repeat(np.arange(model.size), np.diff(model.indptr))
    ends = label[model.indices]
    able = (label[starts] != ends) & (share[starts] > HEAVY) & (model.fixed[starts] < 0)
    if len(model.barred):
        able &= ~model.barred[starts, ends]
    edges = np.flatnonzero(able)
    near = edges[(label[starts[edges]] == centre) | (ends[edges] == centre)]
    if len(near) and generator.random() < 0.8:
        edges = near
    if not len(edges):
        return None
    edge = int(generator.choice(edges))
    return int(starts[edge]), int(ends[edge])
