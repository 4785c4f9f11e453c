"""How likely an amount of activity reaches an objective.

Each activity is won with a probability, and what is won is worth a lognormal amount: the sales of a
year are a compound binomial sum. Its distribution is computed, not simulated: deals on a grid of
amounts, powers of their Fourier transform (Embrechts and Frei,
"Panjer recursion versus FFT for compound distributions", Mathematical Methods of
Operations Research 69 (2009), 497-508), averaged over the rates that the counted conversions allow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from maillage.core.arrays import FloatArray
from maillage.core.plans.conversion import Conversion, overall, rate_nodes
from maillage.errors import ParameterError
from maillage.texts import _, percent

FINENESS: Final = 64
"""Steps of the grid in the mean of the smallest deal."""
LARGEST_GRID: Final = 2**18
SPREAD: Final = 12
"""Standard deviations above the mean at which the grid ends."""
ALIKE: Final = 1e-6
"""A coefficient of variation below which deals are equal."""
MOST: Final = 10_000_000
SMALLEST: Final = 0.01
"""The step where nothing is left to chance: a cent."""


@dataclass(frozen=True, slots=True)
class Deals:
    """What a won deal is worth: its mean, and its coefficient of variation (lognormal)."""

    mean: float
    cv: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no amount."""
        if not (0 < self.mean < math.inf and 0 <= self.cv < math.inf):
            raise ParameterError(
                _("Deals have a mean of %(mean)s and a coefficient of variation of %(cv)s.")
                % {"mean": self.mean, "cv": self.cv},
                remedy=_("The mean is above 0, the coefficient of variation 0 or more."),
            )

    def on_grid(self, step: float, size: int) -> FloatArray:
        """Probabilities of the multiples of a step, each standing for what is nearest to it.

        Equal deals are all rounded alike, by 1 / 128 of the smallest mean at most.
        """
        if self.cv < ALIKE:
            grid = np.zeros(size)
            grid[min(size - 1, round(self.mean / step))] = 1.0
            return grid
        sigma2 = math.log1p(self.cv**2)
        edges = np.log((np.arange(size) + 0.5) * step)
        below = norm.cdf((edges - math.log(self.mean) + sigma2 / 2) / math.sqrt(sigma2))
        return np.diff(below, prepend=0.0)


@dataclass(frozen=True, slots=True)
class Play:
    """A number of activities of one kind, the conversions they go through, and the deals won."""

    activities: int
    conversions: tuple[Conversion, ...]
    deals: Deals

    def __post_init__(self) -> None:
        """Refuse what is no number of activities."""
        if not 0 <= self.activities <= MOST:
            raise ParameterError(
                _("%(count)s activities cannot be computed.") % {"count": self.activities},
                remedy=_("Give a number from 0 to %(most)d.") % {"most": MOST},
            )

    @property
    def mean(self) -> float:
        """Expected sales: activities x rate x mean deal."""
        return self.activities * overall(self.conversions) * self.deals.mean

    @property
    def variance(self) -> float:
        """By known rates: n p (cv m)² + n p (1 - p) m²; more by uncertain ones."""
        rates, weights = rate_nodes(self.conversions)
        mean = float(weights @ rates)
        spread = float(weights @ rates**2) - mean**2
        within = self.activities * (mean * (1 + self.deals.cv**2) - mean**2 - spread)
        return float(self.deals.mean**2 * (within + self.activities**2 * spread))


@dataclass(frozen=True, slots=True)
class Outlook:
    """The distribution of a sum of sales.

    ``probabilities`` are those of the multiples of ``step`` beyond what is ``sure``.
    """

    step: float
    probabilities: FloatArray
    sure: float = 0.0

    def at_least(self, amount: float) -> float:
        """The probability that the sum is an amount or more."""
        first = max(0, math.ceil((amount - self.sure) / self.step - 0.5))
        return float(min(1.0, self.probabilities[first:].sum()))

    def quantile(self, share: float) -> float:
        """The smallest sum that is not passed with that probability."""
        reached = int(np.searchsorted(np.cumsum(self.probabilities), share - 1e-12))
        return self.sure + self.step * min(reached, len(self.probabilities) - 1)

    @property
    def mean(self) -> float:
        """The expected sum."""
        return self.sure + self.step * float(
            self.probabilities @ np.arange(len(self.probabilities))
        )


def outlook(plays: Sequence[Play], sure: float = 0.0) -> Outlook:
    """Give the distribution of the sales of several plays together.

    Parameters
    ----------
    plays
        Independent of each other.
    sure
        An amount that is sold already, not negative.
    """
    live = [play for play in plays if play.activities]
    if not live:
        return Outlook(SMALLEST, np.ones(1), sure)
    step, size = grid_of(live)
    spectrum = np.ones(size // 2 + 1, dtype=complex)
    for play in live:
        spectrum *= spectrum_of(play, step, size)
    found = np.clip(np.fft.irfft(spectrum, size), 0.0, None)
    return Outlook(step, found / found.sum(), sure)


def grid_of(plays: Sequence[Play]) -> tuple[float, int]:
    """Give the step and the size of the grid that holds the sales of plays together."""
    mean = sum(play.mean for play in plays)
    top = mean + SPREAD * math.sqrt(sum(play.variance for play in plays))
    top = max(top, 4 * max(play.deals.mean * (1 + play.deals.cv) for play in plays))
    step = max(min(play.deals.mean for play in plays) / FINENESS, top / LARGEST_GRID)
    return step, 2 ** math.ceil(math.log2(top / step + 2))


def spectrum_of(play: Play, step: float, size: int) -> NDArray[np.complex128]:
    """The Fourier transform of what a play sells: the mean of (1 - p + p D)^n over the rates p."""
    deal = np.fft.rfft(play.deals.on_grid(step, size))
    rates, weights = rate_nodes(play.conversions)
    total = np.zeros_like(deal)
    for rate, weight in zip(rates, weights, strict=True):
        one = 1 - rate + rate * deal
        turned = np.exp(1j * play.activities * np.angle(one))
        total += weight * np.abs(one) ** play.activities * turned
    return total


@lru_cache(maxsize=2048)
def activities_for(
    play: Play, target: float, confidence: float, *, others: tuple[Play, ...] = (),
    sure: float = 0.0,
) -> int:  # fmt: skip
    """Give the fewest activities of a play with which a target is reached with a probability.

    Parameters
    ----------
    play
        Its own number of activities does not count.
    target
        The amount to reach, with what the others and ``sure`` bring.
    confidence
        Above 0 and below 1.

    Raises
    ------
    ParameterError
        If the confidence is none, or no number of activities up to ``MOST`` is enough.
    """
    if not 0 < confidence < 1:
        raise ParameterError(
            _("A confidence of %(confidence)s is none.") % {"confidence": percent(confidence)},
            remedy=_("Give one between 0 and 100 %%.") % {},
        )

    def enough(count: int) -> bool:
        tried = Play(count, play.conversions, play.deals)
        return outlook([tried, *others], sure).at_least(target) >= confidence

    expected = target / (overall(play.conversions) * play.deals.mean)
    high = max(1, min(MOST, math.ceil(expected)))
    while not enough(high):
        if high >= MOST:
            raise ParameterError(
                _("No number of activities reaches this target with a probability of %(share)s.")
                % {"share": percent(confidence, 0)},
                remedy=_("Lower the target or the confidence."),
            )
        high = min(MOST, 2 * high)
    low = -1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
