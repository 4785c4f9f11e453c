"""What is told of leads is kept once, all or nothing, and what cannot be is refused by its row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from django_scopes import scope

from maillage.domain.leads.checking import CLOCKS_APART
from maillage.domain.leads.events import (
    ROWS_AT_ONCE,
    TURN,
    NewEvent,
    Recorded,
    in_turn,
    own_source,
    record,
)
from maillage.errors import RowError
from maillage.models import LeadEvent, SourceKind
from tests.factories import lead_source
from tests.people import other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NOW = datetime(2026, 3, 6, 17, tzinfo=UTC)
AT = NOW - timedelta(hours=1)


def told(key="e1", **changes) -> NewEvent:
    fields = {"of": "lead", "subject": "L1", "kind": "page_view", "at": AT, "carried": {}}
    return NewEvent(key, **fields | changes)


def test_an_event_is_kept_as_it_was_told():
    source = lead_source()
    carried = {"page": "/prix é 😀\n", "seconds": 12.5, "first": True, "left": None}
    new_york = datetime(2026, 3, 6, 11, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
    done = record(source=source, events=[told(at=new_york, carried=carried)], now=NOW)
    assert done == Recorded(new=1, known=0)
    kept = LeadEvent.objects.get()
    assert (kept.source, kept.workspace, kept.key) == (source, source.workspace, "e1")
    assert (kept.of, kept.subject, kept.kind) == ("lead", "L1", "page_view")
    assert (kept.at, kept.received_at, kept.digested_at) == (new_york, NOW, None)
    assert kept.carried == carried


def test_what_was_told_before_is_counted_and_not_kept_again():
    source, other = lead_source(), lead_source()
    first = record(source=source, events=[told("a"), told("b")], now=NOW)
    again = record(source=source, events=[told("b", kind="download"), told("c")], now=NOW)
    assert (first, again) == (Recorded(2, 0), Recorded(1, 1))
    assert record(source=other, events=[told("a")], now=NOW) == Recorded(1, 0)
    assert list(LeadEvent.objects.filter(source=source).values_list("key", "kind")) == [
        ("a", "page_view"),
        ("b", "page_view"),
        ("c", "page_view"),
    ]


def test_a_row_that_comes_twice_in_a_batch_counts_once():
    done = record(source=lead_source(), events=[told("a"), told("b"), told("a")], now=NOW)
    assert done == Recorded(new=2, known=1)


def test_many_events_take_one_statement_per_part(django_assert_num_queries):
    source = lead_source()
    events = [told(f"{number:04d}") for number in range(ROWS_AT_ONCE + 1)]
    with django_assert_num_queries(4):  # two parts between the marks of the transaction
        assert record(source=source, events=events, now=NOW) == Recorded(ROWS_AT_ONCE + 1, 0)
    assert record(source=source, events=[], now=NOW) == Recorded(0, 0)


WRONG = {
    "no key": ({"key": ""}, "key"),
    "blank key": ({"key": "  "}, "key"),
    "long key": ({"key": "k" * 121}, "key"),
    "number for a key": ({"key": 7}, "key"),
    "NUL in the key": ({"key": "a\x00b"}, "key"),
    "half of a pair in the subject": ({"subject": "a\ud800"}, "subject"),
    "no subject": ({"subject": ""}, "subject"),
    "long kind": ({"kind": "k" * 61}, "kind"),
    "of something else": ({"of": "account"}, "of"),
    "of nothing": ({"of": None}, "of"),
    "no instant": ({"at": "2026-03-06"}, "at"),
    "no zone": ({"at": datetime(2026, 3, 6, 16)}, "at"),  # noqa: DTZ001
    "year 1": ({"at": datetime(1, 1, 1, tzinfo=UTC)}, "at"),
    "year 1 east of Greenwich": (
        {"at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
        "at",
    ),
    "year 9999": (
        {"at": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))},
        "at",
    ),
    "the future": ({"at": NOW + CLOCKS_APART + timedelta(seconds=1)}, "at"),
    "no table": ({"carried": [1]}, "carried"),
    "too many fields": ({"carried": dict.fromkeys(map(str, range(201)), 1)}, "carried"),
    "NUL in a name": ({"carried": {"a\x00": 1}}, "carried"),
    "long name": ({"carried": {"n" * 101: 1}}, "carried"),
    "NUL in a value": ({"carried": {"page": "a\x00"}}, "carried.page"),
    "half of a pair in a value": ({"carried": {"page": "\udfff"}}, "carried.page"),
    "long value": ({"carried": {"page": "x" * 8_001}}, "carried.page"),
    "infinite": ({"carried": {"n": float("inf")}}, "carried.n"),
    "no number": ({"carried": {"n": float("nan")}}, "carried.n"),
    "huge": ({"carried": {"n": 10**400}}, "carried.n"),
    "a list": ({"carried": {"n": [1]}}, "carried.n"),
    "a table": ({"carried": {"n": {"a": 1}}}, "carried.n"),
    "facts of nothing": ({"kind": "facts"}, "carried"),
}


@pytest.mark.parametrize(("change", "column"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_kept_is_refused_by_its_row_and_nothing_is_kept(change, column):
    wrong = told(**{"key": "b"} | change)
    with pytest.raises(RowError) as caught:
        record(source=lead_source(), events=[told("a"), wrong, told("c")], now=NOW)
    assert [(each.row, each.column) for each in caught.value.problems] == [(2, column)]
    assert all(each.message and each.remedy for each in caught.value.problems)
    str(caught.value).encode()
    assert not LeadEvent.objects.exists()


def test_the_same_key_for_something_else_is_refused():
    with pytest.raises(RowError, match="Row 1 has the same key") as caught:
        record(source=lead_source(), events=[told("a"), told("a", subject="L2")], now=NOW)
    assert [(each.row, each.column) for each in caught.value.problems] == [(2, "key")]
    assert not LeadEvent.objects.exists()


def test_a_clock_elsewhere_may_be_a_little_ahead():
    done = record(source=lead_source(), events=[told(at=NOW + CLOCKS_APART)], now=NOW)
    assert done.new == 1


def test_not_all_of_a_thousand_faults_are_told():
    with pytest.raises(RowError) as caught:
        record(source=lead_source(), events=[told(kind="")] * 1_000, now=NOW)
    assert len(caught.value.problems) == 100


def test_what_is_recorded_in_maillage_has_a_source_of_each_workspace():
    ours = own_source()
    assert (ours.key, ours.kind, own_source()) == ("maillage", SourceKind.MAILLAGE, ours)
    with scope(workspace=other_workspace()):
        theirs = own_source()
    assert theirs != ours


def test_what_is_recorded_in_maillage_may_carry_tables():
    brief = {"next_action": "call", "brief": {"why": ["a", {"page": "/"}]}}
    record(source=own_source(), events=[told(kind="handed_over", carried=brief)], now=NOW)
    assert LeadEvent.objects.get().carried == brief
    for wrong in ({"a": {"b\x00": 1}}, {"a": ["\x00"]}, {"a": [[[[1]]]]}, {"a": b""}):
        with pytest.raises(RowError):
            record(source=own_source(), events=[told("b", carried=wrong)], now=NOW)


@pytest.mark.django_db(transaction=True)
def test_threads_write_to_a_file_in_turn_and_who_is_in_a_transaction_waits_for_nobody():
    with in_turn():
        assert TURN.locked() is (connection.vendor == "sqlite")
    assert not TURN.locked()
    with transaction.atomic(), in_turn():
        assert not TURN.locked()
