"""Rules, transfers, overlays and claims through the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.models import Account, AssignmentRule, Ownership, Rep
from tests.api.caller import Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

RULE = {
    "name": "New York",
    "criteria": {"field": "state", "is": ["NY"]},
    "rep": "R1",
    "starts_on": "2020-01-01",
}


@pytest.fixture
def caller() -> Caller:
    today = timezone.localdate()
    reps = [Rep.objects.create(external_id=f"R{n}", name=f"Rep {n}") for n in (1, 2)]
    for number, state in enumerate(("NY", "NY", "NJ")):
        account = Account.objects.create(
            external_id=f"A{number}", name=f"A{number}", state=state, potential=1.0
        )
        Ownership.objects.create(rep=reps[1], account=account, starts_on=today)
    return Caller(member("operations"))


def owners() -> list[str]:
    rows = Ownership.objects.filter(ends_on=None).order_by("account__external_id")
    return list(rows.values_list("rep__external_id", flat=True))


def test_a_rule_is_written_tested_applied_and_taken_back(caller):
    made = caller.send("POST", "/rules", RULE, status=201)
    assert "Rep 1" in made["sentence"]
    seen = caller.get("/rules/test")
    found = {row["finding"]: row["accounts"] for row in seen["findings"]}
    assert (found["matched"], found["changes"], found["none"]) == (2, 2, 1)
    body = {"on": seen["on"], "seen": seen["seen"]}
    transfer = caller.send("POST", "/rules/apply", body, status=201)
    assert owners() == ["R1", "R1", "R2"]
    caller.send("POST", "/rules/apply", body, status=422)
    caller.send("POST", f"/transfers/{transfer['id']}/undo")
    assert owners() == ["R2", "R2", "R2"]
    assert caller.get("/transfers")["items"][0]["undone_at"] is not None


def test_a_rule_changes_and_ends(caller):
    made = caller.send("POST", "/rules", RULE, status=201)
    changed = caller.send("PUT", f"/rules/{made['id']}", RULE | {"position": 3})
    assert changed["position"] == 3
    caller.send("DELETE", f"/rules/{made['id']}", status=204)
    assert not AssignmentRule.objects.exists()
    caller.send("DELETE", f"/rules/{made['id']}", status=404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"criteria": {}},
        {"criteria": {"field": "moon"}},
        {"criteria": {"all": [{"all": []}]}},
        {"ends_on": "2019-01-01"},
        {"position": -1},
        {"name": ""},
    ],
)
def test_rules_that_cannot_be_are_refused(caller, wrong):
    caller.send("POST", "/rules", RULE | wrong, status=422)
    assert not AssignmentRule.objects.exists()


def test_roles_beside_the_owner(caller):
    body = {
        "accounts": ["A0", "A1"], "rep": "R1", "role": "specialist", "share": 20,
        "starts_on": "2020-01-01",
    }  # fmt: skip
    made = caller.send("POST", "/overlays", body, status=201)
    assert [row["account"] for row in made] == ["A0", "A1"]
    assert caller.get("/overlays", account="A0")["count"] == 1
    caller.send("POST", f"/overlays/{made[0]['id']}/end", {"on": "2020-02-01"}, status=204)
    assert caller.get("/overlays", account="A0")["items"] == []
    caller.send("POST", "/overlays", body | {"accounts": ["A9"]}, status=404)
    caller.send("POST", "/overlays", body | {"share": 90}, status=422)


def test_a_rep_claims_and_a_manager_decides(caller):
    rep = Caller(member("rep", rep=Rep.objects.get(external_id="R1")))
    made = rep.send("POST", "/claims", {"account": "A0", "code": "relation"}, status=201)
    assert (made["claimant"], made["against"], made["state"]) == ("R1", "R2", "open")
    rep.send("POST", "/claims", {"account": "A0", "code": "relation"}, status=409)
    decided = caller.send("POST", f"/claims/{made['id']}/decide", {"upheld": True, "text": "Yes."})
    assert decided["state"] == "upheld"
    assert owners() == ["R1", "R2", "R2"]
    assert [row["state"] for row in caller.get("/claims", state="upheld")["items"]] == ["upheld"]
    rep.send("POST", f"/claims/{made['id']}/withdraw", status=409)


def test_who_is_no_rep_claims_nothing(caller):
    Caller(member("rep")).send("POST", "/claims", {"account": "A0", "code": "relation"}, status=404)
    caller.send("POST", "/claims", {"account": "A0", "code": "relation"}, status=403)
