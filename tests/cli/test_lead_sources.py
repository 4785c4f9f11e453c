"""`maillage leads sources`: made, listed, given a new token, switched off and on."""

from __future__ import annotations

import pytest

from maillage.cli import leads
from maillage.domain.leads.sources import source_by_token
from maillage.errors import NotFoundError, PermissionDeniedError
from tests.cli.doors import Doors, doors
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


def test_a_source_from_its_beginning_to_its_end(run):
    assert "No source yet" in run("leads", "sources", "list")
    first = run.json("leads", "sources", "add", "website", "--name", "Website")
    assert source_by_token(first["secret"]).name == "Website"
    again = run("leads", "sources", "rotate", "website").split()
    token = next(word for word in again if word.startswith("mls_"))
    assert source_by_token(first["secret"]) is None
    assert run("leads", "sources", "off", "website") == "Website is switched off.\n"
    assert not source_by_token(token).active
    assert run("leads", "sources", "on", "website") == "Website is switched on.\n"
    (row,) = run.json("leads", "sources", "list")
    assert (row["key"], row["kind"], row["active"]) == ("website", "rest", True)
    assert row["address"] == first["address"]


def test_a_source_that_is_not_there_is_told(run):
    with pytest.raises(NotFoundError, match="There is no source"):
        run("leads", "sources", "off", "website")


def test_only_operations_make_sources(run):
    with pytest.raises(PermissionDeniedError):
        run.acting(member("marketing"))("leads", "sources", "add", "website")
