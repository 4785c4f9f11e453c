"""Files nobody should be hurt by, sent by people: refused with a remedy, and nothing is kept."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.domain import jobs
from maillage.domain.imports import uploads
from maillage.errors import InputError
from maillage.interfaces.uploads.accepting import harmless
from maillage.interfaces.uploads.importing import send
from maillage.models import Account, Job, Upload
from tests.interfaces.importers.test_hostile_files import bomb, lying_bomb, not_a_workbook
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


REFUSED = {
    "empty": (b"", "f.csv is empty. Export it again."),
    "blank": (b"\n\n", "f.csv has no header line."),
    "pdf": (b"%PDF-1.7 x", "f.csv is not a table. Export the data as CSV or XLSX."),
    "page": (b"<html><body>", "f.csv is a web page, whatever its name says."),
    "nul": (b"Id,Name\nA1,Ac\0me\n", "f.csv"),
    "only nul": (b"\0" * 5_000, "f.csv"),
    "no rows": (b"Id,Name\n", "f.csv holds a header and no rows."),
    "columns": (",".join(f"c{n}" for n in range(1_000)).encode() + b"\n", "the limit is 500"),
    "formula": (workbook(["Id", "Name"], ["A1", "=1+1"]), "holds a formula"),
    "long": (b"Id,Name\nA1," + b"x" * 20_000, "the limit is 10000"),
    "half a zip": (b"PK\x03\x04" + b"x" * 100, "is a damaged workbook"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["accounts", "lead_events"])
@pytest.mark.parametrize("case", REFUSED)
def test_hostile_files_are_refused_and_not_kept(case, kind):
    content, said = REFUSED[case]
    with pytest.raises(InputError) as refused:
        send(sent=SimpleUploadedFile("f.csv", content), kind=kind, terms={}, by=member())
    assert said in str(refused.value)
    assert (Upload.objects.count(), Account.objects.count()) == (0, 0)


def test_a_million_columns_are_refused_in_the_background():
    content = b",".join(b"c%d" % number for number in range(1_000_000)) + b"\n1\n"
    begun = send(sent=SimpleUploadedFile("f.csv", content), kind="accounts", terms={}, by=member())
    jobs.run_job.func(begun.pk)
    begun.refresh_from_db()
    assert begun.message.startswith("f.csv has 1000000 columns; the limit is 500.")
    assert (begun.state, Upload.objects.count()) == ("failed", 0)


@pytest.mark.parametrize("make", [bomb, lying_bomb, not_a_workbook])
def test_bombs_are_refused_and_not_kept(make, tmp_path):
    sent = SimpleUploadedFile("f.xlsx", make(tmp_path).read_bytes())
    with pytest.raises(InputError):
        send(sent=sent, kind="accounts", terms={}, by=member())
    assert Upload.objects.count() == 0


def test_the_size_is_bounded(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 2 * uploads.MEGABYTE)
    sent = SimpleUploadedFile("f.csv", b"x" * (2 * uploads.MEGABYTE + 1))
    with pytest.raises(InputError, match=r"f\.csv holds 3 MB; the limit is 2 MB\. Split it"):
        send(sent=sent, kind="accounts", terms={}, by=member())
    assert (Upload.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("accounts.csv", "accounts.csv"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\ana\comptes été.xlsx", "comptes été.xlsx"),
        ("a\0b\n\u202ec.csv", "abc.csv"),
        ("..", "file"),
        ("", "file"),
        ("é" * 300 + ".csv", "é" * 60 + ".csv"),
        ("a." + "x" * 300, "a." + "x" * 9),
    ],
)
def test_names_are_made_harmless(name, kept):
    assert harmless(name) == kept


def test_formulas_of_text_files_stay_texts():
    by = member()
    sent = SimpleUploadedFile("f.csv", b'Id,Name\nA1,"=cmd|calc"\n')
    kept = send(sent=sent, kind="accounts", terms={}, by=by)
    assert kept.look["columns"][1]["samples"] == ["=cmd|calc"]
