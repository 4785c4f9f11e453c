"""Meetings that come again, their agendas, and the first ninety days (G-01 to G-08)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from icalendar import Calendar

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.domain.reviews.agenda import agenda_of
from maillage.domain.reviews.holding import decide, hold_review, start_review
from maillage.domain.reviews.rituals import end_ritual, move_missed, rituals, set_ritual
from maillage.domain.reviews.rollout import DUE, Step, begin_rollout, progress, tick
from maillage.errors import ConflictError, InputError, NotFoundError
from maillage.interfaces.exporters.meetings import meetings_ics
from maillage.models import (
    Account,
    Event,
    ImportRun,
    Layer,
    Lead,
    Opportunity,
    Rep,
    Review,
    Ritual,
    Signal,
    StageEntry,
)
from tests.domain.accounts.factories import make_account, make_book, make_rep
from tests.domain.territories.publishing.committee import person
from tests.factories import HOSTILE_NAMES, lead_source
from tests.web.leads.scene import mql, owes, rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 3, 4)
"""A Wednesday."""


@pytest.fixture
def by():
    return person("operations", name="Olga Ops")


def set_one(by, rhythm="weekly", **changes) -> Ritual:
    wanted = {"first_on": date(2026, 3, 2), "at": time(9), "time_zone": "Europe/Paris"} | changes
    return set_ritual(rhythm=rhythm, **wanted, by=by, today=TODAY)


def coming(ritual: Ritual) -> Review:
    return ritual.meetings.get(held_on=None)


@pytest.mark.parametrize(
    ("rhythm", "minutes", "next_on"),
    [
        ("daily", 10, date(2026, 3, 4)),
        ("weekly", 45, date(2026, 3, 9)),
        ("monthly", 120, date(2026, 4, 6)),
        ("quarterly", 240, date(2026, 6, 1)),
    ],
)
def test_a_meeting_comes_again_and_takes_what_is_usual(by, rhythm, minutes, next_on):
    found = set_one(by, rhythm)
    assert (found.minutes, coming(found).due_on, coming(found).layer) == (
        minutes, next_on, Layer.MEETING,
    )  # fmt: skip


def test_a_meeting_is_moved_and_stays_one(by):
    first = set_one(by)
    second = set_one(by, first_on=date(2026, 3, 5), minutes=30, place="Room 2")
    assert (second.pk, second.changes, second.minutes) == (first.pk, 2, 30)
    assert coming(second).due_on == date(2026, 3, 5)
    assert [each.place for each in rituals()] == ["Room 2"]
    assert Event.objects.filter(verb="ritual.set").count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rhythm": "hourly"}, "'hourly' is no rhythm"),
        ({"rhythm": ""}, "is no rhythm"),
        ({"time_zone": "Mars/Olympus"}, "'Mars/Olympus' is no time zone"),
        ({"time_zone": "../../etc/passwd"}, "is no time zone"),
        ({"time_zone": ""}, "is no time zone"),
        ({"minutes": 4}, "not 4"),
        ({"minutes": 721}, "not 721"),
        ({"place": "x" * 301}, "301 characters"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(by, wrong, said):
    with pytest.raises(InputError, match=said):
        set_one(by, **wrong)
    assert not Ritual.objects.exists()


def test_the_database_holds_one_meeting_to_come(by):
    found = set_one(by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(layer=Layer.MEETING, ritual=found, due_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(layer=Layer.MEETING, due_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(layer=Layer.PLAN, ritual=found, due_on=TODAY)


def test_a_meeting_that_was_held_is_followed_by_the_next(by):
    found = set_one(by)
    held = hold_review(review=coming(found), held_on=TODAY, minutes="Said", by=by)
    assert (held.next_on, coming(found).due_on) == (date(2026, 3, 9), date(2026, 3, 9))
    end_ritual(ritual=Ritual.objects.get(), by=by)
    assert (rituals(), list(found.meetings.all())) == ([], [held])


def test_a_meeting_given_up_comes_back_when_it_is_set(by):
    end_ritual(ritual=set_one(by), by=by)
    assert coming(set_one(by)).due_on == date(2026, 3, 9)


def test_what_nobody_wrote_down_moves_on(by):
    found = set_one(by, "daily")
    assert move_missed(date(2026, 3, 7)) == 1
    assert coming(found).due_on == date(2026, 3, 9)
    assert move_missed(date(2026, 3, 9)) == 0


def test_no_review_of_the_calendar_is_a_meeting(by):
    with pytest.raises(InputError, match="reviewed as a whole"):
        start_review(layer="meeting", rep=None, due_on=TODAY, by=by)


@pytest.fixture
def pipeline():
    make_book()
    rep, account = Rep.objects.get(external_id="R1"), Account.objects.order_by("external_id")[0]
    common = {"rep": rep, "account": account}
    Opportunity.objects.create(
        external_id="W", name="Won", amount=900, outcome="won", opened_on=date(2026, 1, 5),
        closed_on=date(2026, 3, 3), **common,
    )  # fmt: skip
    Opportunity.objects.create(
        external_id="L", name="Lost", amount=50, outcome="lost", opened_on=date(2026, 1, 5),
        closed_on=date(2026, 3, 2), lost_reason="Too dear", **common,
    )  # fmt: skip
    Opportunity.objects.create(
        external_id="Q", name="Quiet", amount=70, opened_on=date(2026, 1, 5), **common
    )
    moving = Opportunity.objects.create(
        external_id="M", name="Moving", amount=80, opened_on=date(2026, 1, 5),
        expected_on=date(2026, 3, 1), **common,
    )  # fmt: skip
    StageEntry.objects.create(opportunity=moving, stage="Proposal", entered_on=date(2026, 3, 2))
    Signal.objects.create(
        account=account, kind="intent", name="Pricing page", folded="pricing page",
        seen_on=TODAY, expires_on=TODAY + timedelta(days=30),
    )  # fmt: skip
    return account.name, rep.name


def lines(ritual: Ritual) -> dict[str, tuple[str, ...]]:
    return {each.heading: each.lines for each in agenda_of(coming(ritual), on=TODAY)}


def test_a_win_that_is_worth_telling_is_told_once(by):
    rep, rich, poor = make_rep(8), make_account(81, potential=9e9), make_account(82)
    for number, account in ((1, poor), (2, rich), (3, poor)):
        Opportunity.objects.create(
            external_id=f"W{number}", rep=rep, account=account, outcome="won", closed_on=TODAY,
            amount=100.0 * number, name=f"W{number}",
        )  # fmt: skip
    caches["process"].clear()
    assert lines(set_one(by))["Wins of the week"] == (
        "Account 81 · Rep 8 · 200 · a priority account",
        "Account 82 · W3 · Rep 8 · 300",
        "Account 82 · W1 · Rep 8 · 100",
    )


def test_the_weekly_agenda_keeps_the_order_of_the_ritual(by, pipeline):
    """Wins, hot leads, feedback on leads, campaigns, messages (G-02)."""
    account, rep = pipeline
    found = lines(set_one(by))
    assert list(found) == [
        "Wins of the week",
        "Hot leads to put first",
        "Hot accounts to put first",
        "Accounts that move on",
        "Deals at risk",
        "Quality of the leads: what sales tells marketing",
        "Campaigns that run, and what they bring",
        "Objections heard, and what changes in our message",
        "The plans: priority accounts not contacted this month",
        "What was decided before",
    ]
    assert found["Wins of the week"] == (f"{account} · Won · {rep} · 900",)
    [hot] = found["Hot accounts to put first"]
    assert hot.endswith("Pricing page")
    assert found["Accounts that move on"] == (f"{account} · Moving · {rep} · 80 → Proposal",)
    assert found["Deals at risk"] == (
        f"{account} · Moving · {rep} · 80 · expected 03/01/2026",
        f"{account} · Quiet · {rep} · 70 · no new stage for 30 days",
    )
    assert found["Objections heard, and what changes in our message"] == ("Too dear · 1",)
    assert found["What was decided before"] == ("Nothing.",)


def test_the_stand_up_tells_what_is_hot_and_what_blocks(by, pipeline):
    account, rep = pipeline
    found = set_one(by, "daily")
    decide(review=coming(found), text="Call them", owner=by, due_on=date(2026, 3, 1), by=by)
    said = lines(found)
    assert list(said) == [
        "Hot leads of the day", "Hot accounts of the day", "Expected to close by today",
        "Immediate blockers",
    ]  # fmt: skip
    assert said["Expected to close by today"] == (f"{account} · Moving · {rep} · 80",)
    assert said["Immediate blockers"] == ("Call them (Olga Ops, since 03/01/2026)",)


@pytest.fixture
def leads():
    """On that day: one hot, one late, one of nobody; sales judged one and refused two before."""
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    ada = rep("Ada")
    mql("Hot", owner=ada, total=70.0, band="A1", mql_at=noon)
    missed = mql("Late", owner=ada, total=40.0, band="C3", mql_at=noon - timedelta(days=9))
    owes(missed, began=noon - timedelta(hours=3), due=noon - timedelta(hours=2))
    mql("Lost", total=41.0, band="C3", mql_at=noon - timedelta(days=9))
    said = [("feedback", {"quality": "good"}), *[("rejected", {"reason": "no_budget"})] * 2]
    told = [
        NewEvent(f"k{place}", "lead", str(missed.pk), kind, noon - timedelta(days=1), carried)
        for place, (kind, carried) in enumerate(said)
    ]
    record(source=own_source(), events=told, now=noon)


def test_the_stand_up_names_the_hot_leads_and_those_nobody_works_on(by, leads):
    said = lines(set_one(by, "daily"))
    assert said["Hot leads of the day"] == ("Hot · Acme · Ada · A1 70",)
    assert said["Immediate blockers"] == (
        "Late: Late · Acme · Ada", "Without an owner: Lost · Acme · nobody",
    )  # fmt: skip


def test_the_weekly_agenda_says_what_sales_think_of_the_leads(by, leads):
    said = lines(set_one(by))
    assert said["Hot leads to put first"] == ("Hot · Acme · Ada · A1 70",)
    assert said["Quality of the leads: what sales tells marketing"] == (
        "good lead · 1", "refused, no budget · 2",
    )  # fmt: skip


def test_the_weekly_agenda_says_what_campaigns_brought(by):
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    told = {"email": "ana@acme.com", "campaign": "Guide"}
    event = NewEvent("k", "contact", "ana", "facts", noon - timedelta(days=1), told)
    record(source=lead_source(key="site"), events=[event], now=noon)
    digest(now=noon)
    Lead.objects.update(mql_at=noon)
    assert lines(set_one(by))["Campaigns that run, and what they bring"] == (
        "Guide · MQL 1 · SQL 0 · opportunities 0", "To be told by those who are there.",
    )  # fmt: skip


def test_sessions_tell_sales_since_the_one_before(by, pipeline):
    found = set_one(by, "monthly")
    sold = ("Won: 1, worth 900", "Lost: 1, worth 50")
    assert lines(found)["Sales since the last session"] == sold
    hold_review(review=coming(found), held_on=TODAY, minutes="", by=by)
    assert lines(found)["Sales since the last session"] == (
        "Won: 0, worth 0", "Lost: 0, worth 0",
    )  # fmt: skip
    quarter = lines(set_one(by, "quarterly"))
    assert quarter["Sales since the last planning"] == sold
    assert len(quarter["Reviews that are late"]) > 0


def test_calendars_get_each_meeting_with_its_rule_and_agenda(by, pipeline):
    set_one(by, place="Room 2")
    set_one(by, "quarterly", time_zone="America/New_York")
    made = datetime(2026, 3, 4, tzinfo=UTC)
    calendar = Calendar.from_ical(meetings_ics(on=TODAY, made_at=made))
    weekly, quarterly = calendar.walk("VEVENT")
    assert weekly["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO"
    assert weekly.start == datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Paris"))
    assert (weekly.duration, str(weekly["LOCATION"])) == (timedelta(minutes=45), "Room 2")
    assert str(weekly["DESCRIPTION"]).startswith("Wins of the week\n- ")
    assert quarterly["RRULE"].to_ical() == b"FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"
    zones = {str(each["TZID"]) for each in calendar.walk("VTIMEZONE")}
    assert zones == {"Europe/Paris", "America/New_York"}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_places_leave_the_calendar_whole(by, name):
    set_one(by, place=name[:300].replace("\x00", ""))
    calendar = Calendar.from_ical(meetings_ics(on=TODAY, made_at=datetime(2026, 3, 4, tzinfo=UTC)))
    [event] = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Weekly pipeline review"


def test_the_ninety_days_go_in_order(by):
    assert progress(on=TODAY) == []
    with pytest.raises(ConflictError, match="did not begin"):
        tick(step="agreements", done=True, by=by, today=TODAY)
    begin_rollout(starts_on=TODAY, by=by)
    found = progress(on=TODAY + timedelta(days=15))
    assert [each.step for each in found] == list(Step)
    assert [each.due - TODAY for each in found] == [timedelta(days=days) for days in DUE.values()]
    assert [each.step for each in found if each.late] == [Step.DEFINITIONS, Step.AGREEMENTS]


def test_a_step_is_ticked_and_taken_back(by):
    begin_rollout(starts_on=TODAY, by=by)
    tick(step="agreements", done=True, by=by, today=TODAY)
    tick(step="agreements", done=True, by=by, today=TODAY + timedelta(days=5))
    agreements = progress(on=TODAY)[1]
    assert (agreements.done_on, agreements.ticked) == (TODAY, True)
    tick(step="agreements", done=False, by=by, today=TODAY)
    assert progress(on=TODAY)[1].done_on is None
    assert Event.objects.filter(verb="rollout.ticked").count() == 2
    with pytest.raises(NotFoundError, match="no step"):
        tick(step="dancing", done=True, by=by, today=TODAY)


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_slip_of_the_pen_begins_nothing(by, year):
    with pytest.raises(InputError, match="cannot begin"):
        begin_rollout(starts_on=date(year, 1, 1), by=by)


def test_the_data_tells_what_is_done(by):
    begin_rollout(starts_on=TODAY, by=by)
    for number in range(2):
        ImportRun.objects.create(kind="accounts", file_name=f"{number}.csv", sha256="0" * 64)
    later = datetime.now(UTC).date() + timedelta(days=1)
    steps = {each.step: each for each in progress(on=later)}
    assert steps[Step.TECHNOLOGY].seen == "2 files were imported."
    for rhythm in ("daily", "weekly"):
        ritual = set_one(by, rhythm)
        assert progress(on=later)[3].done_on is None
        hold_review(review=coming(ritual), held_on=TODAY, minutes="", by=by)
    assert progress(on=later)[3].done_on == TODAY
