"""A year of two reps in the database: accounts, contacts and opportunities."""

from __future__ import annotations

from datetime import date

from django.core.cache import caches

from maillage.models import Account, Opportunity, Rep, StageEntry
from tests.domain.accounts.factories import make_account, make_rep, own, touch

TODAY = date(2026, 6, 30)


def deal(number: int, rep: Rep, account: Account | None = None, **fields) -> Opportunity:
    """Record an opportunity with the id D<number>; won on its last day unless told otherwise."""
    given = {"outcome": "won", "opened_on": date(2026, 5, 1), "closed_on": date(2026, 6, 15),
             "amount": 1000.0 * number, "source": "new", **fields}  # fmt: skip
    if given["outcome"] == "open":
        given["closed_on"] = None
    return Opportunity.objects.create(external_id=f"D{number}", rep=rep, account=account, **given)


def make_year() -> tuple[Rep, Rep]:
    """Two reps of two accounts each: R1 won twice and lost once, R2 has one open."""
    caches["process"].clear()
    first, second = make_rep(1), make_rep(2)
    accounts = [make_account(number) for number in range(1, 6)]
    for account in accounts[:2]:
        own(account, first, starts_on=date(2025, 1, 1))
    for account in accounts[2:4]:
        own(account, second, starts_on=date(2025, 1, 1))
    touch(accounts[0], first, date(2026, 6, 2))
    touch(accounts[0], second, date(2026, 6, 5), "visit")
    touch(accounts[2], second, date(2026, 5, 5))
    deal(1, first, accounts[0])
    deal(2, first, accounts[1], closed_on=date(2026, 2, 1), opened_on=date(2026, 1, 1))
    deal(3, first, accounts[0], outcome="lost", source="existing")
    late = deal(4, second, accounts[3], outcome="open", opened_on=date(2026, 6, 1))
    StageEntry.objects.create(opportunity=late, stage="Proposal", entered_on=date(2026, 6, 20))
    return first, second
