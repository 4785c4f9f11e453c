"""Which territories of a plan to work on: one outside its bounds, and some around it."""

from __future__ import annotations

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.kernels.state import violation
from maillage.core.territories.model import Model
from maillage.core.territories.search import Found, tally_of


def worst_territory(model: Model, found: Found, generator: np.random.Generator) -> int:
    """A territory outside its bounds, drawn by how far; any one when all are inside."""
    totals = tally_of(model, found.label)
    outside = np.array(
        [
            violation(totals, number, model.low, model.high, model.target)
            for number in range(model.territories)
        ]
    )
    clashing = _clashing(model, found.label)
    outside += np.bincount(clashing, minlength=model.territories)
    present = np.flatnonzero(totals.nodes > 0)
    outside[(outside < 1e-9) | (totals.nodes == 0)] = 0.0
    if outside.sum() <= 0:
        return int(generator.choice(present))
    return int(generator.choice(model.territories, p=outside / outside.sum()))


def _clashing(model: Model, label: IntArray) -> IntArray:
    """Territory of each pair of nodes that should be apart and share it, twice."""
    starts = label[np.repeat(np.arange(model.size), np.diff(model.apart_indptr))]
    clashing: IntArray = starts[starts == label[model.apart_indices]]
    return clashing


def cluster(
    model: Model, label: IntArray, centre: int, generator: np.random.Generator, largest: int
) -> IntArray:
    """The territory and a random handful of those around it, ``largest`` in all at most."""
    starts = np.repeat(np.arange(model.size), np.diff(model.indptr))
    touching = np.zeros((model.territories, model.territories), dtype=np.bool_)
    touching[label[starts], label[model.indices]] = True
    size = min(int(generator.integers(3, largest + 1)), model.territories)
    chosen = [centre]
    while len(chosen) < size:
        around = touching[chosen].sum(axis=0)
        around[chosen] = 0
        if not around.any():
            break
        chosen.append(int(generator.choice(model.territories, p=around / around.sum())))
    return np.sort(np.array(chosen, dtype=np.int32))
