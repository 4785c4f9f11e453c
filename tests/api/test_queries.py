"""A list asks the database as often for many rows as for few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillage.domain.accounts.transfers import Gift, transfer_accounts
from maillage.models import Account, AssignmentRule, Claim, Overlay, Ownership, Rep, Review
from tests.api.caller import ROOT, Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
LISTS = ("accounts", "reps", "rules", "overlays", "claims", "transfers/{transfer}/accounts", "reviews",
         "people", "events", "letters", "exports/claims.csv")  # fmt: skip


def grow(first: int, last: int) -> None:
    """Add accounts, reps, and one of each thing that is listed for every account."""
    today, now = timezone.localdate(), timezone.now()
    for number in range(first, last):
        rep = Rep.objects.create(external_id=f"R{number:03d}", name=f"Rep {number}")
        account = Account.objects.create(external_id=f"A{number:03d}", name=f"A{number}")
        Ownership.objects.create(rep=rep, account=account, starts_on=today)
        Overlay.objects.create(rep=rep, account=account, role="sdr", starts_on=today)
        Claim.objects.create(
            account=account, claimant=rep,  code="other",
            opened_at=now, escalates_at=now + timedelta(days=1), due_at=now + timedelta(days=9),
        )  # fmt: skip
        AssignmentRule.objects.create(
            name=f"Rule {number}", criteria={"field": "state", "is": ["NY"]}, rep=rep,
            starts_on=today,
        )  # fmt: skip
        Review.objects.create(layer="plan", rep=rep, due_on=today)
        member("reader", name=f"Reader {number}")


def counted(caller: Caller, transfer: int) -> dict[str, int]:
    found = {}
    for name in LISTS:
        caches["process"].clear()
        with CaptureQueriesContext(connection) as queries:
            answer = caller.client.get(f"{ROOT}/{name.format(transfer=transfer)}")
        assert answer.status_code == 200, name
        found[name] = len(queries)
    return found


def test_a_list_of_many_asks_no_more_than_a_list_of_few():
    grow(0, 2)
    caller = Caller(member("operations"))
    caller.get("/me")
    first = list(Account.objects.values_list("pk", flat=True))
    made = give(first)
    few = counted(caller, made.pk)
    grow(2, 14)
    other = list(Account.objects.exclude(pk__in=first).values_list("pk", flat=True))
    many = counted(caller, give(other).pk)
    assert many == few
    assert max(few.values()) <= 12


def give(accounts: list[int]):
    """Give accounts to nobody, as one transfer."""
    gifts = [Gift(account, None, "nobody is left") for account in accounts]
    return transfer_accounts(
        gifts=gifts, starts_on=timezone.localdate(), title="All", kind="selection", by="test"
    )
