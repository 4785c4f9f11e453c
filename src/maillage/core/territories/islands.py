"""Parts of the graph with no link between them: each gets a whole number of territories."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.model import Model


def parts_of(model: Model) -> tuple[int, IntArray]:
    """Number of parts and (n,) the part of each node."""
    size = model.size
    graph = csr_array((np.ones(len(model.indices)), model.indices, model.indptr), shape=(size,) * 2)
    count, part = connected_components(graph, directed=False)
    return int(count), part.astype(np.int32)


def share_out(model: Model, part: IntArray, count: int) -> list[IntArray]:
    """Territories of each part, in proportion to what it holds and as its locks ask.

    A part gets at least one territory, and at least those its locked nodes name; the others go
    where the amount per territory is largest (D'Hondt's rule). Territories are interchangeable
    unless locked, so this is meant for equal targets.
    """
    load = (model.amounts / np.maximum(model.amounts.sum(axis=0), 1e-300)).mean(axis=1)
    held: FloatArray = np.bincount(part, weights=load, minlength=count)
    owned = [
        set(model.fixed[(part == number) & (model.fixed >= 0)].tolist()) for number in range(count)
    ]
    wanted = np.array([max(1, len(named)) for named in owned])
    while wanted.sum() < model.territories:
        wanted[int(np.argmax(held / (wanted + 1)))] += 1
    free = iter(sorted(set(range(model.territories)) - set().union(*owned)))
    return [
        np.array(sorted(named) + [next(free) for _ in range(number - len(named))], dtype=np.int32)
        for named, number in zip(owned, wanted.tolist(), strict=True)
    ]


def shareable(model: Model, part: IntArray, count: int) -> bool:
    """Whether the parts can be given territories of their own.

    That takes free centres, equal targets, no more parts than territories, and no territory that
    is locked in two of them.
    """
    locked = model.fixed >= 0
    pairs = {
        (int(one), int(other)) for one, other in zip(model.fixed[locked], part[locked], strict=True)
    }
    named = [territory for territory, _ in pairs]
    needed = sum(max(1, sum(other == number for _, other in pairs)) for number in range(count))
    return (
        not len(model.homes)
        and bool(np.allclose(model.target, model.target[0], atol=0.0))
        and needed <= model.territories
        and len(named) == len(set(named))
    )
