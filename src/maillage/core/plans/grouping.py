"""Accounts grouped by the four criteria of segments (K-03); unknown is a group of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from maillage.core.plans.matrices import POTENTIAL, Bounds, Level

ACTIVE: Final = timedelta(days=365)
"""How long an account stays active after a contact."""
CYCLE: Final = Bounds(90, 180)
"""Days of a cycle of middle length, bounds included."""


class Engagement(StrEnum):
    """How an account stands to us."""

    ACTIVE = "active"
    DORMANT = "dormant"
    COLD = "cold"


class Decision(StrEnum):
    """Who decides to buy."""

    SINGLE_BUYER = "single_buyer"
    COMMITTEE = "committee"
    INFLUENCERS = "influencers"


@dataclass(frozen=True, slots=True)
class Account[Key: Hashable]:
    """What is known of an account; None is unknown.

    Parameters
    ----------
    potential
        In a year.
    contacted
        Whether there ever was a contact.
    last_contact
        The day of the last one.
    cycle_days
        From the first contact to the signature.
    """

    key: Key
    potential: float | None = None
    contacted: bool | None = None
    last_contact: date | None = None
    cycle_days: float | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What the accounts of a group have in common; None is unknown."""

    potential: Level | None
    engagement: Engagement | None
    cycle: Level | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Grouped[Key: Hashable]:
    """The accounts of a group, and the sum of what is known of their potential."""

    group: Group
    accounts: tuple[Key, ...]
    potential: float


def grouped[Key: Hashable](
    accounts: Iterable[Account[Key]],
    *,
    on: date,
    potentials: Bounds = POTENTIAL,
    cycles: Bounds = CYCLE,
    active: timedelta = ACTIVE,
) -> list[Grouped[Key]]:
    """Group accounts: each is in one group, the largest potential first.

    Parameters
    ----------
    on
        The day on which engagement is told.
    potentials
        Bounds of a middle potential; 100,000 and 500,000 themselves are in it (X-24).
    """
    found: dict[Group, list[Account[Key]]] = defaultdict(list)
    for each in accounts:
        found[group_of(each, on, potentials, cycles, active)].append(each)
    rows = [
        Grouped(group, tuple(each.key for each in members), total_of(members))
        for group, members in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.potential, -len(row.accounts)))


def total_of[Key: Hashable](accounts: Iterable[Account[Key]]) -> float:
    """The sum of what is known of the potential of accounts."""
    return sum(each.potential for each in accounts if each.potential is not None)


def group_of[Key: Hashable](
    account: Account[Key], on: date, potentials: Bounds, cycles: Bounds, active: timedelta
) -> Group:
    """The group of one account."""
    return Group(
        level_of(account.potential, potentials),
        engagement_of(account, on, active),
        level_of(account.cycle_days, cycles),
        account.decision,
    )


def level_of(value: float | None, bounds: Bounds) -> Level | None:
    """Where a number stands, None where it is unknown."""
    return None if value is None else bounds.level(value)


def engagement_of[Key: Hashable](
    account: Account[Key], on: date, active: timedelta
) -> Engagement | None:
    """Whether an account is active, dormant or cold; a day of contact tells that there was one."""
    if account.last_contact is not None:
        recent = on - account.last_contact <= active
        return Engagement.ACTIVE if recent else Engagement.DORMANT
    return Engagement.COLD if account.contacted is False else None
