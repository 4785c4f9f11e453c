"""What campaigns bring (G-02)."""

from datetime import UTC, datetime, timedelta

import pytest

from maillage.domain.leads.campaigns import Brought, brought, named_in
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.models import Lead
from tests.factories import lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
WEEK = timedelta(days=7)


def told(subject, place, campaign, **more):
    at = NOW - timedelta(days=20) + timedelta(hours=place)
    carried = {"campaign": campaign, "email": f"{subject}@acme.com"} | more
    return NewEvent(f"{subject}-{place}", "contact", subject, "facts", at, carried)


def test_a_lead_counts_for_the_campaign_it_answered_last():
    source = lead_source(key="site")
    events = [told("ana", 0, "Fair"), told("ana", 1, " Guide "), told("bob", 2, "Fair"),
              told("cy", 3, "", utm_campaign="Guide"), told("dan", 4, 7), told("eve", 5, "Late")]  # fmt: skip
    record(source=source, events=events[::-1], now=NOW)
    digest(now=NOW)
    ana, bob, cy, dan, eve = (Lead.objects.get(email=f"{each}@acme.com")
                              for each in ("ana", "bob", "cy", "dan", "eve"))  # fmt: skip
    since = NOW - WEEK
    for lead, fields in (
        (ana, {"mql_at": since + WEEK / 2, "sql_at": NOW, "opportunity_at": NOW + WEEK}),
        (bob, {"mql_at": since, "sql_at": NOW}),
        (cy, {"mql_at": NOW}),
        (dan, {"mql_at": NOW}),
        (eve, {"mql_at": since}),
    ):
        Lead.objects.filter(pk=lead.pk).update(**fields)
    assert brought(since, NOW) == [Brought("Guide", 2, 1, 0), Brought("Fair", 0, 1, 0)]
    Lead.objects.filter(pk=cy.pk).update(merged_into=ana)
    assert brought(since, NOW + WEEK)[0] == Brought("Guide", 1, 1, 1)


@pytest.mark.parametrize(
    ("carried", "name"),
    [({"campaign": "A", "utm_campaign": "B"}, "A"), ({"campaign": "  ", "utm_campaign": "B"}, "B"),
     ({"campaign": None}, ""), ({"campaign": ["A"]}, ""), ([], ""), (None, ""), ("campaign", "")],
)  # fmt: skip
def test_a_campaign_is_read_where_sources_write_it(carried, name):
    assert named_in(carried) == name
