"""The page of meetings that come again, and of the first ninety days (G-01 to G-08)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from icalendar import Calendar

from maillage.models import Review, Ritual, Rollout
from tests.domain.territories.publishing.committee import person
from tests.people import signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

WEEKLY = {
    "rhythm": "weekly", "first_on": "2026-03-02", "at": "09:00", "minutes": "",
    "time_zone": "Europe/Paris", "place": "Room <b>2</b>",
}  # fmt: skip


@pytest.fixture
def chief(client):
    found = person("manager", name="Mia Boss")
    signed_in(client, found)
    return found


def test_a_meeting_is_set_shown_downloaded_and_given_up(client, chief):
    assert "No meeting comes again yet." in client.get("/main/meetings/").text
    answer = client.post("/main/meetings/set/", WEEKLY, follow=True)
    meeting = Review.objects.get()
    assert f"/main/reviews/{meeting.pk}/" in answer.text
    assert "Room &lt;b&gt;2&lt;/b&gt;" in answer.text
    ics = client.get("/main/meetings/calendar.ics")
    assert ics["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(ics.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Weekly pipeline review"
    client.post(f"/main/meetings/{Ritual.objects.get().pk}/end/")
    assert "No meeting comes again yet." in client.get("/main/meetings/").text


def test_the_page_of_a_meeting_has_its_agenda_and_is_closed(client, chief):
    client.post("/main/meetings/set/", WEEKLY)
    meeting = Review.objects.get()
    shown = client.get(f"/main/reviews/{meeting.pk}/").text
    assert "<h1>Weekly pipeline review</h1>" in shown
    assert "Wins of the week" in shown
    held = {"held_on": timezone.localdate().isoformat(), "minutes": "Done"}
    client.post(f"/main/reviews/{meeting.pk}/hold/", held)
    assert Review.objects.filter(held_on=None).count() == 1
    listed = client.get("/main/reviews/?layer=meeting")
    assert listed.status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"at": "25:00"}, "Enter a valid time."),
        ({"rhythm": "hourly"}, "hourly is not one of the available choices"),
        ({"time_zone": "Paris"}, "is no time zone"),
        ({"minutes": "4"}, "greater than or equal to 5"),
        ({"first_on": "soon"}, "Enter a valid date."),
    ],
)
def test_a_refused_meeting_keeps_what_was_typed(client, chief, wrong, said):
    answer = client.post("/main/meetings/set/", WEEKLY | {"place": "Here"} | wrong)
    assert (answer.status_code, Ritual.objects.count()) == (422, 0)
    assert said in answer.text
    assert 'value="Here"' in answer.text


def test_the_ninety_days_begin_and_are_ticked(client, chief):
    assert client.post("/main/meetings/rollout/", {"starts_on": "1850-01-01"}).status_code == 422
    client.post("/main/meetings/rollout/", {"starts_on": "2026-03-02"})
    for done, kept in (({"done": "yes"}, ["agreements"]), ({}, [])):
        client.post("/main/meetings/rollout/tick/", {"step": "agreements"} | done)
        assert list(Rollout.objects.get().done) == kept
    assert client.post("/main/meetings/rollout/tick/", {"step": "x"}).status_code == 404
    assert "Shared definitions" in client.get("/main/meetings/").text


def test_a_reader_of_drafts_sees_no_forms(client):
    signed_in(client, person("finance"))
    shown = client.get("/main/meetings/")
    assert (shown.status_code, "Have a meeting come again" in shown.text) == (200, False)
