"""The page of routing: rules in order, pools, who is away, chat rooms, and who would get a lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain.leads.routing_terms import routing_now
from maillage.models import Absence, ChatHook, Rep
from tests import factories
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ROOT = "/main/leads/routing/"


@pytest.fixture
def reps():
    return [
        Rep.objects.create(external_id=f"R{n}", name=name) for n, name in enumerate(["Ana", "Bea"])
    ]


@pytest.fixture
def page(client, reps, settings):
    settings.WEBHOOKS_INSIDE = True
    return signed_in(client, member("manager"))


def names() -> list[str]:
    return [each.name for each in routing_now().rules]


def test_rules_are_added_moved_switched_and_removed(page):
    added = {"name": "Large", "field": "total", "operator": "at_least", "value": "60",
             "how": "rep", "rep": "R1"}  # fmt: skip
    assert page.post(ROOT + "rules/", added).status_code == 302
    assert names() == ["Large", "Owner first", "Everybody in turn"]
    (asked,) = routing_now().rules[0].when
    assert (asked.field, asked.operator, asked.value) == ("total", "at_least", 60)
    for act, order in (
        ("down", ["Owner first", "Large", "Everybody in turn"]),
        ("up", ["Large", "Owner first", "Everybody in turn"]),
        ("up", ["Large", "Owner first", "Everybody in turn"]),
    ):
        page.post(ROOT + "change/", {"rule": "Large", "act": act})
        assert names() == order
    page.post(ROOT + "change/", {"rule": "Large", "act": "switch"})
    assert routing_now().rules[0].active is False
    assert "switched off" in page.get(ROOT).text
    page.post(ROOT + "change/", {"rule": "Large", "act": "remove"})
    assert names() == ["Owner first", "Everybody in turn"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "A", "how": "rep"}, "This is needed."),
        ({"name": "", "how": "territory"}, "required"),
        ({"name": "Owner first", "how": "territory"}, "comes twice"),
        (
            {"name": "A", "how": "territory", "field": "total", "operator": "at_least",
             "value": "x"},
            "must be a number",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_says_why(page, sent, said):
    answer = page.post(ROOT + "rules/", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert names() == ["Owner first", "Everybody in turn"]


def test_seats_are_given_changed_and_taken_away(page):
    page.post(ROOT + "seats/", {"pool": "East", "rep": "R0", "weight": 2, "capacity": 9})
    page.post(ROOT + "seats/", {"pool": "East", "rep": "R1", "weight": 1})
    east = routing_now().pools[1]
    assert [(each.rep, each.weight, each.capacity) for each in east.members] == [
        ("R0", 2, 9),
        ("R1", 1, None),
    ]
    assert "next in turn: Ana" in page.get(ROOT).text
    page.post(ROOT + "seats/", {"pool": "East", "rep": "R0", "weight": 0})
    assert [each.rep for each in routing_now().pools[1].members] == ["R1"]
    assert page.post(ROOT + "seats/", {"pool": "East", "rep": "R9", "weight": 1}).status_code == 422


def test_what_is_wrong_with_a_rule_is_said_at_its_field(page):
    sent = {"name": "Big", "field": "total", "operator": "at_least", "value": "many", "how": "pool"}
    answer = page.post(ROOT + "rules/", sent)
    assert answer.status_code == 422
    assert set(answer.context["rule_form"].errors) == {"value", "pool"}


def test_who_would_get_a_lead_is_said_with_the_reasons(page):
    lead = factories.lead("Lea Roy")
    shown = page.get(ROOT, {"lead": lead.pk}).text
    assert "Lea Roy → Ana" in shown
    assert "Everybody in turn · is not next in turn" in shown
    assert '<span class="soft">Bea</span>' in shown
    assert "There is no such lead." in page.get(ROOT, {"lead": "987654"}).text


def test_a_rep_notes_their_own_absence_alone(client, reps):
    signed_in(client, member("rep", rep=reps[0]))
    now = timezone.localtime()
    sent = {
        "rep": "R0",
        "begins_at": now.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "substitute": "R1",
    }
    shown = client.get(ROOT).text
    assert "Note an absence" in shown
    assert "Add a rule" not in shown
    assert client.post(ROOT + "absences/", sent | {"rep": "R1"}).status_code == 422
    assert client.post(ROOT + "absences/", sent).status_code == 302
    (found,) = Absence.objects.all()
    assert (found.rep, found.substitute) == (reps[0], reps[1])
    client.post(f"{ROOT}absences/{found.pk}/remove/")
    assert not Absence.objects.exists()


def test_who_reads_changes_nothing(client, reps):
    signed_in(client, member("reader"))
    shown = client.get(ROOT).text
    assert "Owner first" in shown
    assert "Note an absence" not in shown


def test_a_chat_room_is_told_until_it_is_removed(page):
    sent = {"name": "Team", "kind": "slack", "url": "http://127.0.0.1/x", "kinds": ["lead"],
            "language": "fr"}  # fmt: skip
    page.post(ROOT + "rooms/", sent)
    found = ChatHook.objects.get()
    assert (found.kind, found.kinds, found.language) == ("slack", ["lead"], "fr")
    shown = page.get(ROOT).text
    assert "Team" in shown
    assert "127.0.0.1" not in shown
    refused = page.post(ROOT + "rooms/", sent | {"url": "ftp://x"})
    assert refused.status_code == 422
    page.post(f"{ROOT}rooms/{found.pk}/remove/")
    assert not ChatHook.objects.exists()
