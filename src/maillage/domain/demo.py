"""The demonstration: generated accounts, reps and history, written into the workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.core.accounts.synthetic import SEED, SOURCE, Demonstration, generate_demonstration
from maillage.domain.demo_opportunities import OPPORTUNITIES, write_opportunities
from maillage.domain.statistics import analyse
from maillage.models import Account, Event, ImportRun, Opportunity, Ownership, Rep, Touch
from maillage.reference import table

LOADED = "demo.loaded"
BATCH = 1000
ACCOUNTS = 5000


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """How much of the demonstration the workspace holds, and whether this call wrote it."""

    accounts: int
    reps: int
    ownerships: int
    touches: int
    loaded: bool


@transaction.atomic
def load_demonstration(
    *,
    by: str = "demo",
    on: date | None = None,
    accounts: int = ACCOUNTS,
    opportunities: int = OPPORTUNITIES,
) -> DemoSummary:
    """Write the demonstration into the workspace, once; a second call changes nothing.

    ``on`` is the day the demonstration plays, today by default.
    """
    if holds_generated_data():
        return demonstration_summary(loaded=False)
    day = on or timezone.localdate()
    demonstration = generate_demonstration(table("us_postal"), on=day, accounts=accounts)
    reps = _write_reps(demonstration.reps)
    keys = _write_accounts(demonstration.accounts)
    _write_ownership(demonstration.ownership, keys, reps)
    _write_touches(demonstration.touches, keys, reps)
    write_opportunities(demonstration.ownership, keys, reps, day, SEED, count=opportunities)
    _log(demonstration, day, by)
    analyse(Account, Ownership, Touch, Opportunity)
    return demonstration_summary(loaded=True)


def holds_generated_data() -> bool:
    """Tell whether the demonstration was loaded into this workspace."""
    return Event.objects.filter(verb=LOADED).exists()


def demonstration_summary(*, loaded: bool) -> DemoSummary:
    """Count what the workspace holds of the demonstration."""
    return DemoSummary(
        accounts=Account.objects.filter(external_id__startswith="DEMO-A").count(),
        reps=Rep.objects.filter(external_id__startswith="DEMO-R").count(),
        ownerships=Ownership.objects.filter(account__external_id__startswith="DEMO-A").count(),
        touches=Touch.objects.filter(account__external_id__startswith="DEMO-A").count(),
        loaded=loaded,
    )


def _write_reps(reps: pd.DataFrame) -> dict[str, int]:
    return _keys(Rep.objects.bulk_create(Rep(**row) for row in _rows(reps)))


def _write_accounts(accounts: pd.DataFrame) -> dict[str, int]:
    """Write head offices and single sites first, so that sites can point to them."""
    is_site = accounts["parent"] != ""
    keys = _create_accounts(accounts[~is_site], {})
    return keys | _create_accounts(accounts[is_site], keys)


def _create_accounts(accounts: pd.DataFrame, parents: dict[str, int]) -> dict[str, int]:
    rows = (Account(parent_id=parents.get(row.pop("parent")), **row) for row in _rows(accounts))
    return _keys(Account.objects.bulk_create(rows, batch_size=BATCH))


def _write_ownership(
    ownership: pd.DataFrame, accounts: dict[str, int], reps: dict[str, int]
) -> None:
    Ownership.objects.bulk_create(
        (
            Ownership(account_id=accounts[row.pop("account")], rep_id=reps[row.pop("rep")], **row)
            for row in _rows(ownership)
        ),
        batch_size=BATCH,
    )


def _write_touches(touches: pd.DataFrame, accounts: dict[str, int], reps: dict[str, int]) -> None:
    Touch.objects.bulk_create(
        (
            Touch(account_id=accounts[row.pop("account")], rep_id=reps[row.pop("rep")], **row)
            for row in _rows(touches)
        ),
        batch_size=BATCH,
    )


def _log(demonstration: Demonstration, day: date, by: str) -> None:
    ids = ",".join(demonstration.accounts["external_id"] + demonstration.accounts["postal_code"])
    run = ImportRun.objects.create(
        kind="demo",
        file_name="generated",
        sha256=hashlib.sha256(ids.encode()).hexdigest(),
        created=len(demonstration.accounts),
    )
    after = {"seed": SEED, "on": day.isoformat(), "accounts": len(demonstration.accounts)}
    audit.record(verb=LOADED, subject=run, by=by, after=after, reason=SOURCE)


def _rows(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    return frame.astype(object).to_dict("records")


def _keys(created: Iterable[Account] | Iterable[Rep]) -> dict[str, int]:
    return {each.external_id: each.pk for each in created}
