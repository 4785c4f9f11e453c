"""Stored leads on the command line: list, show, board, digest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.cli import leads
from maillage.domain.leads.events import NewEvent, record
from maillage.errors import NotFoundError
from maillage.models import Lead, Rep, RoutingRule
from tests.cli.doors import Doors, doors
from tests.domain.accounts.factories import make_account
from tests.factories import lead, lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


def test_what_was_told_is_digested_listed_shown_and_counted(run):
    now = timezone.now() - timedelta(minutes=10)
    told = [
        NewEvent("1", "lead", "7", "facts", now, {"name": "Ana Diaz", "icp_match": True}),
        NewEvent("2", "lead", "7", "mql", now),
    ]
    record(source=lead_source(key="crm"), events=told, now=now)
    assert run("leads", "list").strip() == "No leads yet."
    assert "2 events digested, 1 alarms given." in run("leads", "digest")
    (row,) = run.json("leads", "list", "--life", "mql")
    found = Lead.objects.get()
    assert (row["lead"], row["name"], row["total"]) == (found.pk, "Ana Diaz", 20)
    assert run.json("leads", "list", "--life", "sql") == []
    assert "Ana Diaz" in run("leads", "list")
    shown = run.json("leads", "show", str(found.pk))
    assert [each["policy"] for each in shown["promises"]] == ["E-01", "E-03"]
    assert [each["rule"] for each in shown["reasons"]] == ["icp_match"]
    assert "20 points (B3), at most 55" in run("leads", "show", str(found.pk))
    assert [each["running"] for each in run.json("leads", "board")] == [1, 1]
    assert "E-03" in run("leads", "board")


def test_a_lead_that_is_not_there(run):
    with pytest.raises(NotFoundError):
        run("leads", "show", "4711")


def test_it_says_by_what_the_account_was_found_and_why_not_the_others(run):
    ana, bo = (Rep.objects.create(external_id=name, name=name) for name in ("Ana", "Bo"))
    rule = RoutingRule.objects.create(position=1, name="First", how="rep", rep=ana)
    match = {"by": "domain", "place": "city", "grade": 0.97, "candidates": []}
    found = lead("Lea", account=make_account(1), match=match)
    passed = {"rule": rule.pk, "why": "full", "rep": bo.pk}
    facts = {"rule": rule.pk, "passed": [passed]}
    found.handoffs.create(rep=ana, at=timezone.now(), why="named", facts=facts)
    (came,) = run.json("leads", "show", found.pk)["handoffs"]
    assert (came["rep"], came["rule"]) == ("Ana", "First")
    why = "has as many open leads as they take"
    assert came["passed"] == [{"rule": "First", "rep": "Bo", "why": why}]
    shown = run("leads", "show", found.pk)
    assert "by its domain, same city, 97% sure" in shown
    assert why in shown
