"""`maillage leads`: the month of the source, scored, timed, owed and counted."""

from __future__ import annotations

import csv

import openpyxl
import pytest
from django.utils import translation

from maillage.cli import leads
from maillage.errors import FileError, ParameterError, RowError
from tests.cli.doors import Doors, doors

pytestmark = pytest.mark.integration
AT = ("--at", "2026-02-10T12:00Z")


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


@pytest.fixture
def month(run, tmp_path):
    folder = tmp_path / "month"
    run("leads", "example", "-o", folder)
    return folder


def test_the_month_is_scored_with_reasons(run, month, tmp_path):
    files = (month / "leads.csv", "--events", month / "events.csv", *AT)
    found = run.json("leads", "score", *files)
    assert len(found) == 50
    assert {(each["total"], each["band"], each["stage"], each["potential"]) for each in found} == {
        (45, "B1", "mql", 80)
    }
    text = run("leads", "score", *files, "--reasons", "L001")
    for words in (
        "L001: 45.0 points, B1, potential 80.0",
        "pricing_page",
        "2026-01-05T14:04",
        "Not known: budget_confirmed",
        "SQL: 15 more points are needed.",
    ):
        assert words in text
    assert "L050" in run("leads", "score", *files)
    out = tmp_path / "scores.xlsx"
    run("leads", "score", *files, "-o", out)
    sheet = openpyxl.load_workbook(out).active
    assert [cell.value for cell in sheet[1]][:3] == ["Lead", "Score", "Band"]
    assert (sheet.max_row, sheet["A2"].value, sheet["B2"].value) == (51, "L001", 45)
    with pytest.raises(FileError, match="is there already"):
        run("leads", "score", *files, "-o", out)
    with pytest.raises(ParameterError, match="no lead 'L999'"):
        run("leads", "score", *files, "--reasons", "L999")


def test_another_model_is_tried_before_it_takes_effect(run, month):
    model = month / "model.toml"
    gated = month / "gated.toml"
    gated.write_text(
        model.read_text().replace(
            '# gates = [{ field = "icp_match" }]', 'gates = [{ field = "budget_confirmed" }]'
        )
    )
    files = (month / "leads.csv", "--events", month / "events.csv", *AT, "--model", model)
    assert "No lead changes band or stage." in run(
        "leads", "score", *files, "--against", "recommended"
    )
    found = run.json("leads", "score", *files, "--against", gated)
    assert found["leads"] == len(found["changes"]) == 50
    assert found["changes"][0] == {"lead": "L001", "before": "B1 MQL", "after": "B1 ", "points": 0}
    assert "50 of 50 leads change" in run("leads", "score", *files, "--against", gated)


def test_the_clock_adds_takes_away_and_measures(run):
    assert "2026-03-09T09:50-04:00 (new york)" in run(
        "leads", "clock", "2026-03-06T16:50", "--add", "1h"
    )
    found = run.json("leads", "clock", "2026-02-06T16:00-05:00", "--add", "1h", "--to-opening")
    assert (found["local"], found["at"]) == ("2026-02-09T09:00-05:00", "2026-02-09T14:00:00+00:00")
    assert (
        run.json("leads", "clock", "2026-02-09T09:30", "--subtract", "1h")["local"]
        == "2026-02-06T16:30-05:00"
    )
    measured = ("leads", "clock", "2026-02-06T16:30", "--until", "2026-02-09T10:00")
    assert run.json(*measured) == {"hours": 1.5}
    assert "1.50 business hours" in run(*measured)


