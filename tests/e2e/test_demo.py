"""`maillage demo`: the whole way, once; then every file it wrote is opened with a real reader."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest
from pypdf import PdfReader

from tests.e2e.conftest import Program

pytestmark = pytest.mark.e2e

TERRITORIES, ACCOUNTS, COUNTIES = 25, 5000, 3109
FILES = (
    "report.pdf",
    "workbook.xlsx",
    "letters.pdf",
    "map.png",
    "map.svg",
    "assignment.geojson",
    "units.csv",
    "accounts.csv",
    "outcome.json",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The folder of the demonstration's files, and what the program said."""
    folder = tmp_path_factory.mktemp("demo")
    out = folder / "demo-output"
    return out, Program(folder / "workspace")("demo", "--out", out).stdout


def test_it_says_what_it_did_and_where_the_files_are(demo):
    out, said = demo
    assert [line for line in said.splitlines() if line.startswith("→ ")] == [
        f"→ {out / name}" for name in FILES
    ]
    assert "The data of this workspace is generated for demonstration." in said
    assert f"Generated demonstration: {ACCOUNTS} accounts, {TERRITORIES} reps" in said


def test_every_county_of_the_48_states_is_in_one_territory(demo):
    out, _said = demo
    with (out / "units.csv").open(encoding="utf-8-sig", newline="") as stream:
        _header, *rows = csv.reader(stream)
    with (out / "assignment.geojson").open(encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    assert (len(rows), len({row[0] for row in rows}), len(features)) == (COUNTIES,) * 3


def test_everything_asked_is_kept(demo):
    out, _said = demo
    outcome = json.loads((out / "outcome.json").read_text(encoding="utf-8"))
    assert [each["code"] for each in outcome["checks"] if each["severity"] == "failed"] == []
    assert [each["number"] for each in outcome["territories"]] == [*range(1, TERRITORIES + 1)]
    assert len({each["rep_id"] for each in outcome["territories"]}) == TERRITORIES
    assert outcome["generated_data"] is True


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_the_workbook_opens(demo):
    out, _said = demo
    book = openpyxl.load_workbook(out / "workbook.xlsx")
    assert book.sheetnames == [
        "Summary",
        "Territories",
        "Units",
        "Accounts",
        "Reps",
        "Moves",
        "Checks",
    ]
    assert book["Accounts"].max_row >= ACCOUNTS


def test_the_documents_and_pictures_open(demo):
    out, _said = demo
    assert len(PdfReader(out / "report.pdf").pages) >= 3
    assert len(PdfReader(out / "letters.pdf").pages) >= TERRITORIES
    assert (out / "map.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (out / "map.svg").read_text(encoding="utf-8").startswith("<svg")


def test_the_accounts_file_holds_every_account_once(demo):
    out, _said = demo
    with (out / "accounts.csv").open(encoding="utf-8-sig", newline="") as stream:
        _header, *rows = csv.reader(stream)
    assert (len(rows), len({row[0] for row in rows})) == (ACCOUNTS, ACCOUNTS)
