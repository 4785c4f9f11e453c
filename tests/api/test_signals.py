"""Signals posted by programs: one by one, many at once, and twice by mistake."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.models import Account, Signal
from tests.api.caller import Caller
from tests.domain.accounts.factories import make_account
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

CRM = {
    "kind": "intent",
    "name": "CRM",
    "seen_on": "2026-03-01",
    "source": "Bombora",
    "strength": 70,
}


@pytest.fixture
def caller():
    make_account(1)
    make_account(2)
    return Caller(member("operations"))


def test_a_program_posts_a_signal_and_reads_it_with_whether_it_counts(caller):
    added = caller.send("POST", "/accounts/A1/signals", CRM, 201)
    told = caller.get("/accounts/A1/signals", on="2026-03-02")
    assert told == [
        CRM | {"id": added[0]["id"], "expires_on": "2026-05-30", "counts": True}
    ]  # fmt: skip
    assert [each["counts"] for each in caller.get("/accounts/A1/signals", on="2026-05-30")] == [
        False
    ]
    assert caller.get("/accounts/A1/signals", on="2026-02-28") == []
    found = caller.get("/accounts", signal="intent", on="2026-03-02")
    assert [each["id"] for each in found["items"]] == ["A1"]
    assert caller.get("/accounts", signal="expired", on="2026-07-01")["count"] == 1


def test_the_same_key_posts_once(caller):
    for _again in range(2):
        answer = caller.send(
            "POST", "/signals", {"signals": [CRM | {"account": "A1"}]}, 201,
            **{"Idempotency-Key": "one"},
        )  # fmt: skip
        assert answer == {"new": 1, "changed": 0, "unchanged": 0}
    assert Signal.objects.count() == 1


def test_many_are_recorded_or_none(caller):
    good = CRM | {"account": "A1"}
    for wrong, status in (
        (CRM | {"account": "nobody"}, 404),
        (CRM | {"account": "A2", "expires_on": "2026-03-01"}, 422),
        (CRM | {"account": "A2", "seen_on": "2999-01-01"}, 422),
        (CRM | {"account": "A2", "kind": "mood"}, 422),
        (CRM | {"account": "A2", "name": "a\0b"}, 422),
        (CRM | {"account": "A2", "name": " "}, 422),
        (CRM | {"account": "A2", "strength": -1}, 422),
    ):
        caller.send("POST", "/signals", {"signals": [good, wrong]}, status)
        assert Signal.objects.count() == 0
    told = {"signals": [good, CRM | {"account": "A2"}]}
    assert caller.send("POST", "/signals", told, 201)["new"] == 2
    assert caller.send("POST", "/signals", told, 201) == {"new": 0, "changed": 0, "unchanged": 2}


def test_a_signal_recorded_in_error_goes(caller):
    added = caller.send("POST", "/accounts/A1/signals", CRM, 201)
    caller.send("DELETE", f"/signals/{added[0]['id']}", None, 204)
    caller.send("DELETE", f"/signals/{added[0]['id']}", None, 404)
    assert caller.get("/accounts/A1/signals") == []


def test_the_fit_of_a_day_counts_what_held_that_day(caller):
    from tests.domain.accounts.icp.test_icp import SMALL_TECH, signed

    Account.objects.filter(external_id="A1").update(naics="541511")
    signed(SMALL_TECH | {"technologies": ["SAP"]}, on=date(2026, 1, 1))
    caller.send("POST", "/accounts/A1/signals", CRM | {"kind": "technology", "name": "SAP"}, 201)
    answers = {
        on: {
            each["criterion"]: each["answer"]
            for each in caller.get("/accounts/A1/fit", on=on)["findings"]
        }["technology"]
        for on in ("2026-03-01", "2027-03-01")
    }
    assert answers == {"2026-03-01": "yes", "2027-03-01": "unknown"}
