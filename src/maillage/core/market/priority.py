"""Which zones come first: a weighted sum of criteria, and how far its order can be trusted (A-16).

Each criterion is brought to 0..1 between its least and its largest known value (1 is best), and
weights add up to 1. A value that is not known adds nothing to the score of its zone; what it could
add at most is kept beside it. Weighted sums and how far a weight may move: Triantaphyllou and
Sanchez, "A sensitivity analysis approach for some deterministic multi-criteria decision-making
methods", Decision Sciences 28 (1997).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maillage.errors import ParameterError
from maillage.texts import _, quoted

POTENTIAL, DENSITY, DISTANCE, SIGNALS = "potential", "density", "distance", "signals"
CRITERIA: Final = (POTENTIAL, DENSITY, DISTANCE, SIGNALS)
LESS_IS_BETTER: Final = frozenset({DISTANCE})
EQUAL_WEIGHTS: Final = dict.fromkeys(CRITERIA, 1.0)
CONSTANT: Final = 0.5
DRAWS: Final = 10_000
BLOCK: Final = 500
LARGEST_WEIGHT: Final = 1e6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stability:
    """Between which weights of one criterion the order holds, the others kept in proportion."""

    criterion: str
    weight: float
    leader: tuple[float, float]
    order: tuple[float, float]


def read_weights(given: Mapping[str, float]) -> dict[str, float]:
    """Bring weights to a sum of 1; criteria not named weigh nothing.

    Raises
    ------
    ParameterError
        If one is unknown, negative or not a number, or all are 0.
    """
    for name, weight in given.items():
        if name not in CRITERIA:
            raise ParameterError(
                _("%(name)s is no criterion of priority.") % {"name": quoted(name[:60])},
                remedy=_("Use: %(names)s.") % {"names": ", ".join(CRITERIA)},
            )
        if not 0 <= weight <= LARGEST_WEIGHT:
            raise ParameterError(
                _("%(weight)s is no weight.") % {"weight": quoted(str(weight))},
                remedy=_("Give a number of 0 or more."),
            )
    total = sum(given.values())
    if total <= 0:
        raise ParameterError(
            _("All weights are 0."), remedy=_("Give at least one criterion a weight above 0.")
        )
    return {name: given.get(name, 0.0) / total for name in CRITERIA}


def scaled(zones: pd.DataFrame) -> Floats:
    """Bring the criteria to 0..1, 1 the best; (n, 4), NaN where not known.

    A criterion that is the same everywhere is 0.5 everywhere.
    """
    columns = [scale(zones[name].to_numpy(np.float64), name) for name in CRITERIA]
    return np.column_stack(columns)


def scale(values: Floats, criterion: str) -> Floats:
    """Bring (n,) values to 0..1."""
    known = values[np.isfinite(values)]
    clean = np.where(np.isfinite(values), values, np.nan)
    if not len(known) or known.max() == known.min():
        return np.where(np.isnan(clean), np.nan, CONSTANT)
    share: Floats = (clean - known.min()) / (known.max() - known.min())
    return 1 - share if criterion in LESS_IS_BETTER else share


def rank_zones(zones: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Order zones by their score.

    Parameters
    ----------
    zones
        ``zone`` and the ``CRITERIA``: revenue potential, density of qualified accounts, distance
        to the existing network in kilometres, accounts with a buying signal; NaN when not known.
    weights
        As :func:`read_weights` reads them.

    Returns
    -------
    DataFrame
        The columns of ``zones``, and ``rank`` (equal scores share the better one) · ``score`` ·
        ``at_most`` (if all that is not known were best) · ``best_rank`` (the rank it could then
        have) · ``known`` (weight of what is known) · one ``from_…`` for what each criterion adds.
        The best first; equal ones in the order of ``zone``.
    """
    share = np.array([*read_weights(weights).values()])
    values = scaled(zones)
    missing = np.isnan(values)
    parts = np.where(missing, 0.0, values) * share
    score = parts.sum(axis=1)
    at_most = score + (missing * share).sum(axis=1)
    ranked = zones.assign(
        rank=places(score, score),
        score=score,
        at_most=at_most,
        best_rank=places(score, at_most),
        known=1 - (missing * share).sum(axis=1),
        **{
            f"from_{name}": np.where(missing[:, k], np.nan, parts[:, k])
            for k, name in enumerate(CRITERIA)
        },
    )
    return ranked.sort_values(["rank", "zone"], ignore_index=True)


