"""Figures of leads: response time, conversion and follow-up (I-01 to I-03), and CRM latency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.leads.clock import Clock
from maillage.core.leads.happenings import Lead
from maillage.core.leads.instants import Instants, as_instants, as_micros, micros
from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.opening import MICROS_OF_DAY
from maillage.errors import ParameterError
from maillage.texts import _

NEVER: Final = np.iinfo(np.int64).min
"""NaT, as a number."""
HOUR: Final = np.timedelta64(3_600_000_000, "us")


@dataclass(frozen=True, slots=True)
class LeadRows:
    """Leads that were MQL, one a row; NaT where it did not happen.

    Parameters
    ----------
    mql, contacted, accepted, sql : shape (n,)
        When each became an MQL, was first contacted by a person, accepted, and an SQL, in UTC.
    """

    mql: Instants
    contacted: Instants
    accepted: Instants
    sql: Instants

    def __post_init__(self) -> None:
        """Refuse rows that do not fit together, or never were an MQL."""
        lengths = {len(each) for each in (self.mql, self.contacted, self.accepted, self.sql)}
        if len(lengths) > 1 or np.isnat(self.mql).any():
            raise ParameterError(
                _("Figures are of leads that were MQL, each with a date."),
                remedy=_("Leave out the leads that were not."),
            )


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, in hours; NaN where it never happened."""

    mean: float
    median: float
    p95: float
    count: int


@dataclass(frozen=True, slots=True)
class Response:
    """The time to the first contact (I-01): in business hours and elapsed (X-14).

    Parameters
    ----------
    business, elapsed
        Of the leads that were contacted. Those contacted before they were MQL took no time.
    waiting
        How many were not contacted: the mean says nothing of them.
    """

    business: Times
    elapsed: Times
    waiting: int


def response(rows: LeadRows, clock: Clock) -> Response:
    """Give the time to the first contact."""
    business, elapsed = response_hours(rows, clock)
    return Response(times(business), times(elapsed), len(rows.mql) - len(elapsed))


def response_hours(rows: LeadRows, clock: Clock) -> tuple[FloatArray, FloatArray]:
    """Give the business hours and the elapsed hours to the first contact, of those that had one."""
    done = ~np.isnat(rows.contacted)
    begins = rows.mql[done]
    ends = np.maximum(rows.contacted[done], begins)
    if not len(begins):
        return np.array([]), np.array([])
    return clock.between_many(begins, ends) / HOUR, (ends - begins) / HOUR


def times(hours: FloatArray) -> Times:
    """Sum up durations."""
    if not len(hours):
        return Times(np.nan, np.nan, np.nan, 0)
    return Times(
        float(np.mean(hours)),
        float(np.median(hours)),
        float(np.quantile(hours, 0.95, method="inverted_cdf")),
        len(hours),
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """The share of MQL that sales accepted, and that became SQL: both readings of I-02 (X-13)."""

    accepted: Rate
    sql: Rate


def conversion(rows: LeadRows) -> Conversion:
    """Give both readings of the conversion of MQL."""
    counts = (int((~np.isnat(each)).sum()) for each in (rows.accepted, rows.sql))
    accepted, sql = (Rate(count, len(rows.mql)) for count in counts)
    return Conversion(accepted, sql)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The share of MQL contacted in time (I-03), in both readings (X-14, X-15).

    Parameters
    ----------
    elapsed
        Within 24 hours.
    moved
        Within 24 hours, or by the next opening where these end outside of hours.
    open
        Leads whose time is not over, and that are not contacted: they count in neither.
    """

    elapsed: Rate
    moved: Rate
    open: int


def follow_up(rows: LeadRows, clock: Clock, now: np.datetime64) -> FollowUp:
    """Give the share of MQL that were contacted within 24 hours."""
    plain = as_instants(as_micros(rows.mql) + MICROS_OF_DAY)
    moved = clock.open_from(plain)
    rates = [in_time(rows.contacted, due, now) for due in (plain, moved)]
    waiting = int((np.isnat(rows.contacted) & (moved >= now)).sum())
    return FollowUp(rates[0], rates[1], waiting)


def in_time(contacted: Instants, due: Instants, now: np.datetime64) -> Rate:
    """Count what was contacted by its deadline, among what was contacted or is due."""
    done = ~np.isnat(contacted)
    counts = done | (due < now)
    return Rate(int((done & (contacted <= due)).sum()), int(counts.sum()))


def latency(happened: Instants, recorded: Instants) -> Times:
    """Give how long events took to reach the CRM (E-05, X-27: p95 of 5 minutes), in hours."""
    known = ~np.isnat(happened) & ~np.isnat(recorded)
    return times((recorded[known] - happened[known]) / HOUR)


def rows_of(leads: Sequence[Lead], now: datetime) -> LeadRows:
    """Give the rows of the leads that were MQL by an instant, each by its first events."""
    told = [first_times(lead, now) for lead in leads]
    known = [each for each in told if "mql" in each]
    columns = (
        as_instants(np.array([each.get(kind, NEVER) for each in known], dtype=np.int64))
        for kind in ("mql", "first_contact", "accepted", "sql")
    )
    return LeadRows(*columns)


def first_times(lead: Lead, now: datetime) -> dict[str, int]:
    """Give when each kind of event first happened to a lead."""
    return {each.kind: micros(each.at) for each in reversed(lead.past(now))}
