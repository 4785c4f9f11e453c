"""A lower bound with what it takes to check it again from the problem alone."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.core.arrays import FloatArray
from maillage.core.territories.alignment import share_above


@dataclass(frozen=True, eq=False)
class Certificate:
    """No plan for the problem has a value under ``bound``.

    Attributes
    ----------
    kind
        ``"free"``: centres anywhere; also holds where centres are units or homes, at great-circle
        distances. ``"fixed"``: about the homes, or by the travel, of the problem.
    bound
        Lower bound on :attr:`Alignment.value`, in its unit (weight x km², or weight x travel).
    prices
        (n,) what serving each basic unit is worth. Fixed: (k, q) price of an amount of each measure
        in each territory, positive where its upper bound is felt, negative where its lower one is.
    values
        (t,) what a territory of each kind (of equal bounds) is worth at most at these prices,
        wherever its centre is. ``bound = sum(prices) - sum(number of kind x value of kind)``.
        Fixed: (1,) price of the stake that changes owner, 0 without a cap.
    seconds
        Time it took.
    """

    kind: str
    bound: float
    prices: FloatArray
    values: FloatArray
    seconds: float

    def gap(self, value: float) -> float:
        """Share of a plan's value by which it can be above the least possible, at most."""
        return share_above(self.bound, value)
