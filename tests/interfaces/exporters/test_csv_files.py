"""CSV that spreadsheets and programs read alike."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.interfaces.exporters.csv_files import write_accounts, write_units
from maillage.interfaces.exporters.safety import looks_like_a_formula, neutralised
from tests.factories import make_outcome

pytestmark = pytest.mark.integration


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_accounts_come_back_as_they_were(outcome, tmp_path):
    write_accounts(outcome, tmp_path / "accounts.csv")
    rows = rows_of(tmp_path / "accounts.csv")
    assert [row["account"] for row in rows] == outcome.accounts["account"].tolist()
    assert rows[1]["postal_code"] == "00001"
    assert rows[3]["potential"] == ""
    assert float(rows[9]["potential"]) == outcome.accounts["potential"].iloc[9]


def test_the_mark_and_the_line_ends(outcome, tmp_path):
    write_accounts(outcome, tmp_path / "accounts.csv")
    content = (tmp_path / "accounts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfaccount,name,")
    assert content.count(b"\r\n") == content.count(b"\n") == len(outcome.accounts) + 1


def test_formulas_are_neutralised(outcome, tmp_path):
    write_accounts(outcome, tmp_path / "accounts.csv")
    names = [row["name"] for row in rows_of(tmp_path / "accounts.csv")]
    assert names[:5] == ["'=cmd|' /C calc'!A0", "'+1", "'-2+3", "'@SUM(A1)", "'\t=1+1"]


def test_units_name_their_territory_and_rep(tmp_path):
    outcome = make_outcome()
    outcome.units.loc[0, "territory"] = 0
    write_units(outcome, tmp_path / "units.csv")
    rows = rows_of(tmp_path / "units.csv")
    territory = outcome.territories.iloc[outcome.units["territory"].iloc[1] - 1]
    assert [rows[0]["territory_name"], rows[0]["rep"]] == ["", ""]
    assert [rows[1]["territory_name"], rows[1]["rep"]] == [territory["name"], territory["rep"]]
    assert float(rows[0]["longitude"]) < 0


def test_an_empty_outcome_gives_headings_only(nothing, tmp_path):
    write_accounts(nothing, tmp_path / "accounts.csv")
    assert rows_of(tmp_path / "accounts.csv") == []


@given(st.text())
def test_no_neutralised_text_can_be_calculated(content):
    assert looks_like_a_formula(neutralised(content)) is False
