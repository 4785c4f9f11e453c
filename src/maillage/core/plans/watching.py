"""Whether a segment dries up or explodes, with a stated rate of false alarms (K-07).

The number of the last weeks is compared with a reference. Given both together, it is binomial
whatever the common rate is, so the test is exact (Przyborowski and Wilenski, "Homogeneity of
results in testing samples from Poisson series", Biometrika 31 (1940), 313-323); against a plan it
is a Poisson number. Half of the rate of false alarms is for each side, and all segments share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scipy.stats import binom, poisson

from maillage.errors import ParameterError
from maillage.texts import _, percent


class Trend(StrEnum):
    """What a segment does."""

    DRIES_UP = "dries_up"
    EXPLODES = "explodes"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Watched:
    """Numbers of a segment: in the last weeks, and in the weeks they are compared with.

    ``planned`` says that the reference is a plan: exact, and not counted.
    """

    count: int
    weeks: float
    reference: float
    reference_weeks: float
    planned: bool = False

    @property
    def expected(self) -> float:
        """What the last weeks bring at the rate of the reference."""
        return self.reference * self.weeks / self.reference_weeks

    @property
    def tails(self) -> tuple[float, float]:
        """The probabilities of so few, and of so many, if nothing changed."""
        if self.planned:
            few, many = poisson.cdf, poisson.sf
            law: tuple[float, ...] = (self.expected,)
        else:
            few, many = binom.cdf, binom.sf
            whole = self.count + round(self.reference)
            law = (whole, self.weeks / (self.weeks + self.reference_weeks))
        return float(few(self.count, *law)), float(many(self.count - 1, *law))


@dataclass(frozen=True, slots=True)
class Alert:
    """What a segment does, and how likely its number, or one further off, is by chance."""

    segment: str
    trend: Trend
    count: int
    expected: float
    probability: float


def watch(segments: Mapping[str, Watched], *, false_alarms: float = 0.05) -> list[Alert]:
    """Say what each segment does.

    Parameters
    ----------
    false_alarms
        The probability that any alarm is raised at all while nothing changed.

    Raises
    ------
    ParameterError
        If it is no probability.
    """
    if not 0 < false_alarms < 1:
        raise ParameterError(
            _("A rate of false alarms of %(rate)s is none.") % {"rate": percent(false_alarms)},
            remedy=_("Give one between 0 and 100 %%.") % {},
        )
    limit = false_alarms / 2 / max(1, len(segments))
    return [alert_of(name, each, limit) for name, each in segments.items()]


def alert_of(name: str, watched: Watched, limit: float) -> Alert:
    """Compare one segment with its reference."""
    few, many = watched.tails
    trend = Trend.DRIES_UP if few <= limit else Trend.EXPLODES if many <= limit else Trend.STEADY
    return Alert(name, trend, watched.count, watched.expected, min(1.0, 2 * min(few, many)))
