"""The odds of an objective against the activity, as a line that can be drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.plans.conversion import rate_nodes
from maillage.core.plans.funnel import Need
from maillage.core.plans.odds import Outlook, Play, grid_of


@dataclass(frozen=True, slots=True)
class Odds:
    """An amount of activity in a year, and the probability that it reaches the target."""

    activities: int
    probability: float


@lru_cache(maxsize=256)
def odds_curve(need: Need, most: int, points: int = 24) -> tuple[Odds, ...]:
    """Give the odds of a source at evenly spaced amounts of activity, from none to ``most``.

    The powers (1 - p + p D)^n of one amount are those of the amount before it times a constant:
    the whole line costs little more than one of its points.

    Parameters
    ----------
    need
        What the source needs; the part of its activity that closes too late does not count.
    most
        The largest amount of activity, 1 or more; the last point is there or a little beyond.
    points
        How many follow the first one.
    """
    apart = max(1, math.ceil(most / points))
    counts = [apart * place for place in range(points + 1)]
    plays = [need.source.play(count * need.in_time) for count in counts]
    step, size = grid_of([replace(plays[-1], activities=max(1, plays[-1].activities))])
    tails = spread(plays, step, size)
    return tuple(
        Odds(count, Outlook(step, row).at_least(need.source.target))
        for count, row in zip(counts, tails, strict=True)
    )


def spread(plays: Sequence[Play], step: float, size: int) -> FloatArray:
    """Distribute the sales of growing plays that differ in their activities alone, on one grid.

    Returns
    -------
    numpy.ndarray, shape (plays, size)
        Probabilities of the multiples of ``step``.
    """
    first = plays[0]
    deal = np.fft.rfft(first.deals.on_grid(step, size))
    more = np.diff([0, *(play.activities for play in plays)])
    spectra = np.zeros((len(plays), len(deal)), dtype=complex)
    for rate, weight in zip(*rate_nodes(first.conversions), strict=True):
        one = 1 - rate + rate * deal
        powers = {count: one**count for count in set(more.tolist())}
        reached = np.full(len(deal), weight, dtype=complex)
        for place, count in enumerate(more.tolist()):
            reached = reached * powers[count]
            spectra[place] += reached
    found = np.clip(np.fft.irfft(spectra, size, axis=1), 0.0, None)
    return np.asarray(found / found.sum(axis=1, keepdims=True))
