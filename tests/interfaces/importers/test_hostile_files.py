"""Files nobody should be hurt by: each is refused with a message that names it and the remedy."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from maillage.domain.imports import Kind
from maillage.errors import InputError
from maillage.interfaces.importers import archives, read_file

pytestmark = pytest.mark.integration

GOOD = "Account ID,Name,Revenue\n1,Acme,10\n"


def text(content: str | bytes, name: str = "f.csv"):
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def workbook(fill, name: str = "f.xlsx"):
    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        fill(book)
        book.save(folder / name)
        return folder / name

    return make


def filled(book: openpyxl.Workbook, rows=(("Account ID", "Name"), ("1", "Acme"))) -> None:
    for row in rows:
        book.active.append(row)


def with_formula(book: openpyxl.Workbook) -> None:
    filled(book)
    book.active["C2"] = "=1+1"


def with_two_sheets(book: openpyxl.Workbook) -> None:
    filled(book)
    book.create_sheet("Other").append(["a", "b"])


def with_stray_cell(book: openpyxl.Workbook) -> None:
    filled(book)
    book.active["ZZ1048576"] = "far away"


def sparse(folder: Path) -> Path:
    path = folder / "f.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    return path


def bomb(folder: Path) -> Path:
    path = folder / "f.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return path


def lying_bomb(folder: Path) -> Path:
    """The archive's directory announces 4,096 bytes where there are sixty million."""
    content = bytearray(bomb(folder).read_bytes())
    real = struct.pack("<I", 60_000_000)
    place = content.find(real)
    while place >= 0:
        content[place : place + 4] = struct.pack("<I", 4096)
        place = content.find(real)
    path = folder / "f.xlsx"
    path.write_bytes(content)
    return path


def not_a_workbook(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "f.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return folder / "f.xlsx"


def broken_workbook(folder: Path) -> Path:
    workbook(filled)(folder)
    path = folder / "f.xlsx"
    path.write_bytes(path.read_bytes()[:2000])
    return path


def password(folder: Path) -> Path:
    stream = "EncryptedPackage".encode("utf-16-le")
    return text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream, "f.xlsx")(folder)


