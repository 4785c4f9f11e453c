"""What a rep is told of a lead, and what to do next (E-02, E-11, D-06, X-11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.core.leads.brief import (
    Around,
    Point,
    Told,
    content_of,
    history_of,
    make_brief,
    trigger_of,
)
from maillage.core.leads.happenings import Happening
from maillage.core.leads.next_action import TABLE, Channel, next_action

NOW = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
WHITE_PAPER = "Cutting the cost of IT by 40 %"
WHO = {"name": "Ana Lopez", "phone": "+1 202 555 0101", "email": "ana@acme.example"}


def happened(kind: str, minutes: float = 0, key: str = "", **carried) -> Happening:
    at = NOW - timedelta(minutes=minutes)
    return Happening(key or f"{kind}{minutes}", kind, at, carried)


def brief_of(*happenings: Happening, who=WHO, trigger=None, reasons=(), fields=None, around=None):
    return make_brief(
        who=who,
        happenings=happenings,
        trigger=trigger,
        reasons=reasons,
        fields=fields or {},
        around=around or Around(),
        now=NOW,
    )


def after(*happenings: Happening, **changes):
    return next_action(brief_of(*happenings, **changes), happenings, by=None, now=NOW)


@pytest.mark.parametrize(
    ("carried", "name"),
    [
        ({"url": "/a", "title": " A guide ", "name": 3}, "A guide"),
        ({"page": "/pricing"}, "/pricing"),
        ({"title": "", "webinar": "Live"}, "Live"),
        ({"other": "x", "content": 5, "name": None}, ""),
    ],
)
def test_content_is_named_as_sources_name_it(carried, name):
    assert content_of(happened("download", **carried)) == name


def test_the_trigger_is_the_last_thing_done_by_the_lead_before_it_crossed():
    found = [
        happened("download", 10, title=WHITE_PAPER),
        happened("handed_over", 5),
        happened("pricing_page_view", -1),
        happened("page_view", 10),
    ]
    assert trigger_of(found, NOW) == found[0]
    assert trigger_of(found, NOW + timedelta(hours=1)) == found[2]
    assert trigger_of([happened("accepted")], NOW) is None


def test_history_tells_the_same_once_the_latest_first():
    views = [happened("page_view", each, url="/a") for each in (1, 2, 3)]
    rows = history_of([*views, happened("webinar_attended", 9, title="Live")], NOW)
    assert [(each.kind, each.content, each.times) for each in rows] == [
        ("page_view", "/a", 3),
        ("webinar_attended", "Live", 1),
    ]
    assert rows[0].at == views[0].at.isoformat()
    assert len(history_of([happened(f"kind{n}", n) for n in range(20)], NOW)) == 12


def test_a_brief_says_why_now_what_is_known_and_what_to_ask():
    done = [happened("download", 10, title=WHITE_PAPER), happened("first_contact", 3000)]
    points = [
        Point("icp_match", 20, "2026-01-01T00:00:00+00:00", "crm"),
        Point("cap", -5),
        Point("case_study", 10, done[0].at.isoformat(), "site"),
    ]
    found = brief_of(
        *done,
        reasons=points,
        fields={"icp_match": True, "budget_confirmed": None, "size": "", "timing_identified": 0},
        around=Around(touches=[{"on": "2026-02-01", "kind": "call", "rep": "R1"}]),
    )
    assert found.trigger == Told("download", WHITE_PAPER, done[0].at.isoformat())
    assert [each.rule for each in found.why_now] == ["case_study", "icp_match"]
    assert found.known == {"icp_match": True, "timing_identified": 0}
    assert found.ask == ("budget_confirmed", "decision_authority")
    assert found.last_contact == "2026-03-04"
    plain = found.plain()
    assert plain["trigger"]["content"] == WHITE_PAPER
    assert plain["around"]["touches"] == [{"on": "2026-02-01", "kind": "call", "rep": "R1"}]
    assert brief_of().last_contact is None


@pytest.mark.parametrize(
    ("kinds", "action", "channel"),
    [
        (["pricing_page_view"], "discuss_offer", Channel.PHONE),
        (["case_study_download"], "continue_content", Channel.EMAIL),
        (["Case_Study_Download", "pricing_page_view"], "discuss_offer", Channel.PHONE),
        (["webinar_attended", "email_opened"], "follow_webinar", Channel.PHONE),
        (["email_opened"], "answer_interest", Channel.EMAIL),
        (["pricing_page_view", "demo_requested"], "answer_request", Channel.PHONE),
        (["something"], "introduce", Channel.EMAIL),
        ([], "introduce", Channel.EMAIL),
    ],
)
def test_the_next_action_follows_the_strongest_interest(kinds, action, channel):
    found = after(*(happened(kind, place) for place, kind in enumerate(kinds)))
    assert (found.action, found.channel) == (action, channel)


def test_the_message_goes_on_from_what_made_it_an_mql_whatever_is_advised():
    done = [happened("white_paper_download", 1, title=WHITE_PAPER), happened("pricing_page", 60)]
    found = after(*done)
    assert (found.action, found.because) == ("discuss_offer", "pricing_page")
    assert (found.content, found.content_kind) == (WHITE_PAPER, "white_paper_download")


def test_what_is_long_ago_advises_nothing_any_more():
    assert after(happened("pricing_page_view", 31 * 1440)).action == "introduce"


@pytest.mark.parametrize(
    ("who", "channels"),
    [
        ({"email": "a@b.example"}, (Channel.EMAIL, Channel.LINKEDIN)),
        ({"phone": "1"}, (Channel.PHONE, Channel.PHONE)),
        ({}, (Channel.PHONE, Channel.EMAIL)),
    ],
)
def test_a_channel_is_advised_that_reaches_them(who, channels):
    found = after(happened("pricing_page_view"), who=who)
    assert (found.channel, found.then) == channels


def test_it_asks_for_the_first_thing_not_known_and_keeps_the_deadline():
    done = brief_of(fields={"budget_confirmed": False})
    found = next_action(done, [], by=NOW, now=NOW)
    assert (found.ask, found.by) == ("decision_authority", NOW.isoformat())
    everything = brief_of(fields=dict.fromkeys(("budget_confirmed", "decision_authority",
                                                "timing_identified", "icp_match"), False))  # fmt: skip
    assert next_action(everything, [], by=None, now=NOW).ask == ""
    assert next_action(everything, [], by=None, now=NOW).plain()["channel"] == "email"


def test_every_advice_has_its_own_words():
    words = [word for each in TABLE for word in each.kinds]
    assert len(words) == len(set(words))
