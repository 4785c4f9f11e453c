"""What indicators are counted from: accounts, contacts and deals of a part of the market."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

YEAR_DAYS = 365
VISITS = ("visit", "meeting")
OUTREACH = ("call", "email")
REPLIES = ("reply", "response", "answer")
PROPOSALS = "propos|offer|offre|devis|quote|quotation|soumission"
"""In the names of stages, what tells a proposal."""
WON, LOST, OPEN = "won", "lost", "open"


@dataclass(frozen=True, eq=False)
class Records:
    """What is recorded of a part of the market up to the last day of a window.

    Parameters
    ----------
    accounts
        By key: ``potential`` · ``visits`` (planned per year), NaN where not known · ``priority``.
    touches
        ``account`` · ``rep`` · ``day`` (datetime64) · ``kind``: of these accounts.
    deals
        By key: ``account`` · ``rep`` · ``amount`` (NaN: not known) · ``opened`` · ``closed``
        (datetime64, NaT: not known, or not yet) · ``outcome`` · ``source`` · ``qualified``
        (datetime64, NaT: it came of no lead): the day on which its lead was an MQL.
    entries
        ``deal`` · ``stage`` (in small letters) · ``day``: of these deals.
    since, until
        First and last day of the window.
    recorded
        What is recorded in the workspace at all: ``touches``, ``visits``, ``replies``, ``planned``,
        ``deals``, ``proposals``, ``potential``, ``leads`` (that became opportunities).
    objective
        Sales to reach in the year of the plan, None where no plan is accepted.
    plan_since
        First day of that year.
    """

    accounts: pd.DataFrame
    touches: pd.DataFrame
    deals: pd.DataFrame
    entries: pd.DataFrame
    since: date
    until: date
    recorded: frozenset[str] = field(default_factory=frozenset)
    objective: float | None = None
    plan_since: date | None = None

    @property
    def days(self) -> int:
        """Days of the window."""
        return (self.until - self.since).days + 1

    @property
    def year_since(self) -> date:
        """First of the 365 days that end with the window."""
        return self.until - timedelta(days=YEAR_DAYS - 1)

    @cached_property
    def touched(self) -> pd.DataFrame:
        """The contacts of the window."""
        return between(self.touched_in_year, "day", self.since, self.until)

    @cached_property
    def touched_in_year(self) -> pd.DataFrame:
        """The contacts of the 365 days that end with the window, or of a longer window."""
        return between(self.touches, "day", min(self.since, self.year_since), self.until)

    def closed(self, since: date | None = None) -> pd.DataFrame:
        """The deals that were closed from a day on, of the window unless told otherwise."""
        return between(self.deals, "closed", since or self.since, self.until)

    def won(self, since: date | None = None) -> pd.DataFrame:
        """The deals that were won."""
        found = self.closed(since)
        return found[found["outcome"] == WON]

    def open(self) -> pd.DataFrame:
        """The deals that were open on the last day."""
        last = pd.Timestamp(self.until)
        begun = self.deals["opened"].isna() | (self.deals["opened"] <= last)
        to_come = self.deals["closed"].isna() | (self.deals["closed"] > last)
        return self.deals[begun & to_come]


def between(table: pd.DataFrame, column: str, since: date, until: date) -> pd.DataFrame:
    """The rows of some days, both ends counted."""
    return table[(table[column] >= pd.Timestamp(since)) & (table[column] <= pd.Timestamp(until))]
