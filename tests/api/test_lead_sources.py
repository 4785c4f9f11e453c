"""Sources are made, given new secrets and switched off by programs, each told what it needs once."""

from __future__ import annotations

import pytest

from maillage.domain.leads.events import own_source
from maillage.domain.leads.sources import source_by_token
from tests.api.caller import Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NEW = {"key": "website", "name": "Website", "kind": "rest"}


@pytest.fixture
def caller():
    return Caller(member())


def test_a_source_is_made_and_its_token_told_once(caller):
    made = caller.send("POST", "/lead-sources", NEW, 201)
    address = "http://localhost:8000/api/v1/main/lead-events"
    assert (made["key"], made["active"], made["address"]) == ("website", True, address)
    assert source_by_token(made["secret"]).key == "website"
    read = caller.get("/lead-sources/website")
    assert read == {name: value for name, value in made.items() if name != "secret"}
    assert caller.get("/lead-sources")["items"] == [read]


def test_addresses_of_all_kinds(caller):
    more = {"secret": "x" * 20, "organisation": "00D000000000001"}
    for kind in ("hubspot", "salesforce", "hmac", "file"):
        caller.send("POST", "/lead-sources", NEW | more | {"key": kind, "kind": kind}, 201)
    own_source()
    found = caller.get("/lead-sources", sort="key")["items"]
    root = "http://localhost:8000/api/v1/main/lead-webhooks"
    assert {each["kind"]: each["address"] for each in found} == {
        "file": "", "hmac": f"{root}/hmac", "hubspot": f"{root}/hubspot", "maillage": "",
        "salesforce": f"{root}/salesforce?token=mls_…",
    }  # fmt: skip


def test_a_new_token_and_an_end(caller):
    before = caller.send("POST", "/lead-sources", NEW, 201)["secret"]
    after = caller.send("POST", "/lead-sources/website/rotate", {})["secret"]
    assert (source_by_token(before), source_by_token(after).key) == (None, "website")
    off = caller.send("POST", "/lead-sources/website/switch", {"active": False})
    assert off["active"] is False
    assert not source_by_token(after).active


def test_what_makes_no_source_is_refused(caller):
    for change in ({"key": "Ä"}, {"kind": "maillage"}, {"kind": "hubspot"}, {"name": ""}):
        caller.send("POST", "/lead-sources", NEW | change, 422)
    caller.send("POST", "/lead-sources/none/rotate", {}, 404)
    assert caller.get("/lead-sources")["items"] == []
