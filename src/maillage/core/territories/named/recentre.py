"""Free centres without contiguity: prices settle the units, and centres follow them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.territories.model import Model
from maillage.core.territories.named.assignment import assignment_of
from maillage.core.territories.named.packing import MOST, Packing
from maillage.core.territories.named.prices import Prices, cheapest_at, climb
from maillage.core.territories.named.solver import (
    SMALL,
    WARMTH,
    Assigned,
    assign,
    assigned,
    nobody,
)
from maillage.core.territories.problem import Problem
from maillage.core.territories.starts import centroids, first_centres

ROUNDS = 40
"""Times that centres move at most."""

STARTS = 3
"""Starts of free centres, unless the problem is small or nodes x territories over ``SEVERAL``."""

SEVERAL = 500_000
RESTING = 0.3
"""Share of the time that free centres take to come to rest."""

TURNS = 2
"""Times that centres follow the last assignment."""

FEW = 500
"""Nodes from which free centres are left where prices put them."""

STILL_KM = 1.0
"""Move of every centre below which they have come to rest."""


def assignable(model: Model) -> bool:
    """Whether a design is an assignment to centres, fixed ones or points that may move."""
    return not model.contiguous and model.sites is None


def roaming(model: Model) -> bool:
    """Whether centres are free and nodes few, so that annealing is worth its while too."""
    return not fixed_centres(model) and model.size < FEW


def fixed_centres(model: Model) -> bool:
    """Whether the centres are given."""
    return len(model.homes) > 0 or len(model.table) > 0


def design(
    problem: Problem,
    model: Model,
    generator: np.random.Generator,
    *,
    start: Prices | None = None,
    proposals: int = MOST,
    tick: Callable[[float], None] | None = None,
) -> Assigned:
    """Assign the nodes of a model without contiguity to its centres.

    Where centres are free, they go to the middle of what the relaxed problem gives them, in turns,
    before the last assignment (the location-allocation of Hess et al., Operations Research 13(6),
    1965); the bound then holds for these centres only.
    """
    report = tick or nobody
    fixed = fixed_centres(model)
    share = 0.0 if fixed else RESTING
    centres = model.homes
    if not fixed:
        centres = _resting_centres(problem, model, generator, lambda done: report(share * done))
    seed = int(generator.integers(2**30))
    found = assign(
        assignment_of(problem, model, centres),
        seed=seed,
        start=start,
        proposals=proposals,
        tick=lambda done: report(share + (1 - share) * done),
    )
    if not fixed:
        found = _follow(problem, model, found, seed, proposals)
    report(1.0)
    return found


def _resting_centres(
    problem: Problem, model: Model, generator: np.random.Generator, report: Callable[[float], None]
) -> FloatArray:
    """(k, 3) centres of the best of several starts."""
    starts = STARTS if SMALL < model.size * model.territories <= SEVERAL else 1
    found: list[tuple[float, FloatArray]] = []
    for number in range(starts):
        found.append(_come_to_rest(problem, model, first_centres(model, generator)))
        report((number + 1) / starts)
    return min(found, key=lambda pair: pair[0])[1]


def _come_to_rest(problem: Problem, model: Model, centres: FloatArray) -> tuple[float, FloatArray]:
    """Bound and (k, 3) centres once the relaxed assignment leaves them where they are."""
    prices: Prices | None = None
    for _round in range(ROUNDS):
        assignment = assignment_of(problem, model, centres)
        prices = climb(assignment, prices)
        moved = centroids(model, cheapest_at(assignment, prices), centres)
        still = np.linalg.norm(moved - centres, axis=1).max() < STILL_KM
        centres = moved
        if still:
            break
    return np.inf if prices is None else prices.bound, centres


def _follow(problem: Problem, model: Model, found: Assigned, seed: int, proposals: int) -> Assigned:
    """Move the centres to the middle of what they got, and let light nodes settle again."""
    for number in range(TURNS):
        centres = centroids(model, found.label, np.zeros((model.territories, 3)))
        assignment = assignment_of(problem, model, centres)
        if assignment.costs.size <= SMALL:
            other = assign(assignment, seed=seed + number, proposals=proposals)
        else:
            prices = climb(assignment, found.prices)
            packing = Packing(assignment, prices)
            label = packing.run(found.label, seed + number, warmth=WARMTH, proposals=proposals)
            other = assigned(assignment, label, prices)
        if (other.violation, other.cost) >= (found.violation, assignment.cost(found.label)):
            break
        found = other
    return found
