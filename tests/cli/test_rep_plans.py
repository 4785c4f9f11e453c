"""`maillage plan` in a workspace: loaded, proposed, sent back, accepted, restored, noted."""

from __future__ import annotations

import pytest

from maillage.cli import plans
from maillage.errors import (
    FileError,
    InputError,
    NotFoundError,
    ParameterError,
    PermissionDeniedError,
    StaleError,
)
from maillage.models import RepPlan
from tests.cli.doors import Doors, doors
from tests.domain.plans.factories import People

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PLAN = """
name = "Plan 2027"
objective = 1_200_000
currency = "EUR"
starts_on = 2027-01-01
worked_weeks = 45

[[sources]]
name = "Existing clients"
share = 1
"""


@pytest.fixture
def people():
    return People()


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, plans.register)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return path


def test_a_plan_goes_its_way(run, people, file):
    assert run("plan", "list").startswith("There is no plan yet")
    rep = run.acting(people["rep"])
    said = rep("plan", "load", file)
    number = RepPlan.objects.get().pk
    assert said == f"Plan {number} of Élise, version 1: being written.\n"
    file.write_text(PLAN.replace("45", "44"))
    assert rep.json("plan", "load", file)["version"] == 2
    rep("plan", "propose", number, "--text", "I dare.")
    run.acting(people["manager"])("plan", "discuss", number, "--reason", "More [b]calls[/b].")
    rep = run.acting(people["rep"])
    assert "More [b]calls[/b]." in rep("plan", "show", number)
    assert rep.json("plan", "restore", number, 1)["version"] == 3
    rep("plan", "propose", number, "--seen", 3)
    accepted = run.acting(people["manager"]).json("plan", "accept", number)
    assert (accepted["state"], accepted["in_force"]) == ("accepted", 3)
    changes = [each["changes"] for each in run.json("plan", "versions", number)]
    assert changes == [["Worked weeks: 44 → 45"], ["Worked weeks: 45 → 44"], []]
    assert "Worked weeks: 44 → 45" in run("plan", "versions", number)
    run("plan", "reopen", number, "--reason", "A product.")
    assert run.json("plan", "copy", number, "--on", "2028-01-01")["starts_on"] == "2028-01-01"
    states = [(row["starts_on"], row["state"]) for row in run.json("plan", "list")]
    assert states == [("2028-01-01", "draft"), ("2027-01-01", "draft")]
    assert run.json("plan", "list", "--state", "accepted") == []


def test_notes_are_written_and_read(run, people):
    number = people.plan().pk
    run.acting(people["manager"])("plan", "notes", number, "--text", "Call early.", "--coaching")
    assert "Call early." in run.acting(people["rep"])("plan", "notes", number)
    said = run.acting(people["finance"])("plan", "notes", number)
    assert said == "Nothing was said of this plan yet.\n"
    assert [each["kind"] for each in run.acting(None).json("plan", "notes", number)] == ["coaching"]


def test_what_cannot_be_is_refused(run, people, file):
    number = people.plan().pk
    with pytest.raises(ParameterError, match="nobody is named"):
        run("plan", "load", file)
    with pytest.raises(NotFoundError, match="no plan 99"):
        run("plan", "show", 99)
    with pytest.raises(NotFoundError, match=f"no plan {number}"):
        run.acting(people["another rep"])("plan", "show", number)
    with pytest.raises(PermissionDeniedError):
        run.acting(people["operations"])("plan", "accept", number)
    with pytest.raises(StaleError):
        run.acting(people["rep"])("plan", "load", file, "--seen", 7)
    file.write_text(PLAN.replace("1_200_000", "-1"))
    with pytest.raises(InputError, match=r"plan\.toml, objective = '-1'"):
        run.acting(people["rep"])("plan", "load", file)


def test_a_rep_is_tracked_against_the_plan_that_was_accepted(run, people, tmp_path):
    people.plan("accepted")
    when = ("--on", "2027-06-30")
    found = run.json("plan", "follow", "--rep", "R1", *when)
    assert (found["objective"], found["objective_from"]) == (1_200_000.0, "plan")
    text = run("plan", "follow", "--rep", "R1", *when)
    for words in ("version 1: 0 of 1,200,000 sold", "Existing clients", "480,000"):
        assert words in text
    rep = run.acting(people["rep"])
    out = tmp_path / "now.toml"
    rep("plan", "track", *when, "-o", out)
    assert "amount = 0.0" in out.read_text()
    shares = rep.json("plan", "questions", "--rep", "R1", *when)["pipeline_by_source"]
    assert [(each["name"], each["planned"]) for each in shares] == [("existing", 0.6), ("new", 0.4)]
    other = run.acting(people["another rep"])
    assert other.json("plan", "follow", "--rep", "R1", *when)["plan"] is None
    with pytest.raises(NotFoundError, match="no accepted plan"):
        other("plan", "track", "--rep", "R1", *when)


def test_a_plan_begins_with_a_proposal_and_is_written_as_a_file(run, people, tmp_path):
    rep = run.acting(people["rep"])
    with pytest.raises(InputError, match="Nothing was handed down"):
        rep("plan", "begin", "--on", "2027-01-01")
    made = rep.json("plan", "begin", "--on", "2027-01-01", "--objective", "480000")
    assert (made["rep"], made["state"], made["objective"]) == ("R1", "draft", 480_000.0)
    with pytest.raises(PermissionDeniedError):
        rep("plan", "begin", "--rep", "R2", "--on", "2027-01-01", "--objective", "1")
    document, text = tmp_path / "plan.docx", tmp_path / "plan.toml"
    rep("plan", "file", made["id"], document)
    rep("plan", "file", made["id"], text, "--version", 1)
    assert document.read_bytes()[:2] == b"PK"
    assert "objective = 480000" in text.read_text()
    with pytest.raises(FileError, match="is there already"):
        rep("plan", "file", made["id"], text)
    copied = rep.json("plan", "copy", made["id"], "--on", "2028-01-01", "--objective", "5.5")
    assert copied["objective"] == 5.5
    with pytest.raises(InputError, match="Nothing was handed down"):
        rep("plan", "copy", made["id"], "--on", "2029-01-01", "--handed-down")
