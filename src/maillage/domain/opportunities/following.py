"""Where a period stands: its pace, its pipeline, its forecast, and segments that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from maillage.core.plans.expecting import Expectation, Habits, expect
from maillage.core.plans.findings import Pipeline
from maillage.core.plans.incidence import Incidence
from maillage.core.plans.measuring import MeasuredSource, measure
from maillage.core.plans.pursuits import Pursuit, first_days
from maillage.core.plans.watching import Alert, Watched, watch
from maillage.domain.opportunities.history import pursuits, team_known
from maillage.errors import InputError
from maillage.models import Rep
from maillage.texts import _

REVIEW_WEEKS: Final = 6
REFERENCE_WEEKS: Final = 46
FALSE_ALARMS: Final = 0.05
MONTH: Final = 365.25 / 12
AGES: Final = (30, 60, 90, 180)
"""Days at which the age of what is open is cut."""


@dataclass(frozen=True, slots=True)
class OpenStage:
    """What is open in one stage: how many, their worth, the oldest in days, the chance to win."""

    stage: str
    count: int
    worth: float
    unknown: int
    oldest: int
    chance: float


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a rep, or all, stand on a day of a period.

    ``pipeline`` compares what is open with what is left to be sold, None without an objective or
    where nothing was won yet; ``ages`` counts what is open by its age in days.
    """

    on: date
    since: date
    until: date
    objective: float | None
    pace_index: float | None
    probability: float | None
    expectation: Expectation
    stages: tuple[OpenStage, ...]
    ages: tuple[tuple[str, int], ...]
    pipeline: Pipeline | None
    alerts: tuple[Alert, ...]


def measured(*, on: date, rep: Rep | None = None) -> list[MeasuredSource]:
    """Count conversions, lags and amounts until a day: a rep's weighed with the team's."""
    return measure(pursuits(), on, rep=rep.external_id if rep else None)


def follow(
    *, on: date, since: date, until: date, rep: Rep | None = None, objective: float | None = None,
    opened_weekly: float | None = None, weeks: int = REVIEW_WEEKS,
) -> Followed:  # fmt: skip
    """Say where a rep stands, or everybody.

    Parameters
    ----------
    since, until
        The first day of the period, and the first day after it.
    objective
        What is to be sold in it.
    opened_weekly
        The planned pace of opening opportunities; that of the last year where left out.
    weeks
        The last weeks that are watched for segments that changed.

    Raises
    ------
    InputError
        If the day is not in the period.
    """
    if not since <= on < until:
        raise InputError(
            _("%(day)s is not in the period from %(since)s to %(until)s.")
            % {"day": on, "since": since, "until": until},
            remedy=_("Give a day from the first of the period to its last."),
        )
    name = rep.external_id if rep else None
    team = team_known(on)
    found = expect(team, until, since=since, rep=name, opened_weekly=opened_weekly)
    habits = team.habits
    own = [each for each in team.known if name in (None, each.rep)]
    passed = ((on - since).days + 1) / (until - since).days
    return Followed(
        on, since, until, objective,
        found.sold / (objective * passed) if objective else None,
        found.outlook.at_least(objective) if objective else None,
        found,
        open_stages(own, team.stages, habits, on),
        ages_of(own, on),
        pipeline_of(own, habits.whole, objective, (until - since).days),
        tuple(segments_watched(own, on, weeks)),
    )  # fmt: skip


def open_stages(
    own: Sequence[Pursuit], stages: Sequence[str], habits: Habits, on: date
) -> tuple[OpenStage, ...]:
    """What is open by stage, in the order of the stages."""
    still = [each for each in own if each.open]
    found = []
    for stage in (*stages, ""):
        here = [each for each in still if each.stage == stage]
        if here:
            curve = habits.stages.get(stage, habits.whole)
            found.append(
                OpenStage(
                    stage,
                    len(here),
                    sum(each.amount or 0.0 for each in here),
                    sum(each.amount is None for each in here),
                    max((on - first_days(each).get(stage, each.opened_on)).days for each in here),
                    curve.share,
                )
            )
    return tuple(found)


def ages_of(own: Sequence[Pursuit], on: date) -> tuple[tuple[str, int], ...]:
    """How many are open, by their age in days."""
    ages = [(on - each.opened_on).days for each in own if each.open]
    bounds = [0, *AGES]
    named = [f"{low}–{high}" for low, high in zip(bounds, AGES, strict=False)]
    counts = Counter(sum(age >= bound for bound in AGES) for age in ages)
    return tuple((name, counts[place]) for place, name in enumerate([*named, f"≥ {AGES[-1]}"]))


def pipeline_of(
    own: Sequence[Pursuit], team: Incidence, objective: float | None, days: int
) -> Pipeline | None:
    """What is open against what a month has to sell while it turns over once (L-11)."""
    if not objective or not team.gone_on:
        return None
    worth = sum(each.amount or 0.0 for each in own if each.open)
    return Pipeline(worth, team.share, objective * MONTH / days, max(team.lag, 1.0) / MONTH)


def segments_watched(own: Sequence[Pursuit], on: date, weeks: int) -> list[Alert]:
    """Compare the opportunities opened in the last weeks with those of the time before (K-07)."""
    cut = on - timedelta(weeks=weeks)
    first = max(min((each.opened_on for each in own), default=cut),
                cut - timedelta(weeks=REFERENCE_WEEKS))  # fmt: skip
    before = (cut - first).days / 7
    if before < weeks:
        return []
    now = Counter(each.segment for each in own if cut < each.opened_on <= on)
    then = Counter(each.segment for each in own if first <= each.opened_on <= cut)
    watched = {
        name: Watched(now[name], weeks, then[name], before) for name in sorted({*now, *then})
    }
    return watch(watched, false_alarms=FALSE_ALARMS)
