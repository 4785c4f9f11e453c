"""`maillage reps` as its user runs it."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from maillage.cli.reps import register
from tests.domain.accounts.factories import make_account, make_rep, own

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return lambda *words: CliRunner().invoke(app, ["reps", *words], catch_exceptions=False).output


def test_each_rep_has_a_line_and_what_is_owned(run):
    first = make_rep(1, email="one@example.com", city="Reno", state="NV")
    make_rep(2, active=False)
    own(make_account(1), first)
    listed = json.loads(run("--json"))
    assert [(each["id"], each["active"], each["accounts"]) for each in listed] == [
        ("R1", True, 1),
        ("R2", False, 0),
    ]
    assert (listed[0]["email"], listed[0]["city"], listed[0]["state"]) == (
        "one@example.com",
        "Reno",
        "NV",
    )
    line = next(each for each in run().splitlines() if "R1" in each)
    cells = [cell.strip() for cell in line.strip("│").split("│")]
    assert cells == ["R1", first.name, "one@example.com", "Reno", "NV", "1.00", "yes", "1"]


def test_without_reps_it_says_how_to_import_some(run):
    assert run() == "No reps yet: import some with `maillage import reps FILE --apply`.\n"
