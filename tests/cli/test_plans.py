"""`maillage plan`: the example is written, examined, and told as JSON."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from docx import Document
from icalendar import Calendar
from pptx import Presentation

from maillage.cli import plans
from maillage.errors import FileError, ParameterError
from tests.cli.doors import Doors, doors

pytestmark = pytest.mark.integration


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, plans.register)


def test_the_example_is_written_once_and_examined(run, tmp_path):
    file = tmp_path / "plan.toml"
    run("plan", "example", "-o", file)
    assert run("plan", "example").strip() == file.read_text().strip()
    with pytest.raises(FileError, match="is there already"):
        run("plan", "example", "-o", file)
    text = run("plan", "examine", file)
    for words in ("Élise: 1,200,000 CAD", "96.0", "46%", "121 for 80%", "Pace index: 1.16"):
        assert words in text
    assert text.count("\n! ") == 7
    found = run.json("plan", "examine", file)
    assert (found["name"], found["currency"], len(found["sources"])) == ("Élise", "CAD", 3)


def test_the_steps_are_told_on_screen(run, tmp_path):
    """Milestones, both matrices, time by return, the week, scenarios, questions and checklist."""
    file = tmp_path / "plan.toml"
    run("plan", "example", "-o", file)
    extra = """
[[products]]
name = "Audit"
share = 0.4
[[products]]
name = "Cloud"
share = 0.6
[[opportunities]]
segment = "Silver"
name = "New plant"
amount = 90_000
probability = 0.5
effort_hours = 100
horizon = "project"
"""
    file.write_text(file.read_text() + extra)
    text = run("plan", "examine", file)
    for words in (
        "12/31/2026", "1,200,000 ", "quick win", "long project", "450 ",
        "is worth 1.5% of sales, an order of magnitude: from 1.0% to 2.9%.",
        "Week of 30 hours", "09:00 Gold (3 h), 13:30 Gold (3 h)", "+20%", "-30%", "115.2 (96)",
        "How many sales are needed? 30 on average", "300,000 CAD", "180,000 ",
        "✓ The plan is adjusted: a review every 4 weeks.",
        "? Whether rep and manager built the plan together is not known from its figures.",
        "Clarity: 56% of the time goes to Silver.",
    ):  # fmt: skip
        assert words in text, words


def test_the_calendar_is_written_in_the_time_zone_asked_for(run, tmp_path):
    plan, out = tmp_path / "plan.toml", tmp_path / "plan.ics"
    run("plan", "example", "-o", plan)
    assert f"Written: {out}" in run("plan", "calendar", plan, out, "--time-zone", "Europe/Paris")
    zones = {
        each["DTSTART"].params["TZID"]
        for each in Calendar.from_ical(out.read_bytes()).walk("VEVENT")
        if "RRULE" in each
    }
    assert zones == {"Europe/Paris"}
    with pytest.raises(FileError, match="is there already"):
        run("plan", "calendar", plan, out)
    with pytest.raises(ParameterError, match="'Moon' is not a time zone"):
        run("plan", "calendar", plan, out, "--force", "--time-zone", "Moon")


def test_the_example_speaks_the_reader_s_language(run):
    with override("fr"):
        assert 'name = "Argent"' in run("plan", "example")


def test_a_plan_without_a_weakness_says_so(run, tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(
        'objective = 100\nstarts_on = 2026-01-01\n[[sources]]\nname = "all"\nshare = 1\n'
    )
    assert "Nothing speaks against this plan." in run("plan", "examine", file)


def test_the_calculator_is_written_and_examined(run, tmp_path):
    plan, book = tmp_path / "plan.toml", tmp_path / "plan.xlsx"
    run("plan", "example", "-o", plan)
    run("plan", "workbook", plan, book)
    assert (
        run.json("plan", "examine", book)["sources"]
        == (run.json("plan", "examine", plan)["sources"])
    )
    with pytest.raises(FileError, match="is there already"):
        run("plan", "workbook", plan, book)
    run("plan", "workbook", book, book, "--force")


def test_the_document_is_written_with_the_look_of_the_company(run, tmp_path):
    plan, word = tmp_path / "plan.toml", tmp_path / "plan.docx"
    run("plan", "example", "-o", plan)
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"/>')
    look = ("--company", "Nordet", "--colour", "#0B6E4F", "--accent", "#c2612c", "--logo", logo)
    run("plan", "document", plan, "-o", word, *look)
    paper = Document(word)
    assert (paper.core_properties.title, paper.core_properties.author) == ("Élise", "Nordet")
    assert str(paper.styles["Heading 1"].font.color.rgb) == "0B6E4F"
    assert len(paper.inline_shapes) == 1
    with pytest.raises(FileError, match="is there already"):
        run("plan", "document", "-o", word)
    run("plan", "document", "-o", word, "--force")
    assert Document(word).core_properties.title == "Territory plan"
    with pytest.raises(ParameterError, match="too light"):
        run("plan", "document", plan, "-o", word, "--force", "--colour", "#ffff00")


def test_slides_and_checklist_are_written(run, tmp_path):
    plan, show, paper = (tmp_path / each for each in ("plan.toml", "plan.pptx", "list.pdf"))
    run("plan", "example", "-o", plan)
    run("plan", "slides", plan, "-o", show, "--company", "Nordet")
    assert Presentation(show).core_properties.author == "Nordet"
    run("plan", "checklist", plan, "-o", paper)
    assert paper.read_bytes().startswith(b"%PDF-")
    with pytest.raises(FileError, match="is there already"):
        run("plan", "checklist", "-o", paper)
