"""Who is told of a lead, where, once, and in which words (E-02, E-07, E-11, X-18)."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.core import mail
from django.utils import translation

from maillage.domain.leads.audience import Audience
from maillage.domain.leads.chatting import AT_ONCE, WAITS, tell_chats
from maillage.domain.leads.telling import tell_alarms, tell_lead
from maillage.domain.leads.terms import agreement_at
from maillage.domain.leads.words import advice, kind_word, opening, question
from maillage.domain.people.members import remove_member
from maillage.domain.people.messages import choose_messages, send_messages
from maillage.domain.territories.publishing.letters import address_of
from maillage.models import (
    ChatDelivery,
    ChatHook,
    Handoff,
    Message,
    MessageKind,
    Notice,
    Promise,
    PromiseAlarm,
    Rep,
)
from tests import factories
from tests.domain.leads.rooms import Room
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 6, 21, 50, tzinfo=UTC)
WHITE_PAPER = "Cutting the cost of IT by 40 %"


@pytest.fixture
def ana():
    return Rep.objects.create(
        external_id="R1", name="Ana", manager="Max", time_zone="America/New_York"
    )


@pytest.fixture
def team(ana):
    return {
        "rep": member("rep", name="Ana", rep=ana),
        "manager": member("manager", name="Max"),
        "other": member("manager", name="Mo"),
        "director": member("director", name="Dora"),
        "marketing": member("marketing", name="Mia"),
    }


@pytest.fixture
def lead(ana):
    return factories.lead("Lea Roy", company="Acme", owner=ana, total=45, band="A1")


@pytest.fixture
def room(settings):
    settings.WEBHOOKS_INSIDE = True
    found = Room()
    yield found
    found.close()


def handoff(lead) -> Handoff:
    return Handoff.objects.create(
        lead=lead,
        rep=lead.owner,
        at=NOW,
        why="territory",
        brief={"trigger": {"kind": "white_paper_download", "content": WHITE_PAPER}},
        next_action={
            "action": "continue_content",
            "channel": "email",
            "then": "phone",
            "because": "white_paper_download",
            "content": WHITE_PAPER,
            "content_kind": "white_paper_download",
            "ask": "budget_confirmed",
            "by": "2026-03-09T13:50:00+00:00",
        },
    )


def promise(lead, *, policy: str = "E-03", direction: str = "sales_to_marketing") -> Promise:
    agreement, _policies = agreement_at(NOW)
    return Promise.objects.create(
        lead=lead,
        agreement=agreement,
        policy=policy,
        direction=direction,
        owner=lead.owner,
        due_at=NOW + timedelta(minutes=10),
        status="running",
    )


def alarm(owed: Promise, share: float, to: str, place: int = 0) -> PromiseAlarm:
    return PromiseAlarm.objects.create(
        promise=owed, place=place, share=share, to=to, due_at=NOW, given_at=NOW
    )


def read(workspace) -> dict[str, mail.EmailMessage]:
    mail.outbox.clear()
    send_messages.func(workspace.pk)
    return {each.to[0]: each for each in mail.outbox}


def told() -> list[str]:
    return sorted(str(each.member) for each in Notice.objects.all())


def test_a_rep_is_told_with_what_it_goes_on_from_and_what_to_do(lead, team, workspace):
    user = team["rep"].user
    user.language = "fr"
    user.save()
    found = handoff(lead)
    for _twice in range(2):
        tell_lead(lead=lead, handoff=found, now=NOW)
    assert told() == ["Ana"]
    notice = Notice.objects.get()
    assert (notice.kind, notice.path) == (MessageKind.LEAD, f"leads/{lead.pk}/")
    left = read(workspace)
    assert list(left) == [user.email]
    body = left[user.email].body
    assert f"http://localhost:8000/main/leads/{lead.pk}/" in body
    assert WHITE_PAPER in body
    assert "9 mars 2026 09:50 (America/New_York)" in body
    with translation.override("fr"):
        for said in (
            advice(notice.facts["action"]),
            opening(notice.facts["action"]),
            question("budget_confirmed"),
            kind_word("white_paper_download"),
        ):
            assert said in body


def test_a_lead_that_nobody_can_have_is_told_to_who_answers_for_all(lead, team, workspace):
    lead.owner = None
    lead.save()
    tell_lead(lead=lead, handoff=None, now=NOW)
    assert told() == ["Dora"]
    assert read(workspace)[team["director"].user.email].subject == "Nobody for the lead Lea Roy"


def test_who_wants_no_mail_is_told_in_the_application_alone(lead, team, workspace):
    choose_messages(member=team["rep"], kinds=["deadline"])
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    assert told() == ["Ana"]
    assert not Message.objects.exists()


def test_a_rep_who_is_no_member_gets_a_mail(lead, ana, workspace):
    Rep.objects.filter(pk=ana.pk).update(email="ana@file.example")
    lead.refresh_from_db()
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    assert told() == []
    assert list(read(workspace)) == ["ana@file.example"]


def test_who_left_is_written_to_nowhere_and_who_comes_after_them_is(lead, team, ana, workspace):
    """Neither at their own address nor at that of the file of reps."""
    Rep.objects.filter(pk=ana.pk).update(email="ana@file.example")
    team["rep"].rep.refresh_from_db()
    remove_member(member=team["rep"], by="x")
    lead.refresh_from_db()
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    for address in (team["rep"].user.email, "ANA@file.example"):
        Rep.objects.filter(pk=ana.pk).update(email=address)
        lead.refresh_from_db()
        tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
        assert address_of(Rep.objects.get(pk=ana.pk)) == ""
    assert not Message.objects.exists()
    Rep.objects.filter(pk=ana.pk).update(email="new@file.example")
    lead.refresh_from_db()
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    assert list(read(workspace)) == ["new@file.example"]


def test_an_address_the_agreement_names_is_not_written_to_once_its_owner_left(team):
    gone = team["manager"]
    assert [each.member for each in Audience().named(gone.user.email, None, "").readers] == [gone]
    remove_member(member=gone, by="x")
    readers = Audience().named(gone.user.email, None, "").readers
    assert [each.member for each in readers] == [team["director"]]
    outside = Audience().named("desk@partner.example", None, "").readers
    assert [each.address for each in outside] == ["desk@partner.example"]


@pytest.mark.parametrize(
    ("to", "share", "names"),
    [
        ("owner", 0.5, ["Ana"]),
        ("manager", 1.0, ["Ana", "Max"]),
        ("director", 1.5, ["Ana", "Dora"]),
        ("marketing", 1.0, ["Ana", "Mia"]),
        ("nobody-we-know", 1.0, ["Ana", "Max"]),
    ],
)
def test_alarms_go_up(lead, team, to, share, names):
    owed = promise(lead)
    tell_alarms(alarms=[alarm(owed, share, to)], now=NOW)
    assert told() == names


def test_what_marketing_owes_is_told_to_marketing_and_without_a_manager_to_directors(lead, team):
    lead.owner = None
    lead.save()
    owed = promise(lead, policy="E-01", direction="marketing_to_sales")
    tell_alarms(alarms=[alarm(owed, 0.5, "owner")], now=NOW)
    assert told() == ["Mia"]
    tell_alarms(alarms=[alarm(owed, 1, "manager", 1)], now=NOW)
    assert told() == ["Dora", "Mia", "Mia"]


def test_an_address_is_written_to_whether_it_is_a_members_or_not(lead, team, workspace):
    owed = promise(lead)
    tell_alarms(alarms=[alarm(owed, 0.8, "desk@acme.example")], now=NOW)
    tell_alarms(alarms=[alarm(owed, 0.9, team["other"].user.email, 1)], now=NOW)
    assert told() == ["Mo"]
    assert sorted(read(workspace)) == sorted(["desk@acme.example", team["other"].user.email])


def test_a_missed_deadline_says_what_of_whom_and_since_when(lead, team, workspace):
    owed = promise(lead)
    tell_alarms(alarms=[alarm(owed, 1.0, "manager")], now=NOW)
    found = read(workspace)[team["manager"].user.email]
    assert found.subject == "Missed: First contact, Lea Roy"
    assert "First contact of Lea Roy (Acme) is late. Answers for it: Ana." in found.body
    assert "March 6, 2026, 5 p.m. (America/New_York)" in found.body


def hook(room, kind: str, **fields) -> ChatHook:
    return ChatHook.objects.create(name=kind, kind=kind, url=room.url, **fields)


def test_rooms_are_told_as_they_take_it(lead, team, room, workspace):
    lead.name = "<!here> [Lea](http://evil.example) & *Roy*"
    lead.save()
    hook(room, "slack")
    hook(room, "teams")
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    assert tell_chats(workspace, NOW) == 2
    slack, teams = room.got
    link = f"http://localhost:8000/main/leads/{lead.pk}/"
    title = "A lead for you: <!here> [Lea](http://evil.example) & *Roy*, Acme"
    assert slack["text"] == title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    header, section, actions = slack["blocks"]
    assert header["text"] == {"type": "plain_text", "text": title, "emoji": False}
    assert section["text"]["type"] == "plain_text"
    assert WHITE_PAPER in section["text"]["text"]
    assert actions["elements"][0]["url"] == link
    (attached,) = teams["attachments"]
    assert teams["type"] == "message"
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attached["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert {each["type"] for each in card["body"]} == {"RichTextBlock"}
    assert card["body"][0]["inlines"][0]["text"] == title
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Open the lead", "url": link}]
    assert tell_chats(workspace, NOW + timedelta(days=1)) == 0


def test_a_room_is_told_what_it_asked_for_of_whom(lead, team, room):
    other = Rep.objects.create(external_id="R2", name="Bea")
    wanted = [
        hook(room, "slack", kinds=["lead"]).pk,
        hook(room, "teams", rep=lead.owner).pk,
    ]
    hook(room, "slack", kinds=["deadline"])
    hook(room, "slack", rep=other)
    hook(room, "slack", active=False)
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    assert sorted(ChatDelivery.objects.values_list("hook", flat=True)) == sorted(wanted)


def test_what_does_not_arrive_is_sent_again_until_it_does(lead, team, room, workspace):
    hook(room, "slack")
    first = handoff(lead)
    tell_lead(lead=lead, handoff=first, now=NOW)
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    room.answers = [503]
    assert tell_chats(workspace, NOW) == 0
    assert len(room.got) == 1
    late = ChatDelivery.objects.get(about=f"handoff:{first.pk}")
    assert (late.attempts, late.state) == (1, "waiting")
    assert late.problem.startswith("503")
    assert late.next_at == NOW + timedelta(minutes=WAITS[0])
    assert tell_chats(workspace, NOW) == 1
    assert tell_chats(workspace, NOW + timedelta(minutes=1)) == 1
    late.refresh_from_db()
    assert (late.attempts, late.state, late.problem, late.next_at) == (2, "sent", "", None)


def test_a_room_is_told_in_its_language(lead, team, room, workspace):
    hook(room, "slack", language="fr")
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    with translation.override("fr"):
        said = advice(Notice.objects.get().facts["action"])
    tell_chats(workspace, NOW)
    assert said in room.got[0]["blocks"][1]["text"]["text"]


def test_who_has_left_hears_nothing_of_what_was_theirs(lead, team, ana, workspace):
    ana.active = False
    ana.save()
    owed = promise(lead)
    tell_alarms(alarms=[alarm(owed, 0.5, "owner"), alarm(owed, 1.0, "director", 1)], now=NOW)
    assert told() == ["Dora", "Max", "Max"]
    assert team["rep"].user.email not in read(workspace)


def test_a_room_that_is_no_web_server_is_tried_again_as_one_that_does_not_answer(
    lead, team, workspace, settings
):
    settings.WEBHOOKS_INSIDE = True
    with socket.create_server(("127.0.0.1", 0)) as server:
        ChatHook.objects.create(
            name="Sales", kind="slack", url=f"http://127.0.0.1:{server.getsockname()[1]}/"
        )
        tell_lead(lead=lead, handoff=handoff(lead), now=NOW)

        def answer():
            with server.accept()[0] as found, found.makefile("rb") as asked:
                lines = list(iter(asked.readline, b"\r\n"))
                length = next(each for each in lines if each.lower().startswith(b"content-length"))
                asked.read(int(length.split(b":")[1]))
                found.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")

        Thread(target=answer, daemon=True).start()
        assert tell_chats(workspace, NOW) == 0
    found = ChatDelivery.objects.get()
    assert (found.state, found.attempts) == ("waiting", 1)
    assert "SSH-2.0" in found.problem


def test_a_room_that_does_not_answer_keeps_no_other_waiting(lead, team, room, workspace):
    silent, other = hook(room, "slack"), hook(room, "slack")
    told = {"kind": "lead", "next_at": NOW, "facts": {"number": 1, "lead": "Lea", "company": ""}}
    ChatDelivery.objects.bulk_create(
        ChatDelivery(hook=silent, about=f"a{number}", **told) for number in range(AT_ONCE + 1)
    )
    mine = ChatDelivery.objects.create(hook=other, about="b", **told)
    room.answers = [500]
    assert tell_chats(workspace, NOW) == 1
    mine.refresh_from_db()
    assert (mine.state, len(room.got)) == ("sent", 2)


def test_a_room_that_never_answers_is_given_up(lead, team, room, workspace):
    hook(room, "slack")
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    room.answers = [500] * 20
    for days in range(len(WAITS) + 3):
        tell_chats(workspace, NOW + timedelta(days=days))
    found = ChatDelivery.objects.get()
    assert (found.state, found.attempts) == ("failed", len(WAITS) + 1)
    assert len(room.got) == len(WAITS) + 1


def test_no_room_inside_the_network_is_reached(lead, team, room, workspace, settings):
    settings.WEBHOOKS_INSIDE = False
    hook(room, "slack")
    tell_lead(lead=lead, handoff=handoff(lead), now=NOW)
    assert tell_chats(workspace, NOW) == 0
    assert room.got == []
    assert "inside this network" in ChatDelivery.objects.get().problem