def places(scores: Floats, reached: Floats) -> NDArray[np.int64]:
    """(n,) the rank each of ``reached`` has among ``scores``: 1 more than how many are better."""
    rounded = np.sort(np.round(scores, 12))
    better = len(rounded) - np.searchsorted(rounded, np.round(reached, 12), side="right")
    return 1 + better.astype(np.int64)


def stability(zones: pd.DataFrame, weights: Mapping[str, float]) -> list[Stability]:
    """Give, for each criterion, the weights between which the leader and the order stay.

    The weight of one criterion moves, the others keep their proportions to each other; scores are
    then linear in it, so that the bounds are exact. What is not known counts as it does in the
    score, and zones of equal scores may part without a bound.
    """
    share = np.array([*read_weights(weights).values()])
    values = np.nan_to_num(scaled(zones))
    found = []
    for k, name in enumerate(CRITERIA):
        others = np.delete(share, k)
        rest = np.delete(values, k, axis=1)
        total = others.sum()
        mix = others / total if total > 0 else np.full(len(others), 1 / len(others))
        beside = rest @ mix
        slope = values[:, k] - beside
        score = np.round(beside + slope * share[k], 12)
        whole, leader = (
            (
                max(0.0, share[k] - reach(score, slope, -1, leader=only)),
                min(1.0, share[k] + reach(score, slope, 1, leader=only)),
            )
            for only in (False, True)
        )
        found.append(Stability(name, float(share[k]), leader=leader, order=whole))
    return found


def reach(score: Floats, slope: Floats, towards: int, *, leader: bool) -> float:
    """Tell how far a weight may move before a zone overtakes another, infinite where none does.

    Scores move by ``slope``; ``towards`` is 1 or -1. Zones of equal scores are put in the order
    they take at once, so that the first to overtake overtakes its neighbour; for the ``leader``
    alone, only overtaking those that are first counts.
    """
    order = np.lexsort((-towards * slope, -score))
    first = int((score == score.max(initial=-np.inf)).sum())
    ahead, behind = order[:-1], order[1:]
    if leader:
        behind = order[first:]
        ahead = order[first - 1 : first].repeat(len(behind))
    gap = score[ahead] - score[behind]
    closing = towards * (slope[behind] - slope[ahead])
    meets = (gap > 0) & (closing > 0)
    return float((gap[meets] / closing[meets]).min(initial=np.inf))


def first_shares(
    zones: pd.DataFrame, criteria: Sequence[str] = CRITERIA, *, draws: int = DRAWS, seed: int = 0
) -> tuple[pd.Series[float], float]:
    """Try all weightings: the share of them in which each zone is first.

    Weights of ``criteria`` are drawn evenly from all that add up to 1 (Dirichlet with parameters
    1). What is not known counts as in the score; zones that are first together share.

    Returns
    -------
    Series, float
        By ``zone``; the largest standard error of the shares.
    """
    random = np.random.default_rng(seed)
    columns = [CRITERIA.index(name) for name in criteria]
    values = np.nan_to_num(scaled(zones))[:, columns]
    wins = np.zeros(len(values))
    for start in range(0, draws if len(values) else 0, BLOCK):
        weights = random.dirichlet(np.ones(len(columns)), min(BLOCK, draws - start))
        scores = np.round(weights @ values.T, 12)
        first = scores == scores.max(axis=1, keepdims=True)
        wins += (first / first.sum(axis=1, keepdims=True)).sum(axis=0)
    shares = pd.Series(wins / draws, index=zones["zone"].to_numpy(object))
    spread = float((shares * (1 - shares)).max()) if len(shares) else 0.0
    return shares, math.sqrt(spread / draws)
