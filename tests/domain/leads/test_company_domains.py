"""What is told of a company counts for all who work at its domain (F-02)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.domain.leads import queries
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.models import CompanyDomain, Lead, LeadSource, Workspace
from tests.factories import lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
PEOPLE = [
    ("lead", "L1", "facts", {"name": "Ana", "email": "ana@northwind.example"}),
    ("contact", "bo@shop.northwind.example", "page_view", {}),
    ("lead", "L3", "facts", {"name": "Cy", "website": "https://www.Northwind.example/fr"}),
    ("lead", "L4", "facts", {"name": "Di", "email": "di@gmail.com"}),
    ("lead", "L5", "facts", {"name": "Ed", "email": "ed@other.example", "company_id": "C7"}),
]
COMPANIES = [
    ("company", "northwind.example", "pricing_page_view", {}),
    ("company", "C7", "facts", {"website": "http://northwind.example"}),
    ("company", "C7", "webinar_attended", {}),
    ("company", "gmail.com", "case_study_download", {}),
    ("company", "C8", "facts", {"domain": "gmail.com", "icp_match": True}),
]
TOLD = [*PEOPLE, *COMPANIES]


def tell(*told):
    source = LeadSource.objects.filter(key="crm").first() or lead_source(key="crm")
    now = NOW + timedelta(hours=2)
    record(source=source, now=now, events=[
        NewEvent(str(TOLD.index(each)), *each[:3], NOW + timedelta(minutes=TOLD.index(each)),
                 each[3]) for each in told
    ])  # fmt: skip
    digest(now=now)


def scores():
    return {
        (each.name or each.email): (each.total, sorted(r["rule"] for r in each.reasons))
        for each in Lead.objects.filter(merged_into=None)
    }


HERE = (25, ["pricing_page", "webinar"])
WANTED = {
    "Ana": HERE,
    "bo@shop.northwind.example": HERE,
    "Cy": HERE,
    "Di": (0, []),
    "Ed": (10, ["webinar"]),
}


@pytest.mark.parametrize("told", [TOLD, [*COMPANIES, *PEOPLE]], ids=["people", "companies"])
def test_companies_are_linked_by_domain_and_free_mail_never_is(told):
    for each in told:
        tell(each)
    assert scores() == WANTED
    assert set(CompanyDomain.objects.values_list("subject", "domain")) == {
        ("northwind.example", "northwind.example"), ("C7", "northwind.example"),
    }  # fmt: skip
    ana = Lead.objects.get(name="Ana")
    assert {each.subject for each in queries.events_of(ana)} == {"L1", "northwind.example", "C7"}


def test_another_domain_and_another_workspace_are_not_linked():
    tell(*PEOPLE)
    with scope(workspace=Workspace.objects.create(slug="other", name="Other")):
        tell(*COMPANIES)
        assert not Lead.objects.exists()
    assert {total for total, _rules in scores().values()} == {0}


def test_of_two_leads_that_are_one_the_company_counts_once():
    tell(*TOLD)
    source = LeadSource.objects.get(key="crm")
    both = NewEvent("x", "lead", "L3", "facts", NOW, {"email": "ana@northwind.example"})
    record(source=source, events=[both], now=NOW)
    digest(now=NOW + timedelta(hours=2))
    lead = Lead.objects.get(merged_into=None, email="ana@northwind.example")
    assert (lead.total, sorted(each["rule"] for each in lead.reasons)) == HERE


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(TOLD), st.lists(st.integers(1, 4), min_size=10, max_size=10))
def test_the_order_does_not_matter(order, sizes):
    with scope(workspace=Workspace.objects.create(slug=f"w{uuid4().hex[:20]}", name="W")):
        left = list(order)
        for size in sizes:
            some, left = left[:size], left[size:]
            if some:
                tell(*some)
        tell(*left)
        assert scores() == WANTED
