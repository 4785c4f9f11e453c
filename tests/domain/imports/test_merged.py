"""A file that still names an account merged into another brings it back in no way."""

from __future__ import annotations

import pytest

from maillage.domain.accounts.duplicates.merging import merge_accounts, undo_merge
from maillage.domain.imports import Kind
from maillage.models import Account, Ownership, Touch

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

FILE = "Id,Name,Parent\n1,Acme,\n2,Acme Inc,\n3,Acme Ohio,2\n"


@pytest.fixture
def merged(reps, take_in):
    """Account 2 lives on in 1."""
    take_in(Kind.ACCOUNTS, FILE)
    accounts = {account.external_id: account for account in Account.objects.all()}
    return merge_accounts(kept=accounts["1"], gone=accounts["2"], by="tests")


def stored():
    return list(Account.objects.values_list("external_id", "name", "parent__external_id"))


def test_the_same_file_again_changes_nothing(merged, take_in):
    run = take_in(Kind.ACCOUNTS, FILE)
    assert (run.created, run.updated, run.unchanged, run.rejected) == (0, 0, 2, 0)
    assert sorted(stored()) == [("1", "Acme", None), ("3", "Acme Ohio", "1")]


def test_it_is_said(merged, plan):
    assert dict(plan(Kind.ACCOUNTS, FILE).findings.assumptions) == {
        "rows of accounts merged into others, left out": 1,
        "accounts merged into others: the account that was kept is taken": 1,
    }


def test_owners_and_touches_go_to_the_account_that_was_kept(merged, take_in):
    take_in(Kind.OWNERS, "Account ID,Owner\n2,R1\n")
    assert [each.account.external_id for each in Ownership.objects.all()] == ["1"]
    take_in(Kind.OWNERS, "Account ID,Owner\n1,R2\n2,R1\n")
    assert Ownership.objects.get(ends_on=None).rep.external_id == "R2"
    take_in(Kind.TOUCHES, "Account,Rep,Date\n2,R1,2026-02-01\n")
    assert [each.account.external_id for each in Touch.objects.all()] == ["1"]


def test_a_merge_after_a_merge_is_followed(merged, take_in):
    found = {account.external_id: account for account in Account.objects.all()}
    merge_accounts(kept=found["3"], gone=found["1"], by="tests")
    take_in(Kind.OWNERS, "Account ID,Owner\n2,R1\n")
    assert [each.account.external_id for each in Ownership.objects.all()] == ["3"]


def test_after_the_undo_both_are_imported(merged, take_in):
    undo_merge(merge=merged, by="tests")
    run = take_in(Kind.ACCOUNTS, FILE.replace("Acme Inc", "Acme Incorporated"))
    assert (run.created, run.updated, run.unchanged) == (0, 1, 2)
