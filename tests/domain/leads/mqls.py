"""An MQL for tests: a lead that did enough, in Maillage's own words."""

from __future__ import annotations

from datetime import datetime

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.models import Lead

DEEDS = (("pricing_page_view", {}), ("webinar_attended", {}))


def as_mql(lead: Lead, at: datetime) -> Lead:
    """Make a lead an MQL at an instant, and hand it over."""
    events = [
        NewEvent(f"{lead.pk}-{kind}", "lead", str(lead.pk), kind, at, carried)
        for kind, carried in [("facts", {"icp_match": True, "name": lead.name}), *DEEDS]
    ]
    record(source=own_source(), events=events, now=at)
    digest(now=at)
    lead.refresh_from_db()
    return lead
