"""How many are won or lost by an age, from what is still open as well as from what is closed.

The cumulative incidence of two ends that exclude each other, estimated by Aalen and Johansen
("An empirical transition matrix for non-homogeneous Markov chains based on censored observations",
Scandinavian Journal of Statistics 5 (1978), 141-150). What is open counts as open until the age it
has: neither as won nor as lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import FloatArray

OPEN, ON, LOST = 0, 1, 2
"""What is known of one: still there, gone on (won, or a stage further), lost."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """Shares that went on, and were lost, by each age in days; the rest is still there.

    ``ages`` are those at which something happened, in order; ``on`` and ``lost`` the shares from
    then on.
    """

    ages: FloatArray
    on: FloatArray
    lost: FloatArray
    gone_on: int
    gone_lost: int

    @property
    def resolved(self) -> int:
        """How many went on or were lost."""
        return self.gone_on + self.gone_lost

    @property
    def share(self) -> float:
        """The share of those that end which go on; 0 where none ended."""
        ends = float(self.on[-1] + self.lost[-1])
        return float(self.on[-1]) / ends if ends else 0.0

    @property
    def lag(self) -> float:
        """The median age in days of those that go on; 0 where none did."""
        if not self.gone_on:
            return 0.0
        return float(self.ages[np.searchsorted(self.on, self.on[-1] / 2 - 1e-12)])

    def chance(self, age: float, days: float) -> float:
        """The probability to go on within some days, for one that is still there at an age."""
        there = 1 - self.at(self.on, age) - self.at(self.lost, age)
        if there <= 0 or days <= 0:
            return 0.0
        gained = self.at(self.on, age + days) - self.at(self.on, age)
        return float(min(1.0, gained / there))

    def chance_when_begun_within(self, days: int) -> float:
        """The mean probability to go on by the end of a time, for one begun on any of its days."""
        if days <= 0:
            return 0.0
        return float(np.mean([self.at(self.on, age) for age in np.arange(days) + 0.5]))

    def at(self, shares: FloatArray, age: float) -> float:
        """Read a share at an age."""
        place = int(np.searchsorted(self.ages, age, side="right"))
        return float(shares[place - 1]) if place else 0.0


def incidence(ages: Sequence[float], ends: Sequence[int]) -> Incidence:
    """Estimate shares by age.

    Parameters
    ----------
    ages
        Days from the beginning to the end, or to the last look at what is still there.
    ends
        ``OPEN``, ``ON`` or ``LOST``.
    """
    days, kinds = np.asarray(ages, dtype=float), np.asarray(ends, dtype=int)
    steps = np.unique(days[kinds != OPEN])
    on, lost = np.zeros(len(steps)), np.zeros(len(steps))
    there = 1.0
    for place, step in enumerate(steps):
        at_risk = np.count_nonzero(days >= step)
        here = kinds[days == step]
        goes, loses = np.count_nonzero(here == ON), np.count_nonzero(here == LOST)
        on[place] = (on[place - 1] if place else 0.0) + there * goes / at_risk
        lost[place] = (lost[place - 1] if place else 0.0) + there * loses / at_risk
        there *= 1 - (goes + loses) / at_risk
    if not len(steps):
        steps, on, lost = np.zeros(1), np.zeros(1), np.zeros(1)
    return Incidence(
        steps, on, lost, int(np.count_nonzero(kinds == ON)), int(np.count_nonzero(kinds == LOST))
    )
