"""What changed from one period to another, against what is aimed at (I-05 to I-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from maillage.core.leads.metrics.deals import WANTED
from maillage.core.leads.metrics.estimates import Cost, Mean
from maillage.core.leads.metrics.rates import (
    Change,
    Rate,
    change_of_cost,
    change_of_means,
    change_of_rates,
)
from maillage.domain.leads.alignment.measures import MEASURES, Estimate
from maillage.domain.leads.alignment.periods import LONGEST, Period, period_asked
from maillage.domain.leads.alignment.reading import Records, records
from maillage.domain.reviews.indicators.parts import Part
from maillage.errors import ParameterError
from maillage.texts import _

LESS = frozenset({"response_time", "cycle"})
"""Figures that are better the smaller they are."""
AIMED = {
    "cycle": WANTED["I-05"],
    "size": WANTED["I-06"],
    "win_rate": WANTED["I-07"],
    "cac": WANTED["I-08"],
}


type Days = tuple[date | None, date | None]
type Pair = tuple[Period, Period]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods, and what changed of each figure from the first to the second.

    ``aimed`` are the changes that have a target; of the others the target is to be better at all.
    """

    before: Period
    after: Period
    aimed: dict[str, Change]
    others: dict[str, Change]


def compare(*, part: Part, before: Period, after: Period, now: datetime) -> Comparison:
    """Compare two periods.

    Raises
    ------
    ParameterError
        If they share days, or the second has not begun.
    """
    if before.until >= after.since or after.since > now.date():
        raise ParameterError(
            _("Of two periods the second begins after the first, on a day that has come."),
            remedy=_("Give the first day of each and the last, or the day of a change."),
        )
    found = records(part, since=before.since, now=now)
    others = {
        key: change
        for key in ("response_time", "conversion", "follow_up", "influence")
        if (change := change_of(found, key, before, after, 0.0))
    }
    return Comparison(before, after, changes_between(found, before, after), others)


def around(day: date, today: date) -> Pair:
    """Give the days from a change until today, and as many before it."""
    step = timedelta(days=max(1, (today - day).days + 1))
    last = day + step - timedelta(days=1)
    return Period(day - step, day - timedelta(days=1)), Period(day, last)


def changes_between(found: Records, before: Period, after: Period) -> dict[str, Change]:
    """Compare the figures whose target is a change."""
    every = {key: change_of(found, key, before, after, wanted) for key, wanted in AIMED.items()}
    return {key: change for key, change in every.items() if change is not None}


def change_of(
    found: Records, key: str, before: Period, after: Period, wanted: float
) -> Change | None:
    """Compare a figure by its first reading; None where it is not recorded."""
    one, other = (MEASURES[key](found, period)[0].estimate for period in (before, after))
    return None if one is None or other is None else changed(one, other, key, wanted)


def changed(one: Estimate, other: Estimate, key: str, wanted: float) -> Change:
    """Compare two figures of the same kind: shares, costs of a customer, or means."""
    match one, other:
        case Rate(), Rate():
            return change_of_rates(one, other, at_least=wanted)
        case Cost(before), Cost(after):
            return change_of_cost(
                (before.cost, before.customers), (after.cost, after.customers), at_least=wanted
            )
        case Mean(first), Mean(second):
            return change_of_means(first, second, at_least=wanted, less=key in LESS)
    raise TypeError(key)


def asked_periods(*, change: date | None, before: Days, after: Days, today: date) -> Pair:
    """Give the two periods that are asked for: their days, or the day of a change.

    Raises
    ------
    ParameterError
        If neither is given, or a period cannot be.
    """
    since, until = after
    if change is None and None not in (*before, since):
        return period_asked(*before, today), period_asked(since, until or today, today)
    if change is None:
        raise ParameterError(
            _("It is not said what is to be compared."),
            remedy=_("Give the day of a change, or the first and last day of both periods."),
        )
    if not today - timedelta(days=LONGEST) < change <= today:
        raise ParameterError(
            _("%(day)s is no day of a change that can be looked at.") % {"day": change.isoformat()},
            remedy=_("Give a day that has come, of the last three years."),
        )
    one, other = around(change, today)
    return period_asked(one.since, one.until, today), period_asked(other.since, other.until, today)
