"""Events that are set aside, on their page, in the API and from the command line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.cli import leads
from maillage.domain.leads.asides import asides, put_aside
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.errors import PermissionDeniedError
from maillage.models import Lead, LeadEvent
from tests.api.caller import ROOT, Caller
from tests.cli.doors import doors
from tests.factories import lead_source
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PAGE = "/main/leads/sources/aside/"


@pytest.fixture
def rows():
    """Two events that were set aside, of two sources, whose cause is gone."""
    now = timezone.now()
    for key in ("crm", "forms"):
        told = NewEvent(f"{key}-1", "lead", "L1", "webinar_attended", now - timedelta(hours=1), {})
        record(source=lead_source(key=key), events=[told], now=now)
        event = LeadEvent.objects.get(key=f"{key}-1")
        put_aside(event=event, error=ValueError(f"<b>{key}</b>"), now=now)
    return list(asides())


def test_the_page_lists_them_with_why_and_tries_them_again(client, rows):
    page = signed_in(client, member())
    assert f'href="{PAGE}"' in page.get("/main/leads/sources/").text
    text = page.get(PAGE).text
    for told in ("crm-1", "webinar_attended", "lead L1", "ValueError: &lt;b&gt;forms&lt;/b&gt;"):
        assert told in text
    ticked = page.post(f"{PAGE}again/", {"aside": [str(rows[0].pk), "x", "9" * 30]}, follow=True)
    assert "Events that are tried again: 1." in ticked.text
    assert [each.event.key for each in asides()] == ["forms-1"]
    page.post(f"{PAGE}again/", {"matching": "source=crm"})
    assert asides().count() == 1
    page.post(f"{PAGE}again/", {"matching": "source=forms"})
    assert not asides().exists()
    assert digest(now=timezone.now()) == 2
    assert [each.total for each in Lead.objects.all()] == [10, 10]
    text = page.get(PAGE).text
    assert "No event is set aside." in text
    assert "Try all again" not in text


def test_all_of_them_are_tried_again_at_once(client, rows):
    page = signed_in(client, member())
    assert f"{PAGE}again/?all=yes" in page.get(PAGE).text
    assert page.post(f"{PAGE}again/").url == PAGE
    assert asides().count() == len(rows)
    page.post(f"{PAGE}again/?all=yes")
    assert not asides().exists()


def test_the_api_lists_them_and_tries_them_again(rows):
    caller = Caller(member())
    [row] = caller.get("/lead-events/aside", source="forms")["items"]
    event = rows[1].event
    assert row | {"at": "", "happened_at": ""} == {
        "id": rows[1].pk, "event": "forms-1", "source": "forms", "of": "lead", "subject": "L1",
        "kind": "webinar_attended", "happened_at": "", "at": "", "why": "ValueError: <b>forms</b>",
    }  # fmt: skip
    assert caller.get("/lead-events/aside")["count"] == 2
    file = caller.client.get(f"{ROOT}/exports/asides.csv").content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in file.splitlines()] == ["Event", "crm-1", "forms-1"]
    again = "/lead-events/aside/again"
    assert caller.send("POST", again, {"ids": [rows[1].pk, 10**15]}) == {"count": 1}
    assert list(LeadEvent.objects.filter(digested_at=None)) == [event]
    assert caller.send("POST", again, {}) == {"count": 1}
    caller.send("POST", again, {"ids": ["x"]}, 422)
    assert caller.send("POST", again, {"ids": [10**30, -(10**30)]}) == {"count": 0}


def test_the_command_line_says_how_many_and_tries_them_again(rows, monkeypatch):
    run = doors(monkeypatch, leads.register)
    left = "2 events are set aside: see `maillage leads aside list`."
    assert run("leads", "digest").splitlines() == ["0 events digested, 0 alarms given.", left]
    [first, _second] = run.json("leads", "aside", "list")
    assert (first["id"], first["event"], first["why"]) == (
        rows[0].pk, "crm-1", "ValueError: <b>crm</b>",
    )  # fmt: skip
    said = run("leads", "aside", "again", first["id"]).splitlines()
    assert said == [
        "Events that are tried again: 1.",
        "1 events digested, 0 alarms given.",
        left.replace("2", "1"),
    ]
    run("leads", "aside", "again")
    assert run("leads", "aside", "list").strip() == "No event is set aside."
    assert Lead.objects.count() == 2
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("leads", "aside", "list")
