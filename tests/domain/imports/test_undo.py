"""Any import of accounts, reps, owners or touches is taken back exactly, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.domain.imports import Kind
from maillage.domain.imports.undo import undo_import
from maillage.errors import ConflictError
from maillage.models import Account, Event, ImportRun, Ownership, Rep, Signal, Touch

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

FIRST = "Id,Name,City,Tags,Revenue\n1,Acme,Boston,a;b,10\n2,Beta,,,\n"
SECOND = (
    "Id,Name,City,Parent,Tags,Owner,Revenue\n"
    "1,Acme Inc,Cambridge,3,c,R1,\n2,Beta,,1,,R2,7.5\n3,Head,,,,,\n4,Site,,3,,R1,1\n"
)
OWNERS = "Account,Owner,Start date\n1,R2,2026-05-01\n2,R1,2026-03-01\n4,R1,2026-01-01\n"
TOUCHES = "Account,Rep,Date\n1,R1,2026-02-01\n1,R1,2026-02-02\n2,R2,2026-02-02\n"
TABLES = (Account, Rep, Ownership, Touch)


def everything():
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def test_accounts_parents_and_owners_are_as_before(reps, take_in):
    take_in(Kind.ACCOUNTS, FIRST)
    before = everything()
    run = take_in(Kind.ACCOUNTS, SECOND)
    assert (run.created, run.updated) == (2, 2)
    assert Account.objects.get(external_id="1").parent.external_id == "3"
    assert Ownership.objects.count() == 3
    undone = undo_import(run=run, by="dana")
    assert everything() == before
    assert undone.undone_at is not None
    assert Event.objects.filter(verb="import.undone", actor="dana").count() == 1
    with pytest.raises(ConflictError, match="undone already"):
        undo_import(run=run, by="dana")
    again = take_in(Kind.ACCOUNTS, SECOND)
    assert (again.created, again.updated) == (2, 2)


def test_owners_who_took_over_give_back(reps, take_in):
    take_in(Kind.ACCOUNTS, FIRST)
    take_in(Kind.ACCOUNTS, SECOND)
    before = everything()
    run = take_in(Kind.OWNERS, OWNERS)
    assert Ownership.objects.filter(ends_on=None, rep__external_id="R2").count() == 1
    undo_import(run=run, by="dana")
    assert everything() == before


def test_touches_and_reps_go_those_before_stay(reps, take_in):
    take_in(Kind.ACCOUNTS, FIRST)
    take_in(Kind.TOUCHES, "Account,Rep,Date\n1,R1,2026-02-01\n")
    before = everything()
    touches = take_in(Kind.TOUCHES, TOUCHES)
    more = take_in(Kind.REPS, "Id,Name,Email\nR1,Ada Lind,ada@acme.com\nR3,Cy,cy@acme.com\n")
    assert (Touch.objects.count(), Rep.objects.count()) == (3, 3)
    undo_import(run=touches, by="dana")
    undo_import(run=more, by="dana")
    assert everything() == before


def changed_name():
    Account.objects.filter(external_id="4").update(name="Other")


def changed_back_field():
    Account.objects.filter(external_id="1").update(city="Somerville")


def removed():
    Ownership.objects.filter(account__external_id="4").delete()
    Account.objects.filter(external_id="4").delete()


def touched():
    account, rep = Account.objects.get(external_id="4"), Rep.objects.get(external_id="R1")
    Touch.objects.create(account=account, rep=rep, occurred_on=date(2026, 4, 1), kind="")


def signalled():
    Signal.objects.create(
        account=Account.objects.get(external_id="3"), kind="intent", name="CRM", folded="crm",
        seen_on=date(2026, 1, 5), expires_on=date(2026, 4, 5),
    )  # fmt: skip


def under_it():
    head = Account.objects.get(external_id="3")
    Account.objects.filter(external_id="2").update(parent=head)


def new_site():
    head = Account.objects.get(external_id="3")
    Account.objects.create(external_id="9", name="Late", parent=head)


def other_owner():
    Ownership.objects.filter(account__external_id="2").update(ends_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("since", "named"),
    [
        (changed_name, "1 in all: Other."),
        (changed_back_field, "1 in all: Acme Inc."),
        (removed, "2 in all: "),
        (touched, "1 in all: Site."),
        (signalled, "1 in all: Head."),
        (new_site, "1 in all: Head."),
        (under_it, "1 in all: Beta."),
        (other_owner, "1 in all: "),
    ],
)
def test_what_was_changed_or_used_since_is_named_and_nothing_is_undone(reps, take_in, since, named):
    take_in(Kind.ACCOUNTS, FIRST)
    run = take_in(Kind.ACCOUNTS, SECOND)
    since()
    before = everything()
    with pytest.raises(ConflictError) as refused:
        undo_import(run=run, by="dana")
    assert named in str(refused.value)
    assert everything() == before
    assert ImportRun.objects.get(pk=run.pk).undone_at is None


def test_other_fields_may_change_meanwhile(reps, take_in):
    take_in(Kind.ACCOUNTS, FIRST)
    run = take_in(Kind.ACCOUNTS, "Id,Name,City\n1,Acme Inc,Boston\n")
    Account.objects.filter(external_id="1").update(phone="555")
    undo_import(run=run, by="dana")
    row = Account.objects.get(external_id="1")
    assert (row.name, row.phone) == ("Acme", "555")


def test_many_conflicts_are_counted_and_the_first_named(reps, take_in):
    rows = "".join(f"{each},Account {each:02d}\n" for each in range(30))
    run = take_in(Kind.ACCOUNTS, f"Id,Name\n{rows}")
    Account.objects.update(segment="x")
    with pytest.raises(ConflictError) as refused:
        undo_import(run=run, by="dana")
    said = str(refused.value)
    assert "30 in all: Account 00, Account 01" in said
    assert "Account 09…" in said
    assert "Account 10" not in said


def test_an_import_of_before_is_refused(reps):
    run = ImportRun.objects.create(kind="accounts", file_name="a.csv", sha256="x", created=3)
    with pytest.raises(ConflictError, match="was not kept yet"):
        undo_import(run=run, by="dana")


NAMES = st.sampled_from(["Acme", "Beta", "Café Müller", ""])
ROWS = st.dictionaries(st.sampled_from("12345"), st.tuples(NAMES, NAMES), min_size=1)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=st.lists(ROWS, min_size=1, max_size=4))
def test_imports_undone_in_reverse_leave_nothing(reps, take_in, files):
    states, runs = [], []
    for rows in files:
        states.append(everything())
        lines = "".join(f"{key},{name or 'None'},{city}\n" for key, (name, city) in rows.items())
        runs.append(take_in(Kind.ACCOUNTS, f"Id,Name,City\n{lines}"))
    for state, run in zip(reversed(states), reversed(runs), strict=True):
        undo_import(run=run, by="dana")
        assert everything() == state
