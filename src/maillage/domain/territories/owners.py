"""Accounts follow their units: the owner each gets in a scenario, derived when somebody asks.

A change of a scenario moves units; who gets which account follows from that, from named accounts
and from parents, and is written by whoever needs it first.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from uuid import UUID

import pandas as pd
from django.db import transaction

from maillage.core.territories.accounts import AccountOwners, assign_accounts
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.people import People
from maillage.domain.territories.scenarios import insert
from maillage.domain.territories.tables import moves_table
from maillage.models import Account, AccountAssignment, Rep, Scenario

KEPT = 4
"""Scenarios of which a process remembers who gets which account."""

COLUMNS = ("territory", "rep", "rule", "reason")

_derived: OrderedDict[tuple[int, UUID, int], AccountOwners] = OrderedDict()
_shelf = Lock()


def owners_of(bench: Bench) -> AccountOwners:
    """Who gets which account."""
    key = (bench.scenario, bench.state, bench.stamp)
    with _shelf:
        if key in _derived:
            return _derived[key]
    ground = bench.ground
    homes = ground.reps.dropna(subset=["latitude", "longitude"])
    numbers = bench.labels
    found = assign_accounts(
        ground.accounts,
        unit_territory={
            unit: bench.posts[label].number
            for unit, label in zip(ground.units["unit"], numbers.tolist(), strict=True)
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
    with _shelf:
        _derived[key] = found
        while len(_derived) > KEPT:
            _derived.popitem(last=False)
    return found


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
    mark = f"{bench.state}:{bench.stamp}"
    if scenario.accounts_from == mark:
        return 0
    wanted = wanted_rows(scenario, owners_of(bench))
    with transaction.atomic():
        current = Scenario.objects.select_for_update().get(pk=scenario.pk)
        stored = {
            row[0]: row[1:]
            for row in current.accounts.values_list(
                "account_id", *(f"{c}_id" for c in COLUMNS[:2]), *COLUMNS[2:]
            )
        }
        stale = [account for account, row in stored.items() if wanted.get(account) != row]
        fresh = [account for account, row in wanted.items() if stored.get(account) != row]
        for start in range(0, len(stale), 500):
            current.accounts.filter(account_id__in=stale[start : start + 500]).delete()
        insert(
            AccountAssignment,
            ("scenario", "account", *COLUMNS),
            [(current.pk, account, *wanted[account]) for account in fresh],
        )
        if current.state == bench.state:
            Scenario.objects.filter(pk=current.pk).update(accounts_from=mark)
    scenario.accounts_from = mark
    return len(fresh)


def wanted_rows(scenario: Scenario, found: AccountOwners) -> dict[int, tuple]:
    """Territory, rep, rule and reason of every account, by keys."""
    accounts = dict(Account.objects.values_list("external_id", "pk"))
    reps = dict(Rep.objects.values_list("external_id", "pk"))
    territories = dict(scenario.territories.values_list("number", "pk"))
    columns = found.owners[["account", "territory", "owner_after", "rule", "reason"]]
    return {
        accounts[account]: (territories.get(number), reps.get(rep), str(rule), str(reason))
        for account, number, rep, rule, reason in columns.itertuples(index=False, name=None)
        if account in accounts
    }
