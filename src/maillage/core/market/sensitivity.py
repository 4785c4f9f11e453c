"""How robust the order of zones is when all weights move at once, each around what it is (A-16).

Bounds of ranks come from pairs of zones: whether one is ahead of another for every weighting, for
some, or for none is decided at the corners of the weights, since scores are linear in them. Shares
come from weightings drawn at random: Butler, Jia and Dyer, "Simulation techniques for the
sensitivity analysis of multi-criteria decision models", European Journal of Operational Research
103 (1997).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maillage.core.market.priority import BLOCK, Floats, read_weights, scaled
from maillage.errors import ParameterError
from maillage.texts import _, quoted

SPREAD: Final = 0.25
KEEP: Final = 5
DRAWS: Final = 4_000
CLOSE: Final = 1e-12

Ranks = NDArray[np.int64]


def around(
    zones: pd.DataFrame,
    weights: Mapping[str, float],
    *,
    spread: float = SPREAD,
    keep: int = KEEP,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[pd.DataFrame, float]:
    """Move every weight by up to a share of itself, each on its own.

    Parameters
    ----------
    zones
        As :func:`maillage.core.market.priority.rank_zones` takes them. What is not known counts
        as it does in the score.
    weights
        As :func:`maillage.core.market.priority.read_weights` reads them; 0 stays 0.
    spread
        The share, from 0 to 1.
    keep
        How many zones are the first ones.
    draws, seed
        Weightings drawn, evenly within the spread.

    Returns
    -------
    DataFrame, float
        By ``zone``: ``rank_from`` and ``rank_to``, beyond which no such weighting can bring it,
        and ``kept``, the share of them in which it is among the first ``keep``, equal ones
        included. The largest standard error of these shares.

    Raises
    ------
    ParameterError
        If the spread is not from 0 to 1, or ``keep`` is less than 1.
    """
    check(spread, keep)
    share = np.array([*read_weights(weights).values()])
    values = np.nan_to_num(scaled(zones))
    low, high = rank_bounds(values, share, spread)
    kept = kept_shares(values, share, spread, keep=keep, draws=draws, seed=seed)
    error = math.sqrt(float((kept * (1 - kept)).max(initial=0.0)) / draws)
    columns = {"rank_from": low, "rank_to": high, "kept": kept}
    return pd.DataFrame(columns, index=zones["zone"].to_numpy(object)), error


def check(spread: float, keep: int) -> None:
    """Refuse a spread or a number of zones that cannot be."""
    if not 0 <= spread <= 1:
        raise ParameterError(
            _("%(spread)s is no share by which weights move.") % {"spread": quoted(str(spread))},
            remedy=_("Give a number from 0 to 1, such as 0.25."),
        )
    if keep < 1:
        raise ParameterError(
            _("%(count)s zones cannot come first.") % {"count": quoted(str(keep))},
            remedy=_("Give a whole number of 1 or more."),
        )


def rank_bounds(values: Floats, share: Floats, spread: float) -> tuple[Ranks, Ranks]:
    """(n,) ranks no zone leaves: 1 more than the others always ahead of it, and than those ever.

    ``values`` are (n, m), ``share`` (m,). Another is ahead by ``share · d``, give or take
    ``spread · share · |d|``, where ``d`` is by how much its values are larger.
    """
    score = values @ share
    low, high = (np.empty(len(values), np.int64) for _each in range(2))
    for start in range(0, len(values), BLOCK):
        block = slice(start, start + BLOCK)
        ahead = score[None, :] - score[block, None]
        room = np.zeros_like(ahead)
        for k in np.flatnonzero(share):
            room += share[k] * np.abs(values[None, :, k] - values[block, None, k])
        low[block] = 1 + (ahead - spread * room > CLOSE).sum(axis=1)
        high[block] = 1 + (ahead + spread * room > CLOSE).sum(axis=1)
    return low, high


def kept_shares(
    values: Floats, share: Floats, spread: float, *, keep: int, draws: int, seed: int
) -> Floats:
    """(n,) in which share of the weightings drawn each zone is among the first ``keep``."""
    if len(values) <= keep:
        return np.ones(len(values))
    random = np.random.default_rng(seed)
    kept = np.zeros(len(values))
    for start in range(0, draws, BLOCK):
        count = min(BLOCK, draws - start)
        weights = share * random.uniform(1 - spread, 1 + spread, (count, len(share)))
        scores = weights @ values.T
        last = np.partition(scores, len(values) - keep, axis=1)[:, len(values) - keep, None]
        kept += (scores >= last - CLOSE).sum(axis=0)
    found: Floats = kept / draws
    return found
