"""Leads by the API: the list, all that was told of one, its scores and what it is owed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.models import Lead, Rep, RoutingRule
from tests.api.caller import ROOT, Caller
from tests.domain.accounts.factories import make_account
from tests.factories import lead_source
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
MQL = datetime(2026, 3, 9, 15, tzinfo=UTC)


@pytest.fixture
def lead():
    crm = lead_source(key="crm")
    told = [
        NewEvent("1", "lead", "7", "facts", MQL - timedelta(hours=1), {"name": "Ana Diaz"}),
        NewEvent("2", "lead", "7", "mql", MQL),
        NewEvent("3", "lead", "8", "webinar_attended", MQL),
    ]
    record(source=crm, events=told, now=MQL)
    digest(now=MQL)
    return Lead.objects.get(name="Ana Diaz")


@pytest.fixture
def reader():
    return Caller(member("reader"))


def test_leads_are_listed_and_narrowed(lead, reader):
    found = reader.get("/leads")
    assert [each["total"] for each in found["items"]] == [10, 0]
    (only,) = reader.get("/leads", life="mql")["items"]
    assert (only["id"], only["name"], only["owner"]) == (lead.pk, "Ana Diaz", None)
    assert reader.get("/leads", band="A1")["count"] == 2


def test_leads_are_narrowed_to_an_account(lead, reader):
    account = make_account(1)
    Lead.objects.filter(pk=lead.pk).update(account=account)
    asked = {"account": account.external_id}
    for path in ("/leads", "/leads/inbox"):
        assert [each["name"] for each in reader.get(path, **asked)["items"]] == ["Ana Diaz"]
        for none in ("A9", "a\0b", "x" * 100):
            assert reader.get(path, account=none)["count"] == 0
    assert reader.get("/leads/hot", account="A9")["count"] == 0
    reader.get("/leads", account="x" * 101, expect=422)


def test_a_lead_says_by_what_its_account_was_found_and_why_not_the_others(lead, reader):
    account = make_account(1)
    ana, bo = (Rep.objects.create(external_id=name, name=name) for name in ("R1", "R2"))
    rule = RoutingRule.objects.create(position=1, name="Ana", how="rep", rep=ana)
    assert reader.get(f"/leads/{lead.pk}")["match"] is None
    match = {"by": "name", "place": "state", "grade": 0.45, "candidates": [account.pk]}
    Lead.objects.filter(pk=lead.pk).update(match=match)
    passed = {"rule": rule.pk, "why": "away", "rep": bo.pk}
    lead.handoffs.create(rep=ana, at=MQL, why="named", facts={"rule": rule.pk, "passed": [passed]})
    found = reader.get(f"/leads/{lead.pk}")
    assert found["match"] == match | {
        "candidates": [account.external_id],
        "text": "by its name, same state, 45% sure",
    }
    (came,) = found["handoffs"]
    assert (came["rep"], came["rule"], came["instead_of"]) == ("R1", "Ana", None)
    told = {"rule": "Ana", "rep": "R2", "why": "away", "text": "is away"}
    assert came["passed"] == [told]


def test_what_was_told_scored_and_owed(lead, reader):
    events = reader.get(f"/leads/{lead.pk}/events")
    assert [each["kind"] for each in events["items"]] == ["mql", "facts"]
    assert [each["total"] for each in reader.get(f"/leads/{lead.pk}/scores")] == [0]
    promises = {each["policy"]: each for each in reader.get(f"/leads/{lead.pk}/promises")}
    assert promises["E-03"]["due_at"] == promises["E-03"]["original_due_at"] is not None
    assert [each["kind"] for each in promises["E-03"]["events"]] == ["apply", "activate"]
    reader.get(f"/leads/{lead.pk + 99}/events", expect=404)


def test_a_lead_that_turned_out_to_be_another_answers_as_that(lead, reader):
    gone = Lead.objects.create(merged_into=lead)
    assert reader.get(f"/leads/{gone.pk}/events")["count"] == 2


@pytest.mark.parametrize(("table", "rows"), [("leads", 2), ("promises", 2), ("lead-events", 3)])
def test_each_list_is_exported(lead, table, rows):
    answer = Caller(member("marketing")).client.get(f"{ROOT}/exports/{table}.csv")
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content])
    assert len(text.decode("utf-8-sig").splitlines()) == rows + 1