SAVE_AS_CSV = "Save it as “CSV UTF-8” from your spreadsheet or CRM."
SAVE_AGAIN = "Open it in your spreadsheet and save it again as XLSX."
HOSTILE = {
    "a directory": (
        lambda folder: folder,
        "{folder} is a folder. Name one CSV or XLSX file in it.",
    ),
    "a missing file": (
        lambda folder: folder / "f.csv",
        "There is no file {path}/f.csv. Check its name and folder.",
    ),
    "an empty file": (text(""), "f.csv is empty. Export it again."),
    "blank lines only": (
        text("\n\n  \n"),
        "f.csv has no header line. Put the names of the columns in the first row.",
    ),
    "a header only": (
        text("Account ID,Name\n"),
        "f.csv holds a header and no rows. Export it again.",
    ),
    "2 GB of nothing": (
        sparse,
        (
            "f.csv holds 2048 MB; the limit is 500 MB. "
            "Split it into several files, or leave out the columns not needed."
        ),
    ),
    "NUL characters": (
        text("Account ID,Name\n1,Ac\0me\n"),
        (
            "f.csv cannot be read as text from line 2 on: it holds a NUL character, "
            f"which no text file does. {SAVE_AS_CSV}"
        ),
    ),
    "two encodings in one": (
        text(GOOD.encode() + "2,Société,1\n".encode() + "3,Société,1\n".encode("cp1252")),
        (
            "f.csv cannot be read as text from line 4 on: it mixes UTF-8 with another encoding. "
            f"{SAVE_AS_CSV}"
        ),
    ),
    "an unknown encoding": (
        text("Account ID,Name\n1,Общество\n".encode("cp1251")),
        (
            "f.csv cannot be read as text from line 2 on: its encoding is not a known one. "
            f"{SAVE_AS_CSV}"
        ),
    ),
    "half a character in UTF-16": (
        text("Account ID,Name\n1,Acme\n".encode("utf-16") + b"x"),
        (
            "f.csv cannot be read as text: 'utf-16-le' codec can't decode byte 0x78 in position 0: "
            f"truncated data. {SAVE_AS_CSV}"
        ),
    ),
    "a picture": (
        text(b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
        "f.csv is not a table. Export the data as CSV or XLSX.",
    ),
    "a web page called XLS": (
        text("<html><table><tr><td>1</td></tr></table></html>", "f.xls"),
        (
            "f.xls is a web page, whatever its name says. "
            "Open it in a spreadsheet and save it as CSV UTF-8 or XLSX."
        ),
    ),
    "an old workbook": (
        text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "f.xls"),
        "f.xls is a workbook of the old XLS format. Save it as XLSX or CSV UTF-8.",
    ),
    "a password": (
        password,
        "f.xlsx is protected by a password. Save a copy without the password.",
    ),
    "a million characters in a cell": (
        text(f"Account ID,Name\n1,{'x' * 1_000_000}\n"),
        (
            "f.csv, row 2, Name: 1000000 characters; the limit is 10000. "
            "Shorten the text, or look for a quotation mark that is never closed."
        ),
    ),
    "a quotation mark never closed": (
        text('Account ID,Name\n1,"Acme\n' + "2,Beta\n" * 3000),
        (
            "f.csv, row 2, Name: 21005 characters; the limit is 10000. "
            "Shorten the text, or look for a quotation mark that is never closed."
        ),
    ),
    "two columns of one name": (
        text("Account ID,Name,Name\n1,a,b\n"),
        "f.csv, row 1: two columns are called “Name”. Rename or delete one of them.",
    ),
    "501 columns": (
        text(",".join(f"c{n}" for n in range(501)) + "\n" + ",".join("1" * 501) + "\n"),
        "f.csv has 501 columns; the limit is 500. Export only the columns needed.",
    ),
    "a row too long": (
        text("Account ID,Name\n1,Acme\n2,Acme, Inc.\n"),
        (
            "f.csv, row 3: 3 cells where the header has 2. "
            "Put quotes around texts that contain the separator."
        ),
    ),
    "a missing column": (
        text("Name,Revenue\nAcme,10\n"),
        (
            "f.csv: no column was recognised as external_id. Columns found: Name, Revenue. "
            "Name it in a mapping file: `columns: {{external_id: <column>}}`."
        ),
    ),
    "a formula": (
        workbook(with_formula),
        (
            "f.xlsx, sheet Sheet: cell C2 holds a formula. Copy the sheet and paste it as values, "
            "then save."
        ),
    ),
    "two sheets": (
        workbook(with_two_sheets),
        "f.xlsx has several sheets: Sheet, Other. Name one with --sheet.",
    ),
    "an empty workbook": (workbook(lambda book: None), "f.xlsx is empty. Export it again."),
    "a cell at the end of the world": (
        workbook(with_stray_cell),
        (
            "f.xlsx, sheet Sheet: it spreads over 1048576 rows and 702 columns. "
            "Delete the stray cells below and beside the table, or save it as CSV UTF-8."
        ),
    ),
    "a zip bomb": (
        bomb,
        "f.xlsx would unpack to 57 MB, {ratio} times its size: refused. Save the data as CSV UTF-8.",
    ),
    "a zip bomb that lies": (
        lying_bomb,
        (
            "f.xlsx is a damaged workbook: Bad CRC-32 for file 'xl/worksheets/sheet1.xml'. "
            f"{SAVE_AGAIN}"
        ),
    ),
    "a document": (
        not_a_workbook,
        "f.xlsx is not an XLSX workbook. Save it as XLSX or CSV UTF-8.",
    ),
    "half a workbook": (
        broken_workbook,
        f"f.xlsx is a damaged workbook: File is not a zip file. {SAVE_AGAIN}",
    ),
}


@pytest.mark.parametrize(("make", "message"), HOSTILE.values(), ids=HOSTILE)
def test_is_refused_with_a_message_that_helps(tmp_path, make, message):
    path = make(tmp_path)
    with pytest.raises(InputError) as refusal:
        read_file(path, kind=Kind.ACCOUNTS)
    ratio = 60_000_000 // max(path.stat().st_size, 1) if path.exists() else 0
    expected = message.format(folder=tmp_path.name, path=tmp_path, ratio=ratio)
    assert str(refusal.value) == expected


