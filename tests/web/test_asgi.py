"""The application as a server runs it: each request in one thread."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from django.http import StreamingHttpResponse

from maillage import asgi
from maillage.asgi import application
from maillage.web import middleware
from maillage.web.views import home

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    """Answer in one thread, and close its connection at the end."""
    with ThreadPoolExecutor(1, "answers") as threads:
        monkeypatch.setattr(application, "threads", threads)
        yield
        threads.submit(connections.close_all).result()


def answer_to(path: str) -> tuple[dict, dict]:
    """Ask the application as a server does; give how it begins to answer, and the first part."""

    async def ask():
        asked = await begun(path)
        return await asked.receive_output(30), await asked.receive_output(30)

    return async_to_sync(ask)()


async def begun(path: str) -> ApplicationCommunicator:
    """Ask the application as a server does."""
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    asked = ApplicationCommunicator(application, scope)
    await asked.send_input({"type": "http.request", "body": b"", "more_body": False})
    return asked


def test_a_request_is_answered_in_one_thread_from_its_first_signal_to_its_last(monkeypatch):
    seen = []

    def noted(function):
        def wrapper(*args, **more):
            seen.append(threading.get_ident())
            return function(*args, **more)

        return wrapper

    @noted
    def signalled(**_told):
        pass

    @noted
    def cursor():
        return connection.cursor()

    monkeypatch.setattr(middleware, "speak", noted(middleware.speak))
    monkeypatch.setattr(home, "connection", SimpleNamespace(cursor=cursor))
    request_started.connect(signalled)
    request_finished.connect(signalled)
    head, part = answer_to("/health/")
    request_started.disconnect(signalled)
    request_finished.disconnect(signalled)
    assert (head["status"], part["body"]) == (200, b"ok")
    assert (len(seen), len({*seen})) == (4, 1)


def test_no_thread_is_begun_for_a_request(monkeypatch):
    began = []
    start = threading.Thread.start

    def noted(thread):
        began.append(thread.name.partition("_")[0])
        start(thread)

    async def ask():
        for _time in range(3):
            asked = await begun("/health/")
            await asked.receive_output(30)
            await asked.receive_output(30)
        return began

    monkeypatch.setattr(threading.Thread, "start", noted)
    assert {*asyncio.run(ask())} <= {"answers"}


class Streamed:
    """A view that answers with a stream without an end, and what became of it."""

    def __init__(self) -> None:
        self.left = threading.Event()
        self.finished = threading.Event()

    def __call__(self, _request):
        answer = StreamingHttpResponse(self.told())
        answer._resource_closers.append(self.finished.set)
        return answer

    async def told(self):
        try:
            while True:
                yield b"more"
                await asyncio.sleep(0.01)
        finally:
            self.left.set()


def test_a_stream_ends_when_its_reader_leaves(monkeypatch):
    view = Streamed()
    monkeypatch.setattr(application, "get_response", view)

    async def ask():
        asked = await begun("/anything/")
        head, part = await asked.receive_output(30), await asked.receive_output(30)
        await asked.send_input({"type": "http.disconnect"})
        await asked.wait(30)
        return head["status"], part["body"]

    assert async_to_sync(ask)() == (200, b"more")
    assert view.left.is_set()
    assert view.finished.is_set()


def test_a_request_whose_sender_leaves_before_it_is_told_is_not_answered(monkeypatch):
    monkeypatch.setattr(application, "answered", None)

    async def ask():
        scope = {"type": "http", "method": "POST", "path": "/health/", "headers": []}
        asked = ApplicationCommunicator(application, scope)
        await asked.send_input({"type": "http.request", "body": b"half", "more_body": True})
        await asked.send_input({"type": "http.disconnect"})
        await asked.wait(30)
        return await asked.receive_nothing()

    assert async_to_sync(ask)()


@pytest.mark.parametrize(("paused", "asked"), [(0.2, False), (1.5, True)])
def test_a_connection_is_asked_whether_it_serves_after_a_pause_only(monkeypatch, paused, asked):
    now = [100.0]
    monkeypatch.setattr(asgi, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def look():
        application.trust()
        now[0] += paused
        connection.ensure_connection()
        connection.health_check_done = False
        application.trust()
        return not connection.health_check_done

    assert application.threads.submit(look).result() is asked


def test_files_are_served_with_their_headers():
    head, part = answer_to("/static/maillage/css/maillage.css")
    headers = dict(head["headers"])
    assert (head["status"], headers[b"X-Content-Type-Options"]) == (200, b"nosniff")
    assert headers[b"Content-Type"].startswith(b"text/css")
    assert part["body"]
    assert answer_to("/static/maillage/css/none.css")[0]["status"] == 404
