"""Accounts follow their units: the owner each gets in a scenario, listed and written.

They are derived when somebody asks, and written by whoever needs the rows first.
"""

from __future__ import annotations

from itertools import batched
from uuid import UUID

import numpy as np
import pandas as pd
from django.db import transaction

from maillage.core.arrays import IntArray
from maillage.core.territories.accounts import AccountOwners
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.deriving import Derived, derived, owners_of, remembered
from maillage.domain.territories.people import People
from maillage.domain.territories.scenarios import insert
from maillage.domain.territories.tables import moves_table
from maillage.models import Account, AccountAssignment, Rep, Scenario

AT_ONCE = 500
"""Accounts in one statement."""

COLUMNS = ("territory", "rep", "rule", "reason")


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
    found = remembered(bench.scenario, UUID(state), stamp)
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
