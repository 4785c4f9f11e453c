"""A small book of accounts in the database, with reps, owners and touches."""

from __future__ import annotations

from datetime import date

from maillage.models import Account, Ownership, Rep, Touch

TODAY = date(2026, 6, 30)


def make_rep(number: int, **fields) -> Rep:
    """Create a rep with the id R<number>."""
    return Rep.objects.create(external_id=f"R{number}", **{"name": f"Rep {number}", **fields})


def make_account(number: int, **fields) -> Account:
    """Create an account with the id A<number> and a potential of 100 times its number."""
    given = {"name": f"Account {number}", "state": "NY", "potential": 100.0 * number, **fields}
    return Account.objects.create(external_id=f"A{number}", **given)


def own(account: Account, rep: Rep, **fields) -> Ownership:
    """Make a rep the owner of an account since the start of 2026."""
    given = {"starts_on": date(2026, 1, 1), **fields}
    return Ownership.objects.create(account=account, rep=rep, **given)


def touch(account: Account, rep: Rep, day: date, kind: str = "call") -> Touch:
    """Record a touch."""
    return Touch.objects.create(account=account, rep=rep, occurred_on=day, kind=kind)


def make_book() -> None:
    """Create three reps, one of whom left, and five accounts in every state of coverage.

    A1 is owned and touched by two reps, A2 is a site of A1 that nobody owns, A3 belongs to the rep
    who left, A4 is named and was touched long ago, A5 is Canadian.
    """
    first, second, gone = make_rep(1), make_rep(2), make_rep(3, active=False)
    head = make_account(1, latitude=40.7, longitude=-74.0, city="New York", naics="513210")
    site = make_account(2, parent=head, status="customer")
    left, named = make_account(3, potential=None), make_account(4, state="CA")
    make_account(5, country="CA", state="QC")
    own(head, second, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))
    own(head, first)
    own(left, gone)
    own(named, second, locked=True)
    touch(head, first, date(2026, 6, 1))
    touch(head, second, date(2026, 6, 30), kind="visit")
    touch(head, second, date(2026, 7, 1))
    touch(site, first, date(2024, 1, 15))
    touch(named, second, date(2025, 6, 30))
