"""What a scenario says, summed up: two states with one digest give every account the same owner."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.db.models import Max

from maillage.domain.territories.owners import settle_accounts
from maillage.models import Account, Scenario

AT_ONCE = 5_000


def last_account() -> int:
    """The key of the youngest account of the workspace."""
    return int(Account.objects.aggregate(last=Max("pk"))["last"] or 0)


def digest_of(*, scenario: Scenario, effective_on: date, last: int) -> str:
    """Sum up the units, the reps and the accounts of a scenario, and the day it is for.

    Accounts with a key above ``last`` are left out: they came after what is compared with.
    """
    settle_accounts(scenario=scenario)
    found = hashlib.sha256()
    units = sorted(scenario.units.values_list("unit", "territory__number"))
    add(found, [effective_on.isoformat(), scenario.exceptions])
    add(found, sorted(scenario.territories.values_list("number", "rep_id")))
    add(found, units)
    rows = scenario.accounts.filter(account_id__lte=last).order_by("account_id")
    for row in rows.values_list("account_id", "rep_id", "rule").iterator(chunk_size=AT_ONCE):
        add(found, row)
    return found.hexdigest()


def add(found: Any, part: Any) -> None:
    """Add one part to a digest."""
    found.update(json.dumps(part, sort_keys=True).encode())
    found.update(b"\n")
