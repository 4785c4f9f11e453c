"""Exhaustive look at the connected sets around one heavy unit."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.core.arrays import FloatArray
from maillage.core.territories.model import Model

BUDGET = 20_000
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
    stack: list[tuple[tuple[int, ...], float, frozenset[int]]] = [
        ((node,), float(share[node]), frozenset())
    ]
    for _ in range(BUDGET):
        if not stack:
            return best
        members, total, excluded = stack.pop()
        if abs(total - 1) <= tolerance + 1e-9:
            return None
        if abs(total - 1) < abs(best.share - 1):
            best = NearestFit(members, total)
        if total > 1 + tolerance:
            continue
        passed = set(excluded)
        for other in _frontier(model, members, excluded, share):
            stack.append(((*members, other), total + float(share[other]), frozenset(passed)))
            passed.add(other)
    return None


def _frontier(
    model: Model, members: tuple[int, ...], excluded: frozenset[int], share: FloatArray
) -> list[int]:
    """Neighbours of a set, the lightest last so that it is tried first."""
    around = {
        int(other)
        for member in members
        for other in model.indices[model.indptr[member] : model.indptr[member + 1]]
    }
    return sorted(around - set(members) - excluded, key=lambda other: -share[other])
