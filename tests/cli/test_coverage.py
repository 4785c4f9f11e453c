"""`maillage coverage` as its user runs it."""

from __future__ import annotations

import json

import pytest
import typer
from django.utils import translation
from typer.testing import CliRunner

from maillage.cli.coverage import register
from maillage.cli.coverage_output import DETAILED, as_json, as_tables, explanation, title
from maillage.core.territories.coverage import CoverageFinding
from maillage.domain.accounts.coverage import coverage_report
from tests.domain.accounts.factories import TODAY, make_account, make_book, make_rep, own

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def app():
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return app


def test_it_prints_the_detectors_and_the_first_rows(app):
    make_book()
    result = CliRunner().invoke(app, ["coverage", "--on", "2026-06-30"], env={"COLUMNS": "160"})
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines[0] == "Coverage of 4 accounts on 2026-06-30"
    known = {title(code) for code in DETAILED}
    titles = [line for line in lines if line in known]
    assert titles == [
        "No owner",
        "Never approached",
        "Contacted by two reps or more",
        "One book three times as rich as another",
    ]


def test_it_answers_in_json_with_all_ids(app):
    make_book()
    result = CliRunner().invoke(app, ["coverage", "--on", "2026-06-30", "--json"])
    answer = json.loads(result.stdout)
    assert (answer["on"], answer["accounts"]) == ("2026-06-30", 4)
    assert answer["findings"][0] == {
        "code": "no_owner",
        "count": 2,
        "figures": {
            "accounts": 4,
            "potential": 200,
            "potential_share": pytest.approx(2 / 7),
            "without_owner": 1,
            "owner_left": 1,
        },
        "ids": ["A2", "A3"],
    }


def test_an_infinite_ratio_is_null_in_json_and_a_sign_on_screen():
    own(make_account(1), make_rep(1))
    make_rep(2)
    report = coverage_report(on=TODAY)
    ratio = json.loads(as_json(report))["findings"][3]
    assert (ratio["ids"], ratio["figures"]["ratio"]) == (["R1", "R2"], None)
    assert explanation(report.finding("potential_ratio")) == ("richest to poorest: ∞ to 1, limit 3")


def test_rows_beyond_the_first_five_are_counted():
    for number in range(1, 8):
        make_account(number)
    _, without_owner, never, *_ = as_tables(coverage_report(on=TODAY))
    assert (without_owner.row_count, without_owner.caption) == (5, "and 2 more")
    assert never.row_count == 5


def test_numbers_follow_the_reader_s_language():
    finding = CoverageFinding("never_approached", 1, figures={"accounts": 5e3, "potential": 1e6})
    with translation.override("fr"):
        shown = explanation(finding)
    assert "5\u202f000" in shown or "5\xa0000" in shown


def test_names_are_not_read_as_markup():
    make_account(1, name="[red]Brackets[/red]")
    table = list(as_tables(coverage_report(on=TODAY)))[1]
    assert list(table.columns[1].cells) == [r"\[red]Brackets\[/red]"]


def test_a_window_out_of_range_is_refused(app):
    assert CliRunner().invoke(app, ["coverage", "--window-days", "0"]).exit_code == 2


def test_an_empty_workspace_is_told_how_to_begin(app):
    assert CliRunner().invoke(app, ["coverage"]).output == (
        "No accounts yet: import some with `maillage import accounts FILE --apply`.\n"
    )
