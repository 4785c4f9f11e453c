"""What every page does before its view begins."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGES = ("", "accounts/", "rules/", "rules/test/", "scenarios/", "publications/", "letters/")


def written(client, path: str, **client_is) -> list[str]:
    """What a page writes to the database."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/main/{path}", **client_is).status_code == 200
    changes = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "BEGIN")
    return [each["sql"] for each in found if each["sql"].startswith(changes)]


def test_a_page_that_is_read_writes_nothing(client):
    signed_in(client, member())
    client.get("/main/")
    assert UserSession.objects.count() == 1
    for path in PAGES:
        assert written(client, path) == [], path


def test_a_session_is_seen_from_where_it_is_used(client):
    signed_in(client, member())
    client.get("/main/", REMOTE_ADDR="192.0.2.1")
    client.get("/main/", REMOTE_ADDR="192.0.2.7")
    assert UserSession.objects.get().ip == "192.0.2.7"
