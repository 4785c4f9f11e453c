"""Plans of reps through the API: written, proposed, sent back, accepted; others' are not there."""

from __future__ import annotations

import pytest

from maillage.models import Event, RepPlan
from tests.api.caller import ROOT, Caller
from tests.domain.plans.factories import FUNNEL, SMALL, People

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def people():
    return People()


@pytest.fixture
def callers(people):
    names = ("rep", "another rep", "manager", "director", "finance")
    return {name: Caller(people[name]) for name in names}


def test_a_plan_goes_from_nothing_to_accepted(callers):
    rep, manager = callers["rep"], callers["manager"]
    made = rep.send("POST", "/plans", {"content": SMALL}, status=201)
    assert (made["rep"], made["state"], made["version"], made["in_force"]) == (
        "R1", "draft", 1, None,
    )  # fmt: skip
    here = f"/plans/{made['id']}"
    better = SMALL | {"worked_weeks": 44}
    assert rep.send("PUT", here, {"seen": 1, "content": better})["version"] == 2
    rep.send("POST", f"{here}/propose", {"seen": 2, "text": "I dare."})
    back = manager.send("POST", f"{here}/discuss", {"seen": 2, "reason": "More meetings."})
    assert (back["state"], back["reason"]) == ("discussed", "More meetings.")
    restored = rep.send("POST", f"{here}/restore", {"seen": 2, "number": 1})
    assert (restored["version"], restored["content"]["worked_weeks"]) == (3, 45)
    rep.send("POST", f"{here}/propose", {"seen": 3})
    accepted = manager.send("POST", f"{here}/accept", {"seen": 3})
    assert (accepted["state"], accepted["in_force"], accepted["accepted_by"]) == (
        "accepted", 3, "Max Man",
    )  # fmt: skip
    changes = [each["changes"] for each in rep.get(f"{here}/versions")]
    assert changes == [["Worked weeks: 44 → 45"], ["Worked weeks: 45 → 44"], []]
    version = rep.get(f"{here}/versions/3")
    assert version["examined"]["findings"][0]["kind"] == "coin_flip"
    assert rep.get("/plans/in-force", on="2027-05-01")["number"] == 3
    rep.get("/plans/in-force", on="2026-05-01", expect=404)
    rep.send("POST", f"{here}/reopen", {"seen": 3, "reason": "A product."})
    copied = rep.send("POST", f"{here}/copy", {"starts_on": "2028-01-01"}, status=201)
    assert (copied["starts_on"], copied["name"]) == ("2028-01-01", "Plan 2028")
    verbs = Event.objects.filter(subject_type="repplan").order_by("pk").values_list("verb")
    assert [verb.removeprefix("plan.") for (verb,) in verbs] == [
        "created", "written", "proposed", "discussed", "restored", "proposed", "accepted",
        "reopened", "created",
    ]  # fmt: skip


def test_what_is_sent_comes_back_and_is_examined_as_it_is(callers):
    rep = callers["rep"]
    content = rep.send("POST", "/plans", {"content": SMALL}, status=201)["content"]
    assert rep.send("POST", "/plans/examine", content)["findings"][0]["kind"] == "coin_flip"


def test_a_version_that_was_not_seen_is_not_overwritten(people, callers):
    plan = people.plan()
    here = f"/plans/{plan.pk}"
    callers["manager"].send("PUT", here, {"seen": 1, "content": SMALL | {"worked_weeks": 44}})
    answer = callers["rep"].send("PUT", here, {"seen": 1, "content": SMALL}, status=409)
    assert answer["code"] == "StaleError"
    for step in ("propose", "restore"):
        callers["rep"].send("POST", f"{here}/{step}", {"seen": 1, "number": 1}, status=409)


def test_the_plan_of_another_rep_is_not_there(people, callers):
    here = f"/plans/{people.plan('proposed').pk}"
    other = callers["another rep"]
    for path in (here, f"{here}/versions", f"{here}/versions/1", f"{here}/notes"):
        other.get(path, expect=404)
    other.send("PUT", here, {"seen": 1, "content": SMALL}, status=404)
    for step in ("propose", "reopen", "restore", "notes", "copy"):
        body = {"seen": 1, "reason": "x", "text": "x", "number": 1, "starts_on": "2030-01-01"}
        other.send("POST", f"{here}/{step}", body, status=404)
    other.get("/plans/in-force", rep="R1", expect=404)
    assert other.get("/plans")["count"] == 0
    other.send("POST", "/plans", {"rep": "R1", "content": SMALL}, status=403)


def test_who_sees_drafts_reads_plans_and_cannot_write_them(people, callers):
    here = f"/plans/{people.plan().pk}"
    finance = callers["finance"]
    assert finance.get(here)["content"]["name"] == "Plan 2027"
    finance.send("PUT", here, {"seen": 1, "content": SMALL}, status=403)


