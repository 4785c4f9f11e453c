"""Programs tell events with the token of a source: kept once, all or none, whatever is sent."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from maillage.api.lead_events import MOST_BYTES
from maillage.domain.leads.sources import add_source, rotate_source, switch_source
from maillage.domain.people.tokens import create_token
from maillage.models import LeadEvent
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ONE, MANY = "/api/v1/main/lead-events", "/api/v1/main/lead-events/batch"


def told(**changes):
    at = (timezone.now() - timedelta(hours=1)).isoformat()
    fields = {"key": "e1", "subject": "L1", "kind": "download", "at": at}
    return fields | {"carried": {"content": "Guide"}} | changes


class Program:
    """A program with the token of a source."""

    def __init__(self, kind="rest", **asked):
        self.source, self.token = add_source(
            key=f"{kind}-1", name="Website", kind=kind, by="test", **asked
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def send(self, body, path=MANY, **headers):
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.generic("POST", path, raw, "application/json", headers=headers)


def test_an_event_is_new_once_and_then_known():
    program = Program()
    first, again = program.send(told(), ONE), program.send(told(), ONE)
    assert (first.status_code, first.json()) == (202, {"new": 1, "known": 0})
    assert (again.status_code, again.json()) == (200, {"new": 0, "known": 1})
    kept = LeadEvent.objects.get()
    assert (kept.source, kept.key, kept.of, kept.kind) == (program.source, "e1", "lead", "download")
    assert kept.carried == {"content": "Guide"}


def test_the_header_is_the_key_of_an_event_that_has_none():
    program = Program()
    bare = {name: value for name, value in told().items() if name != "key"}
    answers = [program.send(bare, ONE, **{"Idempotency-Key": "k1"}).status_code for _ in "12"]
    assert answers == [202, 200]
    assert LeadEvent.objects.get().key == "k1"
    assert program.send(bare, ONE).json()["errors"][0]["column"] == "key"


def test_a_batch_says_how_many_were_new():
    program = Program()
    events = [told(key=f"e{number}") for number in range(3)]
    assert program.send({"events": events[:2]}).json() == {"new": 2, "known": 0}
    answer = program.send({"events": [*events, events[0]]})
    assert (answer.status_code, answer.json()) == (202, {"new": 1, "known": 3})
    answer = program.send({"events": events})
    assert (answer.status_code, answer.json()) == (200, {"new": 0, "known": 3})
    assert LeadEvent.objects.count() == 3


def test_a_row_that_is_wrong_is_named_and_none_is_kept():
    answer = Program().send({"events": [told(key="a"), told(key="b", at="yesterday")]})
    assert answer.status_code == 422
    assert [(each["row"], each["column"]) for each in answer.json()["errors"]] == [(2, "at")]
    assert not LeadEvent.objects.exists()


DEEP = "[" * 100_000
HOSTILE = {
    "nothing": "",
    "null": "null",
    "a list": "[]",
    "no events": {"events": []},
    "too many": {"events": [{}] * 1_001},
    "no event": {"events": ["x"]},
    "deep": '{"events":' + DEEP,
    "deep value": '{"events":[{"carried":{"a":' + DEEP,
    "no UTF-8": b'{"events":[{"key":"\xff"}]}',
    "half of a pair": '{"events":[{"key":"\\ud800"}]}',
    "NUL": {"events": [told(subject="a\x00")]},
    "NUL carried": {"events": [told(carried={"a": "\x00"})]},
    "unknown field": {"events": [told(admin=True)]},
    "number as key": {"events": [told(key=7)]},
    "number as instant": {"events": [told(at=1_700_000_000)]},
    "year 0": {"events": [told(at="0000-01-01T00:00:00Z")]},
    "year 9999": {"events": [told(at="9999-12-31T23:59:59-12:00")]},
    "no zone": {"events": [told(at="2026-03-06T12:00:00")]},
    "list carried": {"events": [told(carried={"a": []})]},
    "huge number": json.dumps({"events": [told(carried={"a": 1})]}).replace(" 1}", " 1e999}"),
    "more digits": json.dumps({"events": [told(carried={"a": 1})]}).replace(" 1}", " 1" + "0" * 5_000 + "}"),
    "no number": json.dumps({"events": [told(carried={"a": 1})]}).replace(" 1}", " NaN}"),
    "two of a key": {"events": [told(), told(subject="L2")]},
    "long key": {"events": [told(key="k" * 121)]},
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_event_is_refused_and_nothing_is_kept(body):
    answer = Program().send(body)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not LeadEvent.objects.exists()


def test_ten_megabytes_are_too_much():
    program = Program()
    answer = program.send({"events": [told(carried={"a": "x" * 10_000_000})]})
    assert answer.status_code == 413
    assert program.send(b"x" * (MOST_BYTES + 1)).status_code == 413
    assert program.send(b"x" * MOST_BYTES).status_code == 422
    assert not LeadEvent.objects.exists()


def test_who_has_no_token_of_a_source_is_not_heard(client):
    program = Program()
    _token, of_member = create_token(member=member(), name="t", scopes=["write", "admin"])
    words = ["", "Bearer", "Basic x", "Bearer mls_zz_zz", f"Bearer {program.token}x"]
    words += [f"Bearer {of_member}", f"Bearer {program.token[:-1]}", "Bearer mls_\x00_x"]
    for word in words:
        answer = client.post(
            ONE, json.dumps(told()), "application/json", headers={"Authorization": word}
        )
        assert answer.status_code == 401, word
    other_workspace()
    assert program.send(told(), ONE.replace("main", "other")).status_code == 404
    assert not LeadEvent.objects.exists()


def test_tokens_of_other_kinds_of_sources_are_not_heard_here():
    program = Program("salesforce", organisation="00D000000000001")
    assert program.send(told(), ONE).status_code == 401


def test_a_source_that_is_switched_off_is_refused_until_it_is_on_again():
    program = Program()
    assert program.send(told(), ONE).status_code == 202
    for active, expected in ((False, 403), (True, 200)):
        switch_source(source=program.source, active=active, by="test")
        assert program.send(told(), ONE).status_code == expected


def test_the_token_before_ends_at_once():
    program = Program()
    assert program.send(told(), ONE).status_code == 202
    rotate_source(source=program.source, by="test")
    assert program.send(told(), ONE).status_code == 401


def test_the_source_of_a_token_is_looked_up_once_in_a_while(django_assert_num_queries):
    program = Program()
    with django_assert_num_queries(2):
        program.send(told(key="a"), ONE)
    with django_assert_num_queries(1):
        program.send(told(key="b"), ONE)
    caches["process"].clear()
    with django_assert_num_queries(2):
        program.send(told(key="c"), ONE)
