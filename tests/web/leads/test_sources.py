"""Sources on their pages: made, with what to set up there, renewed, switched off."""

from __future__ import annotations

import pytest

from maillage.domain.leads.events import own_source
from maillage.domain.leads.sources import source_by_token
from maillage.models import LeadSource
from tests.factories import lead_source
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NEW = {"key": "website", "name": "Website", "kind": "rest", "secret": "", "organisation": ""}


@pytest.fixture
def person(client):
    return signed_in(client, member())


def secret_of(answer) -> str:
    return answer.content.decode().partition("data-secret>")[2].partition("<")[0]


def test_a_source_is_made_and_its_token_shown_once(person):
    answer = person.post("/main/leads/sources/new/", NEW)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    made = LeadSource.objects.get()
    assert source_by_token(secret_of(answer)) == made
    again = person.get(f"/main/leads/sources/{made.pk}/")
    assert secret_of(again) == ""
    for text in ("/api/v1/main/lead-events", "Authorization: Bearer", "/batch"):
        assert text in again.content.decode()
    assert b"Website" in person.get("/main/leads/sources/").content


def test_what_makes_no_source_is_told(person):
    for change in ({"key": "Upper"}, {"kind": "hubspot"}, {"kind": "maillage"}, {"name": ""}):
        assert person.post("/main/leads/sources/new/", NEW | change).status_code == 422
    assert not LeadSource.objects.exists()


def test_a_new_token_and_a_switch(person):
    before = secret_of(person.post("/main/leads/sources/new/", NEW))
    page = f"/main/leads/sources/{LeadSource.objects.get().pk}/"
    after = secret_of(person.post(f"{page}rotate/"))
    assert (source_by_token(before), source_by_token(after).key) == (None, "website")
    for active in (False, True):
        assert person.post(f"{page}switch/").status_code == 302
        assert LeadSource.objects.get().active is active


def test_a_new_client_secret_of_hubspot_is_entered(person):
    source = lead_source("hubspot", secret="a" * 20)
    page = f"/main/leads/sources/{source.pk}/"
    assert person.post(f"{page}rotate/", {"secret": "short"}).status_code == 422
    assert secret_of(person.post(f"{page}rotate/", {"secret": "b" * 20})) == "b" * 20
    source.refresh_from_db()
    assert source.secret == "b" * 20


@pytest.mark.parametrize("kind", ["hubspot", "salesforce", "hmac", "file"])
def test_each_kind_says_what_to_set_up_there(person, kind):
    source = lead_source(kind, secret="kept-from-sight")
    text = person.get(f"/main/leads/sources/{source.pk}/").content.decode()
    said = {
        "hubspot": "subscribe",
        "salesforce": "outbound message",
        "hmac": "openssl",
        "file": "maillage leads receive",
    }
    assert said[kind] in text
    assert "kept-from-sight" not in text


def test_what_is_recorded_in_maillage_is_shown_and_stays(person):
    page = f"/main/leads/sources/{own_source().pk}/"
    assert b"switch/" not in person.get(page).content
    assert person.post(f"{page}switch/").status_code == 422
    assert person.post(f"{page}rotate/").status_code == 422
