"""Objectives through the API: handed down, pinned, compared with plans."""

from __future__ import annotations

import pytest

from maillage.models import Opportunity
from tests.api.caller import Caller
from tests.domain.plans.factories import People

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

HERE = "/objectives/2027-01-01"
TREE = {
    "total": "1000.00",
    "currency": "EUR",
    "mix": {"potential": 1},
    "nodes": [
        {"name": "All", "kind": "company"},
        {"name": "East", "kind": "rep", "parent": "All", "rep": "R1", "measures": {"potential": 1}},
        {"name": "West", "kind": "rep", "parent": "All", "rep": "R2", "measures": {"potential": 2}},
    ],
}


def held(answer):
    return {each["name"]: each["objective"] for each in answer["nodes"]}


def test_objectives_are_handed_down_pinned_and_compared():
    caller = Caller(People()["director"])
    caller.get(HERE, expect=404)
    made = caller.send("PUT", HERE, TREE)
    assert held(made) == {"All": 1000, "East": 333.33, "West": 666.67}
    assert [each["parent"] for each in made["nodes"]] == [None, "All", "All"]
    caller.send("PUT", HERE, TREE, status=409)
    pinned = caller.send("POST", f"{HERE}/pin", {"name": "East", "amount": "400", "seen": 1})
    assert held(pinned) == {"All": 1000, "East": 400, "West": 666.67}
    gaps = caller.get(f"{HERE}/gaps")
    assert [(each["kind"], each["about"], each["difference"]) for each in gaps] == [
        ("children", "All", 66.67), ("no_plan", "Bob", None), ("no_plan", "Élise", None),
    ]  # fmt: skip
    assert held(caller.send("POST", f"{HERE}/hand-down", {"seen": 2}))["West"] == 600
    assert [each["version"] for each in caller.get("/objectives")] == [3]
    more = {"name": "All", "amount": None, "seen": 3}
    for wrong in (-1, 11, "NaN", "0.00001", "1e30"):
        caller.send("POST", f"{HERE}/pin", more | {"over": wrong}, status=422)
    caller.send("POST", f"{HERE}/pin", more | {"over": "0.05"})
    nodes = caller.send("POST", f"{HERE}/hand-down", {"seen": 4})["nodes"]
    assert [(each["objective"], each["beyond"]) for each in nodes[1:]] == [
        (400, 20), (600, 30),
    ]  # fmt: skip


def test_nothing_says_how_to_share_where_nobody_holds_anything():
    caller = Caller(People()["director"])
    answer = caller.send("POST", f"{HERE}/from-territories", {"total": "5"}, status=422)
    assert "Nothing says how" in answer["title"]


def test_managers_read_and_reps_do_not():
    people = People()
    Caller(people["director"]).send("PUT", HERE, TREE)
    assert Caller(people["manager"]).get(HERE)["total"] == 1000
    Caller(people["manager"]).send("PUT", HERE, TREE, status=403)
    Caller(people["rep"]).get(HERE, expect=403)


def test_what_each_part_holds_plans_and_sold():
    people = People()
    director = Caller(people["director"])
    director.send("PUT", HERE, TREE)
    Opportunity.objects.create(
        external_id="W", rep=people.rep, amount=100.0, outcome="won", closed_on="2027-03-01"
    )
    rows = director.get(f"{HERE}/attainment", on="2027-06-30")
    assert [(each["name"], each["depth"], each["sold"]) for each in rows] == [
        ("All", 0, 100.0), ("West", 1, 0.0), ("East", 1, 100.0),
    ]  # fmt: skip
    assert rows[2]["attainment"] == pytest.approx(100 / 333.33)
    assert (rows[0]["handed"], rows[0]["share"], rows[0]["planned"]) == (1000.0, None, None)
    before = director.get(f"{HERE}/attainment", on="2027-02-28")
    assert {each["sold"] for each in before} == {0.0}
    director.get("/objectives/2020-01-01/attainment", expect=404)
    answer = director.client.get("/api/v1/main/exports/objectives.csv", {"on": "2027-06-30"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["All", "West", "East"]
