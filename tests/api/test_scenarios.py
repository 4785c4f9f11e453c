"""Scenarios through the API."""

from __future__ import annotations

import pytest
from django_scopes import scope

from maillage.models import Account, Job, Scenario, Stage
from tests.api.caller import Caller
from tests.domain.territories.today import ADDISON, BENNINGTON, COOS, owned_today
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ASKED = {"states": ["NH", "VT"], "measures": [{"source": "potential", "tolerance": 0.5}]}


@pytest.fixture
def caller() -> Caller:
    owned_today()
    return Caller(member("operations"))


@pytest.fixture
def scenario(caller) -> dict:
    return caller.send("POST", "/scenarios", {"request": ASKED, "name": "Next year"}, status=201)


def state(caller, scenario) -> dict:
    return caller.get(f"/scenarios/{scenario['id']}/state")


def test_a_scenario_begins_from_today(caller, scenario):
    assert (scenario["name"], scenario["status"], scenario["revision"]) == ("Next year", "draft", 0)
    found = state(caller, scenario)
    assert found["units"][ADDISON] != found["units"][COOS]
    assert [row["id"] for row in caller.get("/scenarios")["items"]] == [scenario["id"]]
    assert caller.get(f"/scenarios/{scenario['id']}")["request"]["states"] == ["NH", "VT"]


@pytest.mark.parametrize(
    "request_",
    [
        {"colour": "red"},
        {"measures": "all"},
        {"territories": "many"},
        {"states": ["ZZ"]},
        {"level": 1},
    ],
)
def test_what_cannot_be_designed_is_said(caller, request_):
    found = caller.send("POST", "/scenarios", {"request": request_}, status=422)
    assert found["code"] in {"ParameterError", "InputError"}
    assert not Scenario.objects.exists()


def test_units_move_and_move_back(caller, scenario):
    path = f"/scenarios/{scenario['id']}"
    goal = state(caller, scenario)["units"][COOS]
    moved = caller.send("POST", f"{path}/moves", {"revision": 0, "moves": {goal: [ADDISON]}})
    assert moved["units"] == {ADDISON: goal}
    assert moved["revision"] == 1
    undone = caller.send("POST", f"{path}/undo", {"revision": 1})
    assert undone["units"][ADDISON] != goal
    again = caller.send("POST", f"{path}/redo", {"revision": undone["revision"]})
    assert again["units"][ADDISON] == goal
    late = caller.send(
        "POST", f"{path}/moves", {"revision": 0, "moves": {goal: [BENNINGTON]}}, status=409
    )
    assert late["code"] == "StaleError"


def test_locked_units_stay(caller, scenario):
    path = f"/scenarios/{scenario['id']}"
    locked = caller.send("POST", f"{path}/locks", {"revision": 0, "units": [ADDISON]})
    assert locked["locked"] == {ADDISON: True}
    goal = state(caller, scenario)["units"][COOS]
    asked = {"revision": locked["revision"], "moves": {goal: [ADDISON]}}
    assert "is locked" in caller.send("POST", f"{path}/moves", asked, status=422)["title"]


def test_a_territory_changes_name_and_rep(caller, scenario):
    path = f"/scenarios/{scenario['id']}/territories/1"
    found = caller.send("PATCH", path, {"revision": 0, "name": "North", "rep": ""})
    first = found["indicators"]["territories"][0]
    assert (first["name"], first["rep"]) == ("North", "")
    caller.send("PATCH", path, {"revision": found["revision"], "rep": "nobody"}, status=404)


def test_a_branch_is_merged_back(caller, scenario):
    path = f"/scenarios/{scenario['id']}"
    branch = caller.send("POST", f"{path}/branch", {"name": "Try"}, status=201)
    assert branch["base"] == scenario["id"]
    there = f"/scenarios/{branch['id']}"
    goal = state(caller, branch)["units"][COOS]
    caller.send("POST", f"{there}/moves", {"revision": 0, "moves": {goal: [ADDISON]}})
    seen = caller.get(f"{there}/merge")
    assert [row["subject"] for row in seen["incoming"]] == [ADDISON]
    merged = caller.send("POST", f"{there}/merge", {"revision": seen["revision"]})
    assert merged["units"][ADDISON] == goal
    columns = caller.get("/scenarios/compare", ids=[scenario["id"], branch["id"]])
    assert [row["name"] for row in columns] == ["Next year", "Try"]


def test_a_copy_and_its_end(caller, scenario):
    copied = caller.send("POST", f"/scenarios/{scenario['id']}/copy", {"name": "Copy"}, status=201)
    caller.send("DELETE", f"/scenarios/{copied['id']}", status=204)
    caller.get(f"/scenarios/{copied['id']}", expect=404)


def test_a_design_runs_in_the_background_and_is_stopped(caller, scenario):
    path = f"/scenarios/{scenario['id']}/jobs"
    job = caller.send("POST", path, {"kind": "improve"}, status=202)
    assert job["state"] == "queued"
    caller.send("POST", path, {"kind": "design"}, status=409)
    assert caller.send("POST", f"/jobs/{job['id']}/cancel")["state"] == "cancelled"
    caller.send("POST", f"/jobs/{job['id']}/cancel", status=409)
    assert caller.get(f"/jobs/{job['id']}")["state"] == "cancelled"
    caller.get("/jobs/99999", expect=404)


