"""Years drawn at random: an independent check of the odds, and paths to look at."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from maillage.core.arrays import FloatArray
from maillage.core.plans.conversion import Conversion
from maillage.core.plans.odds import Deals, Play


def simulate(plays: Sequence[Play], years: int, seed: int) -> FloatArray:
    """Draw the sales of many years.

    Parameters
    ----------
    plays
        Independent of each other; each year draws its own rates where they are not known.
    years
        How many.
    seed
        The same seed draws the same years.

    Returns
    -------
    numpy.ndarray, shape (years,)
        Sales of each year.
    """
    rng = np.random.default_rng(seed)
    sold = np.zeros(years)
    for play in plays:
        rates = np.ones(years)
        for each in play.conversions:
            rates *= drawn(each, years, rng)
        sold += worth(play.deals, rng.binomial(play.activities, rates), rng)
    return sold


def drawn(conversion: Conversion, years: int, rng: np.random.Generator) -> FloatArray:
    """Draw the rate of each year."""
    if conversion.known:
        return np.full(years, conversion.rate)
    return rng.beta(*conversion.counts, years)


def worth(deals: Deals, won: NDArray[np.int64], rng: np.random.Generator) -> FloatArray:
    """Draw what the deals of each year are worth together."""
    sigma = math.sqrt(math.log1p(deals.cv**2))
    amounts = rng.lognormal(math.log(deals.mean) - sigma**2 / 2, sigma, int(won.sum()))
    ends = np.cumsum(won)
    sums = np.concatenate(([0.0], np.cumsum(amounts)))
    found: FloatArray = sums[ends] - sums[ends - won]
    return found
