"""Which heavy units a territory takes whole: the branching behind the verification."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray


class Branches:
    """Depth-first search over which heavy units a territory takes, in one cell and one measure.

    Whether any of them is worth more than ``claimed``, with an amount ``within`` (low, high).
    ``units`` (gain, amount, whether it is heavy) (n,) of each unit at hand; others earn at most
    ``floor`` by amount.
    """

    def __init__(
        self,
        claimed: float,
        within: tuple[float, float],
        units: tuple[FloatArray, FloatArray, BoolArray],
        floor: float,
    ) -> None:
        self.claimed, self.within = claimed, within
        self.steps = 0
        gain, amount, heavy = units
        order = np.argsort(-gain / amount)
        gain, amount, heavy = gain[order], amount[order], heavy[order]
        self.heavies = list(zip(gain[heavy].tolist(), amount[heavy].tolist(), strict=True))
        rank = np.cumsum(heavy) - 1
        self.fills = [
            _Fill(gain[open_], amount[open_], floor, within[1])
            for open_ in (~heavy | (rank >= depth) for depth in range(len(self.heavies) + 1))
        ]

    def proven(self, allowed: int, worth: float, load: float = 0.0, depth: int = 0) -> bool:
        """Whether all completions are worth at most what is claimed; ``allowed`` steps are made."""
        self.steps += 1
        low, high = (limit - load for limit in self.within)
        if high < 0.0 or worth + self.fills[depth].most(low, high) <= self.claimed:
            return True
        if depth == len(self.heavies) or self.steps > allowed:
            return False
        gain, amount = self.heavies[depth]
        return self.proven(allowed, worth + gain, load + amount, depth + 1) and self.proven(
            allowed, worth, load, depth + 1
        )


class _Fill:
    """The most that fractions of some units are worth, by how much of them is taken (concave).

    Units that are not at hand earn at most ``floor`` by amount.
    """

    def __init__(self, gain: FloatArray, amount: FloatArray, floor: float, high: float) -> None:
        self.filled = [0.0, *np.cumsum(amount).tolist()]
        self.earned = [0.0, *np.cumsum(gain).tolist()]
        self.filled.append(self.filled[-1] + high + 1.0)
        self.earned.append(self.earned[-1] + floor * (high + 1.0))
        self.peak = self.filled[int(np.argmax(self.earned))]

    def most(self, low: float, high: float) -> float:
        """The greatest worth of an amount between ``low`` and ``high``."""
        taken = min(max(self.peak, low, 0.0), high)
        rank = max(1, bisect_left(self.filled, taken))
        before, after = self.filled[rank - 1], self.filled[rank]
        part = (taken - before) / (after - before) if after > before else 0.0
        return self.earned[rank - 1] + part * (self.earned[rank] - self.earned[rank - 1])
