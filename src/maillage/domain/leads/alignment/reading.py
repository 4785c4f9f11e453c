"""Leads and opportunities of a part, as tables that figures are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import nan
from typing import Any, Final

import numpy as np
import pandas as pd
from django.db.models import Min, QuerySet

from maillage.core.leads.clock import Clock
from maillage.core.leads.metrics.deals import Spending
from maillage.core.leads.metrics.leads import LeadRows
from maillage.domain.leads.alignment.clocks import clocks_of
from maillage.domain.leads.alignment.heard import Told, by_marketing, told_of
from maillage.domain.leads.alignment.periods import Period, deals_in, leads_in
from maillage.domain.reviews.indicators.parts import WORKSPACE, Part
from maillage.models import AcquisitionCost, Lead, Opportunity, Outcome

INSTANTS: Final = (
    "mql_at", "handed_over_at", "contacted_at", "accepted_at", "rejected_at", "feedback_at",
    "sql_at", "opportunity_at",
)  # fmt: skip
OF_LEADS: Final = ("pk", "owner", "account", "life", "rejected_why", "opportunity",
                   "opportunity__outcome", "opportunity__lost_reason", *INSTANTS)  # fmt: skip
OF_DEALS: Final = ("pk", "account", "amount", "opened_on", "closed_on", "outcome", "lost_reason")
CHANGED, ARRIVED = "status_changed", "crm_updated"
TOUCHED_WITHIN: Final = timedelta(days=365)
"""How long before its opening a contact by marketing counts for a deal (I-04)."""


@dataclass(frozen=True, eq=False)
class Records:
    """What is stored of a part, read once.

    Parameters
    ----------
    leads
        By key, MQL or not: ``owner`` · ``account`` · ``life`` · ``rejected_why`` ·
        ``opportunity`` with its ``opportunity__outcome`` and ``opportunity__lost_reason`` ·
        instants in UTC, NaT where it did not happen.
    deals
        By key: ``account`` · ``amount`` · ``opened_on`` and ``closed_on`` · ``outcome`` ·
        ``lost_reason`` · ``touches`` by marketing.
    changes
        Changes of status: ``lead`` · ``at``, with a zone · ``minutes`` until the CRM knew, NaN if
        it does not yet.
    clocks
        The clock that governs each lead that was MQL.
    customers
        The day on which each account, or opportunity without one, was first won.
    costs
        First and last day and amount of what was spent; None of a part that is not all.
    now
        No later than this.
    """

    part: Part
    leads: pd.DataFrame
    deals: pd.DataFrame
    changes: pd.DataFrame
    clocks: dict[int, Clock]
    customers: pd.Series
    costs: tuple[tuple[date, date, float], ...] | None
    now: datetime

    def qualified(self, period: Period) -> pd.DataFrame:
        """The leads that became MQL in a period."""
        return inside(self.leads, "mql_at", period)

    def opened(self, period: Period) -> pd.DataFrame:
        """The opportunities that were opened in a period."""
        return self.deals[self.deals["opened_on"].between(*days(period))]

    def closed(self, period: Period) -> pd.DataFrame:
        """The opportunities that were won or lost in a period."""
        return self.deals[self.deals["closed_on"].between(*days(period))]

    def spending(self, period: Period) -> Spending | None:
        """What was spent in a period and how many customers it won; None where it is not known."""
        if not self.costs:
            return None
        shares = [(overlap(period, first, last), amount) for first, last, amount in self.costs]
        won = int(self.customers.between(*days(period)).sum())
        if not any(share for share, _amount in shares):
            return None
        return Spending(sum(share * amount for share, amount in shares), won)


def inside(table: pd.DataFrame, column: str, period: Period) -> pd.DataFrame:
    """The rows of which an instant lies in a period."""
    begins, ends = (utc(each) for each in (period.begins, period.ends))
    return table[(table[column] >= begins) & (table[column] < ends)]


def utc(moment: datetime) -> pd.Timestamp:
    """An instant as tables hold it: in UTC, without a zone."""
    return pd.Timestamp(moment).tz_convert(None)


def days(period: Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of a period, as tables hold them."""
    return pd.Timestamp(period.since), pd.Timestamp(period.until)


def overlap(period: Period, first: date, last: date) -> float:
    """The share of some days that lie in a period."""
    shared = (min(period.until, last) - max(period.since, first)).days + 1
    return max(0, shared) / ((last - first).days + 1)


def records(part: Part, *, since: date, now: datetime) -> Records:
    """Read what figures of a part are counted from, from a day on."""
    on, rows = now.date(), leads_in(part, now.date())
    leads = table(rows.order_by("pk"), OF_LEADS)
    for column in INSTANTS:
        moments = pd.to_datetime(leads[column], utc=True).dt.tz_convert(None)
        leads[column] = moments.astype("datetime64[us]").where(moments <= utc(now))
    return Records(
        part=part,
        leads=leads,
        deals=deals_of(deals_in(part, on).filter(opened_on__lte=on), since, now),
        changes=changes(rows, Period(since, on).begins, now),
        clocks=clocks_of(leads.index[leads["mql_at"].notna()], now),
        customers=customers(),
        costs=costs(part),
        now=now,
    )


