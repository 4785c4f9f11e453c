"""The owner each account gets in a state of a scenario, derived when somebody asks.

A change of a scenario moves units; who gets which account follows from that, from named accounts
and from parents.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.accounts import (
    AccountOwners,
    assign_accounts,
    reassign_accounts,
)
from maillage.domain.territories.editing.bench import Bench
from maillage.domain.territories.framing import Ground

KEPT = 8
"""States of scenarios of which a process remembers who gets which account."""


@dataclass(frozen=True, eq=False)
class Derived:
    """Who gets which account in one state of a scenario; ``keys`` are its territories by number."""

    ground: Ground
    keys: Mapping[int, int]
    owners: AccountOwners

    @property
    def territories(self) -> IntArray:
        """(n,) key of the territory of each account, 0 where it is in none."""
        key = np.zeros(max(self.keys, default=0) + 1, dtype=np.int64)
        key[[*self.keys]] = [*self.keys.values()]
        found: IntArray = key[self.owners.desk.territory]
        return found


_derived: OrderedDict[tuple[int, UUID, str], Derived] = OrderedDict()
_shelf = Lock()


def owners_of(bench: Bench) -> AccountOwners:
    """Who gets which account."""
    return derived(bench).owners


def derived(bench: Bench) -> Derived:
    """Who gets which account, from memory or from what is remembered of another state."""
    key = (bench.scenario, bench.state, bench.stamp)
    with _shelf:
        if key in _derived:
            return _derived[key]
        others = [each for each in reversed(_derived.values()) if each.ground is bench.ground]
    known = [each.owners for each in others if each.owners.knows(reps_of(bench))]
    owners = rederived(bench, known[0]) if known else derived_anew(bench)
    found = Derived(bench.ground, {post.number: post.pk for post in bench.posts}, owners)
    with _shelf:
        _derived[key] = found
        while len(_derived) > KEPT:
            _derived.popitem(last=False)
    return found


def reps_of(bench: Bench) -> set[str]:
    """Everybody who gets accounts for a territory or by name."""
    return {*bench.reps, *bench.exceptions.values()}


def rederived(bench: Bench, before: AccountOwners) -> AccountOwners:
    """Who gets which account, from who does in another state of the same data."""
    number = np.array([*(post.number for post in bench.posts), 0], dtype=np.int32)
    label = np.append(bench.labels, -1)[bench.ground.unit_places]
    return reassign_accounts(
        before,
        territory=number[label],
        territory_rep={post.number: post.rep for post in bench.posts},
        named=bench.exceptions,
    )


def derived_anew(bench: Bench) -> AccountOwners:
    """Who gets which account, from nothing."""
    ground = bench.ground
    homes = ground.reps.dropna(subset=["latitude", "longitude"])
    return assign_accounts(
        ground.accounts,
        unit_territory={
            unit: bench.posts[label].number
            for unit, label in zip(ground.units["unit"], bench.labels.tolist(), strict=True)
            if label >= 0
        },
        territory_rep={post.number: post.rep for post in bench.posts},
        homes={
            rep: (float(latitude), float(longitude))
            for rep, latitude, longitude in homes[["rep_id", "latitude", "longitude"]].itertuples(
                index=False, name=None
            )
        },
        named=bench.exceptions,
    )


def remembered(scenario: int, state: UUID, stamp: str) -> Derived | None:
    """Who gets which account in a state, None where this process does not remember it."""
    with _shelf:
        return _derived.get((scenario, state, stamp))
