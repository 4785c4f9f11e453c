"""To whom leads go, by the API: read, replaced, asked; absences and chat rooms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.models import ChatHook, Rep
from tests import factories
from tests.api.caller import Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def boss():
    Rep.objects.create(external_id="R1", name="Ana")
    Rep.objects.create(external_id="R2", name="Bea")
    return Caller(member("director"))


def test_routing_is_read_replaced_and_asked(boss):
    lead = factories.lead()
    found = boss.get("/lead-routing")
    assert [each["how"] for each in found["rules"]] == ["territory", "pool"]
    found["rules"].insert(0, {"name": "Bea", "how": "rep", "rep": "R2"})
    found["rules"][0]["when"] = [{"field": "country", "value": "FR"}]
    done = boss.send("PUT", "/lead-routing", found)
    assert done["rules"][0]["rep"] == "R2"
    assert boss.get("/lead-routing") == done
    assert "read them" in str(boss.send("PUT", "/lead-routing", found, 409))
    assert boss.send("PUT", "/lead-routing", done | {"seen": ""}) == done
    asked = boss.get(f"/leads/{lead.pk}/routing")
    assert (asked["rep"], asked["rule"]) == ("R1", "Everybody in turn")
    assert [(each["rule"], each["rep"], each["why"]) for each in asked["passed"]] == [
        ("Bea", None, "conditions"),
        ("Owner first", None, "nobody"),
        ("Everybody in turn", "R2", "not_next"),
    ]
    boss.send("PUT", "/lead-routing", {"pools": [], "rules": []}, 422)
    boss.send("PUT", "/lead-routing", {"pools": [], "rules": [], "more": 1}, 422)


def test_absences_are_noted_listed_and_taken_back(boss):
    now = timezone.now()
    body = {"rep": "R1", "begins_at": now.isoformat(), "substitute": "R2"}
    body["ends_at"] = (now + timedelta(days=3)).isoformat()
    made = boss.send("POST", "/absences", body, 201)
    assert boss.get("/absences")["items"] == [made]
    assert (made["rep"], made["substitute"]) == ("R1", "R2")
    boss.send("DELETE", f"/absences/{made['id']}", status=204)
    assert boss.get("/absences")["count"] == 0


def test_rooms_are_told_and_their_address_stays_secret(boss, settings):
    settings.WEBHOOKS_INSIDE = True
    body = {"name": "Team", "kind": "teams", "url": "http://127.0.0.1/secret", "rep": "R1"}
    made = boss.send("POST", "/chat-hooks", body, 201)
    listed = boss.get("/chat-hooks")["items"]
    assert listed == [made]
    assert "secret" not in str(listed)
    boss.send("POST", "/chat-hooks", body | {"kind": "irc"}, 422)
    boss.send("DELETE", f"/chat-hooks/{made['id']}", status=204)
    assert not ChatHook.objects.exists()
