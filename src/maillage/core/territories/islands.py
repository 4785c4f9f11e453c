"""Parts of the graph with no link between them: each gets a whole number of territories."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.model import Model

ROUNDING = 1e-9


def parts_of(model: Model) -> tuple[int, IntArray]:
    """Number of parts and (n,) the part of each node."""
    size = model.size
    graph = csr_array((np.ones(len(model.indices)), model.indices, model.indptr), shape=(size,) * 2)
    count, part = connected_components(graph, directed=False)
    return int(count), part.astype(np.int32)


def share_out(model: Model, part: IntArray, count: int) -> list[IntArray]:
    """Territories of each part, in proportion to what it holds and as its locks ask.

    A part gets at least one territory, at least those its locked nodes name and at least those it
    needs not to be above the bounds; the others go where the amount per territory is largest
    (D'Hondt's rule), first to the parts that they do not bring below the bounds. Which territories
    a part gets follows its locks and today's owners. This is meant for equal targets.
    """
    amounts = np.column_stack(
        [np.bincount(part, weights=column, minlength=count) for column in model.amounts.T]
    )
    held: FloatArray = (amounts / np.maximum(amounts.sum(axis=0), 1e-300)).mean(axis=1)
    ties = _ties(model, part, count)
    wanted = np.maximum(1, _locked_pairs(model, part, count).sum(axis=1))
    for bound in (_fewest(model, amounts), _most(model, amounts), model.territories):
        while wanted.sum() < model.territories and (wanted < bound).any():
            wanted[int(np.argmax(np.where(wanted < bound, held / (wanted + 1), -1.0)))] += 1
    owner = np.repeat(np.arange(count), wanted)
    _, named = linear_sum_assignment(ties[owner], maximize=True)
    return [np.sort(named[owner == number]).astype(np.int32) for number in range(count)]


def _locked_pairs(model: Model, part: IntArray, count: int) -> BoolArray:
    """(p, k) which territories the locked nodes of each part name."""
    pairs = np.zeros((count, model.territories), dtype=np.bool_)
    locked = model.fixed >= 0
    pairs[part[locked], model.fixed[locked]] = True
    return pairs


def _ties(model: Model, part: IntArray, count: int) -> FloatArray:
    """(p, k) stake that each territory has in each part today; locks outweigh all of it."""
    ties = np.zeros((count, model.territories))
    held = model.previous >= 0
    np.add.at(ties, (part[held], model.previous[held]), model.stake[held])
    return ties + (ties.sum() + 1.0) * _locked_pairs(model, part, count)


def _fewest(model: Model, amounts: FloatArray) -> FloatArray:
    """(p,) territories that keep the (p, q) amounts of a part from being above the bounds."""
    fewest: FloatArray = np.ceil(amounts / model.high[0] - ROUNDING).max(axis=1)
    return fewest


def _most(model: Model, amounts: FloatArray) -> FloatArray:
    """(p,) territories that a part can have without being below the bounds."""
    most: FloatArray = np.floor(amounts / model.low[0] + ROUNDING).min(axis=1)
    return most


def shareable(model: Model, part: IntArray, count: int) -> bool:
    """Whether the parts can be given territories of their own.

    That takes free centres, equal targets, no more parts than territories, and no territory that
    is locked in two of them.
    """
    pairs = _locked_pairs(model, part, count)
    needed = np.maximum(1, pairs.sum(axis=1)).sum()
    return (
        not len(model.homes)
        and not len(model.table)
        and bool(np.allclose(model.target, model.target[0], atol=0.0))
        and bool(needed <= model.territories)
        and bool((pairs.sum(axis=0) <= 1).all())
    )
