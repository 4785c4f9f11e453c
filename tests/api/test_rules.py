"""Rules read and looked into through the API; the policy, the cut, and the letters that tell them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.models import Account, Ownership, Rep
from tests.api.caller import ROOT, Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
RULE = {
    "name": "New York",
    "criteria": {"field": "state", "is": ["NY"]},
    "rep": "R1",
    "starts_on": "2020-01-01",
}
POLICY = {"winner": "first_touch", "escalate_days": 3, "claim_days": 9, "pay": "10 % of sales."}


@pytest.fixture
def caller() -> Caller:
    reps = [Rep.objects.create(external_id=f"R{n}", name=f"Rep {n}") for n in (1, 2)]
    for number, state in enumerate(("NY", "NY", "NJ")):
        account = Account.objects.create(
            external_id=f"A{number}", name=f"A{number}", state=state, potential=float(number)
        )
        Ownership.objects.create(rep=reps[1], account=account, starts_on=timezone.localdate())
    return Caller(member("director"))


def test_the_accounts_behind_a_test_are_listed(caller):
    made = caller.send("POST", "/rules", RULE, status=201)
    assert caller.get(f"/rules/{made['id']}")["sentence"] == made["sentence"]
    rows = caller.get("/rules/test/changes")["items"]
    assert [(row["id"], row["owner"], row["proposed"]) for row in rows] == [
        ("A1", "Rep 2", "Rep 1"),
        ("A0", "Rep 2", "Rep 1"),
    ]
    assert [row["id"] for row in caller.get("/rules/test/none", sort="name")["items"]] == ["A2"]
    alone = caller.get("/rules/test", rule=made["id"])
    assert {row["finding"]: row["accounts"] for row in alone["findings"]}["matched"] == 2
    caller.get("/rules/test", rule=987654, expect=404)
    caller.get("/rules/test/moon", expect=422)
    assert caller.get("/rules", q="york")["count"] == 1
    assert caller.get("/rules", active="no")["count"] == 0


def test_presets_can_be_sent_as_they_are(caller):
    known = caller.get("/rules/presets")
    assert {"size", "named"} <= set(known)
    for name, criteria in known["size"].items():
        sent = RULE | {"name": name, "criteria": criteria}
        assert caller.send("POST", "/rules", sent, status=201)["name"] == name


def test_the_policy_is_written_and_said(caller):
    assert caller.get("/policy")["winner"] == "owner"
    written = caller.send("PUT", "/policy", POLICY | {"escalate_to": caller.token.member.pk})
    assert (written["winner"], written["escalate_to"]) == ("first_touch", caller.token.member.pk)
    assert any("who touched it first has it" in text for text in written["words"])
    caller.send("PUT", "/policy", POLICY | {"claim_days": 2}, status=422)
    caller.send("PUT", "/policy", POLICY | {"escalate_to": 987654}, status=404)
    rep = member("rep", rep=Rep.objects.get(external_id="R1"))
    caller.send("PUT", "/policy", POLICY | {"escalate_to": rep.pk}, status=422)


def test_a_cut_is_recommended_and_kept(caller):
    asked = {"offer": "by_size", "stage": "growing", "team": 12}
    advice = caller.send("POST", "/policy/cut", asked)
    assert advice["cuts"][0] == "size"
    assert [row["cut"] for row in advice["weighed"]] == [
        "geography",
        "vertical",
        "size",
        "activity",
    ]
    assert advice["weighed"][2]["figure"] == pytest.approx(2 / 3)
    assert caller.get("/policy")["cut"] == asked | {"cuts": advice["cuts"]}


def test_letters_are_for_their_rep_and_those_who_lead(caller):
    caller.send("PUT", "/policy", POLICY)
    assert [row["id"] for row in caller.get("/letters")["items"]] == ["R1", "R2"]
    letter = caller.get("/letters/R2")
    assert [row["id"] for row in letter["accounts"]] == ["A2", "A1", "A0"]
    assert letter["pay"] == "10 % of sales."
    rep = Caller(member("rep", rep=Rep.objects.get(external_id="R1")))
    assert rep.get("/letters/R1")["accounts"] == []
    rep.get("/letters/R2", expect=404)
    rep.get("/letters/R2/letter.pdf", expect=404)
    rep.get("/letters", expect=403)


@pytest.mark.parametrize("name", ["letters.pdf", "R2/letter.pdf"])
def test_letters_are_pdf(caller, name):
    answer = caller.client.get(f"{ROOT}/letters/{name}")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_is_around_an_account(caller):
    account = Account.objects.get(external_id="A0")
    Account.objects.filter(external_id="A1").update(parent=account)
    rep = Rep.objects.get(external_id="R1")
    account.touches.create(rep=rep, occurred_on=timezone.localdate(), kind="call")
    asked = {"accounts": ["A0"], "rep": "R1", "role": "sdr", "share": 20, "starts_on": "2020-01-01"}
    caller.send("POST", "/overlays", asked, status=201)
    found = caller.get("/accounts/A0/more")
    assert (found["sites"], found["owner_share"]) == (["A1"], 80.0)
    assert found["roles"] == [{"rep": "R1", "role": "sdr", "share": 20.0}]
    assert [row["kind"] for row in found["touches"]] == ["call"]
    assert [row["verb"] for row in found["events"]] == ["overlay.added"]
    assert caller.get("/accounts/A1/more")["parent"] == "A0"
    caller.get("/accounts/A9/more", expect=404)


def test_who_holds_how_much_of_a_county(caller):
    Account.objects.update(county="36061")
    assert caller.get("/coverage/zones")["items"] == [
        {"county": "36061", "rep": "R2", "accounts": 3, "potential": 3.0}
    ]


def test_a_person_changes_their_name_and_ends_their_tokens(caller):
    assert caller.send("PATCH", "/me", {"name": "Zoe"})["name"] == "Zoe"
    caller.send("PATCH", "/me", {"language": "xx"}, status=422)
    mine = caller.send("PUT", "/me/messages", {"kinds": ["review"]})
    assert mine == caller.get("/me/messages") == {"kinds": ["review"], "written": []}
    caller.send("PUT", "/me/messages", {"kinds": ["weather"]}, status=422)
    [token] = caller.get("/me/tokens")
    assert (token["id"], token["name"]) == (caller.token.pk, "test")
    other = Caller(member("director"))
    caller.send("DELETE", f"/me/tokens/{other.token.pk}", status=404)
    caller.send("DELETE", f"/me/tokens/{token['id']}", status=204)
    caller.get("/me", expect=401)
