"""Review timers in three layers, agendas from data, decisions (X-01, B-05 to B-08, G-06)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from maillage.domain.accounts.ownership import give_account
from maillage.domain.reviews.agenda import agenda_of
from maillage.domain.reviews.holding import decide, hold_review, settle_decision, start_review
from maillage.domain.reviews.points import measures
from maillage.domain.reviews.timers import (
    call_for_review,
    flag_overdue_reviews,
    months_after,
    set_cadence,
    timers,
)
from maillage.errors import ConflictError, InputError
from maillage.models import Decision, Event, Layer, Rep, Review, Trigger, Workspace
from tests.domain.accounts.factories import make_book
from tests.domain.territories.publishing.committee import person
from tests.factories import HOSTILE_NAMES

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

BEGAN = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def began(workspace):
    Workspace.objects.filter(pk=workspace.pk).update(created_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    workspace.refresh_from_db()


@pytest.fixture
def by():
    return person("operations", name="Olga Ops")


@pytest.fixture
def book():
    make_book()
    return Rep.objects.get(external_id="R1")


def of(layer, rep, on):
    return next(each for each in timers(on=on) if (each.layer, each.rep) == (layer, rep))


def test_plans_are_due_after_six_weeks_and_assignments_after_a_quarter(book):
    plan, assignment = (of(layer, book, BEGAN) for layer in (Layer.PLAN, Layer.ASSIGNMENT))
    assert plan.due == BEGAN + timedelta(days=42)
    assert assignment.due == BEGAN + timedelta(days=91)
    assert assignment.limit == BEGAN + timedelta(days=183)
    assert {each.rep.external_id for each in timers(on=BEGAN)} == {"R1", "R2"}


@pytest.mark.parametrize(
    ("days", "overdue", "stale"), [(91, False, False), (92, True, False), (184, True, True)]
)
def test_an_assignment_is_late_after_a_quarter_and_stale_after_six_months(
    book, days, overdue, stale
):
    found = of(Layer.ASSIGNMENT, book, BEGAN + timedelta(days=days))
    assert (found.overdue, found.stale) == (overdue, stale)


def test_a_review_starts_the_timer_anew_for_a_rep_or_for_all(book, by):
    other = Rep.objects.get(external_id="R2")
    for rep, day in ((None, date(2026, 2, 2)), (book, date(2026, 3, 2))):
        review = start_review(layer=Layer.PLAN, rep=rep, due_on=day, by=by)
        hold_review(review=review, held_on=day, minutes="", by=by)
    assert of(Layer.PLAN, book, date(2026, 3, 3)).last == date(2026, 3, 2)
    assert of(Layer.PLAN, other, date(2026, 3, 3)).last == date(2026, 2, 2)
    assert of(Layer.PLAN, other, date(2026, 2, 1)).last is None


def test_the_cadence_is_set_within_its_limits(book, by):
    given = {
        "plan_days": 30, "assignment_days": 60, "assignment_most_days": 120, "structure_months": 12,
    }  # fmt: skip
    set_cadence(**given, by=by)
    assert of(Layer.PLAN, book, BEGAN).due == BEGAN + timedelta(days=30)
    for wrong in (
        {"assignment_most_days": 184}, {"structure_months": 25}, {"plan_days": 0},
        {"assignment_days": 121},
    ):  # fmt: skip
        with pytest.raises(InputError, match="not possible"):
            set_cadence(**given | wrong, by=by)
    assert Event.objects.filter(verb="cadence.set").count() == 1


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_months_end(day, months, expected):
    assert months_after(day, months) == expected


@pytest.mark.parametrize("trigger", [each for each in Trigger if each != Trigger.CALENDAR])
def test_four_events_call_for_a_review_once(book, by, trigger):
    for _twice in range(2):
        review = call_for_review(trigger=trigger, note="They bought ACME.", by=by, on=BEGAN)
    assert (review.layer, review.due_on) == (Layer.ASSIGNMENT, BEGAN + timedelta(days=14))
    assert Event.objects.filter(verb="review.called").count() == 1
    with pytest.raises(InputError, match="No review follows"):
        call_for_review(trigger="calendar", note="", by=by, on=BEGAN)


def test_each_late_review_is_said_once(book, workspace):
    on = datetime(2026, 4, 10, 8, tzinfo=UTC)
    for days in range(3):
        flag_overdue_reviews(workspace, on + timedelta(days=days))
    events = Event.objects.filter(verb="review.overdue")
    assert sorted((each.after["layer"], each.after["rep"]) for each in events) == [
        ("assignment", "R1"), ("assignment", "R2"), ("plan", "R1"), ("plan", "R2"),
    ]  # fmt: skip
    assert Review.objects.count() == 4


def lines(review, on=date(2026, 6, 30)) -> dict[str, tuple[str, ...]]:
    return {each.heading: each.lines for each in agenda_of(review, on=on)}


def test_the_agenda_says_what_the_data_says(book, by):
    review = start_review(layer=Layer.ASSIGNMENT, rep=None, due_on=BEGAN, by=by)
    found = lines(review)
    assert found["Coverage"] == (
        "nobody answers for: 3 accounts, potential 700",
        "never approached: 2 accounts, potential 500",
        "touched by two reps: 1 accounts, potential 100",
        "no touch for six months: 2 accounts, potential 600",
    )
    assert found["Balance"] == ("The richest book (Rep 2) holds 4.0 times the poorest (Rep 1).",)
    asked = found["Which priority accounts were not contacted this month?"]
    assert asked == ("1 of the 1 richest accounts.", "Account 5 · nobody · 500")
    assert "Does the cut reflect commercial reality, or what was inherited?" in found


def test_the_agenda_of_a_rep_is_about_their_book(book, by):
    review = start_review(layer=Layer.PLAN, rep=book, due_on=BEGAN, by=by)
    found = lines(review)
    assert found["Coverage"] == ("1 accounts, 0 of them never approached.",)
    assert found["Balance"] == ("Potential 100, -60.0% against the mean of the books.",)
    assert "Before and after: what the cut promised" not in found


def test_measures_before_and_after(book, by):
    first = start_review(layer=Layer.ASSIGNMENT, rep=None, due_on=BEGAN, by=by)
    hold_review(review=first, held_on=date(2026, 7, 1), minutes="", by=by)
    assert measures(on=date(2026, 7, 1)) == {
        "balance": 0.6, "double_contact": 1.0, "never_approached": 2.0, "no_owner": 3.0,
    }  # fmt: skip
    from maillage.models import Account

    give_account(
        account=Account.objects.get(external_id="A2"), rep=book, starts_on=date(2026, 8, 1),
        reason="orphan", by=by,
    )  # fmt: skip
    second = Review.objects.get(layer=Layer.ASSIGNMENT, held_on=None)
    found = lines(second, date(2026, 8, 2))["Before and after: what the cut promised"]
    assert found[0] == "spread of the potential between reps: 60.0% before, 14.3% after".replace(
        "after", "now"
    )
    assert found[3] == "accounts nobody answers for: 3 before, 2 now"


def test_holding_keeps_what_was_said_and_plans_the_next(book, by):
    review = start_review(layer=Layer.ASSIGNMENT, rep=None, due_on=BEGAN, by=by)
    held = hold_review(review=review, held_on=date(2026, 4, 1), minutes="All well.", by=by)
    assert held.next_on == date(2026, 4, 1) + timedelta(days=91)
    kept = agenda_of(held, on=timezone.localdate())
    Rep.objects.filter(external_id="R1").update(name="Renamed")
    assert agenda_of(held, on=timezone.localdate()) == kept
    assert Review.objects.get(held_on=None).due_on == held.next_on
    with pytest.raises(ConflictError, match="held already"):
        hold_review(review=held, held_on=date(2026, 4, 1), minutes="", by=by)
    with pytest.raises(InputError, match="still to come"):
        hold_review(
            review=Review.objects.get(held_on=None),
            held_on=timezone.localdate() + timedelta(days=1), minutes="", by=by,
        )  # fmt: skip


def test_decisions_have_an_owner_and_a_day_and_come_back(book, by):
    first = start_review(layer=Layer.PLAN, rep=None, due_on=BEGAN, by=by)
    decision = decide(review=first, text="Call ACME.", owner=by, due_on=BEGAN, by=by)
    hold_review(review=first, held_on=date(2026, 2, 1), minutes="", by=by)
    following = Review.objects.get(layer=Layer.PLAN, held_on=None)
    assert lines(following)["What was decided before"] == (
        "Call ACME. (Olga Ops, 01/05/2026: open)",
    )
    settle_decision(decision=decision, state=Decision.State.DONE, by=by)
    assert lines(following)["What was decided before"] == (
        "Call ACME. (Olga Ops, 01/05/2026: done)",
    )
    with pytest.raises(InputError, match="open, done or dropped"):
        settle_decision(decision=decision, state="lost", by=by)
    with pytest.raises(InputError, match="says what is to be done"):
        decide(review=first, text=" ", owner=by, due_on=BEGAN, by=by)


@pytest.mark.parametrize("text", [name for name in HOSTILE_NAMES if name])
def test_texts_are_kept(book, by, text):
    review = start_review(layer=Layer.PLAN, rep=None, due_on=BEGAN, by=by, note=text)
    assert review.note == text.replace("\x00", "").strip()


def test_the_structure_is_reviewed_as_a_whole(book, by):
    with pytest.raises(InputError, match="as a whole"):
        start_review(layer=Layer.STRUCTURE, rep=book, due_on=BEGAN, by=by)
