"""How far the accounts of a company carry each way to cut the market (A-05, A-06).

Shares are of the potential, or of the accounts where no potential is known. A spread is told as
the effective number of equal parts, 1 / sum of squared shares (the inverse Herfindahl index).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from maillage.core.arrays import FloatArray

PARTS: Final = 4
FIFTH: Final = 5


class Cut(StrEnum):
    """The four ways to cut (A-05)."""

    GEOGRAPHY = "geography"
    VERTICAL = "vertical"
    SIZE = "size"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far the accounts carry a cut.

    ``carried`` is 0 where all accounts would fall into one part, 1 where the parts are as wanted,
    times ``known``, the share that can be told at all. ``figure`` is the effective number of zones
    or industries, the share that the largest fifth of the accounts holds, or that of customers.
    """

    cut: Cut
    carried: float
    known: float
    figure: float


def evidence(accounts: pd.DataFrame, team: int) -> tuple[Evidence, ...]:
    """Measure each cut; nothing where there are no accounts.

    Parameters
    ----------
    accounts
        ``zone`` · ``industry`` (texts, "" when unknown) · ``potential`` (NaN when unknown) ·
        ``customer`` (bool, bought once at least).
    team
        How many sell. Zones and industries carry a cut fully where they are as many equal parts as
        there are reps, four at most.
    """
    if not len(accounts):
        return ()
    weight, known = weights(accounts)
    parts = max(2, min(team, PARTS))
    customers = float(weight[accounts["customer"].to_numpy(bool)].sum())
    return (
        spread(Cut.GEOGRAPHY, accounts["zone"], weight, parts),
        spread(Cut.VERTICAL, accounts["industry"], weight, parts),
        concentration(weight, known),
        Evidence(Cut.ACTIVITY, 1 - abs(2 * customers - 1), 1.0, customers),
    )


def weights(accounts: pd.DataFrame) -> tuple[FloatArray, float]:
    """(n,) shares of the potential, 1 in sum, and the share of accounts of which it is known."""
    potential = accounts["potential"].to_numpy(np.float64)
    known = float((~np.isnan(potential)).mean())
    amounts = np.nan_to_num(potential)
    if amounts.sum() <= 0:
        return np.full(len(amounts), 1 / len(amounts)), known
    return amounts / amounts.sum(), known


def spread(cut: Cut, groups: pd.Series, weight: FloatArray, parts: int) -> Evidence:
    """Measure how evenly the potential lies over groups."""
    shares = pd.Series(weight).groupby(groups.to_numpy(object)).sum().drop("", errors="ignore")
    known = float(shares.sum())
    if known <= 0:
        return Evidence(cut, 0.0, 0.0, 0.0)
    effective = float(known**2 / (shares**2).sum())
    return Evidence(cut, known * min(1.0, (effective - 1) / (parts - 1)), known, effective)


def concentration(weight: FloatArray, known: float) -> Evidence:
    """Measure how much of the potential the largest fifth of the accounts holds."""
    count = -(-len(weight) // FIFTH)
    even = count / len(weight)
    largest = float(np.sort(weight)[-count:].sum())
    carried = (largest - even) / (1 - even) if even < 1 else 0.0
    return Evidence(Cut.SIZE, known * carried, known, largest)
