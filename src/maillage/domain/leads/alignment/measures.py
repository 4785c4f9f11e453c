"""Each figure of a period, in its readings, with the rows behind it (I-01 to I-08, E-05)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from math import isfinite
from typing import Final

import numpy as np
import pandas as pd

from maillage.core.arrays import FloatArray
from maillage.core.leads.metrics.deals import Spending
from maillage.core.leads.metrics.estimates import Cost, Mean, Quantile
from maillage.core.leads.metrics.leads import follow_up as in_time
from maillage.core.leads.metrics.leads import response_hours
from maillage.core.leads.metrics.rates import Rate
from maillage.domain.leads.alignment.periods import Period
from maillage.domain.leads.alignment.reading import Records, by_clock, moment
from maillage.models import Outcome
from maillage.texts import _

type Estimate = Rate | Mean | Quantile | Cost
type Readings = tuple[Reading, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One way to read a figure; what nothing is recorded of is None, never 0.

    ``rows`` are the keys of the leads or opportunities that it counts.
    """

    key: str
    estimate: Estimate | None
    rows: tuple[int, ...] = ()

    @property
    def value(self) -> float | None:
        """What it came to."""
        if self.estimate is None:
            return None
        rate = isinstance(self.estimate, Rate)
        return known(self.estimate.share if rate else self.estimate.value)

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """Its interval of 95 %; None where it cannot be told."""
        if self.value is None or self.estimate is None:
            return None, None
        low, high = self.estimate.interval
        return known(low), known(high)

    @property
    def counts(self) -> tuple[float | None, int]:
        """Numerator, where it is a share or a cost, and how many it is of."""
        match self.estimate:
            case Rate(count, of):
                return count, of
            case Cost(Spending(cost, customers)):
                return cost, customers
            case Mean(values) | Quantile(values):
                return None, len(values)
            case _:
                return None, 0


def known(value: float) -> float | None:
    """A number, None where it is none."""
    return value if isfinite(value) else None


def keys(table: pd.DataFrame) -> tuple[int, ...]:
    """The keys of rows."""
    return tuple(int(key) for key in table.index)


def response_time(records: Records, period: Period) -> Readings:
    """I-01: mean and median, in business and elapsed hours; how many wait (X-14)."""
    leads = records.qualified(period)
    groups = [response_hours(rows, clock) for clock, rows in by_clock(records, leads)]
    none: FloatArray = np.array([])
    business, elapsed = (
        np.concatenate([none, *(each[place] for each in groups)]) for place in (0, 1)
    )
    contacted = leads["contacted_at"].notna()
    done = keys(leads[contacted])
    return (
        Reading("business_mean", Mean(business), done),
        Reading("business_median", Quantile(business), done),
        Reading("elapsed_mean", Mean(elapsed), done),
        Reading("elapsed_median", Quantile(elapsed), done),
        Reading("waiting", Rate(int((~contacted).sum()), len(leads)), keys(leads[~contacted])),
    )


def conversion(records: Records, period: Period) -> Readings:
    """I-02: accepted by sales, and SQL (X-13)."""
    leads = records.qualified(period)
    return tuple(
        Reading(key, Rate(int(done.sum()), len(leads)), keys(leads[done]))
        for key, done in (
            ("accepted", leads["accepted_at"].notna()),
            ("sql", leads["sql_at"].notna()),
        )
    )


def follow_up(records: Records, period: Period) -> Readings:
    """I-03: within 24 hours, or by the next opening where these end outside of hours (X-15)."""
    leads = records.qualified(period)
    found = [in_time(rows, clock, moment(records.now)) for clock, rows in by_clock(records, leads)]
    within = leads["contacted_at"] - leads["mql_at"] <= pd.Timedelta(hours=24)
    return (
        Reading("elapsed", total([each.elapsed for each in found]), keys(leads[within])),
        Reading("moved", total([each.moved for each in found]), keys(leads[within])),
    )


def total(rates: list[Rate]) -> Rate:
    """Add shares up."""
    return reduce(lambda a, b: Rate(a.count + b.count, a.of + b.of), rates, Rate(0, 0))


