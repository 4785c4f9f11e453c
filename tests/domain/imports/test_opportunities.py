"""Opportunities of CRMs: matched by identifier, their stages kept in time, taken back exactly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.domain.imports import Kind
from maillage.domain.imports.undo import undo_import
from maillage.errors import ConflictError, RowError
from maillage.models import ImportRun, Opportunity, StageEntry
from tests.domain.accounts.factories import make_account

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SALESFORCE = (
    "Opportunity ID,Account Name,Opportunity Owner,Opportunity Name,Type,Amount,Stage,"
    "Last Stage Change Date,Created Date,Close Date,Lost Reason\n"
    '006A,Acme,Ada Moss,Acme 2026,New Customer,"12,000.50",Proposal/Price Quote,2026-02-10,'
    "2026-01-05,2026-04-30,\n"
    "006B,A2,bo@acme.com,Beta,Existing Customer - Upgrade,4000,Closed Won,,2026-01-05,2026-02-01,\n"
    "006C,,R2,Gamma,Trade Show,900,Closed Lost,,2026-01-06,2026-02-02,Price\n"
)  # fmt: skip
FRENCH = (
    "ID opportunité;Compte;Commercial;Montant;Étape;Créée le;Date de clôture prévue\n"
    "O1;Acme;Ada Moss;1 500,50 €;Qualification;15/01/2026;30/06/2026\n"
)
HUBSPOT = (
    'Record ID,Deal Name,Deal Stage,Deal owner,Amount,Create Date,Close Date,'
    '"Date entered ""Appointment scheduled (Sales Pipeline)""",'
    '"Date entered ""Contract sent (Sales Pipeline)""","Date entered ""Closed won (Sales Pipeline)"""\n'
    "77,Big,Contract sent (Sales Pipeline),ada@acme.com,100,2026-01-02 10:11,2026-05-01,2026-01-02,"
    "2026-02-03,\n"
)  # fmt: skip
FIELDS = (
    "external_id", "account__external_id", "rep__external_id", "source", "amount", "stage",
    "opened_on", "expected_on", "closed_on", "outcome", "lost_reason",
)  # fmt: skip


@pytest.fixture(autouse=True)
def book(db, reps):
    make_account(1, name="Acme")
    make_account(2)


def stored(*names):
    return list(Opportunity.objects.order_by("external_id").values_list(*names))


def entries():
    found = StageEntry.objects.order_by("entered_on", "pk")
    return list(found.values_list("opportunity__external_id", "stage", "entered_on"))


def everything():
    return stored(*(field.attname for field in Opportunity._meta.concrete_fields)), sorted(
        StageEntry.objects.values_list()
    )


def test_an_export_of_salesforce(take_in, plan):
    assert dict(plan(Kind.OPPORTUNITIES, SALESFORCE).findings.assumptions) == {
        "Stage: “Proposal/Price Quote” read as open": 1,
        "open, so the close date is read as the day expected": 1,
        "no account: they count for the rep only": 1,
    }
    take_in(Kind.OPPORTUNITIES, SALESFORCE)
    opened = date(2026, 1, 5)
    assert stored(*FIELDS) == [
        ("006A", "A1", "R1", "new", 12000.5, "Proposal/Price Quote", opened, date(2026, 4, 30),
         None, "open", ""),
        ("006B", "A2", "R2", "existing", 4000, "", opened, None, date(2026, 2, 1), "won", ""),
        ("006C", None, "R2", "Trade Show", 900, "", date(2026, 1, 6), None, date(2026, 2, 2),
         "lost", "Price"),
    ]  # fmt: skip
    assert entries() == [("006A", "Proposal/Price Quote", date(2026, 2, 10))]


def test_a_french_file_whose_stage_has_no_day(take_in, plan):
    found = plan(Kind.OPPORTUNITIES, FRENCH)
    assert found.findings.assumptions["no day of the stage: taken as entered on 2026-03-01"] == 1
    take_in(Kind.OPPORTUNITIES, FRENCH)
    assert stored("amount", "expected_on") == [(1500.5, date(2026, 6, 30))]
    assert entries() == [("O1", "Qualification", date(2026, 3, 1))]


def test_columns_of_hubspot_that_date_stages(take_in):
    take_in(Kind.OPPORTUNITIES, HUBSPOT)
    assert entries() == [
        ("77", "Appointment scheduled", date(2026, 1, 2)),
        ("77", "Contract sent", date(2026, 2, 3)),
    ]
    assert stored("stage", "outcome") == [("Contract sent", "open")]


def test_a_mapping_file_dates_stages_and_says_what_is_won(take_in):
    content = "Nr,Who,Step,Signed,Day,Talks\n1,R1,Signed up,2026-02-01,2026-01-01,2026-01-09\n"
    take_in(
        Kind.OPPORTUNITIES,
        content,
        columns={
            "external_id": "Nr", "rep": "Who", "stage": "Step", "closed_on": "Signed",
            "opened_on": "Day", "stage: Talks": "Talks",
        },
        values={"outcome": {"Signed up": "won"}},
    )  # fmt: skip
    assert stored("outcome", "stage", "closed_on") == [("won", "", date(2026, 2, 1))]
    assert entries() == [("1", "Talks", date(2026, 1, 9))]


