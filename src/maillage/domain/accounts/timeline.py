"""Who owns an account over time, and what giving it away does to that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from maillage.models import Ownership


@dataclass(frozen=True, slots=True)
class Period:
    """A rep, by its key, owns an account from one day to another (end excluded).

    ``key`` is that of the row it was read from, 0 for one that is not written yet; two periods are
    the same whatever their rows.
    """

    rep: int
    starts_on: date
    ends_on: date | None = None
    locked: bool = False
    reason: str = ""
    key: int = field(default=0, compare=False)

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.starts_on <= on and (self.ends_on is None or self.ends_on > on)

    def stored(self) -> list[Any]:
        """Write it for a JSON column."""
        ends_on = self.ends_on and self.ends_on.isoformat()
        return [self.rep, self.starts_on.isoformat(), ends_on, self.locked, self.reason]


def periods(rows: QuerySet[Ownership]) -> dict[int, list[Period]]:
    """Read ownerships by account, each account's in order of start."""
    found: dict[int, list[Period]] = defaultdict(list)
    for account, *fields in rows.order_by("starts_on", "pk").values_list(
        "account_id", "rep_id", "starts_on", "ends_on", "locked", "reason", "pk"
    ):
        found[account].append(Period(*fields))
    return found


def read(stored: Sequence[Any]) -> Period:
    """Read what a JSON column keeps."""
    rep, starts_on, ends_on, locked, reason = stored
    end = ends_on and date.fromisoformat(ends_on)
    return Period(rep, date.fromisoformat(starts_on), end, locked, reason)


def held_on(periods: Sequence[Period], on: date) -> Period | None:
    """Find who holds an account on a day: of several, who began last."""
    return max(
        (each for each in periods if each.holds(on)), key=lambda each: each.starts_on, default=None
    )


def given(
    periods: Sequence[Period], *, rep: int | None, on: date, locked: bool, reason: str
) -> list[Period]:
    """Give an account to a rep from a day on, until the next change known; None is nobody.

    Whoever holds it that day ends, or never was where they would have begun that day.
    """
    held = held_on(periods, on)
    ends = [each.starts_on for each in periods if each.starts_on > on]
    if held and held.ends_on:
        ends.append(held.ends_on)
    kept = [
        replace(each, ends_on=on) if each.holds(on) else each
        for each in periods
        if not (each.holds(on) and each.starts_on == on)
    ]
    if rep is not None:
        kept.append(Period(rep, on, min(ends, default=None), locked, reason))
    return sorted(kept, key=lambda each: each.starts_on)