def test_x16_an_owner_who_shares_too_little_of_the_day_is_warned_of(run, month):
    example = (month / "agreement.toml").read_text()
    files = {
        "paris": example.replace("America/New_York", "Europe/Paris").replace("17:00", "18:00"),
        "los angeles": example.replace("America/New_York", "America/Los_Angeles"),
    }
    for name, text in files.items():
        (month / f"{name}.toml").write_text(text)
    add = ("leads", "clock", "2026-03-06T09:00", "--add", "1h", "--owner", month / "paris.toml")
    assert run.json(*add)["shared_minutes"] == 180
    assert "!" not in run(*add)
    far = (*add, "--agreement", month / "los angeles.toml")
    assert run.json(*far)["shared_minutes"] == 0
    assert "! The owner usually works 0 minutes of such a day; fewer than 60." in run(*far)
    alone = run.json("leads", "clock", "2026-03-06T09:00", "--add", "1h")
    assert alone["shared_minutes"] is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("2026-03-06",), "One thing is asked"),
        (("2026-03-06", "--add", "1h", "--subtract", "1h"), "One thing is asked"),
        (("friday", "--add", "1h"), "'friday' is no instant"),
        (("2026-03-06", "--add", "soon"), "'soon' is no amount of time"),
        (("1900-01-01", "--add", "1h"), "not between 1971 and 2099"),
    ],
)
def test_what_the_clock_cannot_answer_is_refused(run, words, message):
    with pytest.raises(ParameterError, match=message):
        run("leads", "clock", *words)


def test_e08_promises_of_the_month(run, month, tmp_path):
    out = tmp_path / "promises.csv"
    text = run("leads", "sla", month / "events.csv", *AT, "-o", out)
    assert "E-03 kept: 10.0% (5 of 50; 4% to 21%)" in text
    assert "E-04 kept: –" in text
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 100
    shown = ("Lead", "Promise", "Status", "Deadline", "Late")
    wanted = ["L001", "E-01", "running", "2026-01-05T09:19-05:00", "yes"]
    assert [rows[0][name] for name in shown] == wanted
    found = run.json("leads", "sla", month / "events.csv", *AT)
    assert found["kept"]["E-03"]["count"] == 5
    assert found["promises"][1]["calendar"] == "new york"
    assert "fulfilled" in run("leads", "sla", month / "events.csv", *AT)


def test_e10_figures_of_the_month_in_both_readings(run, month):
    found = run.json("leads", "metrics", month / "events.csv", *AT)["figures"]
    assert {(each["id"], each["reading"]): each["value"] for each in found} == {
        ("I-01", "mean, business hours"): pytest.approx(5.56, abs=0.01),
        ("I-01", "median, business hours"): pytest.approx(2.66, abs=0.01),
        ("I-01", "mean, elapsed hours"): pytest.approx(26.27, abs=0.01),
        ("I-01", "median, elapsed hours"): pytest.approx(25.93, abs=0.01),
        ("I-01", ""): 0.76,
        ("I-02", "accepted by sales"): 0.06,
        ("I-02", "became SQL"): 0,
        ("I-03", "within 24 hours"): 0.12,
        ("I-03", "or by the next opening"): 0.18,
    }
    assert "76.0% (38 of 50; 63% to 86%)" in run("leads", "metrics", month / "events.csv", *AT)


def test_deals_of_two_periods_are_compared(run, month, tmp_path):
    deals = tmp_path / "deals.csv"
    lines = ["opened,closed,won,amount,touches"]
    for month_number, days, worth in (("01", 28, 100), ("06", 14, 130)):
        lines += [
            f"2026-{month_number}-{day:02d},2026-{month_number}-{day + days % 17:02d},yes,{worth},{day % 2}"
            for day in range(1, 13)
        ]
    deals.write_text("\n".join(lines))
    options = ("--deals", deals, "--split", "2026-04-01", *AT)
    found = run.json("leads", "metrics", month / "events.csv", *options)
    assert [each["value"] for each in found["figures"][-4:]] == [0.5, 12.5, 115, 1]
    assert found["changes"]["I-06"]["improvement"] == pytest.approx(0.3)
    text = run("leads", "metrics", month / "events.csv", *options)
    assert "I-06: 30.0% better (30% to 30%), target 10%: target reached" in text


def test_wrong_cells_are_told_and_french_is_spoken(run, month, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("lead,event,at\nA,mql,tomorrow\n")
    with pytest.raises(RowError, match="row 2, at = 'tomorrow'"):
        run("leads", "sla", wrong)
    with translation.override("fr"):
        assert "76,0" in run("leads", "metrics", month / "events.csv", *AT)