def table(rows: Any, columns: tuple[str, ...]) -> pd.DataFrame:
    """Lay rows of the database out by key."""
    found = pd.DataFrame.from_records(list(rows.values_list(*columns)), columns=list(columns))
    return found.set_index("pk")


def deals_of(rows: Any, since: date, now: datetime) -> pd.DataFrame:
    """Lay opportunities out that were open on a day or later, with their contacts by marketing."""
    found = table(rows.exclude(closed_on__lt=since).order_by("pk"), OF_DEALS)
    touches = marketing_touches(found, now)
    for column in ("opened_on", "closed_on"):
        found[column] = pd.to_datetime(found[column]).astype("datetime64[s]")
    found["amount"] = found["amount"].astype("float64")
    found["touches"] = [touches.get(pk, 0) for pk in found.index]
    return found


def marketing_touches(deals: pd.DataFrame, now: datetime) -> dict[int, int]:
    """Count the contacts by marketing that each deal had, by key of the deal.

    They are those of the leads of its account, and of the lead it came from, from a year before it
    was opened until it closed.
    """
    if not len(deals):
        return {}
    first = pd.Timestamp(min(deals["opened_on"]), tz="UTC") - TOUCHED_WITHIN
    account = {int(key) for key in deals["account"].dropna()}
    rows = Lead.objects.filter(merged_into=None)
    known = rows.filter(account__pk__among=account) | rows.filter(
        opportunity__pk__among=list(deals.index)
    )
    whose = {pk: (of, deal) for pk, of, deal in known.values_list("pk", "account", "opportunity")}
    told: defaultdict[tuple[str, int], dict[int, date]] = defaultdict(dict)
    for place, each in enumerate(
        told_of(known, begins=first.to_pydatetime(), ends=now, companies=True)
    ):
        if by_marketing(each):
            for key in zip(("account", "deal"), whose[each.lead], strict=True):
                told[key][place] = each.at.date()
    found: dict[int, int] = {}
    for pk, of, opened, closed in deals[["account", "opened_on", "closed_on"]].itertuples():
        touched = told.get(("account", of), {}) | told.get(("deal", pk), {})
        within = opened - TOUCHED_WITHIN, closed or now.date()
        found[pk] = sum(within[0] <= day <= within[1] for day in touched.values())
    return found


def changes(leads: QuerySet[Lead], begins: datetime, now: datetime) -> pd.DataFrame:
    """Give the changes of status since an instant, each with when the CRM knew of it."""
    told: defaultdict[int, list[Told]] = defaultdict(list)
    lately = leads.filter(last_event_at__gte=begins)
    for each in told_of(lately, begins=begins, ends=now, kinds=(CHANGED, ARRIVED)):
        told[each.lead].append(each)
    rows = [
        (lead, each.at, minutes_until(each.at, events))
        for lead, events in told.items()
        for each in events
        if each.kind == CHANGED
    ]
    found = pd.DataFrame(rows, columns=["lead", "at", "minutes"])
    return found.astype({"at": "datetime64[us, UTC]", "minutes": "float64"})


def minutes_until(at: datetime, events: list[Told]) -> float:
    """The minutes from a change to the first arrival in the CRM after it; NaN without one."""
    arrived = (each.at for each in events if each.kind == ARRIVED and each.at >= at)
    first = min(arrived, default=None)
    return (first - at) / timedelta(minutes=1) if first else nan


def customers() -> pd.Series:
    """The day on which each account was first won; opportunities without one count each."""
    won = Opportunity.objects.filter(outcome=Outcome.WON)
    of_accounts = won.exclude(account=None).order_by().values("account")
    first = list(of_accounts.annotate(day=Min("closed_on")).values_list("day", flat=True))
    alone = list(won.filter(account=None).values_list("closed_on", flat=True))
    return pd.to_datetime(pd.Series(first + alone, dtype="object")).astype("datetime64[s]")


def costs(part: Part) -> tuple[tuple[date, date, float], ...] | None:
    """What marketing and sales cost; it is known of the whole only."""
    if part.kind != WORKSPACE:
        return None
    rows = AcquisitionCost.objects.values_list("starts_on", "ends_on", "amount")
    return tuple((first, last, float(amount)) for first, last, amount in rows)


def by_clock(records: Records, leads: pd.DataFrame) -> Iterator[tuple[Clock, LeadRows]]:
    """Give leads as rows of figures, those that are governed by one clock together."""
    if not len(leads):
        return
    governing = leads.index.map(lambda pk: id(records.clocks[pk]))
    for _clock, some in leads.groupby(governing, sort=False):
        columns = (
            some[column].to_numpy(dtype="datetime64[us]")
            for column in ("mql_at", "contacted_at", "accepted_at", "sql_at")
        )
        yield records.clocks[some.index[0]], LeadRows(*columns)


def moment(at: datetime) -> np.datetime64:
    """An instant as core counts it."""
    return np.datetime64(utc(at), "us")
