"""A forecast from opportunities: what is open, at the chances that others had, and what is to come.

Timing is that of all opportunities of the team that were in the same stage for as long; the share
won is the rep's, weighed with the team's. No share is taken as known better than it keeps from one
month to the next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, pvariance
from typing import Final

from maillage.core.plans.forecasting import Chance, Coming, Group, forecast
from maillage.core.plans.incidence import Incidence
from maillage.core.plans.measuring import curve_of, strength, worth
from maillage.core.plans.odds import Deals, Outlook
from maillage.core.plans.pursuits import Pursuit, first_days, known_on, stage_order

ENOUGH: Final = 20
"""Ends of a stage from which its own curve counts."""
LOOK_BACK: Final = timedelta(weeks=52)
BLOCK: Final = timedelta(weeks=4)
BLOCKS: Final = 13
OPENING: Final = ""
"""The group of what is followed from its opening, in no stage with a curve of its own."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """The sales of a period, from what was known on a day.

    ``sold`` since the period began; ``open`` and ``coming`` are what is expected of what is open
    and of what is still to be opened, of which there are ``opened_weekly``.
    """

    sold: float
    open: float
    coming: float
    open_count: int
    opened_weekly: float
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Habits:
    """How opportunities of a team end: from their opening, by stage, and how much that moves."""

    whole: Incidence
    stages: dict[str, Incidence]
    drift: float
    on: date

    def curve(self, each: Pursuit) -> tuple[str, Incidence, int]:
        """The stage whose curve counts for an open opportunity, the curve, and the days in it."""
        entered = first_days(each).get(each.stage)
        if entered is not None and each.stage in self.stages:
            return each.stage, self.stages[each.stage], (self.on - entered).days
        return OPENING, self.whole, (self.on - each.opened_on).days


@dataclass(frozen=True, slots=True)
class Team:
    """What is known of the opportunities of a team on a day, their stages, and how they end."""

    known: tuple[Pursuit, ...]
    stages: tuple[str, ...]
    habits: Habits


def team_on(pursuits: Sequence[Pursuit], on: date) -> Team:
    """Look at the opportunities of a team as they were on a day."""
    known = tuple(known_on(pursuits, on))
    return Team(known, stage_order(known), habits_of(known, on))


def habits_of(known: Sequence[Pursuit], on: date) -> Habits:
    """Learn how opportunities end from what is known on a day."""
    stages: dict[str, list[tuple[date | None, date | None, Pursuit]]] = defaultdict(list)
    months: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for each in known:
        won_on = each.closed_on if each.won else None
        for stage, day in first_days(each).items():
            stages[stage].append((day, won_on, each))
        if each.closed_on:
            counts = months[each.closed_on.year, each.closed_on.month]
            counts[0] += each.won
            counts[1] += 1
    whole = curve_of([(e.opened_on, e.closed_on if e.won else None, e) for e in known], on)
    curves = {stage: curve_of(rows, on) for stage, rows in stages.items()}
    own = {stage: curve for stage, curve in curves.items() if curve.resolved >= ENOUGH}
    return Habits(whole, own, strength([(won, ended) for won, ended in months.values()]), on)


def expect(
    team: Team, until: date, *, since: date, rep: str | None = None,
    opened_weekly: float | None = None,
) -> Expectation:  # fmt: skip
    """Forecast the sales of a period from the day on which a team is looked at.

    Parameters
    ----------
    team
        What came after the day is not looked at.
    since, until
        The first day of the period, and the first day after it.
    rep
        Whose sales; the team's where left out.
    opened_weekly
        The planned pace of opening; that of the last year where left out.
    """
    known, habits, on = team.known, team.habits, team.habits.on
    own = [each for each in known if rep in (None, each.rep)]
    mean, cv = worth(known, rep)
    typical = Deals(mean, cv) if mean else None
    share, trials = share_of(known, own, habits, rep)
    better = share / habits.whole.share if habits.whole.share else 1.0
    days = max(0, (until - on).days - 1)
    by_stage: dict[str, list[Chance]] = defaultdict(list)
    for each in own:
        value = Deals(each.amount, 0.0) if each.amount else typical
        if each.open and value:
            stage, curve, age = habits.curve(each)
            by_stage[stage].append(Chance(min(1.0, better * curve.chance(age, days)), value))
    pace, dispersion = pace_of(own, on)
    pace = pace if opened_weekly is None else opened_weekly
    coming = None
    if typical and pace and days:
        chance = min(1.0, better * habits.whole.chance_when_begun_within(days))
        coming = Coming(pace * days / 7, Chance(chance, typical), dispersion)
    groups = [
        group_of(stage, by_stage[stage], habits, (share, trials), coming)
        for stage in sorted({*by_stage, OPENING})
    ]
    sold = sum(e.amount or 0.0 for e in own if e.won and e.closed_on and since <= e.closed_on)
    return Expectation(
        sold,
        sum(each.probability * each.worth.mean for group in groups for each in group.chances),
        coming.count * coming.chance.probability * coming.chance.worth.mean if coming else 0.0,
        sum(each.open for each in own),
        pace,
        forecast(groups, sold),
    )


def share_of(
    known: Sequence[Pursuit], own: Sequence[Pursuit], habits: Habits, rep: str | None
) -> tuple[float, float]:
    """The share won of what ends, a rep's weighed with the team's; and how well it is known."""
    team = habits.whole
    if rep is None:
        return team.share, min(team.resolved, habits.drift)
    ended: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in known:
        if not each.open:
            ended[each.rep][0] += each.won
            ended[each.rep][1] += 1
    prior = min(strength([(won, count) for won, count in ended.values()]), team.resolved)
    won, count = sum(e.won for e in own), sum(not e.open for e in own)
    trials = prior + count
    rate = (won + team.share * prior) / trials if trials else 0.0
    return rate, min(trials, habits.drift)


def group_of(
    stage: str, chances: Sequence[Chance], habits: Habits, own: tuple[float, float],
    coming: Coming | None,
) -> Group:  # fmt: skip
    """Put what is in one stage together; what is still to come is with what is followed whole."""
    if stage == OPENING:
        return Group(tuple(chances), *own, coming)
    curve = habits.stages[stage]
    return Group(tuple(chances), curve.share, min(curve.resolved, habits.drift))


def pace_of(own: Sequence[Pursuit], on: date) -> tuple[float, float]:
    """How many are opened in a week, and the variance of the number over its mean, of a year.

    Numbers of four weeks; a shorter history counts from its first opening.
    """
    first = min((each.opened_on for each in own), default=on)
    since = max(first, on - LOOK_BACK)
    weeks = (on - since).days / 7
    recent = [each for each in own if each.opened_on >= since]
    if weeks < 1 or not recent:
        return 0.0, 1.0
    blocks = min(BLOCKS, (on - since) // BLOCK)
    counts = Counter((on - each.opened_on) // BLOCK for each in recent)
    numbers = [counts[block] for block in range(blocks)]
    mean = fmean(numbers) if numbers else 0.0
    enough = len(numbers) > 2 and mean > 0
    spread = pvariance(numbers) * len(numbers) / (len(numbers) - 1) / mean if enough else 1.0
    return len(recent) / weeks, max(1.0, spread)
