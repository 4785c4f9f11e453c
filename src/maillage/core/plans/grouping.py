"""Accounts grouped by the four criteria of segments (K-03); unknown is a group of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from maillage.core.plans.matrices import POTENTIAL, Bounds, Level

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
    cycle_days
        From the first contact to the signature.
    """

    key: Key
    potential: float | None = None
    engagement: Engagement | None = None
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
    potentials: Bounds = POTENTIAL,
    cycles: Bounds = CYCLE,
) -> list[Grouped[Key]]:
    """Group accounts: each is in one group, the largest potential first.

    Parameters
    ----------
    potentials
        Bounds of a middle potential; 100,000 and 500,000 themselves are in it (X-24).
    """
    found: dict[Group, list[Account[Key]]] = defaultdict(list)
    for each in accounts:
        found[group_of(each, potentials, cycles)].append(each)
    rows = [
        Grouped(group, tuple(each.key for each in members), total_of(members))
        for group, members in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.potential, -len(row.accounts)))


def total_of[Key: Hashable](accounts: Iterable[Account[Key]]) -> float:
    """The sum of what is known of the potential of accounts."""
    return sum(each.potential for each in accounts if each.potential is not None)


def group_of[Key: Hashable](account: Account[Key], potentials: Bounds, cycles: Bounds) -> Group:
    """The group of one account."""
    return Group(
        level_of(account.potential, potentials),
        account.engagement,
        level_of(account.cycle_days, cycles),
        account.decision,
    )


def level_of(value: float | None, bounds: Bounds) -> Level | None:
    """Where a number stands, None where it is unknown."""
    return None if value is None else bounds.level(value)
