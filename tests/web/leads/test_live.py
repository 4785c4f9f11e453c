"""Pages of leads hear of what happens: one look for all, no thread for any."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections import Counter
from contextlib import aclosing, suppress

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connections
from django.test import Client
from django_scopes import scope

from maillage.domain.leads.news import EVERYBODY, Marks, marks_now, of_member, of_rep
from maillage.web import live, seats
from maillage.web.live import Listener, hub_of, told
from maillage.web.seats import SEATS
from tests.people import member, signed_in
from tests.web.leads.scene import mql, notice, rep, scored

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

PATIENCE = 20
NEWS = "event: news\ndata: leads\n\n"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(live, "SECONDS", 0.05)
    yield
    live._looks.submit(connections.close_all).result()


@pytest.fixture
def reader(client):
    """A member who is signed in, with the key of their session."""
    found = member()
    return found, signed_in(client, found).session.session_key


def listener(reader, *hears, before=None):
    found, session = reader
    return Listener(found.pk, found.role, session, frozenset(hears or {EVERYBODY}), before)


async def heard(stream, wanted=1):
    """The next events of a stream that are no heartbeat."""
    found = []
    async with asyncio.timeout(PATIENCE):
        async for part in stream:
            if part.startswith(("id", "event")):
                found.append(part)
            if len(found) == wanted:
                break
    return found


def happening(workspace, do):
    """Do something to the database while somebody listens."""

    def done():
        try:
            with scope(workspace=workspace):
                do()
        finally:
            connections.close_all()

    return sync_to_async(done, thread_sensitive=False)()


def following(workspace, ear, do):
    """What a listener hears after something was done."""

    async def run():
        async with aclosing(told(workspace, ear)) as stream:
            assert await anext(stream) == "retry: 2000\n\n"
            await asyncio.sleep(0.3)
            await happening(workspace, do)
            return (await heard(stream))[0]

    return async_to_sync(run)()


def test_a_page_hears_of_what_concerns_it(workspace, reader):
    ada = rep()
    lead = mql(owner=ada)
    part = following(workspace, listener(reader, of_rep(ada.pk)), lambda: scored(lead))
    assert part.startswith("id: ")
    assert part.endswith(NEWS)
    assert Marks.read(part.partition("\n")[0].removeprefix("id: ")) is not None


def test_a_page_hears_of_notices_of_its_reader(workspace, reader):
    ear = listener(reader, of_rep(1), of_member(reader[0].pk))
    assert following(workspace, ear, lambda: notice(reader[0])).endswith(NEWS)


def test_what_concerns_others_is_not_told(workspace, reader):
    ada, bob = rep(), rep("Bob")
    lead = mql(owner=bob)

    async def run():
        async with aclosing(told(workspace, listener(reader, of_rep(ada.pk)))) as stream:
            await anext(stream)
            await asyncio.sleep(0.3)
            await happening(workspace, lambda: scored(lead))
            with suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    return await heard(stream)

    assert async_to_sync(run)() is None


def test_what_happened_since_the_page_was_made_is_told_at_once(workspace, reader):
    before = marks_now()
    scored(mql())

    async def run():
        async with aclosing(told(workspace, listener(reader, before=before))) as stream:
            return (await heard(stream))[0]

    assert async_to_sync(run)().endswith(NEWS)


@pytest.mark.parametrize("end", ["signed out", "another role", "removed"])
def test_it_is_over_when_the_reader_may_no_longer(client, workspace, reader, end):
    def change():
        if end == "signed out":
            client.logout()
        else:
            fields = {"role": "reader"} if end == "another role" else {"active": False}
            type(reader[0]).objects.filter(pk=reader[0].pk).update(**fields)

    assert following(workspace, listener(reader), change) == "event: over\ndata: over\n\n"


def test_two_hundred_listeners_share_the_looks_and_hold_no_thread(workspace, reader, monkeypatch):
    looks = []
    look = live.Hub.look
    monkeypatch.setattr(
        live.Hub, "look", lambda hub, ears: looks.append(len(ears)) or look(hub, ears)
    )
    lead = mql()

    async def run():
        async with asyncio.TaskGroup() as group:
            streams = [told(workspace, listener(reader)) for _ in range(200)]
            for stream in streams:
                await anext(stream)
            threads = threading.active_count()
            await asyncio.sleep(0.3)
            before = len(looks)
            await happening(workspace, lambda: scored(lead))
            tasks = [group.create_task(heard(stream)) for stream in streams]
        found = [task.result() for task in tasks]
        for stream in streams:
            await stream.aclose()
        assert hub_of(workspace).listeners == []
        return found, threads, len(looks) - before

    found, threads, taken = async_to_sync(run)()
    assert [len(each) for each in found] == [1] * 200
    assert threads < 20
    assert 200 / live.AT_ONCE <= taken < 60


def test_a_look_that_fails_ends_nobodys_stream(workspace, reader, monkeypatch, caplog):
    look, failed = live.Hub.look, []

    def failing(hub, ears):
        if not failed:
            failed.append(1)
            raise RuntimeError("no database")
        return look(hub, ears)

    monkeypatch.setattr(live.Hub, "look", failing)
    lead = mql()
    assert following(workspace, listener(reader), lambda: scored(lead)).endswith(NEWS)
    assert "News of leads could not be read" in caplog.text


def test_it_says_that_it_is_still_there(workspace, reader, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)

    async def run():
        async with aclosing(told(workspace, listener(reader))) as stream:
            return [await anext(stream) for _ in range(3)]

    assert async_to_sync(run)() == ["retry: 2000\n\n", ": still here\n\n", ": still here\n\n"]


@pytest.fixture
def few(monkeypatch):
    """Seats for three pages in all, two of one member."""
    monkeypatch.setattr(seats, "IN_ALL", 3)
    monkeypatch.setattr(seats, "OF_ONE", 2)
    monkeypatch.setattr(SEATS, "by_member", Counter())


def test_pages_that_listen_are_limited_and_are_asked_to_come_back(client, few):
    page = signed_in(client, member("reader"))
    kept = [page.get("/main/leads/live/") for _ in range(2)]
    assert [each.status_code for each in kept] == [200, 200]
    full = page.get("/main/leads/live/")
    assert (full.status_code, full.headers["Retry-After"], full.content) == (503, "60", b"")
    assert full.headers["Content-Type"] == "text/event-stream"
    assert page.get("/main/leads/").status_code == 200
    others = [signed_in(Client(), member("reader", name=name)) for name in ("Bo", "Cy")]
    answers = [each.get("/main/leads/live/") for each in others]
    assert [each.status_code for each in answers] == [200, 503]
    kept.pop()
    gc.collect()
    assert others[1].get("/main/leads/live/").status_code == 200


def test_who_stops_listening_gives_the_seat_back(workspace, reader, few):
    first, second = SEATS.take(reader[0].pk), SEATS.take(reader[0].pk)
    assert SEATS.take(reader[0].pk) is None

    async def run():
        async with aclosing(told(workspace, listener(reader), first)) as stream:
            await anext(stream)

    async_to_sync(run)()
    first.leave()
    assert SEATS.by_member == {reader[0].pk: 1}
    second.leave()
    assert SEATS.by_member == {}


def test_the_address_answers_as_a_stream_for_who_is_signed_in(client):
    assert client.get("/main/leads/live/").status_code == 302
    signed_in(client, member("reader"))
    answer = client.get("/main/leads/live/?since=1-2-3-4-5&rep=7")
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.is_async
    assert client.post("/main/leads/live/").status_code == 405
