"""The API: who may call it, what it answers, and what it does with nonsense."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from maillage.api.program import RATE
from maillage.domain.people.tokens import revoke_token
from maillage.domain.programs.idempotency import forget_old_answers
from maillage.models import Account, Event, KeptAnswer, Membership, Ownership, Rep, Role
from maillage.permissions import Action, may
from tests.api.caller import ROOT, Caller
from tests.people import member, member_elsewhere, other_workspace, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def chief() -> Membership:
    return member("operations", name="Olga")


@pytest.fixture
def caller(chief) -> Caller:
    return Caller(chief)


@pytest.fixture
def company():
    ana = Rep.objects.create(external_id="R1", name="Ana", email="ana@example.com")
    for number in range(3):
        site = Account.objects.create(
            external_id=f"A{number}", name=f"Site {number}", state="NY", potential=number * 10.0
        )
    Ownership.objects.create(rep=ana, account=site, starts_on=timezone.localdate())


def test_strangers_are_told_so(client):
    answer = client.get(f"{ROOT}/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer mlg_a_b", "Basic YTpi", "Bearer é"]
)
def test_wrong_tokens_are_strangers(client, header):
    assert client.get(f"{ROOT}/me", headers={"Authorization": header}).status_code == 401


def test_a_token_tells_who_it_is(caller):
    found = caller.get("/me")
    assert (found["name"], found["role"], found["workspace"]) == ("Olga", "operations", "main")
    assert found["scopes"] == ["admin", "design", "read", "write"]


def test_a_session_calls_too_with_its_csrf_token(chief):
    strict = signed_in(Client(enforce_csrf_checks=True), chief)
    assert strict.get(f"{ROOT}/me").json()["scopes"] is None
    answer = strict.post(f"{ROOT}/webhooks", "{}", "application/json")
    assert answer.status_code == 403


def test_an_ended_token_is_a_stranger(caller, chief):
    revoke_token(token=caller.token, by=chief)
    caller.get("/me", expect=401)


def test_a_token_opens_its_workspace_alone(caller):
    other_workspace()
    assert caller.client.get("/api/v1/other/me").status_code == 404
    assert caller.client.get("/api/v1/nowhere/me").status_code == 404


def test_members_of_another_workspace_find_nothing(client, company):
    signed_in(client, member_elsewhere())
    assert client.get(f"{ROOT}/accounts").status_code == 404
    with scope(workspace=other_workspace("third")):
        theirs = Caller(member())
    assert theirs.client.get(f"{ROOT}/accounts/A1").status_code == 404


def test_scopes_limit_a_token(chief, company):
    reader = Caller(chief, scopes=["read"])
    reader.get("/accounts")
    body = {"rep": "R1", "starts_on": "2026-01-01", "reason": "x"}
    found = reader.send("POST", "/accounts/A0/owners", body, status=403)
    assert "write" in found["title"]
    writer = Caller(chief, scopes=["write"])
    writer.get("/accounts", expect=403)
    new = {"email": "x@example.com", "role": "reader"}
    writer.send("POST", "/people", new, status=403)


OPERATIONS = {
    "/me": Action.VIEW,
    "/accounts": Action.VIEW,
    "/reps": Action.VIEW,
    "/coverage": Action.VIEW,
    "/people": Action.MANAGE_PEOPLE,
    "/events": Action.VIEW_LOG,
    "/webhooks": Action.MANAGE_WEBHOOKS,
}


@pytest.mark.parametrize("role", Role.values)
def test_every_role_reads_what_its_role_reads(client, role):
    found = member(role)
    signed_in(client, found)
    for path, action in OPERATIONS.items():
        status = 200 if may(found, action) else 403
        assert client.get(ROOT + path).status_code == status, path


def test_accounts_are_listed_page_by_page(caller, company):
    first = caller.get("/accounts", size=2)
    assert [row["id"] for row in first["items"]] == ["A2", "A1"]
    assert (first["count"], first["pages"]) == (3, 2)
    assert first["items"][0]["owner"] == "Ana"
    second = caller.client.get(first["next"]).json()
    assert [row["id"] for row in second["items"]] == ["A0"]
    assert second["next"] is None
    assert caller.get("/accounts", page=9)["items"] == []


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"q": "site 1"}, ["A1"]),
        ({"finding": "owned"}, ["A2"]),
        ({"finding": "no_owner", "sort": "name"}, ["A0", "A1"]),
        ({"owner": "R1"}, ["A2"]),
        ({"state": "TX"}, []),
        ({"status": "customer"}, []),
        ({"on": "2020-01-01", "finding": "owned"}, []),
    ],
)
def test_accounts_are_narrowed(caller, company, query, ids):
    assert [row["id"] for row in caller.get("/accounts", **query)["items"]] == ids


@pytest.mark.parametrize(
    "query",
    [
        {"page": 0},
        {"size": 501},
        {"size": "x"},
        {"finding": "all"},
        {"on": "soon"},
        {"q": "x" * 201},
    ],
)
def test_what_cannot_be_asked_is_said(caller, query):
    found = caller.get("/accounts", expect=422, **query)
    assert found["title"] == "Some values cannot be used."
    assert found["errors"][0]["where"].startswith("query")


def test_an_account_and_its_owners(caller, company):
    assert caller.get("/accounts/A2")["owned_since"] == timezone.localdate().isoformat()
    body = {"rep": None, "starts_on": "2099-01-01", "reason": "leaves"}
    owners = caller.send("POST", "/accounts/A2/owners", body)
    assert [(row["rep"], row["ends_on"]) for row in owners] == [("R1", "2099-01-01")]
    assert caller.get("/accounts/A2/owners") == owners
    caller.get("/accounts/nothing", expect=404)
    again = caller.send("POST", "/accounts/A2/owners", body, status=422)
    assert again["code"] == "InputError"
    unknown = body | {"rep": "R9"}
    assert caller.send("POST", "/accounts/A2/owners", unknown, status=404)["remedy"]


def test_reps_and_coverage(caller, company):
    assert caller.get("/reps")["items"][0] == {
        "id": "R1", "name": "Ana", "email": "ana@example.com", "active": True, "capacity": 1.0,
        "manager": "", "accounts": 1, "potential": 20.0, "revenue": 0.0,
    }  # fmt: skip
    found = caller.get("/coverage")
    assert {row["code"]: row["accounts"] for row in found["figures"]} == {
        "all": 3, "owned": 1, "no_owner": 2, "never_approached": 3, "double_contact": 0, "stale": 0,
    }  # fmt: skip
    assert found["ratio"] is None


def test_people_join_change_and_leave(caller, company):
    new = {"email": "ana@example.com", "role": "rep", "rep": "R1"}
    made = caller.send("POST", "/people", new, status=201)
    assert made["rep"] == "R1"
    changed = caller.send("PUT", f"/people/{made['id']}", {"role": "manager"})
    assert (changed["role"], changed["rep"]) == ("manager", None)
    caller.send("DELETE", f"/people/{made['id']}", status=204)
    caller.send("DELETE", f"/people/{made['id']}", status=404)
    assert [row["active"] for row in caller.get("/people", active="no")["items"]] == [False]
    assert caller.get("/events", verb="member.removed")["count"] == 1


def test_a_webhook_is_made_with_a_secret_told_once(caller, settings):
    settings.WEBHOOKS_INSIDE = True
    made = caller.send("POST", "/webhooks", {"url": "http://127.0.0.1:9/x"}, status=201)
    assert len(made["secret"]) > 30
    assert "secret" not in caller.get("/webhooks")[0]
    caller.send("DELETE", f"/webhooks/{made['id']}", status=204)
    assert caller.get("/webhooks") == []


def test_a_request_with_a_key_is_done_once(caller, company):
    body = {"rep": None, "starts_on": "2099-01-01", "reason": "leaves"}
    first = caller.send("POST", "/accounts/A2/owners", body, **{"Idempotency-Key": "k1"})
    second = caller.send("POST", "/accounts/A2/owners", body, **{"Idempotency-Key": "k1"})
    assert first == second
    assert Event.objects.filter(verb="account.given").count() == 1
    other = body | {"reason": "another"}
    found = caller.send(
        "POST", "/accounts/A2/owners", other, status=422, **{"Idempotency-Key": "k1"}
    )
    assert "another request" in found["title"]
    caller.send("POST", "/accounts/A2/owners", body, status=422, **{"Idempotency-Key": "x" * 101})


def test_a_refusal_is_kept_too_and_forgotten_after_a_day(caller, company):
    body = {"rep": None, "starts_on": "2099-01-01", "reason": "x"}
    for _ in range(2):
        caller.send("POST", "/accounts/A0/owners", body, status=422, **{"Idempotency-Key": "k"})
    assert KeptAnswer.objects.count() == 1
    assert forget_old_answers(now=timezone.now() + timedelta(days=2)) == 1


def test_the_same_request_under_way_waits(caller, company, chief):
    from maillage.domain.programs.idempotency import begin, digest_of

    body = json.dumps({"a": 1}).encode()
    begin(member=chief, key="k", digest=digest_of("POST", f"{ROOT}/webhooks", body))
    found = caller.send("POST", "/webhooks", {"a": 1}, status=409, **{"Idempotency-Key": "k"})
    assert "under way" in found["title"]


def test_callers_are_slowed_down(caller):
    most = int(RATE.split("/")[0])
    key = f"api-token-{caller.token.pk}"
    caches["process"].set(key, [timezone.now().timestamp()] * most, 60)
    caller.get("/me", expect=429)


def test_guessing_tokens_is_slowed_down(client, caller):
    wrong = {"Authorization": "Bearer mlg_a_b"}
    statuses = [client.get(f"{ROOT}/me", headers=wrong).status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    caller.get("/me")


def test_the_description_is_complete(client):
    described = client.get("/api/v1/openapi.json").json()
    for path, operations in described["paths"].items():
        assert path.startswith("/api/v1/{workspace}/")
        for operation in operations.values():
            assert operation["summary"]
            assert operation["tags"]


NUL = "\x00"


@pytest.mark.parametrize("path", [f"/accounts/{NUL}", f"/accounts/{NUL}/more", f"/letters/{NUL}"])
def test_an_id_no_database_holds_is_of_nothing(caller, company, path):
    caller.get(path, expect=404)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/overlays", {"account": NUL}),
        ("/events", {"verb": NUL}),
        ("/claims", {"state": NUL}),
        ("/accounts", {"q": NUL, "state": NUL}),
        ("/exports/events.csv", {"verb": NUL}),
    ],
)
def test_nothing_is_looked_for_that_no_database_holds(caller, company, path, asked):
    answer = caller.client.get(ROOT + path, asked)
    assert answer.status_code in {200, 422}, "SQLite looks for it, PostgreSQL does not"
