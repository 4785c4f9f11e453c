"""The page of routing: rules in order, pools, who is away, chat rooms, and who would get a lead."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.domain.leads.routing_terms import routing_now
from maillage.models import Absence, ChatHook, Rep
from tests import factories
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ROOT = "/main/leads/routing/"
LINK = re.compile(r'href="([^"]*rule=Large[^"]*)"')


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


LARGE = {
    "name": "Large", "how": "rep", "rep": "R1",
    "when-0-field": "total", "when-0-operator": "at_least", "when-0-value": "60",
    "when-1-field": "country", "when-1-operator": "in", "when-1-value": "US; CA",
}  # fmt: skip


def test_rules_are_added_moved_switched_and_removed(page):
    assert page.post(ROOT + "rule/", LARGE).status_code == 302
    assert names() == ["Large", "Owner first", "Everybody in turn"]
    asked = [(each.field, each.operator, each.value) for each in routing_now().rules[0].when]
    assert asked == [("total", "at_least", 60), ("country", "in", ["US", "CA"])]
    assert "Score: at least 60 · Country: US or CA" in page.get(ROOT).text
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


def test_a_rule_is_changed_where_it_stands_as_it_was_read(page):
    page.post(ROOT + "rule/", LARGE)
    for act in ("down", "switch"):
        page.post(ROOT + "change/", {"rule": "Large", "act": act})
    (there,) = LINK.findall(page.get(ROOT).text.replace("&amp;", "&"))
    shown = page.get(there)
    assert shown.context["form"].head["rep"].value() == "R1"
    values = [each.form["value"].value() for each in shown.context["form"].tree.lists["when"].rows]
    assert values == ["60", "US; CA"]
    sent = {"name": "Very large", "how": "rep", "rep": "R0"}
    sent["pool"] = routing_now().pools[0].name
    sent |= {"when-0-field": "total", "when-0-operator": "at_least", "when-0-value": "75"}
    assert page.post(there, sent | {"add": "when"}).status_code == 200
    assert names() == ["Owner first", "Large", "Everybody in turn"]
    assert page.post(there, sent).status_code == 302
    changed = routing_now().rules[1]
    assert (changed.name, changed.rep, changed.pool, changed.active, len(changed.when)) == (
        "Very large", "R0", "", False, 1,
    )  # fmt: skip
    assert page.get(there).status_code == 404


def test_a_rule_that_somebody_else_changed_is_not_overwritten(page):
    page.post(ROOT + "rule/", LARGE)
    (there,) = LINK.findall(page.get(ROOT).text.replace("&amp;", "&"))
    page.post(ROOT + "change/", {"rule": "Large", "act": "switch"})
    answer = page.post(there, LARGE | {"how": "territory"})
    assert answer.status_code == 422
    assert "The rules have changed since you read them." in answer.text
    assert routing_now().rules[0].how == "rep"


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"name": "A", "how": "rep"}, "rep", "This is needed."),
        ({"name": "A", "how": "rep", "rep": "R9"}, "rep", "not one of the available"),
        ({"name": "", "how": "territory"}, "name", "required"),
        ({"name": "Owner first", "how": "territory"}, "", "comes twice"),
        (LARGE | {"when-0-value": "many"}, "when-0-value", "cannot be decided"),
        (LARGE | {"when-0-value": "yes"}, "when-0-value", "cannot be decided"),
        (LARGE | {"when-0-value": " "}, "when-0-value", "This is needed."),
        (LARGE | {"when-1-field": ""}, "when-1-field", "required"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_its_field(page, sent, field, said):
    answer = page.post(ROOT + "rule/", sent)
    assert answer.status_code == 422
    assert said in answer.text
    if field:
        assert re.search(rf'id="id_{field}_error"[^>]*>\s*<li>[^<]*{said}', answer.text)
    assert names() == ["Owner first", "Everybody in turn"]


def test_fields_and_events_are_suggested_also_those_that_were_told(page):
    lead = factories.lead("Lea Roy")
    event = NewEvent("1", "lead", str(lead.pk), "trade_fair", timezone.now(), {"stand": "B4"})
    record(source=own_source(), events=[event], now=timezone.now())
    signed_in(page, member("director"))
    for there in (f"{ROOT}rule/", "/main/leads/scoring/new/", "/main/leads/agreement/new/"):
        shown = page.get(there).text
        assert '<option value="stand">stand</option>' in shown
        assert '<option value="band">Band</option>' in shown
        assert '<option value="trade_fair">trade fair</option>' in shown
        assert '<option value="facts">' not in shown
        assert 'list="event-names"' in shown or "routing" in there
    shown = page.post(f"{ROOT}rule/", {"name": "A", "how": "territory", "add": "when"}).text
    assert 'list="field-names"' in shown


@pytest.mark.parametrize(("language", "answer"), [("en", "yes"), ("fr", "oui")])
def test_an_answer_is_typed_in_the_readers_language(page, language, answer):
    french = {"headers": {"accept-language": language}}
    shown = page.post(f"{ROOT}rule/", {"name": "A", "how": "territory", "add": "when"}, **french)
    (row,) = shown.context["form"].tree.lists["when"].rows
    assert row.form["value"].value() == answer
    sent = {"name": "A", "how": "territory", "when-0-field": "", "when-0-value": answer,
            "when-1-field": "icp_match", "when-1-value": answer}  # fmt: skip
    assert page.post(f"{ROOT}rule/", sent, **french).status_code == 302
    assert [(each.field, each.value) for each in routing_now().rules[0].when] == [
        ("icp_match", True)
    ]


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
    assert "New rule" not in shown
    assert client.get(ROOT + "rule/").status_code == 403
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
