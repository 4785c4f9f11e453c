"""The lower bound for territories with free centres: ascent, survey, and missing places added."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.territories.bounds.ascent import COLDEST, WARMEST, Ascent
from maillage.core.territories.bounds.cells import Survey
from maillage.core.territories.bounds.relaxation import Relaxation, relax
from maillage.core.territories.problem import Problem

FIRST_STEPS, LATER_STEPS = 300, 120
ROUNDS = 6
"""Surveys at most, each followed by an ascent with the missing places."""

LATER_WARMEST = 0.004
COARSE, FINE = 0.06, 0.025
"""Half width of the finest cells of a survey, in root mean squared km of a territory."""

LOSS = 0.002
"""Share of the mean inertia of a territory under which cells are not looked at more closely."""

NEW_PLACES = 400
CLIMB = 0.9
"""Share of a round that counts as done when its ascent is; its survey is the rest."""

ROUNDING = 1e-10


@dataclass(frozen=True, eq=False)
class FreeBound:
    """``bound`` on the value · ``prices`` (n,) of serving each unit · ``values`` (t,) the most that
    a territory of each kind is worth at these prices; all in weight x km².
    """

    bound: float
    prices: FloatArray
    values: FloatArray


def bound_free(
    problem: Problem,
    *,
    effort: float = 1.0,
    deadline: float | None = None,
    report: Callable[[float, float], None] = lambda _share, _bound: None,
) -> FreeBound:
    """The best lower bound found on the moment of inertia of any plan for the problem.

    ``report(share, bound)`` is called as it improves; it may raise to stop.
    """
    relaxation = relax(problem)
    nothing = FreeBound(0.0, np.zeros(problem.size), np.zeros(len(relaxation.low)))
    if not relaxation.weight.any():
        return nothing
    ends = np.inf if deadline is None else time.perf_counter() + deadline
    ascent = Ascent.begin(relaxation)
    proven = [nothing]

    def more(number: int, share: float) -> bool:
        report((number + CLIMB * share) / ROUNDS, proven[-1].bound)
        return time.perf_counter() < ends

    for number in range(ROUNDS):
        first = number == 0
        steps = max(20, round(effort * (FIRST_STEPS if first else LATER_STEPS)))
        ascent.climb(steps, WARMEST if first else LATER_WARMEST, COLDEST, partial(more, number))
        last = number == ROUNDS - 1 or time.perf_counter() > ends
        fineness = FINE if last else COARSE
        found, missing = survey(relaxation, ascent, fineness, partial(more, number, 1.0))
        if found.bound > proven[-1].bound:
            proven.append(found)
        if last:
            break
        ascent.relist(missing)
    return proven[-1]


def survey(
    relaxation: Relaxation, ascent: Ascent, fineness: float, report: Callable[[], object]
) -> tuple[FreeBound, FloatArray]:
    """The bound that the present prices prove, and (m, 3) places that the ascent does not know."""
    alpha = ascent.alpha
    known = ascent.known
    total = float(alpha.sum())
    mean = max(total - float(relaxation.number @ known), 1e-9) / relaxation.territories
    view = Survey(
        relaxation, alpha, ascent.places.position, ascent.places.mu, ascent.scale,
        ascent.surroundings, report,
    )  # fmt: skip
    values, missing = np.empty(len(known)), []
    for kind in range(len(known)):
        enough = known[kind] + LOSS * mean
        values[kind], places = view.most(kind, enough, fineness * np.sqrt(mean))
        missing.append(_thin(places, np.sqrt(mean) * 0.15))
    values += ROUNDING * abs(total) / relaxation.territories
    bound = (total - float(relaxation.number @ values)) * relaxation.scale
    return (
        FreeBound(bound, alpha * relaxation.scale, values * relaxation.scale),
        np.concatenate(missing),
    )


def _thin(places: FloatArray, apart: float) -> FloatArray:
    """The first places, best first, that are some distance apart."""
    kept: list[FloatArray] = []
    for place in places:
        if len(kept) == NEW_PLACES:
            break
        if not kept or np.linalg.norm(np.array(kept) - place, axis=1).min() > apart:
            kept.append(place)
    return np.array(kept)