def test_designs_need_their_scope(scenario):
    writer = Caller(member("operations"), scopes=["read", "write"])
    writer.send("POST", f"/scenarios/{scenario['id']}/jobs", {}, status=403)
    assert not Job.objects.exists()


def test_what_is_asked_can_be_changed(caller, scenario):
    path = f"/scenarios/{scenario['id']}/request"
    asked = {"territories": 3, "disruption_cap": 0.5}
    edit = caller.send("PATCH", path, {"revision": 0, "request": asked})
    assert (edit["revision"], edit["undoable"]) == (1, "request")
    now = caller.get(f"/scenarios/{scenario['id']}")["request"]
    assert {name: now[name] for name in asked} == asked
    for wrong in ({"level": "postal"}, {"territories": 0}, {"colour": "red"}):
        caller.send("PATCH", path, {"revision": 1, "request": wrong}, status=422)
    caller.send("PATCH", path, {"revision": 0, "request": {"seed": 3}}, status=409)


def test_comments_are_kept(caller, scenario):
    path = f"/scenarios/{scenario['id']}/comments"
    caller.send("POST", path, {"text": "Why?", "subject": "move", "reference": ADDISON}, status=201)
    caller.send("POST", path, {"text": "", "subject": "move"}, status=422)
    (row,) = caller.get(path)["items"]
    assert (row["text"], row["reference"], row["settled_at"]) == ("Why?", ADDISON, None)
    settled = caller.send("POST", f"{path}/{row['id']}/settle", {})
    assert settled["settled_at"] == caller.get(path)["items"][0]["settled_at"] is not None
    caller.send("POST", f"{path}/987/settle", {}, status=404)


def test_repairs_are_suggested(caller, scenario):
    assert isinstance(caller.get(f"/scenarios/{scenario['id']}/repairs", limit=2), list)


def test_reps_see_scenarios_from_consultation_on(caller, scenario):
    rep = Caller(member("rep"))
    assert rep.get("/scenarios")["items"] == []
    rep.get(f"/scenarios/{scenario['id']}", expect=404)
    Scenario.objects.update(status=Stage.CONSULTATION)
    assert rep.get("/scenarios")["count"] == 1
    rep.send("POST", f"/scenarios/{scenario['id']}/undo", {"revision": 0}, status=403)


def test_scenarios_of_another_workspace_are_not_there(caller, scenario):
    with scope(workspace=other_workspace("elsewhere")):
        stranger = Caller(member("operations"))
    answer = stranger.client.get(f"/api/v1/elsewhere/scenarios/{scenario['id']}")
    assert answer.status_code == 404


def test_units_are_listed_narrowed_and_paged(caller, scenario):
    path = f"/scenarios/{scenario['id']}/units"
    assert caller.get(path)["count"] == 24
    vermont = caller.get(path, state="VT", sort="-potential", size=5)
    assert (vermont["count"], len(vermont["items"])) == (14, 5)
    amounts = [row["measures"]["potential"] for row in vermont["items"]]
    assert amounts == sorted(amounts, reverse=True)
    [addison] = caller.get(path, q="addison vt")["items"]
    assert (addison["unit"], addison["accounts"], addison["locked"]) == (ADDISON, 1, False)
    assert caller.get(path, territory=0)["items"] == []
    assert "page=2" in vermont["next"]


def test_moves_against_today_have_reasons(caller, scenario):
    path = f"/scenarios/{scenario['id']}"
    assert caller.get(f"{path}/units/moves")["items"] == []
    goal = state(caller, scenario)["units"][COOS]
    caller.send("POST", f"{path}/moves", {"revision": 0, "moves": {goal: [ADDISON]}})
    [moved] = caller.get(f"{path}/units/moves")["items"]
    assert moved["units"] == [ADDISON]
    assert moved["text"]
    [account] = caller.get(f"{path}/accounts/moves")["items"]
    assert account["from_rep"] != account["to_rep"]
    other = caller.send("POST", f"{path}/copy", {"name": "Other"}, status=201)
    caller.send("POST", f"{path}/undo", {"revision": 1})
    apart = caller.get(f"{path}/apart/{other['id']}")["items"]
    assert [row["unit"] for row in apart] == [ADDISON]
    assert caller.get(f"{path}/frontier") == []


def test_work_on_a_scenario_is_listed(caller, scenario):
    path = f"/scenarios/{scenario['id']}/jobs"
    job = caller.send("POST", path, {"kind": "design"}, status=202)
    assert [row["id"] for row in caller.get(path)["items"]] == [job["id"]]


def test_accounts_are_given_by_name_and_follow_again(caller, scenario):
    path = f"/scenarios/{scenario['id']}"
    account = Account.objects.get(county=ADDISON).external_id
    named = {"accounts": [account], "rep": "R2", "revision": 0}
    edit = caller.send("POST", f"{path}/accounts", named)
    assert (edit["revision"], edit["undoable"] != "") == (1, True)
    moves = caller.get(f"{path}/accounts/moves")["items"]
    assert [row["account"] for row in moves] == [account]
    caller.send("POST", f"{path}/accounts", named | {"revision": 1, "rep": None})
    assert caller.get(f"{path}/accounts/moves")["items"] == []
    caller.send("POST", f"{path}/accounts", named | {"accounts": ["A999"]}, status=404)
    caller.send("POST", f"{path}/accounts", named, status=409)
