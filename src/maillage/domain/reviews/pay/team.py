"""What variable pay may cost for a team, by the odds of its sales."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from maillage.core.plans.conversion import Conversion
from maillage.core.plans.odds import Deals, Outlook, Play, outlook
from maillage.core.reviews.indicators.records import OPEN, WON, YEAR_DAYS, between
from maillage.core.reviews.pay.cost import Expected, expected_pay
from maillage.core.reviews.pay.scheme import Kind, PayScheme
from maillage.domain.reviews.indicators.reading import everything
from maillage.domain.reviews.objectives import objectives_on
from maillage.domain.reviews.pay.schemes import scheme_of
from maillage.models import PayScheme as StoredScheme
from maillage.models import Rep
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Cost:
    """What a team may earn in variable pay in a year; ``left_out`` has no objective or no deal."""

    reps: tuple[tuple[Rep, Expected], ...]
    team: Expected
    left_out: tuple[Rep, ...]


def team_cost(*, stored: StoredScheme, on: date) -> Cost:
    """Expect the pay of every active rep, from what was won and lost in the last 365 days."""
    scheme = scheme_of(stored)
    found = everything(on)
    closed = between(found.deals, "closed", on - timedelta(days=YEAR_DAYS - 1), on)
    closed = closed[closed["outcome"] != OPEN]
    one, counts = one_of(closed), closed["rep"].value_counts()
    objectives, known, left_out = objectives_on(on), [], []
    for rep in Rep.objects.filter(active=True):
        count = int(counts.get(rep.pk, 0))
        objective, _since = objectives.get(rep.pk, (own_target(scheme), None))
        if not count or one is None or objective is None:
            left_out.append(rep)
        else:
            known.append((rep, sales_of(replace(one, activities=count)), objective))
    each, team = expected_pay(scheme, [(mine, objective) for _rep, mine, objective in known])
    reps = tuple((rep, pay) for (rep, *_rest), pay in zip(known, each, strict=True))
    return Cost(reps, team, tuple(left_out))


def own_target(scheme: PayScheme) -> float | None:
    """The target of the scheme where each measure of sales has one."""
    targets = [each.target for each in scheme.measures if each.kind is Kind.SALES]
    return float(targets[0]) if targets and targets[0] is not None else None


def one_of(closed: pd.DataFrame) -> Play | None:
    """A deal that was closed: how likely it was won, and what it was worth, None if none was."""
    won = closed[closed["outcome"] == WON]["amount"].dropna()
    won = won[won > 0]
    if won.empty:
        return None
    rate = float((closed["outcome"] == WON).mean())
    conversion = Conversion("opportunity", "sale", rate, float(len(closed)))
    spread = float(won.std(ddof=0) / won.mean())
    return Play(1, (conversion,), Deals(float(won.mean()), spread))


@lru_cache(maxsize=256)
def sales_of(play: Play) -> Outlook:
    """The sales of as many deals; once for all reps who closed as many."""
    return outlook([play])


def cost_words() -> str:
    """Say what the cost rests on."""
    return (
        _(
            "As many deals closed as in the last 365 days, won and worth as those of the whole"
            " team; all other measures at 100 %%, without the rule for windfalls."
        )
        % {}
    )


def row_of(found: Cost) -> dict[str, Any]:
    """The cost as plain values."""
    return {
        "team": plain(found.team),
        "reps": [
            {"rep": rep.external_id, "name": rep.name, **plain(pay)} for rep, pay in found.reps
        ],
        "left_out": [rep.external_id for rep in found.left_out],
        "method": cost_words(),
    }


def plain(pay: Expected) -> dict[str, float]:
    """Expected pay as plain values: mean, deviation, and what 1, 5 and 9 years of 10 pass not."""
    return {
        "mean": pay.mean,
        "deviation": pay.deviation,
        "low": pay.low,
        "middle": pay.middle,
        "high": pay.high,
    }
