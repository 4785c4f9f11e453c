"""What a period will sell: what is open, each with its chance, and what is still to be opened.

Given the share won of what ends, opportunities end independently of each other. That share is
uncertain: it is known from so many, and it moves from month to month by more than chance. The
number still to be opened is a negative binomial one, with a variance of ``dispersion`` times its
mean. The distribution of the sum is computed by Fourier transform on a grid of amounts, as the odds
of a plan are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from maillage.core.arrays import FloatArray
from maillage.core.plans.odds import Deals, Outlook

GRID: Final = 2**12
NODES: Final = 12
SPREAD: Final = 8


@dataclass(frozen=True, slots=True)
class Chance:
    """An open opportunity: the probability that it is won in the period, and what it is worth."""

    probability: float
    worth: Deals


@dataclass(frozen=True, slots=True)
class Coming:
    """Opportunities still to be opened: how many on average, and the chance of each."""

    count: float
    chance: Chance
    dispersion: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Opportunities whose shares won move together.

    ``share`` is the mean of that share and ``trials`` how well it is known (a beta distribution);
    the chances are those at its mean.
    """

    chances: tuple[Chance, ...]
    share: float
    trials: float
    coming: Coming | None = None

    @property
    def all_chances(self) -> list[tuple[float, Chance]]:
        """How many of each chance are expected."""
        more = [(self.coming.count, self.coming.chance)] if self.coming else []
        return [(1.0, each) for each in self.chances] + more

    @property
    def known(self) -> bool:
        """Whether nothing is uncertain about the share."""
        return not 0 < self.share < 1 or self.trials <= 0

    def factors(self) -> tuple[FloatArray, FloatArray]:
        """By what chances are multiplied where the share is another, and how likely that is."""
        if self.known:
            return np.ones(1), np.ones(1)
        places, weights = np.polynomial.legendre.leggauss(NODES)
        law = beta(self.share * self.trials, (1 - self.share) * self.trials)
        values = law.ppf((places + 1) / 2)
        return values / float(weights @ values / 2), weights / 2

    @property
    def mean(self) -> float:
        """Expected sales."""
        return sum(count * each.probability * each.worth.mean for count, each in self.all_chances)

    @property
    def variance(self) -> float:
        """A bound of the variance, for the size of the grid."""
        factors, weights = self.factors()
        shared = self.mean**2 * float(weights @ (factors - 1) ** 2)
        own = sum(
            count * each.probability * each.worth.mean**2 * (1 + each.worth.cv**2)
            for count, each in self.all_chances
        )
        more = self.coming
        wide = (
            more.count
            * (more.dispersion - 1)
            * (more.chance.probability * more.chance.worth.mean) ** 2
            if more
            else 0.0
        )
        return shared + own + wide


def forecast(groups: Sequence[Group], sold: float = 0.0) -> Outlook:
    """Give the distribution of the sales of a period.

    Parameters
    ----------
    groups
        Independent of each other.
    sold
        What is sold already, not negative.
    """
    step, found = distributed(tuple(group for group in groups if group.mean > 0))
    return Outlook(step, found, sold)


@lru_cache(maxsize=64)
def distributed(live: tuple[Group, ...]) -> tuple[float, FloatArray]:
    """The step of the grid, and the probabilities of its places; once for the same groups."""
    if not live:
        return 0.01, np.ones(1)
    mean = sum(group.mean for group in live)
    largest = max(each.worth.mean * (1 + each.worth.cv) for g in live for _n, each in g.all_chances)
    top = max(mean + SPREAD * math.sqrt(sum(group.variance for group in live)), 4 * largest)
    step = top / GRID
    size = 2 * GRID
    spectrum = np.ones(size // 2 + 1, dtype=complex)
    for group in live:
        spectrum *= spectrum_of(group, step, size)
    found = np.clip(np.fft.irfft(spectrum, size), 0.0, None)
    return step, found / found.sum()


def spectrum_of(group: Group, step: float, size: int) -> NDArray[np.complex128]:
    """The Fourier transform of what a group sells."""
    waves = {each.worth: transform(each.worth, step, size) for _n, each in group.all_chances}
    total = np.zeros(size // 2 + 1, dtype=complex)
    for factor, weight in zip(*group.factors(), strict=True):
        product = np.full(size // 2 + 1, weight, dtype=complex)
        for each in group.chances:
            product *= 1 - min(1.0, factor * each.probability) * (1 - waves[each.worth])
        if group.coming:
            product *= thinned(group.coming, factor, waves[group.coming.chance.worth])
        total += product
    return total


def transform(worth: Deals, step: float, size: int) -> NDArray[np.complex128]:
    """The Fourier transform of one amount; a known one is split so that its mean is exact."""
    if worth.cv > 0:
        return np.fft.rfft(worth.on_grid(step, size))
    place, rest = divmod(worth.mean / step, 1.0)
    angles = -2j * np.pi * np.arange(size // 2 + 1) / size
    turn: NDArray[np.complex128] = np.exp(angles.astype(np.complex128))
    shifted: NDArray[np.complex128] = turn**place * (1 - rest + rest * turn)
    return shifted


def thinned(coming: Coming, factor: float, wave: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """The transform of what is still to be opened: a Poisson or negative binomial number."""
    lost = min(1.0, factor * coming.chance.probability) * (1 - wave)
    over = coming.dispersion - 1
    if over < 1e-9:
        found: NDArray[np.complex128] = np.exp(-coming.count * lost)
        return found
    spread: NDArray[np.complex128] = (1 + over * lost) ** (-coming.count / over)
    return spread


def draw(groups: Sequence[Group], times: int, seed: int, sold: float = 0.0) -> FloatArray:
    """Draw the sales of a period many times: an independent check.

    Returns
    -------
    numpy.ndarray, shape (times,)
        Sales.
    """
    rng = np.random.default_rng(seed)
    total = np.full(times, float(sold))
    for group in groups:
        factors = np.ones(times)
        if not group.known:
            counts = group.share * group.trials, (1 - group.share) * group.trials
            factors = rng.beta(*counts, times) / group.share
        for each in group.chances:
            won = rng.random(times) < np.minimum(1.0, factors * each.probability)
            total += won * drawn(each.worth, times, rng)
        if group.coming:
            total += drawn_coming(group.coming, factors, rng)
    return total


def drawn(worth: Deals, times: int, rng: np.random.Generator) -> FloatArray:
    """Draw amounts."""
    sigma = math.sqrt(math.log1p(worth.cv**2))
    return rng.lognormal(math.log(worth.mean) - sigma**2 / 2, sigma, times)


def drawn_coming(coming: Coming, factors: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draw what is still to be opened and sold."""
    over = coming.dispersion - 1
    means = np.full(len(factors), coming.count)
    if over > 1e-9:
        means = rng.gamma(coming.count / over, over, len(factors))
    won = rng.binomial(rng.poisson(means), np.minimum(1.0, factors * coming.chance.probability))
    return np.array([drawn(coming.chance.worth, count, rng).sum() for count in won])
