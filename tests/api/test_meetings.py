"""Meetings that come again and the first ninety days through the API (G-01 to G-08)."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from maillage.models import Ritual
from tests.api.caller import ROOT, Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TIMES = {"first_on": "2026-03-02", "at": "09:00", "time_zone": "America/Toronto"}


@pytest.fixture
def caller() -> Caller:
    return Caller(member("operations"))


def test_a_meeting_is_set_listed_read_and_ended(caller):
    made = caller.send("PUT", "/meetings/weekly", TIMES)
    assert (made["rhythm"], made["minutes"]) == ("weekly", 45)
    assert caller.get("/meetings") == [made]
    shown = caller.get(f"/reviews/{made['next']}")
    assert (shown["review"]["layer"], shown["review"]["meeting"]) == ("meeting", "weekly")
    assert shown["agenda"][0]["heading"] == "Wins of the week"
    caller.send("DELETE", "/meetings/weekly", status=204)
    assert caller.get("/meetings") == []
    caller.send("DELETE", "/meetings/weekly", status=404)


@pytest.mark.parametrize(
    ("rhythm", "wrong"),
    [
        ("hourly", {}),
        ("weekly", {"time_zone": "Paris"}),
        ("weekly", {"minutes": 3}),
        ("weekly", {"at": "25:00"}),
        ("weekly", {"first_on": None}),
        ("weekly", {"place": "x" * 301}),
    ],
)
def test_what_cannot_be_is_refused(caller, rhythm, wrong):
    caller.send("PUT", f"/meetings/{rhythm}", TIMES | wrong, status=422)
    assert not Ritual.objects.exists()


def test_the_calendar_holds_all_meetings(caller):
    for rhythm in ("daily", "quarterly"):
        caller.send("PUT", f"/meetings/{rhythm}", TIMES)
    calendar = Calendar.from_ical(caller.client.get(f"{ROOT}/meetings/calendar.ics").content)
    assert [str(each["SUMMARY"]) for each in calendar.walk("VEVENT")] == [
        "Daily stand-up", "Quarterly planning",
    ]  # fmt: skip


def test_the_ninety_days_are_begun_and_ticked(caller):
    assert caller.get("/rollout") == []
    caller.send("POST", "/rollout/agreements", {"done": True}, status=409)
    steps = caller.send("PUT", "/rollout", {"starts_on": "2026-03-02"})
    assert [each["due"] for each in steps] == [
        "2026-03-09", "2026-03-16", "2026-04-16", "2026-05-01", "2026-05-16", "2026-05-31",
    ]  # fmt: skip
    ticked = caller.send("POST", "/rollout/agreements", {"done": True})
    assert [each["step"] for each in ticked if each["ticked"]] == ["agreements"]
    caller.send("POST", "/rollout/dancing", {"done": True}, status=404)