def test_successive_files_make_a_history(take_in, plan):
    take_in(Kind.OPPORTUNITIES, FRENCH)
    assert plan(Kind.OPPORTUNITIES, FRENCH).unchanged == 1
    later = FRENCH.replace("Qualification", "Négociation")
    found = plan(Kind.OPPORTUNITIES, later, starts_on=date(2026, 4, 1))
    assert found.changes[["field", "before", "after"]].to_numpy().tolist() == [
        ["stage", "Qualification", "Négociation"],
        ["stage: Négociation", None, date(2026, 4, 1)],
    ]
    take_in(Kind.OPPORTUNITIES, later, starts_on=date(2026, 4, 1))
    won = "ID;Statut;Date de clôture\nO1;Gagnée;2026-05-02\n"
    take_in(Kind.OPPORTUNITIES, won, starts_on=date(2026, 5, 3))
    assert stored("stage", "outcome", "closed_on", "amount") == [
        ("Négociation", "won", date(2026, 5, 2), 1500.5)
    ]
    assert entries() == [
        ("O1", "Qualification", date(2026, 3, 1)),
        ("O1", "Négociation", date(2026, 4, 1)),
    ]


def test_reopened_it_has_no_day_of_closing(take_in):
    take_in(Kind.OPPORTUNITIES, SALESFORCE)
    take_in(Kind.OPPORTUNITIES, "ID,Status\n006C,Open\n")
    assert Opportunity.objects.filter(external_id="006C").values_list(
        "outcome", "closed_on", "lost_reason"
    ).get() == ("open", None, "")


def test_an_import_is_taken_back_exactly(take_in):
    take_in(Kind.OPPORTUNITIES, SALESFORCE)
    before = everything()
    content = SALESFORCE.replace("Proposal/Price Quote,2026-02-10", "Negotiation,2026-02-20")
    run = take_in(
        Kind.OPPORTUNITIES,
        content.replace(",900,", ",901,") + "006D,,R1,New,,1,Proposal,,2026-02-01,,\n",
    )
    assert (run.created, run.updated, run.unchanged) == (1, 2, 1)
    assert everything() != before
    undo_import(run=run, by="test")
    assert everything() == before


def test_what_a_later_file_wrote_is_not_taken_back(take_in):
    first = take_in(Kind.OPPORTUNITIES, SALESFORCE)
    take_in(Kind.OPPORTUNITIES, SALESFORCE.replace(",900,", ",901,"))
    with pytest.raises(ConflictError, match="in all: ") as caught:
        undo_import(run=first, by="test")
    later = Opportunity.objects.get(amount=901)
    assert str(later) in str(caught.value)
    assert Opportunity.objects.count() == 3
    last = ImportRun.objects.first()
    assert {step["table"] for step in last.steps} == {"opportunity"}
    undo_import(run=last, by="test")
    undo_import(run=first, by="test")
    assert not Opportunity.objects.exists()
    assert not StageEntry.objects.exists()


def test_a_stage_added_by_hand_keeps_its_opportunity(take_in):
    run = take_in(Kind.OPPORTUNITIES, SALESFORCE)
    one = Opportunity.objects.first()
    one.entries.create(stage="By hand", entered_on=date(2026, 2, 1))
    with pytest.raises(ConflictError, match=f"1 in all: {one}"):
        undo_import(run=run, by="test")
    assert Opportunity.objects.count() == 3


TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("1,Nobody,R1,Open,1,2026-01-01,", "Account", "Nobody"),
        ("1,A1,Nobody,Open,1,2026-01-01,", "Owner", "Nobody"),
        ("1,A1,,Open,1,2026-01-01,", "Owner", "None"),
        (",A1,R1,Open,1,2026-01-01,", "Id", ""),
        ("1,A1,R1,Open,-1,2026-01-01,", "Amount", "-1"),
        ("1,A1,R1,Open,inf,2026-01-01,", "Amount", "inf"),
        ("1,A1,R1,Won,1,2026-01-01,", "Close Date", ""),
        ("1,A1,R1,Lost,1,2026-01-02,2026-01-01", "Close Date", "2026-01-01"),
        (f"1,A1,R1,Won,1,2026-01-01,{TOMORROW}", "Close Date", str(TOMORROW)),
        (f"1,A1,R1,Open,1,{TOMORROW},", "Created Date", str(TOMORROW)),
        (f"1,A1,R1,{'x' * 61},1,2026-01-01,", "Stage", "x" * 61),
        ("1,A1,R1,Open,1,soon,", "Created Date", "soon"),
    ],
)
def test_what_cannot_be_says_row_column_and_value(take_in, row, column, value):
    content = "Id,Account,Owner,Stage,Amount,Created Date,Close Date\n9,,R1,Open,,,\n" + row + "\n"
    with pytest.raises(RowError) as caught:
        take_in(Kind.OPPORTUNITIES, content)
    problem = caught.value.problems[0]
    assert (problem.row, problem.column, problem.value) == (3, column, value.replace("None", ""))
    assert not Opportunity.objects.exists()


def test_the_real_pipeline_of_a_seller_comes_in(shared_data, take_in):
    folder = shared_data / "crm" / "maven_crm"
    take_in(Kind.REPS, (folder / "sales_teams.csv").read_text())
    columns = {"external_id": "account", "name": "account"}
    accounts = (folder / "accounts.csv").read_text()
    take_in(Kind.ACCOUNTS, accounts, columns=columns, keep_good_rows=True)
    lines = (folder / "sales_pipeline.csv").read_text().splitlines()
    header, rows = lines[0], lines[1::8]
    run = take_in(Kind.OPPORTUNITIES, "\n".join([header, *rows]) + "\n")
    assert (run.created, run.rejected) == (1100, 0)
    outcomes = list(Opportunity.objects.values_list("outcome", flat=True))
    won, lost = (sum(f",{word}," in row for row in rows) for word in ("Won", "Lost"))
    assert (outcomes.count("won"), outcomes.count("lost")) == (won, lost)
    undo_import(run=run, by="test")
    assert not Opportunity.objects.exists()