def test_the_sheet_asked_for_must_exist(tmp_path):
    path = workbook(with_two_sheets)(tmp_path)
    with pytest.raises(InputError) as refusal:
        read_file(path, kind=Kind.ACCOUNTS, sheet="Othr")
    assert str(refusal.value) == "f.xlsx has no sheet Othr. Choose one of: Sheet, Other."


CELLS = {
    "NaN": ("Revenue", "nan", "not a number.", "Enter the amount, or leave the cell empty."),
    "infinity": ("Revenue", "inf", "not a number.", "Enter the amount, or leave the cell empty."),
    "a negative amount": (
        "Revenue", "-5", "negative.", "Enter 0 or more, or leave the cell empty.",
    ),
    "a negative amount in brackets": (
        "Revenue", "(1,200.50)", "negative.", "Enter 0 or more, or leave the cell empty.",
    ),
    "words for a number": (
        "Revenue", "a lot", "not a number.", "Enter one number, with digits only.",
    ),
    "half an employee": ("Employees", "12.5", "not a whole number.", "Round it."),
    "more people than live": (
        "Employees", "99999999999", "too large; the limit is 2,147,483,647.", "Check the unit.",
    ),
    "a latitude beyond the pole": (
        "Latitude", "91", "outside −90 to 90 degrees.",
        "Check that latitude and longitude are not swapped.",
    ),
    "a longitude beyond the date line": (
        "Longitude", "-180.5", "outside −180 to 180 degrees.",
        "Check that latitude and longitude are not swapped.",
    ),
    "a country with a slip": (
        "Country", "Philipines", "not a known country.", "Did you mean Philippines?",
    ),
    "a status nobody knows": (
        "Status", "zombie", "not a known value.",
        ("Use prospect, customer, dormant, or add `values: {status: {zombie: …}}` to the mapping "
        "file."),
    ),
    "a name too long": (
        "Name", "x" * 256, "256 characters; the limit is 255.", "Shorten it.",
    ),
    "control characters": (
        "Name", "Ac\x1bme", "holds characters that cannot be shown.", "Type the text again.",
    ),
    "an identifier a spreadsheet rounded": (
        "Account ID", "1.23E+15", "a spreadsheet has shortened this number, its last digits are lost.",
        "Format the column as text and export it again.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("column", "value", "message", "remedy"), CELLS.values(), ids=CELLS)
def test_a_wrong_cell_is_listed_with_row_column_value_and_remedy(
    tmp_path, column, value, message, remedy
):
    cells = {"Account ID": "1", "Name": "Acme", column: value}
    content = "\n".join("\t".join(row) for row in (cells, cells.values()))
    path = text(content)(tmp_path)
    _table, _mapping, batch = read_file(path, kind=Kind.ACCOUNTS)
    problems = [
        (problem.row, problem.column, problem.value, problem.message, problem.remedy)
        for problem in batch.findings.problems
    ]
    assert problems == [(2, column, value, message, remedy)]


def test_a_formula_in_a_text_file_stays_the_text_it_is(tmp_path):
    path = text("Account ID,Name\n1,=cmd|' /C calc'!A0\n2,@SUM(1)\n3,+1\n4,-2+3\n")(tmp_path)
    _table, _mapping, batch = read_file(path, kind=Kind.ACCOUNTS)
    assert batch.rows["name"].tolist() == ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-2+3"]


def test_archives_are_read_to_the_end_within_the_limit(tmp_path, monkeypatch):
    """A harmless workbook passes; its worksheet is described."""
    scans = archives.scan_archive(workbook(filled)(tmp_path))
    found = scans["xl/worksheets/sheet1.xml"]
    assert (found.filled, found.formula, found.rows, found.columns) == (True, "", 2, 2)


def test_a_sheet_without_cell_references_is_measured_by_its_cells():
    xml = io.BytesIO(b"<sheetData><row><c><v>1</v></c><c/><c/></row></sheetData>")
    found = archives.scan_sheet(iter(lambda: xml.read(10), b""))
    assert (found.filled, found.columns) == (True, 3)
