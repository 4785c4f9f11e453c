"""Reps compared fairly: deals for the potential they were given, luck set apart from talent (J-05).

The deals of a rep are a Poisson count around their own rate times their exposure: the potential of
their accounts, in units per year, over the time they held them, less for the months of their ramp.
The rates of a team are gamma distributed, so that a rep of few deals is drawn towards the team, one
of many hardly (D. Clayton and J. Kaldor, "Empirical Bayes estimates of age-standardized relative
risks for use in disease mapping", *Biometrics* 43, 1987, 671-681). How much reps differ is itself
uncertain in a small team: it is averaged over a grid, with a uniform prior of the relative standard
deviation (A. Gelman, "Prior distributions for variance parameters in hierarchical models",
*Bayesian Analysis* 1, 2006, 515-534), instead of taken as known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.special import gammainc, gammaincc, gammaincinv, gammaln

from maillage.core.arrays import FloatArray
from maillage.errors import ParameterError
from maillage.texts import _, decimal, percent

LEVEL: Final = 0.8
LARGEST_SPREAD: Final = 1.5
"""Of the rates of a team, relative to their mean: a standard deviation uniform up to it."""
SPREADS: Final = 32
MEANS: Final = 32
REACH: Final = 5.0
"""Standard errors of the logarithm of the team's rate, to either side, that the grid covers."""
HALVINGS: Final = 60
DAYS_OF_YEAR: Final = 365.25
DAYS_OF_MONTH: Final = DAYS_OF_YEAR / 12


