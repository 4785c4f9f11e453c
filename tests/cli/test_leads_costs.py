"""`maillage leads costs`."""

from __future__ import annotations

import pytest

from maillage.cli import leads
from maillage.errors import InputError, NotFoundError, PermissionDeniedError
from tests.cli.doors import doors
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_costs_are_recorded_listed_and_removed(monkeypatch):
    run = doors(monkeypatch, leads.register)
    march = ("2026-03-01", "2026-03-31")
    assert run("leads", "costs", "add", "sales", *march, "1200.5") == "Costs recorded: 1.\n"
    (found,) = run.json("leads", "costs", "list")
    assert (found["kind"], found["starts_on"], found["amount"]) == ("sales", "2026-03-01", 1200.5)
    with pytest.raises(InputError, match="no kind of cost"):
        run("leads", "costs", "add", "rent", *march, "1")
    with pytest.raises(InputError, match="is no cost"):
        run("leads", "costs", "add", "sales", *march, "inf")
    run("leads", "costs", "remove", found["id"])
    with pytest.raises(NotFoundError):
        run("leads", "costs", "remove", found["id"])
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("leads", "costs", "add", "sales", *march, "1")
