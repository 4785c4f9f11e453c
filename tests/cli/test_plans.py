"""`maillage plan`: the example is written, examined, and told as JSON."""

from __future__ import annotations

import pytest

from maillage.cli import plans
from maillage.errors import FileError
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
    assert text.count("\n! ") == 6
    found = run.json("plan", "examine", file)
    assert (found["name"], found["currency"], len(found["sources"])) == ("Élise", "CAD", 3)


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
