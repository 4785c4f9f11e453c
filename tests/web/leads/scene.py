"""A rep with a lead, and what happens to it, for tests of what is told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from maillage.domain.leads.calendars import company_calendar
from maillage.domain.leads.terms import first_agreement, first_model
from maillage.models import Handoff, Lead, Notice, Promise, Rep, ScoreSnapshot
from tests.factories import lead

NOW = datetime(2026, 2, 10, 15, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in New York."""


def rep(name: str = "Ada", **fields) -> Rep:
    """Make a rep."""
    number = Rep.objects.count()
    return Rep.objects.create(name=name, external_id=f"R{number}", **fields)


def mql(name: str = "Dana Reed", *, owner: Rep | None = None, **fields) -> Lead:
    """Make a lead that is an MQL since ten minutes."""
    given = {
        "life": "mql", "mql_at": NOW - timedelta(minutes=10), "owner": owner, "total": 45.0,
        "potential": 80.0, "band": "A2", "stage": "mql", "company": "Acme",
    }  # fmt: skip
    return lead(name, **given | fields)


def owes(
    found: Lead, policy: str = "E-03", *, began: datetime = NOW - timedelta(minutes=10),
    due: datetime = NOW + timedelta(minutes=50), **fields,
) -> Promise:  # fmt: skip
    """Make a promise to a lead that runs: by default the first contact, within an hour of work."""
    given = {
        "agreement": first_agreement(), "direction": "sales_to_marketing", "status": "running",
        "calendar": company_calendar(), "owner": found.owner, "began_at": began,
        "running_since": began, "original_due_at": due, "due_at": due,
    }  # fmt: skip
    return Promise.objects.create(lead=found, policy=policy, **given | fields)


def scored(found: Lead, total: float = 50.0) -> ScoreSnapshot:
    """Note a new score of a lead."""
    return ScoreSnapshot.objects.create(
        lead=found, model=first_model(), at=NOW, total=total, potential=80.0, band="A1"
    )


def handed(found: Lead, to: Rep, **fields) -> Handoff:
    """Hand a lead over."""
    return Handoff.objects.create(
        lead=found, rep=to, at=NOW, why=fields.pop("why", "territory"), **fields
    )


def notice(member, about: str = "lead:1", **fields) -> Notice:
    """Tell a member something."""
    given = {
        "kind": "plan", "path": "",
        "facts": {"plan": "2027", "rep": "Ada", "by": "Max", "event": "accepted", "number": 1,
                  "text": ""},
    }  # fmt: skip
    return Notice.objects.create(member=member, about=about, **given | fields)
