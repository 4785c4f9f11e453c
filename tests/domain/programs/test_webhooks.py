"""Webhooks, against a real server of events."""

from __future__ import annotations

import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from django_scopes import scope

from maillage import audit
from maillage.domain.accounts.transfers import Gift, transfer_accounts, undo_transfer
from maillage.domain.programs.webhooks import (
    WAITS,
    add_webhook,
    attempt,
    deliver_waiting,
    enqueue_events,
    remove_webhook,
    signature,
    verified,
)
from maillage.domain.work import tick
from maillage.models import Account, Delivery, Event, Rep, Transfer, Webhook
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


class Listener:
    """A server that keeps what it is sent and answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append((dict(self.headers), body))
                status = listener.answers.pop(0) if listener.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/events"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def listener(settings):
    settings.WEBHOOKS_INSIDE = True
    found = Listener()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def webhook(listener) -> Webhook:
    return add_webhook(url=listener.url, verbs=["account."], by=member())


def happen(verb: str = "account.given", reason: str = "é") -> Event:
    return audit.record(verb=verb, subject=Event(pk=7), by="kim", after={"a": 1}, reason=reason)


def send(workspace, now=None) -> int:
    enqueue_events(workspace=workspace, now=now)
    return deliver_waiting(workspace=workspace, now=now)


def test_an_event_arrives_signed(workspace, listener, webhook):
    event = happen()
    assert send(workspace) == 1
    headers, body = listener.got[0]
    assert json.loads(body)["reason"] == "é"
    assert json.loads(body)["id"] == event.pk
    now = timezone.now()
    header = headers["Maillage-Signature"]
    assert verified(webhook.secret, body, header, now=now)
    assert not verified(webhook.secret, body + b" ", header, now=now)
    assert not verified("other", body, header, now=now)
    for aside in (timedelta(hours=1), -timedelta(hours=1)):
        assert not verified(webhook.secret, body, header, now=now + aside)


@pytest.mark.parametrize("header", ["", "t=", "t=x,v1=y", "v1=", "t=99999999999999999999,v1=a"])
def test_other_texts_are_no_signatures(header):
    assert not verified("secret", b"", header, now=timezone.now())


def test_events_go_once_and_only_those_asked_for(workspace, listener, webhook):
    happen()
    happen("member.added")
    assert send(workspace) == 1
    assert send(workspace) == 0
    assert len(listener.got) == 1


def test_what_fails_is_tried_again_later(workspace, listener, webhook):
    happen()
    listener.answers = [500, 302]
    now = timezone.now()
    assert send(workspace, now) == 0
    assert send(workspace, now + timedelta(seconds=30)) == 0
    assert len(listener.got) == 1
    assert send(workspace, now + timedelta(minutes=2)) == 0
    assert send(workspace, now + timedelta(minutes=9)) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 3, 204)


def test_what_never_arrives_is_given_up(workspace, listener, webhook):
    happen()
    listener.answers = [500] * 20
    now = timezone.now()
    for _ in range(20):
        now += timedelta(days=2)
        send(workspace, now)
    assert Delivery.objects.get().state == "failed"
    assert len(listener.got) == len(WAITS) + 1


def test_a_server_that_is_away_is_tried_again(workspace, listener, webhook):
    happen()
    listener.server.shutdown()
    listener.server.server_close()
    assert send(workspace) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status) == ("waiting", None)
    assert delivery.problem


def test_who_does_not_answer_keeps_no_other_waiting(workspace, listener):
    silent = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
    silent.close()
    for url in (address, listener.url):
        add_webhook(url=url, verbs=["account."], by=member())
    happen()
    happen()
    assert send(workspace) == 2
    attempts = Delivery.objects.order_by("webhook", "pk").values_list("state", "attempts")
    assert list(attempts) == [("waiting", 1), ("waiting", 0), ("delivered", 1), ("delivered", 1)]


def test_what_somebody_else_sends_is_left_to_them(workspace, listener, webhook):
    happen()
    enqueue_events(workspace=workspace, now=None)
    delivery = Delivery.objects.select_related("webhook", "event__workspace").get()
    Delivery.objects.update(next_at=timezone.now() + timedelta(minutes=2))
    assert attempt(delivery, now=timezone.now()) is False
    assert (listener.got, Delivery.objects.get().attempts) == ([], 0)


def test_the_clock_sends_events_of_every_workspace(workspace, listener, webhook):
    happen()
    with scope(workspace=other_workspace()):
        add_webhook(url=listener.url, verbs=[], by=member())
        happen("rule.made")
    tick()
    verbs = sorted(json.loads(body)["verb"] for _headers, body in listener.got)
    assert verbs == ["account.given", "rule.made", "webhook.added"]


def test_a_webhook_ends(workspace, listener, webhook):
    remove_webhook(webhook=webhook, by=member())
    happen()
    assert send(workspace) == 0


def test_the_signature_is_the_one_described():
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    digest = "741195e237750838af4638fa2847e3524187f50b4e79ffa46af4c85eb6f3e45b"
    assert signature("s", b"{}", moment) == f"t=1767312000,v1={digest}"


def give(count: int) -> Transfer:
    ana = Rep.objects.create(external_id="ana", name="Ana")
    made = Account.objects.bulk_create(
        Account(external_id=f"A{number}", name="A") for number in range(count)
    )
    gifts = [Gift(each.pk, ana.pk, "near") for each in made]
    today = timezone.localdate()
    return transfer_accounts(gifts=gifts, starts_on=today, title="T", kind="rules", by="kim")


def test_accounts_given_at_once_are_one_event_that_says_where_they_are(
    workspace, listener, webhook
):
    done = give(3)
    assert send(workspace) == 1
    undo_transfer(transfer=done, by="kim")
    assert send(workspace) == 1
    given, back = (json.loads(body) for _headers, body in listener.got)
    assert (given["verb"], given["after"]["accounts"]) == ("transfer.made", 3)
    assert (back["verb"], back["after"]["accounts"]) == ("transfer.undone", 3)
    assert given["accounts"] == back["accounts"] == f"/api/v1/main/transfers/{done.pk}/accounts"
    happen()
    assert send(workspace) == 1
    assert "accounts" not in json.loads(listener.got[-1][1])


def test_a_publication_says_where_its_accounts_are(workspace, listener, webhook):
    audit.record(verb="scenario.published", subject=Event(pk=7), by="kim",
                 after={"publication": 5, "accounts": 9})  # fmt: skip
    assert send(workspace) == 1
    assert json.loads(listener.got[0][1])["accounts"] == "/api/v1/main/publications/5/accounts"


def test_sums_are_not_sent_to_those_who_ask_for_others(workspace, listener):
    add_webhook(url=listener.url, verbs=["member."], by=member())
    give(2)
    assert send(workspace) == 0


def test_an_event_shown_after_a_younger_one_is_sent(workspace, listener, webhook):
    late = happen()
    Event.objects.filter(pk=late.pk).update(verb="hidden")
    happen()
    assert send(workspace) == 1
    Event.objects.filter(pk=late.pk).update(verb="account.given")
    assert send(workspace) == 1
    assert [json.loads(body)["id"] for _headers, body in listener.got] == [late.pk + 1, late.pk]
