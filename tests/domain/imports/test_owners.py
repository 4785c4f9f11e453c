"""Owners in time: one accountable owner per account at any date (B-01)."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.domain.imports import Kind
from maillage.models import Ownership

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def accounts(reps, take_in):
    take_in(Kind.ACCOUNTS, "Id,Name\n1,Acme\n2,Beta\n")


def owners():
    return list(
        Ownership.objects.order_by("account__external_id", "starts_on").values_list(
            "account__external_id", "rep__external_id", "starts_on", "ends_on", "locked", "reason"
        )
    )


def counts(run):
    return (run.created, run.updated, run.unchanged, run.rejected)


FIRST = "Account ID,Owner,Start date,Locked,Reason\n1,ada@acme.com,2026-01-01,yes,named\nBeta,Bo Lind,,,\n"


def test_owners_are_found_by_identifier_mail_or_name(accounts, take_in):
    assert counts(take_in(Kind.OWNERS, FIRST)) == (2, 0, 0, 0)
    assert owners() == [
        ("1", "R1", date(2026, 1, 1), None, True, "named"),
        ("2", "R2", date(2026, 3, 1), None, False, ""),
    ]


def test_importing_twice_changes_nothing(accounts, take_in):
    take_in(Kind.OWNERS, FIRST)
    before = owners()
    assert counts(take_in(Kind.OWNERS, FIRST, starts_on=date(2026, 9, 9))) == (0, 0, 2, 0)
    assert owners() == before


def test_a_new_owner_closes_the_former_one(accounts, take_in, plan):
    take_in(Kind.OWNERS, FIRST)
    content = "Code client;Commercial;Date de début\n1;R2;15/06/2026\n"
    changes = plan(Kind.OWNERS, content).changes
    assert changes.to_numpy().tolist() == [[2, "1", "owner", "Ada Moss", "R2"]]
    assert counts(take_in(Kind.OWNERS, content)) == (0, 1, 0, 0)
    assert owners()[:2] == [
        ("1", "R1", date(2026, 1, 1), date(2026, 6, 15), True, "named"),
        ("1", "R2", date(2026, 6, 15), None, False, ""),
    ]


def test_a_change_on_the_first_day_is_a_correction(accounts, take_in):
    take_in(Kind.OWNERS, FIRST)
    assert counts(take_in(Kind.OWNERS, "Account ID,Owner\n2,R1\n")) == (0, 1, 0, 0)
    assert owners()[1] == ("2", "R1", date(2026, 3, 1), None, False, "")


def test_a_lock_can_be_set_on_the_same_owner(accounts, take_in):
    take_in(Kind.OWNERS, FIRST)
    assert counts(take_in(Kind.OWNERS, "Account ID,Owner,Locked\n2,R2,oui\n")) == (0, 1, 0, 0)
    assert owners()[1] == ("2", "R2", date(2026, 3, 1), None, True, "")


def problems(planned):
    return [(p.row, p.column, p.value, p.message, p.remedy) for p in planned.findings.problems]


def test_two_owners_at_one_date_are_refused(accounts, take_in, plan):
    take_in(Kind.OWNERS, FIRST)
    planned = plan(Kind.OWNERS, "Account ID,Owner,Start date\n1,R2,2025-12-31\n")
    assert problems(planned) == [
        (
            2,
            "Start date",
            "2025-12-31",
            "the account has another owner until after this date.",
            "Start on 2026-01-01 or later.",
        )
    ]


def test_unknown_accounts_and_reps_are_named(accounts, plan):
    content = "Account ID,Owner\nBetta,R1\n2,Ada Mosss\n1,R1\nAcme,R2\n2,\n"
    assert problems(plan(Kind.OWNERS, content)) == [
        (2, "Account ID", "Betta", "no account is known by this.", "Did you mean Beta?"),
        (3, "Account ID", "2", "also in row 6.", "Keep one of the two rows."),
        (3, "Owner", "Ada Mosss", "no rep is known by this.", "Did you mean Ada Moss?"),
        (4, "Account ID", "1", "also in row 5.", "Keep one of the two rows."),
        (5, "Account ID", "1", "also in row 4.", "Keep one of the two rows."),
        (6, "Account ID", "2", "also in row 3.", "Keep one of the two rows."),
    ]
