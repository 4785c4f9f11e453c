"""Owners in time: one accountable owner per account at any date (B-01)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_an_earlier_owner_is_history_up_to_the_next(accounts, take_in, plan):
    take_in(Kind.ACCOUNTS, "Id,Owner\n1,R1\n2,R2\n")
    earlier = "Account ID,Owner,Start date\n1,R2,2025-02-01\n2,R2,2024-07-01\n"
    assert plan(Kind.OWNERS, earlier).changes.to_numpy().tolist() == [
        [2, "1", "owner", None, "R2"],
        [3, "2", "starts_on", date(2026, 3, 1), date(2024, 7, 1)],
    ]
    assert counts(take_in(Kind.OWNERS, earlier)) == (1, 1, 0, 0)
    assert owners() == [
        ("1", "R2", date(2025, 2, 1), date(2026, 3, 1), False, ""),
        ("1", "R1", date(2026, 3, 1), None, False, ""),
        ("2", "R2", date(2024, 7, 1), None, False, ""),
    ]
    assert counts(take_in(Kind.OWNERS, earlier)) == (0, 0, 2, 0)


def test_an_account_that_gets_its_first_owner_has_changed(accounts, take_in):
    assert counts(take_in(Kind.ACCOUNTS, "Id,Owner\n1,R1\n")) == (0, 1, 0, 0)


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))
LINES = st.tuples(st.sampled_from("12"), st.sampled_from(["R1", "R2"]), st.none() | DAYS)
FILES = st.lists(
    st.lists(LINES, min_size=1, max_size=2, unique_by=lambda line: line[0]), min_size=1, max_size=6
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=FILES, default=DAYS)
def test_at_any_date_at_most_one_owner(accounts, take_in, files, default):
    """B-01, whatever is imported in whatever order; and a file imported twice changes nothing."""
    Ownership.objects.all().delete()
    for lines in files:
        body = "".join(f"{account},{rep},{day or ''}\n" for account, rep, day in lines)
        again = {"starts_on": default, "keep_good_rows": True}
        take_in(Kind.OWNERS, f"Account ID,Owner,Start date\n{body}", **again)
        after = owners()
        run = take_in(Kind.OWNERS, f"Account ID,Owner,Start date\n{body}", **again)
        assert (run.created, run.updated, owners()) == (0, 0, after)
        for former, later in pairwise(after):
            assert former[0] != later[0] or former[3] <= later[2]


def problems(planned):
    return [(p.row, p.column, p.value, p.message, p.remedy) for p in planned.findings.problems]


def test_two_owners_at_one_date_are_refused(accounts, take_in, plan):
    take_in(Kind.OWNERS, FIRST)
    take_in(Kind.OWNERS, "Account ID,Owner,Start date\n1,R2,2026-06-15\n")
    planned = plan(Kind.OWNERS, "Account ID,Owner,Start date\n1,R2,2026-02-01\n")
    assert problems(planned) == [
        (
            2,
            "Start date",
            "2026-02-01",
            "Ada Moss answered for the account on this date.",
            "Start before 2026-01-01, or on 2026-06-15 or later.",
        )
    ]


def test_an_unknown_rep_is_answered_with_those_there_are(accounts, plan):
    content = "Account ID,Owner\n1,Zygmunt Quux\n2,bo@acme.fr\n"
    assert [found[-1] for found in problems(plan(Kind.OWNERS, content))] == [
        "Import this rep, or name one of: Ada Moss, Bo Lind.",
        "Did you mean bo@acme.com?",
    ]


def test_without_any_rep_they_are_to_be_imported_first(plan, take_in):
    planned = plan(Kind.ACCOUNTS, "Id,Name,Owner\n1,Acme,Ada\n")
    assert problems(planned)[0][-1] == "Import the reps first: `maillage import reps`."


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
