"""The lower bound for territories with free centres: ascent, survey, and missing places added."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.territories.bounds.ascent import Ascent
from maillage.core.territories.bounds.cells import Survey
from maillage.core.territories.bounds.relaxation import Relaxation, relax
from maillage.core.territories.problem import Problem

FIRST_STEPS, FEWEST_FIRST_STEPS = 140, 100
"""Steps that take fractions of heavy units."""

STEPS, FEWEST_STEPS = 600, 50
LEGS, FRACTIONAL = 8, 2
"""Legs of the ascent, and how many of them take fractions of heavy units. Each of the others ends
with a survey, whose missing places the next one knows."""

WARMEST, WHOLE_FROM, COLDEST = 0.1, 0.05, 0.002
"""Temperatures, as shares of the mean price: the first, that from which heavy units are kept whole,
and the last."""

FEW_HEAVY = 0.1
"""Share of the amounts in heavy units under which these say little of the prices: fractions are
taken until late, and the ascent is warmed up again after each survey."""

FIRST_ROUND, LATER_ROUND, LATER_ROUNDS = (150, 75, 75), (60, 30, 30), 5
"""Steps of the legs of a round then; it ends with a survey."""

ROUND_FROM, REWARMED, ROUND_COLDEST = 0.012, 0.004, 0.0015
"""Temperatures then: where heavy units are kept whole, where later rounds begin, and the last."""

COARSE, FINE, FINEST = (0.06, 0.002), (0.025, 0.002), (0.015, 0.0005)
"""How closely a survey looks: half width of its finest cells, in root mean squared km of a
territory, and the share of its mean inertia under which cells are not looked at more closely. The
finest does not pay where there are many territories about few heavy units."""

NEW_PLACES = 400
FEWEST = 10
TINY = 1e-6
ROUNDING = 1e-10
CLIMB = 0.9
"""Share of a leg's time that the ascent takes, roughly; the survey takes the rest."""


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
    few_heavy = heavy_share(relaxation) < FEW_HEAVY
    ascent = Ascent.begin(relaxation, gentle=few_heavy)
    best = nothing
    legs = planned(effort, few_heavy=few_heavy)
    for number, leg in enumerate(legs):
        part = _Part(number, leg, len(legs), best, ends, report)
        ascent.climb(leg.temperatures, whole=leg.whole, more=part.climbing)
        last = number == len(legs) - 1 or time.perf_counter() > ends
        if not (leg.surveyed or last):
            ascent.relist()
            continue
        care = COARSE if not last else FINE if few_heavy else FINEST
        found, missing = survey(relaxation, ascent, care, part.surveying)
        best = max(best, found, key=lambda each: each.bound)
        if last:
            break
        ascent.relist(missing)
    return best


@dataclass(frozen=True, eq=False)
class Leg:
    """Part of an ascent: the temperatures of its steps, as shares of the mean price; whether heavy
    units are kept whole; whether a survey follows.
    """

    temperatures: FloatArray
    whole: bool
    surveyed: bool


def heavy_share(relaxation: Relaxation) -> float:
    """Share of the amounts that is in heavy units."""
    amounts = relaxation.amounts[:, 0]
    return float(amounts[relaxation.heavy].sum() / max(amounts.sum(), TINY))


def planned(effort: float, *, few_heavy: bool) -> list[Leg]:
    """The legs of an ascent."""
    if few_heavy:
        return _rounds(effort)
    first = max(FEWEST_FIRST_STEPS, round(effort * FIRST_STEPS))
    later = max(FEWEST_STEPS, round(effort * STEPS))
    return [
        Leg(part, whole, surveyed=whole)
        for whole, temperatures, parts in (
            (False, np.geomspace(WARMEST, WHOLE_FROM, first), FRACTIONAL),
            (True, np.geomspace(WHOLE_FROM, COLDEST, later), LEGS - FRACTIONAL),
        )
        for part in np.array_split(temperatures, parts)
    ]


def _rounds(effort: float) -> list[Leg]:
    """The legs where few units are heavy."""
    middle = np.sqrt(ROUND_FROM * ROUND_COLDEST)
    warm = [WARMEST, ROUND_FROM, middle, ROUND_COLDEST]
    again = np.geomspace(REWARMED, ROUND_COLDEST, 4).tolist()
    return [
        Leg(
            np.geomspace(start, end, max(FEWEST, round(effort * steps))),
            whole=start < bounds[0],
            surveyed=end == bounds[-1],
        )
        for lengths, bounds in ((FIRST_ROUND, warm), *[(LATER_ROUND, again)] * LATER_ROUNDS)
        for steps, start, end in zip(lengths, bounds, bounds[1:], strict=False)
    ]


@dataclass(frozen=True, eq=False)
class _Part:
    """One leg as seen from outside: its number of so many, and the best bound before it."""

    number: int
    leg: Leg
    legs: int
    best: FreeBound
    ends: float
    report: Callable[[float, float], None]

    def climbing(self, made: int) -> bool:
        """Report after some steps; False when time is up."""
        self._reached(CLIMB * made / len(self.leg.temperatures))
        return time.perf_counter() < self.ends

    def surveying(self) -> None:
        """Report from within the survey."""
        self._reached(CLIMB)

    def _reached(self, share: float) -> None:
        self.report((self.number + share) / self.legs, self.best.bound)


def survey(
    relaxation: Relaxation,
    ascent: Ascent,
    care: tuple[float, float],
    report: Callable[[], object],
) -> tuple[FreeBound, FloatArray]:
    """The bound that the present prices prove, and (m, 3) places that the ascent does not know."""
    alpha = ascent.alpha
    known = ascent.known
    fineness, loss = care
    total = float(alpha.sum())
    mean = max(total - float(relaxation.number @ known), 1e-9) / relaxation.territories
    view = Survey(
        relaxation, alpha, ascent.places.position, ascent.places.mu, ascent.places.least,
        ascent.scale, ascent.surroundings, report,
    )  # fmt: skip
    values, missing = np.empty(len(known)), []
    for kind in range(len(known)):
        enough = known[kind] + loss * mean
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