def influence(records: Records, period: Period) -> Readings:
    """I-04: opportunities with a contact by marketing."""
    deals = records.opened(period)
    touched = deals["touches"] > 0
    return (Reading("touched", Rate(int(touched.sum()), len(deals)), keys(deals[touched])),)


def won_in(records: Records, period: Period) -> pd.DataFrame:
    """The opportunities that were won in a period."""
    closed = records.closed(period)
    return closed[closed["outcome"] == Outcome.WON]


def cycle_days(records: Records, period: Period) -> FloatArray:
    """The days from opening to closing of each opportunity won."""
    won = won_in(records, period)
    return ((won["closed_on"] - won["opened_on"]) / pd.Timedelta(days=1)).to_numpy(dtype=float)


def cycle(records: Records, period: Period) -> Readings:
    """I-05: mean and median days from opening to closing."""
    spent, rows = cycle_days(records, period), keys(won_in(records, period))
    return Reading("mean", Mean(spent), rows), Reading("median", Quantile(spent), rows)


def size(records: Records, period: Period) -> Readings:
    """I-06: mean and median amount, where it is known."""
    won = won_in(records, period)
    won = won[won["amount"].notna()]
    amounts = won["amount"].to_numpy(dtype=float)
    return (
        Reading("mean", Mean(amounts), keys(won)),
        Reading("median", Quantile(amounts), keys(won)),
    )


def win_rate(records: Records, period: Period) -> Readings:
    """I-07: won, of those won or lost."""
    won, closed = won_in(records, period), records.closed(period)
    return (Reading("won", Rate(len(won), len(closed)), keys(won)),)


def cac(records: Records, period: Period) -> Readings:
    """I-08: cost of marketing and sales by customer won."""
    spending = records.spending(period)
    estimate = Cost(spending) if spending else None
    return (Reading("cost", estimate, keys(won_in(records, period)) if spending else ()),)


def crm_latency(records: Records, period: Period) -> Readings:
    """E-05: 95 % of the changes are in the CRM within so many minutes (X-27); how many are not."""
    begins, ends = pd.Timestamp(period.begins), pd.Timestamp(period.ends)
    changes = records.changes
    changes = changes[(changes["at"] >= begins) & (changes["at"] < ends)]
    arrived = changes["minutes"].notna()
    minutes = changes.loc[arrived, "minutes"].to_numpy(dtype=float)
    done, missing = (
        tuple(sorted({int(key) for key in changes.loc[which, "lead"]}))
        for which in (arrived, ~arrived)
    )
    return (
        Reading("p95", Quantile(minutes, 0.95), done),
        Reading("mean", Mean(minutes), done),
        Reading("missing", Rate(int((~arrived).sum()), len(changes)), missing),
    )


MEASURES: Final[dict[str, Callable[[Records, Period], Readings]]] = {
    "response_time": response_time,
    "conversion": conversion,
    "follow_up": follow_up,
    "influence": influence,
    "cycle": cycle,
    "size": size,
    "win_rate": win_rate,
    "cac": cac,
    "crm_latency": crm_latency,
}
"""What counts each figure; the first reading is the one that the target is about."""


def reading_words() -> dict[str, dict[str, str]]:
    """Give what readings are called, by figure."""
    mean, median = _("mean"), _("median")
    return {
        "response_time": {
            "business_mean": _("mean, business hours"),
            "business_median": _("median, business hours"),
            "elapsed_mean": _("mean, elapsed hours"),
            "elapsed_median": _("median, elapsed hours"),
            "waiting": _("not contacted"),
        },
        "conversion": {"accepted": _("accepted by sales"), "sql": _("became SQL")},
        "follow_up": {
            "elapsed": _("within 24 hours"),
            "moved": _("or by the next opening"),
        },
        "influence": {"touched": _("with a contact by marketing")},
        "cycle": {"mean": mean, "median": median},
        "size": {"mean": mean, "median": median},
        "win_rate": {"won": _("won of those closed")},
        "cac": {"cost": _("by customer won")},
        "crm_latency": {
            "p95": _("95 of 100 take no more"),
            "mean": mean,
            "missing": _("not yet in the CRM"),
        },
    }
