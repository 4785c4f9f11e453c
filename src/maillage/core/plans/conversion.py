"""How often one stage of a sale leads to the next, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.stats import beta, qmc

from maillage.core.arrays import FloatArray
from maillage.errors import ParameterError
from maillage.texts import _, number, quoted

NODES: Final = 48
SAMPLE: Final = 2**13


@dataclass(frozen=True, slots=True)
class Conversion:
    """The share of one stage that reaches the next (X-08: a rate has two stages).

    Parameters
    ----------
    before, after
        The stages: meeting, sale.
    rate
        Share that goes on, above 0 and at most 1.
    trials
        Of how many the rate was counted; None where it is taken as known.
    """

    before: str
    after: str
    rate: float
    trials: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no rate."""
        if not 0 < self.rate <= 1:
            raise ParameterError(
                _("The conversion from %(before)s to %(after)s is %(rate)s.")
                % {"before": quoted(self.before), "after": quoted(self.after), "rate": self.rate},
                remedy=_("Give a share above 0 and at most 1: 0.25 is 25 %%.") % {},
            )
        if self.trials is not None and not 0 < self.trials < np.inf:
            raise ParameterError(
                _("The conversion from %(before)s to %(after)s was counted on %(trials)s.")
                % {
                    "before": quoted(self.before),
                    "after": quoted(self.after),
                    "trials": self.trials,
                },
                remedy=_("Give how many were counted, or leave it out."),
            )

    @property
    def known(self) -> bool:
        """Whether the rate is taken as known; one that was always or never seen says no more."""
        return self.trials is None or self.rate == 1

    @property
    def counts(self) -> tuple[float, float]:
        """What was won and lost: the parameters of the beta distribution of the rate."""
        trials = self.trials or 0.0
        return self.rate * trials, (1 - self.rate) * trials

    def after_seeing(self, wins: int, resolved: int) -> Conversion:
        """Give the conversion when more was counted: the posterior of a beta distribution.

        A rate taken as known stays as it is.

        Raises
        ------
        ParameterError
            If more were won than resolved.
        """
        if not 0 <= wins <= resolved:
            raise ParameterError(
                _("%(wins)s of %(resolved)s were won.")
                % {"wins": number(wins), "resolved": number(resolved)},
                remedy=_("Count those that were won among those that were won or lost."),
            )
        if self.trials is None or not resolved:
            return self
        trials = self.trials + resolved
        rate = (self.rate * self.trials + wins) / trials
        return Conversion(self.before, self.after, rate, trials)


def overall(conversions: Sequence[Conversion]) -> float:
    """The share of the first stage that reaches the last, at the mean rates."""
    return float(np.prod([each.rate for each in conversions]))


@lru_cache
def rate_nodes(conversions: tuple[Conversion, ...]) -> tuple[FloatArray, FloatArray]:
    """Give equally good values of the overall rate, and their weights.

    One uncertain rate, beta(wins, losses), is integrated by Gauss and Legendre over its quantiles;
    the product of several by a Sobol sequence, whose values are averaged in groups.

    Returns
    -------
    values, weights : numpy.ndarray
        Up to ``NODES`` of each; the weights sum to 1.
    """
    fixed = overall([each for each in conversions if each.known])
    loose = [each for each in conversions if not each.known]
    if not loose:
        return np.array([fixed]), np.ones(1)
    laws = [beta(*each.counts) for each in loose]
    if len(laws) == 1:
        places, weights = np.polynomial.legendre.leggauss(NODES)
        return fixed * laws[0].ppf((places + 1) / 2), weights / 2
    points = qmc.Sobol(len(laws), scramble=True, rng=0).random(SAMPLE)
    product = np.prod([law.ppf(points[:, place]) for place, law in enumerate(laws)], axis=0)
    groups = np.array_split(np.sort(fixed * product), NODES)
    return np.array([group.mean() for group in groups]), np.array(
        [len(group) / SAMPLE for group in groups]
    )
