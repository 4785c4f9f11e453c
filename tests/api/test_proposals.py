"""Repairs and sites through the API: found, applied, refused, undone (issue 5)."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from maillage.models import Account
from tests.api.caller import Caller
from tests.domain.accounts.factories import make_account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    caches["process"].clear()
    plain = {"name": "Kestspire", "domain": "kestspire.example"}
    make_account(1, **plain, state="ma", city="Cambridge", postal_code="2139")
    make_account(2, **plain, state="CO", city="Denver", postal_code="80202", county="08031")
    return Caller(member("manager"))


def test_repairs_are_found_narrowed_applied_and_undone(caller):
    found = caller.send("POST", "/proposals", {"kind": "addresses"})
    assert found["accounts"] == 2
    every = caller.get("/proposals")["items"]
    assert {(row["account"], row["field"], row["after"]) for row in every} >= {
        ("A1", "postal_code", "02139"),
    }  # fmt: skip
    (row,) = caller.get("/proposals", field="postal_code")["items"]
    assert (row["before"], row["state"]) == ("2139", "open")
    assert row["reasons"] == ["A leading zero was restored."]
    (done,) = caller.send("POST", "/proposals/apply", {"proposals": [row["id"]]})
    assert (done["state"], done["id"]) == ("applied", row["id"])
    assert Account.objects.get(external_id="A1").postal_code == "02139"
    assert caller.send("POST", "/proposals/apply", {"proposals": [row["id"]]}) == []
    assert caller.get("/proposals", state="applied")["count"] == 1
    caller.send("POST", "/proposals/undo", {"proposals": [row["id"]]})
    assert Account.objects.get(external_id="A1").postal_code == "2139"
    caller.send("POST", "/proposals/undo", {"proposals": [row["id"]]}, 409)


def test_sites_are_found_refused_and_asked_again(caller):
    assert caller.send("POST", "/proposals", {"kind": "sites"})["proposals"] == 1
    (row,) = caller.get("/proposals", kind="sites")["items"]
    assert row["field"] == "parent"
    key = {"proposals": [row["id"]]}
    assert caller.send("POST", "/proposals/refuse", key)[0]["state"] == "refused"
    assert caller.get("/proposals", kind="sites")["count"] == 0
    assert caller.send("POST", "/proposals/reopen", key)[0]["state"] == "open"


@pytest.mark.parametrize(
    "body", [{"proposals": []}, {"proposals": [987654]}, {"proposals": [10**30]}, {}, [1]]
)
def test_hostile_requests_are_refused(caller, body):
    caller.send("POST", "/proposals/apply", body, 422)
    caller.send("POST", "/proposals", {"kind": "people"}, 422)


def test_both_lists_are_files(caller):
    caller.send("POST", "/proposals", {"kind": "addresses"})
    answer = caller.client.get("/api/v1/main/exports/addresses.csv", {"field": "postal_code"})
    assert "02139" in answer.content.decode("utf-8-sig")
    assert caller.client.get("/api/v1/main/exports/sites.xlsx").status_code == 200
