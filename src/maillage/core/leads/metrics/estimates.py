"""Figures that are no shares, with intervals of 95 %: means, quantiles, cost of a customer."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import Final

import numpy as np
from scipy.stats import binom, chi2

from maillage.core.arrays import FloatArray
from maillage.core.leads.metrics.deals import Spending
from maillage.core.leads.metrics.rates import DRAWS, Z

MANY: Final = 1_000
"""Of more values the mean is as good as normal, and no samples are drawn."""

type Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Mean:
    """The mean of values, shape (n,); NaN of none.

    They are kept in order, so that it is the same to the last digit however they came.
    """

    values: FloatArray

    def __post_init__(self) -> None:
        """Put them in order."""
        object.__setattr__(self, "values", np.sort(self.values))

    @property
    def value(self) -> float:
        """The mean."""
        return float(np.mean(self.values)) if len(self.values) else nan

    @property
    def interval(self) -> Interval:
        """From samples drawn anew (bootstrap); NaN of fewer than two values, and of many normal."""
        count = len(self.values)
        if count < 2:
            return nan, nan
        if count > MANY:
            half = Z * float(np.std(self.values, ddof=1)) / sqrt(count)
            return self.value - half, self.value + half
        drawn = np.random.default_rng(0).integers(0, count, (DRAWS, count))
        low, high = np.quantile(self.values[drawn].mean(axis=1), (0.025, 0.975))
        return float(low), float(high)


@dataclass(frozen=True, slots=True, eq=False)
class Quantile:
    """What a ``share`` of values, shape (n,), do not exceed: 0.5 is the median; NaN of none."""

    values: FloatArray
    share: float = 0.5

    @property
    def value(self) -> float:
        """The quantile; between two values that both are one, their mean."""
        if not len(self.values):
            return nan
        return float(np.quantile(self.values, self.share, method="averaged_inverted_cdf"))

    @property
    def interval(self) -> Interval:
        """Between two of the values in order (sign test); NaN where there are too few for one."""
        count = len(self.values)
        low = int(binom.ppf(0.025, count, self.share)) if count else 0
        high = int(binom.ppf(0.975, count, self.share)) + 1 if count else 1
        if low < 1 or high > count:
            return nan, nan
        ordered = np.sort(self.values)
        return float(ordered[low - 1]), float(ordered[high - 1])


@dataclass(frozen=True, slots=True)
class Cost:
    """What a customer costs: what was spent is certain, how many were won is a Poisson count."""

    spending: Spending

    @property
    def value(self) -> float:
        """The cost of a customer; NaN where none was won."""
        return self.spending.cac

    @property
    def interval(self) -> Interval:
        """From the exact interval of the count (Garwood, *Biometrika* 28, 1936)."""
        won = self.spending.customers
        most = float(chi2.ppf(0.975, 2 * (won + 1))) / 2
        least = float(chi2.ppf(0.025, 2 * won)) / 2 if won else 0.0
        return self.spending.cost / most, self.spending.cost / least if least else inf
