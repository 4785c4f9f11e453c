"""Files in the browser: chosen, looked at, imported as they were seen, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from maillage.domain import jobs
from maillage.domain.imports import undo, uploads
from maillage.domain.imports.uploads import KEPT_AT_ONCE
from maillage.domain.work import tick
from maillage.models import Account, Event, ImportRun, Job, LeadEvent, Opportunity, Upload
from tests.domain.accounts.factories import make_account
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ROWS = b"Id,Name,Potential,Fax\nA1,Acme,10,5\nA2,Beta,-1,6\n"
GOOD = b"Id,Name\nA1,Acme\n"
NEW = "/main/imports/new/"


@pytest.fixture
def page(client):
    return signed_in(client, member("operations"))


def send(page, content, name="accounts.csv", kind="accounts", **said):
    return page.post(NEW, {"kind": kind, "file": SimpleUploadedFile(name, content), **said})


def seen(page, address):
    return page.get(address).context["look"]["digest"]


def test_the_wrong_row_is_named_the_good_ones_imported_and_taken_back(page):
    sent = send(page, ROWS)
    assert sent.url == f"/main/imports/files/{Upload.objects.get().pk}/"
    shown = page.get(sent.url)
    text = " ".join(shown.text.split())
    assert '<th scope="row">3</th><td>Potential</td><td>-1</td><td>negative.</td>' in text
    assert "Import the good row" in text
    assert "Columns not read: Fax." in text
    assert Account.objects.count() == 0
    refused = page.post(sent.url + "import/", {"seen": seen(page, sent.url)})
    assert (refused.status_code, Account.objects.count()) == (422, 0)
    asked = {"seen": seen(page, sent.url), "keep_good_rows": "1"}
    done = page.post(sent.url + "import/", asked)
    run = ImportRun.objects.get()
    assert done.url == f"/main/imports/{run.pk}/"
    assert page.post(sent.url + "import/", asked).url == done.url
    assert [each.external_id for each in Account.objects.all()] == ["A1"]
    assert page.get(sent.url).url == done.url
    assert 'data-opens="undo"' in page.get(done.url).text
    assert page.post(done.url + "undo/").url == done.url
    assert Account.objects.count() == 0
    after = page.get(done.url).text
    assert ("Undone: all is as it was before this file." in after, "data-opens" in after) == (
        True, False,
    )  # fmt: skip
    page.post(done.url + "undo/")
    assert "This import is undone already." in page.get(done.url).text


def test_the_list_says_who_and_what(page):
    page.post((sent := send(page, GOOD)).url + "import/", {"seen": seen(page, sent.url)})
    send(page, GOOD, "waiting.csv")
    listed = page.get("/main/imports/")
    who = Event.objects.get(verb="import").actor
    cells = [cell.text for cell in listed.context["table"]["rows"][0]["cells"]]
    assert cells[:6] + cells[7:8] == ["accounts.csv", "Accounts", "1", "0", "0", "0", who]
    assert "waiting.csv" in listed.text
    [waiting] = Upload.objects.filter(imported_at=None)
    assert page.post(f"/main/imports/files/{waiting.pk}/forget/").url == "/main/imports/"
    assert "waiting.csv" not in page.get("/main/imports/").text


def test_data_that_changed_since_the_look_is_seen_before_it_is_written(page):
    sent = send(page, GOOD)
    digest = seen(page, sent.url)
    make_account(1, name="Other")
    refused = page.post(sent.url + "import/", {"seen": digest})
    assert (refused.status_code, Account.objects.get().name) == (409, "Other")
    assert "would do something else now" in refused.text
    assert ["2", "A1", "Name", "Other", "Acme"] in refused.context["look"]["changes"]
    page.post(sent.url + "import/", {"seen": refused.context["look"]["digest"]})
    assert Account.objects.get().name == "Acme"
    assert "already holds all of it" in page.get(send(page, GOOD).url).text


def test_columns_are_chosen_on_the_page(page):
    sent = send(page, b"Code,Raison,Ville\nA1,Acme,Lyon\n")
    shown = page.get(sent.url)
    assert (shown.context["look"]["step"], "upload_import" in shown.text) == ("columns", False)
    choose = {"columns": "1", "column-0": "external_id", "column-1": "name", "column-2": "name"}
    twice = page.post(sent.url + "look/", choose)
    assert twice.status_code == 422
    assert "Two columns are read as Name: Raison and Ville." in twice.text
    assert page.post(sent.url + "look/", choose | {"column-2": ""}).url == sent.url
    look = page.get(sent.url).context["look"]
    assert [each["field"] for each in look["columns"]] == ["external_id", "name", ""]
    assert look["counts"]["created"] == 1
    page.post(sent.url + "look/", {"columns": "1", "column-0": "hostile", "column-1": "name"})
    assert page.get(sent.url).context["look"]["step"] == "columns"


def test_a_column_may_stand_in_for_another_as_before(page):
    sent = send(page, b"Name,Email\nAna,ana@example.com\n", kind="reps")
    look = page.get(sent.url).context["look"]
    choose = {f"column-{place}": each["field"] for place, each in enumerate(look["columns"])}
    page.post(sent.url + "look/", {"columns": "1"} | choose)
    again = page.get(sent.url).context["look"]
    assert (again["step"], again["digest"]) == ("ready", look["digest"])


def test_a_mapping_file_has_the_last_word(page):
    file = SimpleUploadedFile("m.yaml", b"columns: {potential: Fax}\nvalues: {}")
    sent = send(page, ROWS, mapping_file=file)
    shown = page.get(sent.url).context["look"]
    assert shown["columns"][3]["field"] == "potential"
    again = SimpleUploadedFile("m.yaml", b"columns: {potential: null}")
    page.post(sent.url + "look/", {"mapping_file": again, "columns": "1"})
    assert page.get(sent.url).context["look"]["counts"]["rejected"] == 0
    for wrong in (b"wrong: 1", b"\xff\xfe", b"x" * 200_000):
        bad = SimpleUploadedFile("m.yaml", wrong)
        assert page.post(sent.url + "look/", {"mapping_file": bad}).status_code == 422
        assert send(page, ROWS, mapping_file=SimpleUploadedFile("m.yaml", wrong)).status_code == 422
    assert Upload.objects.count() == 1


def test_owners_answer_from_the_day_that_was_shown(page):
    make_account(1)
    from maillage.models import Ownership, Rep

    Rep.objects.create(external_id="R1", name="Ana")
    sent = send(page, b"Account,Owner\nA1,R1\n", kind="owners", starts_on="2026-01-15")
    assert page.get(sent.url).context["look"]["starts_on"] == "2026-01-15"
    page.post(sent.url + "look/", {"starts_on": "2026-02-15"})
    page.post(sent.url + "import/", {"seen": seen(page, sent.url)})
    assert Ownership.objects.get().starts_on.isoformat() == "2026-02-15"


def test_opportunities_keep_the_days_of_their_stages(page):
    content = b'Id,Rep,Amount,Stage,"Date entered ""Demo"""\nO1,R1,5,Demo,2026-01-05\n'
    from maillage.models import Rep

    Rep.objects.create(external_id="R1", name="Ana")
    sent = send(page, content, kind="opportunities")
    look = page.get(sent.url).context["look"]
    assert look["columns"][4]["label"] == "Day of stage Demo"
    choose = {f"column-{place}": each["field"] for place, each in enumerate(look["columns"])}
    page.post(sent.url + "look/", {"columns": "1"} | choose)
    page.post(sent.url + "import/", {"seen": seen(page, sent.url)})
    assert Opportunity.objects.get().entries.get().entered_on.isoformat() == "2026-01-05"