def test_coaching_notes_are_read_by_the_rep_and_who_leads_them(people, callers):
    here = f"/plans/{people.plan().pk}/notes"
    coaching = {"kind": "coaching", "text": "Call earlier."}
    callers["manager"].send("POST", here, coaching, status=201)
    callers["finance"].send("POST", here, {"text": "Too much?"}, status=201)
    callers["finance"].send("POST", here, coaching, status=403)
    read = {name: [each["text"] for each in callers[name].get(here)] for name in
            ("rep", "director", "finance")}  # fmt: skip
    both = ["Call earlier.", "Too much?"]
    assert read == {"rep": both, "director": both, "finance": ["Too much?"]}


def test_plans_are_listed_filtered_and_exported(people, callers):
    people.plan("accepted")
    director = callers["director"]
    director.send("POST", "/plans", {"rep": "R2", "content": SMALL}, status=201)
    found = director.get("/plans", sort="rep")
    assert [(row["rep"], row["state"]) for row in found["items"]] == [
        ("R2", "draft"), ("R1", "accepted"),
    ]  # fmt: skip
    assert director.get("/plans", state="accepted", year=2027)["count"] == 1
    assert director.get("/plans", year=2026)["count"] == 0
    answer = director.client.get(f"{ROOT}/exports/plans.csv", {"state": "accepted"})
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "Élise" in rows[1]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"objective": -1}, "objective"),
        ({"objective": "NaN"}, "objective"),
        ({"moon": 1}, "moon"),
        ({"sources": []}, "sources"),
        ({"sources": [FUNNEL | {"share": 2}]}, "share"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"starts_on": "9999-12-31"}, "9999-12-31"),
        ({"sources": [FUNNEL]}, "40"),
    ],
)
def test_content_that_cannot_be_is_refused_with_its_place(callers, changed, place):
    answer = callers["rep"].client.post(
        f"{ROOT}/plans", {"content": SMALL | changed}, content_type="application/json"
    )
    assert (answer.status_code, place in answer.content.decode()) == (422, True)
    assert not RepPlan.objects.exists()


def test_tracking_reads_the_plan_that_was_accepted(people, callers):
    asked = {"rep": "R1", "on": "2027-06-30"}
    people.plan("proposed")
    assert callers["rep"].get("/tracking", **asked)["plan"] is None
    callers["rep"].get("/tracking/plan", expect=404, **asked)
    plan = RepPlan.objects.get()
    callers["manager"].send("POST", f"/plans/{plan.pk}/accept", {"seen": 1})
    found = callers["rep"].get("/tracking", **asked)
    assert (found["objective"], found["objective_from"]) == (1_200_000.0, "plan")
    assert (found["since"], found["until"]) == ("2027-01-01", "2028-01-01")
    assert [each["name"] for each in found["plan"]["sources"]] == [
        "Existing clients", "New clients",
    ]  # fmt: skip
    assert found["plan"]["sources"][1]["planned_rate"] == 0.25
    filled = callers["rep"].get("/tracking/plan", **asked)
    assert filled["sold"] == {"on": "2027-06-30", "amount": 0.0}
    other = callers["another rep"].get("/tracking", **asked)
    assert (other["plan"], other["objective"], other["objective_from"]) == (None, None, None)
    callers["another rep"].get("/tracking/plan", expect=404, **asked)
    shares = callers["rep"].get("/tracking/questions", **asked)["pipeline_by_source"]
    assert [(each["name"], each["planned"]) for each in shares] == [("existing", 0.6), ("new", 0.4)]


BEGINNINGS = {
    "docx": b"PK", "pdf": b"%PDF", "pptx": b"PK", "xlsx": b"PK", "ics": b"BEGIN:VCALENDAR",
    "toml": b"name = ", "json": b"{",
}  # fmt: skip


def test_a_stored_plan_is_given_as_a_file(people, callers):
    plan = people.plan()
    rep, here = callers["rep"].client, f"/plans/{plan.pk}/files"
    for kind, begins in BEGINNINGS.items():
        answer = rep.get(f"{ROOT}{here}/{kind}")
        assert (answer.status_code, answer.content[: len(begins)]) == (200, begins), kind
        assert f'filename="plan-R1-2027.{kind}"' in answer["Content-Disposition"]
    callers["rep"].send("PUT", f"/plans/{plan.pk}", {"seen": 1, "content": SMALL | {"name": "Two"}})
    assert b'name = "Plan 2027"' in rep.get(f"{ROOT}{here}/toml", {"version": 1}).content
    assert b'name = "Two"' in rep.get(f"{ROOT}{here}/toml").content
    callers["rep"].get(f"{here}/exe", expect=422)
    callers["rep"].get(f"{here}/toml", expect=404, version=9)
    callers["another rep"].get(f"{here}/toml", expect=404)
