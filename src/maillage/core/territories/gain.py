"""What balancing territories is worth: an order of magnitude, never a promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.errors import ParameterError
from maillage.texts import _

ELASTICITIES = (0.25, 0.34, 0.50)


@dataclass(frozen=True, slots=True)
class GainEstimate:
    """Expected gain in sales from balance alone, as shares, for the three elasticities.

    ``variation_before`` and ``variation_after`` are the coefficients of variation of the
    territories' potentials.
    """

    low: float
    base: float
    high: float
    variation_before: float
    variation_after: float


def expected_gain(before: Sequence[float], after: Sequence[float]) -> GainEstimate:
    """Estimate what going from one spread of potentials to another adds to sales.

    With constant elasticity, a territory of potential P worked for a time T sells
    S = k·P^(1-e)·T^e. At one rep per territory and a fixed total potential, equal potentials sell
    more than unequal ones; the gain is what ``before`` loses to inequality minus what ``after``
    still loses.

    Parameters
    ----------
    before, after
        Potential of each territory, in any one unit, zero or more; the lengths may differ.

    Returns
    -------
    GainEstimate
        Shares of sales (0.025 is 2.5 %) for e = 0.25, 0.34 and 0.50; negative where the new
        alignment is less balanced than the old one.

    Raises
    ------
    ParameterError
        When a list is empty, holds a negative or missing potential, or only zeros.

    References
    ----------
    Response: constant-elasticity sales response, mean personal-selling elasticity 0.34 (Albers,
    Mantrala and Sridhar, Journal of Marketing Research 47(5), 2010). Range seen in practice: 2 to
    7 % (Zoltners, Sinha and Lorimer, "Why Sales Teams Should Reexamine Territory Design", 2015).
    """
    old, new = _potentials(before, _("before")), _potentials(after, _("after"))
    low, base, high = (
        inequality_loss(old, elasticity) - inequality_loss(new, elasticity)
        for elasticity in ELASTICITIES
    )
    return GainEstimate(low, base, high, _variation(old), _variation(new))


def inequality_loss(potentials: NDArray[np.float64], elasticity: float) -> float:
    """What equal potentials would sell beyond these, as a share of today's sales.

    The value is mean(P)^(1-e) / mean(P^(1-e)) - 1. For log-normal potentials with coefficient of
    variation c it tends to (1 + c²)^(e(1-e)/2) - 1.

    Parameters
    ----------
    potentials
        Potential of each territory, shape (territories,), not all zero.
    elasticity
        Of sales to selling time, between 0 and 1.

    Returns
    -------
    float
        Share of sales, zero or more.
    """
    shares = potentials / potentials.mean()
    return float(1.0 / np.mean(shares ** (1.0 - elasticity)) - 1.0)


def _variation(potentials: NDArray[np.float64]) -> float:
    return float(potentials.std() / potentials.mean())


def _potentials(values: Sequence[float], name: str) -> NDArray[np.float64]:
    potentials = np.asarray(values, dtype=np.float64)
    if potentials.size == 0:
        raise ParameterError(
            _("The potentials %(moment)s are empty.") % {"moment": name},
            remedy=_("Give one per territory."),
        )
    if not np.all(np.isfinite(potentials)) or potentials.min() < 0 or potentials.max() == 0:
        raise ParameterError(
            _("The potentials %(moment)s must be numbers of zero or more, and not all zero.")
            % {"moment": name},
            remedy=_("Check the measure of the territories."),
        )
    return potentials
