"""Duplicates through the API: found, merged, separated, refused (A-26)."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from maillage.core.accounts.duplicates import splinking
from maillage.models import Account, DuplicatePair
from tests.api.caller import Caller
from tests.domain.accounts.duplicates.test_finding import SAME
from tests.domain.accounts.factories import make_account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    caches["process"].clear()
    make_account(1, **SAME)
    make_account(2, **SAME | {"name": "KESTSPIRE ROBOTICS, Inc."})
    make_account(3, **SAME | {"phone": "", "domain": "", "street": ""})
    return Caller(member("manager"))


def ids():
    return sorted(Account.objects.values_list("external_id", flat=True))


def test_a_pair_is_found_merged_and_separated(caller):
    found = caller.send("POST", "/duplicates")
    assert (found["accounts"], found["pairs"]) == (3, 3)
    row = caller.get("/duplicates", state="sure")["items"][0]
    assert (row["first"], row["second"], row["state"]) == ("A1", "A2", "open")
    assert row["grade"] > 0.99
    assert "They have the same telephone number." in row["evidence"]
    assert caller.get(f"/duplicates/{row['id']}") == row
    wrong = {"keep": "A3"}
    caller.send("POST", f"/duplicates/{row['id']}/merge", wrong, 422)
    asked = {"keep": "A2", "take": ["name"]}
    made = caller.send("POST", f"/duplicates/{row['id']}/merge", asked, 201)
    assert (made["kept"], made["gone"], ids()) == ("A2", "A1", ["A2", "A3"])
    assert Account.objects.get(external_id="A2").name == "Kestspire Robotics LLC"
    assert caller.get("/merges")["items"] == [made]
    assert caller.send("POST", f"/merges/{made['id']}/undo")["undone_at"]
    assert ids() == ["A1", "A2", "A3"]
    caller.send("POST", f"/merges/{made['id']}/undo", status=409)


def test_a_refused_pair_is_not_merged_and_can_be_asked_about_again(caller):
    caller.send("POST", "/duplicates")
    key = caller.get("/duplicates")["items"][0]["id"]
    assert caller.send("POST", f"/duplicates/{key}/refuse")["state"] == "refused"
    caller.send("POST", f"/duplicates/{key}/merge", {"keep": "A1"}, 404)
    assert [row["id"] for row in caller.get("/duplicates", state="refused")["items"]] == [key]
    assert caller.send("POST", f"/duplicates/{key}/reopen")["state"] == "open"
    caller.send("POST", f"/duplicates/{key}/reopen", status=409)


def test_only_sure_pairs_are_merged_at_once_and_all_or_none(caller):
    caller.send("POST", "/duplicates")
    pairs = caller.get("/duplicates")["items"]
    DuplicatePair.objects.filter(pk=pairs[-1]["id"]).update(grade=0.9)
    every = [row["id"] for row in pairs]
    caller.send("POST", "/duplicates/merge", {"pairs": every}, 422)
    caller.send("POST", "/duplicates/merge", {"pairs": [every[0], 10**9]}, 422)
    caller.send("POST", "/duplicates/merge", {"pairs": [10**30]}, 422)
    assert ids() == ["A1", "A2", "A3"]
    made = caller.send("POST", "/duplicates/merge", {"pairs": every[:1]}, 201)
    assert len(made) == 1
    assert len(ids()) == 2


def test_a_second_opinion_is_refused_where_it_is_not_there(caller, monkeypatch):
    monkeypatch.setattr(splinking, "find_spec", lambda _name: None)
    refused = caller.send("POST", "/duplicates?with=splink", status=422)
    assert "Splink is not installed" in refused["title"]
    caller.send("POST", "/duplicates?with=magic", status=422)
