"""`maillage objectives`: read from a file, handed down, pinned, written again, compared."""

from __future__ import annotations

import pytest

from maillage.cli import objectives
from maillage.errors import (
    FileError,
    NotFoundError,
    ParameterError,
    PermissionDeniedError,
    RowError,
)
from maillage.interfaces.lists.objectives import DEEPER
from tests.cli.doors import Doors, doors
from tests.domain.plans.factories import People

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ROWS = """name,parent,kind,rep,objective,potential
All,,company,,,
East,All,region,,,3
West,All,region,,400000,1
Élise's,East,rep,R1,,1
"""
DAY = "2027-01-01"


@pytest.fixture
def people():
    return People()


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, objectives.register)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "objectives.csv"
    path.write_text(ROWS, "utf-8")
    return path


def amounts(found):
    return {each["name"]: each["objective"] for each in found["nodes"]}


def test_objectives_of_a_file_are_handed_down_and_compared(run, people, file, tmp_path):
    people.plan()
    assert run("objectives", "list").startswith("There are no objectives yet")
    load = ("objectives", "load", file, "--on", DAY, "--total", "1_600_000", "--currency", "EUR")
    assert amounts(run.json(*load)) == {
        "All": 1_600_000, "East": 1_200_000, "West": 400_000, "Élise's": 1_200_000,
    }  # fmt: skip
    assert run("objectives", "gaps", DAY) == "Everything sums, and all plans agree.\n"
    tree = run.json("objectives", "attained", DAY, "--on", "2027-06-30")
    assert [(each["name"], each["depth"], each["attainment"]) for each in tree] == [
        ("All", 0, 0.0), ("East", 1, 0.0), ("Élise's", 2, 0.0), ("West", 1, 0.0),
    ]  # fmt: skip
    assert f"{DEEPER * 2}Élise's" in run("objectives", "attained", DAY)
    run.acting(people["director"])("objectives", "pin", DAY, "West", "500000")
    [children] = run.json("objectives", "gaps", DAY)
    assert (children["kind"], children["difference"]) == ("children", 100_000)
    assert amounts(run.json("objectives", "hand-down", DAY))["Élise's"] == 1_100_000
    assert "Élise" in run("objectives", "gaps", DAY)
    out = tmp_path / "out.csv"
    run("objectives", "show", DAY, "--out", out)
    assert "Élise's,East,rep,R1,,1100000.0,0.0" in out.read_text("utf-8-sig")
    run("objectives", "show", DAY, "--out", tmp_path / "out.xlsx")
    assert [row["version"] for row in run.json("objectives", "list")] == [3]
    assert "1,600,000.00 EUR in the year from 2027-01-01" in run("objectives", "show", DAY)
    run.acting(people["director"])("objectives", "pin", DAY, "All", "none", "--over", "0.05")
    nodes = run.json("objectives", "hand-down", DAY)["nodes"]
    assert {each["name"]: float(each["beyond"]) for each in nodes} == {
        "All": 0, "East": 55_000, "Élise's": 55_000, "West": 25_000,
    }  # fmt: skip


def test_what_cannot_be_is_refused(run, people, file):
    with pytest.raises(NotFoundError, match="no objectives for the year from 2027-01-01"):
        run("objectives", "show", DAY)
    load = ("objectives", "load", file, "--on", DAY, "--total")
    with pytest.raises(ParameterError, match="'much' is no number"):
        run(*load, "much")
    with pytest.raises(PermissionDeniedError):
        run.acting(people["manager"])(*load, "5")
    file.write_text(ROWS.replace("400000", "-4"), "utf-8")
    with pytest.raises(RowError, match="row 4, objective = '-4'"):
        run.acting(None)(*load, "5")
    file.write_text("moon,sun\n1,2\n", "utf-8")
    with pytest.raises(FileError, match="no column of names"):
        run(*load, "5")
