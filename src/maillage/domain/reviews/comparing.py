"""Reps compared fairly: deals won for the potential they held, luck set apart (J-05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from maillage.core.reviews.comparison import (
    Comparison,
    Record,
    Standing,
    compare,
    years_at_work,
)
from maillage.core.reviews.indicators.records import WON, YEAR_DAYS, between
from maillage.domain.reviews.indicators.reading import Everything, everything
from maillage.models import Rep
from maillage.texts import _, percent

RAMP_MONTHS = 6.0
MOST_DAYS = 730


@dataclass(frozen=True, eq=False)
class TeamComparison:
    """A team compared over a window; ``left_out`` held no account with a potential in it."""

    comparison: Comparison
    since: date
    until: date
    reps: dict[str, Rep]
    left_out: tuple[Rep, ...]


def compare_reps(
    *, until: date, days: int = YEAR_DAYS, ramp_months: float = RAMP_MONTHS
) -> TeamComparison:
    """Compare the active reps over the days before one.

    Parameters
    ----------
    until
        The last day.
    days
        How many days count, that one included; at most two years.
    ramp_months
        Of reps whose first account is later than the first of anybody: months until full strength.
    """
    since = until - timedelta(days=min(max(days, 1), MOST_DAYS) - 1)
    found = everything(until)
    exposure = exposures(found, since, until, ramp_months)
    deals = between(found.deals[found.deals["outcome"] == WON], "closed", since, until)
    won = deals["rep"].value_counts()
    reps = list(Rep.objects.filter(active=True))
    held = [rep for rep in reps if exposure.get(rep.pk, 0.0) > 0]
    records = [
        Record(rep.external_id, int(won.get(rep.pk, 0)), float(exposure[rep.pk])) for rep in held
    ]
    return TeamComparison(
        compare(records),
        since,
        until,
        {rep.external_id: rep for rep in held},
        tuple(rep for rep in reps if rep not in held),
    )


def exposures(found: Everything, since: date, until: date, ramp_months: float) -> dict[int, float]:
    """Potential times years of each rep in a window, the months of a ramp counted in part."""
    owners = found.owners.assign(
        potential=found.owners["account"].map(found.accounts["potential"]).fillna(0.0),
        ends=found.owners["ends"].fillna(pd.Timestamp(until + timedelta(days=1))),
    )
    first = {rep: day.date() for rep, day in owners.groupby("rep")["starts"].min().items()}
    earliest = min(first.values(), default=until)
    start, end = pd.Timestamp(since), pd.Timestamp(until + timedelta(days=1))
    owners["starts"], owners["ends"] = (
        owners["starts"].clip(lower=start),
        owners["ends"].clip(upper=end),
    )
    within = owners[owners["starts"] < owners["ends"]]
    sums = within.groupby(["rep", "starts", "ends"])["potential"].sum()
    total: dict[int, float] = {}
    for (rep, begins, ends), potential in sums.items():
        joined = None if first[rep] == earliest else first[rep]
        years = years_at_work(
            since=begins.date(), until=ends.date(), began_on=joined, ramp_months=ramp_months
        )
        total[rep] = total.get(rep, 0.0) + potential * years
    return total


def told(found: TeamComparison) -> list[dict[str, Any]]:
    """The standings as plain values, the best first; rates are relative to the team's."""
    return [
        {
            "rep": each.rep,
            "name": found.reps[each.rep].name,
            "deals": each.deals,
            "expected": each.expected,
            "raw": each.raw,
            "rate": each.rate,
            "low": each.low,
            "high": each.high,
            "above": each.above,
            "best": each.best,
            "worst": each.worst,
            "verdict": each.verdict,
            "said": verdict_words(each),
        }
        for each in found.comparison.standings
    ]


def verdict_words(standing: Standing) -> str:
    """Say where a rep stands, without more than the figures tell."""
    return {
        "above": _("above the middle of the team"),
        "below": _("below the middle of the team"),
        "undecided": _("not distinguishable from the middle"),
    }[standing.verdict]


def rank_words(row: Any) -> str:
    """Say which ranks a rep can have."""
    if row.best == row.worst:
        return str(row.best)
    return _("%(best)d to %(worst)d") % {"best": row.best, "worst": row.worst}


def method_words(found: TeamComparison) -> list[str]:
    """Say how reps were compared."""
    return [
        _("Deals won for the potential held × time; the first months of a rep count in part."),
        _("Rates are drawn towards the middle of the team as far as few deals leave them to chance"
          " (gamma-Poisson, Clayton and Kaldor 1987); reps whose intervals of %(level)s overlap are"
          " not ranked against each other.") % {"level": percent(found.comparison.level, 0)},
        _("Reps of this team differ by %(spread)s (standard deviation), once luck is set apart.")
        % {"spread": percent(found.comparison.spread, 0)},
    ]  # fmt: skip
