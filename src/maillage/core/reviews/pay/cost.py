"""What a scheme may cost for a team, by the odds of its sales: the mean and the spread.

Each rep's sales are a distribution (:class:`~maillage.core.plans.odds.Outlook`); the pay of each
possible sum is computed, and the sum over independent reps by convolution on a grid of amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import fftconvolve

from maillage.core.arrays import FloatArray
from maillage.core.plans.odds import Outlook
from maillage.core.reviews.pay.scheme import CENTS, Kind, PayMeasure, PayScheme

FINENESS: Final = 400
"""Steps of the grid in the variable pay of one rep at 100 %."""
SHARES: Final = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Expected:
    """Variable pay by the odds: its mean, standard deviation, and what 1, 5 and 9 of 10 pass not.

    In units of the currency, not cents.
    """

    mean: float
    deviation: float
    low: float
    middle: float
    high: float


def pays_at(measure: PayMeasure, attained: FloatArray) -> FloatArray:
    """What a measure pays at many attainments; as :meth:`PayMeasure.pays`, in floating point."""
    first = float(measure.steps[0].above) if measure.steps else np.inf
    paid: FloatArray = np.minimum(attained, first)
    ends = [float(step.above) for step in measure.steps[1:]] + [np.inf]
    for step, end in zip(measure.steps, ends, strict=False):
        paid += float(step.rate) * np.maximum(np.minimum(attained, end) - float(step.above), 0.0)
    paid = paid if measure.cap is None else np.minimum(paid, float(measure.cap))
    return np.where(attained < float(measure.threshold), 0.0, paid)


def variable_at(
    scheme: PayScheme, sales: FloatArray, objective: float, others: float = 1.0
) -> FloatArray:
    """Variable pay at many sums of sales, in units of the currency.

    Parameters
    ----------
    scheme
        Its rule for windfalls needs single deals and is left out.
    sales
        Sums of a year.
    objective
        Of the rep, above 0, for measures without a target of their own.
    others
        What all other measures come to, as a share of their targets.
    """
    paid = np.zeros(len(sales))
    for measure, full in zip(scheme.measures, scheme.shares, strict=True):
        target = float(measure.target) if measure.target is not None else objective
        reached = sales / target if measure.kind is Kind.SALES else np.full(len(sales), others)
        paid += full / CENTS * pays_at(measure, reached)
    most = np.inf if scheme.cap is None else float(scheme.cap) * scheme.variable / CENTS
    return np.minimum(paid, most)


def expected_pay(
    scheme: PayScheme, outlooks: Sequence[tuple[Outlook, float]], others: float = 1.0
) -> tuple[list[Expected], Expected]:
    """What each rep and the team may earn: (outlook of the sales, objective) of each rep."""
    step = scheme.variable / CENTS / FINENESS
    spreads, each = [], []
    mean = variance = 0.0
    for outlook, objective in outlooks:
        sums = outlook.sure + outlook.step * np.arange(len(outlook.probabilities), dtype=np.float64)
        paid = variable_at(scheme, sums, objective, others)
        places = np.rint(paid / step).astype(int)
        spread = np.bincount(places, weights=outlook.probabilities)
        found = summed_up(spread, step, paid, outlook.probabilities)
        each.append(found)
        mean, variance = mean + found.mean, variance + found.deviation**2
        spreads.append(spread)
    together = quantiles(summed(spreads), step) if outlooks else (0.0, 0.0, 0.0)
    return each, Expected(mean, float(np.sqrt(variance)), *together)


def summed(spreads: Sequence[FloatArray]) -> FloatArray:
    """The distribution of the sum of independent numbers: by pairs, so that few are long."""
    if len(spreads) == 1:
        return spreads[0]
    half = len(spreads) // 2
    both: FloatArray = fftconvolve(summed(spreads[:half]), summed(spreads[half:]))
    return np.clip(both, 0.0, None)


def summed_up(spread: FloatArray, step: float, paid: FloatArray, odds: FloatArray) -> Expected:
    """Sum up a distribution of pay: exact mean and deviation, quantiles of the grid."""
    mean = float(odds @ paid)
    deviation = float(np.sqrt(odds @ (paid - mean) ** 2))
    return Expected(mean, deviation, *quantiles(spread, step))


def quantiles(spread: FloatArray, step: float) -> tuple[float, float, float]:
    """What is not passed with each of the probabilities."""
    below = np.cumsum(spread) / spread.sum()
    places = np.searchsorted(below, np.asarray(SHARES) - 1e-12)
    low, middle, high = (float(step * min(place, len(spread) - 1)) for place in places)
    return low, middle, high
