"""The application as a server runs it: each request in one thread."""

import threading
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.db import connection, connections

from maillage.asgi import application
from maillage.web import middleware
from maillage.web.views import home

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _closed():
    yield
    application.threads.submit(connections.close_all).result()


def answer_to(path: str) -> tuple[dict, dict]:
    """Ask the application as a server does; give how it begins to answer, and the first part."""

    async def ask():
        scope = {
            "type": "http", "method": "GET", "path": path, "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }  # fmt: skip
        asked = ApplicationCommunicator(application, scope)
        await asked.send_input({"type": "http.request", "body": b"", "more_body": False})
        return await asked.receive_output(30), await asked.receive_output(30)

    return async_to_sync(ask)()


def test_middleware_and_view_of_a_request_share_a_thread(monkeypatch):
    seen = []

    def noted(function):
        def wrapper(*args):
            seen.append(threading.get_ident())
            return function(*args)

        return wrapper

    @noted
    def cursor():
        return connection.cursor()

    monkeypatch.setattr(middleware, "speak", noted(middleware.speak))
    monkeypatch.setattr(home, "connection", SimpleNamespace(cursor=cursor))
    begun, part = answer_to("/health/")
    assert (begun["status"], part["body"]) == (200, b"ok")
    assert (len(seen), len({*seen})) == (2, 1)


def test_files_are_served_with_their_headers():
    begun, part = answer_to("/static/maillage/css/maillage.css")
    headers = dict(begun["headers"])
    assert (begun["status"], headers[b"X-Content-Type-Options"]) == (200, b"nosniff")
    assert headers[b"Content-Type"].startswith(b"text/css")
    assert part["body"]
    assert answer_to("/static/maillage/css/none.css")[0]["status"] == 404
