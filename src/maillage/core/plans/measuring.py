"""What a plan assumes, counted from opportunities: conversions, lags, what a sale is worth.

A rep with few opportunities gets what the team's say, in the measure in which reps are alike: the
conversion is a beta distribution whose prior has the team's rate and the spread between reps
(empirical Bayes), amounts are weighed by Bühlmann's credibility.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import fmean, pvariance
from typing import Final

from maillage.core.plans.incidence import LOST, ON, OPEN, Incidence, incidence
from maillage.core.plans.pursuits import OPENED, SALE, Pursuit, known_on, reached, stage_order

STRENGTHS: Final = (4.0, 400.0)
"""Between which the weight of the team's rate lies, in opportunities."""
FEW: Final = 10
"""Steps below which the median lag of the team counts instead of the rep's."""


@dataclass(frozen=True, slots=True)
class MeasuredStep:
    """A conversion counted.

    ``own`` of ``trials`` are the rep's; the others are the weight of the team's rate.
    """

    before: str
    after: str
    rate: float
    trials: float
    own: int
    lag_days: float


@dataclass(frozen=True, slots=True)
class MeasuredSource:
    """What the opportunities of one source say.

    ``steps`` lead from the opening to the sale; ``mean`` and ``cv`` of what was won are None where
    nothing was; ``won``, ``lost`` and ``open`` are the rep's own.
    """

    name: str
    steps: tuple[MeasuredStep, ...]
    lag_weeks: float
    mean: float | None
    cv: float
    won: int
    lost: int
    open: int


def measure(
    pursuits: Sequence[Pursuit], on: date, *, rep: str | None = None
) -> list[MeasuredSource]:
    """Measure each source, as it was known on a day.

    Parameters
    ----------
    pursuits
        All of the team.
    rep
        Whose own; the whole team's where left out.
    """
    known = known_on(pursuits, on)
    order = stage_order(known)
    names = sorted({each.source for each in known if rep in (None, each.rep)})
    return [
        measured(name, [each for each in known if each.source == name], order, on, rep)
        for name in names
    ]


def measured(
    name: str, known: Sequence[Pursuit], order: Sequence[str], on: date, rep: str | None
) -> MeasuredSource:
    """Measure one source; stages nothing of it went through are left out."""
    used = [stage for stage in order if any(stage in (e.stage, *dict(e.entries)) for e in known)]
    own = [each for each in known if rep in (None, each.rep)]
    team, mine = curves(known, used, on), curves(own, used, on)
    between = by_rep(known, used, on) if rep is not None else []
    names = [OPENED, *used, SALE]
    steps = []
    for place, (before, after) in enumerate(pairwise(names)):
        alike = [(each[place].gone_on, each[place].resolved) for each in between]
        weight = strength(alike) if rep is not None else 0.0
        steps.append(shrunk(before, after, team[place], mine[place], weight))
    mean, cv = worth(known, rep)
    ended = curve_of([(r[0], r[-1], e) for e in known for r in [reached(e, used)]], on)
    mine_ended = curve_of([(r[0], r[-1], e) for e in own for r in [reached(e, used)]], on)
    lag = mine_ended.lag if mine_ended.gone_on >= FEW else ended.lag
    return MeasuredSource(
        name, tuple(steps), lag / 7, mean, cv,
        sum(each.won for each in own),
        sum(not each.open and not each.won for each in own),
        sum(each.open for each in own),
    )  # fmt: skip


def curves(known: Sequence[Pursuit], stages: Sequence[str], on: date) -> list[Incidence]:
    """The incidence of going on from each stage to the next or a later one."""
    days = [reached(each, stages) for each in known]
    return [
        curve_of(
            [(row[place], row[place + 1], each) for row, each in zip(days, known, strict=True)],
            on,
        )
        for place in range(len(stages) + 1)
    ]


def curve_of(rows: Sequence[tuple[date | None, date | None, Pursuit]], on: date) -> Incidence:
    """The incidence of a step, from the days of its beginning and its end."""
    ages, ends = [], []
    for began, went_on, each in rows:
        if began is None:
            continue
        end = went_on or each.closed_on or on
        ages.append(max(0, (end - began).days))
        ends.append(ON if went_on else OPEN if each.open else LOST)
    return incidence(ages, ends)


def by_rep(known: Sequence[Pursuit], stages: Sequence[str], on: date) -> list[list[Incidence]]:
    """The same for each rep."""
    groups: dict[str, list[Pursuit]] = defaultdict(list)
    for each in known:
        groups[each.rep].append(each)
    return [curves(group, stages, on) for group in groups.values()]


def strength(groups: Sequence[tuple[int, int]]) -> float:
    """How many opportunities a common rate weighs, from the spread between reps, or months.

    The moments of the beta-binomial distribution (Kleinman, "Proportions with extraneous variance",
    Journal of the American Statistical Association 68 (1973), 46-54).

    Parameters
    ----------
    groups
        Of each, how many were won, of how many that ended.
    """
    counted = [(won, count) for won, count in groups if count]
    total = sum(count for _on, count in counted)
    rate = sum(gone for gone, _count in counted) / total if total else 0.0
    low, high = STRENGTHS
    if len(counted) < 2 or rate in (0.0, 1.0):
        return high if len(counted) > 1 else low
    spread = sum(count * (gone / count - rate) ** 2 for gone, count in counted)
    chance = rate * (1 - rate)
    effective = total - sum(count**2 for _gone, count in counted) / total
    inner = (spread - (len(counted) - 1) * chance) / (
        chance * (effective - (len(counted) - 1)) or 1
    )
    return min(high, max(low, 1 / inner - 1)) if inner > 0 else high


def shrunk(before: str, after: str, team: Incidence, own: Incidence, weight: float) -> MeasuredStep:
    """Weigh the rep's own conversion with the team's."""
    trials = own.resolved + (min(weight, team.resolved) if team is not own else 0.0)
    prior = trials - own.resolved
    rate = (own.share * own.resolved + team.share * prior) / trials if trials else 0.0
    lag = own.lag if own.gone_on >= FEW else team.lag
    return MeasuredStep(before, after, rate, trials, own.resolved, lag)


def worth(known: Sequence[Pursuit], rep: str | None) -> tuple[float | None, float]:
    """The mean of what was won, weighed with the team's, and the coefficient of variation."""
    groups: dict[str, list[float]] = defaultdict(list)
    for each in known:
        if each.won and each.amount:
            groups[each.rep].append(each.amount)
    everything = [amount for group in groups.values() for amount in group]
    if not everything:
        return None, 1.0
    mean = fmean(everything)
    spread = pvariance(everything)
    if rep is None:
        return mean, spread**0.5 / mean
    own = groups.get(rep, [])
    between = pvariance([fmean(group) for group in groups.values()])
    within = sum(len(group) * pvariance(group) for group in groups.values()) / len(everything)
    typical = len(everything) / len(groups)
    between = max(between - within / typical, 1e-9 * mean**2)
    weight = len(own) / (len(own) + within / between) if own else 0.0
    return weight * (fmean(own) if own else 0.0) + (1 - weight) * mean, spread**0.5 / mean
