"""Opportunities in time: when each was opened, which stages it reached, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

OPENED, SALE = "opportunity", "sale"
"""The first and the last stage of every opportunity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursuit:
    """One opportunity.

    Parameters
    ----------
    opened_on
        The day it began.
    closed_on, won
        The day it ended, None while it is open, and whether it was won.
    amount
        What it is worth, None where unknown.
    stage
        The last stage it was in while open, as its source names it; empty where unknown.
    entries
        Stages with the days on which they were entered.
    source, segment, rep
        Where it comes from, the group of its account, and whose it is.
    """

    opened_on: date
    closed_on: date | None = None
    won: bool = False
    amount: float | None = None
    stage: str = ""
    entries: tuple[tuple[str, date], ...] = ()
    source: str = ""
    segment: str = ""
    rep: str = ""

    @property
    def open(self) -> bool:
        """Whether it is neither won nor lost."""
        return self.closed_on is None

    def as_on(self, day: date) -> Pursuit:
        """Give what was known of it on a day: what came later had not happened."""
        entries = tuple(each for each in self.entries if each[1] <= day)
        nothing_later = self.closed_on is None or self.closed_on <= day
        if nothing_later and len(entries) == len(self.entries):
            return self
        if self.closed_on is not None and self.closed_on <= day:
            return replace(self, entries=entries)
        last = max(entries, key=lambda each: each[1])[0] if entries else ""
        stage = self.stage if len(entries) == len(self.entries) else last
        return replace(self, closed_on=None, won=False, entries=entries, stage=stage)


def known_on(pursuits: Iterable[Pursuit], day: date) -> list[Pursuit]:
    """Give the opportunities opened until a day, as they were known then."""
    return [each.as_on(day) for each in pursuits if each.opened_on <= day]


def stage_order(pursuits: Iterable[Pursuit]) -> tuple[str, ...]:
    """Give the stages in the order in which opportunities went through them.

    Each stage beats those that were entered later by more opportunities than earlier (Copeland's
    method); of equal ones the one entered sooner after the opening comes first. The stage an
    opportunity is in without a day is later than those it entered.
    """
    ahead: dict[tuple[str, str], int] = defaultdict(int)
    days: dict[str, list[int]] = defaultdict(list)
    for each in pursuits:
        first = first_days(each)
        for stage, day in first.items():
            days[stage].append((day - each.opened_on).days)
            for other, then in first.items():
                ahead[stage, other] += day < then
        if each.stage and each.stage not in first:
            days.setdefault(each.stage, [])
            for other in first:
                ahead[other, each.stage] += 1
    beaten = {
        stage: sum(ahead[other, stage] > ahead[stage, other] for other in days)
        - sum(ahead[stage, other] > ahead[other, stage] for other in days)
        for stage in days
    }
    mean = {stage: sum(found) / len(found) if found else 0.0 for stage, found in days.items()}
    return tuple(sorted(days, key=lambda stage: (beaten[stage], mean[stage], stage)))


def first_days(pursuit: Pursuit) -> dict[str, date]:
    """The day each stage was entered first."""
    found: dict[str, date] = {}
    for stage, day in pursuit.entries:
        found[stage] = min(day, found.get(stage, day))
    return found


def reached(pursuit: Pursuit, order: Sequence[str]) -> list[date | None]:
    """The days by which each stage or a later one was reached; the opening and the sale included.

    A stage that was passed over was reached with the next; one that is known without a day, on
    the day of the end.

    Returns
    -------
    list, length len(order) + 2
        None for stages that were not reached; never earlier than the stage before.
    """
    first = first_days(pursuit)
    if pursuit.stage and pursuit.stage not in first and pursuit.closed_on:
        first[pursuit.stage] = pursuit.closed_on
    days: list[date | None] = [pursuit.opened_on, *(first.get(stage) for stage in order)]
    days.append(pursuit.closed_on if pursuit.won else None)
    for place in reversed(range(len(days) - 1)):
        later, own = days[place + 1], days[place]
        if later is not None and (own is None or later < own):
            days[place] = later
    days[0] = pursuit.opened_on
    return [None if day is None else max(day, pursuit.opened_on) for day in days]
