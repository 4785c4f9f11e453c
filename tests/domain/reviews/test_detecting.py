"""Events that call for a review are seen in the data (B-05, X-01)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain import work
from maillage.domain.accounts.leaving import hand_over
from maillage.domain.imports import Kind
from maillage.domain.reviews.detecting import watch_potential
from maillage.domain.reviews.timers import set_cadence
from maillage.models import Account, Cadence, Event, Ownership, Rep, Review, Trigger
from tests.domain.imports.conftest import plan, reps, take_in  # noqa: F401 (fixtures)
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

HEAD = "Id,Name,Email,FTE,Active\n"
BOOK = "Id,Name,Potential\nA1,Acme,100\nA2,Beta,100\n"


@pytest.fixture
def owned(reps, take_in):  # noqa: F811
    take_in(Kind.ACCOUNTS, BOOK)
    for account in Account.objects.all():
        Ownership.objects.create(
            account=account, rep=Rep.objects.get(external_id="R1"), starts_on="2026-01-01"
        )
    return take_in


def called(trigger: Trigger) -> Review | None:
    return Review.objects.filter(trigger=trigger, held_on=None).first()


def verbs() -> list[str]:
    found = Event.objects.filter(subject_type="rep").order_by("pk")
    return list(found.values_list("verb", flat=True))


def test_the_first_reps_are_written_down_but_call_for_nothing(reps):  # noqa: F811
    assert verbs() == ["rep.added", "rep.added"]
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("row", "verb", "note"),
    [
        ("R3,Cy Ode,cy@acme.com,1,yes\n", "rep.added", "Joined: Cy Ode."),
        ("R2,Bo Lind,bo@acme.com,1,no\n", "rep.left", "Left: Bo Lind."),
        ("R1,Ada Moss,ada@acme.com,0.5,yes\n", "rep.capacity", "Capacity changed: Ada Moss."),
    ],
)
def test_people_who_come_leave_or_work_less_call_for_a_review(owned, row, verb, note):
    owned(Kind.REPS, HEAD + row)
    assert verbs()[2:] == [verb]
    review = called(Trigger.HEADCOUNT)
    assert (review.note, review.rep) == (note, None)
    assert review.due_on == timezone.localdate() + timedelta(days=14)


def test_who_changed_nothing_calls_for_nothing(owned):
    owned(Kind.REPS, HEAD + "R1,Ada Mosse,ada@acme.com,1,yes\n")
    assert (verbs()[2:], called(Trigger.HEADCOUNT)) == ([], None)


def test_who_comes_back_has_joined(owned):
    owned(Kind.REPS, HEAD + "R2,Bo Lind,bo@acme.com,1,no\n")
    owned(Kind.REPS, HEAD + "R2,Bo Lind,bo@acme.com,1,yes\n")
    assert verbs()[2:] == ["rep.left", "rep.added"]


def test_potential_that_moves_calls_for_a_review_once(owned):
    owned(Kind.ACCOUNTS, BOOK.replace("Beta,100", "Beta,101"))
    assert Cadence.objects.get().potential_seen == 201
    owned(Kind.ACCOUNTS, BOOK.replace("Beta,100", "Beta,119"))
    assert called(Trigger.POTENTIAL) is None
    owned(Kind.ACCOUNTS, BOOK.replace("Beta,100", "Beta,80"))
    review = called(Trigger.POTENTIAL)
    assert review.note == "The potential of all accounts changed by -10.4%, from 201 to 180."
    assert Cadence.objects.get().potential_seen == 180
    assert watch_potential(by="clock", on=timezone.localdate()) is None


def test_the_limit_is_a_setting(owned):
    by = member()
    owned(Kind.ACCOUNTS, BOOK.replace("Beta,100", "Beta,101"))
    set_cadence(
        plan_days=42, assignment_days=91, assignment_most_days=183, structure_months=24,
        potential_percent=2, by=by,
    )  # fmt: skip
    owned(Kind.ACCOUNTS, BOOK.replace("Beta,100", "Beta,106"))
    assert called(Trigger.POTENTIAL) is not None


def test_the_clock_looks_once_a_day(owned, workspace):
    work._looked.clear()
    now = timezone.now()
    work.look_at_potential(workspace, now)
    assert Cadence.objects.get().potential_seen == 200
    Account.objects.filter(external_id="A1").update(potential=300)
    work.look_at_potential(workspace, now)
    assert called(Trigger.POTENTIAL) is None
    work.look_at_potential(workspace, now + timedelta(days=1))
    assert called(Trigger.POTENTIAL).note.endswith("from 200 to 400.")


def test_who_hands_over_today_has_left(owned):
    first, second = Rep.objects.order_by("external_id")
    hand_over(rep=first, successor=second, leaves_on=timezone.localdate(), by="Olga")
    assert called(Trigger.HEADCOUNT).note == "Left: Ada Moss."
