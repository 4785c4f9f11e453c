"""Calendars and agreements through the API."""

from __future__ import annotations

import pytest

from tests.api.caller import ROOT, Caller
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_calendars_are_written_read_and_ended():
    caller = Caller(member("director"))
    rep = make_rep(1, country="FR", time_zone="Europe/Paris")
    own(make_account(1, time_zone="America/Los_Angeles"), rep)
    written = caller.get("/calendars/company")["calendar"]
    sent = {"calendar": written | {"name": "Texas", "state": "TX"}, "country": "US", "state": "tx"}
    made = caller.send("POST", "/calendars", sent, 201)
    assert (made["key"], made["version"], made["author"]) == ("us-tx", 1, "Director 0")
    caller.send("POST", "/calendars", {"calendar": written, "rep": "R1"}, 201)
    caller.send("POST", "/calendars", {"calendar": written, "rep": "R9"}, 404)
    caller.send("POST", "/calendars", {"calendar": written | {"zone": "Mars"}}, 422)
    caller.send("POST", "/calendars", {"calendar": written, "state": "CA"}, 422)
    july = caller.get("/calendars/us-tx/month", year=2026, month=7)
    assert july[2] == {"day": "2026-07-03", "spans": [], "name": "Independence Day (observed)"}
    assert july[0]["spans"] == [["09:00", "17:00"]]
    caller.get("/calendars/us-tx/month", 422, year=2026, month=13)
    found = caller.get("/calendars")["items"]
    assert sorted(each["key"] for each in found) == ["company", f"rep-{rep.pk}", "us-tx"]
    caller.send("DELETE", f"/calendars/rep-{rep.pk}", None, 204)
    assert caller.get("/calendars/overlaps") == [
        {"rep": "R1", "name": "Rep 1", "calendar": "company@America/Los_Angeles", "minutes": 0}
    ]
    assert [
        (each["version"], each["author"], each["given_up"], each["changes"])
        for each in caller.get(f"/calendars/rep-{rep.pk}/versions")
    ] == [(2, "Director 0", True, []), (1, "Director 0", False, [])]
    sent["calendar"]["zone"] = "America/Chicago"
    caller.send("POST", "/calendars", sent, 201)
    assert caller.get("/calendars/us-tx/versions")[0]["changes"] == [
        {"place": "zone", "before": "America/New_York", "after": "America/Chicago"}
    ]
    caller.get("/calendars/nowhere/versions", 404)
    caller.send("DELETE", "/calendars/company", None, 409)
    caller.get("/calendars/nowhere", 404)
    file = caller.client.get(f"{ROOT}/exports/calendars.csv").content.decode("utf-8-sig")
    assert len(file.splitlines()) == 3


def test_agreements_are_written_and_compared():
    caller = Caller(member("marketing"))
    terms = caller.get("/agreements/in-force")["terms"]
    terms["policies"][1]["within"] = "30m"
    made = caller.send("POST", "/agreements", {"terms": terms, "note": "faster"}, 201)
    assert (made["version"], made["state"], made["note"]) == (2, "in_force", "faster")
    assert caller.get("/agreements/2/differences", other=1) == [
        {"place": "E-03 › within", "before": "1h", "after": "30m"}
    ]
    assert [each["state"] for each in caller.get("/agreements")["items"]] == ["in_force", "past"]
    for wrong in (
        {"terms": terms | {"reassign_on_breach": ["E-9"]}},
        {"terms": terms | {"policies": []}},
        {"terms": terms, "effective_from": "2020-01-01T00:00:00Z"},
        {"terms": terms | {"colour": 1}},
    ):
        caller.send("POST", "/agreements", wrong, 422)
    caller.get("/agreements/3", 404)
    assert caller.get("/agreements/2")["terms"]["policies"][1]["within"] == "30m"
    file = caller.client.get(f"{ROOT}/exports/agreements.csv").content.decode("utf-8-sig")
    assert len(file.splitlines()) == 3
