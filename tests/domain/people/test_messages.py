"""Who is written what, in which language, once (B-04, B-09, X-01)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from maillage.domain.people.message_words import subject_of
from maillage.domain.people.messages import choose_messages, of_member, send_messages, tell, wants
from maillage.domain.reviews import timers
from maillage.domain.reviews.timers import flag_overdue_reviews
from maillage.domain.territories.consulting.challenges import (
    accept_challenge,
    challenge_move,
    refuse_challenge,
    withdraw_challenge,
)
from maillage.domain.territories.consulting.consultation import open_consultation
from maillage.domain.territories.publishing.approval import submit_scenario
from maillage.errors import InputError
from maillage.models import Event, Membership, Message, MessageKind, Rep, Review
from tests.domain.territories.today import ADDISON, BENNINGTON, owned_today, today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return owned_today()


@pytest.fixture
def chief():
    return member("director", name="Dora")


@pytest.fixture
def scenario(reps, chief):
    return today(chief, name="Plan")


def speaking(found, language: str):
    found.user.language = language
    found.user.save()
    return found


def soon():
    return timezone.localdate() + timedelta(days=9)


@pytest.fixture
def sent(workspace):
    """Let the worker send what waits, and give the messages that left."""

    def send() -> list[mail.EmailMessage]:
        mail.outbox.clear()
        send_messages.func(workspace.pk)
        return list(mail.outbox)

    return send


def test_reps_concerned_are_told_of_a_consultation(scenario, reps, chief, sent):
    ana = speaking(member("rep", name="Ana", rep=reps[0]), "fr")
    Rep.objects.filter(pk=reps[1].pk).update(email="bea@file.example")
    Rep.objects.create(external_id="R9", name="Elsewhere", email="far@file.example")
    open_consultation(scenario=scenario, deadline=soon(), by=chief, message="Say it all.")
    left = {each.to[0]: each for each in sent()}
    assert sorted(left) == sorted([ana.user.email, "bea@file.example"])
    hers, theirs = left[ana.user.email], left["bea@file.example"]
    assert hers.body.startswith("Bonjour Ana,")
    assert theirs.body.startswith("Hello Rep 2,")
    link = f"http://localhost:8000/main/territory/?scenario={scenario.pk}"
    for each in (hers, theirs):
        assert "Say it all." in each.body
        assert link in each.body.split()
    assert ("/main/me/" in hers.body, "/main/me/" in theirs.body) == (True, False)
    open_consultation(scenario=scenario, deadline=soon(), by=chief, message="Once more.")
    assert sent() == []
    assert Message.objects.filter(state="sent").count() == 2


def test_what_was_written_to_somebody_who_left_meanwhile_is_not_sent(chief, sent):
    ana, bea = member("rep", name="Ana"), member("rep", name="Bea")
    facts = {"number": 1, "scenario": "Plan", "effective_on": "2026-01-02", "by": "Dora"}
    readers = [of_member(each) for each in (ana, bea)]
    tell(kind=MessageKind.APPROVAL, about="x", readers=readers, facts=facts)
    Membership.objects.filter(pk=ana.pk).update(active=False)
    assert [each.to for each in sent()] == [[bea.user.email]]
    assert Message.objects.get(member=ana).state == "waiting"


@pytest.mark.parametrize("answer", ["accept", "refuse"])
def test_who_challenged_is_told_the_answer(scenario, reps, chief, sent, answer):
    subject = {"accept": "Accepted: ", "refuse": "Refused: "}[answer]
    ana = member("rep", name="Ana", rep=reps[0])
    open_consultation(scenario=scenario, deadline=soon(), by=chief)
    scenario.refresh_from_db()
    sent()
    challenge = challenge_move(
        scenario=scenario, rep=reps[0], subject="unit", reference=ADDISON, wanted=reps[1],
        code="travel", text="Too far", by=ana,
    )  # fmt: skip
    if answer == "accept":
        accept_challenge(challenge=challenge, revision=0, by=chief, text="You are right.")
    else:
        refuse_challenge(challenge=challenge, text="You are right.", by=chief)
    (left,) = sent()
    assert (left.to, left.subject.startswith(subject)) == ([ana.user.email], True)
    assert "You are right." in left.body
    assert f"/main/challenges/{challenge.pk}/" in left.body
    scenario.refresh_from_db()
    other = challenge_move(
        scenario=scenario, rep=reps[0], subject="unit", reference=BENNINGTON, wanted=reps[1],
        code="travel", text="Too far", by=ana,
    )  # fmt: skip
    withdraw_challenge(challenge=other, by=ana)
    assert sent() == []


def test_everybody_else_who_approves_is_asked(scenario, chief, sent):
    finance = speaking(member("finance", name="Fay"), "fr")
    operations, gone = member("operations"), member("finance")
    gone.active = False
    gone.save()
    member("manager")
    open_consultation(scenario=scenario, deadline=soon(), by=chief)
    submit_scenario(scenario=scenario, effective_on=soon(), by=chief)
    left = {each.to[0]: each for each in sent()}
    assert sorted(left) == sorted([finance.user.email, operations.user.email])
    assert f"/main/scenarios/{scenario.pk}/decide/" in left[finance.user.email].body


def test_who_holds_reviews_gets_one_message_for_all_that_are_due(workspace, reps, sent):
    boss, other = member("manager", name="Mo"), member("manager", name="Nobody")
    Rep.objects.filter(pk=reps[0].pk).update(manager="Mo")
    chief = member("director")
    timers._looked.clear()
    late = timezone.now() + timedelta(days=50)
    flag_overdue_reviews(workspace, late)
    assert Review.objects.filter(flagged_at__isnull=False).count() == 2
    left = {each.to[0]: each.body for each in sent()}
    assert sorted(left) == sorted([boss.user.email, chief.user.email])
    assert other.user.email not in left
    assert [left[each.user.email].count("- plan · ") for each in (boss, chief)] == [1, 2]
    timers._looked.clear()
    flag_overdue_reviews(workspace, late)
    assert sent() == []


def test_one_chooses_what_one_gets(scenario, reps, chief, sent):
    ana = member("rep", rep=reps[0])
    choose_messages(member=ana, kinds=["challenge"])
    assert [kind for kind in MessageKind.values if wants(ana, kind)] == ["challenge"]
    assert Event.objects.get(verb="messages.chosen").after == {
        "muted": ["consultation", "approval", "review", "plan", "lead", "deadline"]
    }
    open_consultation(scenario=scenario, deadline=soon(), by=chief)
    assert ana.user.email not in [each.to[0] for each in sent()]
    with pytest.raises(InputError, match="no messages about 'weather'"):
        choose_messages(member=ana, kinds=["weather"])


def test_what_could_not_be_sent_is_tried_again(chief, sent, monkeypatch):
    facts = {"number": 1, "scenario": "Plan\nBcc: all@example.com", "effective_on": "2026-01-02",
             "by": "Dora"}  # fmt: skip
    tell(kind=MessageKind.APPROVAL, about="x:1", readers=[of_member(chief)], facts=facts)

    def broken(*_words, **_options):
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as patched:
        patched.setattr("maillage.domain.people.messages.EmailMessage.send", broken)
        sent()
    found = Message.objects.get()
    assert (found.state, found.problem, found.sent_at) == ("failed", "no server", None)
    (left,) = sent()
    assert left.subject == "For your approval: Plan Bcc: all@example.com"
    assert left.recipients() == [chief.user.email]
    assert subject_of(found).startswith("For your approval")
    assert re.search(r"Jan(uary|\.) 2, 2026", left.body)
    assert (
        tell(kind=MessageKind.APPROVAL, about="x:1", readers=[of_member(chief)], facts=facts) == 0
    )
