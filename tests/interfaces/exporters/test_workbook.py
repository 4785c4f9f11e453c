"""The workbook opens cleanly, holds real numbers, and lets no text become a formula."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from maillage.interfaces.exporters.workbook import write_workbook
from tests.factories import HOSTILE_NAMES

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings(
        "ignore:.*extension is not supported"
    ),  # openpyxl does not know Excel 2010's bars
]

ENGLISH = ["Summary", "Territories", "Units", "Accounts", "Reps", "Moves", "Checks"]
FRENCH = ["Synthèse", "Secteurs", "Mailles", "Comptes", "Commerciaux", "Mouvements", "Contrôles"]


@pytest.fixture(scope="module")
def english_file(outcome, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "workbook.xlsx"
    write_workbook(outcome, path, language="en")
    return path


@pytest.fixture(scope="module")
def book(english_file):
    return openpyxl.load_workbook(english_file)


def test_the_sheets(book):
    assert book.sheetnames == ENGLISH


def test_the_sheets_in_french(outcome, tmp_path):
    write_workbook(outcome, tmp_path / "classeur.xlsx", language="fr")
    assert openpyxl.load_workbook(tmp_path / "classeur.xlsx").sheetnames == FRENCH


def test_every_row_is_there(book, outcome):
    tables = [
        outcome.territories,
        outcome.units,
        outcome.accounts,
        outcome.reps,
        outcome.moves,
        outcome.checks,
    ]
    assert [book[name].max_row - 1 for name in ENGLISH[1:]] == [len(table) for table in tables]


def test_numbers_are_numbers_with_formats(book):
    headings = [cell.value for cell in book["Territories"][1]]
    cells = dict(zip(headings, book["Territories"][2], strict=True))
    assert cells["Establishments: deviation"].data_type == "n"
    assert cells["Establishments: deviation"].value == pytest.approx(-0.042)
    assert cells["Establishments: deviation"].number_format == "+0.0%;−0.0%;0.0%"
    assert cells["Establishments"].number_format == "#,##0"


def test_postal_codes_keep_their_zeros(book):
    headings = [cell.value for cell in book["Accounts"][1]]
    assert book["Accounts"].cell(3, headings.index("Postal code") + 1).value == "00001"


def test_no_cell_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"n", "s"}


def test_what_looks_like_a_formula_is_marked_as_text(book):
    """Editing such a cell, or saving it to CSV, does not calculate it."""
    names = [row[1] for row in book["Accounts"].iter_rows(min_row=2, max_row=6)]
    assert [cell.value for cell in names] == list(HOSTILE_NAMES[:5])
    assert [cell.quotePrefix for cell in names] == [True] * 5


def test_nothing_active_and_nothing_external(english_file):
    with zipfile.ZipFile(english_file) as archive:
        names = archive.namelist()
        content = "".join(archive.read(name).decode("utf-8", "ignore") for name in names)
    assert [name for name in names if "vba" in name or "externalLink" in name] == []
    assert 'TargetMode="External"' not in content


def test_panes_filters_and_printing(book):
    for name in ENGLISH[1:]:
        sheet = book[name]
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"


def test_the_number_of_a_territory_stands_on_its_colour(book, outcome):
    shown = [book["Territories"].cell(row, 1).fill.fgColor.rgb[2:].lower() for row in range(2, 8)]
    assert shown == [colour[1:] for colour in outcome.territories["colour"]]


def test_deviations_have_bars(book):
    rules = [
        rule.type for ranges in book["Territories"].conditional_formatting for rule in ranges.rules
    ]
    assert sorted(rules) == ["dataBar", "dataBar", "expression", "expression"]


def test_bars_end_before_the_figures(outcome, tmp_path, english_file):
    """The scale goes three times as far as the longest bar, to the right of which is the figure."""
    with zipfile.ZipFile(english_file) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    bounds = re.findall(r"<x14:cfvo type=\"num\"><xm:f>([-0-9.]+)</xm:f>", sheet)
    assert [float(bound) for bound in bounds] == pytest.approx([-0.05, 0.15, -0.1, 0.3])


def test_the_summary_fits_one_page(english_file):
    with zipfile.ZipFile(english_file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    setup = re.search(r"<pageSetup [^>]*>", sheet)[0]
    assert [sheet.count('fitToPage="1"'), setup.count("fitTo")] == [1, 0]


def test_accounts_tell_their_county_once_and_by_name(outcome, tmp_path):
    named = replace(
        outcome, accounts=outcome.accounts.assign(county="36061", unit="36061"), unit_level="county"
    )
    write_workbook(named, tmp_path / "named.xlsx", language="en")
    sheet = openpyxl.load_workbook(tmp_path / "named.xlsx")["Accounts"]
    headings = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, headings.index("County") + 1).value == "New York County"
    assert headings.count("Unit") == 0


def test_the_summary_tells_generated_data_and_the_gain(book):
    """A-30: an order of magnitude, with its range."""
    texts = [cell.value for row in book["Summary"].iter_rows() for cell in row if cell.value]
    assert "Generated data: this is a demonstration, not a real market." in texts
    gain = next(
        row for row in book["Summary"].iter_rows(values_only=True) if row[1] == "From balance alone"
    )
    assert gain[2:5] == (0.0148, 0.0178, 0.0198)
    assert [text for text in texts if str(text).startswith("An order of magnitude, not a promise")]


def test_document_properties(book, outcome):
    assert book.properties.title == outcome.title
    assert book.properties.creator == "Maillage"


def test_an_empty_outcome_still_opens(nothing, tmp_path):
    write_workbook(nothing, tmp_path / "empty.xlsx", language="en")
    book = openpyxl.load_workbook(tmp_path / "empty.xlsx")
    assert [book[name].max_row for name in ENGLISH[1:]] == [1] * 6


def test_libreoffice_reads_it(english_file, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,4",
    ]
    run = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(english_file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    assert [
        line
        for line in run.stderr.splitlines()
        if "warn" in line.lower() and "java" not in line.lower()
    ] == []
    names = (tmp_path / "workbook-Accounts.csv").read_text(encoding="utf-8").splitlines()
    assert names[1].startswith("A0000,=cmd|' /C calc'!A0,")
