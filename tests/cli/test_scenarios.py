"""`maillage scenarios` and `publications`, from the first draft into force and back."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

from maillage.cli import decisions, design_output, scenarios
from maillage.errors import (
    ConflictError,
    FileError,
    NotFoundError,
    ParameterError,
    PermissionDeniedError,
)
from maillage.models import Event, Job, Ownership, Publication, Scenario, Stage
from tests.cli.doors import Doors, doors
from tests.domain.territories.publishing.committee import committee, consulted, person, soon
from tests.domain.territories.today import ADDISON, owned_today

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
STATES = ("--states", "NH,VT", "--measure", "potential:50%")


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, lambda app: decisions.register(app, scenarios.register(app)))


@pytest.fixture
def olga():
    owned_today()
    return person("operations", name="Olga Ops")


def test_without_scenarios_it_says_how_to_begin(run):
    said = run("scenarios", "list")
    assert said == "No scenario yet: begin one with `maillage --as E-MAIL scenarios new`.\n"
    assert run.json("scenarios", "list") == []


def test_a_scenario_begins_is_listed_and_shown(run, olga):
    said = run.acting(olga)("scenarios", "new", "--name", "Next year", *STATES)
    found = Scenario.objects.get()
    assert said == f"Scenario {found.pk}, Next year, has begun.\n"
    assert (found.owner, found.request["states"]) == (olga, ["NH", "VT"])
    assert Event.objects.get(verb="scenario.started").actor == "Olga Ops"
    [row] = run.json("scenarios", "list")
    assert (row["id"], row["status"], row["territories"]) == (found.pk, "draft", 2)
    assert "Next year" in run("scenarios", "list")
    shown = run("scenarios", "show", found.pk)
    assert "Next year (draft)" in shown
    assert "Largest deviation" in shown
    figures = run.json("scenarios", "show", found.pk)["indicators"]
    assert [each["units"] for each in figures["territories"]] == [14, 10]


def test_what_a_person_answers_for_needs_one(run, olga):
    with pytest.raises(ParameterError, match="nobody is named"):
        run("scenarios", "new", *STATES)
    run.patch.setenv("MAILLAGE_AS", "nobody@example.com")
    with pytest.raises(NotFoundError, match=r"nobody@example\.com"):
        run("scenarios", "list")
    with pytest.raises(PermissionDeniedError):
        run.acting(person("reader"))("scenarios", "new", *STATES)
    assert not Scenario.objects.exists()


def test_a_rep_sees_no_draft(run, olga):
    scenario = consulted(olga)
    Scenario.objects.update(status=Stage.DRAFT)
    run.acting(person("rep"))
    assert run.json("scenarios", "list") == []
    with pytest.raises(NotFoundError, match="There is no scenario"):
        run("scenarios", "show", scenario.pk)


def test_the_engine_designs_at_once(run, olga):
    run.acting(olga)("scenarios", "new", *STATES)
    number = Scenario.objects.get().pk
    shown = run.json("scenarios", "design", number, "--effort", "0.2", "--improve")
    assert shown["id"] == number
    assert (Job.objects.get().state, Job.objects.get().by) == ("done", olga)


def test_a_design_shows_how_far_it_is(run, olga, monkeypatch):
    seen = []
    search = design_output.Bar.search
    monkeypatch.setattr(
        design_output.Bar, "search", lambda bar, found: seen.append(found) or search(bar, found)
    )
    run.acting(olga)("scenarios", "new", *STATES)
    run("scenarios", "design", Scenario.objects.get().pk, "--effort", "0.2")
    assert seen[-1].share == 1.0
    assert "searching" in {each.stage for each in seen}


def test_scenarios_are_compared(run, olga):
    first = consulted(olga)
    other = consulted(olga, moved=())
    rows = run.json("scenarios", "compare", first.pk, other.pk)
    assert [row["moved"] for row in rows] == [1, 0]
    assert first.name in run("scenarios", "compare", first.pk, other.pk)


@pytest.mark.parametrize("what", ["units", "territories", "moves"])
def test_parts_of_a_scenario_are_written(run, olga, tmp_path, what):
    scenario = consulted(olga)
    table, sheet = tmp_path / "a.csv", tmp_path / "a.xlsx"
    assert f"Written: {table}" in run("scenarios", "export", scenario.pk, table, "--what", what)
    run("scenarios", "export", scenario.pk, sheet, "--what", what)
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    assert len(rows) == 1 + {"units": 24, "territories": 2, "moves": 1}[what]
    assert [cell.value for cell in openpyxl.load_workbook(sheet).active[1]] == rows[0]


def test_a_map_is_written(run, olga, tmp_path):
    file = tmp_path / "map.geojson"
    run("scenarios", "export", consulted(olga).pk, file)
    held = {
        each["id"]: each["properties"]["territory"]
        for each in json.loads(file.read_text())["features"]
    }
    assert (len(held), held[ADDISON]) == (24, 2)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("a.doc",), "does not say what to write"),
        (("a.geojson", "--what", "moves"), "have no shape"),
        (("a.csv", "--what", "reps"), "--what is 'reps'"),
        (("there.csv",), "is there already"),
        (("no/where/a.csv",), "cannot be written"),
    ],
)
def test_files_that_cannot_be_are_refused(run, olga, tmp_path, asked, said):
    (tmp_path / "there.csv").write_text("mine")
    scenario = consulted(olga)
    with pytest.raises((FileError, ParameterError), match=said):
        run("scenarios", "export", scenario.pk, tmp_path / asked[0], *asked[1:])
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_marketing_exports_and_a_rep_does_not(run, olga, tmp_path):
    scenario = consulted(olga)
    run.acting(person("marketing"))("scenarios", "export", scenario.pk, tmp_path / "a.csv")
    with pytest.raises(PermissionDeniedError):
        run.acting(person("rep"))("scenarios", "export", scenario.pk, tmp_path / "b.csv")


def test_a_scenario_comes_into_force_and_back(run, olga):
    before = sorted(Ownership.objects.values_list("account", "rep"))
    bodies = committee()
    scenario = consulted(olga, moved=(ADDISON,))
    with pytest.raises(ConflictError, match="is not approved"):
        run.acting(bodies[0])("scenarios", "publish", scenario.pk)
    said = run.acting(olga)("scenarios", "submit", scenario.pk, "--on", soon())
    assert said.count("has not spoken yet") == 3
    for count, each in enumerate(bodies, start=1):
        told = run.acting(each)("scenarios", "approve", scenario.pk, "--text", "Good")
        assert told.count(": approved") == count
    said = run.acting(bodies[0])("scenarios", "publish", scenario.pk)
    assert f"In force from {soon()}: 1 accounts change owner." in said
    made = Publication.objects.get()
    assert f"publications roll-back {made.pk}` takes it back" in said
    assert made.by == bodies[0]
    assert [row["state"] for row in run.json("publications", "list")] == ["to come"]
    back = run("publications", "roll-back", made.pk)
    assert back == "1 accounts were given back; 0 that somebody changed since stay.\n"
    assert sorted(Ownership.objects.values_list("account", "rep")) == before
    with pytest.raises(ConflictError, match="rolled back already"):
        run("publications", "roll-back", made.pk)
    with pytest.raises(NotFoundError, match="There is no publication 987"):
        run("publications", "roll-back", 987)


def test_reps_are_asked_and_a_scenario_is_sent_back(run, olga):
    scenario = consulted(olga)
    run.acting(olga)("scenarios", "consult", scenario.pk, "--until", soon(9), "--message", "Look")
    assert Event.objects.filter(verb="consultation.opened").get().reason == "Look"
    run("scenarios", "submit", scenario.pk, "--on", soon())
    run.acting(person("finance"))("scenarios", "send-back", scenario.pk, "--text", "Too dear")
    scenario.refresh_from_db()
    assert scenario.status == Stage.CONSULTATION
    with pytest.raises(PermissionDeniedError):
        run.acting(person("manager"))("scenarios", "approve", scenario.pk)
