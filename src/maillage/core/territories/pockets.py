"""Exhaustive look at the connected sets around one heavy unit."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.core.arrays import FloatArray
from maillage.core.territories.model import Model

BUDGET = 2_000
"""Connected sets looked at before giving up without a verdict."""


@dataclass(frozen=True, slots=True)
class NearestFit:
    """The connected set around a unit whose amount is nearest to the target, none being allowed."""

    nodes: tuple[int, ...]
    share: float


def nearest_fit(model: Model, share: FloatArray, node: int, tolerance: float) -> NearestFit | None:
    """Enumerate connected sets that contain ``node`` until one is within ``tolerance``.

    Parameters
    ----------
    share
        (n,) amount of each node in targets of a territory.

    Returns
    -------
    NearestFit or None
        The nearest miss when every connected set is outside the tolerance, which proves that the
        problem has no solution; None when some set fits or the budget ran out.

    Notes
    -----
    Each set is generated once: a neighbour passed over for a set stays excluded below it. Amounts
    are not negative, so a set above the tolerance need not be extended.
    """
    best = NearestFit((node,), float(share[node]))
    most = 1 + tolerance + 1e-9
    start = _Set((node,), float(share[node]), frozenset({node}), _around(model, node) - {node})
    stack = [start]
    for _ in range(BUDGET):
        if not stack:
            return best
        found = stack.pop()
        if abs(found.total - 1) <= tolerance + 1e-9:
            return None
        if abs(found.total - 1) < abs(best.share - 1):
            best = NearestFit(found.members, found.total)
        if found.total <= most:
            stack.extend(_extensions(model, found, share, most))
    return None


@dataclass(frozen=True, slots=True)
class _Set:
    """A connected set: its nodes, amount, the nodes seen so far and those it may grow to."""

    members: tuple[int, ...]
    total: float
    seen: frozenset[int]
    frontier: frozenset[int]


def _extensions(model: Model, found: _Set, share: FloatArray, most: float) -> list[_Set]:
    """The set with one more node, the heaviest that still fits last so that it is tried first."""

    def fit(node: int) -> tuple[bool, float]:
        total = found.total + float(share[node])
        return total <= most, total if total <= most else -total

    ordered = sorted(found.frontier, key=fit)
    made = []
    for place, node in enumerate(ordered):
        passed = found.seen | frozenset(ordered[place:])
        fresh = _around(model, node) - passed
        made.append(
            _Set(
                (*found.members, node),
                found.total + float(share[node]),
                passed | fresh,
                frozenset(ordered[:place]) | fresh,
            )
        )
    return made


def _around(model: Model, node: int) -> frozenset[int]:
    return frozenset(model.indices[model.indptr[node] : model.indptr[node + 1]].tolist())
