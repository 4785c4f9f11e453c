"""Files of signals: each with account, name and day; wrong ones say precisely what is wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.domain.imports import Kind
from maillage.errors import FileError, MappingError, RowError
from maillage.models import Signal
from tests.domain.accounts.factories import make_account

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

INTENT = (
    "Company Name,Topic,Category,Score,Date\n"
    "Acme,Territory planning,Sales,82,2026-11-01\n"
    "A2,CRM,Sales,,2026-10-01\n"
)
TECHNOLOGY = (
    "Code client;Type de signal;Technologie;Vu le;Fournisseur;Valable jusqu'au\n"
    "A1;Technologie;SAP;15/11/2026;Dealroom;31/03/2027\n"
)


@pytest.fixture(autouse=True)
def accounts(db):
    make_account(1, name="Acme")
    make_account(2)


def stored():
    names = ("account__external_id", "kind", "name", "strength", "seen_on", "expires_on", "source")
    return sorted(Signal.objects.values_list(*names))


def test_intent_files_of_suppliers_are_read(plan, take_in):
    found = plan(Kind.SIGNALS, INTENT)
    assert (found.created, found.updated, found.rejected) == (2, 0, 0)
    assert dict(found.findings.assumptions) == {
        "no kind given: read as intent": 2,
        "no end given: intent counts 90 days, a technology 365": 2,
    }
    run = take_in(Kind.SIGNALS, INTENT)
    assert stored() == [
        ("A1", "intent", "Territory planning", 82.0, date(2026, 11, 1), date(2027, 1, 30), ""),
        ("A2", "intent", "CRM", None, date(2026, 10, 1), date(2026, 12, 30), ""),
    ]
    assert {row.run_id for row in Signal.objects.all()} == {run.pk}


def test_french_files_say_kind_source_and_end(take_in):
    take_in(Kind.SIGNALS, TECHNOLOGY)
    assert stored() == [
        ("A1", "technology", "SAP", None, date(2026, 11, 15), date(2027, 3, 31), "Dealroom"),
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing_and_a_new_score_is_a_change(plan, take_in):
    take_in(Kind.SIGNALS, INTENT)
    again = plan(Kind.SIGNALS, INTENT)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    other = INTENT.replace(",82,", ",90,")
    changed = plan(Kind.SIGNALS, other)
    assert changed.changes[["field", "before", "after"]].to_numpy().tolist() == [
        ["strength", 82.0, 90.0]
    ]
    take_in(Kind.SIGNALS, other)
    assert Signal.objects.get(name="Territory planning").strength == 90.0
    assert Signal.objects.count() == 2


def test_a_default_of_the_mapping_file_says_the_kind(take_in):
    take_in(Kind.SIGNALS, INTENT, defaults={"kind": "technology", "source": "BuiltWith"})
    assert {(row.kind, row.source) for row in Signal.objects.all()} == {("technology", "BuiltWith")}


TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("Nobody,CRM,,1,2026-11-01", "Company Name", "Nobody"),
        ("Acme,,,1,2026-11-01", "Topic", ""),
        ("Acme,CRM,,1,", "Date", ""),
        ("Acme,CRM,,-1,2026-11-01", "Score", "-1"),
        ("Acme,CRM,,high,2026-11-01", "Score", "high"),
        ("Acme,CRM,,1,yesterday", "Date", "yesterday"),
        (f"Acme,CRM,,1,{TOMORROW}", "Date", str(TOMORROW)),
        (f"Acme,{'x' * 121},,1,2026-11-01", "Topic", "x" * 121),
    ],
)
def test_what_cannot_be_says_row_column_and_value(take_in, row, column, value):
    with pytest.raises(RowError) as caught:
        take_in(Kind.SIGNALS, INTENT + row + "\n")
    problem = caught.value.problems[0]
    assert (problem.row, problem.column, problem.value) == (4, column, value)
    assert Signal.objects.count() == 0


def test_a_file_whose_header_lost_a_column_is_refused(take_in):
    """Header-shifted: the day stands under the score."""
    with pytest.raises(FileError, match="row 2: 5 cells where the header has 4"):
        take_in(Kind.SIGNALS, INTENT.replace(",Date\n", "\n"))
    with pytest.raises(MappingError, match="seen_on"):
        take_in(Kind.SIGNALS, INTENT.replace(",Date\n", ",Colour\n"))
    with pytest.raises(RowError):
        take_in(Kind.SIGNALS, INTENT.replace("Score,Date", "Date,Score"))
