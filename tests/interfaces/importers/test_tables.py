"""What a file says must come out the same, however it is encoded, separated and laid out."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.interfaces.importers import read_table

pytestmark = pytest.mark.integration

ROWS = [
    ["Code", "Société", "Ville", "Note"],
    ["1", "Électricité « Générale »", "Besançon", 'dit "l\'Œuvre"'],
    ["2", "Crème & Fils, S.A.", "Nîmes", "ligne 1\nligne 2"],
]


def write(path, rows, *, encoding="utf-8", separator=",", ending="\n"):
    lines = [
        separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows
    ]
    path.write_bytes(ending.join([*lines, ""]).encode(encoding))
    return path


def content(table):
    return [table.columns, *zip(*table.cells.to_pydict().values(), strict=True)]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_endings_are_found(tmp_path, encoding, separator, ending):
    rows = ROWS if encoding != "cp850" else [[c.replace("Œ", "O") for c in row] for row in ROWS]
    path = write(tmp_path / "f.csv", rows, encoding=encoding, separator=separator, ending=ending)
    assert content(read_table(path)) == [rows[0], *map(tuple, rows[1:])]


def test_latin_1_is_read(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("id;nom\n1;Société Générale\n".encode("latin-1"))
    assert content(read_table(path)) == [["id", "nom"], ("1", "Société Générale")]


def test_emoji_quotes_and_blank_lines(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text('id,name\n\n1,"Émoji 😀 ""Ltd"""\n\n2,5" pipes\n', encoding="utf-8")
    table = read_table(path)
    assert content(table) == [["id", "name"], ("1", 'Émoji 😀 "Ltd"'), ("2", '5" pipes')]
    assert table.row_numbers.tolist() == [3, 5]


def test_title_lines_above_the_header_are_passed_over(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(
        "Export of accounts,,,\nMarch 2026,,,\n\nCompany,,Address,\nId,Name,City,ZIP\n1,Acme,Bath,04530\n"
    )
    table = read_table(path)
    assert (table.header_row, content(table)) == (
        5,
        [["Id", "Name", "City", "ZIP"], ("1", "Acme", "Bath", "04530")],
    )


def test_the_line_in_which_a_spreadsheet_announces_its_separator(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("sep=;\nId;Name\n1;Acme\n")
    table = read_table(path)
    assert (table.header_row, content(table)) == (2, [["Id", "Name"], ("1", "Acme")])


def test_short_rows_are_filled_and_nameless_empty_columns_dropped(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("Id,Name,City,\n1,Acme\n2,Beta,Bath,\n")
    assert content(read_table(path)) == [
        ["Id", "Name", "City"],
        ("1", "Acme", ""),
        ("2", "Beta", "Bath"),
    ]


def test_a_workbook_is_written_as_a_csv_export_would_be(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("Empty")
    sheet = book["Sheet"]
    sheet.append(["Id", "When", "At", "Yes", "Amount", "ZIP"])
    sheet.append([12, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), True, 1.5, "01234"])  # noqa: DTZ001
    book.save(tmp_path / "f.xlsx")
    table = read_table(tmp_path / "f.xlsx")
    assert table.sheet == "Sheet"
    assert content(table)[1] == ("12", "2026-03-01", "2026-03-01 09:30:00", "true", "1.5", "01234")


def test_the_first_row_of_a_workbook_keeps_its_number(tmp_path):
    book = openpyxl.Workbook()
    book.active["B4"], book.active["C4"] = "Id", "Name"
    book.active["B5"], book.active["C5"] = "1", "Acme"
    book.save(tmp_path / "f.xlsx")
    table = read_table(tmp_path / "f.xlsx")
    assert (table.header_row, table.row_numbers.tolist(), content(table)) == (
        4,
        [5],
        [["Id", "Name"], ("1", "Acme")],
    )


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_whatever_is_written_is_read(tmp_path, rows):
    header = ["Identifier", "Name of it", "Place"]
    path = write(tmp_path / "f.csv", [header, *map(list, rows)])
    assert content(read_table(path)) == [header, *rows]


def test_real_files_are_read_whole(shared_data):
    counts = {
        path.name: read_table(path).cells.num_rows
        for path in sorted((shared_data / "crm").glob("*/*.csv"))
    }
    assert counts == {
        "accounts.csv": 85,
        "products.csv": 7,
        "sales_pipeline.csv": 8800,
        "sales_teams.csv": 35,
        "olist_closed_deals_dataset.csv": 842,
        "olist_marketing_qualified_leads_dataset.csv": 8000,
        "olist_sellers_dataset.csv": 3095,
        "Leads.csv": 9240,
    }
