"""Opportunities told by programs and listed, and what they say of a plan: as the pages do."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from maillage.models import Event, ImportRun, Opportunity
from tests.api.caller import Caller
from tests.domain.accounts.factories import make_account, make_rep
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ONE = {
    "external_id": "O1", "account": "A1", "rep": "R1", "name": "=cmd()", "amount": 1000.0,
    "source": "new", "stage": "Offer", "opened_on": "2026-01-05",
}  # fmt: skip


@pytest.fixture
def caller():
    make_account(1, segment="Gold")
    make_rep(1)
    return Caller(member("operations"))


def told(caller, status=201, seen_on="2026-02-01", **changed):
    body = {"opportunities": [ONE | changed], "seen_on": seen_on}
    return caller.send("POST", "/opportunities", body, status)


def test_what_a_program_tells_is_kept_with_its_history_and_taken_back(caller):
    assert told(caller) | {"run": 0} == {"run": 0, "created": 1, "updated": 0, "unchanged": 0}
    later = told(caller, seen_on="2026-03-01", stage="Terms", opened_on=None)
    assert (later["created"], later["updated"]) == (0, 1)
    found = caller.get("/opportunities/O1")
    assert found["stages"] == [
        {"stage": "Offer", "entered_on": "2026-02-01"},
        {"stage": "Terms", "entered_on": "2026-03-01"},
    ]
    assert (found["account"], found["rep"], found["opened_on"]) == ("A1", "R1", "2026-01-05")
    caller.send("POST", f"/imports/{later['run']}/undo")
    assert caller.get("/opportunities/O1")["stage"] == "Offer"
    assert ImportRun.objects.count() == 2
    who = {(each.verb, each.actor) for each in Event.objects.filter(verb__startswith="import")}
    assert who == {("import", "Operations 0"), ("import.undone", "Operations 0")}


def test_all_are_taken_or_none(caller):
    body = {"opportunities": [ONE, ONE | {"external_id": "O2", "rep": "Nobody"}]}
    answer = caller.send("POST", "/opportunities", body, 422)
    assert "Nobody" in str(answer)
    assert not Opportunity.objects.exists()
    assert caller.get("/opportunities/O1", 404)
    caller.get("/opportunities/%00", 404)


@pytest.mark.parametrize(
    "wrong", [{"amount": -1}, {"outcome": "gone"}, {"external_id": ""}, {"opened_on": "soon"}]
)
def test_what_cannot_be_is_refused(caller, wrong):
    told(caller, 422, **wrong)
    assert not Opportunity.objects.exists()


def test_they_are_filtered_and_exported_as_on_the_page(caller):
    told(caller)
    told(caller, external_id="O2", account=None, outcome="won", closed_on="2026-02-10", stage=None,
         source="existing")  # fmt: skip
    for query, ids in (
        ({"rep": "R1"}, ["O1", "O2"]),
        ({"outcome": "won"}, ["O2"]),
        ({"stage": "Offer"}, ["O1"]),
        ({"stage": "-"}, ["O2"]),
        ({"source": "existing"}, ["O2"]),
        ({"segment": "Gold"}, ["O1"]),
        ({"segment": "-"}, ["O2"]),
        ({"closed": "2026"}, ["O2"]),
        ({"opened": "2026"}, ["O1", "O2"]),
        ({"opened": "2025"}, []),
    ):
        found = caller.get("/opportunities", sort="id", **query)
        assert [each["id"] for each in found["items"]] == ids, query
    answer = caller.client.get("/api/v1/main/exports/opportunities.csv", {"outcome": "open"})
    assert answer.status_code == 200, answer.content
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), rows[1][0], rows[1][-1]) == (2, "'=cmd()", "O1")


def test_what_they_say_of_the_period_of_sources_and_of_a_plan(caller):
    for number in range(6):
        told(caller, external_id=f"W{number}", outcome="won" if number % 2 else "lost",
             closed_on="2026-02-10", stage=None)  # fmt: skip
    told(caller)
    asked = {"on": "2026-03-01", "rep": "R1"}
    found = caller.get("/tracking", objective=10_000, **asked)
    assert (found["sold"], found["open"], found["pipeline"]["wanted"]) == (3000.0, 1, 2.0)
    assert found["forecast"]["low"] <= found["forecast"]["mean"] <= found["forecast"]["high"]
    assert found["stages"][0]["worth"] == 1000.0
    (source,) = caller.get("/tracking/measured", **asked)
    assert (source["won"], source["lost"], source["open"], source["mean"]) == (3, 3, 1, 1000.0)
    plan = {
        "objective": "12000", "starts_on": "2026-01-01",
        "sources": [{
            "name": "New clients", "share": "1", "planned": {"count": 1, "per": "week"},
            "deal": {"mean": 500}, "stages": ["meeting", "sale"], "conversions": [{"rate": 0.1}],
        }],
    }  # fmt: skip
    filled = caller.send("POST", "/tracking/plan?on=2026-03-01&rep=R1&measure=true", plan)
    assert filled["sources"][0]["deal"]["mean"] == 1000.0
    assert filled["sources"][0]["so_far"]["done"] == 7
    assert filled["sold"] == {"on": "2026-03-01", "amount": 3000.0}
    answers = caller.send("POST", "/tracking/questions?on=2026-03-01&rep=R1", plan)
    assert answers["pipeline_by_source"] == [
        {"name": "new", "planned": 1.0, "actual": 1.0, "number": 1000.0, "advice": "as_planned"}
    ]
    assert caller.get("/tracking/questions", **asked)["since"] == date(2026, 3, 1).isoformat()
    caller.get("/tracking", 404, rep="R9")
    caller.get("/tracking", 422, on="2026-03-01", since="2026-04-01")