@dataclass(frozen=True, slots=True)
class Record:
    """What a rep won, and what they could have won it from.

    Parameters
    ----------
    rep
        Their name or id, once.
    deals
        Number of deals won.
    exposure
        Potential per year times years, in any unit that is the same for all; above 0.
    """

    rep: str
    deals: int
    exposure: float

    def __post_init__(self) -> None:
        """Refuse what is no count or no exposure."""
        if self.deals < 0 or not 0 < self.exposure < math.inf:
            raise ParameterError(
                _("%(rep)s has %(deals)s deals on an exposure of %(exposure)s.")
                % {"rep": self.rep, "deals": self.deals, "exposure": self.exposure},
                remedy=_("Deals are 0 or more, the potential times the time is above 0."),
            )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a rep stands; rates are relative to the team's (1 is the middle of the team).

    ``raw`` is the rate as counted, ``rate`` the estimate, ``low`` and ``high`` its interval,
    ``above`` the probability that the rep is above the middle. ``best`` and ``worst`` are the ranks
    they can have: reps whose intervals overlap are not ranked against each other.
    """

    rep: str
    deals: int
    expected: float
    raw: float
    rate: float
    low: float
    high: float
    above: float
    best: int
    worst: int

    @property
    def ranked(self) -> bool:
        """Whether the figures tell one rank."""
        return self.best == self.worst

    @property
    def verdict(self) -> str:
        """``above`` or ``below`` the middle of the team, else ``undecided``."""
        return "above" if self.low > 1 else "below" if self.high < 1 else "undecided"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A team compared: its reps by their estimate, the best first, then by name.

    ``rate`` is the team's number of deals per unit of exposure; ``spread`` the expected relative
    standard deviation between reps, once luck is set apart.
    """

    standings: tuple[Standing, ...]
    rate: float
    spread: float
    level: float


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The grid of what a team may be like: middle rate, shape, relative spread, and weight."""

    middle: FloatArray
    shape: FloatArray
    scale: FloatArray
    spread: FloatArray
    weight: FloatArray


def compare(records: Sequence[Record], level: float = LEVEL) -> Comparison:
    """Compare the reps of a team by deals for their exposure.

    Parameters
    ----------
    records
        One per rep, in any order; the answer does not depend on it.
    level
        Probability that a rate lies within its interval, above 0 and below 1.

    Raises
    ------
    ParameterError
        If a rep is there twice, or the level is none.
    """
    check(records, level)
    return compared(tuple(sorted(records, key=lambda each: each.rep)), level)


@lru_cache(maxsize=16)
def compared(ordered: tuple[Record, ...], level: float) -> Comparison:
    """Compare reps in the order of their names; once for the same deals."""
    if not ordered:
        return Comparison((), 0.0, 0.0, level)
    deals = np.array([each.deals for each in ordered], dtype=float)
    exposure = np.array([each.exposure for each in ordered], dtype=float)
    team = max(float(deals.sum()), 0.5) / float(exposure.sum())
    beliefs = believed(deals, team * exposure)
    found = [estimate(beliefs, *pair, level) for pair in zip(deals, team * exposure, strict=True)]
    lows, highs = (np.array([each[place] for each in found]) for place in (1, 2))
    standings = [
        Standing(
            rep=record.rep,
            deals=record.deals,
            expected=float(team * record.exposure),
            raw=record.deals / (team * record.exposure),
            rate=rate,
            low=low,
            high=high,
            above=above,
            best=1 + int((lows > high).sum()),
            worst=len(found) - int((highs < low).sum()),
        )
        for record, (rate, low, high, above) in zip(ordered, found, strict=True)
    ]
    standings.sort(key=lambda each: (-each.rate, each.rep))
    return Comparison(tuple(standings), team, float(beliefs.weight @ beliefs.spread), level)


def check(records: Sequence[Record], level: float) -> None:
    """Refuse a team that cannot be compared."""
    if not 0 < level < 1:
        raise ParameterError(
            _("An interval of %(level)s is none.") % {"level": percent(level)},
            remedy=_("Give one between 0 and 100 %%.") % {},
        )
    names = [each.rep for each in records]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ParameterError(
            _("%(rep)s is there twice.") % {"rep": twice[0]},
            remedy=_("Give the deals and the exposure of each rep once, summed up."),
        )


def believed(deals: FloatArray, expected: FloatArray) -> Beliefs:
    """Weigh what the team may be like by what was counted: marginal counts are negative binomial.

    The grid is of the relative spread s, uniform, and of the team's mean rate m, uniform on the
    logarithm; rates are gamma distributed with shape 1 / s² and mean m.
    """
    total = max(float(deals.sum()), 0.5)
    spreads = (np.arange(SPREADS) + 0.5) / SPREADS * LARGEST_SPREAD
    error = math.sqrt(1 / total + LARGEST_SPREAD**2 / len(deals))
    means = np.exp(np.linspace(-REACH, REACH, MEANS) * min(error, 1.5))
    spread, mean = (grid.ravel() for grid in np.meshgrid(spreads, means, indexing="ij"))
    shape = spread**-2
    scale = mean / shape
    likelihood = sum(
        gammaln(count + shape) - gammaln(shape) + count * np.log(scale * size)
        - (count + shape) * np.log1p(scale * size)
        for count, size in zip(deals, expected, strict=True)
    )  # fmt: skip
    weight = np.exp(likelihood - np.max(likelihood))
    weight /= weight.sum()
    kept = weight > 1e-7
    middle = gammaincinv(shape[kept], 0.5) * scale[kept]
    return Beliefs(
        middle, shape[kept], scale[kept], spread[kept], weight[kept] / weight[kept].sum()
    )


def estimate(
    beliefs: Beliefs, deals: float, expected: float, level: float
) -> tuple[float, float, float, float]:
    """Mean, lower and upper end, and the probability to be above the middle, of one rep's rate.

    The rate is relative to the middle of the team; given the team it is gamma distributed with
    shape a + deals and scale 1 / (1 / scale + expected).
    """
    shape = beliefs.shape + deals
    scale = 1 / (1 / beliefs.scale + expected) / beliefs.middle
    mean = float(beliefs.weight @ (shape * scale))
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = (quantile(beliefs.weight, shape, scale, share) for share in tails)
    above = min(float(beliefs.weight @ gammaincc(shape, 1 / scale)), 1.0)  # weights are rounded
    return mean, low, high, above


def quantile(weight: FloatArray, shape: FloatArray, scale: FloatArray, share: float) -> float:
    """The value that a mixture of gamma distributions stays below with a probability."""
    low, high = 0.0, float(np.max((shape + 12 * np.sqrt(shape) + 12) * scale))
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        below = float(weight @ gammainc(shape, middle / scale))
        low, high = (middle, high) if below < share else (low, middle)
        if high - low <= 1e-7 * high:
            break
    return (low + high) / 2


def years_at_work(
    *, since: date, until: date, began_on: date | None = None, ramp_months: float = 0.0
) -> float:
    """Years between two days, the months of a ramp counted in part.

    Parameters
    ----------
    since, until
        The last day does not count.
    began_on
        When the rep began; always at full strength where it is left out.
    ramp_months
        Months in which a new rep grows, in a straight line, from nothing to full strength.

    Raises
    ------
    ParameterError
        If the ramp is negative.
    """
    if not 0 <= ramp_months < math.inf:
        raise ParameterError(
            _("A ramp of %(months)s months is none.") % {"months": decimal(ramp_months, 1)},
            remedy=_("Give 0 or more."),
        )
    days = max((until - since).days, 0)
    if began_on is None or days == 0:
        return days / DAYS_OF_YEAR
    served = np.arange(days) + 0.5 + (since - began_on).days
    ramp = max(ramp_months * DAYS_OF_MONTH, 0.5)
    return float(np.clip(served / ramp, 0.0, 1.0).sum()) / DAYS_OF_YEAR
