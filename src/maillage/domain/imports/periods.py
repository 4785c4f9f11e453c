"""What one more owner means for the periods during which reps answered for an account."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from maillage.domain.imports.stored import stored_rows
from maillage.models import Ownership

STORED = (
    "account__external_id",
    "pk",
    "rep_id",
    "rep__name",
    "starts_on",
    "ends_on",
    "locked",
    "reason",
)


class Period(NamedTuple):
    """A stored ownership; the end is excluded, ``None`` while it lasts."""

    pk: int
    rep: int
    owner: str
    starts_on: date
    ends_on: date | None
    locked: bool
    reason: str

    def covers(self, day: date) -> bool:
        """Whether the owner answers for the account on this day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


class Wanted(NamedTuple):
    """An owner a file names; ``dated`` if it says since when, ``None`` where it says nothing."""

    account: str
    rep: int
    owner_text: str
    starts_on: date
    dated: bool
    locked: bool | None
    reason: str | None


class Step(Enum):
    """What to do about a wanted owner."""

    NOTHING = auto()
    OPEN = auto()
    INSERT = auto()
    TAKE_OVER = auto()
    CORRECT = auto()
    EXTEND = auto()
    AMEND = auto()
    REFUSE = auto()


def stored_periods(accounts: list[str]) -> dict[str, list[Period]]:
    """Return the periods of each account, the earliest first."""
    found = stored_rows(Ownership.objects.all(), "account__external_id", accounts, STORED)
    periods: defaultdict[str, list[Period]] = defaultdict(list)
    for account, *values in found.itertuples(index=False, name=None):
        periods[account].append(Period(*values))
    for each in periods.values():
        each.sort(key=lambda period: period.starts_on)
    return dict(periods)


def next_step(want: Wanted, periods: list[Period]) -> tuple[Step, Period | None]:
    """Decide what a wanted owner means, and for which of the account's periods."""
    present = periods[-1] if periods and periods[-1].ends_on is None else None
    if present and present.rep == want.rep and not want.dated:
        return same_owner(want, present), present
    covering = next((period for period in periods if period.covers(want.starts_on)), None)
    if covering:
        return under_another(want, covering), covering
    following = next((period for period in periods if period.starts_on > want.starts_on), None)
    if following is None:
        return Step.OPEN, None
    return (Step.EXTEND if following.rep == want.rep else Step.INSERT), following


def under_another(want: Wanted, covering: Period) -> Step:
    """Decide about an owner wanted from a day on which the account already has one."""
    if covering.rep == want.rep:
        return same_owner(want, covering)
    if covering.ends_on is not None:
        return Step.REFUSE
    return Step.CORRECT if covering.starts_on == want.starts_on else Step.TAKE_OVER


def same_owner(want: Wanted, period: Period) -> Step:
    """Decide about an owner who is already there: only lock and reason may differ."""
    locked = want.locked is not None and want.locked != period.locked
    reason = want.reason is not None and want.reason != period.reason
    return Step.AMEND if locked or reason else Step.NOTHING