def test_events_of_leads_are_kept_once(page):
    content = b"lead,event,at\nL1,page_view,2026-03-01T10:00:00\n"
    sent = send(page, content, "e.csv", "lead_events", zone="Europe/Paris")
    done = page.post(sent.url + "import/", {"seen": seen(page, sent.url)})
    assert done.url == sent.url
    assert "Kept for good. New: 1. Known already: 0." in page.get(sent.url).text
    assert LeadEvent.objects.get().at.isoformat() == "2026-03-01T09:00:00+00:00"
    assert send(page, content, "e.csv", "lead_events", zone="Mars").status_code == 422


def test_a_file_is_read_in_the_language_of_its_reader(page):
    sent = send(page, GOOD)
    Upload.objects.update(look={"language": "fr", "step": "ready"})
    assert page.get(sent.url).context["look"]["language"] == "en"
    with translation.override("fr"):
        assert Upload.objects.get().look["counts"]["created"] == 1


def test_large_files_are_work_for_the_background(page, monkeypatch):
    monkeypatch.setattr(uploads, "ASIDE", 10)
    sent = send(page, ROWS)
    looking = Job.objects.get()
    address = f"/main/imports/files/{Upload.objects.get().pk}/"
    assert sent.url == page.get(address).url == f"/main/jobs/{looking.pk}/"
    jobs.run_job.func(looking.pk)
    looked = page.get(sent.url).text
    assert (f'href="{address}">Back to the file' in looked, "Show what" in looked) == (True, False)
    begun = page.post(address + "import/", {"seen": seen(page, address)})
    jobs.run_job.func(Job.objects.first().pk)
    failed = page.get(begun.url).text
    assert ("Back to the file" in failed, f'href="{address}"' in failed) == (True, True)
    asked = {"seen": seen(page, address), "keep_good_rows": "1"}
    page.post(address + "import/", asked)
    jobs.run_job.func(Job.objects.first().pk)
    run = ImportRun.objects.get()
    assert page.get(address).url == f"/main/imports/{run.pk}/"
    monkeypatch.setattr(undo, "MANY", 0)
    undone = page.post(f"/main/imports/{run.pk}/undo/")
    jobs.run_job.func(Job.objects.first().pk)
    assert f'href="/main/imports/{run.pk}/"' in page.get(undone.url).text
    assert Account.objects.count() == 0


def test_files_of_others_are_not_there(page, client):
    sent = send(page, GOOD)
    signed_in(client, member("operations"))
    for path in ("", "look/", "import/", "forget/"):
        assert client.post(sent.url + path).status_code == 404
    assert client.get(sent.url).status_code == 404


def test_only_the_newest_files_of_a_day_are_kept(page):
    addresses = [send(page, GOOD).url for _each in range(KEPT_AT_ONCE + 1)]
    assert [page.get(each).status_code for each in addresses] == [404] + [200] * KEPT_AT_ONCE
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert page.get(addresses[-1]).status_code == 404
    tick()
    assert Upload.objects.count() == 0
