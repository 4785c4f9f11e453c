"""Accounts follow their units: the owner each gets in a scenario, derived when somebody asks.

A change of a scenario moves units; who gets which account follows from that, from named accounts
and from parents, and is written by whoever needs it first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import batched
from threading import Lock
from uuid import UUID

import numpy as np
import pandas as pd
from django.db import transaction

from maillage.core.arrays import IntArray
from maillage.core.territories.accounts import (
    AccountOwners,
    assign_accounts,
    reassign_accounts,
)
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.framing import Ground
from maillage.domain.territories.people import People
from maillage.domain.territories.scenarios import insert
from maillage.domain.territories.tables import moves_table
from maillage.models import Account, AccountAssignment, Rep, Scenario

KEPT = 8
"""States of scenarios of which a process remembers who gets which account."""

AT_ONCE = 500
"""Accounts in one statement."""

COLUMNS = ("territory", "rep", "rule", "reason")


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


def account_moves(*, scenario: Scenario) -> pd.DataFrame:
    """List the accounts that change owner against today, the richest first, with the reasons.

    Columns: account · name · state · from_rep · to_rep · potential · revenue · territory (number) ·
    reason · detail (city).
    """
    bench = bench_of(scenario)
    people = People(bench.reps, owners_of(bench), pd.Series(dtype=int), ())
    return moves_table(frame=bench.ground, people=people)


def settle_accounts(*, scenario: Scenario) -> int:
    """Write the owner of every account where the scenario changed since; returns how many changed.

    Whoever reads a scenario's accounts from the database calls this first.
    """
    bench = bench_of(scenario)
    if scenario.accounts_from == mark_of(bench):
        return 0
    derived(bench)  # before others wait for the scenario
    with transaction.atomic():
        current = Scenario.objects.select_for_update().get(pk=scenario.pk)
        bench = bench_of(current)
        changed = rewritten(current, bench) if current.accounts_from != mark_of(bench) else 0
        Scenario.objects.filter(pk=current.pk).update(accounts_from=mark_of(bench))
    scenario.accounts_from = mark_of(bench)
    return changed


def mark_of(bench: Bench) -> str:
    """What the rows of a scenario's accounts were derived from, as it is kept with them."""
    return f"{bench.state}:{bench.stamp}"


def rewritten(scenario: Scenario, bench: Bench) -> int:
    """Write the rows that are not as a state of the scenario has them; returns how many."""
    wanted, stale = changed_rows(scenario, bench)
    for some in batched(stale, AT_ONCE, strict=False):
        scenario.accounts.filter(account_id__in=some).delete()
    insert(
        AccountAssignment,
        ("scenario", "account", *COLUMNS),
        [(scenario.pk, account, *row) for account, row in wanted.items()],
    )
    return len(wanted)


def changed_rows(scenario: Scenario, bench: Bench) -> tuple[dict[int, tuple], list[int]]:
    """The rows to write, by account, and the accounts whose rows go first.

    Where this process remembers what the rows were written from, it tells which are others now;
    else all are read.
    """
    now, before = derived(bench), written_from(scenario, bench)
    if before is not None:
        wanted = wanted_rows(scenario, now.owners, unlike(now, before))
        return wanted, [*wanted]
    wanted = wanted_rows(scenario, now.owners, np.arange(len(now.owners.after)))
    columns = ("account_id", *(f"{name}_id" for name in COLUMNS[:2]), *COLUMNS[2:])
    stored = {account: row for account, *row in scenario.accounts.values_list(*columns)}
    stale = [account for account, row in stored.items() if wanted.get(account) != tuple(row)]
    fresh = {
        account: row
        for account, row in wanted.items()
        if account not in stored or tuple(stored[account]) != row
    }
    return fresh, stale


def written_from(scenario: Scenario, bench: Bench) -> Derived | None:
    """What the rows of a scenario's accounts were written from, None where it is not remembered."""
    state, _colon, stamp = scenario.accounts_from.partition(":")
    if not state or stamp != bench.stamp:
        return None
    with _shelf:
        found = _derived.get((bench.scenario, UUID(state), stamp))
    return found if found is not None and found.ground is bench.ground else None


def unlike(now: Derived, before: Derived) -> IntArray:
    """(m,) places of the accounts whose rows are others."""
    one, other = now.owners, before.owners
    if one.desk.roll is not other.desk.roll:
        return np.arange(len(one.after), dtype=np.int32)
    changed = (
        (now.territories != before.territories)
        | (one.after != other.after)
        | (one.rule != other.rule)
        | (one.reason != other.reason)
    )
    return np.flatnonzero(changed).astype(np.int32)


def wanted_rows(scenario: Scenario, found: AccountOwners, places: IntArray) -> dict[int, tuple]:
    """Territory, rep, rule and reason of some accounts, by keys."""
    columns = found.owners[["account", "territory", "owner_after", "rule", "reason"]].iloc[places]
    keys: dict[str, int] = {}
    for some in batched(columns["account"], AT_ONCE, strict=False):
        listed = Account.objects.filter(external_id__in=some)
        keys |= dict(listed.values_list("external_id", "pk"))
    reps = dict(Rep.objects.values_list("external_id", "pk"))
    territories = dict(scenario.territories.values_list("number", "pk"))
    return {
        keys[account]: (territories.get(number), reps.get(rep), str(rule), str(reason))
        for account, number, rep, rule, reason in columns.itertuples(index=False, name=None)
        if account in keys
    }
