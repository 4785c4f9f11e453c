"""Who may do what with a plan in which state (issue: draft, proposed, discussed, accepted)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.core.plans.examining import examine
from maillage.domain.people.message_words import words_of
from maillage.domain.plans.deciding import accept_plan, discuss_plan, propose_plan, reopen_plan
from maillage.domain.plans.notes import add_note, notes_shown_to
from maillage.domain.plans.queries import plan_in_force, plans_shown_to
from maillage.domain.plans.writing import copy_plan, restore_version, write_plan
from maillage.domain.reviews.holding import hold_review
from maillage.domain.reviews.timers import timers
from maillage.errors import ConflictError, InputError, ParameterError, PermissionDeniedError
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.models import Event, Layer, Message, PlanState, RepPlan, Review
from tests.domain.plans.factories import People, small

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

DRAFT, PROPOSED, DISCUSSED, ACCEPTED = PlanState.values
NOBODY = dict.fromkeys(PlanState.values, "denied")
READERS = ("marketing", "partner_manager", "finance", "reader", "another rep", "another manager")


@pytest.fixture
def people():
    return People()


def does(action, people, who, plan):
    """Try an action; tells the state it would lead to, or how it was refused."""
    by, seen = people[who], plan.version
    acts = {
        "write": lambda: write_plan(plan=plan, written=small(name="New"), seen=seen, by=by),
        "propose": lambda: propose_plan(plan=plan, seen=seen, by=by),
        "discuss": lambda: discuss_plan(plan=plan, seen=seen, reason="No.", by=by),
        "accept": lambda: accept_plan(plan=plan, seen=seen, read=stored_plan, by=by),
        "reopen": lambda: reopen_plan(plan=plan, seen=seen, reason="New market.", by=by),
        "restore": lambda: restore_version(
            plan=plan, number=1, seen=seen, read=stored_plan, by=by
        ),
        "copy": lambda: copy_plan(
            plan=plan, starts_on=date(2028, 1, 1), read=stored_plan, by=by
        ),
    }  # fmt: skip
    try:
        with transaction.atomic():
            state = str(acts[action]().state)
            transaction.set_rollback(True)
            return state
    except PermissionDeniedError:
        return "denied"
    except ConflictError:
        return "conflict"


WRITING = {DRAFT: DRAFT, PROPOSED: DRAFT, DISCUSSED: DISCUSSED, ACCEPTED: "conflict"}
PROPOSING = {DRAFT: PROPOSED, PROPOSED: "conflict", DISCUSSED: PROPOSED, ACCEPTED: "conflict"}
REOPENING = dict.fromkeys((DRAFT, PROPOSED, DISCUSSED), "conflict") | {ACCEPTED: DRAFT}
COPYING = dict.fromkeys(PlanState.values, DRAFT)
ANSWERING = dict.fromkeys((DRAFT, DISCUSSED, ACCEPTED), "conflict")
BY_REP = {
    "write": WRITING, "propose": PROPOSING, "discuss": NOBODY, "accept": NOBODY,
    "reopen": REOPENING, "restore": WRITING, "copy": COPYING,
}  # fmt: skip
BY_LEADER = BY_REP | {
    "propose": NOBODY,
    "discuss": ANSWERING | {PROPOSED: DISCUSSED},
    "accept": ANSWERING | {PROPOSED: ACCEPTED},
}
TABLE = {
    "rep": BY_REP,
    "manager": BY_LEADER,
    "director": BY_LEADER,
    "operations": BY_LEADER | {"discuss": NOBODY, "accept": NOBODY},
} | {who: dict.fromkeys(BY_REP, NOBODY) for who in READERS}


@pytest.mark.parametrize("state", PlanState.values)
def test_states_roles_and_actions(people, state):
    plan = people.plan(state)
    found = {
        (who, action): does(action, people, who, plan)
        for who, actions in TABLE.items()
        for action in actions
    }
    assert found == {
        (who, action): states[state]
        for who, actions in TABLE.items()
        for action, states in actions.items()
    }


def test_a_rep_sees_their_own_plan_and_who_leads_sees_all(people):
    plan = people.plan()
    seen = {who: list(plans_shown_to(member)) == [plan] for who, member in people.all.items()}
    assert seen == {
        "rep": True, "another rep": False, "manager": True, "another manager": True,
        "director": True, "operations": True, "marketing": True, "partner_manager": True,
        "finance": True, "reader": False,
    }  # fmt: skip


def test_a_coaching_note_is_between_a_rep_and_who_leads_them(people):
    plan = people.plan()
    add_note(plan=plan, kind="coaching", text="Call earlier.", by=people["manager"])
    add_note(plan=plan, kind="remark", text="Agreed.", by=people["rep"])
    shown = {who: [each.text for each in notes_shown_to(plan, member)]
             for who, member in people.all.items()}  # fmt: skip
    both, one = ["Call earlier.", "Agreed."], ["Agreed."]
    assert shown == dict.fromkeys(people.all, one) | dict.fromkeys(
        ("rep", "manager", "director", "operations"), both
    )
    for who in ("rep", "finance", "another manager"):
        with pytest.raises(PermissionDeniedError, match="do not lead Élise"):
            add_note(plan=plan, kind="coaching", text="No.", by=people[who])


def test_nobody_accepts_their_own_plan(people):
    plan = people.plan(PROPOSED)
    boss = people["director"]
    people["rep"].rep = None
    people["rep"].save()
    boss.rep = people.rep
    boss.save()
    with pytest.raises(PermissionDeniedError, match="do not lead Élise"):
        accept_plan(plan=plan, seen=1, read=stored_plan, by=boss)


def test_the_plan_of_a_rep_who_was_not_let_in_is_proposed_by_who_leads_them(people):
    plan = people.plan()
    people["rep"].active = False
    people["rep"].save()
    assert propose_plan(plan=plan, seen=1, by=people["manager"]).state == PROPOSED


def test_an_accepted_plan_keeps_its_odds_and_findings(people):
    plan = people.plan(ACCEPTED)
    version = plan_in_force(people.rep, date(2027, 6, 1))
    chance = examine(small().read()).steps[1].chance
    assert version.examined["sources"][1] == {
        "name": "New clients", "target": 480_000.0, "planned": 96.0,
        "probability": chance.probability, "for_confidence": chance.for_confidence,
        "confidence": 0.8,
    }  # fmt: skip
    assert [each["kind"] for each in version.examined["findings"]] == ["coin_flip"]
    assert (plan.odds, plan.findings, plan.in_force) == (chance.probability, 1, 1)
    assert (version.accepted_by, version.accepted_at) == (people["manager"], plan.accepted_at)


def test_an_accepted_plan_stays_in_force_until_the_new_version_is_accepted(people):
    plan, rep = people.plan(ACCEPTED), people["rep"]
    plan = reopen_plan(plan=plan, seen=1, reason="A product came.", by=rep)
    plan = write_plan(plan=plan, written=small(objective="1300000"), seen=1, by=rep)
    assert plan_in_force(people.rep, date(2027, 6, 1)).content["objective"] == "1200000.00"
    propose_plan(plan=plan, seen=2, by=rep)
    accept_plan(plan=plan, seen=2, read=stored_plan, by=people["director"])
    assert plan_in_force(people.rep, date(2027, 6, 1)).content["objective"] == "1300000"
    numbers = [each.number for each in plan.versions.exclude(accepted_at=None)]
    assert numbers == [2, 1]


@pytest.mark.parametrize(
    ("on", "there"),
    [("2026-12-31", False), ("2027-01-01", True), ("2027-12-31", True), ("2028-01-01", False)],
)
def test_a_plan_is_in_force_for_its_year(people, on, there):
    people.plan(ACCEPTED)
    assert (plan_in_force(people.rep, date.fromisoformat(on)) is not None) is there
    assert plan_in_force(people.other, date.fromisoformat(on)) is None


def test_what_cannot_be_read_any_more_is_not_accepted(people):
    plan = people.plan(PROPOSED)
    plan.versions.update(content=plan.content | {"objective": "-5"})
    with pytest.raises(ParameterError, match="objective = '-5'"):
        accept_plan(plan=plan, seen=1, read=stored_plan, by=people["manager"])
    assert RepPlan.objects.get().state == PROPOSED


@pytest.mark.parametrize("act", [discuss_plan, reopen_plan])
def test_a_reason_is_needed(people, act):
    state = PROPOSED if act is discuss_plan else ACCEPTED
    with pytest.raises(InputError, match="1 to 4000 characters"):
        act(plan=people.plan(state), seen=1, reason=" ", by=people["manager"])


def due(rep, on):
    return next(each for each in timers(on=on) if (each.layer, each.rep) == (Layer.PLAN, rep))


def test_the_next_review_of_an_accepted_plan_follows_its_weeks(people):
    people.plan(ACCEPTED)
    assert Review.objects.get().due_on == date(2027, 1, 1) + timedelta(weeks=6)
    timer = due(people.rep, date(2027, 1, 20))
    assert (timer.due, timer.last) == (date(2027, 1, 1) + timedelta(weeks=6), None)


def test_reviews_held_move_the_timer_by_the_weeks_of_the_plan(people):
    plan = people.plan(ACCEPTED, starts_on="2026-01-05")
    plan.versions.update(
        content=plan.content | {"review_weeks": 4}, accepted_at="2026-10-01T12:00:00Z"
    )
    day = date(2026, 11, 2)
    review = hold_review(review=Review.objects.get(), held_on=day, minutes="", by=people["manager"])
    assert review.next_on == day + timedelta(weeks=4)
    assert due(people.rep, day).due == day + timedelta(weeks=4)
    assert due(people.other, day).due != day + timedelta(weeks=4)


def test_the_person_concerned_is_told_each_time(people):
    plan = people.plan(DISCUSSED)
    propose_plan(plan=plan, seen=1, by=people["rep"], text="More calls.")
    accept_plan(plan=plan, seen=1, read=stored_plan, by=people["manager"])
    add_note(plan=plan, kind="coaching", text="Well done.", by=people["manager"])
    sent = Message.objects.order_by("pk").values_list("address", "facts__event", "facts__text")
    rep, manager = (people[who].user.email for who in ("rep", "manager"))
    assert list(sent) == [
        (manager, "proposed", ""), (rep, "discussed", "Too little."),
        (manager, "proposed", "More calls."), (rep, "accepted", ""), (rep, "coached", "Well done."),
    ]  # fmt: skip


def test_messages_say_who_did_what_to_which_plan(people):
    plan = people.plan(DISCUSSED)
    propose_plan(plan=plan, seen=1, by=people["rep"])
    accept_plan(plan=plan, seen=1, read=stored_plan, by=people["manager"])
    add_note(plan=plan, kind="coaching", text="Well done.", by=people["manager"])
    first, second, _again, third, fourth = map(words_of, Message.objects.order_by("pk"))
    assert [subject for subject, _text in (first, second, third, fourth)] == [
        "For you to accept: Plan 2027", "Sent back: Plan 2027", "Accepted: Plan 2027",
        "A coaching note on Plan 2027",
    ]  # fmt: skip
    assert "proposes the plan “Plan 2027” of Élise" in first[1]
    assert "Too little.\n\nMax Man sends the plan “Plan 2027” back" in second[1]
    assert "Max Man accepts the plan “Plan 2027”. It is in force:" in third[1]
    assert "Well done.\n\nMax Man wrote a coaching note" in fourth[1]
    assert {f"/main/plans/{plan.pk}/\n" in text for _subject, text in (first, third)} == {True}


def test_a_director_is_told_where_nobody_is_the_manager(people):
    people.rep.manager = ""
    people.rep.save()
    plan = people.plan()
    plan.rep.refresh_from_db()
    propose_plan(plan=plan, seen=1, by=people["rep"])
    assert [each.member for each in Message.objects.all()] == [people["director"]]


def test_the_log_says_each_step_once(people):
    plan = people.plan(ACCEPTED)
    steps = Event.objects.filter(subject_type="repplan").order_by("pk")
    assert [(each.verb, each.actor) for each in steps] == [
        ("plan.created", str(people["rep"])), ("plan.proposed", str(people["rep"])),
        ("plan.accepted", str(people["manager"])),
    ]  # fmt: skip
    assert steps.last().after == {
        "rep": "R1", "starts_on": "2027-01-01", "version": 1, "state": "accepted"
    }  # fmt: skip
    assert steps.last().subject_id == str(plan.pk)


@pytest.mark.parametrize(
    "broken",
    [{"state": "accepted"}, {"in_force": 2}, {"in_force": 0}, {"objective": 0}, {"odds": 1.5},
     {"version": 0}],
)  # fmt: skip
def test_the_database_refuses_a_plan_that_cannot_be(people, broken):
    plan = people.plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        RepPlan.objects.filter(pk=plan.pk).update(**broken)
