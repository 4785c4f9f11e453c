"""Files sent by programs: looked at, imported as they were seen, once (section A, M)."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.domain import jobs
from maillage.domain.imports import uploads
from maillage.models import Account, ImportRun, Job, LeadEvent, Upload
from tests.api.caller import ROOT, Caller
from tests.domain.accounts.factories import make_account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ROWS = b"Id,Name,Potential\nA1,Acme,10\nA2,Beta,-1\n"


@pytest.fixture
def caller():
    return Caller(member("operations"))


def send(caller, content, name="accounts.csv", kind="accounts", status=201, **said):
    file = SimpleUploadedFile(name, content)
    answer = caller.client.post(f"{ROOT}/uploads", {"file": file, "kind": kind, **said})
    assert answer.status_code == status, answer.content
    return answer.json()


def take(caller, sent, status=200, **asked):
    asked = {"seen": sent["look"]["digest"]} | asked
    return caller.send("POST", f"/uploads/{sent['id']}/import", asked, status)


def test_a_look_names_the_wrong_row_and_writes_nothing(caller):
    look = send(caller, ROWS)["look"]
    assert look["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert look["problems"] == [
        ["3", "Potential", "-1", "negative.", "Enter 0 or more, or leave the cell empty."]
    ]
    assert [(each["name"], each["field"]) for each in look["columns"]] == [
        ("Id", "external_id"), ("Name", "name"), ("Potential", "potential"),
    ]  # fmt: skip
    assert look["columns"][1]["samples"] == ["Acme", "Beta"]
    assert (look["step"], look["partly"], Account.objects.count()) == ("ready", True, 0)


def test_good_rows_are_imported_once_and_taken_back(caller):
    sent = send(caller, ROWS)
    answer = take(caller, sent, 422)
    assert (answer["code"], Account.objects.count()) == ("RowError", 0)
    done = take(caller, sent, keep_good_rows=True)
    again = take(caller, sent, keep_good_rows=True)
    assert done["run"] == again["run"] == ImportRun.objects.get().pk
    assert [each.external_id for each in Account.objects.all()] == ["A1"]
    assert bytes(Upload.objects.get().content) == b""
    caller.send("POST", f"/imports/{done['run']}/undo")
    assert Account.objects.count() == 0


def test_what_would_do_something_else_by_now_is_refused_and_looked_at_anew(caller):
    sent = send(caller, b"Id,Name\nA1,Acme\n")
    make_account(1, name="Other")
    answer = take(caller, sent, 409)
    assert answer["title"] == (
        "Importing accounts.csv would do something else now than when you looked:"
        " new 0, changed 1, unchanged 0, wrong 0."
    )
    assert Account.objects.get().name == "Other"
    fresh = caller.get(f"/uploads/{sent['id']}")
    assert fresh["look"]["changes"] == [["2", "A1", "Name", "Other", "Acme"]]
    take(caller, fresh)
    assert Account.objects.get().name == "Acme"


def test_a_change_between_the_plan_and_the_writing_is_seen(caller, monkeypatch):
    sent = send(caller, b"Id,Name\nA1,Acme\n")
    marks = iter([1, 2])
    monkeypatch.setattr(uploads, "last_change", lambda: next(marks))
    seen = []
    kept = uploads.as_seen
    monkeypatch.setattr(uploads, "as_seen", lambda *what: seen.append(what) or kept(*what))
    take(caller, sent)
    assert len(seen) == 2


def test_columns_are_chosen_in_a_mapping(caller):
    sent = send(caller, b"Code,Raison\nA1,Acme\n")
    assert sent["look"]["step"] == "columns"
    assert sent["look"]["problem"].endswith("no column was recognised as Identifier.")
    mapping = "columns: {external_id: Code, name: Raison}"
    again = caller.send("POST", f"/uploads/{sent['id']}/look", {"mapping": mapping})
    assert again["look"]["step"] == "ready"
    take(caller, again)
    assert Account.objects.get().name == "Acme"
    caller.send("POST", f"/uploads/{sent['id']}/look", {}, 409)


def test_the_sheet_of_a_workbook_is_chosen(caller):
    book = openpyxl.Workbook()
    book.active.append(["Notes"])
    for row in (["Id", "Name"], ["A1", "Acme"]):
        (book["New"] if "New" in book.sheetnames else book.create_sheet("New")).append(row)
    content = BytesIO()
    book.save(content)
    sent = send(caller, content.getvalue(), "a.xlsx")
    assert (sent["look"]["step"], sent["look"]["sheets"]) == ("sheet", ["Sheet", "New"])
    again = caller.send("POST", f"/uploads/{sent['id']}/look", {"sheet": "New"})
    assert again["look"]["counts"]["created"] == 1
    caller.send("POST", f"/uploads/{sent['id']}/look", {"sheet": "Third"}, 422)


def test_events_of_leads_are_kept_each_once(caller):
    content = b"lead,event,at,page\nL1,page_view,2026-03-01T10:00:00Z,/a\nL2,call,,\n"
    wrong = send(caller, content, "e.csv", "lead_events")["look"]
    assert (wrong["step"], wrong["counts"]["rejected"]) == ("wrong", 1)
    sent = send(caller, content.rsplit(b"L2", 1)[0], "e.csv", "lead_events")
    assert sent["look"]["counts"]["created"] == 1
    assert LeadEvent.objects.count() == 0
    assert [each["label"] for each in sent["look"]["columns"]] == [
        "Lead", "Event", "Day", "Told with it",
    ]  # fmt: skip
    assert take(caller, sent)["result"] == {"new": 1, "known": 0}
    assert take(caller, sent)["result"] == {"new": 1, "known": 0}
    assert LeadEvent.objects.count() == 1
    good = content.rsplit(b"L2", 1)[0]
    send(caller, good, "e.csv", "lead_events", status=404, source="unknown")
    assert Upload.objects.count() == 2


def test_a_large_file_is_looked_at_and_imported_in_the_background(caller, monkeypatch):
    monkeypatch.setattr(uploads, "ASIDE", 10)
    sent = send(caller, ROWS, status=202)
    assert (sent["look"], sent["job"]) == ({}, Job.objects.get().pk)
    jobs.run_job.func(sent["job"])
    looked = caller.get(f"/uploads/{sent['id']}")
    assert (looked["job"], looked["look"]["counts"]["created"]) == (None, 1)
    take(caller, {"id": sent["id"], "look": {"digest": "other"}}, 409)
    begun = take(caller, looked, 202, keep_good_rows=True)
    assert take(caller, looked, 202, keep_good_rows=True)["job"] == begun["job"]
    jobs.run_job.func(begun["job"])
    assert Job.objects.get(pk=begun["job"]).state == "done"
    done = caller.get(f"/uploads/{sent['id']}")
    assert done["run"] == ImportRun.objects.get().pk


def test_a_large_file_that_is_no_table_is_not_kept(caller, monkeypatch):
    monkeypatch.setattr(uploads, "ASIDE", 1)
    sent = send(caller, b"1,2\n3,4\n", status=202)
    jobs.run_job.func(sent["job"])
    assert Job.objects.get().message.startswith("accounts.csv has no header line.")
    assert Upload.objects.count() == 0


def test_the_background_refuses_what_changed_and_stops_when_asked(caller, monkeypatch):
    monkeypatch.setattr(uploads, "ASIDE", 10)
    sent = send(caller, ROWS, status=202)
    jobs.run_job.func(sent["job"])
    looked = caller.get(f"/uploads/{sent['id']}")
    make_account(1, name="Other")
    begun = take(caller, looked, 202, keep_good_rows=True)
    jobs.run_job.func(begun["job"])
    failed = Job.objects.get(pk=begun["job"])
    assert (failed.state, ImportRun.objects.count()) == ("failed", 0)
    looked = caller.get(f"/uploads/{sent['id']}")
    assert looked["look"]["counts"]["updated"] == 1
    begun = take(caller, looked, 202, keep_good_rows=True)
    Job.objects.filter(pk=begun["job"]).update(cancel_requested=True)
    jobs.run_job.func(begun["job"])
    assert (Job.objects.get(pk=begun["job"]).state, ImportRun.objects.count()) == ("cancelled", 0)


def test_a_file_is_its_sender_s_alone_and_can_be_thrown_away(caller):
    sent = send(caller, ROWS)
    other = Caller(member("operations"))
    assert other.get("/uploads")["items"] == []
    other.get(f"/uploads/{sent['id']}", 404)
    other.send("POST", f"/uploads/{sent['id']}/import", {"seen": "x"}, 404)
    other.send("DELETE", f"/uploads/{sent['id']}", None, 404)
    caller.send("DELETE", f"/uploads/{sent['id']}", None, 204)
    caller.get(f"/uploads/{sent['id']}", 404)
    assert Upload.objects.count() == 0


def test_many_rows_are_taken_back_in_the_background(caller, monkeypatch):
    from maillage.domain.imports import undo

    done = take(caller, send(caller, ROWS), keep_good_rows=True)
    monkeypatch.setattr(undo, "MANY", 0)
    assert caller.send("POST", f"/imports/{done['run']}/undo", None, 202)["undone_at"] is None
    jobs.run_job.func(Job.objects.get().pk)
    assert Account.objects.count() == 0
    caller.send("POST", f"/imports/{done['run']}/undo", None, 409)
