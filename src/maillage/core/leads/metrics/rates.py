"""Shares and changes, each with how uncertain it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, isfinite, log, nan, sqrt
from typing import Final

import numpy as np
from scipy.stats import beta

from maillage.core.arrays import FloatArray
from maillage.errors import ParameterError
from maillage.texts import _

Z: Final = 1.959963984540054
"""Quantile of the normal distribution for an interval of 95 %."""
DRAWS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Rate:
    """A count among others."""

    count: int
    of: int

    def __post_init__(self) -> None:
        """Refuse counts that are no share."""
        if not 0 <= self.count <= self.of:
            raise ParameterError(
                _("%(count)s of %(of)s is no share.") % {"count": self.count, "of": self.of},
                remedy=_("Count some among others."),
            )

    @property
    def share(self) -> float:
        """The share; NaN of nothing."""
        return self.count / self.of if self.of else nan

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of 95 % (Wilson, *JASA* 22, 1927); 0 to 1 of nothing."""
        if not self.of:
            return 0.0, 1.0
        middle = (self.share + Z**2 / (2 * self.of)) / (1 + Z**2 / self.of)
        spread = self.share * (1 - self.share) / self.of + Z**2 / (4 * self.of**2)
        half = Z * sqrt(spread) / (1 + Z**2 / self.of)
        low = 0.0 if self.count == 0 else middle - half
        high = 1.0 if self.count == self.of else middle + half
        return low, high


class Verdict(StrEnum):
    """Whether an improvement reaches its target, as far as that can be told."""

    REACHED = "reached"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Change:
    """What changed from one period to the next, relative to the first.

    Parameters
    ----------
    before, after
        The figures.
    improvement
        Relative change in the wanted direction: 0.15 is 15 % better.
    low, high
        Its interval of 95 %.
    at_least
        The target.
    """

    before: float
    after: float
    improvement: float
    low: float
    high: float
    at_least: float

    @property
    def verdict(self) -> Verdict:
        """Reached or missed where the whole interval is; else it cannot be told."""
        if self.low >= self.at_least:
            return Verdict.REACHED
        return Verdict.MISSED if self.high < self.at_least else Verdict.OPEN


def changed(
    before: float, after: float, ratios: tuple[float, float], *, at_least: float, less: bool
) -> Change:
    """Give a change from the interval of the ratio of the second to the first."""
    ratio = after / before if before > 0 and isfinite(after) else nan
    low, high = (each - 1 for each in ratios)
    if less:
        return Change(before, after, 1 - ratio, -high, -low, at_least)
    return Change(before, after, ratio - 1, low, high, at_least)


def change_of_means(
    before: FloatArray, after: FloatArray, *, at_least: float, less: bool = False, seed: int = 0
) -> Change:
    """Compare two means; the interval is that of their ratio in drawn samples (bootstrap).

    With fewer than two values on either side nothing can be told.
    """
    one = float(np.mean(before)) if len(before) else nan
    other = float(np.mean(after)) if len(after) else nan
    if min(len(before), len(after)) < 2 or one <= 0:
        return changed(one, other, (-inf, inf), at_least=at_least, less=less)
    generator = np.random.default_rng(seed)
    first, second = (
        np.array([generator.choice(each, len(each)).mean() for _draw in range(DRAWS)])
        for each in (before, after)
    )
    ratios = second / np.where(first > 0, first, np.nan)
    low, high = np.nanquantile(ratios, (0.025, 0.975))
    return changed(one, other, (float(low), float(high)), at_least=at_least, less=less)


def change_of_rates(before: Rate, after: Rate, *, at_least: float) -> Change:
    """Compare two shares; the interval is that of the logarithm of their ratio.

    Half a case is added to each count (Walter, *Biometrika* 62, 1975).
    """
    if not before.of or not after.of:
        ratios = (-inf, inf)
    else:
        one, other = ((each.count + 0.5, each.of + 0.5) for each in (before, after))
        spread = sqrt(1 / one[0] - 1 / one[1] + 1 / other[0] - 1 / other[1])
        middle = log(other[0] / other[1]) - log(one[0] / one[1])
        ratios = (exp(middle - Z * spread), exp(middle + Z * spread))
    return changed(before.share, after.share, ratios, at_least=at_least, less=False)


def change_of_cost(
    before: tuple[float, int], after: tuple[float, int], *, at_least: float
) -> Change:
    """Compare the cost of a customer; costs are certain, customers are Poisson counts.

    The interval is the exact one of Clopper and Pearson for the share of the customers that the
    second period won (Przyborowski and Wilenski, *Biometrika* 31, 1940).
    """
    (cost, won), (cost_after, won_after) = before, after
    if min(won, won_after) < 0 or min(cost, cost_after) < 0:
        raise ParameterError(
            _("Costs and customers are 0 or more."), remedy=_("Check the figures.")
        )
    one, other = (spent / count if count else nan for spent, count in (before, after))
    ratios = (-inf, inf)
    if won and won_after and cost:
        low = float(beta.ppf(0.025, won_after, won + 1))
        high = float(beta.ppf(0.975, won_after + 1, won))
        least, most = (cost_after / cost * (1 - share) / share for share in (high, low))
        ratios = least, most
    return changed(one, other, ratios, at_least=at_least, less=True)
