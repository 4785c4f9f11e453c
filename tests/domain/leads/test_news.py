"""Whom something new about leads concerns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.audit import record
from maillage.domain.leads import news
from maillage.domain.leads.news import (
    EVERYBODY,
    LOOKS_KEPT,
    NOBODY,
    Marks,
    Trail,
    concerned_since,
    found_since,
    marks_now,
    of_member,
    of_rep,
)
from maillage.models import PromiseAlarm, PromiseEvent
from tests.people import member, other_workspace
from tests.web.leads.scene import NOW, handed, mql, notice, owes, rep, scored

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def ada():
    return rep()


@pytest.fixture
def promise(ada):
    return owes(mql(owner=ada))


def test_nothing_new_concerns_nobody(promise):
    assert concerned_since(marks_now()) == set()


def test_each_kind_of_news_concerns_whose_lead_it_is(ada, promise):
    for happens in (
        lambda: PromiseEvent.objects.create(promise=promise, key="1", kind="fulfil", at=NOW),
        lambda: PromiseAlarm.objects.create(
            promise=promise, place=0, share=0.5, to="", due_at=NOW, given_at=NOW
        ),
        lambda: scored(promise.lead),
    ):
        before = marks_now()
        happens()
        assert concerned_since(before) == {of_rep(ada.pk)}


def test_what_somebody_does_with_a_lead_concerns_who_owns_it(ada, promise):
    before = marks_now()
    record(verb="lead.accepted", subject=promise.lead, by="test")
    record(verb="rep.changed", subject=ada, by="test")
    assert concerned_since(before) == {of_rep(ada.pk)}


def test_a_hand_off_concerns_who_has_the_lead_who_had_it_and_who_watches_those_of_nobody(ada):
    bob, lead = rep("Bob"), mql()
    handed(lead, ada)
    before = marks_now()
    handed(lead, bob)
    assert concerned_since(before) == {of_rep(ada.pk), of_rep(bob.pk), NOBODY}


def test_a_lead_of_nobody_and_a_notice_concern_who_looks_for_them():
    before, someone = marks_now(), member()
    scored(mql())
    notice(someone)
    assert concerned_since(before) == {NOBODY, of_member(someone.pk)}


def test_another_workspace_is_told_nothing(promise):
    from django_scopes import scope

    before = marks_now()
    with scope(workspace=other_workspace()):
        scored(mql())
        assert concerned_since(before) == {NOBODY}
    assert concerned_since(before) == set()


def test_more_than_can_be_told_apart_is_told_to_everybody(promise, monkeypatch):
    monkeypatch.setattr(news, "MOST", 3)
    before = marks_now()
    for number in range(4):
        scored(promise.lead, float(number))
    assert concerned_since(before) == {EVERYBODY}


@given(st.lists(st.integers(0, 10**18 - 1), min_size=len(news.TABLES), max_size=len(news.TABLES)))
def test_marks_are_read_as_they_were_written(keys):
    assert Marks.read(str(Marks(tuple(keys)))) == Marks(tuple(keys))


@pytest.mark.parametrize(
    "text", ["", "1-2", "1-2-3-4--5", "1-2-3-4-x", "1-2-3-4-٣", "9" * 99, "\0"]
)
def test_marks_of_somebody_else_are_none(text):
    assert Marks.read(text) is None


def test_what_was_told_is_not_told_again(promise, ada):
    trail = Trail(marks_now())
    scored(promise.lead)
    assert trail.follow(found_since(trail.marks)) == {of_rep(ada.pk)}
    for _look in range(2 * LOOKS_KEPT):
        assert trail.follow(found_since(trail.marks)) == set()
    assert trail.marks == marks_now()


def test_a_row_that_appears_below_one_that_was_seen_is_told():
    trail = Trail(Marks((0,) * len(news.TABLES)))
    seen = {name: [] for name in news.TABLES}
    assert trail.follow(seen | {"scores": [(7, "rep:1")]}) == {"rep:1"}
    assert trail.follow(seen | {"scores": [(7, "rep:1"), (6, "rep:2")]}) == {"rep:2"}
